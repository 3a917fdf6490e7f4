"""The format ``junit``: the XML of JUnit as Jenkins, GitLab and others read it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..diagnostic import Severity
from ..keypath import legible
from .block import block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..check import Report
    from ..diagnostic import Diagnostic
    from . import Style

# What XML 1.0 cannot hold, not even as a character reference.
_IMPOSSIBLE = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def render(reports: Sequence[Report], style: Style) -> str:
    """A suite for each file; in it a case for the file as such and one for each environment."""
    suites = [_suite(report) for report in reports]
    top = Element("testsuites", {"name": "hacfg", **_totals(suites)})
    top.extend(suites)
    indent(top)
    # In ASCII, so that no encoding of a terminal or of a log can harm it.
    body = tostring(top, encoding="us-ascii", xml_declaration=False).decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _suite(report: Report) -> Element:
    found: dict[str, list[Diagnostic]] = {"": []}
    found.update((name, []) for name in report.environments)
    for diagnostic in report.diagnostics:
        found.setdefault(report.environment_of(diagnostic), []).append(diagnostic)
    cases = [_case(report, name, several) for name, several in found.items()]
    suite = Element("testsuite", {"name": _possible(legible(report.file)), **_totals(cases)})
    suite.extend(cases)
    return suite


def _case(report: Report, environment: str, found: Sequence[Diagnostic]) -> Element:
    file = _possible(legible(report.file))
    name = f"{file} [{_possible(legible(environment))}]" if environment else file
    case = Element("testcase", name=name, classname=file, time="0")
    errors = [each for each in found if each.severity is Severity.ERROR]
    warnings = [each for each in found if each.severity is Severity.WARNING]
    if errors:
        kind = "error" if any(map(report.prevented_by, errors)) else "failure"
        codes = ", ".join(sorted({each.code for each in errors}))
        failure = SubElement(case, kind, message=_possible(_headline(errors)), type=codes)
        failure.text = _text(errors)
    if warnings:
        SubElement(case, "system-out").text = _text(warnings)
    return case


def _headline(errors: Sequence[Diagnostic]) -> str:
    first, *more = (each.headline for each in errors)
    return f"{first}; and {len(more)} more" if more else first


def _text(found: Iterable[Diagnostic]) -> str:
    return _possible("\n".join(block(each, _plain) for each in found))


def _plain(_: str, text: str) -> str:
    return text


def _totals(elements: Sequence[Element]) -> dict[str, str]:
    """The counts of what is within some suites or cases."""
    cases = [case for element in elements for case in element.iter("testcase")]
    return {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": str(sum(case.find("error") is not None for case in cases)),
        "time": "0",
    }


def _possible(text: str) -> str:
    """The text with what XML cannot hold written as Python writes it."""
    return re.sub(_IMPOSSIBLE, lambda found: ascii(found[0])[1:-1], text)
