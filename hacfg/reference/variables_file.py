"""A ``.env.example``: every variable of some schemas, with what its setting takes."""

from __future__ import annotations

import json
import re
from textwrap import wrap

from ..wording import enumeration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .entry import Entry
    from .model import Group, Reference

_WIDTH = 88
_BARE = re.compile(r"[A-Za-z0-9_./:@%+,-]*").fullmatch
_HEAD = (
    "The variables that override the settings of a config file. Copy this file to .env, and take"
    " the # off the lines that you need: a variable that is set wins over the file, so what is"
    " commented out changes nothing. The values shown are the defaults, or else examples."
)


def as_dotenv(references: Sequence[Reference], command: str) -> str:
    """The text of the file; ``command`` is the one that makes it, for whoever changes a schema."""
    lines = [*_comment(_HEAD), "#", f"# Made by: {command}"]
    if any(reference.environments for reference in references):
        lines += ["", *_comment("The environment to load; without it local."), "#HACFG_ENV=local"]
    for reference in references:
        lines += _part(reference)
    return "\n".join(lines) + "\n"


def _part(reference: Reference) -> Iterator[str]:
    yield from ("", "")
    yield f"# {'=' * 8} {reference.title} {'=' * max(3, _WIDTH - 12 - len(reference.title))}"
    if reference.url_variable:
        yield ""
        yield from _comment(
            "A whole connection as a URL, secret. It replaces host, port, user, password and"
            " all else that a URL can say."
        )
        yield f"#{reference.url_variable}="
    for group in reference.groups:
        entries = [entry for entry in group.entries if entry.variables]
        if entries:
            yield from _title(group)
        for entry in entries:
            yield ""
            yield from _entry(entry)


def _title(group: Group) -> Iterator[str]:
    if not group.path:
        return
    yield ""
    yield f"# {'-' * 4} {group.name} {'-' * max(3, _WIDTH - 8 - len(group.name))}"
    yield from _comment(group.description)


def _entry(entry: Entry) -> Iterator[str]:
    name, *others = entry.variables
    yield from _comment(entry.description)
    yield from _comment("; ".join(_facts(entry, others)) + ".")
    yield f"#{name}={_text(entry)}"


def _facts(entry: Entry, others: Sequence[str]) -> Iterator[str]:
    words = enumeration(map(_unquoted, entry.choices), "or") if entry.choices else entry.takes
    yield f"Takes {words}"
    if entry.deprecated:
        yield f"deprecated: {entry.deprecated}"
    if entry.secret:
        yield "secret"
        yield f"{entry.variables[0]}_FILE names a file that holds it"
    elif entry.default and entry.default != "null":
        yield f"default {_unquoted(entry.default)}"
    for value, words in entry.by_value:
        yield f"default {_unquoted(value)} where {entry.by} is {words}"
    if others:
        yield f"also {enumeration(others)}"


def _comment(text: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def _text(entry: Entry) -> str:
    """The default as the text of a variable, else the first example; nothing for a secret."""
    if entry.secret:
        return ""
    found = [entry.default, *(value for value, _ in entry.by_value), *entry.examples]
    known = [text for text in found if text and text != "null" and "${" not in text]
    return _quoted(json.loads(known[0]), known[0]) if known else ""


def _quoted(value: object, written: str) -> str:
    """A value as a line of the file holds it, in quotes where its signs ask for them."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, list) and all(_is_item(item) for item in value):
        text = ",".join(value)
    else:
        text = written
    if _BARE(text):
        return text
    if text.isprintable() and "'" not in text and "\\" not in text:
        return f"'{text}'"
    if not text.replace("\n", "").replace("\r", "").isprintable():
        return ""
    escaped = re.sub(r'(["\\])', r"\\\1", text).replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _is_item(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[^\s,'\"\[]+", value) is not None


def _unquoted(written: str) -> str:
    value = json.loads(written)
    return value if isinstance(value, str) else written
