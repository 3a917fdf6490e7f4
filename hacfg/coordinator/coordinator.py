"""The coordinators: locks, leadership and claims by Redis, with a fallback that recovers."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import logging
import os
import random
import secrets
import threading
import time
import weakref
import zlib
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..compiled.redis_config import RedisConfig
from .breaker import Breaker, Health, State
from .connections import ANSWER, DENIED, PROBE, AsyncDriver, Driver, blocking, fault_of, finished
from .leases import AsyncClaim, AsyncLease, Claim, Held, Lease, Refusal, Refused, refusal_of
from .scripts import ACQUIRE, RELEASE, RENEW

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

LeaseKind = TypeVar("LeaseKind", bound=Held)
ClaimKind = TypeVar("ClaimKind", bound=Held)
Kind = TypeVar("Kind", bound=Held)

_log = logging.getLogger("hacfg.coordinator")
_all: weakref.WeakSet[Core[Any, Any]] = weakref.WeakSet()
# It goes on while the machine sleeps, as the time to live of a lease does; not all systems have it.
_BOOTTIME: int | None = getattr(time, "CLOCK_BOOTTIME", None)
steady = time.monotonic if _BOOTTIME is None else partial(time.clock_gettime, _BOOTTIME)


class UnavailableError(Exception):
    """Redis gave no answer, or an error; the text says which."""


class StoppedError(Exception):
    """A heartbeat was stopped."""


class Core(Generic[LeaseKind, ClaimKind]):
    """What both coordinators do; the methods of ``AsyncRedisCoordinator`` are awaited.

    Promised: while one Redis primary keeps its data and clocks run at nearly equal rates, at most
    one owner holds an unexpired lease, and fencing tokens rise with each acquisition. After a
    failover or data loss two owners can overlap; tokens still rise if the new primary's clock is
    not behind the last token. A paused holder may act late: only a resource that refuses older
    tokens prevents harm. Liveness, fairness and exactly-once are not promised.

    Args:
        config: a ``RedisConfig``, as ``hacfg.load_redis_config`` returns it.
        fallback_mode: work database-only by choice; Redis is never asked then.
        on_state_change: called with the ``Health`` after each change of state, outside any lock.
        clock: seconds that never go back; leases are counted by it.

    Raises:
        TypeError: the config is something else.
    """

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
        self.config, self.clock, self._listener = config, clock, on_state_change
        state = State.CHOSEN if fallback_mode else State.AVAILABLE
        state = state if config.enable_redis else State.DISABLED
        intervals = (config.fallback.probe_interval, config.fallback.max_probe_interval)
        self.breaker = Breaker(state, intervals, clock, self._changed)
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
        with contextlib.suppress(UnavailableError):
            return bool(await self._tried(("PING",), self._waits))
        return False

    async def _lock(
        self, name: str, *, ttl: float | None = None, wait: float = 0.0
    ) -> LeaseKind | Refusal:
        """The lock of that name, or a falsy ``Refusal``. It fails closed: without Redis, no lock.

        ``ttl`` is how long it lasts unless it is renewed, in seconds (by default ``leases.ttl``);
        ``wait`` for how many seconds to try while another holds it.
        """
        return await self._acquire(self.kinds[0], "lock", name, ttl, wait)

    async def _claim(self, signal: str, *, ttl: float | None = None) -> ClaimKind | Refusal:
        """A claim if the signal is yours to process, or a falsy ``Refusal``.

        A claim lasts ``ttl`` seconds (by default ``leases.ttl``); that it is ``done()`` is
        remembered for a day. Without Redis no signal is yours by it: ask the database then.
        """
        return await self._acquire(self.kinds[1], "claim", signal, ttl, 0.0)

    async def _lead(self, role: str = "leader", *, ttl: float | None = None) -> LeaseKind | Refusal:
        """The leadership, new or renewed, or a falsy ``Refusal``. It fails closed."""
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
        if self.breaker.bars():
            chosen = self.breaker.state in (State.CHOSEN, State.DISABLED)
            why = Refused.DISABLED if chosen else Refused.UNAVAILABLE
            return Refusal(lease.name, why, self.breaker.health().reason or "by choice")
        try:
            end = self.clock() + patience
            return await self._tried(_command(lease, script, *seconds), self._lease_waits, end)
        except UnavailableError as error:
            return Refusal(lease.name, Refused.UNAVAILABLE, str(error))

    async def beat(self, lease: Held, driver: Driver, on_lost: Any) -> None:
        """The life of a heartbeat."""
        try:
            await self._keep(lease, driver)
        except StoppedError:
            return
        except Exception:  # noqa: BLE001 - a bug, and a lease that nobody renews any more
            _log.exception("the heartbeat of %s failed", lease.name)
            lease.end("its heartbeat failed", lost=True)
        finally:
            await driver.close()
        if lease.lost and inspect.isawaitable(told := _tell(on_lost, lease)):
            await told

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
        lease = kind(self, name, keys, secrets.token_hex(16), ttl)
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
        except (asyncio.CancelledError, KeyboardInterrupt):
            # It may have been granted; what is not given back now runs out by itself.
            with contextlib.suppress(Exception):
                await self.driver.call(*_command(lease, RELEASE), seconds=PROBE)
            raise
        if isinstance(answer, Refusal):
            return answer
        reply, lease.renewed, _ = answer
        if reply is None or reply <= 0:
            return refusal_of(lease.name, reply)
        lease.fencing_token = reply
        late = "the answer came after the lease had run out"
        return None if lease.held else Refusal(lease.name, Refused.UNAVAILABLE, late)

    async def _keep(self, lease: Held, driver: Driver) -> None:
        """Renews until the lease is given back or lost."""
        leases, scale = self.config.leases, lease.ttl / self.config.leases.ttl
        period, patience = leases.retry_period * scale, leases.renew_deadline * scale
        outage = ""
        while True:
            await driver.pause(max(0.0, min(period, lease.renewed + patience - self.clock())))
            if lease.loss or self.breaker.state is State.CLOSED:
                return
            sent = self.clock()
            left = min(lease.renewed + patience - sent, lease.remaining)
            if left <= 0:
                lease.end(f"it could not be renewed: {outage or 'no time was left'}", lost=True)
                self.breaker.trip(outage)
                return
            limit, outage = min(left, max(period, PROBE)), ""
            try:
                reply = await driver.call(*_command(lease, RENEW, lease.ttl), seconds=limit)
                lease.renewed_by(reply, sent)
            except Exception as error:  # noqa: BLE001 - fault_of raises what is not from Redis
                _, outage = fault_of(error)
            await self._probe()

    async def _probe(self) -> bool:
        if not self.breaker.takes_probe():
            return False
        failure = "the probe was interrupted"
        try:
            await self.driver.probe()
            failure = ""
        except Exception as error:  # noqa: BLE001 - fault_of raises what is not from Redis
            _, failure = fault_of(error)
        finally:
            self.breaker.ends_probe(failure)
        return not failure

    async def _tried(
        self, command: tuple[str | int, ...], waits: tuple[float, ...], end: float = inf
    ) -> tuple[Any, float, bool]:
        """One cycle: sent again after each wait while Redis is lost and there is time."""
        breaker, caller, failures, began = self.breaker, object(), 0, self.clock()
        sent = began
        try:
            while True:
                try:
                    reply = await self.driver.call(*command, seconds=max(end - sent, 0.001))
                    return reply, sent, failures > 0  # noqa: TRY300 - the next line is a failure's
                except Exception as error:  # noqa: BLE001 - fault_of raises what is not from Redis
                    fault, text = fault_of(error)
                if fault == ANSWER:
                    _log.warning("no answer to use from Redis: %s", text)
                    raise UnavailableError(text)
                failures += 1
                now, tried = self.clock(), failures > len(waits) or fault == DENIED
                over = tried or now + waits[failures - 1] >= end
                # One failure in less than a probe's time says too little.
                if tried or (over and (failures > 1 or now - began >= PROBE)):
                    breaker.trip(text)
                if over or not breaker.pays(caller, failures, text):
                    raise UnavailableError(text)
                await self.driver.pause(waits[failures - 1])
                sent = self.clock()
        finally:
            if failures:
                breaker.settle(caller)

    def _changed(self, health: Health) -> None:
        lost = f"lost; going on database-only: {health.reason}"
        if health.state is not State.CLOSED:
            _log.warning("Redis is %s", lost if health.reason else "back")
        _tell(self._listener, health)


class RedisCoordinator(Core[Lease, Claim]):
    """Coordinates by Redis what threads and processes do; ``Core`` says what is promised.

    One that is made while Redis is out of reach tries as ``retry`` says and begins in the fallback.
    Threads may share it; a forked child may use it, and holds nothing of its parent's.
    """

    kinds = (Lease, Claim, Driver)
    ping = blocking(Core[Lease, Claim]._ping)
    acquire_signal_lock = blocking(Core[Lease, Claim]._lock)
    try_become_leader = blocking(Core[Lease, Claim]._lead)
    renew_leadership = blocking(Core[Lease, Claim]._lead_on)
    claim_signal = blocking(Core[Lease, Claim]._claim)

    def _begun(self) -> None:
        self.ping()

    def heartbeat(
        self, lease: Lease, on_lost: Callable[[Lease], object] | None = None
    ) -> Heartbeat:
        """Renews a lease in the background, on a connection of its own, until it is given back.

        A lease that cannot be renewed is lost at ``renew_deadline`` at the latest, even when Redis
        hangs: ``on_lost`` is called with it, and the heartbeat stops by itself.
        """
        lease.ensure_held()
        return Heartbeat(self, lease, on_lost)

    def close(self) -> None:
        """Stops the heartbeats and closes the connections; what is held runs out."""
        self.breaker.close()
        for heartbeat in list(self.heartbeats):
            heartbeat.stop()
        finished(self.driver.close())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Heartbeat(threading.Thread):
    """A thread that renews a lease; ``is_alive()`` says whether it still does."""

    def __init__(self, core: Core[Any, Any], lease: Lease, on_lost: Any) -> None:
        super().__init__(name=f"heartbeat of {lease.name}", daemon=True)
        self._core, self._lease, self._on_lost = core, lease, on_lost
        self._stopping = threading.Event()
        core.heartbeats.add(self)
        self.start()

    def stop(self) -> None:
        """Stops renewing. The lease stays until it is released or runs out."""
        self._stopping.set()
        if self is not threading.current_thread():
            self.join()

    def run(self) -> None:
        """Renews until the lease ends."""
        core, driver = self._core, Driver(self._core.config, 8, self._sleep)
        finished(core.beat(self._lease, driver, self._on_lost))
        core.heartbeats.discard(self)

    def _sleep(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise StoppedError


class AsyncRedisCoordinator(Core[AsyncLease, AsyncClaim]):
    """A ``RedisCoordinator`` whose methods are awaited, for the tasks of one event loop.

    ``async with`` pings first. A cancelled acquisition gives back what it may have got.
    """

    kinds = (AsyncLease, AsyncClaim, AsyncDriver)
    ping = Core[AsyncLease, AsyncClaim]._ping
    acquire_signal_lock = Core[AsyncLease, AsyncClaim]._lock
    try_become_leader = Core[AsyncLease, AsyncClaim]._lead
    renew_leadership = Core[AsyncLease, AsyncClaim]._lead_on
    claim_signal = Core[AsyncLease, AsyncClaim]._claim

    def heartbeat(
        self, lease: AsyncLease, on_lost: Callable[[AsyncLease], Any] | None = None
    ) -> asyncio.Task[None]:
        """As ``RedisCoordinator.heartbeat``; cancel the task to stop. ``on_lost`` may be async."""
        lease.ensure_held()
        task = asyncio.create_task(self.beat(lease, AsyncDriver(self.config, 8), on_lost))
        self.heartbeats.add(task)
        task.add_done_callback(self.heartbeats.discard)
        return task

    async def close(self) -> None:
        """As ``RedisCoordinator.close``."""
        self.breaker.close()
        tasks = self.heartbeats - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.driver.close()

    async def __aenter__(self) -> Self:
        await self.ping()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _command(lease: Held, script: str, *seconds: float) -> tuple[str | int, ...]:
    times = (round(each * 1000) for each in seconds)
    return ("EVALSHA", script, 2, *lease.keys, lease.owner, *times)


def _tell(listener: Callable[[Any], object] | None, news: Any) -> object:
    """What a listener returns; its errors are not the caller's, and are logged."""
    try:
        return listener(news) if listener else None
    except Exception:  # noqa: BLE001 - whatever a caller's function raises
        _log.exception("a listener failed")
        return None


def _after_fork() -> None:
    for core in list(_all):
        core.begin()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
