"""What only asyncio has: cancellation."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest
from coordinators import quick

from hacfg.coordinator import AsyncRedisCoordinator, LeaseRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from redis_servers import Proxy, Server


def run(port: int, work: Callable[[AsyncRedisCoordinator], Coroutine[Any, Any, None]]) -> None:
    """Runs work with a coordinator."""

    async def main() -> None:
        async with AsyncRedisCoordinator(quick(port, socket_timeout=5.0)) as coordinator:
            await work(coordinator)

    asyncio.run(main())


def test_a_cancelled_acquire_gives_back_what_it_got(server: Server, proxy: Proxy) -> None:
    """Cancelled between the grant and its reply the lock is free again, not held by nobody."""

    async def work(coordinator: AsyncRedisCoordinator) -> None:
        await coordinator.acquire_signal_lock("loads the script")
        proxy.delay = 0.08
        task = asyncio.create_task(coordinator.acquire_signal_lock("a", ttl=60.0))
        await asyncio.sleep(0.04)
        with server.client() as client:
            granted = client.keys("*lock*a")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        proxy.delay = 0.0
        assert granted
        assert await coordinator.acquire_signal_lock("a")

    run(proxy.port, work)


def test_cancelling_does_not_wait_for_a_hung_redis(server: Server, proxy: Proxy) -> None:
    """Giving back is tried for half a second; then the lease runs out by itself."""

    async def work(coordinator: AsyncRedisCoordinator) -> None:
        proxy.silent = True
        task = asyncio.create_task(coordinator.acquire_signal_lock("a", ttl=60.0))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        took = time.monotonic() - began
        proxy.silent = False
        assert took < 4
        assert coordinator.is_available()
        assert await coordinator.ping()

    run(proxy.port, work)


def test_a_waiting_acquire_can_be_cancelled_at_once(server: Server) -> None:
    """Nothing was granted, so there is nothing to give back."""

    async def work(coordinator: AsyncRedisCoordinator) -> None:
        other = await coordinator.acquire_signal_lock("a", ttl=60.0)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(coordinator.acquire_signal_lock("a", wait=30.0), 0.3)
        assert other
        assert await other.renew()

    run(server.port, work)


def test_many_tasks_share_the_pool(server: Server) -> None:
    """Two hundred tasks on fifty connections, and a lock that one of them holds at a time."""

    async def work(coordinator: AsyncRedisCoordinator) -> None:
        inside = most = 0

        async def one() -> int:
            nonlocal inside, most
            async with await coordinator.acquire_signal_lock("a", ttl=30.0, wait=30.0) as lock:
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1
                return lock.fencing_token

        tokens = await asyncio.gather(*(one() for _ in range(60)))
        pings = await asyncio.gather(*(coordinator.ping() for _ in range(200)))
        assert all(pings)
        assert most == 1
        assert len(set(tokens)) == 60

    run(server.port, work)


def test_a_refused_lock_protects_no_block(server: Server) -> None:
    """As for threads: async with raises."""

    async def work(coordinator: AsyncRedisCoordinator) -> None:
        await coordinator.acquire_signal_lock("a")
        with pytest.raises(LeaseRefusedError):
            async with await coordinator.acquire_signal_lock("a"):
                raise AssertionError("reached")

    run(server.port, work)
