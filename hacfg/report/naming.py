"""How reports that a server reads name a file and tell one problem from another."""

from __future__ import annotations

import os.path

from ..diagnostic import Target
from ..keypath import dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..check import Report
    from ..diagnostic import Diagnostic


def relative(file: str, root: str) -> str:
    """A file seen from the root, with forward slashes; absolute where it is not below it."""
    folder, name = os.path.split(file)
    # A link to a directory leads to where the file is known; a link to the file is one itself.
    absolute = os.path.join(os.path.realpath(folder or os.curdir), name)
    top = os.path.realpath(root or os.curdir)
    if absolute.startswith(os.path.join(top, "")):
        absolute = os.path.relpath(absolute, top)
    return absolute.replace(os.sep, "/")


def encodable(name: str) -> str:
    """A name that every encoding of Unicode can hold: bytes that are no text become escapes."""
    return name.encode("utf-8", "backslashreplace").decode()


def file_of(diagnostic: Diagnostic, report: Report) -> str:
    """The file to show a problem at: for one of a variable or an option, the file checked."""
    label = diagnostic.primary
    return label.source if label.target is Target.FILE else report.file


def fingerprints(reports: Sequence[Report], root: str) -> Iterator[tuple[Report, Diagnostic, str]]:
    """Every problem with a text of its own that stays when lines before it come and go.

    It is made of the file, the code, the key path and the headline, and of a number where several
    problems share all four.
    """
    from hashlib import sha256

    seen: dict[tuple[str, ...], int] = {}
    for report in reports:
        for diagnostic in report.diagnostics:
            file = relative(file_of(diagnostic, report), root)
            source = "" if diagnostic.primary.target is Target.FILE else diagnostic.primary.source
            path = dotted(diagnostic.path)
            same = (file, source, report.loaded, diagnostic.code, path, diagnostic.headline)
            seen[same] = number = seen.get(same, 0) + 1
            identity = "\0".join((*same, str(number)))
            yield report, diagnostic, sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()
