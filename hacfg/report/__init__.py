"""The report formats: one table of functions that turn reports into text."""

from __future__ import annotations

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..check import Report

FORMATS = {"text": "hacfg.report.text", "concise": "hacfg.report.concise"}
"""Name of a format: the module whose ``render(reports, style)`` writes it."""


class Style(Value):
    """How a report looks: with colour or without, with a closing line or only what was found."""

    colour: bool = False
    summary: bool = True


def renderer(name: str) -> Callable[[Sequence[Report], Style], str]:
    """The function of a format in the table."""
    module = __import__(FORMATS[name], fromlist=["render"])
    render: Callable[[Sequence[Report], Style], str] = module.render
    return render
