"""A candidate: it leads when the database says so, and stands by while Redis says another does."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from typing import TYPE_CHECKING

from database import DatabaseLostError

from hacfg.coordinator import LeaseLostError, Refusal, Refused

from .election import DeposedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hacfg.coordinator import Lease, RedisCoordinator

    from .election import Election

log = logging.getLogger("leader")


class Candidate:
    """Whoever holds the row in the database leads. A lease in Redis says so to the others.

    The lease is half as long as the term. So it has always run out when the term has, and a Redis
    that hangs keeps the leader waiting for less than its term.
    """

    def __init__(self, election: Election, coordinator: RedisCoordinator) -> None:
        self._election, self._coordinator = election, coordinator
        self._ttl = coordinator.config.leases.ttl
        self._token: int | None = None
        self._lease: Lease | Refusal | None = None
        self._ask_by, self._said = 0.0, ""
        self._waking = threading.Event()

    def run(self, *, until: Callable[[], bool]) -> None:
        """Leads or stands by until it is to stop, then resigns."""
        while not until():
            # Brings Redis back into use when it is back; it costs nothing until a probe is due.
            if not self._coordinator.is_available():
                self._coordinator.ping()
            try:
                self._stand_by() if self._token is None else self._lead(self._token)
            except DatabaseLostError as error:
                self._step_down(f"the database is away, and nobody leads without it: {error}")
            self._waking.wait(self._coordinator.config.leases.retry_period)
            self._waking.clear()
        self._resign()

    def _stand_by(self) -> None:
        """Asks the database for the leadership, unless Redis says that this would be in vain."""
        lease = self._coordinator.try_become_leader(ttl=self._ttl / 2)
        taken = isinstance(lease, Refusal) and lease.why is Refused.HELD
        # Redis may say so for ever, of a leader that hangs; so it is believed for one term only.
        if taken and time.monotonic() < self._ask_by:
            self._say("standing by: Redis says that another leads")
            return
        self._ask_by = time.monotonic() + self._ttl
        try:
            self._token = self._election.take()
        finally:
            if self._token is None and lease:
                lease.release()
        if self._token is None:
            self._say("standing by: the database says that another leads")
        else:
            self._say(f"leading, fencing token {self._token}")
            self._announce(lease)

    def _lead(self, token: int) -> None:
        """Does a turn of work, if the database takes it."""
        try:
            turn = self._election.write(token)
        except DeposedError:
            self._step_down(f"write refused: fencing token {token} is no longer the newest")
            return
        log.info("turn %d, fencing token %d", turn, token)
        if not self._lease:
            self._announce(self._coordinator.try_become_leader(ttl=self._ttl / 2))

    def _announce(self, lease: Lease | Refusal) -> None:
        """Keeps the others from asking the database, if there is a lease to keep."""
        self._lease = lease
        if not isinstance(lease, Refusal):
            with contextlib.suppress(LeaseLostError):
                self._coordinator.heartbeat(lease, self._on_lost)
                log.info("announced in Redis")

    def _on_lost(self, lease: Lease) -> None:
        """Called by the heartbeat, in its thread."""
        log.warning("no longer announced in Redis, %s; the database decides", lease.loss)
        self._waking.set()

    def _step_down(self, why: str) -> None:
        self._token = None
        self._say(why)
        if self._lease:
            self._lease.release()

    def _resign(self) -> None:
        if self._token is not None:
            try:
                self._election.resign(self._token)
            except DatabaseLostError as error:
                log.warning("the term runs out by itself: %s", error)
            self._step_down("resigned")

    def _say(self, what: str) -> None:
        """Says it once, not each time it is found to be so."""
        if what != self._said:
            log.info(what)
            self._said = what
