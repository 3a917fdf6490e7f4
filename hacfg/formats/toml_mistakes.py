"""Mistakes in the syntax of TOML: tomli finds the place, this says what to write there."""

from __future__ import annotations

import re

from ..keypath import dotted
from .json_mistakes import OTHER_QUOTES
from .text import Spot
from .toml_faults import open_brackets, open_quotes
from .toml_positions import Kind, positions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..keypath import KeyPath
    from .toml_positions import Entry

# name: headline, label, help
WORDS: dict[str, tuple[str, str, str]] = {
    "unknown": ("the file is not valid TOML", "up to here", "check what stands before this place"),
    "json": ("the file is JSON, not TOML", "JSON", "name the file with .json"),
    "conflict": (
        "a merge conflict is not resolved",
        "it begins here",
        "keep one side and remove the lines with <<<<<<<, ======= and >>>>>>>",
    ),
    "comment": ("a TOML comment begins with #", "no comment", "write # in its place"),
    "colon": ("TOML puts = after a key, not a colon", "not :", "write = in its place"),
    "equals": ("an = is missing after a key", "= was expected", "write = and a value"),
    "value missing": (
        "a value is missing",
        "a value was expected",
        "write a value, or leave the setting out",
    ),
    "null": (
        "TOML has no null",
        "no value",
        "leave the setting out to have its default",
    ),
    "placeholder in quotes": (
        "a placeholder must stand in quotes",
        "no quotes",
        'write "${NAME}"; a number or a boolean may come from it all the same',
    ),
    "string in quotes": (
        "a string must stand in quotes",
        "no quotes",
        'put " before and after the string',
    ),
    "other quote": (
        "TOML puts a string in straight quotes (\" or ')",
        "another kind of quote",
        'write " in its place',
    ),
    "leading zero": (
        "a number cannot begin with 0",
        "a leading zero",
        "remove the zeros, or put the digits in quotes to keep them",
    ),
    "comma": (
        "TOML puts each entry on a line of its own, without a comma",
        "this comma",
        "remove the comma",
    ),
    "semicolon": ("TOML ends no entry with ;", "this semicolon", "remove it"),
    "number": (
        "a number is not written as TOML wants it",
        "no TOML number",
        "write digits on both sides of a point, and only single _ between digits",
    ),
    "rest": (
        "something follows an entry on its line",
        "after the entry",
        "write the next entry on a line of its own",
    ),
    "not closed": (
        "a string is not closed",
        "opened here",
        "close the string with the quotes that open it",
    ),
    "carriage return": (
        "a line ends with a carriage return alone",
        "U+000D",
        "save the file with the line ends of Unix or Windows",
    ),
    "null character": (
        "the file holds null characters",
        "U+0000",
        "save the file as UTF-8; it may be UTF-16 now",
    ),
    "invisible": (
        "a character that nobody sees stands where TOML allows none",
        "",
        "remove it, or write it as an escape in a string in double quotes",
    ),
    "escape": (
        "a backslash in a string begins an escape that TOML does not know",
        "no escape",
        "write \\\\ for a backslash, or put the string in single quotes, where it stays as it is",
    ),
    "array": (
        "an array is not closed, or a comma is missing in it",
        "a comma or ] was expected",
        "write , between two items and ] after the last",
    ),
    "table": (
        "an inline table is not closed, or a comma is missing in it",
        "a comma or } was expected",
        "write , between two entries and } after the last",
    ),
    "header": (
        "the header of a table is not closed",
        "a closing bracket was expected",
        "write [name] on a line of its own, or [[name]] for an item of an array",
    ),
    "key": (
        "a key was expected here",
        "no key",
        "write a key; one with other characters than A-Z, a-z, 0-9, _ and - stands in quotes",
    ),
    "date": ("a date that does not exist", "no date", "put it in quotes if it is a string"),
    "half": (
        "an escape stands for half of a character",
        "half of a surrogate pair",
        "write the character itself, or \\U and eight digits",
    ),
}

_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot redefine", "Cannot mutate", "Duplicate")
_POINTED = (
    "Invalid value",
    "Invalid statement",
    "Invalid initial character",
    "Expected newline",
    "Expected '='",
    "Illegal character",
    "Found invalid character",
)
_KEYWORDS = {
    "true": "true",
    "yes": "true",
    "on": "true",
    "false": "false",
    "no": "false",
    "off": "false",
}
_NULLS = ("null", "none", "nil", "undefined", "~")

_coordinates = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)\Z").search
_marker = re.compile(r"(?:<{7}|={7}|>{7})(?=[ \r\n]|\Z)").match
_run = re.compile(r"[^\s,;\]}#]*").match
_glued = re.compile(r"[^\s=,\[{]*\Z").search
_placeholder = re.compile(r"\$\{[^\r\n\"]*?\}").match
_zero = re.compile(r"[+-]?0[0-9_]+(?:\.[0-9_]*)?").fullmatch
_number = re.compile(r"[+-]?(?:[0-9_]+\.?[0-9_]*|\.[0-9_]+)(?:[eE][+-]?[0-9_]*)?").fullmatch


def mistake(text: str, message: str) -> Spot:
    """What to say of a text that tomli refused with this message, which ends with the place."""
    at = _offset(text, message)
    if found := _marker(text, text.rfind("\n", 0, at) + 1):
        return _say("conflict", *found.span())
    if message.startswith(_TWICE) and (twice := _twice(text, at)):
        return twice
    if message.startswith(_POINTED) and (unseen := _unseen(text, at)):
        return unseen
    for beginning, explain in _EXPLANATIONS:
        if message.startswith(beginning):
            return explain(text, at)
    return _say("unknown", *_one(text, at))


def _say(
    name: str, start: int, end: int, *mentions: tuple[int, int, str], code: str = "HC104"
) -> Spot:
    headline, label, advice = WORDS[name]
    return Spot(code, headline, start, end, label, (advice,), mentions)


def _one(text: str, at: int) -> tuple[int, int]:
    """The character at an offset, or the empty span where a line or the file ends."""
    return at, at + (text[at : at + 1] not in ("", "\r", "\n"))


def _offset(text: str, message: str) -> int:
    r"""The offset that a message names by line and column of the text with \n for \r\n."""
    found = _coordinates(message)
    if not found:
        return len(text.rstrip())
    start = 0
    for _ in range(int(found[1]) - 1):
        start = text.index("\n", start) + 1
    return start + int(found[2]) - 1


def _twice(text: str, at: int) -> Spot | None:
    """A key or header that clashes with an earlier one: tomli stopped right behind it."""
    entries = positions(text[:at])
    again = [entry for entry in entries if entry.kind is not Kind.IMPLIED][-1]
    own = again.span.key_start
    entries = [entry for entry in entries if entry.span.key_start != own]
    path = again.path[:-1] if isinstance(again.path[-1], int) else again.path
    span = (own, again.span.key_end if again.span.key_end > own else again.span.end)
    tables = [entry for entry in entries if entry.kind is not Kind.IMPLIED]
    parents = (_first(tables, path[:length]) for length in range(len(path) - 1, 0, -1))
    first = _first(entries, path) or next(filter(None, parents), None)
    return _clash(path, span, first) if first else None


def _clash(path: KeyPath, span: tuple[int, int], first: Entry) -> Spot:
    name, other = dotted(path), dotted(first.path)
    first_span = (first.span.key_start, max(first.span.key_end, first.span.key_start + 1))
    if first.path == path:
        return Spot(
            "HC105",
            f"{name} is defined twice",
            *span,
            "again here",
            ("keep one of the two",),
            ((*first_span, "first here"),),
        )
    return Spot(
        "HC105",
        f"{name} cannot be added to {other}, which is complete",
        *span,
        "not possible here",
        (f"write it where {other} is defined",),
        ((*first_span, "defined here"),),
    )


def _unseen(text: str, at: int) -> Spot | None:
    """A character that does not show, line ends excepted."""
    character = text[at : at + 1]
    if character.isprintable() or character == "\n" or text.startswith("\r\n", at):
        return None
    name = {"\r": "carriage return", "\0": "null character"}.get(character, "invisible")
    said = _say(name, at, at + 1)
    return said.replace(label=f"U+{ord(character):04X}")


def _first(entries: list[Entry], path: KeyPath) -> Entry | None:
    return next((entry for entry in entries if entry.path == path), None)


def _value(text: str, at: int) -> Spot:
    """A value that is none, from where it begins."""
    found = _run(text, at)
    end = found.end() if found else at
    run = text[at:end]
    if not run:
        return _say("value missing", *_one(text, at))
    if placeholder := _placeholder(text, at):
        return _say("placeholder in quotes", *placeholder.span())
    if run[0] in OTHER_QUOTES:
        return _say("other quote", at, at + 1)
    if keyword := _KEYWORDS.get(run.lower()):
        advice = f"write {keyword}"
        return Spot("HC104", f"TOML writes {keyword}, not {run}", at, end, advice, (advice,))
    if run.lower() in _NULLS:
        return _say("null", at, end)
    name = "leading zero" if _zero(run) else "number" if _number(run) else "string in quotes"
    return _say(name, at, end)


def _after(text: str, at: int) -> Spot:
    """Something behind an entry, which may be the rest of a value that is none."""
    if text.startswith("//", at):
        return _say("comment", at, at + 2)
    if name := {",": "comma", ";": "semicolon"}.get(text[at]):
        return _say(name, at, at + 1)
    glued = _glued(text, text.rfind("\n", 0, at) + 1, at)
    if glued and glued[0] and glued[0][-1] not in "\"')]}":
        return _value(text, glued.start())
    return _say("rest", at, at + 1)


def _equals(text: str, at: int) -> Spot:
    return _say("colon" if text[at : at + 1] == ":" else "equals", *_one(text, at))


def _statement(text: str, at: int) -> Spot:
    if text[at] == "{" and not text[:at].strip():
        return _say("json", at, at + 1)
    if text[at] == ";" or text.startswith("//", at):
        return _say("comment", at, at + 1 + (text[at] == "/"))
    return _say("key", at, at + 1)


def _not_closed(text: str, at: int) -> Spot:
    return _say("not closed", *open_quotes(text))


def _escape(text: str, at: int) -> Spot:
    start = text.rfind("\\", 0, at)
    return _say("escape", start, start + 2)


def _half(text: str, at: int) -> Spot:
    return _say("half", text.rfind("\\", 0, at), at, code="HC109")


def _bracket(text: str, at: int) -> Spot:
    opened = open_brackets(text[:at])[-1]
    name = "array" if text[opened] == "[" else "table"
    return _say(name, *_one(text, at), (opened, opened + 1, "opened here"))


def _header(text: str, at: int) -> Spot:
    return _say("header", *_one(text, at))


def _key(text: str, at: int) -> Spot:
    return _say("key", *_one(text, at))


def _date(text: str, at: int) -> Spot:
    found = _run(text, at)
    return _say("date", at, found.end() if found else at, code="HC114")


_EXPLANATIONS: tuple[tuple[str, Callable[[str, int], Spot]], ...] = (
    ("Invalid value", _value),
    ("Expected newline", _after),
    ("Expected '='", _equals),
    ("Invalid statement", _statement),
    ("Invalid initial character", _key),
    ("Unterminated string", _not_closed),
    ("Expected \"'", _not_closed),
    ("Illegal character", _not_closed),
    ("Found invalid character", _not_closed),
    ("Unescaped", _escape),
    ("Invalid hex value", _escape),
    ("Escaped character", _half),
    ("Unclosed", _bracket),
    ("Expected ']", _header),
    ("Invalid date", _date),
)
