"""The database that decides: SQLite or PostgreSQL, as the config says, with one way to ask it."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hacfg import DatabaseConfig


class DatabaseLostError(Exception):
    """The database gave no answer; what it was asked to do is done or not, and nobody knows yet."""


class Engine(NamedTuple):
    """What differs between the engines."""

    connect: Callable[[], Any]
    lost: tuple[type[Exception], ...]
    refused: type[Exception]  # what no second try would change
    mark: str  # stands for a value
    now: str  # the clock that all processes go by: Unix time in seconds
    begin: str
    begin_alone: str  # no other process makes its tables at the same time


class Database:
    """One connection, opened when it is needed and again after it was lost. Not for two threads.

    In a statement ``?`` stands for a value and ``{now}`` for the time by the database's clock.
    """

    def __init__(self, config: DatabaseConfig, tables: tuple[str, ...]) -> None:
        self._engine = _engine(config)
        self._tables = tables
        self._connection: Any = None

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of one statement, which is a transaction of its own unless one has begun.

        Raises:
            DatabaseLostError: there was no answer.
        """
        if self._connection is None:
            self._open()
        return self._execute(statement, *values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of the block happen, or none does."""
        self.run(self._engine.begin)
        try:
            yield
        except BaseException:
            # A connection that was lost has rolled back by itself.
            if self._connection is not None:
                self._execute("ROLLBACK")
            raise
        self._execute("COMMIT")

    def close(self) -> None:
        """Closes the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> None:
        try:
            self._connection = self._engine.connect()
        except self._engine.lost as error:
            raise DatabaseLostError(str(error).strip()) from None
        try:
            self._execute(self._engine.begin_alone)
            for table in self._tables:
                self._execute(table)
            self._execute("COMMIT")
        except self._engine.refused as error:
            sys.exit(f"the tables cannot be made: {str(error).strip()}")

    def _execute(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        text = statement.replace("?", self._engine.mark).replace("{now}", self._engine.now)
        try:
            cursor = self._connection.execute(text, *([values] if values else []))
            # SQLite has done what RETURNING tells of only when all of it was fetched.
            return cursor.fetchall() if cursor.description else []
        except self._engine.lost as error:
            self.close()
            raise DatabaseLostError(str(error).strip()) from None


def _engine(config: DatabaseConfig) -> Engine:
    if config.engine == "sqlite":
        return _sqlite(config)
    if config.engine == "postgresql":
        return _postgresql(config)
    sys.exit(f"this example speaks SQLite and PostgreSQL, and the config says {config.engine}")


def _sqlite(config: DatabaseConfig) -> Engine:
    if sqlite3.sqlite_version_info < (3, 35):
        sys.exit(f"SQLite 3.35 is needed for RETURNING, and this is {sqlite3.sqlite_version}")

    def connect() -> sqlite3.Connection:
        # Without an isolation level the module begins no transaction of its own.
        return sqlite3.connect(config.database, timeout=30, isolation_level=None)

    return Engine(
        connect=connect,
        lost=(sqlite3.OperationalError,),
        refused=sqlite3.DatabaseError,
        mark="?",
        now="((julianday('now') - 2440587.5) * 86400.0)",
        # A transaction that reads first and writes later may be refused in between.
        begin="BEGIN IMMEDIATE",
        begin_alone="BEGIN IMMEDIATE",
    )


def _postgresql(config: DatabaseConfig) -> Engine:
    try:
        import psycopg
    except ImportError:
        sys.exit('for PostgreSQL this example needs psycopg: pip install "psycopg[binary]"')

    # Whoever stands still in a transaction keeps its rows locked; the server ends it then.
    begin = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '2s'"
    return Engine(
        connect=lambda: psycopg.connect(config.conninfo(), autocommit=True),
        # The second is what a server says that was demoted.
        lost=(psycopg.OperationalError, psycopg.InternalError),
        refused=psycopg.ProgrammingError,
        mark="%s",
        # now() stands still in a transaction, so that a lease ends too early rather than too late.
        now="extract(epoch FROM now())::float8",
        begin=begin,
        begin_alone=f"{begin}; SELECT pg_advisory_xact_lock(hashtext('tables of the examples'))",
    )
