"""Everything wrong with a JSON text: one flat pass over its tokens, never deeper than one frame."""

from __future__ import annotations

import re

from ..keypath import quoted
from .json import DEPTH
from .json_mistakes import Expect, Stop, mistake
from .json_positions import past_blank, string
from .text import Spot

_atom = re.compile(
    r"(?:(?P<number>-?(?:0|[1-9][0-9]*)(?P<float>(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?))"
    r"|true|false|null|(?P<constant>NaN|-?Infinity))(?![^ \t\n\r{}\[\]:,;/#\"])"
).match
_surrogate = re.compile("[\ud800-\udfff]").search
_escape = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|.)").finditer

_VALUES = (Expect.VALUE, Expect.FIRST_ITEM, Expect.ITEM)
_KEYS = (Expect.FIRST_KEY, Expect.KEY)


def faults(text: str) -> tuple[Spot, ...]:
    """What is wrong with a JSON text: a single spot if its syntax is, else all that json allows.

    Those are keys that stand twice, NaN and infinity, numbers too large to hold, halves of
    surrogate pairs, too deep a nesting, and no object at the top.
    """
    return _Pass(text).run()


class _Pass:
    """One walk over the tokens: what is open, what may follow, and what was found so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.expect = Expect.VALUE
        self.opened: list[int] = []
        self.names: list[dict[str, int]] = []
        self.before = (0, 0)
        self.spots: list[Spot] = []
        self.halves = "\\ud" in text.lower()

    def run(self) -> tuple[Spot, ...]:
        at = start = past_blank(self.text, 0)
        while at < len(self.text) or self.expect is not Expect.NOTHING:
            end = self.token(at)
            if end is None:
                opened = tuple(self.opened)
                return (mistake(Stop(self.text, at, self.expect, opened, self.before)),)
            if len(self.opened) > DEPTH:
                return (_too_deep(at),)
            self.before = (at, end)
            at = past_blank(self.text, end)
        if self.text[start] != "{":
            self.spots.append(_no_object(self.text, start))
        return tuple(self.spots)

    def token(self, at: int) -> int | None:
        """Takes the token at an offset and returns its end, or None where it may not stand."""
        character = self.text[at : at + 1]
        if character == '"':
            return self.string(at)
        if character == "," and self.expect is Expect.COMMA:
            self.expect = Expect.KEY if self.text[self.opened[-1]] == "{" else Expect.ITEM
        elif character == ":" and self.expect is Expect.COLON:
            self.expect = Expect.VALUE
        elif character in ("{", "[") and self.expect in _VALUES:
            self.opened.append(at)
            self.names.append({})
            self.expect = Expect.FIRST_KEY if character == "{" else Expect.FIRST_ITEM
        elif character in ("}", "]") and self.closes(character):
            self.opened.pop()
            self.names.pop()
            self.value_ended()
        else:
            return self.atom(at)
        return at + 1

    def closes(self, character: str) -> bool:
        first, opening = (Expect.FIRST_KEY, "{") if character == "}" else (Expect.FIRST_ITEM, "[")
        return self.expect is first or (
            self.expect is Expect.COMMA and self.text[self.opened[-1]] == opening
        )

    def value_ended(self) -> None:
        self.expect = Expect.COMMA if self.opened else Expect.NOTHING

    def string(self, at: int) -> int | None:
        if self.expect not in _VALUES and self.expect not in _KEYS:
            return None
        try:
            value, end = string(self.text, at)
        except ValueError:
            return None
        if self.halves and _surrogate(value):
            self.spots.append(_half_pair(self.text, at, end))
        if self.expect in _VALUES:
            self.value_ended()
            return end
        first = self.names[-1].setdefault(value, at)
        if first != at:
            first_end = string(self.text, first)[1]
            self.spots.append(_twice(value, (at, end), (first, first_end)))
        self.expect = Expect.COLON
        return end

    def atom(self, at: int) -> int | None:
        found = _atom(self.text, at) if self.expect in _VALUES else None
        if not found:
            return None
        if found["constant"]:
            self.spots.append(_not_finite(found["constant"], at))
        elif found["number"] and not _holds(found["number"], found["float"]):
            self.spots.append(_too_large(at, found.end(), found["float"]))
        self.value_ended()
        return found.end()


def _holds(number: str, fraction: str) -> bool:
    """Whether Python can hold a number: a float that is finite, an integer not too long."""
    if fraction:
        return abs(float(number)) != float("inf")
    try:
        int(number)
    except ValueError:
        return False
    return True


def _too_deep(at: int) -> Spot:
    return Spot(
        "HC108",
        f"objects and arrays are nested more than {DEPTH} levels deep",
        at,
        at + 1,
        f"level {DEPTH + 1}",
        ("take the inner levels out",),
    )


def _no_object(text: str, at: int) -> Spot:
    kinds = {"[": "an array", '"': "a string", "t": "a boolean", "f": "a boolean", "n": "null"}
    kind = kinds.get(text[at], "a number")
    return Spot(
        "HC111",
        f"a config must be an object, not {kind}",
        at,
        at + 1,
        kind,
        ('begin the file with { and name each value, as in {"port": 6379}',),
    )


def _half_pair(text: str, start: int, end: int) -> Spot:
    at = _lone_half(text, start, end)
    return Spot(
        "HC109",
        "a \\u escape stands for half of a character",
        at,
        at + 6,
        "half of a surrogate pair",
        ("write the character itself, or both halves, as in \\ud83d\\ude00",),
    )


def _lone_half(text: str, start: int, end: int) -> int:
    high = -1
    for escape in _escape(text, start, end):
        code = int(escape[1] or "0", 16)
        if 0xDC00 <= code < 0xE000 and high == escape.start() - 6:
            high = -1
            continue
        if high >= 0 or 0xDC00 <= code < 0xE000:
            break
        high = escape.start() if 0xD800 <= code < 0xDC00 else -1
    return high if high >= 0 else escape.start()


def _twice(name: str, again: tuple[int, int], first: tuple[int, int]) -> Spot:
    return Spot(
        "HC105",
        f"the key {quoted(name)} stands twice in one object",
        *again,
        "again here",
        ("keep one of them; a reader takes the last and forgets the first",),
        ((*first, "first here"),),
    )


def _not_finite(name: str, at: int) -> Spot:
    return Spot(
        "HC106",
        f"{name} is no number that a config can hold",
        at,
        at + len(name),
        "not finite",
        ("write a finite number, or leave the setting out",),
    )


def _too_large(start: int, end: int, fraction: str) -> Spot:
    return Spot(
        "HC107",
        "a number is too large to hold",
        start,
        end,
        "beyond 1.8e308" if fraction else "too many digits",
        ("write a smaller number",),
    )
