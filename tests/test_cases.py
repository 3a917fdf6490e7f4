"""The case directory: what `hacfg validate` says of the files in it is the specification.

`tests/cases/valid/NAME/` holds files without any problem. `tests/cases/invalid/NAME/` holds one
file and two statements about it:

- `faults.txt` is what is wrong, thought out before the checker was asked: a line for each problem,
  `CODE at KEY.PATH on TEXT`, where TEXT is what the report underlines, its first line at least.
- `report.txt` is all that the command prints, run in that directory.

Every secret in the cases holds the word in `MARKER`, and no report may hold it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from hacfg.check import Report, check_config_file
from hacfg.cli import main
from hacfg.diagnostic import COULD_NOT_CHECK, Severity, severity
from hacfg.keypath import dotted
from hacfg.report import FORMATS, Style, renderer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hacfg.diagnostic import Diagnostic

MARKER = "s3cr3t"
CASES = Path(__file__).parent / "cases"
STATEMENTS = ("faults.txt", "report.txt")
VALID = sorted(path for path in (CASES / "valid").glob("*/*") if path.is_file())
INVALID = sorted(path for path in (CASES / "invalid").iterdir() if path.is_dir())


def the_file(case: Path) -> str:
    """The name of the config file of an invalid case."""
    (file,) = (file for file in case.iterdir() if file.name not in STATEMENTS)
    return file.name


@cache
def report_on(case: Path) -> Report:
    """What the checker finds in an invalid case."""
    return check_config_file(str(case / the_file(case)))


def text_of(case: Path) -> str:
    """The text of an invalid case as an editor shows it, wrong bytes replaced."""
    return (case / the_file(case)).read_bytes().decode("utf-8-sig", "replace")


def lines_of(text: str) -> list[str]:
    """The lines of a text, whatever ends them."""
    return re.split("\r\n|\n|\r", text)


def stated(diagnostic: Diagnostic, text: str) -> str:
    """A diagnostic as `faults.txt` has it."""
    words = diagnostic.code
    if diagnostic.path:
        words += f" at {dotted(diagnostic.path)}"
    place = diagnostic.primary.place
    if place:
        line = lines_of(text)[place.line - 1]
        end = place.end_column - 1 if place.end_line == place.line else len(line)
        words += f" on {line[place.column - 1 : end] or '-'}"
    return words


def test_there_are_cases() -> None:
    """The directory is the specification, so it cannot be empty or have moved."""
    assert len(VALID) >= 35
    assert len(INVALID) >= 200


def test_there_are_secrets_in_the_cases() -> None:
    """The marker stands in many files, or its absence from the reports would mean nothing."""
    holders = [case for case in INVALID if MARKER in text_of(case)]

    assert len(holders) >= 70


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.parent.name)
def test_valid(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A valid file passes without a word, in strict mode too."""
    monkeypatch.chdir(path.parent)

    status = main(["validate", "--strict", "--quiet", path.name])

    assert capsys.readouterr().out == ""
    assert status == 0


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.name)
def test_faults(case: Path) -> None:
    """Each thing that is wrong is one diagnostic, at its place, and nothing else is."""
    text = text_of(case)

    found = [stated(diagnostic, text) for diagnostic in report_on(case).diagnostics]

    assert found == lines_of((case / "faults.txt").read_bytes().decode())[:-1]


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.name)
def test_report(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command prints exactly the report beside the file, and its status says how bad it is."""
    monkeypatch.chdir(case)

    status = main(["validate", the_file(case)])

    codes = set(re.findall(r"^HC[0-9]{3}", (case / "faults.txt").read_text("utf-8"), re.MULTILINE))
    unchecked = not codes.isdisjoint(COULD_NOT_CHECK)
    assert capsys.readouterr().out == (case / "report.txt").read_bytes().decode()
    assert status == (2 if unchecked else int(Severity.ERROR in map(severity, codes)))


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_a_secret(name: str) -> None:
    """No report holds a secret of its file, in whatever format and with colour or without."""
    reports = [report_on(case) for case in INVALID]

    render = renderer(name)
    assert MARKER not in render(reports, Style())
    assert MARKER not in render(reports, Style(colour=True))


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.name)
def test_every_label_lies_inside_the_file(case: Path) -> None:
    """Places and excerpts point at lines and columns that the file has."""
    lines = lines_of(text_of(case))
    labels = [
        label
        for diagnostic in report_on(case).diagnostics
        for label in (diagnostic.primary, *diagnostic.labels)
    ]

    for place in (label.place for label in labels if label.place):
        assert 1 <= place.line <= place.end_line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert 1 <= place.end_column <= len(lines[place.end_line - 1]) + 1
    for line in (label.line for label in labels if label.line):
        assert 1 <= line.start < line.end <= len(line.text) + 2


def test_a_missing_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A file that is not there could not be checked, which is no finding."""
    path = tmp_path / "redis_config.json"

    status = main(["validate", "--format", "concise", "--quiet", str(path)])

    assert capsys.readouterr().out == f"{path}: error[HC101]: {path} does not exist\n"
    assert status == 2


def test_a_missing_file_beside_a_bad_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be checked weighs more than findings, which are still reported."""
    monkeypatch.chdir(CASES / "invalid" / "quoted-port")

    status = main(["validate", "--format", "concise", "--quiet", "none.json", "redis_config.json"])

    assert [line.split(": ")[1] for line in capsys.readouterr().out.splitlines()] == [
        "error[HC101]",
        "error[HC201]",
    ]
    assert status == 2


def test_warnings_fail_in_strict_mode_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warning does not break a build until somebody asks for it."""
    monkeypatch.chdir(CASES / "invalid" / "production-without-tls")

    lenient = main(["validate", "-q", "redis_config.json"])
    warned = capsys.readouterr().out
    strict = main(["validate", "-q", "--strict", "redis_config.json"])

    assert (lenient, strict) == (0, 1)
    assert capsys.readouterr().out == warned.replace("warning[", "error[")
