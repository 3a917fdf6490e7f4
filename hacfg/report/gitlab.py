"""The format ``gitlab``: a report of code quality, as GitLab documents it."""

from __future__ import annotations

import json

from ..diagnostic import Severity, Target
from .naming import encodable, file_of, fingerprints, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..check import Report
    from ..diagnostic import Diagnostic
    from . import Style

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def render(reports: Sequence[Report], style: Style) -> str:
    """An array with an object for each problem."""
    found = [
        {
            "description": diagnostic.headline,
            "check_name": diagnostic.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[diagnostic.severity],
            "location": {
                "path": encodable(relative(file_of(diagnostic, report), style.root)),
                "lines": _lines(diagnostic),
            },
        }
        for report, diagnostic, fingerprint in fingerprints(reports, style.root)
    ]
    return json.dumps(found, indent=2) + "\n"


def _lines(diagnostic: Diagnostic) -> dict[str, Any]:
    place = diagnostic.primary.place
    if place is None or diagnostic.primary.target is not Target.FILE:
        return {"begin": 1}
    return {"begin": place.line, "end": place.end_line}
