"""The command ``hacfg env``: the example of all variables, and what a deployment must supply."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from hacfg.cli.main import main

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

REDIS = {
    "_base": {"password": "${REDIS_PASSWORD}", "port": "${REDIS_PORT:-6379}", "ssl": True},
    "production": {
        "extends": "_base",
        "host": "${REDIS_HOST:?where}",
        "ssl_ca_certs": "${file:/run/secrets/ca}",
        "key_prefix": "${TEAM}-${APP:-${SERVICE}}:${DEBUG:+d:}",
    },
    "staging": {"extends": "production", "host": "redis.example.com", "password": None},
}


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty project."""
    monkeypatch.chdir(tmp_path)


def write(content: Any, name: str = "redis_config.json") -> None:
    """A file of the project."""
    Path(name).write_text(json.dumps(content), encoding="utf-8")


def required(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What ``hacfg env --required`` lists."""
    capsys.readouterr()
    status = main(["env", "--required", *arguments])
    printed = capsys.readouterr()
    assert (status, printed.err) == (0, "")
    return printed.out


# The example


def test_the_example_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    """The file that is written passes the check, as it is and with every value in force."""
    written = main(["env", "-o", ".env.example"])
    text = Path(".env.example").read_text(encoding="utf-8")
    Path(".env").write_text(re.sub(r"(?m)^#(?=\w+=.)", "", text), encoding="utf-8")

    assert written == 0
    assert main(["validate", ".env.example", ".env"]) == 0
    assert "2 files checked, no problem found" in capsys.readouterr().out
    assert "\nREDIS_PORT=6379\n" in Path(".env").read_text(encoding="utf-8")


def test_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Without -o the example goes to standard output, with the command that writes it."""
    main(["env", "-o", ".env.example"])
    capsys.readouterr()

    status = main(["env"])

    text = Path(".env.example").read_text(encoding="utf-8")
    assert (status, *capsys.readouterr()) == (0, text, "")
    assert "# Made by: hacfg env -o .env.example\n" in text


def test_a_stale_example_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    """--check answers 1 for a file that is absent or differs, and shows the line it should have."""
    absent = main(["env", "--check"])
    main(["env", "-o", ".env.example"])
    fresh = main(["env", "--check"])
    example = Path(".env.example")
    text = example.read_text(encoding="utf-8")
    example.write_text(text.replace("#REDIS_PORT=6379", "#REDIS_PORT=hunter2"), encoding="utf-8")
    capsys.readouterr()

    stale = main(["env", "--check"])

    said = capsys.readouterr().err
    assert (absent, fresh, stale) == (1, 0, 1)
    assert "  | #REDIS_PORT=6379\n  = help: run hacfg env -o .env.example\n" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text + "more\n", "it goes on after line"),
        (lambda text: text[: len(text) // 2], "line "),
        (lambda text: text.replace("\n", "\r\n"), ""),
        (lambda _: "", "line 1 should be"),
    ],
)
def test_how_it_differs(change: Any, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is too much or missing is said; the line ends of Windows are no difference."""
    main(["env", "-o", ".env.example"])
    example = Path(".env.example")
    example.write_bytes(change(example.read_bytes().decode()).encode())
    capsys.readouterr()

    status = main(["env", "--check"])

    assert said in capsys.readouterr().err
    assert status == (1 if said else 0)


def test_an_own_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """A schema of a team's own gives an example of its variables, and is named in the command."""
    write({"x-env-prefix": "K_", "properties": {"acks": {"default": 1}}}, "my kafka.schema.json")

    main(["env", "--schema", "my kafka.schema.json"])

    text = capsys.readouterr().out
    assert "\n#K_ACKS=1\n" in text
    assert "# Made by: hacfg env --schema 'my kafka.schema.json' -o .env.example\n" in text
    assert "HACFG_ENV" not in text


# What must be supplied


def test_placeholders_without_a_default(capsys: pytest.CaptureFixture[str]) -> None:
    """Listed is what cannot be left unset, in the order of the schema, inherited or not."""
    write(REDIS)

    lines = required(capsys, "--env", "production").splitlines()

    assert lines == [
        "REDIS_HOST",
        "REDIS_PASSWORD",
        "file:/run/secrets/ca",
        "TEAM",
        "APP",
    ]


def test_what_is_overridden_is_not_needed(capsys: pytest.CaptureFixture[str]) -> None:
    """A placeholder of a parent that the environment replaces asks for nothing."""
    write(REDIS)

    lines = required(capsys, "--env", "staging").splitlines()

    assert lines == ["file:/run/secrets/ca", "TEAM", "APP"]


@pytest.mark.parametrize(
    ("settings", "lines"),
    [
        ({}, ["REDIS_HOST"]),
        ({"sentinel": {}}, ["REDIS_SENTINEL_NODES", "REDIS_SENTINEL_SERVICE_NAME"]),
        ({"cluster": {}}, ["REDIS_CLUSTER_NODES"]),
        ({"enable_redis": False}, []),
        ({"host": "h"}, []),
    ],
)
def test_what_the_file_lacks(
    settings: dict[str, Any], lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A setting that the schema requires and the file lacks is asked for by its variable."""
    write({"production": settings})

    assert required(capsys, "--env", "production").splitlines() == lines


def test_a_database_by_variables_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """Of several files each says what it needs; what two of them need is listed once."""
    write({"production": {"password": "${PASSWORD}"}}, "database_config.json")
    write({"production": {"host": "h", "password": "${PASSWORD}"}})

    lines = required(capsys, "--env", "production").splitlines()

    assert lines == ["DB_ENGINE", "DB_NAME", "PASSWORD"]


def test_with_what_is_listed_it_loads(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment loads with what is listed, and with none of it less."""
    write({"production": {"password": "${REDIS_PASSWORD}", "db": "${DB}", "ssl": True}})
    values = {"REDIS_HOST": "redis.example.com", "REDIS_PASSWORD": "p", "DB": "3"}

    names = required(capsys, "--env", "production").split()

    assert sorted(names) == sorted(values)
    for absent in (None, *names):
        for name in names:
            monkeypatch.setenv(name, values[name])
        if absent:
            monkeypatch.delenv(absent)
        assert main(["validate", "--env", "production"]) == (1 if absent else 0)


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON each entry says what it is for, whether it is secret, and where it is asked for."""
    write(REDIS)

    found = json.loads(required(capsys, "--env", "production", "--format", "json"))

    assert (found["version"], found["environment"]) == (1, "production")
    entries = {entry["name"]: entry for entry in found["required"]}
    password = entries["REDIS_PASSWORD"]
    assert password.pop("description").startswith("Password at the Redis server")
    assert password == {
        "kind": "variable",
        "name": "REDIS_PASSWORD",
        "setting": "password",
        "secret": True,
        "instead": [],
        "file": "redis_config.json",
        "line": 1,
    }
    assert entries["APP"]["instead"] == ["SERVICE"]
    assert entries["/run/secrets/ca"]["kind"] == "file"


def test_for_compose(capsys: pytest.CaptureFixture[str]) -> None:
    """For a Compose file each variable is passed on, and its absence stops the start."""
    write(REDIS)

    text = required(capsys, "--env", "production", "--format", "compose")

    environment = yaml.safe_load(text)["environment"]
    assert environment["HACFG_ENV"] == "production"
    assert environment["TEAM"] == "${TEAM:?TEAM is missing}"
    assert list(environment) == ["HACFG_ENV", "REDIS_HOST", "REDIS_PASSWORD", "TEAM", "APP"]
    assert "# to be mounted for ssl_ca_certs: /run/secrets/ca\n" in text


def test_for_helm(capsys: pytest.CaptureFixture[str]) -> None:
    """For a chart secrets come from a Secret, and other variables from required values."""
    write(REDIS)

    text = required(capsys, "--env", "production", "--format", "helm")

    # What Helm would put in place of its directives.
    filled = re.sub(r"\{\{ required \"[^\"]*\" (\S+)(?: \| quote)? \}\}", r"'\1'", text)
    entries = {entry.pop("name"): entry for entry in yaml.safe_load(filled)["env"]}
    assert entries["HACFG_ENV"] == {"value": "production"}
    assert entries["TEAM"] == {"value": ".Values.env.TEAM"}
    assert entries["REDIS_PASSWORD"] == {
        "valueFrom": {"secretKeyRef": {"name": ".Values.existingSecret", "key": "REDIS_PASSWORD"}}
    }


@pytest.mark.parametrize("name", ["on", "1", "a b", 'q"', "null", "eu-prod"])
@pytest.mark.parametrize("form", ["compose", "helm"])
def test_names_of_environments_in_yaml(
    name: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The name of an environment stays a text in YAML, whatever it is."""
    write({name: {"host": "h"}})

    found = yaml.safe_load(required(capsys, "--env", name, "--format", form))

    value = found["environment"]["HACFG_ENV"] if form == "compose" else found["env"][0]["value"]
    assert value == name


def test_a_file_without_environments(capsys: pytest.CaptureFixture[str]) -> None:
    """One flat config of an own schema needs no --env."""
    schema = {
        "x-env-prefix": "K_",
        "properties": {"brokers": {"type": "string"}, "acks": {"type": "integer"}},
        "required": ["brokers"],
    }
    write(schema, "kafka.schema.json")
    write({"$schema": "kafka.schema.json", "acks": "${ACKS}"}, "kafka.json")

    assert required(capsys, "kafka.json") == "K_BROKERS\nACKS\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--env", "prodution"], 2, "did you mean production?"),
        ([], 2, "hacfg env: --env is missing"),
        (["--env", "production", "no.json"], 2, "error[HC101]"),
        (["--env", "production", "bad.json"], 1, "error[HC304]"),
        (["--env", "production", "-o", "x"], 2, "--required lists, and writes no file"),
        (["--env", "x", "--schema", "redis", "--schema", "database"], 2, "takes one --schema"),
        (["--env", "production", "--schema", "reddis"], 2, "error[HC501]"),
    ],
)
def test_what_cannot_be_listed(
    arguments: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is broken, or an environment that is not there, gives no list but a reason."""
    write(REDIS)
    bad = {"$schema": "redis_config.schema.json", "production": {"host": "${A"}}
    write(bad, "bad.json")

    found = main(["env", "--required", *arguments])

    printed = capsys.readouterr()
    assert said in printed.err
    assert (found, printed.out) == (status, "")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["redis_config.json"], "FILE goes with --required"),
        (["--env", "production"], "--env goes with --required"),
        (["--format", "json"], "--format goes with --required"),
    ],
)
def test_what_goes_with_required(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What only --required takes is refused without it."""
    status = main(["env", *arguments])

    assert capsys.readouterr().err.startswith(f"hacfg env: {problem}\n")
    assert status == 2
