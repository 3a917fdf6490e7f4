"""The breaker: whether Redis is used, and when to look for it again. No I/O, and any clock."""

from __future__ import annotations

import random
import threading
import time
from enum import Enum
from typing import TYPE_CHECKING, Any

from ..value import Value

if TYPE_CHECKING:
    from collections.abc import Collection


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

    ``probes`` is the ``fallback`` of a config: the first and the longest interval between probes.
    Of the callers that lose Redis together one tries on for all, and once it has failed twice the
    others are answered at once. The listener hears each change once, outside the lock.
    """

    def __init__(self, state: State, probes: Any, clock: Any, listener: Any) -> None:
        self._probes, self._clock, self._listener = probes, clock, listener
        self.state, self._since, self._reason = state, time.time(), ""
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
        if reason:
            self._change((State.AVAILABLE,), State.FALLBACK, reason)

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
            if failure and self.state is State.FALLBACK:
                self._reason = failure
                self._plan(self._failed_probes + 1)
        if not failure:
            self._change((State.FALLBACK,), State.AVAILABLE, "")

    def close(self) -> None:
        """Enters the last state."""
        self._change(set(State) - {State.CLOSED}, State.CLOSED, "")

    def bars(self) -> Health | None:
        """The state, where an operation is to be answered without Redis, which is counted."""
        if self.admits:
            return None
        with self._lock:
            self._fallbacks += 1
        return self.health()

    def health(self) -> Health:
        """The present state."""
        due = time.time() + self._due - self._clock() if self.state is State.FALLBACK else None
        counts = (self._trips, self._recoveries, self._fallbacks)
        return Health(self.state, self._since, self._reason, due, *counts)

    def _change(self, origins: Collection[State], state: State, reason: str) -> None:
        with self._lock:
            if self.state not in origins:
                return
            self._trips += state is State.FALLBACK
            self._recoveries += state is State.AVAILABLE
            self.state, self._since, self._reason = state, time.time(), reason
            self.admits = state is State.AVAILABLE
            self._plan(0)
            health = self.health()
        self._listener(health)

    def _plan(self, failed_probes: int) -> None:
        """Probes later each time; never later than stated, and not all instances at once."""
        self._failed_probes = min(failed_probes, 30)
        interval = self._probes.probe_interval * 2**self._failed_probes
        jitter = random.uniform(0.75, 1)  # noqa: S311 - nobody is to be kept from guessing it
        self._due = self._clock() + min(interval, self._probes.max_probe_interval) * jitter
