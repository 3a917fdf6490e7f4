"""The core: what both coordinators do, as flows over a driver, and how Redis is given up."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import logging
import os
import random
import time
import weakref
import zlib
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..compiled.redis_config import RedisConfig
from .breaker import Breaker, Health, State
from .connections import ANSWER, BUG, DENIED, LOST, PROBE, Driver, fault_of
from .leases import Held, Refusal, Refused, refusal_of
from .scripts import ACQUIRE, RELEASE, RENEW

if TYPE_CHECKING:
    from collections.abc import Callable

LeaseKind = TypeVar("LeaseKind", bound=Held)
ClaimKind = TypeVar("ClaimKind", bound=Held)
Kind = TypeVar("Kind", bound=Held)

_log = logging.getLogger("hacfg.coordinator")
_all: weakref.WeakSet[Core[Any, Any]] = weakref.WeakSet()
# It goes on while the machine sleeps, as the time to live of a lease does; not all systems have it.
_BOOTTIME: int | None = getattr(time, "CLOCK_BOOTTIME", None)
steady = time.monotonic if _BOOTTIME is None else partial(time.clock_gettime, _BOOTTIME)


class Core(Generic[LeaseKind, ClaimKind]):
    """What both coordinators do, as flows; their kinds of leases, claims and drivers differ."""

    kinds: tuple[type[LeaseKind], type[ClaimKind], type[Driver]]

    def __init__(
        self,
        config: RedisConfig,
        *,
        fallback_mode: bool = False,
        on_state_change: Callable[[Health], object] | None = None,
        clock: Callable[[], float] = steady,
    ) -> None:
        if not isinstance(config, RedisConfig):
            raise TypeError(f"{type(config).__name__} is no RedisConfig: see load_redis_config()")
        self.config, self.clock = config, clock
        self._listener = on_state_change or (lambda _: None)
        state = State.CHOSEN if fallback_mode else State.AVAILABLE
        state = state if config.enable_redis else State.DISABLED
        self.breaker = Breaker(state, config.fallback, clock, self._changed)
        again = config.retry
        delays = (again.base_delay * 2**number for number in range(again.retries))
        self._waits = tuple(min(delay, again.max_delay) for delay in delays)
        # The first try after a lost reply is at once: a lease has no time to lose.
        self._lease_waits = (0.0, *self._waits)[: again.retries]
        self._inherited: list[Driver] = []
        self.begin()
        _all.add(self)
        self._begun()

    def _begun(self) -> None:
        """What is done last when one is made."""

    def begin(self) -> None:
        """Begins with nothing held and no connection: when it is made, and in a forked child."""
        self.driver = self.kinds[2](self.config, self.config.max_connections)
        # A parent's driver stays referenced: collecting it would touch the parent's sockets.
        self._inherited.append(self.driver)
        self._leaderships: dict[str, LeaseKind] = {}
        self.heartbeats: set[Any] = set()
        self.breaker.begin()

    def is_available(self) -> bool:
        """Whether Redis is in use: neither a fallback, nor disabled, nor closed. No I/O."""
        return self.breaker.state is State.AVAILABLE

    def health(self) -> Health:
        """The state, since when, why, the next probe, and what was counted. No I/O."""
        return self.breaker.health()

    async def _ping(self) -> bool:
        """Whether Redis answers; asked again as ``retry`` says before Redis is given up.

        In the fallback it probes when a probe is due, for at most 0.5 s: a readiness check that
        pings brings Redis back into use.
        """
        if not self.breaker.admits:
            return await self._probe()
        return not isinstance(await self._tried("ping", ("PING",), self._waits), Refusal)

    async def _lock(
        self, name: str, *, ttl: float | None = None, wait: float = 0.0
    ) -> LeaseKind | Refusal:
        """The lock of that name, or a falsy ``Refusal``. It fails closed: without Redis, no lock.

        ``ttl`` is how long it lasts unless it is renewed, in seconds from 0.001 to 86400 (by
        default ``leases.ttl``); ``wait`` for how many seconds to try while another holds it. Each
        call is an owner of its own: who holds the lock and asks for it again is refused.

        Raises:
            ValueError: the name is empty, or a time out of its range.
        """
        return await self._acquire(self.kinds[0], "lock", name, ttl, wait)

    async def _claim(self, signal: str, *, ttl: float | None = None) -> ClaimKind | Refusal:
        """A claim if the signal is yours to process, or a falsy ``Refusal``.

        A claim lasts ``ttl`` seconds (from 0.001 to 86400, by default ``leases.ttl``); that it is
        ``done()`` is remembered for a day. Without Redis no signal is yours by it: ask the
        database then.

        Raises:
            ValueError: the signal has no name, or ``ttl`` is out of its range.
        """
        return await self._acquire(self.kinds[1], "claim", signal, ttl, 0.0)

    async def _lead(self, role: str = "leader", *, ttl: float | None = None) -> LeaseKind | Refusal:
        """The leadership, new or renewed, or a falsy ``Refusal``. It fails closed.

        ``ttl`` is that of a new term, in seconds from 0.001 to 86400 (by default ``leases.ttl``).

        Raises:
            ValueError: the role has no name, or ``ttl`` is out of its range.
        """
        lease = self._leaderships.get(role)
        if lease and (await lease._renew() or lease.held):
            return lease
        result = await self._acquire(self.kinds[0], "leader", role, ttl, 0.0)
        if not isinstance(result, Refusal):
            self._leaderships[role] = result
        return result

    async def _lead_on(self, role: str = "leader") -> LeaseKind | Refusal:
        """The leadership that this process has, renewed, or a falsy ``Refusal``."""
        lease, none = self._leaderships.get(role), "this process does not lead"
        return Refusal(role, Refused.LOST, none) if lease is None else await lease._renew()

    async def scripted(
        self, lease: Held, script: str, patience: float, *seconds: float
    ) -> tuple[Any, float, bool] | Refusal:
        """The answer to a script about a lease, for which there is that much time.

        It is the reply, when its command was sent, and whether it had been sent before.
        """
        if health := self.breaker.bars():
            chosen = health.state in (State.CHOSEN, State.DISABLED)
            why = Refused.DISABLED if chosen else Refused.UNAVAILABLE
            return Refusal(lease.name, why, health.reason or health.state.value)
        command, end = lease.command(script, *seconds), self.clock() + patience
        return await self._tried(lease.name, command, self._lease_waits, end)

    async def beat(self, lease: Held, driver: Driver, on_lost: Any) -> None:
        """The life of a heartbeat. The loss is told before anything that may wait."""
        outage = ""
        try:
            outage = await self._keep(lease, driver)
            if lease.lost:
                _log.warning("Lost %s, token %d: %s", lease.name, lease.fencing_token, lease.loss)
            told = on_lost(lease) if lease.lost and on_lost else None
            if inspect.isawaitable(told):
                await told
        except Exception:  # noqa: BLE001 - whatever a caller's function raises
            _log.exception("on_lost of %s failed", lease.name)
        finally:
            self.breaker.trip(outage)
            await driver.close()

    async def _acquire(
        self, kind: type[Kind], label: str, name: str, ttl: float | None, wait: float
    ) -> Kind | Refusal:
        ttl = self.config.leases.ttl if ttl is None else ttl
        if not (name and 0.001 <= ttl <= 86400 and 0 <= wait < inf):
            raise ValueError("a lease has a name, a ttl from 0.001 to 86400 s and a wait that ends")
        # Tokens outlive their leases, so names share 256 of their keys; in braces is what chooses
        # the slot in a cluster, which must be one for both.
        prefix, tag = self.config.key_prefix, f"{{{zlib.crc32(name.encode()) & 255:02x}}}"
        keys = (f"{prefix}{label}:{tag}{name}", f"{prefix}fence:{tag}")
        lease = kind(self, name, keys, os.urandom(16).hex(), ttl)
        deadline, poll = self.clock() + wait, 0.05
        while True:
            # Even at the deadline Redis is given as long as a probe.
            patience = max(PROBE, deadline - self.clock()) if wait else ttl
            refusal = await self._acquired(lease, patience)
            left = deadline - self.clock()
            if refusal is None or refusal.why is not Refused.HELD or left <= 0:
                return lease if refusal is None else refusal
            ends = inf if refusal.until is None else refusal.until - time.time() + 0.002
            await self.driver.pause(max(0.001, min(left, ends, poll * random.uniform(0.5, 1))))  # noqa: S311
            poll = min(poll * 2, self.config.leases.retry_period)

    async def _acquired(self, lease: Held, patience: float) -> Refusal | None:
        try:
            answer = await self.scripted(lease, ACQUIRE, patience, lease.ttl)
        except (Exception, asyncio.CancelledError, KeyboardInterrupt, SystemExit):
            # It may have been granted; what is not given back now runs out by itself.
            with contextlib.suppress(Exception):
                await self.driver.call(*lease.command(RELEASE), seconds=PROBE)
            raise
        if isinstance(answer, Refusal):
            return answer
        reply, lease.renewed, _ = answer
        if reply is None or reply <= 0:
            return refusal_of(lease.name, reply)
        lease.fencing_token = reply
        return None if lease.held else Refusal(lease.name, Refused.UNAVAILABLE, "it came too late")

    async def _keep(self, lease: Held, driver: Driver) -> str:
        """Renews until the lease is given back or lost; why Redis is lost, if it is."""
        leases, scale = self.config.leases, lease.ttl / self.config.leases.ttl
        period, patience = leases.retry_period * scale, leases.renew_deadline * scale
        command, fault, text = lease.command(RENEW, lease.ttl), ANSWER, "no time was left"
        while True:
            due = min(period, lease.renewed + patience - self.clock())
            if await driver.pause(due) or lease.loss:
                return ""
            sent = self.clock()
            left = min(lease.renewed + patience - sent, lease.remaining)
            if left <= 0:
                lease.end(f"it could not be renewed: {text}", lost=True)
                return text if fault in (LOST, DENIED) else ""
            limit = min(left, max(period, PROBE))
            try:
                lease.renewed_by(await driver.call(*command, seconds=limit), sent)
                if lease.lost:
                    return ""
                fault, text = ANSWER, "no time was left"
            except Exception as error:  # noqa: BLE001 - even after a bug the next one may succeed
                fault, text = fault_of(error)
            await self._probe()

    async def _probe(self) -> bool:
        if not self.breaker.takes_probe():
            return False
        failure = "the probe was interrupted"
        try:
            await self.driver.probe()
            failure = ""
        except Exception as error:  # noqa: BLE001 - a failure, whatever it is
            _, failure = fault_of(error)
        finally:
            self.breaker.ends_probe(failure)
        return not failure

    async def _tried(
        self, name: str, command: tuple[str | int, ...], waits: tuple[float, ...], end: float = inf
    ) -> tuple[Any, float, bool] | Refusal:
        """One cycle: sent again after each wait while Redis is lost and there is time."""
        breaker, caller, failures, began = self.breaker, object(), 0, self.clock()
        sent = began
        try:
            while True:
                try:
                    reply = await self.driver.call(*command, seconds=max(end - sent, 0.001))
                    return reply, sent, failures > 0  # noqa: TRY300 - the next line is a failure's
                except Exception as error:
                    fault, text = fault_of(error)
                    if fault == BUG:
                        raise
                if fault == ANSWER:
                    _log.warning("no answer to use from Redis: %s", text)
                    return Refusal(name, Refused.UNAVAILABLE, text)
                failures += 1
                now, tried = self.clock(), failures > len(waits) or fault == DENIED
                over = tried or now + waits[failures - 1] >= end
                # One failure in less than a probe's time says too little.
                if tried or (over and (failures > 1 or now - began >= PROBE)):
                    breaker.trip(text)
                if over or not breaker.pays(caller, failures, text):
                    return Refusal(name, Refused.UNAVAILABLE, text)
                await self.driver.pause(waits[failures - 1])
                sent = self.clock()
        finally:
            if failures:
                breaker.settle(caller)

    def _changed(self, health: Health) -> None:
        if health.reason:
            _log.warning("Redis is lost; going on database-only: %s", health.reason)
        elif health.state is State.AVAILABLE:
            _log.info("Redis is back")
        try:
            self._listener(health)
        except Exception:  # noqa: BLE001 - whatever a caller's function raises
            _log.exception("on_state_change failed")


def _after_fork() -> None:
    for core in list(_all):
        core.begin()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
