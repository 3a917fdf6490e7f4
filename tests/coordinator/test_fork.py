"""A forked child, as gunicorn and celery make them: it holds nothing and harms nothing."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from coordinators import quick

from hacfg.coordinator import LeaseLostError, RedisCoordinator, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from redis_servers import Server

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
    # Python 3.12 warns of what is tested here: forking a process that has threads.
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


def in_child(work: Callable[[], object], seconds: float = 10.0) -> str:
    """What work returns in a forked child, as text, or the error there."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(int(seconds))
        try:
            told = repr(work())
        except BaseException as error:  # noqa: BLE001 - the child must end here
            told = repr(error)
        os.write(writing, told.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told


def test_a_child_holds_nothing(server: Server) -> None:
    """What the parent acquired is the parent's: the child cannot use, renew or give it back."""
    with RedisCoordinator(quick(server.port)) as coordinator:
        lock = coordinator.acquire_signal_lock("a", ttl=30.0)
        term = coordinator.try_become_leader(ttl=30.0)
        claim = coordinator.claim_signal("s", ttl=30.0)
        assert lock
        assert term
        assert claim

        def work() -> Any:
            with pytest.raises(LeaseLostError, match="parent process"):
                lock.ensure_held()
            renewed = lock.renew()
            led = coordinator.renew_leadership()
            assert renewed.why is led.why is Refused.LOST  # type: ignore[union-attr]
            assert "parent process" in str(renewed)
            assert not claim.done()
            return lock.held, lock.release(), bool(coordinator.try_become_leader())

        assert in_child(work) == "(False, False, False)"
        assert claim.renew()
        assert lock.renew()
        assert term.renew()


def test_parent_and_child_use_connections_of_their_own(server: Server) -> None:
    """Their replies do not mix, whatever both do at once."""
    with RedisCoordinator(quick(server.port)) as coordinator:

        def work(who: str) -> int:
            good = 0
            for turn in range(200):
                lock = coordinator.acquire_signal_lock(f"{who}{turn}", ttl=30.0)
                good += bool(lock and lock.release() and coordinator.ping())
            return good

        mine: list[int] = []
        thread = threading.Thread(target=lambda: mine.append(work("parent")))
        thread.start()
        child = in_child(lambda: work("child"))
        thread.join()

        assert child == "200"
        assert mine == [200]


def test_a_fork_while_locks_are_held_does_not_hang_the_child(server: Server) -> None:
    """Threads of the parent may be anywhere in the coordinator when it forks."""
    with RedisCoordinator(quick(server.port)) as coordinator:
        stop = threading.Event()

        def busy() -> None:
            while not stop.is_set():
                coordinator.ping()
                coordinator.breaker.health()
                coordinator.breaker.settle(None)

        threads = [threading.Thread(target=busy) for _ in range(4)]
        for thread in threads:
            thread.start()
        told = [in_child(coordinator.ping, 5) for _ in range(10)]
        stop.set()
        for thread in threads:
            thread.join()

        assert told == ["True"] * 10


def test_the_heartbeat_stays_with_the_parent(server: Server) -> None:
    """The child renews nothing, and closing the coordinator there ends nothing of the parent's."""
    with RedisCoordinator(quick(server.port)) as coordinator:
        lock = coordinator.acquire_signal_lock("a", ttl=0.5)
        assert lock
        heartbeat = coordinator.heartbeat(lock)

        def closed_in_child() -> bool:
            coordinator.close()
            return heartbeat.is_alive()

        child = in_child(closed_in_child)
        time.sleep(1.0)

        assert child == "False"
        assert heartbeat.is_alive()
        assert lock.held
