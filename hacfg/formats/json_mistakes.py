"""Mistakes in the syntax of JSON: what people write, and what to write instead."""

from __future__ import annotations

import re
from enum import Enum

from ..value import Value
from .json_words import say
from .text import Spot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Expect(Enum):
    """What may stand next in a JSON text."""

    VALUE = "a value"
    FIRST_ITEM = "an item or ]"
    ITEM = "an item"
    FIRST_KEY = "a key or }"
    KEY = "a key"
    COLON = "a colon"
    COMMA = "a comma or a closing bracket"
    NOTHING = "the end of the file"


class Stop(Value):
    """Where a JSON text goes wrong: at ``at``, with these brackets open, after that token."""

    text: str
    at: int
    expect: Expect
    opened: tuple[int, ...]
    before: tuple[int, int]

    @property
    def character(self) -> str:
        """What stands there, empty at the end of the text."""
        return self.text[self.at : self.at + 1]

    @property
    def takes_key(self) -> bool:
        """Whether a key may stand there."""
        return self.expect in (Expect.FIRST_KEY, Expect.KEY)

    @property
    def takes_value(self) -> bool:
        """Whether a value may stand there."""
        return self.expect in (Expect.VALUE, Expect.FIRST_ITEM, Expect.ITEM)

    @property
    def in_array(self) -> bool:
        """Whether the innermost open bracket is that of an array."""
        return bool(self.opened) and self.text[self.opened[-1]] == "["


# Backticks, and the typographic and angle quotes that word processors make of " and '.
OTHER_QUOTES = "`\u2018\u2019\u201a\u201c\u201d\u201e\u201f\xab\xbb"

_KEYWORDS = {
    "true": "true",
    "false": "false",
    "yes": "true",
    "no": "false",
    "on": "true",
    "off": "false",
    "null": "null",
    "none": "null",
    "nil": "null",
    "undefined": "null",
}
_NUMBERS = (
    ("other base", re.compile(r"[+-]?0[xXoObB][0-9a-fA-F_]+")),
    ("leading zero", re.compile(r"-?0[0-9]+(?:\.[0-9]+)?")),
    ("plus", re.compile(r"\+[0-9.]+(?:[eE][+-]?[0-9]+)?")),
    ("no digit before", re.compile(r"-?\.[0-9]+(?:[eE][+-]?[0-9]+)?")),
    ("no digit after", re.compile(r"-?[0-9]+\.(?:[eE][+-]?[0-9]+)?")),
    ("grouped", re.compile(r"-?[0-9]+(?:_[0-9]+)+(?:\.[0-9]+)?")),
    ("exponent", re.compile(r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?")),
    ("minus", re.compile(r"-")),
    ("no infinity", re.compile(r"[+-]?(?:nan|inf(?:inity)?)", re.IGNORECASE)),
)
_CONTROLS = {"\t": ("a tab", "\\t"), "\b": ("a backspace", "\\b"), "\f": ("a form feed", "\\f")}

_run = re.compile(r"[^\s{}\[\],;\"]+").match
_key = re.compile(r"[^\s{}\[\],:=\"]+").match
_comment = re.compile(r"(?:#|//)[^\r\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?").match
_placeholder = re.compile(r"\$\{[^\r\n\"]*?\}").match
_single = re.compile(r"'[^'\r\n]*'").match
_good_text = re.compile(
    r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*)*'
).match
_marker = re.compile(r"^(?:<{7}|={7}|>{7})(?=[ \r\n]|\Z)", re.MULTILINE)
_preamble = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*").match
_LANGUAGES = (
    ("template", re.compile(r"\{[{%]").match),
    ("markup", re.compile(r"<[!?A-Za-z]").match),
    ("toml", re.compile(r"\[\[?[\w.\" -]+\]\]?[ \t]*(?:#|[\r\n]|\Z)|[\w.-]+[ \t]*=").match),
    ("yaml", re.compile(r"---|%YAML|- |[\w.-]+:(?:[ \t\r\n]|\Z)").match),
)


def mistake(stop: Stop) -> Spot:
    """The one thing to say of a text that the decoder refused: the first of these that knows."""
    return next(spot for explain in _EXPLANATIONS if (spot := explain(stop)))


def _file_end(stop: Stop) -> Spot | None:
    if stop.character:
        return None
    if not stop.opened:
        return say("blank" if stop.text else "empty", 0, 0, code="HC110")
    innermost = stop.opened[-1]
    kind = "an array" if stop.in_array else "an object"
    closing = "".join("]" if stop.text[at] == "[" else "}" for at in reversed(stop.opened))
    return Spot(
        "HC104",
        f"{kind} is not closed",
        stop.before[1],
        stop.before[1],
        "the file ends here",
        (f"end the file with {closing}" if len(closing) < 10 else f"close it with {closing[0]}",),
        ((innermost, innermost + 1, "opened here"),),
    )


def _conflict(stop: Stop) -> Spot | None:
    marker = _marker.match(stop.text, stop.at)
    if not marker:
        return None
    others = (found.span() for found in _marker.finditer(stop.text, marker.end()))
    names = {"=": "the other side begins here", ">": "it ends here", "<": "another one"}
    mentions = [(start, end, names[stop.text[start]]) for start, end in others]
    return say("conflict", *marker.span(), *mentions[:2])


def _language(stop: Stop) -> Spot | None:
    if len(stop.opened) > 1 or stop.text[: stop.at].strip(" \t\r\n") not in ("", "[", "{"):
        return None
    preamble = _preamble(stop.text, 0)
    first = preamble.end() if preamble else 0
    for name, begins in _LANGUAGES:
        if found := begins(stop.text, first):
            return say(name, first, len(found[0].rstrip()) + first)
    return None


def _remark(stop: Stop) -> Spot | None:
    comment = _comment(stop.text, stop.at)
    return say("comment", *comment.span()) if comment else None


def _invisible(stop: Stop) -> Spot | None:
    if stop.character.isprintable():
        return None
    if stop.character == "\0":
        return say("null character", stop.at, stop.at + 1)
    said = say("invisible", stop.at, stop.at + 1)
    return said.replace(label=f"U+{ord(stop.character):04X}")


def _quote(stop: Stop) -> Spot | None:
    if stop.character not in "'" + OTHER_QUOTES or not (stop.takes_key or stop.takes_value):
        return None
    if stop.character == "'":
        whole = _single(stop.text, stop.at)
        return say("single quote", stop.at, whole.end() if whole else stop.at + 1)
    return say("other quote", stop.at, stop.at + 1)


def _text(stop: Stop) -> Spot | None:
    """A text that breaks somewhere before its closing quote."""
    if stop.character != '"' or not (stop.takes_key or stop.takes_value):
        return None
    good = _good_text(stop.text, stop.at)
    at = good.end() if good else stop.at + 1
    character = stop.text[at : at + 1]
    if character == "\\":
        if stop.text[at + 1 : at + 2] == "u":
            return say("hexadecimal escape", at, at + 2)
        return say("escape", at, min(at + 2, len(stop.text)))
    if not character:
        return say("file end in text", stop.at, stop.at + 1)
    if character in "\r\n":
        return say("line end in text", stop.at, at)
    name, escape = _CONTROLS.get(character, (f"U+{ord(character):04X}", f"\\u{ord(character):04x}"))
    said = say("control", at, at + 1)
    return said.replace(label=name, help=(f"write {escape} in its place",))


def _closing(stop: Stop) -> Spot | None:
    if stop.character not in ("}", "]"):
        return None
    here = (stop.at, stop.at + 1)
    if not stop.opened:
        return say("too many", *here)
    if stop.in_array != (stop.character == "]"):
        opening = stop.opened[-1]
        kind, wanted = ("an array", "]") if stop.in_array else ("an object", "}")
        return Spot(
            "HC104",
            f"{kind} is closed with {stop.character}",
            *here,
            f"{wanted} was expected",
            (f"write {wanted} first, or in its place",),
            ((opening, opening + 1, "opened here"),),
        )
    if stop.expect in (Expect.KEY, Expect.ITEM):
        return say("trailing comma", *stop.before)
    return say("colon and value" if stop.expect is Expect.COLON else "value missing", *stop.before)


def _comma(stop: Stop) -> Spot | None:
    if stop.character != "," or stop.expect is Expect.NOTHING:
        return None
    if stop.expect is Expect.COLON:
        return say("colon and value", *stop.before)
    if stop.expect is Expect.VALUE and stop.opened:
        return say("value missing", *stop.before)
    return say("lone comma", stop.at, stop.at + 1)


def _colon(stop: Stop) -> Spot | None:
    if stop.character != ":":
        return None
    if stop.expect is Expect.NOTHING:
        name = "no braces"
    elif stop.expect is Expect.COMMA:
        name = "array key" if stop.in_array else "second colon"
    else:
        name = "second colon" if stop.expect is Expect.VALUE and stop.opened else "key missing"
    return say(name, stop.at, stop.at + 1)


def _no_key(stop: Stop) -> Spot | None:
    if not stop.takes_key:
        return None
    if word := _key(stop.text, stop.at):
        return say("key in quotes", *word.span())
    template = stop.text[stop.at - 1 : stop.at + 1] == "{{"
    return say("template" if template else "key expected", stop.at, stop.at + 1)


def _no_value(stop: Stop) -> Spot | None:
    if not stop.takes_value:
        return None
    if placeholder := _placeholder(stop.text, stop.at):
        return say("placeholder in quotes", *placeholder.span())
    found = _run(stop.text, stop.at)
    start, end = found.span() if found else (stop.at, stop.at + 1)
    run = stop.text[start:end]
    keyword = _KEYWORDS.get(run.lower())
    if keyword:
        advice = f"write {keyword}"
        return Spot("HC104", f"JSON writes {keyword}, not {run}", start, end, advice, (advice,))
    for name, pattern in _NUMBERS:
        if pattern.fullmatch(run):
            return say(name, start, end)
    return say("text in quotes" if stop.opened else "other", start, end)


def _no_colon(stop: Stop) -> Spot | None:
    if stop.expect is not Expect.COLON:
        return None
    if stop.character == "=":
        return say("equals", stop.at, stop.at + 1)
    return say("colon", *stop.before)


def _no_comma(stop: Stop) -> Spot | None:
    if stop.expect is not Expect.COMMA:
        return None
    if stop.character == ";":
        return say("semicolon", stop.at, stop.at + 1)
    last = stop.before[1]
    adjacent = last == stop.at and stop.text[last - 1] == '"'
    return say("quote in text" if adjacent else "comma", last - 1, last)


def _no_end(stop: Stop) -> Spot:
    name = "second document" if stop.character == "{" else "rest"
    return say(name, stop.at, stop.at + 1)


# In this order: a later one relies on what the earlier ones have answered.
_EXPLANATIONS: tuple[Callable[[Stop], Spot | None], ...] = (
    _file_end,
    _conflict,
    _language,
    _remark,
    _invisible,
    _quote,
    _text,
    _closing,
    _comma,
    _colon,
    _no_key,
    _no_value,
    _no_colon,
    _no_comma,
    _no_end,
)
