"""The command ``hacfg init``: an empty project, an existing one, one that comes from elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
import tomli
import yaml

from hacfg.cli.main import main

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

EXAMPLES = ["redis_config.json.example", "database_config.json.example"]
WHOLE = [*EXAMPLES, ".env.example"]
SEQUELIZE = {
    "development": {"dialect": "sqlite", "storage": "dev.db", "logging": False},
    "production": {
        "dialect": "postgres",
        "host": "db.example.com",
        "database": "app",
        "username": "app",
        "password": "hunter2hunter2",
        "dialectOptions": {"ssl": {"require": True}},
    },
}


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty project."""
    monkeypatch.chdir(tmp_path)


def texts() -> dict[str, str]:
    """All files of the project."""
    return {p.name: p.read_bytes().decode() for p in Path().iterdir() if p.is_file()}


def test_an_empty_project(capsys: pytest.CaptureFixture[str]) -> None:
    """Both examples, the example of variables, the hook and the table are written."""
    status = main(["init"])

    lines = capsys.readouterr().out.splitlines()
    assert lines[:-1] == [
        f"wrote {name}" for name in [*WHOLE, ".pre-commit-config.yaml", "hacfg.toml"]
    ]
    assert "hacfg validate" in lines[-1]
    assert status == 0


def test_what_it_writes_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    """The check passes right away, under the table that was written; the example is current."""
    main(["init"])
    capsys.readouterr()

    assert main(["validate", "--strict"]) == 0
    assert capsys.readouterr().out == "2 files checked, no problem found\n"
    assert main(["validate", ".env.example"]) == 0
    assert main(["env", "--check"]) == 0


def test_the_examples_are_those_of_the_repository() -> None:
    """The examples that are written are the ones that the README speaks of."""
    main(["init"])

    root = Path(__file__).parent.parent
    for name in EXAMPLES:
        assert Path(name).read_bytes() == (root / name).read_bytes()


def test_a_second_run_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Once more, even by force, nothing is written, and that is said."""
    main(["init"])
    before = texts()
    capsys.readouterr()

    statuses = [main(["init"]), main(["init", "--force"])]

    lines = capsys.readouterr().out.splitlines()
    assert texts() == before
    assert statuses == [0, 0]
    assert lines.count("nothing was written") == 2
    assert [line for line in lines if line.startswith("wrote")] == []


def test_an_existing_project(capsys: pytest.CaptureFixture[str]) -> None:
    """What is there is added to or left; nothing of it is lost."""
    Path(".env.example").write_text("MINE=1\n", encoding="utf-8")
    Path("pyproject.toml").write_text('[project]\nname = "a"\n', encoding="utf-8")
    hooks = "repos:\n- repo: a\n  hooks:\n  - id: x\n"
    Path(".pre-commit-config.yaml").write_text(hooks, encoding="utf-8")

    status = main(["init"])

    out = capsys.readouterr().out
    found = texts()
    assert found[".env.example"] == "MINE=1\n"
    assert "left .env.example: it is there already; --force overwrites it\n" in out
    assert "wrote pyproject.toml, with [tool.hacfg]\n" in out
    assert tomli.loads(found["pyproject.toml"])["project"] == {"name": "a"}
    assert "wrote .pre-commit-config.yaml, with the hook hacfg-validate\n" in out
    assert len(yaml.safe_load(found[".pre-commit-config.yaml"])["repos"]) == 2
    assert "hacfg.toml" not in found
    assert status == 0
    assert main(["validate"]) == 0


def test_by_force() -> None:
    """--force writes the whole files anew, and no more than those."""
    main(["init"])
    for name in WHOLE:
        Path(name).write_text("changed\n", encoding="utf-8")
    Path("hacfg.toml").write_text("strict = true\n", encoding="utf-8")

    main(["init", "--force"])

    found = texts()
    assert [name for name in WHOLE if found[name] == "changed\n"] == []
    assert found["hacfg.toml"] == "strict = true\n"


def test_what_is_to_be_added_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    """Where adding is not safe the entry is printed, and the file stays."""
    Path("pyproject.toml").write_text("[project\n", encoding="utf-8")
    Path(".pre-commit-config.yaml").write_text("repos: [{}]\n", encoding="utf-8")

    status = main(["init"])

    out = capsys.readouterr().out
    assert "left pyproject.toml: it is no valid TOML; add to it by hand:\n    [tool.hacfg" in out
    assert "          - id: hacfg-validate\n" in out
    assert texts()["pyproject.toml"] == "[project\n"
    assert status == 0


@pytest.mark.parametrize("data", [b"\xff\xfe", b""])
def test_files_of_the_project_that_are_odd(data: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not UTF-8 is left, one that is empty is filled."""
    for name in ("pyproject.toml", ".pre-commit-config.yaml"):
        Path(name).write_bytes(data)

    status = main(["init"])

    assert capsys.readouterr().out.count("it is not UTF-8") == (2 if data else 0)
    assert Path("pyproject.toml").read_bytes().startswith(data)
    assert status == 0


def test_another_directory() -> None:
    """The project may be another directory than this one."""
    Path("service").mkdir()

    assert main(["init", "service"]) == 0
    assert sorted(path.name for path in Path("service").iterdir()) == sorted(
        [*WHOLE, ".pre-commit-config.yaml", "hacfg.toml"]
    )
    assert main(["validate", "service"]) == 0


def test_a_file_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be written is said with the reason, the rest is written, and the status is 2."""
    Path(".env.example").mkdir()

    status = main(["init", "--force"])

    printed = capsys.readouterr()
    assert printed.err.startswith("hacfg init: .env.example cannot be written: ")
    assert "wrote hacfg.toml\n" in printed.out
    assert status == 2


@pytest.mark.parametrize("path", ["nowhere", "a.txt"])
def test_no_directory(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A directory that is none is refused before anything is written."""
    Path("a.txt").touch()

    status = main(["init", path])

    assert capsys.readouterr().err.startswith(f"hacfg init: {path} is no directory\n")
    assert status == 2
    assert list(texts()) == ["a.txt"]


def test_the_hook_runs(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """pre-commit takes the file that is written, passes the examples and refuses a bad config."""
    scripts = sysconfig.get_path("scripts")
    monkeypatch.setenv("PATH", scripts + os.pathsep + os.environ["PATH"])
    for program in ("git", "hacfg", "pre-commit"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(Path.cwd() / ".cache"))
    command = ["pre-commit", "run", "--all-files", "--color=never"]
    subprocess.run(["git", "init", "-q"], check=True)
    main(["init"])
    subprocess.run(["git", "add", "."], check=True)

    good = subprocess.run(command, check=False).returncode
    write({"local": {"host": "localhost", "port": "6379"}}, "redis_config.json")
    subprocess.run(["git", "add", "redis_config.json"], check=True)
    bad = subprocess.run(command, check=False).returncode

    said = capfd.readouterr().out
    assert (good, bad) == (0, 1), said
    assert "error[HC201]: port must be an integer" in said


# From elsewhere


def write(content: Any, name: str) -> None:
    """A file of the project, JSON unless it is a text."""
    text = content if isinstance(content, str) else json.dumps(content, indent=2)
    Path(name).write_text(text, encoding="utf-8")


def test_from_sequelize(capsys: pytest.CaptureFixture[str]) -> None:
    """The config is written and valid, and what it could not take is listed with its place."""
    write(SEQUELIZE, "config.json")

    status = main(["init", "--from", "config.json"])

    out = capsys.readouterr().out
    assert json.loads(texts()["database_config.json"]) == {
        "development": {"engine": "sqlite", "database": "dev.db"},
        "production": {
            "engine": "postgresql",
            "host": "db.example.com",
            "database": "app",
            "username": "app",
            "password": "${DB_PASSWORD}",
            "ssl_mode": "verify-full",
        },
    }
    assert "wrote database_config.json\n" in out
    assert "  development.logging  config.json:5:16  logging is the application's\n" in out
    assert "set DB_PASSWORD, and remove them from config.json\n" in out
    assert status == 0
    assert main(["validate"]) == 0


def test_the_secret_goes_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    """A password of the source is neither printed nor written to any file."""
    write(SEQUELIZE, "config.json")

    main(["init", "--from", "config.json"])

    printed = capsys.readouterr()
    found = texts()
    del found["config.json"]
    assert "hunter2" not in printed.out + printed.err + "".join(found.values())


def test_only_the_schemas_that_are_used() -> None:
    """The example of variables and the table speak of the database alone, where that is all."""
    write(SEQUELIZE, "config.json")

    main(["init", "--from", "config.json"])

    found = texts()
    assert "REDIS_" not in found[".env.example"]
    assert tomli.loads(found["hacfg.toml"]) == {"schemas": {"database_config.json": "database"}}
    assert not Path("redis_config.json.example").exists()
    assert main(["env", "--check"]) == 0


def test_a_config_that_is_there_stays(capsys: pytest.CaptureFixture[str]) -> None:
    """A config is not overwritten without --force; the status then says that nothing was done."""
    write(SEQUELIZE, "config.json")
    write("{}", "database_config.json")

    kept = main(["init", "--from", "config.json"])
    out = capsys.readouterr().out
    text = texts()["database_config.json"]
    forced = main(["init", "--from", "config.json", "--force"])

    assert (kept, forced, text) == (1, 0, "{}")
    assert "left database_config.json: it is there already; --force overwrites it\n" in out
    assert "production" in json.loads(texts()["database_config.json"])


@pytest.mark.parametrize(
    ("name", "more", "environment"),
    [
        (".env", "", "local"),
        (".env.staging", "", "staging"),
        (".env.example", "", "local"),
        ("variables", "", "local"),
        (".env", "NODE_ENV=test\n", "test"),
        (".env", "NODE_ENV=test\nHACFG_ENV=eu\n", "eu"),
    ],
)
def test_from_variables(name: str, more: str, environment: str) -> None:
    """A flat file gives an environment by the file's name, or by a variable in it."""
    write(f"{more}REDIS_URL=redis://:hunter2@r/1\nDB_NAME=app\nPGHOST=d\n", name)

    status = main(["init", "--from", name])

    redis, database = (json.loads(texts()[f"{k}_config.json"]) for k in ("redis", "database"))
    assert redis[environment]["password"] == "${REDIS_PASSWORD}"
    assert database[environment] == {"engine": "postgresql", "host": "d", "database": "app"}
    assert status == 0
    assert main(["validate"]) == 0


def test_quoted_text_stays_text() -> None:
    """What single quotes make literal in a .env file is no placeholder in the config."""
    write("REDIS_HOST=h\nREDIS_KEY_PREFIX='${X}'\nREDIS_USER=${Y}\n", ".env")

    main(["init", "--from", ".env"])

    settings = json.loads(texts()["redis_config.json"])["local"]
    assert (settings["username"], settings["host"]) == ("${Y}", "h")
    assert settings.get("key_prefix", "$${X}") == "$${X}"


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [
        (".env", "DB_HOST=h\nno sense\n", 2, "error[HC112]"),
        ("a.json", {"name": "x"}, 2, "a.json holds no connection that hacfg knows"),
        (".env", "PORT=80\n", 2, ".env holds no connection that hacfg knows"),
        ("a.js", "module.exports = {}", 2, "a.js is a program, which hacfg does not run"),
        ("a.yaml", "a: 1", 2, "a.yaml is neither JSON nor a .env file"),
        ("a.json", "{'a': 1}", 2, "error[HC104]"),
        ("a.json", {"a": {"dialect": "mssql"}}, 1, "hacfg has no engine mssql"),
        ("a.json", {"a": {"engine": "mysql"}}, 2, "a.json is a config of hacfg already"),
    ],
)
def test_what_cannot_be_converted(
    name: str, content: Any, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that gives no config is refused with the reason, and nothing is written."""
    write(content, name)

    found = main(["init", "--from", name])

    printed = capsys.readouterr()
    assert said in printed.err
    assert (found, printed.out) == (status, "")
    assert list(texts()) == [name]


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """A source that does not exist is reported as by validate."""
    status = main(["init", "--from", "config.json"])

    assert "error[HC101]: config.json does not exist\n" in capsys.readouterr().err
    assert status == 2
