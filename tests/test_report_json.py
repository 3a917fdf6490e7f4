"""The format ``json``: everything that the text says, for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from report_samples import REPORTS, case_reports, diagnostic, report

from hacfg.check import Report
from hacfg.diagnostic import Diagnostic, Label, Line, Severity, Target
from hacfg.origin import Place
from hacfg.report import Style, renderer
from hacfg.version import __version__


def rendered(*reports: Report) -> Any:
    """The document of some reports."""
    return json.loads(renderer("json")(reports, Style()))


def label_of(entry: dict[str, Any]) -> Label:
    """The label that an object of the document describes."""
    named = {
        Target.FILE: entry["file"],
        Target.VARIABLE: entry["variable"] and f"variable {entry['variable']}",
        Target.ARGUMENT: entry["argument"],
    }
    ((target, source),) = ((key, value) for key, value in named.items() if value is not None)
    start, end, shown = entry["start"], entry["end"], entry["excerpt"]
    return Label(
        source,
        entry["label"],
        Place(start["line"], start["column"], end["line"], end["column"]) if start else None,
        Line(shown["line"], shown["text"], shown["start"], shown["end"]) if shown else None,
        target,
    )


def diagnostic_of(entry: dict[str, Any]) -> Diagnostic:
    """The diagnostic that an object of the document describes."""
    return Diagnostic(
        entry["code"],
        Severity(entry["severity"]),
        entry["headline"],
        tuple(entry["path"]),
        label_of(entry),
        tuple(map(label_of, entry["labels"])),
        tuple(entry["notes"]),
        tuple(entry["help"]),
    )


def reports_of(document: dict[str, Any]) -> list[Report]:
    """The reports that a document describes."""
    return [
        Report(
            file["file"],
            tuple(
                diagnostic_of(entry)
                for entry in document["diagnostics"]
                if entry["config"] == file["file"]
            ),
            file["schema"] or "",
            tuple(file["environments"]),
            file["loaded"] or "",
        )
        for file in document["files"]
    ]


def test_the_json_of_the_cases_gives_their_text() -> None:
    """Whoever reads the document can write the text of every case, line by line."""
    again = reports_of(rendered(*case_reports()))

    text = renderer("text")
    assert text(again, Style()) == text(case_reports(), Style())


@given(reports=REPORTS)
def test_the_json_gives_back_the_reports(reports: list[Report]) -> None:
    """Nothing of a report is lost in the document, or changed."""
    assert reports_of(rendered(*reports)) == reports


def test_a_problem_is_an_object() -> None:
    """The documented fields, with the key path as an array and as people write it."""
    line = Line(12, '    "port": "6379",', 13, 19)
    found = diagnostic(
        Label("redis_config.json", "an integer", Place(12, 13, 12, 19), line),
        headline="port must be an integer",
        path=("local", "cluster nodes", 0),
        labels=(Label("variable A", target=Target.VARIABLE),),
        notes=("a note",),
        help=("write 6379",),
    )

    document = rendered(report(found))

    assert document["diagnostics"] == [
        {
            "code": "HC201",
            "severity": "error",
            "headline": "port must be an integer",
            "config": "redis_config.json",
            "environment": "local",
            "path": ["local", "cluster nodes", 0],
            "setting": 'local."cluster nodes"[0]',
            "file": "redis_config.json",
            "variable": None,
            "argument": None,
            "start": {"line": 12, "column": 13},
            "end": {"line": 12, "column": 19},
            "label": "an integer",
            "excerpt": {"line": 12, "text": '    "port": "6379",', "start": 13, "end": 19},
            "labels": [
                {
                    "file": None,
                    "variable": "A",
                    "argument": None,
                    "start": None,
                    "end": None,
                    "label": "",
                    "excerpt": None,
                }
            ],
            "notes": ["a note"],
            "help": ["write 6379"],
        }
    ]


def test_the_document_says_what_was_checked() -> None:
    """Every file is in it, good or bad, with its schema, its environments, and the counts."""
    unread = diagnostic(Label("b.json"), code="HC101")
    warned = diagnostic(Label("redis_config.json"), severity=Severity.WARNING)

    document = rendered(report(warned), Report("b.json", (unread,)), Report("c.json", (), "redis"))

    assert document["version"] == 1
    assert document["hacfg"] == __version__
    assert document["files"] == [
        {
            "file": "redis_config.json",
            "checked": True,
            "schema": "redis",
            "environments": ["local"],
            "loaded": None,
        },
        {"file": "b.json", "checked": False, "schema": None, "environments": [], "loaded": None},
        {"file": "c.json", "checked": True, "schema": "redis", "environments": [], "loaded": None},
    ]
    assert document["counts"] == {
        "files": 3,
        "affected": 1,
        "unchecked": 1,
        "errors": 0,
        "warnings": 1,
    }


@pytest.mark.parametrize(
    ("loaded", "path", "environment"),
    [
        ("", ("local", "port"), "local"),
        ("", ("hots",), None),
        ("", (), None),
        ("production", ("port",), "production"),
    ],
)
def test_the_environment_of_a_problem(
    loaded: str, path: tuple[str, ...], environment: str | None
) -> None:
    """In a check the first key tells the environment; in a load all problems are of the one."""
    found = report(diagnostic(Label("a.json"), path=path)).replace(loaded=loaded)

    assert rendered(found)["diagnostics"][0]["environment"] == environment
