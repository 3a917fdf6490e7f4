"""The election in the database: a row says who leads, until when, and in which term."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from database import Database

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS leadership (
        role TEXT PRIMARY KEY,
        holder TEXT NOT NULL,
        token BIGINT NOT NULL, -- rises with each term
        until DOUBLE PRECISION NOT NULL,
        turns BIGINT NOT NULL -- how much was done in all terms
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS journal (
        role TEXT NOT NULL,
        turn BIGINT NOT NULL,
        token BIGINT NOT NULL,
        holder TEXT NOT NULL,
        PRIMARY KEY (role, turn)
    )
    """,
)


class DeposedError(Exception):
    """Another leads by now: the fencing token is too old to write."""


class Election:
    """The row of one role, as one candidate sees it; a term lasts ``ttl`` seconds, or is renewed.

    All seconds are those of the database's clock.
    """

    def __init__(self, database: Database, role: str, holder: str, ttl: float) -> None:
        self._database, self._role, self._holder, self._ttl = database, role, holder, ttl

    def take(self) -> int | None:
        """The fencing token of a new term, or nothing while the last one has not run out."""
        rows = self._database.run(
            "INSERT INTO leadership (role, holder, token, until, turns)"
            " VALUES (?, ?, 1, {now} + ?, 0)"
            " ON CONFLICT (role) DO UPDATE SET holder = excluded.holder, until = excluded.until,"
            " token = leadership.token + 1 WHERE leadership.until <= {now}"
            " RETURNING token",
            *(self._role, self._holder, self._ttl),
        )
        return rows[0][0] if rows else None

    def write(self, token: int) -> int:
        """Does a turn of the leader's work, which renews the term too; the number of the turn.

        Raises:
            DeposedError: another leads, and nothing was written.
        """
        with self._database.transaction():
            # First, since it locks the row: no term begins between the check and the work.
            rows = self._database.run(
                "UPDATE leadership SET turns = turns + 1, until = {now} + ?"
                " WHERE role = ? AND token = ? RETURNING turns",
                *(self._ttl, self._role, token),
            )
            if not rows:
                raise DeposedError
            self._database.run(
                "INSERT INTO journal (role, turn, token, holder) VALUES (?, ?, ?, ?)",
                *(self._role, rows[0][0], token, self._holder),
            )
        turn: int = rows[0][0]
        return turn

    def resign(self, token: int) -> None:
        """Ends the term at once, if it has not ended already."""
        self._database.run(
            "UPDATE leadership SET until = {now} WHERE role = ? AND token = ?",
            *(self._role, token),
        )
