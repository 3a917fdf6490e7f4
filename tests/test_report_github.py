"""The format ``github``: a text for the log and workflow commands, read as a runner reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import example, given
from report_samples import REPORTS, case_reports, diagnostic, report

from hacfg.check import Report
from hacfg.diagnostic import Label, Line, Severity, Target
from hacfg.origin import Place
from hacfg.report import Style, renderer

if TYPE_CHECKING:
    from pathlib import Path


class Command(NamedTuple):
    """A workflow command as a runner understands it."""

    name: str
    properties: dict[str, str]
    message: str


def commands(log: str) -> list[Command]:
    """The commands in a log, by GitHub's rules: stopped ones are text, the older kind is none."""
    found: list[Command] = []
    resuming = ""
    for line in re.split("\r\n|\r|\n", log):
        text = line.lstrip()
        if resuming:
            resuming = "" if text == f"::{resuming}::" else resuming
            continue
        read = re.fullmatch(
            r"::(?P<name>[a-z-]+)(?: (?P<rest>.*?))?::(?P<data>.*)", text, re.DOTALL
        )
        if read is None:
            assert "##[" not in line
            continue
        if read["name"] == "stop-commands":
            resuming = read["data"]
            continue
        pairs = (pair.split("=", 1) for pair in (read["rest"] or "").split(",") if pair)
        properties = {name: unescaped(value, "%3A:", "%2C,") for name, value in pairs}
        found.append(Command(read["name"], properties, unescaped(read["data"])))
    assert not resuming
    return found


def unescaped(text: str, *more: str) -> str:
    """What a value means: the escapes of the toolkit undone, that of the percent sign last."""
    for escape in (*more, "%0D\r", "%0A\n", "%25%"):
        text = text.replace(escape[:3], escape[3:])
    return text


def rendered(*reports: Report, root: str = "") -> str:
    """The log of some reports."""
    return renderer("github")(reports, Style(root=root))


def test_a_problem_is_an_annotation() -> None:
    """File, lines, columns and title are properties; headline, notes and help the message."""
    place = Place(12, 13, 12, 19)
    found = diagnostic(
        Label("redis_config.json", "an integer", place),
        labels=(Label("redis_config.json", "first here", Place(3, 4, 3, 5)),),
        notes=("100 % sure",),
        help=("write 6379",),
    )

    assert rendered(report(found)).splitlines()[-1] == (
        "::error file=redis_config.json,line=12,col=13,endLine=12,endColumn=19,title=hacfg HC201"
        "::it is wrong%0Aredis_config.json:3:4: first here%0Anote: 100 %25 sure%0Ahelp: write 6379"
    )


def test_the_log_is_the_text() -> None:
    """Before the annotations stands what people read, uncoloured whatever is asked for."""
    found = report(diagnostic(Label("a.json", "", Place(1, 1, 1, 2), Line(1, "x", 1, 2))))

    log = renderer("github")([found], Style(colour=True))

    text = renderer("text")([found], Style())
    assert log.startswith(text)
    assert [command.name for command in commands(log.removeprefix(text))] == ["error"]


def test_a_good_report_has_no_command() -> None:
    """Without a problem there is the closing line alone."""
    assert rendered(Report("a.json", ())) == "1 file checked, no problem found\n"


def test_a_warning_is_a_warning() -> None:
    """The severity is the name of the command."""
    found = diagnostic(Label("a.json"), severity=Severity.WARNING)

    assert [command.name for command in commands(rendered(report(found)))] == ["warning"]


@pytest.mark.parametrize("target", [Target.VARIABLE, Target.ARGUMENT])
def test_what_has_no_file_names_none(target: Target) -> None:
    """A variable or an option is annotated at no file."""
    (command,) = commands(rendered(report(diagnostic(Label("variable A", target=target)))))

    assert command.properties == {"title": "hacfg HC201"}


def test_over_several_lines_there_are_no_columns() -> None:
    """A runner refuses columns of an annotation that ends on another line."""
    (command,) = commands(rendered(report(diagnostic(Label("a.json", "", Place(1, 5, 3, 2))))))

    assert command.properties == {
        "file": "a.json",
        "line": "1",
        "endLine": "3",
        "title": "hacfg HC201",
    }


def test_files_are_named_from_the_top_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step in a subdirectory annotates the file that GitHub knows."""
    (tmp_path / "services").mkdir()
    monkeypatch.chdir(tmp_path / "services")

    (command,) = commands(
        rendered(report(diagnostic(Label("redis_config.json"))), root=str(tmp_path))
    )

    assert command.properties["file"] == "services/redis_config.json"


@example(reports=[report(diagnostic(Label("a,b:c%.json"), headline="a\r\nb%0A::c,d"))])
@example(reports=[report(diagnostic(Label("a.json"), headline="##[error]x\n::error::y"))])
@given(reports=REPORTS)
def test_a_runner_reads_what_was_meant(reports: list[Report]) -> None:
    """Whatever a problem says, there is one command for each, and it says just that."""
    found = [each for report in reports for each in report.diagnostics]

    read = commands(rendered(*reports))

    assert [command.name for command in read] == [each.severity.value for each in found]
    for command, each in zip(read, found, strict=True):
        parts = [each.headline]
        parts += [f"{label.where}: {label.text}".removesuffix(": ") for label in each.labels]
        parts += [f"note: {text}" for text in each.notes]
        parts += [f"help: {text}" for text in each.help]
        assert command.message.startswith(each.headline)
        assert all(part in command.message for part in parts)
        assert command.properties["title"] == f"hacfg {each.code}"
        on_file = each.primary.target is Target.FILE
        assert command.properties.get("file") == (each.primary.source if on_file else None)


def test_the_annotations_of_the_cases() -> None:
    """Every case is annotated at the line that its report shows."""
    found = [each for report in case_reports() for each in report.diagnostics]

    read = commands(rendered(*case_reports()))

    lines = [each.primary.place and str(each.primary.place.line) for each in found]
    assert [command.properties.get("line") for command in read] == lines
