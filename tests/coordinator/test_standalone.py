"""A coordinator before one server: making, asking, closing, and what is no outage."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from coordinators import quick
from redis_servers import HOST, eventually, free_port

from hacfg.coordinator import (
    AsyncRedisCoordinator,
    Health,
    LeaseRefusedError,
    RedisCoordinator,
    Refused,
    State,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from redis_servers import Server


def test_a_good_redis_is_available(server: Server, coordinate: Callable[..., Any]) -> None:
    """Pings succeed, and the health has nothing to tell."""
    coordinator = coordinate(quick(server.port))

    assert coordinator.ping() is True
    assert coordinator.is_available() is True
    health = coordinator.health()
    assert (health.state, health.reason, health.next_probe) == (State.AVAILABLE, "", None)
    assert abs(health.since - time.time()) < 5


@pytest.mark.parametrize("kind", [RedisCoordinator, AsyncRedisCoordinator])
@pytest.mark.parametrize("config", [{"host": HOST}, None, "redis://localhost"])
def test_anything_but_a_redis_config_is_refused(kind: Any, config: Any) -> None:
    """The error says how to get one."""
    with pytest.raises(TypeError, match=r"\w+ is no RedisConfig: see load_redis_config"):
        kind(config)


def test_without_redis_it_is_made_and_falls_back(coordinate: Callable[..., Any]) -> None:
    """After one cycle of retries it works database-only: nothing is raised."""
    began = time.monotonic()
    coordinator = coordinate(quick(free_port()))
    took = time.monotonic() - began

    assert coordinator.is_available() is False
    assert took >= 0.02 + 0.04 + 0.08
    assert coordinator.health().trips == 1
    assert "ConnectionError" in coordinator.health().reason


def test_in_the_fallback_operations_are_falsy_at_once(coordinate: Callable[..., Any]) -> None:
    """Each says why; none waits."""
    coordinator = coordinate(quick(free_port(), fallback={"probe_interval": 30.0}))
    began = time.monotonic()

    results = [
        coordinator.acquire_signal_lock("a", wait=5.0),
        coordinator.try_become_leader(),
        coordinator.claim_signal("s"),
    ]

    assert [result.why for result in results] == [Refused.UNAVAILABLE] * 3
    assert not any(results)
    assert coordinator.ping() is False
    assert time.monotonic() - began < 4
    assert coordinator.health().fallbacks == 3


def test_a_readiness_endpoint_that_pings_heals_its_instance(server: Server) -> None:
    """An instance that gets no traffic but the probes of its orchestrator uses Redis again."""
    with RedisCoordinator(quick(server.port)) as coordinator:

        class Ready(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if coordinator.ping() else 503)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        def asked() -> int:
            connection = HTTPConnection(HOST, http.server_port, timeout=10)
            with contextlib.closing(connection):
                connection.request("GET", "/ready")
                return connection.getresponse().status

        with ThreadingHTTPServer((HOST, 0), Ready) as http:
            threading.Thread(target=http.serve_forever, daemon=True).start()
            seen = [asked()]
            server.kill()
            seen.append(asked())
            server.start()
            healed = eventually(lambda: asked() == 200)
            http.shutdown()

        assert seen == [200, 503]
        assert healed
        assert coordinator.acquire_signal_lock("a")
        assert coordinator.health().recoveries == 1


def test_fallback_mode_asks_redis_nothing(server: Server, coordinate: Callable[..., Any]) -> None:
    """A fallback chosen by hand never probes, and its results say disabled."""
    coordinator = coordinate(quick(server.port), fallback_mode=True)

    for _ in range(3):
        assert coordinator.ping() is False
        time.sleep(0.15)
    assert coordinator.is_available() is False
    assert coordinator.acquire_signal_lock("a").why is Refused.DISABLED
    assert coordinator.health().state is State.CHOSEN
    with server.client() as client:
        assert client.info("stats")["total_connections_received"] <= 2


def test_enable_redis_false_needs_no_server(coordinate: Callable[..., Any]) -> None:
    """Not even a host; results say disabled."""
    coordinator = coordinate(quick(host=None, enable_redis=False))

    assert coordinator.ping() is False
    assert coordinator.is_available() is False
    assert coordinator.claim_signal("a").why is Refused.DISABLED
    assert coordinator.health().state is State.DISABLED


def test_closed_it_stays_closed(server: Server, coordinate: Callable[..., Any]) -> None:
    """Closing twice does no harm, connections are gone, and operations are falsy."""
    coordinator = coordinate(quick(server.port))
    coordinator.ping()

    coordinator.close()
    coordinator.close()

    assert coordinator.ping() is False
    assert coordinator.is_available() is False
    assert coordinator.acquire_signal_lock("a").why is Refused.UNAVAILABLE
    with server.client() as client:
        assert eventually(lambda: len(client.client_list()) == 1)


def test_with_closes(server: Server) -> None:
    """A block is the life of a coordinator."""
    with RedisCoordinator(quick(server.port)) as coordinator:
        assert coordinator.ping()
    assert coordinator.health().state is State.CLOSED


def test_a_wrong_password_fails_at_once(server: Server, coordinate: Callable[..., Any]) -> None:
    """No wait of the retry policy is spent on it, and the reason is to be read."""
    with server.client() as client:
        client.config_set("requirepass", "right")
    began = time.monotonic()

    slow = {"base_delay": 5.0, "max_delay": 5.0}
    coordinator = coordinate(quick(server.port, password="wrong", retry=slow))

    assert time.monotonic() - began < 4
    assert coordinator.is_available() is False
    assert coordinator.health().reason.startswith("Redis refuses the credentials (Authentication")
    assert "wrong" not in repr(coordinator.health()).lower().replace("wrongpass", "")


def test_a_password_that_becomes_right_heals(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """Probes go on after wrong credentials too."""
    with server.client() as client:
        client.config_set("requirepass", "right")
        coordinator = coordinate(quick(server.port, password="soon"))
        client.config_set("requirepass", "soon")

    assert eventually(coordinator.ping)


def test_a_user_who_may_not_write_gets_no_lease_and_no_outage(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """A permission is never tried again; Redis stays in use for what is allowed."""
    with server.client() as client:
        client.acl_setuser(
            "reader", enabled=True, passwords=["+pw"], keys=["*"], commands=["+@read", "+ping"]
        )
    coordinator = coordinate(quick(server.port, username="reader", password="pw"))

    refusal = coordinator.acquire_signal_lock("a")

    assert refusal.why is Refused.UNAVAILABLE
    assert "permission" in refusal.detail
    assert coordinator.is_available() is True
    assert coordinator.ping() is True


def test_a_full_pool_is_no_outage(server: Server) -> None:
    """Whoever finds every connection in use is refused after pool_timeout; nobody else is."""
    config = quick(server.port, max_connections=1, pool_timeout=0.1, socket_timeout=3.0)
    with RedisCoordinator(config) as coordinator:
        server.pause()
        holder = threading.Thread(target=coordinator.ping)
        holder.start()
        time.sleep(0.1)

        refusal = coordinator.acquire_signal_lock("a", ttl=60.0)
        server.resume()
        holder.join()

        assert refusal.why is Refused.UNAVAILABLE  # type: ignore[union-attr]
        assert "No connection available" in refusal.detail  # type: ignore[union-attr]
        assert coordinator.is_available()
        assert coordinator.health().trips == 0


def test_a_full_pool_of_tasks_is_no_outage(server: Server) -> None:
    """As for threads."""
    config = quick(server.port, max_connections=1, pool_timeout=0.1, socket_timeout=3.0)

    async def work() -> tuple[Any, bool, int]:
        async with AsyncRedisCoordinator(config) as coordinator:
            server.pause()
            holder = asyncio.ensure_future(coordinator.ping())
            await asyncio.sleep(0.1)
            refusal = await coordinator.acquire_signal_lock("a", ttl=60.0)
            server.resume()
            return refusal, await holder, coordinator.health().trips

    refusal, pinged, trips = asyncio.run(work())

    assert refusal.why is Refused.UNAVAILABLE
    assert "No connection available" in refusal.detail
    assert pinged
    assert trips == 0


def test_two_hundred_threads_share_fifty_connections(server: Server) -> None:
    """All are served; the server never sees more than max_connections of them."""
    seen: list[int] = []
    failed: list[object] = []
    with RedisCoordinator(
        quick(server.port, pool_timeout=20.0, socket_timeout=10.0)
    ) as coordinator:
        start = threading.Barrier(201)

        def work(number: int) -> None:
            start.wait()
            for turn in range(5):
                with coordinator.acquire_signal_lock(f"{number}/{turn}", ttl=60.0) as lock:
                    if not lock or not coordinator.ping():
                        failed.append(lock)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(200)]
        for thread in threads:
            thread.start()
        start.wait()
        with server.client() as client:
            while any(thread.is_alive() for thread in threads):
                seen.append(client.info("clients")["connected_clients"] - 1)
                time.sleep(0.02)

        assert failed == []
        assert coordinator.health().trips == 0
    assert 2 <= max(seen) <= 50


def test_changes_are_told_once_and_logged_once(
    server: Server, coordinate: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    """A callback and the log hear of the loss and of the return, however often it is asked."""
    caplog.set_level("INFO", "hacfg.coordinator")
    heard: list[Health] = []
    coordinator = coordinate(quick(server.port), on_state_change=heard.append)
    server.kill()
    for _ in range(3):
        coordinator.ping()
        coordinator.acquire_signal_lock("a")
    server.start()

    assert eventually(coordinator.ping)
    assert [health.state for health in heard] == [State.FALLBACK, State.AVAILABLE]
    logged = [record for record in caplog.records if record.name == "hacfg.coordinator"]
    assert [(record.levelname, record.getMessage().split(";")[0]) for record in logged] == [
        ("WARNING", "Redis is lost"),
        ("INFO", "Redis is back"),
    ]


def test_a_callback_that_fails_harms_nobody(
    coordinate: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Its error is logged, and the operation that changed the state goes on."""

    def fail(_: Health) -> None:
        raise ZeroDivisionError

    coordinator = coordinate(quick(free_port()), on_state_change=fail)

    assert coordinator.is_available() is False
    assert "ZeroDivisionError" in caplog.text


def test_a_refused_lock_protects_no_block(server: Server, coordinate: Callable[..., Any]) -> None:
    """With is refused too, lest a block runs that nothing protects."""
    coordinator = coordinate(quick(server.port))
    coordinator.acquire_signal_lock("a")
    refusal = coordinator.acquire_signal_lock("a")

    with pytest.raises(LeaseRefusedError, match="a: held by another until") as caught, refusal:
        raise AssertionError("reached")
    assert caught.value.args == (refusal,)


def test_hacfg_itself_does_not_load_redis() -> None:
    """Only who imports the coordinator pays for it."""
    code = "import hacfg, sys; print('redis' in sys.modules, 'hacfg.coordinator' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["False", "False"]
