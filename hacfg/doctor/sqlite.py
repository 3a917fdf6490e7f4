"""SQLite: a file that must be there, since opening one that is not would make it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from urllib.parse import quote

from ..diagnostic import Fault
from .step import Finding, failed, fine, warned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..compiled.database_config import DatabaseConfig
    from .course import Probe

MEMORY = ":memory:"
_AT = ("database",)


class SqliteVisit:
    """One file, or the memory of the process."""

    def __init__(self, config: DatabaseConfig, seconds: float) -> None:
        self.name, self.wait = config.database, seconds
        self._connection: sqlite3.Connection | None = None
        self._writable = True

    def plan(self) -> list[tuple[str, Probe]]:
        """All steps."""
        steps: list[tuple[str, Probe]] = [("SELECT 1", self.select), ("version", self.identify)]
        return steps if self.name == MEMORY else [("file", self.look), *steps]

    def close(self) -> None:
        """Closes the file."""
        if self._connection is not None:
            self._connection.close()

    def look(self) -> Finding:
        """The step file: it is there, and this user may read and write it."""
        path = self.name
        if not os.path.exists(path):
            return failed("no such file", self._missing())
        if os.path.isdir(path):
            return failed("a directory", self._unusable("it is a directory", "HC625"))
        if not os.access(path, os.R_OK):
            return failed("not readable", self._unusable("this user may not read it", "HC618"))
        size = f"{os.path.getsize(path):,} bytes"
        folder = os.path.dirname(os.path.abspath(path))
        for what, subject in ((path, "the file"), (folder, "the folder, where its journal goes")):
            if not os.access(what, os.W_OK):
                self._writable = False
                fault = self._unusable(f"this user may not write {subject}", "HC618")
                return warned(f"{size}, read-only", fault)
        return fine(size)

    def _missing(self) -> Fault:
        path = os.path.abspath(self.name)
        note = () if os.path.isabs(self.name) else (f"in this directory that is {path}",)
        return Fault(
            "HC617",
            f"the file {self.name} does not exist",
            _AT,
            notes=note,
            help=("correct the path, or let the application create its database first",),
        )

    def _unusable(self, reason: str, code: str) -> Fault:
        help_ = ("run this as the application's user, or change the file's owner",)
        return Fault(
            code,
            f"the file {self.name} cannot be used: {reason}",
            _AT,
            help=help_ if code == "HC618" else ("correct the path",),
        )

    def select(self) -> Finding:
        """The step SELECT 1, which also reads the file's first page."""
        try:
            self._connection = self._opened()
            self._connection.execute("SELECT 1").fetchone()
            tables = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        except sqlite3.Error as error:
            return failed(*self._judged(error))
        return fine(f"{tables} {'entry' if tables == 1 else 'entries'} in its schema")

    def _opened(self) -> sqlite3.Connection:
        if self.name == MEMORY:
            return sqlite3.connect(MEMORY, check_same_thread=False)
        mode = "rw" if self._writable else "ro"
        path = quote(os.path.abspath(self.name).replace(os.sep, "/"))
        uri = f"file:{path}?mode={mode}"
        return sqlite3.connect(uri, timeout=self.wait, uri=True, check_same_thread=False)

    def _judged(self, error: sqlite3.Error) -> tuple[str, Fault]:
        text = str(error)
        if "not a database" in text or "malformed" in text or "encrypted" in text:
            return "no SQLite database", Fault(
                "HC625",
                f"the file {self.name} is no SQLite database, or damaged or encrypted",
                _AT,
                help=("correct the path, or restore the file",),
            )
        if "locked" in text:
            return "locked", Fault(
                "HC622",
                f"the file {self.name} is locked by another process",
                _AT,
                help=("find out which one keeps a transaction open",),
            )
        return "refused", self._unusable(text, "HC618")

    def identify(self) -> Finding:
        """The step version: that of the library, since a file has none."""
        encoding = ""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                (mode,) = self._connection.execute("PRAGMA journal_mode").fetchone()
                encoding = f", journal mode {mode}"
        return fine(f"SQLite {sqlite3.sqlite_version}{encoding}")
