"""Leases on a real server: who holds what, for how long, and by which token."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from typing import TYPE_CHECKING, Any

import pytest
from coordinators import quick
from redis_servers import eventually

from hacfg.coordinator import LeaseLostError, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from redis_servers import Proxy, Server


def test_one_holds_and_the_other_learns_until_when(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """A lock is truthy for its holder; the refusal of the other has the end of it."""
    first, second = coordinate(quick(server.port)), coordinate(quick(server.port))

    lock = first.acquire_signal_lock("a", ttl=30.0)
    refusal = second.acquire_signal_lock("a")

    assert lock
    assert 28 < lock.remaining <= 30
    assert refusal.why is Refused.HELD
    assert 28 < refusal.until - time.time() <= 30


def test_the_same_coordinator_is_another_owner_too(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """Each acquisition has an owner token of its own: a lock is not entered twice."""
    coordinator = coordinate(quick(server.port))

    assert coordinator.acquire_signal_lock("a")
    assert not coordinator.acquire_signal_lock("a")


def test_given_back_it_is_free(server: Server, coordinate: Callable[..., Any]) -> None:
    """Giving back says whether it was held, and does so once."""
    coordinator = coordinate(quick(server.port))
    lock = coordinator.acquire_signal_lock("a")

    assert lock.release() is True
    assert lock.release() is False
    assert not lock.held
    with coordinator.acquire_signal_lock("a") as again:
        assert again.held
    assert not again.held
    assert coordinator.acquire_signal_lock("a")


def test_every_key_of_a_lease_has_an_end(server: Server, coordinate: Callable[..., Any]) -> None:
    """Locks, leadership, claims and done signals all run out by themselves."""
    coordinator = coordinate(quick(server.port))
    coordinator.acquire_signal_lock("a")
    coordinator.try_become_leader()
    coordinator.claim_signal("s")
    coordinator.claim_signal("t").done(remember=50.0)

    with server.client() as client:
        ends = {key: client.pttl(key) for key in client.scan_iter() if b":fence:" not in key}

    assert len(ends) == 4
    assert sorted(end > 1000 for end in ends.values()) == [False, False, False, True]
    assert all(0 < end <= 50_000 for end in ends.values())


def test_the_keys_begin_with_the_prefix_of_the_environment(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """So staging never takes production's leadership."""
    staging = coordinate(quick(server.port, key_prefix="hacfg:staging:"))
    production = coordinate(quick(server.port, key_prefix="hacfg:production:"))

    assert staging.try_become_leader()
    assert production.try_become_leader()
    with server.client() as client:
        assert {key.split(b":")[1] for key in client.scan_iter()} == {b"staging", b"production"}


def test_run_out_it_is_another_s(server: Server, coordinate: Callable[..., Any]) -> None:
    """The holder knows by its own clock before Redis gives the lock to anybody else."""
    coordinator = coordinate(quick(server.port))
    lock = coordinator.acquire_signal_lock("a", ttl=0.3)
    while lock:
        pass
    early = coordinator.acquire_signal_lock("a", wait=1.0)

    assert early
    assert early.fencing_token > lock.fencing_token
    with pytest.raises(LeaseLostError, match="a is not held: it ran out"):
        lock.ensure_held()
    assert lock.renew().why is Refused.LOST
    assert lock.release() is False


def test_renewed_it_lives_on(server: Server, coordinate: Callable[..., Any]) -> None:
    """A renewal starts the time to live anew and keeps the fencing token."""
    coordinator = coordinate(quick(server.port))
    lock = coordinator.acquire_signal_lock("a", ttl=0.5)
    token = lock.fencing_token

    for _ in range(4):
        time.sleep(0.2)
        assert lock.renew()

    assert lock.ensure_held() == token
    assert not coordinator.acquire_signal_lock("a")


def test_a_renewal_tells_that_another_holds_it(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """After data loss the lock may be another's: the first learns it at its next renewal."""
    coordinator = coordinate(quick(server.port))
    first = coordinator.acquire_signal_lock("a", ttl=60.0)
    server.empty()
    second = coordinator.acquire_signal_lock("a", ttl=60.0)

    refusal = first.renew()

    assert refusal.why is Refused.HELD
    assert not first.held
    assert first.release() is False
    assert second.renew()
    assert second.fencing_token > first.fencing_token


def test_a_renewal_tells_that_redis_forgot(server: Server, coordinate: Callable[..., Any]) -> None:
    """What Redis no longer knows is lost, not taken anew: another may have had it meanwhile."""
    coordinator = coordinate(quick(server.port))
    lock = coordinator.acquire_signal_lock("a", ttl=60.0)
    server.empty()

    assert lock.renew().why is Refused.LOST
    with pytest.raises(LeaseLostError, match="Redis no longer knows it"):
        lock.ensure_held()


def test_a_lost_reply_does_not_lose_the_lease(
    server: Server, proxy: Proxy, coordinate: Callable[..., Any]
) -> None:
    """The command is sent again and recognises its own token; the fencing token counts once."""
    coordinator = coordinate(quick(proxy.port))
    coordinator.acquire_signal_lock("loads the script")
    proxy.lose = 1

    lock = coordinator.acquire_signal_lock("a")

    assert proxy.lost == 1
    assert lock
    proxy.lose = 1
    assert lock.renew()
    proxy.lose = 1
    assert lock.release() is True
    assert proxy.lost == 3
    assert coordinator.acquire_signal_lock("a")


def test_a_lost_reply_does_not_undo_done(
    server: Server, proxy: Proxy, coordinate: Callable[..., Any]
) -> None:
    """Done twice is done."""
    coordinator = coordinate(quick(proxy.port))
    claim = coordinator.claim_signal("s")
    proxy.lose = 1

    assert claim.done() is True
    assert proxy.lost == 1
    assert coordinator.claim_signal("s").why is Refused.DONE


def test_tokens_rise_over_release_expiry_and_data_loss(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """Whatever ended a lease, the next token is greater."""
    coordinator = coordinate(quick(server.port))
    tokens = []
    for end in ("release", "expiry", "data loss", "nothing"):
        lock = coordinator.acquire_signal_lock("a", ttl=0.1, wait=1.0)
        tokens.append(lock.fencing_token)
        if end == "release":
            lock.release()
        if end == "data loss":
            server.empty()

    assert tokens == sorted(set(tokens))
    assert abs(tokens[0] / 1e6 - time.time()) < 60


def test_tokens_rise_when_the_clock_of_redis_is_set_back(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """The stored token decides then: here it is of next week."""
    coordinator = coordinate(quick(server.port))
    first = coordinator.acquire_signal_lock("a")
    first.release()
    ahead = first.fencing_token + 7 * 86400 * 1_000_000
    with server.client() as client:
        (fence,) = client.keys("*fence*")
        client.set(fence, ahead)

    assert coordinator.acquire_signal_lock("a").fencing_token == ahead + 1


def test_a_claim_is_short_and_done_is_long(server: Server, coordinate: Callable[..., Any]) -> None:
    """One claims; when it is done nobody does; what was never done can be claimed again."""
    coordinator = coordinate(quick(server.port))
    done, dropped = coordinator.claim_signal("done"), coordinator.claim_signal("dropped", ttl=0.2)

    assert done
    assert coordinator.claim_signal("done").why is Refused.HELD
    assert done.done() is True
    assert not done.held
    assert coordinator.claim_signal("done").why is Refused.DONE
    assert eventually(lambda: coordinator.claim_signal("dropped"))
    assert not dropped.held


def test_a_claim_whose_block_fails_is_given_back(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """Another may try at once."""
    coordinator = coordinate(quick(server.port))

    with pytest.raises(ZeroDivisionError), coordinator.claim_signal("s"):
        raise ZeroDivisionError

    with coordinator.claim_signal("s") as claim:
        claim.done()
    assert coordinator.claim_signal("s").why is Refused.DONE


def test_done_too_late_is_remembered_unless_another_claimed(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """The work was done; but a claim of another is not overwritten."""
    coordinator = coordinate(quick(server.port))
    alone, taken = coordinator.claim_signal("x", ttl=0.1), coordinator.claim_signal("y", ttl=0.1)
    time.sleep(0.15)
    other = coordinator.claim_signal("y", ttl=60.0)

    assert alone.done() is True
    assert taken.done() is False
    assert coordinator.claim_signal("x").why is Refused.DONE
    assert other.renew()


def test_a_leader_stays_leader_by_asking_again(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """Trying again renews; the token of the term stays; giving it back lets another lead."""
    first, second = coordinate(quick(server.port)), coordinate(quick(server.port))
    term = first.try_become_leader()
    token = term.fencing_token

    assert second.try_become_leader().why is Refused.HELD
    assert second.renew_leadership().why is Refused.LOST
    for _ in range(3):
        time.sleep(0.4)
        assert first.renew_leadership()
    assert first.try_become_leader().fencing_token == token
    assert first.try_become_leader("reports")
    assert term.release() is True
    assert second.try_become_leader().fencing_token > token
    assert first.try_become_leader().why is Refused.HELD


def test_a_blocking_acquire_takes_over_soon_after_the_release(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """It polls, and ends when the lock is free or its time is over."""
    coordinator = coordinate(quick(server.port))
    coordinator.acquire_signal_lock("a", ttl=0.3)
    began = time.monotonic()

    lock = coordinator.acquire_signal_lock("a", ttl=60.0, wait=5.0)
    had = time.monotonic() - began
    refusal = coordinator.acquire_signal_lock("a", wait=0.3)

    assert lock
    assert 0.25 < had < 4
    assert refusal.why is Refused.HELD
    assert 0.3 <= time.monotonic() - began - had < 4


def test_a_key_that_is_something_else_is_no_lease(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """An error is an answer: refused, and Redis stays in use."""
    coordinator = coordinate(quick(server.port))
    lock = coordinator.acquire_signal_lock("a")
    with server.client() as client:
        client.delete(lock.keys[0])
        client.lpush(lock.keys[0], "x")

    refusal = coordinator.acquire_signal_lock("a")

    assert refusal.why is Refused.UNAVAILABLE
    assert "WRONGTYPE" in refusal.detail
    assert coordinator.is_available()


HOLDER = """
import sys, time
from hacfg.compiled.redis_config import RedisConfig
from hacfg.coordinator import RedisCoordinator
config = RedisConfig(host="127.0.0.1", port={port})
with RedisCoordinator(config) as coordinator:
    lock = coordinator.acquire_signal_lock("report", ttl=0.5)
    token = lock.ensure_held()                      # the check passes ...
    print(token, flush=True)
    sys.stdin.readline()                            # ... and the process is paused before its write
    print(lock.held, token, flush=True)
"""


def test_a_paused_holder_is_refused_by_its_fencing_token(
    server: Server, coordinate: Callable[..., Any]
) -> None:
    """It acts late, as nothing in a lock can prevent; the resource refuses the older token."""
    code = textwrap.dedent(HOLDER.format(port=server.port))
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, text=True) as old:
        assert old.stdin is not None
        assert old.stdout is not None
        written: list[int] = []

        def write(token: int) -> bool:
            if written and token < written[-1]:
                return False
            written.append(token)
            return True

        first = int(old.stdout.readline())
        os.kill(old.pid, signal.SIGSTOP)
        coordinator = coordinate(quick(server.port))
        lock = coordinator.acquire_signal_lock("report", wait=5.0)
        assert write(lock.ensure_held())
        os.kill(old.pid, signal.SIGCONT)
        old.stdin.write("go\n")
        old.stdin.flush()
        held, token = old.stdout.readline().split()

    assert held == "False"
    assert int(token) == first
    assert not write(int(token))
    assert written == [lock.fencing_token]
