"""A .env file as python-dotenv reads it, with the places that its parser does not tell."""

from __future__ import annotations

import re

from ..value import Value
from .text import Span, Spot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Literal, TypeAlias

    from ..keypath import KeyPath

    Quotes: TypeAlias = Literal["single", "double", "bare"]

_QUOTES: dict[str, Quotes] = {"'": "single", '"': "double"}
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

_lead = re.compile(r"\s*(?:export[^\S\r\n]+)?").match
_equals = re.compile(r"[^\S\r\n]*=[^\S\r\n]*").match
_rest = re.compile(r"[^\S\r\n]*(?:#[^\r\n]*)?(?:\r\n|\n|\r)?").fullmatch
_escape = re.compile(r"\\([\\'\"abfnrtv])").sub
_single_escape = re.compile(r"\\([\\'])").sub
_name = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*").fullmatch
_blank = re.compile(r"\s*").match
_line = re.compile(r"[^\r\n]*").match
_marker = re.compile(r"(?:<{7}|={7}|>{7})(?=[ \r\n]|\Z)").match
_yaml = re.compile(r"(?:- +)?[\w.-]+:(?=[ \t\r\n]|\Z)").match
_set = re.compile(r"(?:'[^']+'|[^'=#\s][^=#\s]*)[^\S\r\n]*=[^\S\r\n]*").match
_quoted = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL).match


class Entry(Value):
    """One variable that a .env file sets; ``span`` holds the value with its quotes."""

    name: str
    value: str
    quotes: Quotes
    span: Span


def parse(text: str) -> tuple[dict[str, str], tuple[Spot, ...]]:
    """The variables of a .env text, also where some lines are wrong; the last of a name wins."""
    entries, spots = _read(text)
    seen: dict[str, list[Span]] = {}
    for entry in entries:
        seen.setdefault(entry.name, []).append(entry.span)
    spots += [_twice(name, spans) for name, spans in seen.items() if len(spans) > 1]
    spots.sort(key=lambda spot: spot.start)
    return {entry.name: entry.value for entry in entries}, tuple(spots)


def quoting(text: str) -> dict[str, Quotes]:
    """How each value is quoted: one in single quotes is literal, placeholders included."""
    return {entry.name: entry.quotes for entry in _read(text)[0]}


def locate(text: str, paths: Iterable[KeyPath]) -> dict[KeyPath, Span]:
    """Where the entries at the given paths stand; paths that the text lacks are left out."""
    found: dict[KeyPath, Span] = {(entry.name,): entry.span for entry in _read(text)[0]}
    found[()] = Span(0, 0, 0, len(text))
    return {path: found[path] for path in paths if path in found}


def within(text: str, start: int, end: int) -> dict[KeyPath, Span]:
    """Every entry whose value overlaps a span of the text."""
    return {
        (entry.name,): entry.span
        for entry in _read(text)[0]
        if entry.span.start < end and entry.span.end > start
    }


def _read(text: str) -> tuple[list[Entry], list[Spot]]:
    """The entries and the broken lines of a text, in their order."""
    from io import StringIO

    from dotenv.parser import parse_stream

    bindings = list(parse_stream(StringIO(text, newline="")))
    # Newer releases drop a byte order mark, and their positions do not count it.
    at = len(text) - sum(len(binding.original.string) for binding in bindings)
    entries: list[Entry] = []
    spots: list[Spot] = []
    for binding in bindings:
        start, at = at, at + len(binding.original.string)
        if binding.error:
            spots.append(_broken(text, start))
        elif binding.key is not None:
            found = _entry(text, start, at, (binding.key, binding.value))
            if isinstance(found, Entry):
                entries.append(found)
            else:
                spots.append(found)
    return entries, spots


def _entry(text: str, start: int, end: int, read: tuple[str, str | None]) -> Entry | Spot:
    name, value = read
    key_start = _past(_lead, text, start)
    key_end = key_start + len(name) + (2 if text[key_start] == "'" else 0)
    if value is None:
        return _broken(text, start)
    if not _name(name):
        return _say("name", key_start, key_end)
    first = _past(_equals, text, key_end)
    quotes = _QUOTES.get(text[first : first + 1], "bare")
    # A bare value is the beginning of what the line holds: blanks and a comment may follow.
    last = first + len(value) if quotes == "bare" else _closing(text, first, end, value)
    return Entry(name, value, quotes, Span(key_start, key_end, first, last))


def _closing(text: str, first: int, end: int, value: str) -> int:
    """The end of a quoted value: a quote that only blanks and a comment follow.

    Releases differ in what a backslash before a quote means, so that the value decides.
    """
    quote = text[first]
    ends = (
        at + 1
        for at in range(first + 1, end)
        if text[at] == quote
        and _rest(text, at + 1, end)
        and _plain(text[first + 1 : at], quote) == value
    )
    return next(ends, end)


def _plain(inside: str, quote: str) -> str:
    escape = _single_escape if quote == "'" else _escape
    return escape(lambda found: _ESCAPED.get(found[1], found[1]), inside)


def _past(pattern: Callable[[str, int], re.Match[str] | None], text: str, at: int) -> int:
    found = pattern(text, at)
    return found.end() if found else at


WORDS = {
    "no equals": (
        "a line of a .env file has no =",
        "no = on this line",
        "write NAME=value, or # at its beginning if it is a comment",
    ),
    "before name": (
        "a line of a .env file has more than a name before its =",
        "more than a name",
        "write NAME=value, with nothing but export before the name",
    ),
    "name": (
        "a name holds a character that no variable has in its name",
        "letters, digits and _ only",
        "write NAME=value, without quotes around the name",
    ),
    "no name": (
        "nothing stands before an = in a .env file",
        "no name",
        "write NAME=value",
    ),
    "not closed": (
        "a quoted value of a .env file is not closed",
        "opened here",
        "close the value with the quote that opens it",
    ),
    "goes on": (
        "a value of a .env file goes on after its closing quote",
        "closed here",
        "put quotes around the whole value; inside them write a backslash before a quote",
    ),
    "yaml": (
        "a line of a .env file puts a colon after the name",
        "not :",
        "write NAME=value",
    ),
    "conflict": (
        "a merge conflict is not resolved",
        "a line of it",
        "keep one side and remove the lines with <<<<<<<, ======= and >>>>>>>",
    ),
}


def _broken(text: str, start: int) -> Spot:
    """What is wrong with the line that the library could not read, blank lines before it aside."""
    start = _past(_blank, text, start)
    last = _past(_line, text, start)
    if _marker(text, start):
        return _say("conflict", start, start + 7)
    name = _past(_lead, text, start)
    if text.startswith("=", name):
        return _say("no name", name, name + 1)
    if found := _yaml(text, start):
        return _say("yaml", found.end() - 1, found.end())
    value = _past(_set, text, name)
    if value == name:
        equals = text.find("=", start, last)
        return _say("no equals", start, last) if equals < 0 else _say("before name", start, equals)
    if quoted := _quoted(text, value):
        return _say("goes on", quoted.end() - 1, quoted.end())
    return _say("not closed", value, value + 1)


def _say(name: str, start: int, end: int) -> Spot:
    headline, label, advice = WORDS[name]
    return Spot("HC112", headline, start, end, label, (advice,))


def _twice(name: str, spans: list[Span]) -> Spot:
    *before, last = spans
    return Spot(
        "HC318",
        f"{name} is set {'twice' if len(spans) == 2 else f'{len(spans)} times'} in one .env file",
        last.key_start,
        last.key_end,
        "this one wins",
        ("remove the others",) if before[1:] else ("remove one of the two",),
        tuple((span.key_start, span.key_end, "overridden below") for span in before),
    )
