"""The marked places of a Markdown file, which a reference fills.

::

    <!-- hacfg docs: redis -->
    (the table of settings of the schema redis)
    <!-- hacfg docs: end -->

A mark begins its line. What stands in a fence is an example of one.
"""

from __future__ import annotations

import re

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_MARK = re.compile(r"^<!-- *hacfg docs: *(\S.*?) *-->[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^(`{3,}|~{3,}).*?(?:^\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_END = "end"


class Mark(Value):
    """One marked place: the schema it is for, and the offsets of what stands there now."""

    schema: str
    start: int
    end: int


def marks_of(text: str) -> tuple[tuple[Mark, ...], str]:
    """The marked places of a text, and what is wrong with them, if anything is."""
    found: list[Mark] = []
    opened: re.Match[str] | None = None
    fences = [fence.span() for fence in _FENCE.finditer(text)]
    for mark in _MARK.finditer(text):
        if any(start < mark.start() < end for start, end in fences):
            continue
        line = text.count("\n", 0, mark.start()) + 1
        if mark[1] == _END:
            if opened is None:
                return (), f"line {line} ends a marked place that did not begin"
            found.append(Mark(opened[1], opened.end(), mark.start()))
            opened = None
        elif opened is not None:
            return (), f"line {line} begins a marked place inside another one"
        else:
            opened = mark
    if opened is not None:
        line = text.count("\n", 0, opened.start()) + 1
        return (), f"the marked place that begins on line {line} does not end"
    return tuple(found), ""


def filled(text: str, marks: tuple[Mark, ...], tables: Mapping[str, str]) -> str:
    """The text with the table of its schema at each marked place."""
    parts = []
    at = 0
    for mark in marks:
        parts += [text[at : mark.start], f"\n\n{tables[mark.schema]}\n\n"]
        at = mark.end
    return "".join([*parts, text[at:]])
