"""Real faults: killed, stopped, cut, slow, silent, demoted, loading, empty."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from coordinators import quick
from redis_servers import HOST, Server, eventually, proxied, running

from hacfg.coordinator import RedisCoordinator, Refused

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable

    from redis_servers import Proxy


def test_a_restart_within_the_retries_is_ridden_out(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """Killed and back before the retries are spent: nobody notices more than a delay."""
    slow = {"retries": 6, "base_delay": 0.1, "max_delay": 0.3}
    coordinator = coordinate(quick(server.port, retry=slow))
    server.kill()
    restart = threading.Timer(0.3, server.start)
    restart.start()

    assert coordinator.ping() is True
    restart.join()
    assert coordinator.health().trips == 0


def test_killed_it_falls_back_and_restarted_it_recovers(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """A readiness check that pings, and nothing else, brings Redis back into use."""
    coordinator = coordinate(quick(server.port))
    server.kill()

    assert coordinator.ping() is False
    assert coordinator.is_available() is False
    for _ in range(5):
        assert coordinator.ping() is False
        time.sleep(0.05)
    server.start()
    assert eventually(coordinator.ping, 2.0)
    assert coordinator.is_available() is True
    health = coordinator.health()
    assert (health.trips, health.recoveries) == (1, 1)
    assert coordinator.acquire_signal_lock("a")


def test_a_hung_redis_is_noticed_by_its_silence(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """Tries times socket_timeout plus the waits; then it is answered at once."""
    coordinator = coordinate(quick(server.port, fallback={"probe_interval": 30.0}))
    server.pause()
    began = time.monotonic()

    assert coordinator.ping() is False
    noticed = time.monotonic() - began
    refusals = [coordinator.acquire_signal_lock("a") for _ in range(100)]
    at_once = time.monotonic() - began - noticed
    server.resume()

    assert noticed >= 4 * 0.3 + 0.14
    assert {refusal.why for refusal in refusals} == {Refused.UNAVAILABLE}
    assert at_once < 100 * 0.3


def test_a_probe_of_a_hung_redis_takes_half_a_second_at_most(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """Whatever the timeouts of the config are."""
    waits = {"retries": 0}
    config = quick(server.port, socket_timeout=1.0, socket_connect_timeout=30.0, retry=waits)
    coordinator = coordinate(config)
    server.pause()
    coordinator.ping()
    time.sleep(0.15)
    began = time.monotonic()

    assert coordinator.ping() is False
    took = time.monotonic() - began
    server.resume()

    assert 0.45 < took < 20


def test_of_many_threads_one_pays_for_a_hung_redis(server: Server) -> None:
    """The others lose their own try at most, and then nobody waits for anything."""
    config = quick(server.port, retry={"base_delay": 0.3, "max_delay": 0.3})
    with RedisCoordinator(config) as coordinator:
        server.pause()
        took: list[float] = []

        def work() -> None:
            began = time.monotonic()
            coordinator.ping()
            took.append(time.monotonic() - began)

        threads = [threading.Thread(target=work) for _ in range(20)]
        for thread in threads:
            thread.start()
        time.sleep(1.2)
        late = [threading.Thread(target=work) for _ in range(5)]
        for thread in late:
            thread.start()
        for thread in (*threads, *late):
            thread.join()
        server.resume()

        paid = 4 * 0.3 + 3 * 0.3
        assert sum(seconds >= paid for seconds in took) == 1
        assert sum(seconds < 0.3 for seconds in took) == 5


def test_a_reset_connection_costs_one_retry(
    server: Server, proxy: Proxy, coordinate: Callable[..., Any]
) -> None:
    """Cut before Redis saw the command, it is sent again."""
    coordinator = coordinate(quick(proxy.port))
    proxy.reset = 1

    assert coordinator.acquire_signal_lock("a")
    assert proxy.reset == 0
    assert coordinator.is_available()


def test_cut_connections_of_the_pool_are_replaced(
    server: Server, proxy: Proxy, coordinate: Callable[..., Any]
) -> None:
    """What a load balancer cut while it was idle is noticed before it is used."""
    coordinator = coordinate(quick(proxy.port))
    assert coordinator.ping()
    proxy.cut()

    assert coordinator.ping() is True
    assert coordinator.health().trips == 0


def test_a_slow_reply_shortens_the_lease(
    server: Server, proxy: Proxy, coordinate: Callable[..., Any]
) -> None:
    """The time that the answer took is not counted as held."""
    coordinator = coordinate(quick(proxy.port, socket_timeout=2.0))
    proxy.delay = 0.2

    lock = coordinator.acquire_signal_lock("a", ttl=10.0)

    assert lock
    assert lock.remaining < 10 * 0.99 - 0.2


def test_a_lease_is_not_waited_for_beyond_its_time_to_live(
    server: Server, proxy: Proxy, coordinate: Callable[..., Any]
) -> None:
    """Silence ends when the lease would have, long before socket_timeout."""
    coordinator = coordinate(quick(proxy.port, socket_timeout=30.0))
    proxy.silent = True
    began = time.monotonic()

    refusal = coordinator.acquire_signal_lock("a", ttl=0.6)
    took = time.monotonic() - began
    proxy.silent = False

    assert refusal.why is Refused.UNAVAILABLE
    assert 0.55 < took < 20


def test_a_deadline_holds_when_redis_is_silent(
    server: Server, proxy: Proxy, coordinate: Callable[..., Any]
) -> None:
    """A blocking acquire ends at its deadline, not at socket_timeout."""
    coordinator = coordinate(quick(proxy.port, socket_timeout=30.0))
    proxy.silent = True
    began = time.monotonic()

    refusal = coordinator.acquire_signal_lock("a", ttl=60.0, wait=0.7)
    took = time.monotonic() - began
    proxy.silent = False

    assert refusal.why is Refused.UNAVAILABLE
    assert 0.65 < took < 20


def test_a_restart_without_data_forgets_leases_and_scripts(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """Two can believe they hold it then, as the promise says; the second has the greater token."""
    coordinator = coordinate(quick(server.port))
    first = coordinator.acquire_signal_lock("a", ttl=60.0)
    server.kill()
    server.start()
    assert eventually(coordinator.ping)

    second = coordinator.acquire_signal_lock("a", ttl=60.0)

    assert first.held
    assert second.fencing_token > first.fencing_token
    assert not first.renew()
    assert not first.held


def test_a_restart_with_data_keeps_the_lease(
    tmp_path: pathlib.Path, coordinate: Callable[..., Any]
) -> None:
    """While one primary keeps its data nobody else gets the lock."""
    kept = ("--appendonly", "yes", "--appendfsync", "always")
    with running(Server(tmp_path / "kept", *kept)) as server:
        coordinator = coordinate(quick(server.port))
        lock = coordinator.acquire_signal_lock("a", ttl=60.0)
        server.kill()
        server.start()
        assert eventually(coordinator.ping)

        assert not coordinator.acquire_signal_lock("a")
        assert lock.renew()


def test_a_demoted_primary_is_left(
    server: Server, tmp_path: pathlib.Path, coordinate: Callable[..., Any]
) -> None:
    """It answers READONLY, also inside Lua: the connection is dropped and the next one is new."""
    with running(Server(tmp_path / "new")) as new, proxied(server.port) as door:
        coordinator = coordinate(quick(door.port))
        assert coordinator.acquire_signal_lock("a")
        with server.client() as client:
            client.replicaof(HOST, str(new.port))
        door.target = new.port

        lock = coordinator.acquire_signal_lock("b")

        assert lock
        assert coordinator.health().trips == 0
        with new.client() as client:
            assert client.exists(lock.keys[0])


def test_a_replica_for_good_is_an_outage(
    server: Server, tmp_path: pathlib.Path, coordinate: Callable[..., Any]
) -> None:
    """Who only reaches a replica cannot hold a lease: unavailable, and the fallback."""
    with running(Server(tmp_path / "primary")) as primary:
        with server.client() as client:
            client.replicaof(HOST, str(primary.port))
        coordinator = coordinate(quick(server.port))

        refusal = coordinator.acquire_signal_lock("a")

        assert refusal.why is Refused.UNAVAILABLE
        assert "read only replica" in refusal.detail
        assert coordinator.is_available() is False


def test_a_loading_server_is_one_that_comes_back(
    tmp_path: pathlib.Path, coordinate: Callable[..., Any]
) -> None:
    """LOADING is waited out by the retries."""
    # While it loads it answers once every 2 MB.
    loading = ("--key-load-delay", "1200", "--rdbcompression", "no")
    server = Server(tmp_path / "loading", *loading)
    with running(server):
        with server.client() as client:
            client.mset({f"key:{n}": "x" * 40000 for n in range(600)})
            client.save()
        server.kill()
        server.start()
        with server.client() as client, pytest.raises(Exception, match="loading"):
            client.get("a")

        slow = {"retries": 20, "base_delay": 0.1, "max_delay": 0.2}
        coordinator = coordinate(quick(server.port, retry=slow))

        assert coordinator.is_available()
        assert coordinator.health().trips == 0
        assert coordinator.acquire_signal_lock("a")
