"""The flows by themselves: what they send and when, by replies and a clock that the tests give."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from flow_stage import Stage
from redis import exceptions

from hacfg.coordinator import Refused, State
from hacfg.coordinator.scripts import RELEASE

if TYPE_CHECKING:
    from collections.abc import Callable

LOST = exceptions.ConnectionError("gone")
SILENT = exceptions.TimeoutError("no answer")


def test_the_default_waits_are_half_a_second_one_and_two() -> None:
    """Three retries, four tries, then the fallback: as the document says, to the millisecond."""
    stage = Stage()

    result = stage.play(stage._ping(), [LOST] * 9)

    assert result is False
    assert stage.pauses == [0.5, 1.0, 2.0]
    assert [call.args for call in stage.calls] == [("PING",)] * 4
    assert stage.breaker.state is State.FALLBACK


def test_the_waits_are_those_of_the_config() -> None:
    """They double from base_delay up to max_delay."""
    stage = Stage(retry={"retries": 5, "base_delay": 0.1, "max_delay": 0.4})

    stage.play(stage._ping(), [SILENT] * 9)

    assert stage.pauses == [0.1, 0.2, 0.4, 0.4, 0.4]


@pytest.mark.parametrize(
    "error",
    [
        LOST,
        SILENT,
        OSError("reset"),
        exceptions.BusyLoadingError("LOADING Redis is loading the dataset in memory"),
        exceptions.ReadOnlyError("You can't write against a read only replica."),
        exceptions.ResponseError("Error running script: @user_script: -READONLY You can't write"),
        exceptions.MasterDownError("Link with MASTER is down"),
        exceptions.ClusterDownError("CLUSTERDOWN The cluster is down"),
        exceptions.RedisClusterException("Redis Cluster cannot be connected"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_passes_by_itself_is_tried_again(error: Exception) -> None:
    """A lost connection, silence, a loading server and a demoted primary heal by trying again."""
    stage = Stage()

    assert stage.play(stage._ping(), [error, b"PONG"]) is True
    assert stage.pauses == [0.5]
    assert stage.breaker.state is State.AVAILABLE


@pytest.mark.parametrize(
    "error",
    [
        exceptions.AuthenticationError("WRONGPASS"),
        exceptions.AuthorizationError("no"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_wrong_credentials_are_an_outage_at_once(error: Exception) -> None:
    """Redis cannot be used with them, and no retry changes that."""
    stage = Stage()

    assert stage.play(stage._ping(), [error]) is False
    assert stage.pauses == []
    assert stage.breaker.state is State.FALLBACK


@pytest.mark.parametrize(
    "error",
    [
        exceptions.MaxConnectionsError("Too many connections"),
        exceptions.ConnectionError("No connection available."),
        exceptions.NoPermissionError("this user has no permissions"),
        exceptions.ResponseError("WRONGTYPE"),
        exceptions.OutOfMemoryError("OOM"),
        exceptions.InvalidResponse("?"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_answer_and_a_full_pool_are_neither_tried_again_nor_an_outage(error: Exception) -> None:
    """The operation fails; Redis stays in use."""
    stage = Stage()

    refusal = stage.play(stage._lock("a"), [error])

    assert refusal.why is Refused.UNAVAILABLE
    assert str(error) in refusal.detail
    assert stage.pauses == []
    assert stage.breaker.state is State.AVAILABLE


def test_an_error_that_is_not_from_redis_is_raised() -> None:
    """A bug is no outage."""
    stage = Stage()

    with pytest.raises(ZeroDivisionError):
        stage.play(stage._ping(), [ZeroDivisionError()])


def test_a_lease_command_is_sent_again_at_once_and_then_after_the_waits() -> None:
    """A lost reply heals without a wait, since the script takes its own token for success."""
    stage = Stage()

    lease = stage.play(stage._lock("a"), [LOST, LOST, LOST, 77])

    assert lease.fencing_token == 77
    assert stage.pauses == [0.0, 0.5, 1.0]


def test_a_lease_command_is_not_tried_beyond_its_time() -> None:
    """A lease that could only be had after its time to live is not waited for."""
    stage = Stage(leases={"ttl": 4.0, "renew_deadline": 3.0, "retry_period": 1.0})

    refusal = stage.play(stage._lock("a"), [SILENT] * 9, took=2.0)

    assert refusal.why is Refused.UNAVAILABLE
    assert stage.now == pytest.approx(1000 + 4.0)
    assert [call.seconds for call in stage.calls] == [4.0, 2.0]
    assert stage.breaker.state is State.FALLBACK


def test_validity_counts_from_before_the_command_was_sent() -> None:
    """A slow reply shortens what remains; one hundredth is left for differing clocks."""
    stage = Stage()

    lease = stage.play(stage._lock("a", ttl=10.0), [5], took=4.0)

    assert lease.remaining == pytest.approx(10 * 0.99 - 4)


def test_after_a_retry_validity_counts_from_the_last_sending() -> None:
    """Each sending of the idempotent script starts the time to live anew."""
    stage = Stage()

    lease = stage.play(stage._lock("a", ttl=10.0), [LOST, 5], took=2.0)

    assert lease.remaining == pytest.approx(10 * 0.99 - 2)


def test_an_answer_that_comes_after_the_lease_ran_out_gives_nothing() -> None:
    """A process that was paused while it acquired does not believe it holds the lock."""
    stage = Stage()

    refusal = stage.play(stage._lock("a", ttl=3.0), [5], took=3.0)

    assert refusal.why is Refused.UNAVAILABLE
    assert "too late" in refusal.detail


@pytest.mark.parametrize("jump", [2.98, 3600.0])
def test_a_clock_that_jumps_ahead_ends_the_lease(jump: float) -> None:
    """The holder's own clock decides: from the very moment on nothing is held."""
    stage = Stage()
    lease = stage.play(stage._lock("a", ttl=3.0), [5])

    stage.now += jump

    assert lease.held is (jump < 3 * 0.99 - 0.001)
    assert bool(lease) is lease.held


def test_at_the_border_the_lease_is_no_longer_held() -> None:
    """Held is strictly before the end."""
    stage = Stage()
    lease = stage.play(stage._lock("a", ttl=100.0), [5])

    stage.now += 98.999
    before = lease.held
    stage.now += 0.001

    assert before
    assert not lease.held


def test_a_renewal_whose_answer_comes_too_late_is_a_loss() -> None:
    """What ran out while it was being renewed is not brought back to life."""
    stage = Stage()
    lease = stage.play(stage._lock("a", ttl=3.0), [5])

    refusal = stage.play(lease._renew(), [1], took=4.0)

    assert refusal.why is Refused.LOST
    assert not lease.held


def test_times_to_live_are_rounded_up_for_redis() -> None:
    """Were they rounded down, Redis would give a short lease to another before its holder knew."""
    stage = Stage()

    lease = stage.play(stage._lock("a", ttl=0.0014), [5])

    assert stage.calls[0].args[-1] == 2
    assert lease.remaining < 0.0014


def test_the_answer_to_an_earlier_renewal_shortens_nothing() -> None:
    """Of two renewals that cross each other the later one counts."""
    stage = Stage()
    lease = stage.play(stage._lock("a", ttl=10.0), [5])
    lease.renewed_by(1, stage.now + 2)

    lease.renewed_by(1, stage.now + 1)

    assert lease.remaining == pytest.approx(9.9 + 2)


@pytest.mark.parametrize("error", [LOST, RuntimeError("can't start new thread")])
def test_a_heartbeat_tries_again_until_its_deadline(error: Exception) -> None:
    """Whatever the error is, the next renewal may succeed; at renew_deadline the lease is lost."""
    stage, told = Stage(), list[Any]()
    lease = stage.play(stage._lock("a"), [5])

    stage.play(stage.beat(lease, stage.driver, told.append), [error, 1, *[error] * 9])

    assert told == [lease]
    assert str(error) in lease.loss
    assert stage.now == pytest.approx(1000 + 4 + 10)
    assert stage.breaker.state is (State.FALLBACK if error is LOST else State.AVAILABLE)


@pytest.mark.parametrize("reply", [0, -5002])
def test_a_loss_that_redis_tells_is_told_at_once(
    reply: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Between the answer that a lease is gone and the callback nothing waits."""
    stage, told = Stage(), list[Any]()
    lease = stage.play(stage._lock("a"), [5])

    stage.play(
        stage.beat(lease, stage.driver, lambda lost: told.append((lost, stage.now))), [reply]
    )

    period = stage.config.leases.retry_period
    assert stage.pauses == [period]
    assert told == [(lease, 1000 + period)]
    assert "WARNING" in caplog.text
    assert f"Lost a, token 5: {lease.loss}" in caplog.text


def test_a_heartbeat_ends_with_its_lease() -> None:
    """Given back is not lost: nobody is told."""
    stage, told = Stage(), list[Any]()
    lease = stage.play(stage._lock("a"), [5])
    lease.end("it was given back", lost=False)

    stage.play(stage.beat(lease, stage.driver, told.append), [])

    assert told == []
    assert len(stage.calls) == 1


def test_a_blocking_acquire_polls_with_jitter_until_its_deadline() -> None:
    """Pauses grow from 25-50 ms to the retry period, and the last try is at the deadline."""
    stage = Stage()

    refusal = stage.play(stage._lock("a", wait=30.0), [-60_002] * 99)

    assert refusal.why is Refused.HELD
    assert stage.now == pytest.approx(1030)
    assert 0.025 <= stage.pauses[0] <= 0.05
    assert 1.0 <= max(stage.pauses) <= 2.0
    assert len(set(stage.pauses)) == len(stage.pauses)


def test_a_blocking_acquire_does_not_sleep_past_the_end_of_the_others_lease() -> None:
    """The reply says how long the other has; nothing is gained by waiting longer."""
    stage = Stage()

    stage.play(stage._lock("a", wait=30.0), [-12, 5])

    assert stage.pauses[0] == pytest.approx(0.012, abs=0.005)


@pytest.mark.parametrize(
    "interruption", [asyncio.CancelledError, KeyboardInterrupt, SystemExit, ZeroDivisionError]
)
def test_an_interrupted_acquire_gives_back_what_it_may_hold(
    interruption: type[BaseException],
) -> None:
    """Interrupted with the command under way it releases before the interruption goes on."""
    stage = Stage()

    with pytest.raises(interruption):
        stage.play(stage._lock("a"), [interruption(), 1])

    assert stage.calls[1].args[:2] == ("EVALSHA", RELEASE)
    assert stage.calls[1].args[-1] == stage.calls[0].args[5]
    assert stage.calls[1].seconds == 0.5


def test_a_cancelled_payer_leaves_the_way_open() -> None:
    """Whoever tries on for all and is cancelled shuts nobody out."""
    stage = Stage()

    with pytest.raises(KeyboardInterrupt):
        stage.play(stage._ping(), [LOST, LOST, KeyboardInterrupt()])

    assert stage.breaker.admits


def test_a_cancelled_probe_is_a_failed_one() -> None:
    """The next caller may probe when that is due."""
    stage = Stage()
    stage.breaker.trip("gone")
    stage.now += 1

    with pytest.raises(KeyboardInterrupt):
        stage.play(stage._ping(), [KeyboardInterrupt()])
    stage.now += 2

    assert stage.play(stage._ping(), [b"PONG"]) is True


def test_the_keys_of_a_lease_are_in_one_slot_of_a_cluster() -> None:
    """They share a hash tag, which the name of the lease cannot choose."""
    from redis.crc import key_slot

    stage = Stage()

    for name in ("a", "{x}", "}{", "order:{42}", "ü"):
        lease, fence = stage.play(stage._lock(name), [5]).keys

        assert key_slot(lease.encode()) == key_slot(fence.encode())
        assert lease.startswith(stage.config.key_prefix)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda stage: stage._lock(""), "name"),
        (lambda stage: stage._lock("a", ttl=0.0), "ttl"),
        (lambda stage: stage._lock("a", ttl=float("nan")), "ttl"),
        (lambda stage: stage._lock("a", ttl=90000.0), "ttl"),
        (lambda stage: stage._lock("a", wait=-1.0), "wait"),
        (lambda stage: stage._lock("a", wait=float("inf")), "wait"),
        (lambda stage: stage.play(stage._claim("a"), [5])._done(0.0), "remember"),
    ],
)
def test_times_that_make_no_sense_are_refused(ask: Callable[[Stage], Any], words: str) -> None:
    """Every lease has a time to live, and every wait an end."""
    stage = Stage()

    with pytest.raises(ValueError, match=words):
        stage.play(ask(stage), [5])
    assert all(call.args[0] != "PING" for call in stage.calls)
