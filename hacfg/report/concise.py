"""The format ``concise``: one line for each problem, as editors and grep read it."""

from __future__ import annotations

from .summary import summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..check import Report
    from ..diagnostic import Diagnostic
    from . import Style


def render(reports: Sequence[Report], style: Style) -> str:
    """``redis_config.json:12:13: error[HC201]: port must be ...`` for each problem."""
    lines = [line(diagnostic) for report in reports for diagnostic in report.diagnostics]
    if style.summary:
        lines.append(summary(reports, style.good))
    return "".join(text + "\n" for text in lines)


def line(diagnostic: Diagnostic) -> str:
    """One problem in one line."""
    severity = diagnostic.severity.value
    return f"{diagnostic.primary.where}: {severity}[{diagnostic.code}]: {diagnostic.headline}"
