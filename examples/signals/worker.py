"""A worker: it takes what arrives, and books what the database gives it."""

from __future__ import annotations

import heapq
import itertools
import logging
import time
from collections import Counter
from typing import TYPE_CHECKING

from database import DatabaseLostError

from hacfg.coordinator import Claim, Refusal, Refused

from .claims import ClaimLostError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hacfg.coordinator import RedisCoordinator

    from .claims import Claimed, Claims, Signal
    from .source import Source

log = logging.getLogger("signals")


class Worker:
    """Asks Redis first, which may spare a question; then the database, which decides."""

    def __init__(self, claims: Claims, coordinator: RedisCoordinator, work: float) -> None:
        self._claims, self._coordinator, self._work = claims, coordinator, work
        self._lease = coordinator.config.leases.ttl
        self.counts: Counter[str] = Counter()
        # When each is due, the order in which they came, and whether Redis has put it off before.
        self._due: list[tuple[float, int, Signal, bool]] = []
        self._numbers = itertools.count()
        self._next_sweep = 0.0

    def run(self, source: Source, *, until: Callable[[], bool]) -> None:
        """Works until it is told to stop; what it is at then is finished first."""
        while not until():
            for arrived in source.arrived():
                self._put_off(arrived, 0.0, again=False)
            # Brings Redis back into use when it is back; it costs nothing until a probe is due.
            if not self._coordinator.is_available():
                self._coordinator.ping()
            try:
                busy = [self._take_over(), self._take_due()]
            except DatabaseLostError as error:
                log.warning("the database is away, and nothing is done without it: %s", error)
                time.sleep(1.0)
                continue
            if not any(busy):
                time.sleep(0.1)

    def _put_off(self, signal: Signal, due: float, *, again: bool) -> None:
        heapq.heappush(self._due, (due, next(self._numbers), signal, again))

    def _take_due(self) -> bool:
        """Handles the next signal that is due, and says whether there was one."""
        if not self._due or self._due[0][0] > time.time():
            return False
        entry = heapq.heappop(self._due)
        try:
            self._receive(entry[2], again=entry[3])
        except DatabaseLostError:
            heapq.heappush(self._due, entry)
            raise
        return True

    def _receive(self, signal: Signal, *, again: bool) -> None:
        """Asks Redis whether there is any need to ask the database."""
        claim = self._coordinator.claim_signal(signal.id, ttl=self._lease)
        if isinstance(claim, Refusal):
            if claim.why is Refused.DONE:
                self._say(signal, "Redis: done already")
                return
            # It may have died before it told the database: Redis can put off, once, never refuse.
            if claim.why is Refused.HELD and not again:
                self._say(signal, "Redis: another is at it, put off")
                self._put_off(signal, claim.until or time.time() + self._lease, again=True)
                return
        try:
            self._decide(signal, claim)
        finally:
            if claim:
                claim.release()

    def _decide(self, signal: Signal, claim: Claim | Refusal) -> None:
        """Asks the database, whatever Redis said."""
        redis = f"Redis: {claim.why.value}" if isinstance(claim, Refusal) else "Redis: go and ask"
        claimed = self._claims.claim(signal)
        if claimed:
            self._say(signal, f"{redis}; database: yours, token {claimed.token}")
            done = self._process(claimed)
        else:
            # Whoever claimed it ends it, or dies and is replaced by a sweep.
            done = self._claims.is_done(signal)
            state = "done already" if done else "another's"
            self._say(signal, f"{redis}; database: {state}")
        if done and isinstance(claim, Claim):
            claim.done()

    def _take_over(self) -> bool:
        """Ends one signal whose worker did not, and says whether there was one."""
        if time.monotonic() < self._next_sweep:
            return False
        claimed = self._claims.take_over()
        if claimed is None:
            self._next_sweep = time.monotonic() + self._lease / 4
            return False
        self._say(claimed.signal, f"database: taken over, token {claimed.token}")
        self._process(claimed)
        return True

    def _process(self, claimed: Claimed) -> bool:
        """Does the work and books; False where the claim was lost meanwhile."""
        try:
            self._do(claimed)
            self._claims.book(claimed)
        except ClaimLostError as error:
            self._say(claimed.signal, f"database: write refused, {error}")
            return False
        self._say(claimed.signal, f"database: booked, token {claimed.token}")
        return True

    def _do(self, claimed: Claimed) -> None:
        """The work, of which nothing may be seen outside before it is booked.

        Work that takes long keeps its claim alive, and learns that it has lost it.
        """
        end = time.monotonic() + self._work
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, self._lease / 3))
            if time.monotonic() < end:
                self._claims.keep(claimed)

    def _say(self, signal: Signal, what: str) -> None:
        self.counts[what.partition(", token")[0]] += 1
        log.info("signal %s - %s", signal.id, what)
