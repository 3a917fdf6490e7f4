"""The action, the workflow and the snippets of docs/ci.md: judged by schemas, and run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from command import HOME
from project_copy import ROOT, copy_project, need_packages, told, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
INSTALL, VALIDATE = ACTION["runs"]["steps"]
GOOD = {"local": {"host": "localhost"}}
BAD = {"local": {"host": "localhost", "port": "6379"}}
WARNED = {"production": {"host": "redis.example.com"}}


# What is written


def snippets(mark: str) -> list[str]:
    """The blocks of YAML in docs/ci.md that follow a mark."""
    text = (ROOT / "docs" / "ci.md").read_text("utf-8")
    return re.findall(rf"<!-- {mark} -->\n```yaml\n(.*?)```", text, re.DOTALL)


def schema_faults(schema: str, *files: Path) -> str:
    """What check-jsonschema finds in some files, by a schema that it carries along."""
    pytest.importorskip("check_jsonschema", reason="pip install check-jsonschema")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def written(directory: Path, texts: list[str]) -> list[Path]:
    """Files that hold some texts."""
    files = [directory / f"{number}.yml" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    return files


def test_the_workflows_are_valid(tmp_path: Path) -> None:
    """Our own workflow, and those in the guide, are what GitHub's schema wants."""
    shown = written(tmp_path, snippets("github-workflow"))

    own = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert own
    assert len(shown) == 3
    assert schema_faults("vendor.github-workflows", *own, *shown) == ""
    assert schema_faults("custom.github-workflows-require-timeout", *own, *shown) == ""


def test_the_action_is_valid() -> None:
    """The action is what GitHub's schema wants."""
    assert schema_faults("vendor.github-actions", ROOT / "action.yml") == ""


def test_the_pipeline_is_valid(tmp_path: Path) -> None:
    """The pipeline in the guide is what GitLab's schema wants."""
    shown = written(tmp_path, snippets("gitlab-ci"))

    assert len(shown) == 1
    assert schema_faults("vendor.gitlab-ci", *shown) == ""


def test_the_hooks_of_the_guide_exist() -> None:
    """Every hook that the guide shows is in the manifest."""
    known = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    shown = [yaml.safe_load(text) for text in snippets("pre-commit")]

    assert len(shown) == 2
    for config in shown:
        assert {hook["id"] for repo in config["repos"] for hook in repo["hooks"]} <= known


def uses(tree: Any) -> Iterator[dict[str, Any]]:
    """The steps of a workflow, or of an action, that use an action."""
    if isinstance(tree, dict):
        if isinstance(tree.get("uses"), str):
            yield tree
        for value in tree.values():
            yield from uses(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from uses(item)


def test_the_inputs_of_the_guide_exist() -> None:
    """Every input that the guide or our workflow gives to the action is one of its own."""
    texts = [*snippets("github-workflow"), (ROOT / ".github/workflows/ci.yml").read_text("utf-8")]
    steps = [step for text in texts for step in uses(yaml.safe_load(text))]
    ours = [step for step in steps if step["uses"] == "./" or "/hacfg@" in step["uses"]]

    assert len(ours) == 4
    assert {name for step in ours for name in step.get("with", {})} <= set(ACTION["inputs"])


def test_every_input_is_documented() -> None:
    """The table of the guide has the inputs of the action, and no others."""
    table = (ROOT / "docs" / "ci.md").read_text("utf-8").partition("| input |")[2]

    rows = re.findall(r"^\| `([a-z-]+)` \|", table.partition("\n\n")[0], re.MULTILINE)
    assert rows == list(ACTION["inputs"])


def test_other_actions_are_named_by_their_major_version() -> None:
    """What we use of others follows their fixes and no change that breaks."""
    steps = list(uses(yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))))

    foreign = [step["uses"] for step in steps if step["uses"] != "./"]
    assert foreign
    assert [name for name in foreign if not re.fullmatch(r"actions/[a-z-]+@v[0-9]+", name)] == []


def test_the_workflow_tests_what_we_promise() -> None:
    """The wheel is tested under every Python that its metadata names, on three systems."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    promised = re.findall(r"Python :: (3\.[0-9]+)\"", (ROOT / "pyproject.toml").read_text("utf-8"))

    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["python"] == promised
    assert [name.partition("-")[0] for name in matrix["system"]] == ["ubuntu", "macos", "windows"]


@pytest.mark.parametrize("step", [INSTALL, VALIDATE], ids=lambda step: step["name"])
def test_no_input_is_text_of_a_script(step: dict[str, Any]) -> None:
    """An expression in a script would run whatever an input holds."""
    assert step["shell"] == "bash"
    assert "${{" not in step["run"]


# What is run


class Run(NamedTuple):
    """What came of a step: its status, its log and the outputs that it set."""

    status: int
    log: str
    outputs: str


def bash() -> str:
    """The shell of the action's steps."""
    found = shutil.which("bash")
    if found is None or os.name != "posix":
        pytest.skip("bash is not installed")
    return found


def ran(step: Mapping[str, Any], home: Path, **inputs: str) -> Run:
    """Runs the script of a step as a runner does: bash -e, inputs as variables of their names."""
    given = {name: entry["default"] for name, entry in ACTION["inputs"].items()} | inputs
    expression = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
    filled = {
        name: expression.sub(lambda found: given[found[1]], text)
        for name, text in step.get("env", {}).items()
    }
    folder = expression.sub(lambda found: given[found[1]], step.get("working-directory", "."))
    script, outputs = home / "script.sh", home / "outputs"
    script.write_text(step["run"], encoding="utf-8")
    outputs.touch()
    done = told(
        [bash(), "--noprofile", "--norc", "-e", "-o", "pipefail", script],
        home / "checkout" / folder,
        without(
            "VIRTUAL_ENV",
            **filled,
            GITHUB_ACTIONS="true",
            GITHUB_ACTION_PATH=str(home / "hacfg"),
            GITHUB_OUTPUT=str(outputs),
            GITHUB_WORKSPACE=str(home / "checkout"),
            RUNNER_TEMP=str(home / "temp"),
        ),
    )
    return Run(done.returncode, done.stdout, outputs.read_text(encoding="utf-8"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A runner with a checkout, where this hacfg stands for the installed one."""
    checkout, programs = tmp_path / "checkout", tmp_path / "temp" / "hacfg" / "bin"
    for folder in (checkout / "services" / "a b", programs):
        folder.mkdir(parents=True)
    (checkout / "redis_config.json").write_text(json.dumps(GOOD), encoding="utf-8")
    bad = checkout / "services" / "a b" / "redis_config.json"
    bad.write_text(json.dumps(BAD), encoding="utf-8")
    warned = checkout / "services" / "redis_config.prod.json"
    warned.write_text(json.dumps(WARNED), encoding="utf-8")
    hacfg = programs / "hacfg"
    hacfg.write_text(
        f'#!/bin/sh\nPYTHONPATH="{HOME}" exec "{sys.executable}" -m hacfg "$@"\n', encoding="utf-8"
    )
    hacfg.chmod(0o755)
    return tmp_path


def test_a_good_file_passes(home: Path) -> None:
    """The step passes, and its output is the status."""
    done = ran(VALIDATE, home, files="redis_config.json")

    assert done == (0, "1 file checked, no problem found\n", "status=0\n")


def test_a_bad_file_is_annotated(home: Path) -> None:
    """Without any input everything is checked, and the fault is annotated at its line."""
    done = ran(VALIDATE, home)

    assert "1 error, 1 warning in 2 of 3 files" in done.log
    assert "::error file=services/a b/redis_config.json,line=1,col=41," in done.log
    assert (done.status, done.outputs) == (1, "status=1\n")


def test_the_inputs_are_options(home: Path) -> None:
    """Each input does what its option does; blank lines and blanks in names are no harm."""
    done = ran(
        VALIDATE,
        home,
        files="\nservices/redis_config.prod.json\r\n  \nservices/a b/redis_config.json\n",
        schema="redis",
        format="concise",
        strict="true",
        output="json=reports/a b.json\njunit=reports/hacfg.xml\n",
    )

    first, second, last = done.log.splitlines()
    assert first.startswith("services/redis_config.prod.json:1:2: error[HC402]: ")
    assert second.startswith("services/a b/redis_config.json:1:41: error[HC201]: ")
    assert last == "2 errors in 2 of 2 files"
    assert done.status == 1
    reports = home / "checkout" / "reports"
    assert sorted(path.name for path in reports.iterdir()) == ["a b.json", "hacfg.xml"]


def test_an_environment_is_loaded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an environment the variables of the job count."""
    monkeypatch.setenv("REDIS_PORT", "6379abc")

    done = ran(VALIDATE, home, files="redis_config.json", env="local")

    assert "error[HC312]: REDIS_PORT must be an integer" in done.log
    assert "::error title=hacfg HC312::REDIS_PORT must be an integer" in done.log
    assert done.status == 1


def test_another_working_directory(home: Path) -> None:
    """In a directory below, files are found there and annotated from the top."""
    done = ran(VALIDATE, home, **{"working-directory": "services/a b"})

    assert "--> redis_config.json:1:41" in done.log
    assert "::error file=services/a b/redis_config.json,line=1," in done.log


@pytest.mark.parametrize(
    "text", ["$(touch hit)", "`touch hit`", '"; touch hit; "', "'; touch hit; '", "a && touch hit"]
)
@pytest.mark.parametrize("name", ["files", "schema", "format", "output", "strict", "env"])
def test_an_input_is_never_run(home: Path, name: str, text: str) -> None:
    """Whatever an input holds, it is an argument: the worst that comes of it is a complaint."""
    done = ran(VALIDATE, home, **{name: text})

    assert done.status in (1, 2)
    assert not list(home.rglob("hit"))


@pytest.mark.parametrize("strict", ["yes", "True"])
def test_strict_is_true_or_false(home: Path, strict: str) -> None:
    """A value that might mean either is refused, with an annotation."""
    done = ran(VALIDATE, home, strict=strict)

    assert done.log == "::error title=hacfg::the input strict must be true or false\n"
    assert done.status == 2


def test_files_are_no_options(home: Path) -> None:
    """A file whose name begins with a dash is a file."""
    done = ran(VALIDATE, home, files="--strict")

    assert "error[HC" in done.log
    assert done.status == 2


@pytest.mark.slow
def test_the_action_installs_what_it_is(home: Path) -> None:
    """The whole action: it installs the hacfg beside it, and that checks the files."""
    need_packages(home / "packages")
    shutil.rmtree(home / "temp" / "hacfg")
    copy_project(home / "hacfg")

    installed = ran(INSTALL, home)
    done = ran(VALIDATE, home, files="redis_config.json")

    assert installed.status == 0, installed.log
    assert done == (0, "1 file checked, no problem found\n", "status=0\n")
