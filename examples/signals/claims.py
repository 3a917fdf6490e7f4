"""The claims on signals in the database: whose each is, until when, and what was booked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from database import Database

# What is claimed again and again kills its workers; it is left for somebody to look at.
ATTEMPTS = 5
TABLES = (
    """
    CREATE TABLE IF NOT EXISTS signals (
        id TEXT PRIMARY KEY,
        account TEXT NOT NULL,
        amount BIGINT NOT NULL,
        state TEXT NOT NULL, -- claimed or done
        owner TEXT NOT NULL,
        token BIGINT NOT NULL, -- rises with each claim
        until DOUBLE PRECISION NOT NULL -- when the claim may be taken over
    )
    """,
    # No index forbids to book a signal twice: it is the token that does.
    """
    CREATE TABLE IF NOT EXISTS bookings (
        signal TEXT NOT NULL,
        account TEXT NOT NULL,
        amount BIGINT NOT NULL,
        owner TEXT NOT NULL,
        token BIGINT NOT NULL
    )
    """,
)


class Signal(NamedTuple):
    """What arrives: an amount to be booked for an account, once."""

    id: str
    account: str
    amount: int


class Claimed(NamedTuple):
    """A signal that is this worker's, with the fencing token of its claim."""

    signal: Signal
    token: int


class ClaimLostError(Exception):
    """A claim ran out and another worker took it over: its fencing token is too old to write."""


class Claims:
    """The table as one worker sees it; a claim lasts ``lease`` seconds by the database's clock."""

    def __init__(self, database: Database, owner: str, lease: float) -> None:
        self._database, self._owner, self._lease = database, owner, lease

    def claim(self, signal: Signal) -> Claimed | None:
        """The claim, or nothing where any worker has or had one."""
        rows = self._database.run(
            "INSERT INTO signals (id, account, amount, state, owner, token, until)"
            " VALUES (?, ?, ?, 'claimed', ?, 1, {now} + ?)"
            " ON CONFLICT DO NOTHING RETURNING token",
            *(*signal, self._owner, self._lease),
        )
        return Claimed(signal, rows[0][0]) if rows else None

    def take_over(self) -> Claimed | None:
        """A claim that ran out, since its worker died or is stuck; its token is now too old."""
        rows = self._database.run(
            "UPDATE signals SET owner = ?, token = token + 1, until = {now} + ?"
            " WHERE id = (SELECT id FROM signals WHERE state = 'claimed' AND until <= {now}"
            " AND token < ? ORDER BY until LIMIT 1)"
            # Again, since another worker may have been faster while this one waited for the row.
            " AND state = 'claimed' AND until <= {now}"
            " RETURNING id, account, amount, token",
            *(self._owner, self._lease, ATTEMPTS),
        )
        return Claimed(Signal(*rows[0][:3]), rows[0][3]) if rows else None

    def keep(self, claimed: Claimed) -> None:
        """Starts the lease of a claim anew.

        Raises:
            ClaimLostError: another worker took it over.
        """
        self._change(claimed, "until = {now} + ?", self._lease)

    def book(self, claimed: Claimed) -> None:
        """Books the amount and ends the signal, in one transaction: both happen, or neither.

        Raises:
            ClaimLostError: another worker took it over.
        """
        with self._database.transaction():
            # First, since it locks the row: nobody takes over between the check and the booking.
            self._change(claimed, "state = 'done'")
            self._database.run(
                "INSERT INTO bookings (signal, account, amount, owner, token)"
                " VALUES (?, ?, ?, ?, ?)",
                *(*claimed.signal, self._owner, claimed.token),
            )

    def is_done(self, signal: Signal) -> bool:
        """Whether it was booked."""
        done = "SELECT 1 FROM signals WHERE id = ? AND state = 'done'"
        return bool(self._database.run(done, signal.id))

    def _change(self, claimed: Claimed, change: str, *values: Any) -> None:
        rows = self._database.run(
            # Only constants of this module come into the statement.
            f"UPDATE signals SET {change} WHERE id = ? AND token = ? AND state = 'claimed'"  # noqa: S608
            " RETURNING token",
            *(*values, claimed.signal.id, claimed.token),
        )
        if not rows:
            raise ClaimLostError(f"token {claimed.token} is no longer the newest")
