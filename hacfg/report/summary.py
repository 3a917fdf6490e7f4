"""The closing line of a report: how many problems, in how many files."""

from __future__ import annotations

from ..diagnostic import Severity
from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..check import Report


class Counts(Value):
    """What reports hold: ``affected`` are the files with an error or a warning in them.

    What kept a file from being checked is neither; it makes the file one of the ``unchecked``.
    """

    files: int
    affected: int
    unchecked: int
    errors: int
    warnings: int


def counts(reports: Sequence[Report]) -> Counts:
    """Counts files and problems."""
    found = [[d for d in r.diagnostics if not r.prevented_by(d)] for r in reports]
    return Counts(
        len(reports),
        sum(map(bool, found)),
        sum(any(map(r.prevented_by, r.diagnostics)) for r in reports),
        sum(d.severity is Severity.ERROR for several in found for d in several),
        sum(d.severity is Severity.WARNING for several in found for d in several),
    )


def summary(reports: Sequence[Report], good: int = 0) -> str:
    """``2 errors, 1 warning in 1 of 3 files; 1 file not checked``; ``good`` ones come on top."""
    found = counts(reports)
    total = counted(found.files + good, "file")
    parts = []
    if found.affected:
        kinds = ((found.errors, "error"), (found.warnings, "warning"))
        words = ", ".join(counted(number, word) for number, word in kinds if number)
        parts.append(f"{words} in {found.affected} of {total}")
    if found.unchecked:
        parts.append(f"{counted(found.unchecked, 'file')} not checked")
    return "; ".join(parts) or f"{total} checked, no problem found"


def counted(number: int, word: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
