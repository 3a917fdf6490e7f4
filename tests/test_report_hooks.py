"""The hooks: run by pre-commit and by prek, at real commits in a real repository."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sysconfig
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from project_copy import ROOT, copy_project, need_packages, told, without

from hacfg.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
CHANGED, ALL = HOOKS
GOOD = {"local": {"host": "localhost"}}
BAD = {"local": {"host": "localhost", "port": "6379"}}


# The manifest


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("redis_config.json", True),
        ("services/cart/redis_config.production.json", True),
        ("database_config.toml", True),
        ("database_config.eu.west.toml", True),
        ("redis_config.json.example", True),
        ("a/redis_config.eu.toml.sample", True),
        (".env", True),
        ("a/.env.production", True),
        (".env.example", True),
        ("staging.env", True),
        ("schemas/redis_config.schema.json", False),
        ("redis_config.json.bak", False),
        ("my_redis_config.json", False),
        ("redis_config.yaml", False),
        ("redis_config.json/notes.md", False),
        ("package.json", False),
        (".envrc", False),
        ("environment.py", False),
    ],
)
def test_the_names_of_changed_files(name: str, taken: bool) -> None:  # noqa: FBT001 - the outcome
    """The hook takes what has the name of a config or of variables, and only what can be read."""
    found = re.search(CHANGED["files"], name) is not None

    assert found == taken
    assert format_of(name) is not None or not taken


def test_the_hooks() -> None:
    """One hook for changed files, in one process; one for all files, at every commit."""
    assert [hook["id"] for hook in HOOKS] == ["hacfg-validate", "hacfg-validate-all"]
    assert {hook["entry"] for hook in HOOKS} == {"hacfg validate"}
    assert (CHANGED["types"], CHANGED["require_serial"]) == (["text"], True)
    assert (ALL["pass_filenames"], ALL["always_run"]) == (False, True)


# Real runs


def program(name: str) -> str:
    """A program that the test extra installs."""
    found = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: pip install {name}")
    return found


class Repository:
    """A git repository with a config, and the variables that its commands run with."""

    def __init__(self, path: Path, variables: Mapping[str, str]) -> None:
        self.path = path
        self.variables = variables

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Runs a command in the repository; both of its streams are in ``stdout``."""
        return told(command, self.path, self.variables)

    def git(self, *arguments: str) -> str:
        """What a git command that has to succeed prints."""
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stdout
        return done.stdout.strip()

    def write(self, **files: Any) -> None:
        """Writes JSON files, by their names without the ending."""
        for name, content in files.items():
            (self.path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")

    def commit(self, **files: Any) -> subprocess.CompletedProcess[str]:
        """Writes JSON files, and tries to commit whatever there is."""
        self.write(**files)
        self.git("add", "--all")
        return self.run("git", "commit", "--message", "a change")


@pytest.fixture
def hacfg(tmp_path: Path) -> Repository:
    """The repository of hacfg itself, as a hook is installed from it."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    need_packages(tmp_path / "packages")
    settings = tmp_path / "gitconfig"
    settings.write_text("[safe]\ndirectory = *\n[init]\ndefaultBranch = main\n", encoding="utf-8")
    variables = without(
        *("GIT_", "PRE_COMMIT", "PREK", "PYTHONPATH", "SKIP", "VIRTUAL_ENV"),
        GIT_AUTHOR_NAME="A",
        GIT_AUTHOR_EMAIL="a@example.com",
        GIT_COMMITTER_NAME="A",
        GIT_COMMITTER_EMAIL="a@example.com",
        GIT_CONFIG_NOSYSTEM="1",
        GIT_CONFIG_GLOBAL=str(settings),
        PRE_COMMIT_HOME=str(tmp_path / "pre-commit"),
        PREK_HOME=str(tmp_path / "prek"),
    )
    repository = Repository(copy_project(tmp_path / "hacfg"), variables)
    repository.git("init", "--quiet")
    repository.commit()
    return repository


def project(hacfg: Repository) -> Repository:
    """A repository of somebody who uses hacfg."""
    path = hacfg.path.parent / "project"
    path.mkdir()
    repository = Repository(path, hacfg.variables)
    repository.git("init", "--quiet")
    return repository


@pytest.mark.slow
def test_try_repo(hacfg: Repository) -> None:
    """pre-commit installs the hooks and runs them: on what is changed, and on what there is."""
    repository = project(hacfg)
    repository.commit(redis_config=BAD)
    repository.write(**{"redis_config.eu": GOOD, "package": {"name": "not ours"}})
    repository.git("add", "--all")

    done = repository.run(program("pre-commit"), "try-repo", hacfg.path, "--verbose")

    changed, everything = re.split("(?m)^hacfg validate, all files", done.stdout)
    assert re.search(r"(?m)^hacfg validate\.+Passed$", changed)
    assert "1 file checked, no problem found" in changed
    assert re.match(r"\.+Failed$", everything.splitlines()[0])
    assert "- exit code: 1" in everything
    assert "--> redis_config.json:1:41" in everything
    assert "1 error in 1 of 2 files" in everything
    assert done.returncode == 1


@pytest.mark.slow
def test_commits(hacfg: Repository) -> None:
    """Under prek a good commit passes; a bad one is refused with the report, by both hooks."""
    repository = project(hacfg)
    hooks = [{"id": hook["id"]} for hook in HOOKS]
    source = {"repo": str(hacfg.path), "rev": hacfg.git("rev-parse", "HEAD"), "hooks": hooks}
    config = json.dumps({"repos": [source]})
    (repository.path / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    installed = repository.run(program("prek"), "install")

    good = repository.commit(redis_config=GOOD, package={"name": "not ours"})
    bad = repository.commit(redis_config=BAD)
    log = repository.git("log", "--oneline")
    mended = repository.commit(redis_config=GOOD | {"staging": {"host": "redis.example.com"}})

    assert installed.returncode == 0, installed.stdout
    assert good.returncode == 0, good.stdout
    assert bad.returncode == 1
    assert bad.stdout.count('port must be an integer, not the string "6379"') == len(HOOKS)
    assert "= help: write 6379 without quotes" in bad.stdout
    assert len(log.splitlines()) == 1
    assert mended.returncode == 0, mended.stdout


def test_pre_commit_knows_the_manifest() -> None:
    """Every key of the manifest is one that pre-commit knows, with a value that it takes."""
    command = [program("pre-commit"), "validate-manifest", ".pre-commit-hooks.yaml"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout + done.stderr) == (0, "")
