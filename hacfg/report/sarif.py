"""The format ``sarif``: the Static Analysis Results Interchange Format 2.1.0 of OASIS."""

from __future__ import annotations

import json
import os
from urllib.parse import quote

from ..codes import as_markdown, as_text, page_of
from ..diagnostic import CODES, Target, severity
from ..keypath import dotted
from ..version import __version__
from .naming import file_of, fingerprints, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..check import Report
    from ..diagnostic import Diagnostic
    from ..origin import Place
    from . import Style

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT = "%SRCROOT%"


def render(reports: Sequence[Report], style: Style) -> str:
    """One run: the rules that were broken, and a result for each problem."""
    found = list(fingerprints(reports, style.root))
    codes = sorted({diagnostic.code for _, diagnostic, _ in found})
    run = {
        "tool": {
            "driver": {
                "name": "hacfg",
                "semanticVersion": __version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not any(
                    r.prevented_by(diagnostic) for r, diagnostic, _ in found
                )
            }
        ],
        "results": [
            {
                "ruleId": diagnostic.code,
                "ruleIndex": codes.index(diagnostic.code),
                "level": diagnostic.severity.value,
                "message": {"text": _message(diagnostic)},
                "locations": [_location(diagnostic, report, style.root)],
                **_related(diagnostic, style.root),
                "partialFingerprints": {"hacfg/v1": fingerprint},
            }
            for report, diagnostic, fingerprint in found
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    title = CODES[code][0].upper() + CODES[code][1:]
    rule = {
        "id": code,
        "shortDescription": {"text": title},
        "defaultConfiguration": {"level": severity(code).value},
    }
    page = page_of(code)
    if page is None:
        return rule
    return {
        **rule,
        "fullDescription": {"text": f"{page.meaning} {page.reason}".replace("`", "")},
        "help": {"text": as_text(page), "markdown": as_markdown(page)},
    }


def _message(diagnostic: Diagnostic) -> str:
    notes = (f"note: {text}" for text in diagnostic.notes)
    return "\n".join([diagnostic.headline, *notes, *(f"help: {text}" for text in diagnostic.help)])


def _location(diagnostic: Diagnostic, report: Report, root: str) -> dict[str, Any]:
    """The place in a file; of a variable or an option, the file it belongs to without a region."""
    label = diagnostic.primary
    place = label.place if label.target is Target.FILE else None
    found = _physical(file_of(diagnostic, report), place, root)
    names = []
    if diagnostic.path:
        names.append({"fullyQualifiedName": dotted(diagnostic.path), "kind": "property"})
    if label.target is not Target.FILE:
        names.append({"name": label.source, "kind": label.target.value})
    return {**found, "logicalLocations": names} if names else found


def _related(diagnostic: Diagnostic, root: str) -> dict[str, Any]:
    found = [
        {
            "id": number,
            **_physical(label.source, label.place, root),
            "message": {"text": label.text or label.where},
        }
        for number, label in enumerate(diagnostic.labels, 1)
        if label.target is Target.FILE
    ]
    return {"relatedLocations": found} if found else {}


def _physical(file: str, place: Place | None, root: str) -> dict[str, Any]:
    found: dict[str, Any] = {"artifactLocation": _artifact(file, root)}
    if place is not None:
        found["region"] = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
    return {"physicalLocation": found}


def _artifact(file: str, root: str) -> dict[str, str]:
    path = relative(file, root)
    uri = quote(os.fsencode(path))
    if os.path.isabs(path):
        # A drive of Windows is no host: file:///C:/...
        return {"uri": f"file://{uri}" if path.startswith("/") else f"file:///{uri}"}
    return {"uri": uri, "uriBaseId": _ROOT}
