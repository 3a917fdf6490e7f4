"""Start-up: what a process imports, since a hook pays for it at every commit."""

from __future__ import annotations

import json

import pytest
from command import python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {
    "_colorize",
    "argparse",
    "ast",
    "asyncio",
    "attr",
    "concurrent",
    "contextlib",
    "dataclasses",
    "datetime",
    "decimal",
    "dotenv",
    "fnmatch",
    "gettext",
    "hashlib",
    "importlib",
    "inspect",
    "jsonschema",
    "jsonschema_specifications",
    "locale",
    "logging",
    "pathlib",
    "random",
    "redis",
    "referencing",
    "rpds",
    "shutil",
    "socket",
    "ssl",
    "subprocess",
    "tempfile",
    "textwrap",
    "threading",
    "tokenize",
    "tomli",
    "traceback",
    "typing",
    "typing_extensions",
    "unicodedata",
    "urllib",
    "warnings",
}

# A module more costs every check a tenth of a millisecond: whoever adds one here knows why.
OF_THE_PACKAGE = ["hacfg", "hacfg.names"]
OF_THE_COMMAND = [
    *OF_THE_PACKAGE,
    "hacfg.cli",
    "hacfg.cli.arguments",
    "hacfg.cli.main",
    "hacfg.cli.output",
    "hacfg.keypath",
    "hacfg.value",
]
OF_A_CHECK = [
    *OF_THE_COMMAND,
    "hacfg.catalog",
    "hacfg.check",
    "hacfg.cli.load_options",
    "hacfg.cli.steering",
    "hacfg.cli.validate",
    "hacfg.compiled",
    "hacfg.compiled.redis",
    "hacfg.contract",
    "hacfg.diagnostic",
    "hacfg.document",
    "hacfg.environments",
    "hacfg.environments.environment",
    "hacfg.environments.naming",
    "hacfg.formats",
    "hacfg.formats.json",
    "hacfg.formats.table",
    "hacfg.formats.text",
    "hacfg.overlay",
    "hacfg.report",
    "hacfg.report.summary",
    "hacfg.report.text",
    "hacfg.rules",
    "hacfg.rules.judgement",
    "hacfg.setting",
    "hacfg.shipped",
]
OF_PLACEHOLDERS = ["hacfg.placeholders", "hacfg.prospect"]

OF_FAULTS_ONLY = {
    *("hacfg.arguments", "hacfg.attribution", "hacfg.connection_url", "hacfg.dotenv_file"),
    *("hacfg.excerpt", "hacfg.journal", "hacfg.misuse", "hacfg.shown", "hacfg.suggest"),
    *("hacfg.unknown", "hacfg.validate"),
}

LOCAL = {"host": "localhost", "port": 6379, "password": None, "ssl": False}
PRODUCTION = {
    "extends": "local",
    "host": "redis.example.com",
    "port": "${REDIS_PORT}",
    "password": "${REDIS_PASSWORD}",
    "ssl": True,
}

PROGRAM = """
import sys
before = set(sys.modules)
status = 0
{statement}
sys.stderr.write(" ".join(sorted(set(sys.modules) - before)))
sys.exit(status)
"""
CHECK = """
from hacfg.cli import main
status = main(["validate", sys.argv[1]])
"""


def loaded(directory: Path, statement: str, *arguments: str, status: int = 0) -> set[str]:
    """The modules that a statement loads in a fresh process."""
    done = python(directory, PROGRAM.format(statement=statement), *arguments)
    assert done.returncode == status, done.stdout + done.stderr
    return set(done.stderr.split())


def ours(modules: set[str]) -> list[str]:
    """Those of hacfg."""
    return sorted(name for name in modules if name.partition(".")[0] == "hacfg")


def heavy(modules: set[str]) -> set[str]:
    """Those that a good check does without."""
    return {name.partition(".")[0] for name in modules} & HEAVY


@pytest.mark.parametrize(
    ("config", "modules"),
    [
        ({"local": LOCAL}, OF_A_CHECK),
        ({"local": LOCAL, "production": PRODUCTION}, [*OF_A_CHECK, *OF_PLACEHOLDERS]),
    ],
)
def test_a_good_check_loads_little(tmp_path: Path, config: object, modules: list[str]) -> None:
    """A good file costs the modules of its stages, placeholders or not, and nothing heavy."""
    (tmp_path / "redis_config.json").write_text(json.dumps(config), encoding="utf-8")

    found = loaded(tmp_path, CHECK, "redis_config.json")

    assert ours(found) == sorted(modules)
    assert heavy(found) == set()


def test_a_check_loads_one_schema(tmp_path: Path) -> None:
    """A good database config costs the tables of the database, and not those of Redis."""
    config = {"local": {"engine": "sqlite", "database": "a.db"}}
    (tmp_path / "database_config.json").write_text(json.dumps(config), encoding="utf-8")

    found = loaded(tmp_path, CHECK, "database_config.json")

    assert ours(found) == sorted(
        {*OF_A_CHECK, "hacfg.compiled.database"} - {"hacfg.compiled.redis"}
    )
    assert heavy(found) == set()


def test_a_table_is_looked_for_without_its_parser(tmp_path: Path) -> None:
    """A pyproject.toml that says nothing to hacfg costs its bytes, and tomli is not imported."""
    text = '[project]\ndependencies = ["hacfg"]\n# no [tool.hacfg]\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    (tmp_path / "redis_config.json").write_text(json.dumps({"local": LOCAL}), encoding="utf-8")

    found = loaded(tmp_path, CHECK, "redis_config.json")

    assert ours(found) == sorted(OF_A_CHECK)
    assert heavy(found) == set()


def test_a_check_of_toml_adds_its_parser(tmp_path: Path) -> None:
    """A good TOML file costs tomli, and what tomli itself needs."""
    text = '[local]\nhost = "localhost"\n'
    (tmp_path / "redis_config.toml").write_text(text, encoding="utf-8")

    found = loaded(tmp_path, CHECK, "redis_config.toml")

    assert "tomli" in found
    assert heavy(found) & {"jsonschema", "redis", "dotenv", "argparse", "logging"} == set()


def test_a_syntax_error_needs_no_schema(tmp_path: Path) -> None:
    """A file that does not parse is explained without jsonschema."""
    (tmp_path / "redis_config.json").write_text("{", encoding="utf-8")

    found = loaded(tmp_path, CHECK, "redis_config.json", status=1)

    assert heavy(found) == set()


def test_a_fault_needs_jsonschema(tmp_path: Path) -> None:
    """The list of what is heavy is no dead letter: a refused file does load jsonschema."""
    (tmp_path / "redis_config.json").write_text('{"local": {"host": 1}}', encoding="utf-8")

    found = loaded(tmp_path, CHECK, "redis_config.json", status=1)

    assert {"jsonschema", "typing", "urllib"} <= heavy(found)


@pytest.mark.parametrize(
    ("statement", "modules"),
    [
        ("import hacfg", OF_THE_PACKAGE),
        ("from hacfg import Secret", [*OF_THE_PACKAGE, "hacfg.secret"]),
        ("from hacfg.cli import main", OF_THE_COMMAND),
        ("from hacfg.cli import main; main(['-V'])", [*OF_THE_COMMAND, "hacfg.version"]),
    ],
)
def test_an_import_loads_what_it_names(tmp_path: Path, statement: str, modules: list[str]) -> None:
    """Importing the package is next to nothing; a name brings its own module."""
    found = loaded(tmp_path, statement)

    assert ours(found) == sorted(modules)
    assert heavy(found) == set()


def test_a_good_load_loads_little(tmp_path: Path) -> None:
    """What only a fault, a URL or a log line needs is not imported for a good config."""
    (tmp_path / "redis_config.json").write_text(json.dumps({"local": LOCAL}), encoding="utf-8")
    statement = """
import os
from hacfg import load_redis_config
os.environ["REDIS_PORT"] = "6380"
load_redis_config("redis_config.json", "local")
"""

    found = loaded(tmp_path, statement)

    assert "hacfg.compiled.redis_config" in found
    assert heavy(found) == set()
    assert found & OF_FAULTS_ONLY == set()
