"""The coordinators: locks, leadership and claims by Redis, with a fallback that recovers."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from .connections import PROBE, AsyncDriver, Driver, blocking, finished
from .core import Core
from .leases import AsyncClaim, AsyncLease, Claim, Lease

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self


class RedisCoordinator(Core[Lease, Claim]):
    """Coordinates by Redis what threads and processes do.

    Promised: while one Redis primary keeps its data and clocks run at nearly equal rates, at most
    one owner holds an unexpired lease, and fencing tokens rise with each acquisition. After a
    failover or data loss two owners can overlap; tokens still rise if the new primary's clock is
    not behind the last token. A paused holder may act late: only a resource that refuses older
    tokens prevents harm. Liveness, fairness and exactly-once are not promised.

    One that is made while Redis is out of reach tries as ``retry`` says and begins in the fallback.
    Threads may share it; a forked child may use it, and holds nothing of its parent's.

    Args:
        config: a ``RedisConfig``, as ``hacfg.load_redis_config`` returns it.
        fallback_mode: work database-only by choice; Redis is never asked then.
        on_state_change: called, never awaited, with the ``Health`` after each change of state, by
            whoever noticed it and outside any lock; it must not block: that may be a heartbeat.
        clock: seconds that never go back; leases are counted by it.

    Raises:
        TypeError: the config is something else.
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

        Raises:
            LeaseLostError: the lease is not held.
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
        name, given = f"heartbeat of {lease.name}", (core, lease, on_lost)
        super().__init__(target=self._beat, name=name, args=given, daemon=True)
        self._stopping = threading.Event()
        self.start()
        core.heartbeats.add(self)

    def stop(self) -> None:
        """Stops renewing. The lease stays until it is released or runs out.

        It waits for half a second at most for a renewal or a callback under way.
        """
        self._stopping.set()
        if self is not threading.current_thread():
            self.join(PROBE)

    def _beat(self, core: Core[Any, Any], lease: Lease, on_lost: Any) -> None:
        # Of a Redis that hangs each renewal may leave a connection behind, until socket_timeout.
        driver = Driver(core.config, 8, self._stopping.wait)
        finished(core.beat(lease, driver, on_lost))
        core.heartbeats.discard(self)


class AsyncRedisCoordinator(Core[AsyncLease, AsyncClaim]):
    """A ``RedisCoordinator`` whose methods are awaited, for the tasks of one event loop.

    It promises the same. ``async with`` pings first. A cancelled acquisition gives back what it may
    have got.
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
