"""What a caller sees of each fault, and how long that takes, with the default settings.

    python tests/benchmarks/faults.py

It starts real servers, does to them what is named, and prints the table of docs/coordinator.md. It
takes about a minute and a half, most of which is waiting for timeouts.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import platform
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import redis
from measure import ROOT

from hacfg.compiled.redis_config import RedisConfig
from hacfg.coordinator import RedisCoordinator, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

sys.path.append(str(ROOT / "tests"))
redis_servers: Any = importlib.import_module("redis_servers")
HOST = "127.0.0.1"


class Table:
    """Runs what a caller does, and prints what came of it."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="hacfg-faults-"))
        print("| fault | call | the caller sees | after |")
        print("|---|---|---|---|")

    def row(self, fault: str, call: str, function: Callable[[], Any]) -> None:
        """One line of it."""
        began = time.monotonic()
        seen = function()
        took = time.monotonic() - began
        shown = f"{took:.1f} s" if took >= 0.095 else f"{took * 1000:.1f} ms"
        print(f"| {fault} | `{call}` | {_worded(seen)} | {shown} |", flush=True)

    @contextlib.contextmanager
    def server(self, *options: str) -> Iterator[Any]:
        """A server of its own for each group of faults."""
        place = Path(tempfile.mkdtemp(dir=self.directory))
        with redis_servers.running(redis_servers.Server(place, *options)) as started:
            yield started


def _worded(seen: Any) -> str:
    if isinstance(seen, Refusal):
        return f"falsy: {seen.why.value}"
    if seen is None or isinstance(seen, (bool, str)):
        return f"{seen}"
    return "the lock"


def coordinator(port: int, **settings: Any) -> RedisCoordinator:
    """One with the default settings."""
    return RedisCoordinator(RedisConfig(**{"host": HOST, "port": port, **settings}))


def outages(table: Table) -> None:
    """Redis is gone, hangs, and comes back."""
    with table.server() as server, coordinator(server.port) as one:
        lock = one.acquire_signal_lock("a", ttl=60)
        server.kill()
        table.row("killed (SIGKILL)", "ping()", one.ping)
        table.row(
            "killed, now in the fallback",
            "acquire_signal_lock()",
            lambda: one.acquire_signal_lock("b"),
        )
        table.row("killed, and a lease was held", "lease.held", lambda: bool(lock))
        server.start()
        table.row("restarted", "ping(), asked every 0.1 s", lambda: _until(one.ping))
    table.row(
        "never there", "RedisCoordinator(config)", lambda: coordinator(server.port).is_available()
    )
    for seconds in (2.0, 5.0):
        with table.server() as server, coordinator(server.port, socket_timeout=seconds) as one:
            server.pause()
            table.row(f"hangs (SIGSTOP), `socket_timeout` {seconds:g}", "ping()", one.ping)
            time.sleep(1.1)
            table.row("hangs, and a probe is due", "ping()", one.ping)
            server.resume()
            table.row("goes on (SIGCONT)", "ping(), asked every 0.1 s", lambda: _until(one.ping))


def connections(table: Table) -> None:
    """What happens on the way to Redis."""
    with (
        table.server() as server,
        redis_servers.proxied(server.port) as way,
        coordinator(way.port) as one,
    ):
        one.acquire_signal_lock("opens the connection")
        way.lose = 1
        table.row(
            "the reply is lost", "acquire_signal_lock()", lambda: one.acquire_signal_lock("a")
        )
        way.reset = 1
        table.row(
            "the connection is reset", "acquire_signal_lock()", lambda: one.acquire_signal_lock("b")
        )
        way.cut()
        table.row("idle connections are cut", "ping()", one.ping)
        one.acquire_signal_lock("opens the connection again")
        way.delay = 0.3
        table.row(
            "each reply is 0.3 s late",
            "acquire_signal_lock()",
            lambda: one.acquire_signal_lock("c"),
        )
        way.delay, way.silent = 0.0, True
        table.row(
            "silence", "acquire_signal_lock(ttl=1)", lambda: one.acquire_signal_lock("d", ttl=1.0)
        )
        way.silent = False
    with (
        table.server() as server,
        coordinator(server.port, max_connections=1, pool_timeout=1.0) as one,
    ):
        server.pause()
        holder = threading.Thread(target=one.ping)
        holder.start()
        time.sleep(0.1)
        table.row(
            "the pool is full, `pool_timeout` 1",
            "acquire_signal_lock()",
            lambda: one.acquire_signal_lock("a"),
        )
        server.resume()
        holder.join()


def refusals(table: Table) -> None:
    """Redis answers, and says no."""
    with table.server("--requirepass", "right") as server:
        wrong = {"password": "wrong"}
        table.row(
            "wrong password",
            "RedisCoordinator(config)",
            lambda: coordinator(server.port, **wrong).is_available(),
        )
    with table.server() as server, server.client() as client:
        client.acl_setuser(
            "reader", enabled=True, passwords=["+pw"], keys=["*"], commands=["+@read", "+ping"]
        )
        with coordinator(server.port, username="reader", password="pw") as one:
            table.row(
                "a user who may only read",
                "acquire_signal_lock()",
                lambda: one.acquire_signal_lock("a"),
            )
            table.row("the same user", "is_available()", one.is_available)
    with table.server() as server, table.server() as new, contextlib.ExitStack() as stack:
        way = stack.enter_context(redis_servers.proxied(server.port))
        one = stack.enter_context(coordinator(way.port))
        client = stack.enter_context(server.client())
        one.acquire_signal_lock("a")
        client.replicaof(HOST, str(new.port))
        way.target = new.port
        demoted = "demoted (READONLY), its successor is there"
        table.row(demoted, "acquire_signal_lock()", lambda: one.acquire_signal_lock("b"))


def losses(table: Table) -> None:
    """A lease ends before it is given back."""
    with table.server() as server, coordinator(server.port) as one, coordinator(server.port) as two:
        first = one.acquire_signal_lock("a", ttl=60)
        server.empty()
        second = two.acquire_signal_lock("a", ttl=60)
        assert first
        assert second
        table.row("data loss (FLUSHALL)", "acquire_signal_lock() of another", lambda: second)
        risen = second.fencing_token > first.fencing_token
        table.row("data loss", "the other's token is greater", lambda: risen)
        table.row("data loss", "lease.renew() of the first", first.renew)
        lock = one.acquire_signal_lock("b", ttl=60)
        assert lock
        child_holds = _in_child(lambda: str(bool(lock)))
        table.row("a fork", "lease.held in the child", lambda: child_holds)
    with table.server() as server, coordinator(server.port, socket_timeout=60.0) as one:
        lost = threading.Event()
        lock = one.acquire_signal_lock("a")
        assert lock
        one.heartbeat(lock, lambda _: lost.set())
        server.pause()
        table.row("hangs while a heartbeat renews", "on_lost is called", lambda: lost.wait(30))
        server.resume()


def _until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 40
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    return condition()


def _in_child(work: Callable[[], str]) -> str:
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, work().encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.wait()
    return told


def main() -> None:
    """Measures and prints one table."""
    print(f"Python {platform.python_version()}, redis-py {redis.__version__}\n")
    table = Table()
    for group in (connections, refusals, losses, outages):
        group(table)


if __name__ == "__main__":
    main()
