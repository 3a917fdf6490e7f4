"""The leases: what is held, for how long, how it is renewed and given back, why it is refused."""

from __future__ import annotations

import os
import time
from enum import Enum
from math import ceil
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from ..value import Value
from .connections import blocking
from .scripts import FINISH, RELEASE, RENEW

if TYPE_CHECKING:
    from typing_extensions import Self


class Refused(Enum):
    """Why there is no lease."""

    HELD = "held by another"
    DONE = "done"  # a signal that was processed already
    LOST = "lost"  # it ran out, was given back or taken
    UNAVAILABLE = "unavailable"  # Redis could not be asked, or answered with an error
    DISABLED = "disabled"  # by enable_redis: false or fallback_mode=True


class LeaseRefusedError(RuntimeError):
    """A ``with`` block was to begin without its lease; ``args[0]`` is the ``Refusal``."""


class LeaseLostError(RuntimeError):
    """A lease that is needed is no longer held."""


class Refusal(Value):
    """The falsy result: the work is not yours to do.

    ``until`` is the Unix time in seconds at which another's lease ends unless it is renewed. As a
    context manager it raises ``LeaseRefusedError``, since nothing would protect the block.
    """

    name: str
    why: Refused
    detail: str = ""
    until: float | None = None

    def __bool__(self) -> Literal[False]:
        return False

    def __str__(self) -> str:
        moment = self.until and time.strftime(" until %Y-%m-%dT%H:%M:%SZ", time.gmtime(self.until))
        return f"{self.name}: {self.why.value}{moment or ''}{self.detail and f' ({self.detail})'}"

    def __enter__(self) -> NoReturn:
        raise LeaseRefusedError(self)

    async def __aenter__(self) -> NoReturn:
        raise LeaseRefusedError(self)

    def __exit__(self, *_: object) -> None: ...
    async def __aexit__(self, *_: object) -> None: ...


class Held:
    """What is common to leases. Truthy while it is held, by its holder's own clock.

    ``fencing_token`` rises with each acquisition: send it along with every write, and let the
    resource refuse older ones. ``ttl`` is in seconds; ``loss`` says why the lease ended.
    """

    def __init__(self, core: Any, name: str, keys: tuple[str, str], owner: str, ttl: float) -> None:
        self.name, self.keys, self.owner, self.ttl = name, keys, owner, ttl
        self.fencing_token, self.renewed, self.loss, self.lost = 0, 0.0, "", False
        self._core, self._process = core, os.getpid()

    @property
    def inherited(self) -> bool:
        """Whether it is the parent's: a forked child holds nothing."""
        return os.getpid() != self._process

    @property
    def remaining(self) -> float:
        """Seconds until it runs out unless it is renewed; 0 when it is not held.

        They count from before the command was sent, and one part in a hundred is left out for
        clocks that run at different rates.
        """
        if self.loss or self.inherited:
            return 0.0
        left: float = self.renewed + self.ttl * 0.99 - self._core.clock()
        return max(0.0, left)

    @property
    def held(self) -> bool:
        """Whether this process holds it: neither given back, nor lost, nor run out."""
        return self.remaining > 0

    def ensure_held(self) -> int:
        """The fencing token for a write that is about to be made.

        Raises:
            LeaseLostError: the lease is not held.
        """
        if self.held:
            return self.fencing_token
        raise LeaseLostError(f"{self.name} is not held: {self._absence()}")

    def _absence(self) -> str:
        """Why it is not held."""
        return "it belongs to the parent process" if self.inherited else self.loss or "it ran out"

    def __bool__(self) -> bool:
        return self.held

    def command(self, script: str, *seconds: float) -> tuple[str | int, ...]:
        """What is sent about it. Times are rounded up: Redis must not be the first to forget."""
        times = (ceil(each * 1000) for each in seconds)
        return ("EVALSHA", script, 2, *self.keys, self.owner, *times)

    def end(self, why: str, *, lost: bool) -> None:
        """Ends it for the holder, who gave it back or lost it; the first reason stays."""
        if not self.loss:
            self.loss, self.lost = why, lost

    def renewed_by(self, reply: int, sent: float) -> Self | Refusal:
        """Takes the reply to a renewal: itself, or a refusal where the lease is lost."""
        if reply > 0:
            self.renewed = max(self.renewed, sent)
            return self if self.held else Refusal(self.name, Refused.LOST, self._absence())
        refusal = refusal_of(self.name, reply)
        self.end(refusal.detail or refusal.why.value, lost=True)
        return refusal

    async def _renew(self) -> Self | Refusal:
        """Starts its time to live anew; itself, or why that was refused."""
        left = self.remaining
        if left <= 0:
            return Refusal(self.name, Refused.LOST, self._absence())
        answer = await self._core.scripted(self, RENEW, left, self.ttl)
        return answer if isinstance(answer, Refusal) else self.renewed_by(*answer[:2])

    async def _release(self) -> bool:
        """Gives it back; whether it was still held. What cannot be given back runs out."""
        left = self.remaining
        if left <= 0:
            return False
        self.end("it was given back", lost=False)
        answer = await self._core.scripted(self, RELEASE, left)
        # Sent twice, the second finds nothing: the first gave it back.
        return not isinstance(answer, Refusal) and bool(answer[0] or answer[2])

    async def _done(self, remember: float = 86400.0) -> bool:
        """Lets nobody claim the signal for that many seconds; whether Redis took note.

        It may come late, as long as nobody else has claimed the signal meanwhile.

        Raises:
            ValueError: ``remember`` is not from 0.001 to 1e9 seconds.
        """
        if not 0.001 <= remember <= 1e9:
            raise ValueError("remember must be from 0.001 to 1e9 seconds")
        if self.inherited:
            return False
        answer = await self._core.scripted(self, FINISH, self.ttl, remember)
        self.end("it is done", lost=False)
        return not isinstance(answer, Refusal) and bool(answer[0] > 0)


class Lease(Held):
    """A lock or a leadership. As a context manager it is given back at the end of the block."""

    renew, release = blocking(Held._renew), blocking(Held._release)

    def __enter__(self) -> Self:
        self.ensure_held()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


class Claim(Lease):
    """A signal that is yours to process; a block that ends before ``done()`` gives it back."""

    done = blocking(Held._done)


class AsyncLease(Held):
    """A ``Lease`` whose methods are awaited."""

    renew, release = Held._renew, Held._release

    async def __aenter__(self) -> Self:
        self.ensure_held()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._release()


class AsyncClaim(AsyncLease):
    """A ``Claim`` whose methods are awaited."""

    done = Held._done


def refusal_of(name: str, reply: int | None) -> Refusal:
    """What a script's reply means that is no yes."""
    if reply is None:
        return Refusal(name, Refused.DONE)
    if reply == 0:
        return Refusal(name, Refused.LOST, "Redis no longer knows it")
    # Minus the milliseconds that are left, less 2; -1 where it has no end.
    until = time.time() - (reply + 2) / 1000 if reply < -1 else None
    return Refusal(name, Refused.HELD, until=until)
