"""The table of a project: what it steers, what it refuses, and what it leaves alone."""

from __future__ import annotations

import json
import os

import pytest
from command import run

from hacfg import load_config
from hacfg.cli.main import main
from hacfg.globs import Glob, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any, TypeAlias

    Lines: TypeAlias = "Callable[..., tuple[int, list[str]]]"

KAFKA = {
    "$id": "urn:example:kafka",
    "x-files": ["kafka.*.json"],
    "type": "object",
    "properties": {"brokers": {"type": "integer", "minimum": 1}},
    "additionalProperties": False,
}
LOCAL = {"production": {"host": "localhost", "ssl": True}}


def put(directory: Path, files: dict[str, Any]) -> None:
    """Files below a directory: a text as it is, anything else as JSON."""
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Lines:
    """Runs ``hacfg validate`` in a repository; gives the status and the lines of its report."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, list[str]]:
        status = main(["validate", "--format", "concise", *arguments])
        out, err = capsys.readouterr()
        return status, (out + err).splitlines()

    return call


@pytest.mark.parametrize(
    ("pattern", "fits", "differs"),
    [
        ("*.json", ["a.json", "a/b/c.json", ".json"], ["a.jsonc", "json"]),
        ("./*.json", ["a.json"], ["a/b.json"]),
        ("config/*.json", ["config/a.json"], ["config/a/b.json", "x/config/a.json"]),
        ("config/**/*.json", ["config/a.json", "config/a/b.json"], ["a.json"]),
        ("**/kafka.json", ["kafka.json", "a/b/kafka.json"], ["a/my-kafka.json"]),
        ("tests/**", ["tests/a", "tests/a/b"], ["tests", "mytests/a"]),
        ("vendor", ["vendor", "vendor/a.json", "a/vendor/b/c.json"], ["vendors/a.json"]),
        ("vendor/", ["vendor/a.json"], ["vendor.json"]),
        ("config\\*.json", ["config/a.json"], ["a.json"]),
        ("r?dis.json", ["redis.json"], ["r/dis.json", "rdis.json"]),
        ("a[1].json", ["a[1].json"], ["a1.json"]),
        ("a+(b).json", ["a+(b).json"], ["aab.json"]),
    ],
)
def test_globs(pattern: str, fits: list[str], differs: list[str]) -> None:
    """A glob is for what its table says: names anywhere, or paths from the table's directory."""
    glob = Glob.of(pattern)

    assert [path for path in fits if not glob.matches(path)] == []
    assert [path for path in differs if glob.matches(path)] == []


def test_paths_are_relative_to_the_table(tmp_path: Path) -> None:
    """A glob sees the path from the table's directory, and nothing of a file outside of it."""
    inside = str(tmp_path / "a" / ".." / "b" / "c.json")

    assert relative(inside, str(tmp_path)) == "b/c.json"
    assert relative(str(tmp_path) + "-other/c.json", str(tmp_path)) is None


def test_globs_give_files_their_schemas(tmp_path: Path, lines: Lines) -> None:
    """A glob names the schema of a file, finds the file, and comes before what the file says."""
    table = '[tool.hacfg]\nschemas = { "conf/**/*.json" = "redis", "b.json" = "k.json" }\n'
    said = {"$schema": "database_config.schema.json", "local": {"host": "a", "prot": 1}}
    put(tmp_path, {"pyproject.toml": table, "k.json": KAFKA, "b.json": {"brokers": 0}})
    put(tmp_path, {"conf/deep/any.json": said, "other.json": {}})

    status, found = lines()

    assert status == 1
    assert found == [
        "b.json:1:13: error[HC202]: brokers must be at least 1, not 0",
        "conf/deep/any.json:1:67: error[HC205]: unknown setting prot",
        "2 errors in 2 of 2 files",
    ]


def test_an_option_comes_before_the_table(tmp_path: Path, lines: Lines) -> None:
    """What --schema says wins over the table; it may name a schema in the table's folders."""
    table = 'schema-dirs = ["s"]\nschemas = { "a.json" = "redis" }\n'
    put(tmp_path, {"hacfg.toml": table, "s/kafka.schema.json": KAFKA, "a.json": {"brokers": 1}})

    assert lines("a.json")[0] == 1
    assert lines("--schema", "kafka", "a.json")[0] == 0


@pytest.mark.parametrize("said", [{"$schema": "urn:example:kafka"}, {}])
def test_schemas_in_folders_are_known(tmp_path: Path, lines: Lines, said: Any) -> None:
    """A schema in a folder is found by its $id in the file, or by its x-files."""
    put(tmp_path, {"hacfg.toml": 'schema-dirs = ["s"]\n', "s/kafka.schema.json": KAFKA})
    put(tmp_path, {"kafka.eu.json": {**said, "brokers": 0}})

    status, found = lines()

    assert status == 1
    assert found[0].endswith("error[HC202]: brokers must be at least 1, not 0")


def test_excluded_files_are_passed_over(tmp_path: Path, lines: Lines) -> None:
    """An excluded file is not checked, found or named: a hook names whatever has changed."""
    put(tmp_path, {"hacfg.toml": 'exclude = ["old", "*.tmpl.json"]\n'})
    put(tmp_path, {"old/redis_config.json": "{", "redis_config.tmpl.json": "{"})

    assert lines("old/redis_config.json") == (0, ["0 files checked, no problem found"])
    put(tmp_path, {"redis_config.json": {"local": {"host": "a"}}})
    assert lines() == (0, ["1 file checked, no problem found"])


@pytest.mark.parametrize(
    ("table", "options", "said"),
    [
        ("", [], ["warning[HC403]"]),
        ("", ["--strict"], ["error[HC403]"]),
        ("strict = true", [], ["error[HC403]"]),
        ('severity = { HC403 = "off" }', ["--strict"], []),
        ('severity = { HC403 = "error" }', [], ["error[HC403]"]),
        ('strict = true\nseverity = { HC403 = "warning" }', [], ["warning[HC403]"]),
    ],
)
def test_severities(
    tmp_path: Path, lines: Lines, table: str, options: list[str], said: list[str]
) -> None:
    """A code weighs what the table says, whether the check is strict or not."""
    put(tmp_path, {"hacfg.toml": table, "redis_config.json": LOCAL})

    status, found = lines(*options)

    assert status == int(said == ["error[HC403]"])
    assert [line.split()[1].rstrip(":") for line in found[:-1]] == said


def test_a_load_refuses_what_the_application_refuses(tmp_path: Path, lines: Lines) -> None:
    """With --env an error stays one: the table does not reach the loader, and must not hide it."""
    put(tmp_path, {"hacfg.toml": 'severity = { HC205 = "off" }\n'})
    put(tmp_path, {"redis_config.json": {"local": {"host": "a", "prot": 1}}})

    assert lines()[0] == 0
    assert lines("--env", "local")[0] == 1


def test_the_loader_knows_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A load takes the schema that its caller or the file names, whatever the table says."""
    table = 'schemas = { "redis_config.json" = "database" }\n'
    put(tmp_path, {"hacfg.toml": table, "redis_config.json": {"local": {"host": "a"}}})
    monkeypatch.chdir(tmp_path)

    assert load_config("redis_config.json").to_dict()["port"] == 6379


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("strcit = true", "1:1: error[HC512]: unknown setting strcit"),
        (
            'strict = "yes"',
            '1:10: error[HC511]: strict must be true or false, not the string "yes"',
        ),
        ("strict = 2026-11-26", "HC511"),
        ('schemas = { "a.json" = "redsi" }', "1:24: error[HC511]: there is no schema redsi"),
        ('schemas = { "../a" = "redis" }', "HC512]: schemas"),
        ('schema-dirs = ["no"]', "1:16: error[HC511]: there is no folder no"),
        ('severity = { HC402 = "of" }', "HC511"),
        ('severity = { HC998 = "off" }', "1:14: error[HC512]: there is no code HC998"),
        ('severity = { HC104 = "off" }', "HC511]: the severity of HC104 cannot be changed"),
        ('severity = { TLS = "off" }', "HC512]: "),
        ("exclude = [1]", "1:12: error[HC511]: exclude[0] must be a string, not 1"),
    ],
)
@pytest.mark.parametrize("name", ["pyproject.toml", "hacfg.toml"])
def test_a_wrong_table_is_refused(
    tmp_path: Path, lines: Lines, name: str, text: str, said: str
) -> None:
    """What is wrong with the table is said with its place, and nothing is checked by half of it."""
    head = "[tool.hacfg]\n" if name == "pyproject.toml" else "\n"
    put(tmp_path, {name: head + text + "\n", "redis_config.json": LOCAL})

    status, found = lines()

    assert status == 2
    assert found[0].startswith(f"{name}:2:")
    assert said.replace("1:", "2:", 1) in found[0] if said[0] == "1" else said in found[0]


def test_a_broken_file_with_a_table(tmp_path: Path, lines: Lines) -> None:
    """A pyproject.toml that cannot be parsed is told, with nothing of it shown."""
    put(tmp_path, {"pyproject.toml": '[tool.hacfg]\nstrict = tru\ntoken = "hunter2"\n'})

    status, found = lines()

    assert status == 2
    assert found[0].startswith("pyproject.toml:2:")
    assert "hunter2" not in "".join(found)


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        (b"[tool.hacfg\nstrict = true\n", 2, "pyproject.toml:1:"),
        (b"[tool.hacfg\r\nstrict = true\r\n", 2, "pyproject.toml:1:"),
        (b"\xef\xbb\xbf[tool.hacfg]\nexclude = ['redis_config.json']\n", 0, ""),
        ("\ufeff[tool.hacfg]\n".encode("utf-16-le"), 2, "error[HC103]"),
        ("\ufeff[tool.hacfg]\n".encode("utf-16-be"), 2, "error[HC103]"),
    ],
)
def test_no_table_is_passed_over(
    tmp_path: Path, lines: Lines, data: bytes, status: int, said: str
) -> None:
    """One that cannot be read is said, whatever is wrong with it; a byte order mark is nothing."""
    put(tmp_path, {"redis_config.json": '{"local": {"port": "6379"}}'})
    (tmp_path / "pyproject.toml").write_bytes(data)

    found = lines()

    assert found[0] == status
    assert said in "".join(found[1][:1])


def test_the_rest_of_pyproject_is_no_concern(tmp_path: Path, lines: Lines) -> None:
    """Dates and other tables of a pyproject.toml may hold whatever TOML can."""
    text = "[tool.other]\nsince = 2026-11-26\nlimit = inf\n\n[tool.hacfg]\nstrict = true\n"
    put(tmp_path, {"pyproject.toml": text, "redis_config.json": LOCAL})

    assert lines()[0] == 1


@pytest.mark.parametrize("command", [["show"], ["diff", "local", "production"]])
def test_every_command_follows_the_table(tmp_path: Path, command: list[str]) -> None:
    """Other commands find the files that the table names, and refuse a wrong table as well."""
    body = {"local": {"host": "a"}, "production": {"host": "a"}}
    put(tmp_path, {"hacfg.toml": 'schemas = { "a.json" = "redis" }\n', "a.json": body})

    good = run(tmp_path, *command)
    put(tmp_path, {"hacfg.toml": "exlude = []\n"})
    bad = run(tmp_path, *command)

    assert (good.returncode, good.stdout.partition(":")[0]) == (0, "a.json")
    assert bad.returncode == 2
    assert "did you mean exclude?" in bad.stderr


def test_the_nearest_table_counts(tmp_path: Path, lines: Lines, monkeypatch: Any) -> None:
    """The search goes upward and ends at the root of the repository."""
    put(tmp_path, {"a/b/redis_config.json": LOCAL, "hacfg.toml": "strict = true\n"})
    monkeypatch.chdir(tmp_path / "a" / "b")

    assert lines()[0] == 1
    put(tmp_path, {"a/hacfg.toml": "strict = false\n"})
    assert lines()[0] == 0
    (tmp_path / "a" / "hacfg.toml").unlink()
    (tmp_path / "a" / ".git").mkdir()
    assert lines()[0] == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no current directory")
def test_a_deleted_directory_has_no_table(tmp_path: Path) -> None:
    """Where there is no current directory, there is no table to find either."""
    program = "import os, sys; os.rmdir(os.getcwd()); from hacfg.cli.steering import table_file;"
    from command import python

    (tmp_path / "gone").mkdir()

    assert python(tmp_path / "gone", f"{program} print(table_file())").stdout == "None\n"
