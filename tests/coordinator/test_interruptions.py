"""Whatever interrupts: signal handlers, callbacks that fail, block or close, and the end."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from coordinators import quick
from redis_servers import eventually

from hacfg.coordinator import Health, Lease, RedisCoordinator, State

if TYPE_CHECKING:
    from types import FrameType

    from redis_servers import Server


class Interruption(Exception):  # noqa: N818 - it is what a signal handler would raise
    """What a signal handler raises, as Celery's for its soft time limit does."""


def interrupted_before_the_reply(frame: FrameType, event: str, _: object) -> None:
    """A profile function that raises once, where a command is sent and its reply is not read."""
    if event == "call" and frame.f_code.co_name == "read_response":
        sys.setprofile(None)
        raise Interruption


def test_a_reply_that_was_not_read_is_nobody_else_s(server: Server) -> None:
    """Interrupted between the two, the connection is not used again, and the lock is not kept."""
    with RedisCoordinator(quick(server.port)) as coordinator:
        coordinator.acquire_signal_lock("opens the connection")
        sys.setprofile(interrupted_before_the_reply)
        with pytest.raises(Interruption):
            coordinator.acquire_signal_lock("a", ttl=60.0)

        locks = [coordinator.acquire_signal_lock(name, ttl=60.0) for name in "abc"]

        assert all(locks)
        with server.client() as client:
            for lock in locks:
                assert isinstance(lock, Lease)
                stored = f"{lock.owner}:{lock.fencing_token}"
                assert client.get(lock.keys[0]) == stored.encode()


def test_a_state_listener_that_blocks_does_not_keep_a_loss_from_the_holder(server: Server) -> None:
    """The loss is told first."""
    lost, release = threading.Event(), threading.Event()

    def block(_: Health) -> None:
        release.wait(10)

    with RedisCoordinator(quick(server.port), on_state_change=block) as coordinator:
        lock = coordinator.acquire_signal_lock("a")
        assert lock
        coordinator.heartbeat(lock, lambda _: lost.set())
        server.kill()

        assert lost.wait(5)
        assert not lock.held
        release.set()


def test_callbacks_may_close_the_coordinator(server: Server) -> None:
    """From the thread of the heartbeat, and from whoever noticed that Redis is lost."""
    first = RedisCoordinator(quick(server.port))
    second = RedisCoordinator(quick(server.port), on_state_change=lambda _: second.close())
    lock = first.acquire_signal_lock("a")
    assert lock
    heartbeat = first.heartbeat(lock, lambda _: first.close())
    server.kill()

    assert second.ping() is False
    assert second.health().state is State.CLOSED
    assert eventually(lambda: not heartbeat.is_alive())
    assert first.health().state is State.CLOSED


def test_closing_does_not_wait_for_a_callback_that_waits_for_it(server: Server) -> None:
    """A program that ends because it lost its lease does not hang."""
    closed, told = threading.Event(), threading.Event()

    def wait(_: Lease) -> None:
        told.set()
        closed.wait(10)

    coordinator = RedisCoordinator(quick(server.port))
    lock = coordinator.acquire_signal_lock("a", ttl=0.3)
    assert lock
    heartbeat = coordinator.heartbeat(lock, wait)
    server.empty()
    assert told.wait(5)

    coordinator.close()
    closed.set()

    assert eventually(lambda: not heartbeat.is_alive())


def run(code: str, port: int) -> subprocess.CompletedProcess[str]:
    """Runs code that has a coordinator, with all warnings, to the end of its process."""
    start = f"""
        import atexit
        from hacfg import RedisConfig
        from hacfg.coordinator import RedisCoordinator
        coordinator = RedisCoordinator(RedisConfig(host="127.0.0.1", port={port}))
        lock = coordinator.acquire_signal_lock("a", ttl=9.0)
        assert lock
    """
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", textwrap.dedent(start) + code]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize(
    ("code", "locks"),
    [
        ("coordinator.heartbeat(lock)", 1),
        ("coordinator.heartbeat(lock); atexit.register(coordinator.close)", 1),
        ("coordinator.heartbeat(lock); atexit.register(lock.release)", 0),
    ],
)
def test_a_process_ends_in_order(server: Server, code: str, locks: int) -> None:
    """With a heartbeat that goes on, or giving back at exit, where no thread can be started."""
    ended = run(code, server.port)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    with server.client() as client:
        assert len(client.keys("*lock*a")) == locks


def test_a_thread_that_ends_leaves_the_lock_to_run_out(server: Server) -> None:
    """Nothing but the time to live frees what nobody gives back."""
    with RedisCoordinator(quick(server.port)) as coordinator:
        held: list[Any] = []

        def work() -> None:
            held.append(coordinator.acquire_signal_lock("a", ttl=0.4))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        began = time.monotonic()

        assert held
        assert not coordinator.acquire_signal_lock("a")
        assert coordinator.acquire_signal_lock("a", wait=10.0)
        assert time.monotonic() - began < 9
