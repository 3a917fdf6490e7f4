"""The heartbeat: it renews, tells of the loss, and stops by itself."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from coordinators import quick
from redis_servers import eventually

from hacfg.coordinator import AsyncRedisCoordinator, LeaseLostError, RedisCoordinator
from hacfg.coordinator.connections import _COMMAND
from hacfg.coordinator.core import steady

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from redis_servers import Proxy, Server


class Losses:
    """Hears of losses, and when, by the clock of the leases."""

    def __init__(self) -> None:
        self.heard: list[tuple[Any, float]] = []

    def __call__(self, lease: Any) -> None:
        """Takes note of one."""
        self.heard.append((lease, steady()))


@pytest.fixture
def coordinator(server: Server) -> Iterator[RedisCoordinator]:
    """A coordinator for threads before a good server."""
    with RedisCoordinator(quick(server.port)) as made:
        yield made


def beating() -> list[str]:
    """The names of the threads that renew."""
    return [thread.name for thread in threading.enumerate() if "heartbeat" in thread.name]


def test_it_keeps_a_lease_beyond_its_time_to_live(coordinator: RedisCoordinator) -> None:
    """Nobody else gets the lock, and its token stays."""
    lost = Losses()
    with coordinator.acquire_signal_lock("a", ttl=0.5) as lock:
        token = lock.fencing_token
        heartbeat = coordinator.heartbeat(lock, lost)
        for _ in range(15):
            time.sleep(0.1)
            assert not coordinator.acquire_signal_lock("a")
        assert lock.ensure_held() == token
        assert heartbeat.is_alive()
    assert eventually(lambda: not heartbeat.is_alive())
    assert coordinator.acquire_signal_lock("a")
    assert lost.heard == []


def test_it_has_a_connection_of_its_own(server: Server) -> None:
    """A pool whose every connection is in use does not cost the lease."""
    with RedisCoordinator(quick(server.port, max_connections=1)) as coordinator:
        lock = coordinator.acquire_signal_lock("a", ttl=0.5)
        assert lock
        coordinator.heartbeat(lock)
        pool = coordinator.driver._client.connection_pool
        taken = pool.get_connection(*_COMMAND)
        time.sleep(1.2)

        assert lock.held
        pool.release(taken)


def test_a_stopped_one_lets_the_lease_run_out(coordinator: RedisCoordinator) -> None:
    """Stopping is no loss: nobody is called."""
    lost = Losses()
    lock = coordinator.acquire_signal_lock("a", ttl=0.4)
    assert lock
    heartbeat = coordinator.heartbeat(lock, lost)
    heartbeat.stop()

    assert not heartbeat.is_alive()
    assert lock.held
    assert eventually(lambda: not lock.held, 1.0)
    assert lost.heard == []


def test_closing_the_coordinator_stops_it(server: Server) -> None:
    """No thread and no connection outlives it."""
    coordinator = RedisCoordinator(quick(server.port))
    lock = coordinator.acquire_signal_lock("a")
    assert lock
    coordinator.heartbeat(lock)

    coordinator.close()

    assert beating() == []
    with server.client() as client:
        assert eventually(lambda: len(client.client_list()) == 1)


def test_a_refused_or_lost_lease_has_no_heartbeat(coordinator: RedisCoordinator) -> None:
    """There is nothing to renew."""
    lock = coordinator.acquire_signal_lock("a")
    assert lock
    lock.release()

    with pytest.raises(LeaseLostError, match="it was given back"):
        coordinator.heartbeat(lock)


@pytest.mark.parametrize("fault", ["kill", "pause"])
def test_the_holder_hears_of_the_loss_in_time(server: Server, fault: str) -> None:
    """By its own clock: after renew_deadline and before the lease could be another's."""
    lost = Losses()
    times = {"ttl": 3.0, "renew_deadline": 2.0, "retry_period": 0.2}
    with RedisCoordinator(quick(server.port, socket_timeout=30.0, leases=times)) as coordinator:
        lock = coordinator.acquire_signal_lock("a")
        assert lock
        acquired = lock.renewed
        heartbeat = coordinator.heartbeat(lock, lost)
        assert eventually(lambda: lock.renewed > acquired)
        getattr(server, fault)()

        assert eventually(lambda: lost.heard, 10)
        ((lease, heard),) = lost.heard
        assert lease is lock
        assert heard - lock.renewed >= times["renew_deadline"]
        assert not lock.held
        assert eventually(lambda: not heartbeat.is_alive())
        assert not coordinator.is_available()
        with pytest.raises(
            LeaseLostError, match=r"could not be renewed: (Timeout|Connection)Error"
        ):
            lock.ensure_held()
        server.kill()


def test_a_lease_that_another_took_is_lost_at_the_next_beat(
    server: Server, coordinator: RedisCoordinator
) -> None:
    """After data loss the first holder hears of the second."""
    lost = Losses()
    lock = coordinator.acquire_signal_lock("a")
    assert lock
    coordinator.heartbeat(lock, lost)
    server.empty()
    other = coordinator.acquire_signal_lock("a")

    assert eventually(lambda: lost.heard)
    assert lock.loss in ("held by another", "Redis no longer knows it")
    assert not other or other.fencing_token > lock.fencing_token
    assert coordinator.is_available()


def test_lost_replies_and_short_outages_lose_nothing(server: Server, proxy: Proxy) -> None:
    """It tries again each period while the lease is valid."""
    lost = Losses()
    times = {"ttl": 9.0, "renew_deadline": 6.0, "retry_period": 0.1}
    with RedisCoordinator(quick(proxy.port, leases=times)) as coordinator:
        lock = coordinator.acquire_signal_lock("a")
        assert lock
        coordinator.heartbeat(lock, lost)
        for round_of in range(1, 4):
            proxy.lose = 2
            assert eventually(lambda lost=2 * round_of: proxy.lost == lost)
        server.pause()
        time.sleep(0.7)
        server.resume()
        resumed = steady()
        assert eventually(lambda: lock.renewed > resumed)

        assert proxy.lost == 6
        assert lock.held
    assert lost.heard == []


def test_it_brings_redis_back_into_use(server: Server) -> None:
    """An instance that only leads, and asks nothing else, recovers by its heartbeat's probes."""
    with RedisCoordinator(quick(server.port)) as coordinator:
        term = coordinator.try_become_leader(ttl=12.0)
        assert term
        coordinator.heartbeat(term)
        server.pause()
        coordinator.ping()
        assert not coordinator.is_available()
        server.resume()

        period = 0.1 * 12
        assert eventually(coordinator.is_available, period + 2)
        assert coordinator.health().recoveries == 1
        assert term.held


def test_an_error_in_the_callback_is_logged(
    server: Server, coordinator: RedisCoordinator, caplog: pytest.LogCaptureFixture
) -> None:
    """The thread ends in order."""

    def fail(_: object) -> None:
        raise ZeroDivisionError

    lock = coordinator.acquire_signal_lock("a")
    assert lock
    heartbeat = coordinator.heartbeat(lock, fail)
    server.empty()

    assert eventually(lambda: not heartbeat.is_alive())
    assert "ZeroDivisionError" in caplog.text


def asynchronous(
    port: int, work: Callable[[AsyncRedisCoordinator], Coroutine[Any, Any, None]]
) -> None:
    """Runs work with a coordinator for asyncio."""

    async def run() -> None:
        async with AsyncRedisCoordinator(quick(port)) as coordinator:
            await work(coordinator)

    asyncio.run(run())


def test_a_task_keeps_a_lease_too(server: Server) -> None:
    """It renews, and ends when the lease is given back."""

    async def work(coordinator: AsyncRedisCoordinator) -> None:
        lock = await coordinator.acquire_signal_lock("a", ttl=0.5)
        assert lock
        heartbeat = coordinator.heartbeat(lock)
        await asyncio.sleep(1.2)
        assert lock.held
        await lock.release()
        await asyncio.wait_for(heartbeat, 10)

    asynchronous(server.port, work)


@pytest.mark.parametrize("fault", ["kill", "pause"])
def test_a_task_tells_of_the_loss_in_time(server: Server, fault: str) -> None:
    """The callback may be a coroutine function, and is awaited."""

    async def work(coordinator: AsyncRedisCoordinator) -> None:
        heard: list[float] = []

        async def on_lost(_: object) -> None:
            await asyncio.sleep(0)
            heard.append(steady())

        lock = await coordinator.acquire_signal_lock("a", ttl=3.0)
        assert lock
        heartbeat = coordinator.heartbeat(lock, on_lost)
        await asyncio.sleep(0.25)
        getattr(server, fault)()
        await asyncio.wait_for(heartbeat, 10)
        assert heard[0] - lock.renewed >= 0.6 * 3
        assert not lock.held
        server.kill()

    asynchronous(server.port, work)


def test_a_cancelled_task_is_a_stopped_heartbeat(server: Server) -> None:
    """Its connection is closed, and closing the coordinator cancels those that are left."""

    async def work(coordinator: AsyncRedisCoordinator) -> None:
        first = await coordinator.acquire_signal_lock("a", ttl=5.0)
        second = await coordinator.acquire_signal_lock("b", ttl=5.0)
        assert first
        assert second
        stopped, left = coordinator.heartbeat(first), coordinator.heartbeat(second)
        await asyncio.sleep(0.7)
        stopped.cancel()
        await asyncio.wait([stopped])
        await coordinator.close()
        assert left.cancelled()

    asynchronous(server.port, work)
    with server.client() as client:
        assert eventually(lambda: len(client.client_list()) == 1)
