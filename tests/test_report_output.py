"""Where reports go: to the terminal in one format, and to files in others."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from xml.etree import ElementTree as ET

import pytest
from command import run

from hacfg.cli import main
from hacfg.report import DOCUMENTS, FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

posix = pytest.mark.skipif(os.name != "posix", reason="devices and links are those of POSIX")
GOOD = {"local": {"host": "localhost"}}
BAD = {"local": {"host": "localhost", "port": "6379"}}


class Done(NamedTuple):
    """What came of a command."""

    status: int
    out: str
    err: str


Validate: TypeAlias = "Callable[..., Done]"


@pytest.fixture
def validate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Validate:
    """Runs ``hacfg validate`` in a directory with a good and a bad file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "redis_config.json").write_text(json.dumps(BAD), encoding="utf-8")
    (tmp_path / "redis_config.good.json").write_text(json.dumps(GOOD), encoding="utf-8")

    def call(*arguments: str) -> Done:
        return Done(main(["validate", *arguments]), *capsys.readouterr())

    return call


# The format of the terminal


@pytest.mark.parametrize(
    ("told", "options", "annotated"),
    [
        ("true", [], True),
        ("true", ["--format", "text"], False),
        ("false", [], False),
        ("", ["--format", "github"], True),
        ("", [], False),
    ],
)
def test_github_is_the_default_in_its_actions(
    validate: Validate,
    monkeypatch: pytest.MonkeyPatch,
    told: str,
    options: list[str],
    annotated: bool,  # noqa: FBT001 - the outcome
) -> None:
    """Inside GitHub Actions problems are annotated, unless another format is asked for."""
    monkeypatch.setenv("GITHUB_ACTIONS", told)

    done = validate(*options)

    assert ("::error file=redis_config.json,line=1," in done.out) == annotated
    assert "= help: write 6379 without quotes" in done.out


@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_servers_know_files_from_the_top(
    validate: Validate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    """The directory that GitHub or GitLab checked out is what paths in reports are relative to."""
    monkeypatch.setenv(variable, str(tmp_path.parent))

    found = json.loads(validate("--format", "gitlab").out)

    assert found[0]["location"]["path"] == f"{tmp_path.name}/redis_config.json"


def test_an_unknown_format(validate: Validate) -> None:
    """A misspelt format gets a suggestion, and nothing is checked."""
    done = validate("--format", "sarfi")

    assert done == (2, "", (
        "hacfg validate: --format cannot be sarfi\n  = help: did you mean sarif?\n"
    ))  # fmt: skip


# Every format, whatever happened


def document(name: str, text: str) -> Any:
    """What a document holds: JSON, or the root of XML."""
    return ET.fromstring(text) if name == "junit" else json.loads(text)  # noqa: S314 - our own


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["missing.json"], "HC101"),
        (["--schema", "reddis", "redis_config.json"], "HC501"),
        (["--schema", "broken.json", "redis_config.json"], "HC501"),
        (["redis_config.json", "--env", "lokal"], "HC301"),
        (["redis_config.good.json", "--env", "local", "--set", "db=x"], "HC312"),
    ],
)
def test_what_could_not_be_checked_or_loaded(
    validate: Validate, tmp_path: Path, name: str, arguments: list[str], code: str
) -> None:
    """A missing file, a broken schema and a failed load are in the report of every format."""
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")

    done = validate("--format", name, *arguments)

    if name in DOCUMENTS:
        document(name, done.out)
    assert code in done.out
    assert (done.status, done.err) == (1 if code.startswith("HC3") else 2, "")


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_to_check(
    validate: Validate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Where no file is found a document is empty but whole, on the terminal and in a file."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")

    done = validate("--format", name, "--output", f"{name}=report")

    assert (tmp_path / "empty" / "report").read_text(encoding="utf-8") == done.out
    assert (document(name, done.out) is not None) if name in DOCUMENTS else done.out == ""
    assert done.err.startswith("hacfg validate: no config file found")
    assert done.status == 2


def test_a_load_names_its_environment(validate: Validate) -> None:
    """In a load the environment that was loaded is the one that is reported."""
    good = json.loads(validate("--format", "json", "redis_config.good.json", "--env", "local").out)
    bad = json.loads(validate("--format", "json", "redis_config.json", "--env", "local").out)

    assert [file["loaded"] for file in (*good["files"], *bad["files"])] == ["local", "local"]
    assert good["files"][0]["schema"] == "redis"
    assert bad["diagnostics"][0]["environment"] == "local"


def test_strict_counts_in_every_format(validate: Validate, tmp_path: Path) -> None:
    """With --strict a warning is an error in the files too."""
    path = tmp_path / "redis_config.prod.json"
    path.write_text(json.dumps({"production": {"host": "redis.example.com"}}), encoding="utf-8")

    done = validate("--strict", "--output", "gitlab=a.json", path.name)

    (found,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (found["check_name"], found["severity"]) == ("HC402", "major")
    assert done.status == 1


# Files


def test_outputs_beside_the_terminal(validate: Validate, tmp_path: Path) -> None:
    """Each --output writes one more report, in a folder that is made for it, without colour."""
    outputs = [f"{name}=reports/{name}.out" for name in FORMATS]

    done = validate(*(word for output in outputs for word in ("--output", output)), "-q")

    for name in FORMATS:
        text = (tmp_path / "reports" / f"{name}.out").read_text(encoding="utf-8")
        assert text == validate("--format", name, "-q").out
    assert done.out.startswith("error[HC201]: port must be an integer")
    assert (done.status, done.err) == (1, "")
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == sorted(
        f"{name}.out" for name in FORMATS
    )


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("sarfi=a", "--output knows no format sarfi\n  = help: did you mean sarif?"),
        (
            "xyz=a",
            f"--output knows no format xyz\n  = help: write one of {', '.join(FORMATS)}",
        ),
        ("sarif", "--output sarif lacks its file\n  = help: write --output sarif=FILE"),
        ("sarif=", "--output sarif lacks its file\n  = help: write --output sarif=FILE"),
        (
            "sarif=-",
            "--output writes files only\n  = help: write --format sarif for the terminal",
        ),
    ],
)
def test_an_output_that_cannot_be_meant(
    validate: Validate, tmp_path: Path, output: str, said: str
) -> None:
    """What is wrong with an --output is said before anything is checked or written."""
    done = validate("--output", "json=first.json", "--output", output)

    assert done == (2, "", f"hacfg validate: {said}\n")
    assert not (tmp_path / "first.json").exists()


def test_two_reports_in_one_file(validate: Validate) -> None:
    """The second report would replace the first, under whatever name."""
    done = validate("--output", "json=a", "--output", "sarif=./a")

    assert done.err.startswith("hacfg validate: --output names ./a twice\n")
    assert (done.status, done.out) == (2, "")


@pytest.mark.parametrize("file", ["folder", "redis_config.json/report.json"])
def test_an_output_that_cannot_be_written(validate: Validate, tmp_path: Path, file: str) -> None:
    """The loss of a report is said with its reason, status 2, and the others are written."""
    (tmp_path / "folder").mkdir()

    done = validate("--output", f"json={file}", "--output", "junit=a.xml")

    assert done.err.startswith(f"hacfg validate: {file} cannot be written: ")
    assert (done.status, "error[HC201]" in done.out) == (2, True)
    assert (tmp_path / "a.xml").exists()
    assert not list(tmp_path.rglob("*.part"))


def test_no_report_over_a_config(validate: Validate, tmp_path: Path) -> None:
    """A slip does not cost a config file: what was checked is not written over."""
    done = validate("--output", "json=./redis_config.json", "redis_config.json")

    assert json.loads((tmp_path / "redis_config.json").read_text(encoding="utf-8")) == BAD
    assert "./redis_config.json cannot be written: it is one of the files to check" in done.err
    assert done.status == 2


@posix
def test_a_link_stays_a_link(validate: Validate, tmp_path: Path) -> None:
    """A report that is a link to a file replaces that file."""
    (tmp_path / "real.json").write_text("old", encoding="utf-8")
    (tmp_path / "link.json").symlink_to("real.json")

    validate("--output", "json=link.json")

    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text(encoding="utf-8"))["version"] == 1


@posix
def test_pipes_stay_pipes(tmp_path: Path) -> None:
    """A stream or a pipe is written to, and never replaced by a file."""
    (tmp_path / "redis_config.json").write_text(json.dumps(BAD), encoding="utf-8")
    # No device: root would lose the one of this machine, should the code be wrong.
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    done = run(
        tmp_path, "validate", "-q", "--output", "gitlab=/dev/stdout", "--output", "concise=pipe"
    )
    written = os.read(reader, 65536)
    os.close(reader)

    assert "error[HC201]" in done.stdout
    assert '"check_name": "HC201"' in done.stdout
    assert written.startswith(b"redis_config.json:1:41: error[HC201]: ")
    assert pipe.is_fifo()
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_terminal_costs_no_file(tmp_path: Path) -> None:
    """Where standard output takes nothing, the files are written all the same."""
    (tmp_path / "redis_config.json").write_text(json.dumps(BAD), encoding="utf-8")

    with Path("/dev/full").open("wb") as full:
        done = run(tmp_path, "validate", "--output", "json=a.json", stdout=full)

    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["counts"]["errors"] == 1
    assert done.returncode == 2
