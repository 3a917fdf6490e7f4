"""The closing line of a report: how many problems, in how many files."""

from __future__ import annotations

from ..diagnostic import COULD_NOT_CHECK, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..check import Report
    from ..diagnostic import Diagnostic


def summary(reports: Sequence[Report]) -> str:
    """``2 errors, 1 warning in 1 of 3 files; 1 file not checked``."""
    total = _count(len(reports), "file")
    unchecked = sum(any(map(_prevents, report.diagnostics)) for report in reports)
    found = [[d for d in report.diagnostics if not _prevents(d)] for report in reports]
    errors = sum(d.severity is Severity.ERROR for several in found for d in several)
    warnings = sum(d.severity is Severity.WARNING for several in found for d in several)
    parts = []
    if errors or warnings:
        counts = ((errors, "error"), (warnings, "warning"))
        words = ", ".join(_count(number, word) for number, word in counts if number)
        parts.append(f"{words} in {sum(map(bool, found))} of {total}")
    if unchecked:
        parts.append(f"{_count(unchecked, 'file')} not checked")
    return "; ".join(parts) or f"{total} checked, no problem found"


def _prevents(diagnostic: Diagnostic) -> bool:
    return diagnostic.code in COULD_NOT_CHECK


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
