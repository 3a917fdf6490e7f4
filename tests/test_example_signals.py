"""The signals example: each signal is booked once, whatever dies, and whether Redis is there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from coordinators import quick
from example_programs import NO_REDIS, redis_at
from redis_servers import Server, eventually, free_port, running

from hacfg.coordinator import RedisCoordinator

if TYPE_CHECKING:
    import pathlib

    from example_programs import Program, Programs

BOOKINGS = "SELECT signal, count(*), max(amount), max(token) FROM bookings GROUP BY signal"
ON_SQLITE = pytest.mark.parametrize("programs", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("programs", ["postgresql"], indirect=True)


def send(programs: Programs, *names: str) -> None:
    """Lets signals arrive; each has an amount that tells it from others."""
    with (programs.directory / "signals.jsonl").open("a", encoding="utf-8") as file:
        for name in names:
            signal = {"id": name, "account": "a", "amount": len(name)}
            file.write(f"{json.dumps(signal)}\n")


def batch(letter: str, count: int = 8) -> list[str]:
    """Names of signals, of as many lengths."""
    return [letter * (number + 1) for number in range(count)]


def worker(programs: Programs, name: str, changes: dict[str, str], work: float = 0.02) -> Program:
    """Starts a worker, with changed variables, whose signals take that many seconds."""
    return programs.start(name, "signals", "--work", str(work), **changes)


def booked(programs: Programs) -> dict[str, tuple[int, int]]:
    """How often each signal was booked, and with which amount."""
    return {name: (times, amount) for name, times, amount, _ in programs.decider.rows(BOOKINGS)}


def await_bookings(programs: Programs, *names: str) -> None:
    """Waits until each is booked, and sees that each was booked once."""
    once = {name: (1, len(name)) for name in names}
    assert eventually(lambda: booked(programs).keys() == once.keys(), 30), booked(programs)
    assert booked(programs) == once


def test_each_is_booked_once_whatever_dies(programs: Programs, tmp_path: pathlib.Path) -> None:
    """A worker is killed at its work, Redis is killed and comes back: all goes on, and by Redis."""
    doomed_signal, before, during, after = ["doomed"], batch("b"), batch("d"), batch("a")
    with running(Server(tmp_path / "redis")) as server:
        port = redis_at(server.port)
        doomed = worker(programs, "doomed", port, work=60.0)
        send(programs, *doomed_signal)
        doomed.await_log("database: yours, token 1")
        others = [worker(programs, name, port) for name in ("one", "two")]
        doomed.kill()
        send(programs, *before)
        await_bookings(programs, *doomed_signal, *before)

        server.kill()
        send(programs, *during)
        await_bookings(programs, *doomed_signal, *before, *during)
        for other in others:
            other.await_log("Redis is lost")
        server.start()
        for other in others:
            other.await_log("Redis is back")
        send(programs, *after)
        await_bookings(programs, *doomed_signal, *before, *during, *after)
        with server.client(decode_responses=True) as client:
            known = {key.rpartition("}")[2] for key in client.scan_iter("*:claim:*")}
        assert [other.stop() for other in others] == [0, 0]

    tokens = {name: token for name, _, _, token in programs.decider.rows(BOOKINGS)}
    assert tokens.pop("doomed") == 2
    assert set(tokens.values()) == {1}
    logs = "\n".join(other.log for other in others)
    assert "signal doomed - database: taken over, token 2" in logs
    assert "Redis: unavailable; database: yours" in logs
    again = "\n".join(other.log.partition("Redis is back")[2] for other in others)
    assert "Redis: go and ask; database: yours" in again
    assert known & {*after}
    assert "Traceback" not in logs


def test_a_paused_worker_is_refused(programs: Programs) -> None:
    """Its claim was taken over while it stood still: what it writes late has too old a token."""
    paused = worker(programs, "paused", NO_REDIS, work=0.45)
    for name in batch("p", 20):
        send(programs, name)
        paused.await_log(f"signal {name} - Redis: disabled; database: yours")
        programs.pause(paused)
        if name not in booked(programs):
            break
        # The machine was too busy to catch it at its work.
        paused.resume()
    other = worker(programs, "other", NO_REDIS)
    other.await_log(f"signal {name} - database: booked, token 2")
    paused.resume()
    paused.await_log(f"signal {name} - database: write refused, token 1 is no longer the newest")

    send(programs, "next")
    assert eventually(lambda: "next" in booked(programs), 30)
    assert (paused.stop(), other.stop()) == (0, 0)
    assert {times for times, _ in booked(programs).values()} == {1}
    who = "SELECT owner, token FROM bookings WHERE signal = '{}'"
    assert programs.decider.rows(who.format(name)) == [("other", 2)]


def test_workers_may_see_redis_differently(programs: Programs, tmp_path: pathlib.Path) -> None:
    """One uses it, one cannot reach it, one must not; what arrives that is no signal harms none."""
    names = batch("s", 20)
    wrong = ["", "{}", "[", '{"id": "", "account": "a", "amount": 1}', '"x"', "[" * 100_000]
    with (programs.directory / "signals.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in wrong)
    with running(Server(tmp_path / "redis")) as server:
        port = redis_at(server.port)
        workers = [
            worker(programs, "uses", port),
            worker(programs, "lost", redis_at(free_port())),
            worker(programs, "none", NO_REDIS),
        ]
        send(programs, *names)
        await_bookings(programs, *names)
        for each, what in zip(workers, ("go and ask", "unavailable", "disabled"), strict=True):
            each.await_log(f"Redis: {what}; database")

        assert [each.stop() for each in workers] == [0, 0, 0]
    for each in workers:
        assert each.log.count("no signal: ") == len(wrong)
        assert "Traceback" not in each.log


@ON_SQLITE
def test_redis_puts_off_but_never_refuses(programs: Programs, tmp_path: pathlib.Path) -> None:
    """Whoever keeps a claim in Redis, and never asks the database, keeps nobody from booking."""
    with (
        running(Server(tmp_path / "redis")) as server,
        RedisCoordinator(quick(server.port, key_prefix="hacfg:local:")) as stuck,
    ):
        port = redis_at(server.port)
        claim = stuck.claim_signal("x", ttl=1.5)
        assert claim
        stuck.heartbeat(claim)
        send(programs, "x")
        first = worker(programs, "first", port)
        first.await_log("signal x - Redis: another is at it, put off")
        first.await_log("signal x - Redis: held by another; database: yours, token 1")
        await_bookings(programs, "x")
        claim.release()

        second = worker(programs, "second", port)
        second.await_log("signal x - Redis: go and ask; database: done already")
        send(programs, "x")
        second.await_log("signal x - Redis: done already")
        assert (first.stop(), second.stop()) == (0, 0)


@ON_SQLITE
def test_what_kills_its_workers_is_left_alone(programs: Programs) -> None:
    """A signal that was claimed five times in vain stays for somebody to look at."""
    send(programs, "first")
    only = worker(programs, "only", NO_REDIS)
    await_bookings(programs, "first")
    insert = "INSERT INTO signals VALUES ('{}', 'a', 4, 'claimed', 'dead', {}, {})"
    # The deadly one ran out earlier, so that it would come first.
    programs.decider.rows(insert.format("deadly", 5, 1))
    programs.decider.rows(insert.format("hard", 4, 2))

    await_bookings(programs, "first", "hard")
    assert only.stop() == 0


@ON_POSTGRESQL
def test_a_lost_database_is_opened_again(programs: Programs) -> None:
    """A worker whose connection is cut does nothing without it, and then goes on."""
    only = worker(programs, "only", NO_REDIS)
    send(programs, "before")
    await_bookings(programs, "before")
    programs.decider.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    send(programs, "after")

    await_bookings(programs, "before", "after")
    only.await_log("the database is away, and nothing is done without it: ")
    assert only.stop() == 0
    assert "Traceback" not in only.log
