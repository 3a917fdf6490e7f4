"""A page as a text for the terminal, and as Markdown for the rules in a report."""

from __future__ import annotations

from textwrap import wrap

from ..diagnostic import CODES, severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Example, Page

_WIDTH = 80
_LONGEST = 72
_LANGUAGES = {"json": "json", "toml": "toml", "env": "sh"}


def as_text(page: Page) -> str:
    """The page for a terminal, 80 columns wide."""
    lines = [f"{page.code}: {CODES[page.code]} ({severity(page.code).value})", ""]
    for text in (page.meaning, page.reason):
        lines += [*wrap(text, _WIDTH, break_on_hyphens=False), ""]
    for title, example in (("Bad", page.bad), ("Good", page.good)):
        lines += [f"{title}:", ""]
        lines += [f"    {line}".rstrip() for line in _shown(example)]
        lines.append("")
    lines += wrap(f"To mend it: {page.remedy}", _WIDTH, break_on_hyphens=False)
    return "\n".join(lines) + "\n"


def as_markdown(page: Page) -> str:
    """The page without its title: meaning, reason, examples, remedy."""
    parts = [page.meaning, page.reason]
    for title, example in (("Bad", page.bad), ("Good", page.good)):
        parts += [f"**{title}**", *_fenced(example)]
    parts.append(f"**To mend it:** {page.remedy}")
    return "\n\n".join(parts) + "\n"


def _shown(example: Example) -> Iterator[str]:
    for number, file in enumerate(example.files):
        yield from ("",) if number else ()
        yield f"# {file.name}"
        yield from map(_cut, file.shown.splitlines() or ["(empty)"])
        if file.padding:
            yield f"... and {file.padding} blank lines"
    yield from ("",) if example.files else ()
    yield from (f"$ {line}" for line in _commands(example))
    if example.needs:
        yield f"  ({example.needs})"


def _fenced(example: Example) -> Iterator[str]:
    for file in example.files:
        language = _LANGUAGES.get(file.name.rpartition(".")[2], "")
        lines = [_cut(line) for line in file.shown.splitlines()]
        lines += [f"... and {file.padding} blank lines"] if file.padding else []
        yield f"`{file.name}`"
        yield "\n".join([f"```{language}", *lines, "```"])
    yield "\n".join(["```sh", *_commands(example), "```"])
    if example.needs:
        yield f"({example.needs})"


def _commands(example: Example) -> list[str]:
    """What to type into a shell: the variables of the process, then the command."""
    return [*(f"export {name}={text}" for name, text in example.variables), example.command]


def _cut(line: str) -> str:
    if len(line) <= _LONGEST:
        return line
    return f"{line[: _LONGEST // 2]}…{line[1 - _LONGEST // 2 :]}"
