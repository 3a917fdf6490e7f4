"""All formats alike: ordered, the same each time, valid in any encoding, and free of secrets."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from command import variables
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import REPORTS, case_reports

from hacfg.check import Report, check_config_file
from hacfg.report import DOCUMENTS, FORMATS, Style, renderer

if TYPE_CHECKING:
    from collections.abc import Callable

PARSERS: dict[str, Callable[[str], Any]] = {
    "json": json.loads,
    "gitlab": json.loads,
    "sarif": json.loads,
    "junit": ET.fromstring,
}


@pytest.mark.parametrize("name", FORMATS)
@given(reports=REPORTS)
def test_a_report_is_the_same_each_time(name: str, reports: list[Report]) -> None:
    """A report depends on what was found and nothing else, and colour is for text alone."""
    render = renderer(name)

    first = render(reports, Style())

    assert render(reports, Style()) == first
    if name != "text":
        assert render(reports, Style(colour=True)) == first


PROGRAM = """
import sys
from hacfg.check import check_config_file
from hacfg.report import FORMATS, Style, renderer

sys.path.insert(0, sys.argv[1])
from report_samples import case_reports

for name in FORMATS:
    sys.stdout.buffer.write(renderer(name)(case_reports(), Style()).encode())
"""


def test_a_report_is_the_same_in_every_process() -> None:
    """No order depends on the hashes of a process."""
    here = "".join(renderer(name)(case_reports(), Style()) for name in FORMATS)

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(Path(__file__).parent)],
        env=variables(PYTHONHASHSEED="77"),
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode() == here


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
@pytest.mark.parametrize("reports", [(), (Report("a.json", ()),), case_reports()])
def test_a_document_is_whole(name: str, reports: tuple[Report, ...]) -> None:
    """Of no file, of a good one and of bad ones a document can be parsed, and is all ASCII."""
    text = renderer(name)(reports, Style())

    PARSERS[name](text)
    assert text.isascii()
    assert text.endswith("\n")


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_document_takes_any_file_name(name: str) -> None:
    """A name that is no text, or that holds what steers a terminal, spoils no document."""
    (bad,) = (each for each in case_reports() if "/quoted-port/" in Path(each.file).as_posix())
    odd = [
        bad.replace(
            file=file,
            diagnostics=tuple(
                each.replace(primary=each.primary.replace(source=file)) for each in bad.diagnostics
            ),
        )
        for file in ("a\x1b[2J.json", "\udcff.json", "a\nb.json", "密码.json", "a&<'\".json")
    ]

    text = renderer(name)(odd, Style())

    PARSERS[name](text)
    assert text.encode("utf-8").isascii()
    assert "\x1b" not in text


def test_every_document_has_every_problem() -> None:
    """The formats agree in how much there is to report."""
    count = sum(len(report.diagnostics) for report in case_reports())

    text = {name: renderer(name)(case_reports(), Style()) for name in FORMATS}

    assert len(json.loads(text["json"])["diagnostics"]) == count
    assert len(json.loads(text["gitlab"])) == count
    assert len(json.loads(text["sarif"])["runs"][0]["results"]) == count
    assert len(text["concise"].splitlines()) == count + 1
    assert text["junit"].count("error[HC") + text["junit"].count("warning[HC") == count


# Redaction

MARKER = "zq8Vx3Kp"
HOLDERS: list[dict[str, Any]] = [
    {"password": MARKER},
    {"password": [MARKER]},
    {"password": {"a": MARKER}},
    {"pasword": MARKER},
    {"ssl_password": MARKER},
    {"sentinel": {"password": MARKER}},
    {"retrys": [MARKER]},
    {"host": f"redis://:{MARKER}@h"},
    {"password": f"${{X:-{MARKER}"},
    {"password": f"${{X:-{MARKER}}}"},
    {"password": f" {MARKER} "},
]
FAULTS: list[dict[str, Any]] = [{"port": "6379"}, {"db": -1}, {"hots": 1}, {}]
BREAKS = ["", "}", '"', "\n", ":", ", ,", "\x01", "\\", "NaN"]


@settings(max_examples=60)  # each is a check and seven reports
@given(
    holder=st.sampled_from(HOLDERS),
    fault=st.sampled_from(FAULTS),
    name=st.sampled_from(["production", "local"]),
    indent=st.sampled_from([None, 1]),
    data=st.data(),
)
def test_no_format_tells_a_secret(
    holder: dict[str, Any],
    fault: dict[str, Any],
    name: str,
    indent: int | None,
    data: st.DataObject,
) -> None:
    """Whatever is wrong with a file, and wherever it is broken, no format shows its secrets."""
    text = json.dumps({name: {"host": "h"} | fault | holder}, indent=indent)
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + data.draw(st.sampled_from(BREAKS)) + text[at:]
    # A break may cut the marker in two: then what is left of it is looked for.
    halves = [half for half in (MARKER[:4], MARKER[4:]) if half in text]
    with TemporaryDirectory() as home:
        path = Path(home, "redis_config.json")
        path.write_text(text, encoding="utf-8")
        report = check_config_file(str(path)).replace(file="redis_config.json")

    said = "\n".join(renderer(form)([report], Style(colour=True)) for form in FORMATS)

    assert [half for half in halves if half in said] == []


def test_files_are_in_the_order_of_the_reports() -> None:
    """No format sorts: what is checked first is reported first."""
    some = case_reports()[:3]

    for name in FORMATS:
        for order in permutations(some):
            text = renderer(name)(order, Style(summary=False))
            found = [text.index(Path(each.file).parent.name) for each in order]
            assert found == sorted(found)
