"""Programs of the examples as processes of their own: they are watched, paused and killed."""

from __future__ import annotations

import contextlib
import functools
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import psycopg
from command import HOME, variables
from redis_servers import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgres_servers import Server as PostgresServer

EXAMPLES = pathlib.Path(__file__).parent.parent / "examples"
# Small times, so that what waits for a lease to run out is quick.
QUICK = {
    "REDIS_RETRY_BASE_DELAY": "0.02",
    "REDIS_RETRY_MAX_DELAY": "0.08",
    "REDIS_FALLBACK_PROBE_INTERVAL": "0.1",
    "REDIS_FALLBACK_MAX_PROBE_INTERVAL": "0.4",
    "REDIS_LEASES_TTL": "1.5",
    "REDIS_LEASES_RENEW_DEADLINE": "0.9",
    "REDIS_LEASES_RETRY_PERIOD": "0.1",
}
NO_REDIS = {"REDIS_ENABLE": "false"}


def redis_at(port: int) -> dict[str, str]:
    """What tells a program where Redis is."""
    return {"REDIS_PORT": str(port)}


class Decider:
    """The database that decides: what tells programs of it, and how a test looks at it.

    ``is_idle`` says whether no program has a transaction there.
    """

    def __init__(
        self, variables: dict[str, str], connect: Callable[..., Any], idle: Callable[[], bool]
    ) -> None:
        self.variables, self._connect, self.is_idle = variables, connect, idle

    def connected(self) -> contextlib.AbstractContextManager[Any]:
        """A connection of the test's own, in which each statement is a transaction."""
        return contextlib.closing(self._connect())

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a query, or none where its table is not made yet."""
        with self.connected() as connection:
            try:
                cursor = connection.execute(statement)
                return list(cursor.fetchall()) if cursor.description else []
            except (sqlite3.OperationalError, psycopg.errors.UndefinedTable):
                return []


def sqlite(path: pathlib.Path) -> Decider:
    """A file in a directory."""
    name = str(path / "test.sqlite3")
    connect = functools.partial(sqlite3.connect, name, timeout=30, isolation_level=None)

    def is_idle() -> bool:
        with contextlib.closing(connect(timeout=0)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            return True

    return Decider({"DB_NAME": name}, connect, is_idle)


def postgresql(server: PostgresServer) -> Decider:
    """A new database on a server."""
    settings = {**server.settings, "database": server.new_database()}
    words = {"DB_USER" if word == "username" else f"DB_{word.upper()}": word for word in settings}
    connect = functools.partial(
        psycopg.connect,
        host=settings["host"],
        port=settings["port"],
        dbname=settings["database"],
        user=settings["username"],
        password=settings["password"],
        autocommit=True,
    )

    def is_idle() -> bool:
        with connect() as connection:
            busy = connection.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
                " AND state <> 'idle'"
            )
            return not busy.fetchall()

    return Decider({name: str(settings[word]) for name, word in words.items()}, connect, is_idle)


class Program:
    """One process; what it logs is read while it runs."""

    def __init__(
        self, directory: pathlib.Path, name: str, command: list[str], **changes: str
    ) -> None:
        self.name, self._log = name, directory / f"{name}.log"
        path = os.pathsep.join([HOME, str(EXAMPLES)])
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *command, "--name", name],
                cwd=directory,
                env=variables(**QUICK | {"PYTHONPATH": path} | changes),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return self._log.read_text(encoding="utf-8")

    def await_log(self, text: str, seconds: float = 30.0) -> None:
        """Waits until it has logged that text."""
        if not eventually(lambda: text in self.log, seconds):
            raise AssertionError(f"{self.name} never said {text!r}:\n{self.log[-4000:]}")

    def pause(self) -> None:
        """Stops it where it is."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets it go on."""
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """Ends it without a chance to say anything."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Asks it to end as supervisors do, and gives its exit status."""
        self._process.terminate()
        return self._process.wait(30)


class Programs:
    """Starts programs that share a directory and a database, and ends those that still run."""

    def __init__(self, directory: pathlib.Path, decider: Decider) -> None:
        self.directory, self.decider = directory, decider
        self._started: list[Program] = []

    def start(self, name: str, *command: str, **changes: str) -> Program:
        """Starts one; variables are changed by name."""
        given = self.decider.variables | changes
        self._started.append(Program(self.directory, name, list(command), **given))
        return self._started[-1]

    def pause(self, program: Program) -> None:
        """Stops the only one that asks the database, and not in the middle of a transaction."""
        program.pause()
        while not self.decider.is_idle():
            program.resume()
            program.pause()

    def end(self) -> None:
        """Ends what still runs, paused or not."""
        for program in self._started:
            program.kill()
