"""A reference in Markdown: the whole of it, or its table of settings alone."""

from __future__ import annotations

import re

from ..wording import enumeration
from .words import Markup, frame, rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .entry import Entry
    from .model import Reference

# What Markdown could take for markup; an underscore inside a word is none.
_MARKUP = re.compile(r"[\\`*\[\]<>~&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")


def as_markdown(references: Iterable[Reference]) -> str:
    """The whole reference, one chapter for each schema."""
    return "\n\n".join("\n\n".join(_chapter(each)) for each in references) + "\n"


def as_table(reference: Reference) -> str:
    """One row for each setting: name, what it takes, default, variable."""
    rows = ["| setting | takes | default | variable |", "|---|---|---|---|"]
    for entry in reference.entries:
        variable = code(entry.variables[0]) if entry.variables else ""
        cells = (code(entry.name), kind(entry), default(entry), variable)
        # A bar ends a cell, even inside code.
        written = (cell.replace("|", "\\|") for cell in cells)
        rows.append(f"| {' | '.join(written)} |")
    return "\n".join(rows)


def kind(entry: Entry) -> str:
    """What a setting takes, in a few words."""
    words = enumeration(map(code, entry.choices), "or") if entry.choices else plain(entry.takes)
    return words + (", secret" if entry.secret else "")


def default(entry: Entry) -> str:
    """The default in a few words; nothing where there is none."""
    if entry.default:
        return code(entry.default)
    if entry.by:
        return f"by {code(entry.by)}"
    return "required" if entry.required else ""


def code(text: str) -> str:
    """A text as code, with as many backquotes around it as it takes."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    marks = "`" * (longest + 1)
    blank = " " if "`" in text[:1] + text[-1:] else ""
    return f"{marks}{blank}{text}{blank}{marks}"


def plain(text: str) -> str:
    """A text that says in Markdown what it says."""
    return _MARKUP.sub(lambda found: f"\\{found[0]}", text)


def _chapter(reference: Reference) -> Iterator[str]:
    yield f"# {plain(reference.title)}"
    if reference.description:
        yield plain(reference.description)
    yield (
        "\n".join(f"- {line}" for line in frame(reference, _WORDS))
        or "It says nothing of its files."
    )
    if reference.entries:
        yield as_table(reference)
    else:
        yield "The schema declares no settings by name."
    if reference.exclusive or reference.rules:
        yield "## Rules"
        yield "\n".join(f"- {line}" for line in rules(reference, _WORDS))
    for group in reference.groups:
        yield f"## {code(group.name)}" if group.path else "## Settings"
        if group.description:
            yield plain(group.description)
        for entry in group.entries:
            yield from _section(entry)


def _section(entry: Entry) -> Iterator[str]:
    yield f"### {code(entry.name)}"
    if entry.deprecated:
        yield f"**Deprecated:** {plain(entry.deprecated)}"
    if entry.description:
        yield plain(entry.description)
    facts = [f"takes {kind(entry)}"]
    facts += ["required"] if entry.required else []
    facts += [f"form: {plain(entry.rule)}"] if entry.rule else []
    facts += [f"default {code(entry.default)}"] if entry.default else []
    facts += [
        f"default {code(value)} where {code(entry.by)} is {plain(words)}"
        for value, words in entry.by_value
    ]
    if entry.variables:
        first, *others = map(code, entry.variables)
        facts.append(f"variable {first}" + (f", also {enumeration(others)}" if others else ""))
    if entry.examples:
        facts.append(f"for example {', '.join(map(code, entry.examples))}")
    yield "\n".join(f"- {fact}" for fact in facts)


_WORDS = Markup(code, plain)
