"""The format ``json``: all that the format ``text`` says, for programs; docs/reports.md has it."""

from __future__ import annotations

import json

from ..diagnostic import Target
from ..keypath import dotted
from ..version import __version__
from .naming import encodable
from .summary import counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..check import Report
    from ..diagnostic import Diagnostic, Label
    from . import Style

VERSION = 1
"""Rises when a field goes or changes its meaning; a field may be added at any time."""


def render(reports: Sequence[Report], style: Style) -> str:
    """One object with the files, their problems and the counts of the closing line."""
    found = counts(reports)
    document = {
        "version": VERSION,
        "hacfg": __version__,
        "files": [_file(report) for report in reports],
        "diagnostics": [
            diagnostic_object(d, report) for report in reports for d in report.diagnostics
        ],
        "counts": {
            "files": found.files,
            "affected": found.affected,
            "unchecked": found.unchecked,
            "errors": found.errors,
            "warnings": found.warnings,
        },
    }
    return json.dumps(document, indent=2) + "\n"


def _file(report: Report) -> dict[str, Any]:
    return {
        "file": encodable(report.file),
        "checked": not any(map(report.prevented_by, report.diagnostics)),
        "schema": report.schema or None,
        "environments": list(report.environments),
        "loaded": report.loaded or None,
    }


def diagnostic_object(diagnostic: Diagnostic, report: Report) -> dict[str, Any]:
    """One problem of a report as the document has it."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "headline": diagnostic.headline,
        "config": encodable(report.file),
        "environment": report.environment_of(diagnostic) or None,
        "path": list(diagnostic.path),
        "setting": dotted(diagnostic.path),
        **_label(diagnostic.primary),
        "labels": [_label(label) for label in diagnostic.labels],
        "notes": list(diagnostic.notes),
        "help": list(diagnostic.help),
    }


def _label(label: Label) -> dict[str, Any]:
    source = encodable(label.source)
    place, line = label.place, label.line
    return {
        "file": source if label.target is Target.FILE else None,
        "variable": source.removeprefix("variable ") if label.target is Target.VARIABLE else None,
        "argument": source if label.target is Target.ARGUMENT else None,
        "start": {"line": place.line, "column": place.column} if place else None,
        "end": {"line": place.end_line, "column": place.end_column} if place else None,
        "label": label.text,
        "excerpt": {
            "line": line.number,
            "text": line.text,
            "start": line.start,
            "end": line.end,
        }
        if line
        else None,
    }
