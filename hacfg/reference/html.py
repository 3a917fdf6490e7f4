"""A reference as one HTML page: nothing is loaded from elsewhere, and no script runs."""

from __future__ import annotations

import re
from html import escape

from ..wording import enumeration
from .style import STYLE
from .words import Markup, frame, rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .entry import Entry
    from .model import Group, Reference

_LONG = 24  # characters; a shorter text fits on a line of a phone
# Behind a sign that joins words; an entity such as &amp; stays whole.
_BREAK = re.compile(r"(?<=[_.,/:-])(?=[A-Za-z0-9])")

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p>{summary}</p>
</header>
<div class="page">
<nav aria-labelledby="contents">
<h2 id="contents">Contents</h2>
{contents}
</nav>
<main>
{chapters}
</main>
</div>
<footer>
<p>Made from the schemas by <code>hacfg docs</code>.</p>
</footer>
</body>
</html>
"""


def as_html(references: Sequence[Reference]) -> str:
    """The page: contents, and a chapter for each schema."""
    pairs = list(zip(_names(references), references, strict=True))
    total = sum(len(reference.entries) for reference in references)
    title = references[0].title if len(references) == 1 else "Reference of settings"
    return _PAGE.format(
        title=escape(title),
        style=STYLE,
        summary=f"{total} settings, with what each takes, its default and its variables.",
        contents="\n".join(_contents(name, reference) for name, reference in pairs),
        chapters="\n".join(_chapter(name, reference) for name, reference in pairs),
    )


def anchor(name: str, setting: str) -> str:
    """The anchor of a setting: ``redis.retry.max_delay``; what an address cannot hold is ``-``."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", f"{name}.{setting}" if setting else name)


def _names(references: Iterable[Reference]) -> list[str]:
    """A name for each schema, none twice: anchors begin with it."""
    names: list[str] = []
    for reference in references:
        name, number = reference.name, 2
        while name in names:
            name, number = f"{reference.name}-{number}", number + 1
        names.append(name)
    return names


def _contents(name: str, reference: Reference) -> str:
    lines = [
        "<details open>",
        f"<summary>{escape(reference.title)}</summary>",
        "<ul>",
        f'<li><a href="#{anchor(name, "")}">about it</a></li>',
    ]
    for group in reference.groups:
        links = [_link(name, entry) for entry in group.entries]
        if group.path:
            inner = "".join(f"<li>{link}</li>" for link in links)
            title = f'<a href="#{anchor(name, group.name)}">{_code(group.name)}</a>'
            lines.append(f"<li>{title}<ul>{inner}</ul></li>")
        else:
            lines += (f"<li>{link}</li>" for link in links)
    return "\n".join([*lines, "</ul>", "</details>"])


def _link(name: str, entry: Entry) -> str:
    own = entry.name.rpartition(".")[2] if len(entry.path) > 1 else entry.name
    return f'<a href="#{anchor(name, entry.name)}">{_narrow(own)}</a>{_badges(entry)}'


def _chapter(name: str, reference: Reference) -> str:
    lines = [f'<section class="schema" id="{anchor(name, "")}">']
    lines.append(f"<h2>{escape(reference.title)}</h2>")
    if reference.description:
        lines.append(f"<p>{escape(reference.description)}</p>")
    lines += _list(frame(reference, _MARKUP))
    if reference.exclusive or reference.rules:
        lines += ["<h3>Rules</h3>", *_list(rules(reference, _MARKUP))]
    if not reference.entries:
        lines.append("<p>The schema declares no settings by name.</p>")
    for group in reference.groups:
        lines += _group(name, group)
    return "\n".join([*lines, "</section>"])


def _list(items: Iterable[str]) -> list[str]:
    found = [f"<li>{item}</li>" for item in items]
    return ["<ul>", *found, "</ul>"] if found else []


def _group(name: str, group: Group) -> Iterator[str]:
    if group.path:
        yield f'<h3 id="{anchor(name, group.name)}">{_code(group.name)}</h3>'
    else:
        yield "<h3>Settings</h3>"
    if group.description:
        yield f"<p>{escape(group.description)}</p>"
    for entry in group.entries:
        yield from _article(name, entry)


def _article(name: str, entry: Entry) -> Iterator[str]:
    target = anchor(name, entry.name)
    yield f'<article id="{target}">'
    yield f'<h4><a href="#{target}">{_code(entry.name)}</a>{_badges(entry)}</h4>'
    if entry.description:
        yield f"<p>{escape(entry.description)}</p>"
    yield "<dl>"
    yield from (f"<div><dt>{term}</dt><dd>{words}</dd></div>" for term, words in _facts(entry))
    yield "</dl>"
    yield "</article>"


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    choices = enumeration(map(_code, entry.choices), "or") if entry.choices else ""
    yield "Takes", choices or escape(entry.takes)
    if entry.rule:
        yield "Form", escape(entry.rule)
    if entry.default:
        yield "Default", _code(entry.default)
    elif entry.by_value:
        pairs = (f"{_code(value)} for {escape(words)}" for value, words in entry.by_value)
        yield "Default", f"by {_code(entry.by)}: {', '.join(pairs)}"
    if entry.variables:
        first, *others = map(_code, entry.variables)
        yield "Variable", first + (f", also {enumeration(others)}" if others else "")
    if entry.examples:
        yield "Examples" if entry.examples[1:] else "Example", ", ".join(map(_code, entry.examples))
    if entry.deprecated:
        yield "Instead", escape(entry.deprecated)


def _badges(entry: Entry) -> str:
    words = ["secret"] if entry.secret else []
    words += ["required"] if entry.required else []
    words += ["deprecated"] if entry.deprecated else []
    return "".join(f' <span class="badge {word}">{word}</span>' for word in words)


def _code(text: str) -> str:
    """A text as code; a long one may break where one of its words ends."""
    return _narrow(text) if len(text) > _LONG else f"<code>{escape(text, quote=False)}</code>"


def _narrow(text: str) -> str:
    return f"<code>{_BREAK.sub('<wbr>', escape(text, quote=False))}</code>"


_MARKUP = Markup(_code, escape)
