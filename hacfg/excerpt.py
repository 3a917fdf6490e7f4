"""An excerpt: one line of a file as a diagnostic may show it, secrets masked, the caret right."""

from __future__ import annotations

import re

from .diagnostic import Line
from .formats.text import line_bounds
from .secret import MASK
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

WIDTH = 100
"""Longest line shown, in characters; a longer one is cut around the fault."""

REACH = 1000
"""How far from the fault a line is looked at, in characters: a file may be one line of 10 MB."""

LITERALS = frozenset({"true", "false", "null"})
"""Words that are never a secret."""

# A string, closed or not, or a bare word, and what makes it a value.
_WORD = (
    r"(?P<value>[:=][ \t]*)?"
    r"""(?P<word>"(?:\\.|[^"\\])*"?|'[^']*'?|[^\s{}\[\]():,=#"'`]+)"""
)
_CHARACTER = r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|."


class _Piece(Value):
    """A stretch of a line, by offsets into the text, and what is shown for it."""

    low: int
    high: int
    shown: str
    masked: bool = False


def window(text: str, offset: int) -> tuple[int, int]:
    """The part of an offset's line that may be shown, by offsets into the text."""
    _, first, last = line_bounds(text, offset)
    return max(first, offset - REACH), min(last, offset + REACH)


def excerpt(text: str, start: int, end: int, hidden: Iterable[tuple[int, int]]) -> Line:
    """The line that ``start`` lies in, underlined from ``start`` to ``end``.

    ``hidden`` are the spans of the text that nobody may see, in any order; what is underlined of
    them is underlined as a whole. Characters that would steer a terminal become blanks.
    """
    number, first, last = line_bounds(text, start)
    near, far = window(text, start)
    start = min(start, last)
    end = min(max(end, start + 1), max(far, start + 1))
    pieces = list(_pieces(text, near, far, hidden))
    if first < near:
        pieces.insert(0, _Piece(near, near, "…"))
    if far < last:
        pieces.append(_Piece(far, far, "…"))
    shown = "".join(piece.shown for piece in pieces)
    left = _left(pieces, start)
    right = max(_right(pieces, end), left + 1)
    printable = "".join(c if c.isprintable() else " " for c in shown)
    return _cut(Line(number, printable, left + 1, right + 1))


def veil(text: str, start: int, names: Collection[str]) -> list[tuple[int, int]]:
    """The spans to hide on the line of a file that could not be parsed: all but names of keys.

    A known name is hidden, too, where a colon or an equals sign before it makes it a value.
    """
    return [
        found.span("word")
        for found in re.compile(_WORD).finditer(text, *window(text, start))
        if found["word"] not in LITERALS
        and (found["value"] or found["word"].strip("\"'") not in names)
    ]


def comments(
    text: str, within: tuple[int, int], known: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The spans of what comments say in a stretch of a text; no ``known`` span begins one."""
    at, last = within
    spans = sorted(known)
    position = 0
    while (at := text.find("#", at, last)) >= 0:
        while position < len(spans) and spans[position][1] <= at:
            position += 1
        if position < len(spans) and spans[position][0] <= at:
            at = spans[position][1]
            continue
        _, _, end = line_bounds(text, at)
        said = text[at + 1 : end].strip()
        if said:
            start = text.index(said, at + 1)
            yield start, start + len(said)
        at = end


def narrowed(text: str, span: tuple[int, int], within: tuple[int, int]) -> tuple[int, int]:
    """The part of a string's span that holds some characters of its decoded text.

    ``within`` are offsets into the decoded text; an escape counts as the one character that it
    stands for. A TOML string of several lines is not narrowed down.
    """
    start, end = span
    quote = text[start] if text[start] in "\"'" else ""
    if quote and text.startswith(quote * 3, start):
        return span
    at, stop = start + len(quote), end - len(quote)
    character = re.compile(_CHARACTER, re.DOTALL).match
    offsets = [at]
    while at < stop:
        found = character(text, at) if quote == '"' else None
        at = found.end() if found else at + 1
        offsets.append(at)
    first, last = (offsets[min(offset, len(offsets) - 1)] for offset in within)
    return first, max(last, first + 1)


def _pieces(
    text: str, first: int, last: int, hidden: Iterable[tuple[int, int]]
) -> Iterator[_Piece]:
    at = first
    for begin, finish in sorted(hidden):
        low, high = max(begin, at), min(finish, last)
        if low >= high:
            continue
        yield _Piece(at, low, text[at:low])
        opening = text[low] if low == begin and text[low] in "\"'" else ""
        closed = opening and high == finish > low + 1 and text[high - 1] == opening
        yield _Piece(low, high, opening + MASK + (opening if closed else ""), masked=True)
        at = high
    yield _Piece(at, last, text[at:last])


def _left(pieces: Iterable[_Piece], offset: int) -> int:
    """The column, from 0, of what stands at an offset."""
    column = 0
    for piece in pieces:
        if offset < piece.high:
            return column + (0 if piece.masked else offset - piece.low)
        column += len(piece.shown)
    return column


def _right(pieces: Iterable[_Piece], offset: int) -> int:
    """The column, from 0, after what ends at an offset."""
    column = 0
    for piece in pieces:
        if offset <= piece.high:
            return column + (len(piece.shown) if piece.masked else offset - piece.low)
        column += len(piece.shown)
    return column


def _cut(line: Line) -> Line:
    if len(line.text) <= WIDTH:
        return line
    length = min(line.end - line.start, WIDTH - 20)
    first = max(0, min(line.start - 1 - (WIDTH - length) // 2, len(line.text) - WIDTH))
    text = line.text[first : first + WIDTH]
    before, after = ("…" if first else ""), ("…" if first + WIDTH < len(line.text) else "")
    start = line.start - first + len(before)
    return Line(line.number, before + text + after, start, start + length)
