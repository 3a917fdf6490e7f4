"""The leader example: one leads at a time, with rising tokens, and whether Redis is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from coordinators import quick
from example_programs import NO_REDIS, redis_at
from redis_servers import Server, eventually, running

from hacfg.coordinator import RedisCoordinator

if TYPE_CHECKING:
    import pathlib

    from example_programs import Programs

ON_SQLITE = pytest.mark.parametrize("programs", ["sqlite"], indirect=True)


def turns(programs: Programs) -> list[tuple[int, str]]:
    """The token and the name of the leader of each turn, and every turn was done once."""
    rows = programs.decider.rows("SELECT turn, token, holder FROM journal ORDER BY turn")
    assert [turn for turn, _, _ in rows] == list(range(1, len(rows) + 1))
    return [(token, holder) for _, token, holder in rows]


def await_turn(programs: Programs, token: int, holder: str) -> None:
    """Waits until the newest turn is one of that term, and sees that no older one came after."""
    assert eventually(lambda: (token, holder) in turns(programs), 30), turns(programs)
    done = turns(programs)
    assert done == sorted(done)
    assert done[-1] == (token, holder)


def test_another_leads_when_the_leader_is_killed(
    programs: Programs, tmp_path: pathlib.Path
) -> None:
    """Redis is killed too and comes back: the leader leads on, and announces itself again."""
    with running(Server(tmp_path / "redis")) as server:
        port = redis_at(server.port)
        first = programs.start("first", "leader", **port)
        first.await_log("announced in Redis")
        second = programs.start("second", "leader", **port)
        second.await_log("standing by: Redis says that another leads")
        await_turn(programs, 1, "first")
        first.kill()
        await_turn(programs, 2, "second")

        third = programs.start("third", "leader", **port)
        third.await_log("standing by: Redis says that another leads")
        server.kill()
        second.await_log("no longer announced in Redis, it could not be renewed: ")
        third.await_log("Redis is lost")
        before = len(turns(programs))
        assert eventually(lambda: len(turns(programs)) > before, 30)
        server.start()
        for each in (second, third):
            each.await_log("Redis is back")
        assert eventually(lambda: second.log.count("announced in Redis") >= 3, 30)
        said = "standing by: Redis says that another leads"
        assert eventually(lambda: said in third.log.partition("Redis is back")[2], 30)
        await_turn(programs, 2, "second")

        assert second.stop() == 0
        assert "resigned" in second.log
        await_turn(programs, 3, "third")
        assert third.stop() == 0
    assert "Traceback" not in first.log + second.log + third.log


def test_a_paused_leader_is_refused(programs: Programs, tmp_path: pathlib.Path) -> None:
    """It sees Redis and its successor does not; what it writes late has too old a token."""
    with running(Server(tmp_path / "redis")) as server:
        port = redis_at(server.port)
        paused = programs.start("paused", "leader", **port)
        await_turn(programs, 1, "paused")
        programs.pause(paused)
        successor = programs.start("successor", "leader", **NO_REDIS)
        await_turn(programs, 2, "successor")
        third = programs.start("third", "leader", **port)
        third.await_log("standing by: the database says that another leads")
        paused.resume()

        paused.await_log("write refused: fencing token 1 is no longer the newest")
        before = len(turns(programs))
        assert eventually(lambda: len(turns(programs)) > before, 30)
        await_turn(programs, 2, "successor")
        assert [each.stop() for each in (paused, third, successor)] == [0, 0, 0]


@pytest.mark.parametrize("programs", ["postgresql"], indirect=True)
def test_a_leader_paused_in_a_transaction_is_in_nobodys_way(programs: Programs) -> None:
    """The server ends the transaction, whose lock would keep others from leading."""
    paused = programs.start("paused", "leader", **NO_REDIS)
    await_turn(programs, 1, "paused")
    with programs.decider.connected() as connection, connection.transaction():
        connection.execute("LOCK TABLE journal IN EXCLUSIVE MODE")
        waiting = "SELECT 1 FROM pg_locks WHERE NOT granted"
        assert eventually(lambda: programs.decider.rows(waiting), 30)
        paused.pause()
    successor = programs.start("successor", "leader", **NO_REDIS)

    await_turn(programs, 2, "successor")
    paused.resume()
    paused.await_log("the database is away, and nobody leads without it: ")
    paused.await_log("standing by: the database says that another leads")
    assert (successor.stop(), paused.stop()) == (0, 0)
    assert "Traceback" not in paused.log


@ON_SQLITE
def test_redis_keeps_nobody_from_leading(programs: Programs, tmp_path: pathlib.Path) -> None:
    """Whoever holds the lease in Redis, and no term in the database, is believed for one term."""
    with (
        running(Server(tmp_path / "redis")) as server,
        RedisCoordinator(quick(server.port, key_prefix="hacfg:local:")) as stuck,
    ):
        term = stuck.try_become_leader()
        assert term
        stuck.heartbeat(term)
        leader = programs.start("leader", "leader", **redis_at(server.port))

        await_turn(programs, 1, "leader")
        assert "announced in Redis" not in leader.log
        assert term.held
        assert leader.stop() == 0
