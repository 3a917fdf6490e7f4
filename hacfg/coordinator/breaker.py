"""The breaker: whether Redis is used, and when to look for it again. No I/O, and any clock."""

from __future__ import annotations

import random
import threading
import time
from enum import Enum
from typing import TYPE_CHECKING, Any

from ..value import Value

if TYPE_CHECKING:
    from collections.abc import Callable


class State(Enum):
    """How a coordinator stands to Redis."""

    AVAILABLE = "available"
    FALLBACK = "fallback"  # Redis was lost, and is probed
    CHOSEN = "fallback by choice"  # never probed
    DISABLED = "disabled"  # enable_redis is false: never probed
    CLOSED = "closed"


class Health(Value):
    """The state of a coordinator, since when, why, and what has happened so far.

    ``since`` and ``next_probe`` are Unix times in seconds; only a fallback that recovers has a next
    probe. ``trips`` counts the ways into it, ``recoveries`` those out of it, and ``fallbacks`` the
    operations that were answered without Redis.
    """

    state: State
    since: float
    reason: str = ""
    next_probe: float | None = None
    trips: int = 0
    recoveries: int = 0
    fallbacks: int = 0


class Breaker:
    """The state machine; ``admits`` says whether an operation may go to Redis.

    ``probes`` are the first and the longest interval between two probes, in seconds.
    Of the callers that lose Redis together one tries on for all, and once it has failed twice the
    others are answered at once. The listener hears each change once, outside the lock.
    """

    def __init__(
        self, state: State, probes: tuple[float, float], clock: Callable[[], float], listener: Any
    ) -> None:
        self._probes, self._clock, self._listener = probes, clock, listener
        self.state, self._since, self._reason = state, clock(), ""
        self._trips = self._recoveries = self._fallbacks = 0
        self._due, self._failed_probes = 0.0, 0
        self.begin()

    def begin(self) -> None:
        """Forgets callers and the locks that they hold: in a forked child they are the parent's."""
        self._lock = threading.Lock()
        self._payer: object | None = None
        self._probing = False
        self.admits = self.state is State.AVAILABLE

    def pays(self, caller: object, failures: int, reason: str) -> bool:
        """Whether a caller that has lost Redis is the one that tries on."""
        with self._lock:
            if self._payer not in (None, caller) or self.state is not State.AVAILABLE:
                return False
            self._payer, self.admits, self._reason = caller, failures < 2, reason
            return True

    def settle(self, caller: object) -> None:
        """Ends what ``pays`` began, however it went."""
        with self._lock:
            if self._payer is caller:
                self._payer, self.admits = None, self.state is State.AVAILABLE
                self._reason = "" if self.admits else self._reason

    def trip(self, reason: str) -> None:
        """Enters the fallback, if there is a reason."""
        with self._lock:
            if self.state is not State.AVAILABLE or not reason:
                return
            self._trips += 1
            health = self._change(State.FALLBACK, reason)
        self._listener(health)

    def takes_probe(self) -> bool:
        """Whether the caller is to probe: when it is due, and one caller at a time."""
        with self._lock:
            due = self.state is State.FALLBACK and self._clock() >= self._due
            taken, self._probing = due and not self._probing, due or self._probing
            return taken

    def ends_probe(self, failure: str) -> None:
        """Takes the result of a probe; without a failure Redis is back."""
        with self._lock:
            self._probing = False
            if self.state is not State.FALLBACK:
                return
            if failure:
                self._reason = failure
                self._plan(self._failed_probes + 1)
                return
            self._recoveries += 1
            health = self._change(State.AVAILABLE, "")
        self._listener(health)

    def close(self) -> None:
        """Enters the last state."""
        with self._lock:
            if self.state is State.CLOSED:
                return
            health = self._change(State.CLOSED, "")
        self._listener(health)

    def bars(self) -> bool:
        """Whether an operation is to be answered without Redis, which is counted."""
        if self.admits:
            return False
        with self._lock:
            self._fallbacks += 1
        return True

    def health(self) -> Health:
        """The present state."""
        shift = time.time() - self._clock()
        due = self._due + shift if self.state is State.FALLBACK else None
        counts = (self._trips, self._recoveries, self._fallbacks)
        return Health(self.state, self._since + shift, self._reason, due, *counts)

    def _change(self, state: State, reason: str) -> Health:
        self.state, self._since, self._reason = state, self._clock(), reason
        self.admits = state is State.AVAILABLE
        self._plan(0)
        return self.health()

    def _plan(self, failed_probes: int) -> None:
        """Probes later each time; never later than stated, and not all instances at once."""
        self._failed_probes = min(failed_probes, 30)
        interval = min(self._probes[0] * 2**self._failed_probes, self._probes[1])
        self._due = self._clock() + interval * random.uniform(0.75, 1)  # noqa: S311 - jitter
