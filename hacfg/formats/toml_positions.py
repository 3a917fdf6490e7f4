"""Positions in a TOML text that tomli took, so that this walk needs no errors of its own."""

from __future__ import annotations

import re
from contextlib import suppress
from enum import Enum

from ..value import Value
from .text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from ..keypath import KeyPath

    Match: TypeAlias = Callable[[str, int], re.Match[str] | None]
    Part: TypeAlias = tuple[str, int, int]
    """One part of a dotted key: its name and where it stands, quotes included."""

# The strings of TOML, those of several lines first: ''' begins with two ' as well.
STRINGS = (
    r'"""[^"\\]*(?:(?:\\[\s\S]|"{1,2}(?!"))[^"\\]*)*"{3,5}',
    r"'''[^']*(?:'{1,2}(?!')[^']*)*'{3,5}",
    r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"',
    r"'[^'\n]*'",
)
string = re.compile("|".join(STRINGS)).match
_space = re.compile(r"[ \t]*").match
_blank = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*").match
_bare_key = re.compile(r"[A-Za-z0-9_-]*").match
# Between a date and its time one blank may stand.
_atom = re.compile(r"[^\s,\]}#]+(?: (?=[0-9]{2}:)[^\s,\]}#]+)?").match


class Kind(Enum):
    """What stands at an entry's place."""

    SCALAR = "a scalar"
    INLINE = "an array in [ ] or a table in { }"
    TABLE = "a header"
    IMPLIED = "a part of a dotted key or header, or an array of tables"


class Entry(Value):
    """One place where a text names a path."""

    path: KeyPath
    kind: Kind
    span: Span


def positions(text: str) -> list[Entry]:
    """Every entry of a TOML text, as they end; a table stands where it is named.

    A text that breaks off, since tomli refused what follows, gives the entries up to there.
    """
    walk = _Walk(text)
    # It runs off the end inside of open brackets; what is complete has been recorded.
    with suppress(IndexError):
        walk.run()
    return walk.entries


class _Walk:
    """One walk over a text: where it is, what it found, how long each array of tables is."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.entries: list[Entry] = []
        self.lengths: dict[KeyPath, int] = {}

    def run(self) -> None:
        base: KeyPath = ()
        self.skip(_blank)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                base = self.header()
            else:
                self.pair(base)
            self.skip(_blank)

    def skip(self, match: Match) -> None:
        found = match(self.text, self.at)
        self.at = found.end() if found else self.at

    def record(self, path: KeyPath, kind: Kind, *offsets: int) -> None:
        self.entries.append(Entry(path, kind, Span(*offsets)))

    def header(self) -> KeyPath:
        """Takes ``[a.b]`` or ``[[a.b]]`` and returns the path that the entries below belong to."""
        double = self.text.startswith("[[", self.at)
        self.at += 1 + double
        *parents, last = self.key()
        self.at += 1 + double
        path: KeyPath = ()
        for name, start, end in parents:
            path = self.last_item((*path, name))
            self.record(path, Kind.IMPLIED, start, end, start, end)
        name, start, end = last
        path = (*path, name)
        if not double:
            path = self.last_item(path)
            self.record(path, Kind.TABLE, start, end, start, end)
            return path
        self.record(path, Kind.IMPLIED, start, end, start, end)
        self.lengths[path] = self.lengths.get(path, 0) + 1
        path = self.last_item(path)
        self.record(path, Kind.TABLE, start, start, start, end)
        return path

    def last_item(self, path: KeyPath) -> KeyPath:
        """A header that names an array of tables means the last of them."""
        return (*path, self.lengths[path] - 1) if path in self.lengths else path

    def pair(self, path: KeyPath) -> None:
        *parents, (name, key_start, key_end) = self.key()
        for parent, start, end in parents:
            path = (*path, parent)
            self.record(path, Kind.IMPLIED, start, end, start, end)
        self.at += 1
        self.skip(_space)
        self.value((*path, name), key_start, key_end)

    def key(self) -> list[Part]:
        parts = []
        while True:
            self.skip(_space)
            start = self.at
            quoted = self.text[start] in "\"'"
            self.skip(string if quoted else _bare_key)
            raw = self.text[start : self.at]
            parts.append((_unquoted(raw) if quoted else raw, start, self.at))
            self.skip(_space)
            if self.text[self.at : self.at + 1] != ".":
                return parts
            self.at += 1

    def value(self, path: KeyPath, key_start: int, key_end: int) -> None:
        start, kind = self.at, Kind.INLINE
        opening = self.text[start]
        if opening == "[":
            self.items(path)
        elif opening == "{":
            self.pairs(path)
        else:
            kind = Kind.SCALAR
            self.skip(string if opening in "\"'" else _atom)
        self.record(path, kind, key_start, key_end, start, self.at)

    def items(self, path: KeyPath) -> None:
        index = 0
        self.at += 1
        self.skip(_blank)
        while self.text[self.at] != "]":
            self.value((*path, index), self.at, self.at)
            self.next()
            index += 1
        self.at += 1

    def pairs(self, path: KeyPath) -> None:
        self.at += 1
        self.skip(_blank)
        while self.text[self.at] != "}":
            self.pair(path)
            self.next()
        self.at += 1

    def next(self) -> None:
        self.skip(_blank)
        if self.text[self.at] == ",":
            self.at += 1
            self.skip(_blank)


def _unquoted(raw: str) -> str:
    if raw[0] == "'" or "\\" not in raw:
        return raw[1:-1]
    import tomli

    name: str = tomli.loads(f"name = {raw}")["name"]
    return name
