"""The package as a whole: its version, its metadata, its shipped schemas, its README and CI."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import tomli

from hacfg.catalog import built_in
from hacfg.keypath import dotted
from hacfg.shipped import schema_path
from hacfg.version import __version__

ROOT = Path(__file__).parent.parent
SCHEMAS = sorted(path.name for path in (ROOT / "schemas").iterdir())
COMMAND = re.compile(r"^<!-- ci: ([a-z]+) -->\n```sh\n(.*)\n```$", re.MULTILINE)


@pytest.fixture
def project() -> dict[str, Any]:
    """What pyproject.toml declares."""
    return tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("file_name", SCHEMAS)
def test_every_schema_is_found(file_name: str) -> None:
    """The path of a shipped schema leads to the text that the repository holds."""
    path = schema_path(file_name)

    assert Path(path).is_absolute()
    assert Path(path).read_bytes() == (ROOT / "schemas" / file_name).read_bytes()


def test_the_repository_holds_the_schemas() -> None:
    """There is a schema for an environment and one for a file, of Redis and of a database."""
    wanted = {
        f"{kind}{what}.schema.json" for kind in ("redis", "database") for what in ("", "_config")
    }

    assert wanted <= set(SCHEMAS)


def test_an_unknown_schema_is_named() -> None:
    """Asking for a schema that is not shipped says which one was asked for."""
    with pytest.raises(FileNotFoundError, match=r"no schema kafka\.schema\.json$"):
        schema_path("kafka.schema.json")


def test_four_dependencies(project: dict[str, Any]) -> None:
    """Installing hacfg brings four packages, and no others."""
    names = [re.split(r"[^a-z-]", line)[0] for line in project["project"]["dependencies"]]

    assert names == ["jsonschema", "python-dotenv", "redis", "tomli"]


def test_the_version_has_one_source(project: dict[str, Any]) -> None:
    """The build takes the version from hacfg.version, where the command line finds it too."""
    source = ROOT / project["tool"]["hatch"]["version"]["path"]

    assert project["project"]["dynamic"] == ["version"]
    assert source.read_text(encoding="utf-8").endswith(f'\n__version__ = "{__version__}"\n')


def test_the_changelog_leads_up_to_the_version() -> None:
    """The changelog opens with what is unreleased; its last release, if any, is this version."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", changelog, re.MULTILINE)

    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[[0-9.]+\] - [0-9]{4}-[0-9]{2}-[0-9]{2}", h) for h in headings[1:])
    assert [h.split()[0] for h in headings[1:2]] in ([], [f"[{__version__}]"])


def test_the_classifiers_name_every_python(project: dict[str, Any]) -> None:
    """The classifiers name the Python versions that the README promises."""
    prefix = "Programming Language :: Python :: 3."
    classifiers = project["project"]["classifiers"]
    versions = [c.removeprefix(prefix) for c in classifiers if c.startswith(prefix)]

    assert versions == ["10", "11", "12", "13", "14"]
    assert project["project"]["requires-python"] == ">=3.10"
    assert "Python 3.10 to 3.14." in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_has_two_commands() -> None:
    """The README marks two commands, each one line that stands alone, for CI to run."""
    commands = dict(COMMAND.findall((ROOT / "README.md").read_text(encoding="utf-8")))

    assert sorted(commands) == ["start", "test"]
    assert all(line.startswith("python3 -m venv .venv && ") for line in commands.values())


def test_the_readme_checks_files_that_exist() -> None:
    """The files that the README's first command checks are in the repository."""
    commands = dict(COMMAND.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    files = commands["start"].partition(" validate ")[2].split()

    assert files
    assert [name for name in files if not (ROOT / name).is_file()] == []


def test_ci_can_be_run() -> None:
    """The one command of CI is executable."""
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_types_are_published() -> None:
    """Type checkers may trust the types of the package."""
    assert (ROOT / "hacfg" / "py.typed").is_file()


@pytest.mark.parametrize("name", ["redis", "database"])
def test_the_readme_lists_every_setting(name: str) -> None:
    """A message that sends people to the README for a name must not disappoint them."""
    settings = built_in(name).settings.values()
    listed = (ROOT / "README.md").read_text(encoding="utf-8")

    missing = [s.path for s in settings if f"| `{dotted(s.path)}` |" not in listed]
    unnamed = [s.path for s in settings if f"| `{s.variables[0]}` |" not in listed]
    assert (missing, unnamed) == ([], [])
