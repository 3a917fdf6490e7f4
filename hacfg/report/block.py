"""A block: one problem as people read it, with an excerpt of its file."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from ..diagnostic import Diagnostic, Label, Line

    Paint: TypeAlias = Callable[[str, str], str]
    """Colours a text as what it is: ``error``, ``warning``, ``frame``, ``bold``."""

    Row: TypeAlias = tuple[Label, Line]


def block(diagnostic: Diagnostic, paint: Paint) -> str:
    """One problem: headline, place, excerpts, and below them what is said without an excerpt."""
    labels = (diagnostic.primary, *diagnostic.labels)
    width = max((len(str(label.line.number)) for label in labels if label.line), default=1)
    kind = diagnostic.severity.value
    indent = " " * (width + 1)
    margin = indent + paint("frame", "|")
    head = paint(kind, f"{kind}[{diagnostic.code}]") + paint("bold", f": {diagnostic.headline}")
    lines = [head, _location("-->", diagnostic.primary, width, paint)]
    for number, group in enumerate(_by_source(diagnostic)):
        first, _ = group[0]
        if number or first.source != diagnostic.primary.source:
            lines += [margin, _location(":::", first, width, paint)]
        lines += [margin, *_excerpts(group, diagnostic, width, paint)]
    remarks = [f"{indent}{paint('frame', '=')} {text}" for text in _remarks(diagnostic, paint)]
    lines += [margin, *remarks] if remarks else []
    return "".join(line.rstrip() + "\n" for line in lines)


def _location(arrow: str, label: Label, width: int, paint: Paint) -> str:
    return f"{' ' * width}{paint('frame', arrow)} {label.where}"


def _remarks(diagnostic: Diagnostic, paint: Paint) -> list[str]:
    found = [] if diagnostic.primary.line else [diagnostic.primary.text]
    found += (f"{each.where}: {each.text}" for each in diagnostic.labels if not each.line)
    found += (f"{paint('bold', 'note')}: {text}" for text in diagnostic.notes)
    found += (f"{paint('bold', 'help')}: {text}" for text in diagnostic.help)
    return [text for text in found if text]


def _by_source(diagnostic: Diagnostic) -> Iterable[list[Row]]:
    """The labels with an excerpt: those of the primary one's file first, each file in its order."""
    groups: dict[str, list[Row]] = {diagnostic.primary.source: []}
    for label in (diagnostic.primary, *diagnostic.labels):
        if label.line:
            groups.setdefault(label.source, []).append((label, label.line))
    for group in filter(None, groups.values()):
        # The sort is stable: on one line the primary label stays the first.
        yield sorted(group, key=lambda row: row[1].number)


def _excerpts(rows: Iterable[Row], diagnostic: Diagnostic, width: int, paint: Paint) -> list[str]:
    """The lines of one file that carry labels, each with its underlines."""
    lines: list[str] = []
    above: Line | None = None
    for label, line in rows:
        # Of a long line each label may show another part.
        if above is None or (line.number, line.text) != (above.number, above.text):
            if above and line.number > above.number + 1:
                lines.append(paint("frame", "..."))
            lines.append(f"{paint('frame', f'{line.number:>{width}} |')} {line.text}")
        above = line
        primary = label is diagnostic.primary
        colour = diagnostic.severity.value if primary else "frame"
        before, marks = _underline(line, "^" if primary else "-")
        words = paint(colour, f"{marks} {label.text}".rstrip())
        lines.append(f"{' ' * (width + 1)}{paint('frame', '|')} {before}{words}")
    return lines


def _underline(line: Line, mark: str) -> tuple[str, str]:
    """The blanks before an underline, and the underline, as wide as what stands above them."""
    before, under = line.text[: line.start - 1], line.text[line.start - 1 : line.end - 1]
    beyond = line.start - 1 - len(before)
    return " " * (_cells(before) + beyond), mark * max(1, _cells(under))


def _cells(text: str) -> int:
    """The width of a text on a terminal: CJK and emoji take two cells, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(c) in ("Mn", "Me") else 2 if east_asian_width(c) in ("W", "F") else 1
        for c in text
    )
