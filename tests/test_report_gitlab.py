"""The format ``gitlab``: a code quality report with the fields that GitLab documents."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from report_samples import CASES, REPORTS, case_reports, diagnostic, report

from hacfg.diagnostic import Label, Severity, Target
from hacfg.origin import Place
from hacfg.report import Style, renderer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hacfg.check import Report

# The table "Code Quality report format" of GitLab's documentation, which has no schema of it.
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    # Relative to the repository, and not beginning with a dot and a slash.
                    "path": {"type": "string", "pattern": r"^(?!\./)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {
                            "begin": {"type": "integer", "minimum": 1},
                            "end": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}


def rendered(*reports: Report, root: str = "") -> Any:
    """The array of some reports."""
    return json.loads(renderer("gitlab")(reports, Style(root=root)))


@given(reports=REPORTS)
def test_every_array_is_valid(reports: list[Report]) -> None:
    """Whatever a problem says, it has the documented fields, and a fingerprint of its own."""
    found = rendered(*reports)

    assert list(Draft202012Validator(SCHEMA).iter_errors(found)) == []
    assert len({each["fingerprint"] for each in found}) == len(found)


def test_the_cases() -> None:
    """Every problem of the cases is in the array, at its file and line."""
    found = rendered(*case_reports(), root=str(CASES))

    assert list(Draft202012Validator(SCHEMA).iter_errors(found)) == []
    problems = [each for report in case_reports() for each in report.diagnostics]
    places = [each.primary.place for each in problems]
    assert [each["check_name"] for each in found] == [each.code for each in problems]
    assert [each["location"]["lines"]["begin"] for each in found] == [
        place.line if place else 1 for place in places
    ]
    assert all(re.match("invalid/[^/]+/", each["location"]["path"]) for each in found)


@pytest.mark.parametrize(
    ("severity", "said"), [(Severity.ERROR, "major"), (Severity.WARNING, "minor")]
)
def test_a_problem_is_an_object(severity: Severity, said: str) -> None:
    """Description, code, severity, path and lines."""
    (found,) = rendered(
        report(diagnostic(Label("./a b.json", "", Place(3, 2, 4, 5)), severity=severity))
    )

    del found["fingerprint"]
    assert found == {
        "description": "it is wrong",
        "check_name": "HC201",
        "severity": said,
        "location": {"path": "a b.json", "lines": {"begin": 3, "end": 4}},
    }


def test_what_has_no_file_is_shown_at_the_file_checked() -> None:
    """GitLab wants a path and a line: a variable's are those of the file it belongs to."""
    (found,) = rendered(report(diagnostic(Label("variable A", target=Target.VARIABLE))))

    assert found["location"] == {"path": "redis_config.json", "lines": {"begin": 1}}
