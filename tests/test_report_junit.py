"""The format ``junit``: held against an XSD, and read by junitparser."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from report_samples import REPORTS, case_reports, diagnostic, report

from hacfg.check import Report
from hacfg.diagnostic import Label, Severity
from hacfg.report import Style, renderer

XSD = Path(__file__).parent / "junit.xsd"


def rendered(*reports: Report) -> str:
    """The XML of some reports."""
    return renderer("junit")(reports, Style())


@cache
def schema() -> Any:
    """The schema of what the consumers of JUnit's XML share."""
    xmlschema = pytest.importorskip("xmlschema", reason="pip install xmlschema")
    return xmlschema.XMLSchema(str(XSD))


def cases(*reports: Report) -> dict[str, Any]:
    """The cases by name, as ``junitparser`` reads them."""
    junitparser = pytest.importorskip("junitparser", reason="pip install junitparser")
    suites = junitparser.JUnitXml.fromstring(rendered(*reports).encode())
    return {case.name: case for suite in suites for case in suite}


def test_the_cases_are_valid() -> None:
    """The XML of all cases is what the schema wants, and so is that of no file at all."""
    schema().validate(rendered(*case_reports()))
    schema().validate(rendered())


@example(reports=[report(diagnostic(Label("a\0\x1b]\ufffe.json"), headline="]]>\0\ud800<&\"'"))])
@given(reports=REPORTS)
def test_every_report_is_valid(reports: list[Report]) -> None:
    """Whatever a problem says, characters among it that XML cannot hold, the XML is valid."""
    xml = rendered(*reports)

    schema().validate(xml)
    assert xml.isascii()
    assert [suite.get("name") for suite in ET.fromstring(xml)] == [  # noqa: S314 - our own
        each.file for each in reports
    ]


def test_there_is_a_case_for_each_environment() -> None:
    """A file has a case of its own, for what concerns all of it, and one for each environment."""
    found = Report(
        "a.json",
        (
            diagnostic(Label("a.json"), headline="of the file"),
            diagnostic(Label("a.json"), path=("b", "port"), headline="of an environment"),
            diagnostic(Label("a.json"), path=("b", "host"), severity=Severity.WARNING),
        ),
        "redis",
        ("a", "b"),
    )

    read = cases(found)

    assert list(read) == ["a.json", "a.json [a]", "a.json [b]"]
    assert {case.classname for case in read.values()} == {"a.json"}
    assert [[problem.message for problem in case.result] for case in read.values()] == [
        ["of the file"],
        [],
        ["of an environment"],
    ]


def test_a_load_is_the_case_of_its_environment() -> None:
    """All that a load finds concerns the environment that was loaded."""
    found = Report("a.json", (diagnostic(Label("variable A")),), "redis", ("x",), "x")

    read = cases(found)

    assert [len(case.result) for case in read.values()] == [0, 1]


def test_a_failure_holds_the_text() -> None:
    """The errors of a case are one failure with all their text; warnings are output."""
    found = report(
        diagnostic(Label("a.json"), headline="first", path=("local",)),
        diagnostic(Label("a.json"), headline="second", path=("local",), code="HC205"),
        diagnostic(Label("a.json"), headline="third", path=("local",), severity=Severity.WARNING),
    )

    case = cases(found)["redis_config.json [local]"]

    (failure,) = case.result
    assert (failure.message, failure.type) == ("first; and 1 more", "HC201, HC205")
    assert failure.text == (
        "error[HC201]: first\n --> a.json\n\nerror[HC205]: second\n --> a.json\n"
    )
    assert case.system_out == "warning[HC201]: third\n --> a.json\n"


def test_what_was_not_checked_is_an_error() -> None:
    """JUnit tells a test that failed from one that could not run."""
    xml = rendered(Report("a.json", (diagnostic(Label("a.json"), code="HC101"),)))

    top = ET.fromstring(xml)  # noqa: S314 - our own
    assert (top.get("failures"), top.get("errors")) == ("0", "1")
    assert top.find("testsuite/testcase/error") is not None


def test_the_totals_are_those_of_the_cases() -> None:
    """Suites and the whole count what is within them."""
    top = ET.fromstring(rendered(*case_reports()))  # noqa: S314 - our own

    for element in (top, *top.iter("testsuite")):
        counted = [len(list(element.iter(name))) for name in ("testcase", "failure", "error")]
        assert [int(element.get(name, "")) for name in ("tests", "failures", "errors")] == counted


def test_the_text_of_a_case_is_in_its_xml() -> None:
    """What people read of the cases stands in the XML as it is."""
    top = ET.fromstring(rendered(*case_reports()))  # noqa: S314 - our own
    held = "\n".join(each.text or "" for each in top.iter() if each.tag != "testsuite")

    text = renderer("text")(case_reports(), Style(summary=False))

    blocks = re.split(r"\n\n(?=error\[|warning\[|\Z)", text)
    assert [block for block in filter(None, blocks) if block not in held] == []
