"""What is derived from the schemas: it is what the schemas say now, and made anew by a command."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

import hacfg
from hacfg.catalog import BUILT_IN
from hacfg.cli.main import main
from hacfg.derive import file_schema
from hacfg.generate import derived_files
from hacfg.shipped import schema_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

PACKAGE = Path(hacfg.__file__).parent
SCHEMAS = Path(schema_path("redis.schema.json")).parent
DERIVED = derived_files()
KAFKA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {"brokers": {"type": "integer", "minimum": 1, "default": 3}},
    "additionalProperties": False,
}


@pytest.fixture
def schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory to work in, with the schema of a team in it."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "kafka.schema.json"
    path.write_text(json.dumps(KAFKA), encoding="utf-8")
    return path


def imported(path: Path) -> ModuleType:
    """A module from a file that is on no path."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", sorted(DERIVED), ids=os.path.basename)
def test_what_is_shipped_is_what_the_schemas_say(path: str) -> None:
    """Every derived file is byte for byte what its schema gives: run hacfg compile if not."""
    assert Path(path).read_bytes() == DERIVED[path].encode()


def test_nothing_else_is_derived() -> None:
    """Each schema gives three files, that of the table one; none is left over from another."""
    paths = {Path(path) for path in DERIVED}

    modules = {path for path in (PACKAGE / "compiled").glob("*.py") if path.stem != "__init__"}
    assert modules == {path for path in paths if path.suffix == ".py"}
    assert set(SCHEMAS.glob("*_config.schema.json")) == paths - modules
    assert len(paths) == 3 * len(BUILT_IN) + 1


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_schema_of_a_file_is_the_derived_one(name: str) -> None:
    """What editors get is the derivation of the schema, written for people to read."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_bytes())
    text = (SCHEMAS / f"{name}_config.schema.json").read_text(encoding="utf-8")

    assert json.loads(text) == file_schema(schema)
    assert text.startswith('{\n  "$schema"')
    assert text.endswith("}\n")


def test_the_command_compares_what_is_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    """``hacfg compile --check`` is silent where nothing would change."""
    status = main(["compile", "--check"])

    assert (status, *capsys.readouterr()) == (0, "", "")


def test_a_module_and_a_file_schema_are_written(
    schema: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A team's schema becomes a module with a class, and a schema for editors."""
    status = main(
        ["compile", schema.name, "-o", "kafka_config.py", "--file-schema", "kafka_config.json"]
    )

    module: Any = imported(schema.parent / "kafka_config.py")
    assert (status, *capsys.readouterr()) == (
        0,
        "",
        "wrote kafka_config.py\nwrote kafka_config.json\n",
    )
    assert module.KafkaConfig().brokers == 3
    assert json.loads((schema.parent / "kafka_config.json").read_bytes()) == file_schema(KAFKA)


def test_without_a_file_the_module_is_printed(
    schema: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without -o the module goes to standard output, and nothing else does."""
    main(["compile", schema.name, "-o", "kafka.py"])
    capsys.readouterr()

    status = main(["compile", schema.name])

    printed = (schema.parent / "kafka.py").read_text(encoding="utf-8")
    assert (status, *capsys.readouterr()) == (0, printed, "")


def test_what_is_up_to_date_is_left_alone(schema: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that holds the right text keeps its time, so that nothing is built for it."""
    main(["compile", schema.name, "-o", "kafka.py"])
    os.utime("kafka.py", (1, 1))
    capsys.readouterr()

    status = main(["compile", schema.name, "-o", "kafka.py"])

    assert (status, *capsys.readouterr()) == (0, "", "")
    assert (schema.parent / "kafka.py").stat().st_mtime == 1


@pytest.mark.parametrize("before", [None, "stale = True\n", "stale = True\r\n"])
def test_check_finds_what_is_out_of_date(
    schema: Path, capsys: pytest.CaptureFixture[str], before: str | None
) -> None:
    """--check answers 1 for a file that is absent or differs, and writes nothing."""
    path = schema.parent / "kafka.py"
    if before is not None:
        path.write_bytes(before.encode())

    status = main(["compile", schema.name, "-o", "kafka.py", "--check"])

    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "")
    assert printed.err.startswith("kafka.py is out of date\n")
    assert (path.read_bytes().decode() if path.exists() else None) == before
    assert len([*schema.parent.iterdir()]) == (1 if before is None else 2)


def test_check_passes_what_was_written(schema: Path) -> None:
    """What the command wrote, it finds up to date; with other options it does not."""
    main(["compile", schema.name, "-o", "kafka.py"])

    assert main(["compile", schema.name, "-o", "kafka.py", "--check"]) == 0
    assert main(["compile", schema.name, "-o", "kafka.py", "--check", "--class", "Other"]) == 1


def test_the_class_may_have_another_name_and_base(
    schema: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--class names the class, and --base what it derives from, a class of the project."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    base = "from hacfg.config import Config\n\n\nclass Ours(Config):\n    __slots__ = ()\n"
    (schema.parent / "kafka_base.py").write_text(base, encoding="utf-8")

    status = main(
        ["compile", schema.name, "-o", "kafka.py", "--class", "Broker", "--base", "kafka_base:Ours"]
    )

    module: Any = imported(schema.parent / "kafka.py")
    assert status == 0
    assert [each.__name__ for each in module.Broker.__mro__[:3]] == ["Broker", "Ours", "Config"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["-o", "a.py"], "SCHEMA is missing"),
        (["--class", "A"], "SCHEMA is missing"),
        (["kafka.schema.json", "--check"], "--check has nothing to compare"),
        (["kafka.schema.json", "--class", "a-b"], "no class can be called a-b"),
        (["kafka.schema.json", "--class", "class"], "no class can be called class"),
        (["kafka.schema.json", "--base", "nowhere:A"], "--base: No module named 'nowhere'"),
        (["kafka.schema.json", "--base", "hacfg.config"], "--base: hacfg.config has no class"),
        (
            ["kafka.schema.json", "-o", "no/such/a.py"],
            "no/such/a.py cannot be written: no such file",
        ),
    ],
)
@pytest.mark.usefixtures("schema")
def test_what_cannot_be_meant(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    problem: str,
) -> None:
    """Bad usage is named with status 2, and nothing is written."""
    monkeypatch.setattr(sys, "path", [*sys.path])

    status = main(["compile", *arguments])

    printed = capsys.readouterr()
    assert printed.err.startswith(f"hacfg compile: {problem}")
    assert (status, printed.out) == (2, "")
    assert [path.name for path in Path().iterdir()] == ["kafka.schema.json"]


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        (
            '{"$schema": "http://json-schema.org/draft-07/schema#",\n "multipleOf": 2}',
            "2:2",
            "HC504",
        ),
        ('{"multipleOf": 2}', "1:2", "HC504"),
        ('{"type": "objetc"}', "1:10", "HC503"),
        ('{"type": ', "1:", "HC501"),
    ],
)
def test_what_cannot_be_compiled_is_shown(
    schema: Path, capsys: pytest.CaptureFixture[str], text: str, place: str, code: str
) -> None:
    """A schema beyond the subset is refused with the keyword underlined, and status 2."""
    schema.write_text(text, encoding="utf-8")

    status = main(["compile", schema.name, "-o", "kafka.py"])

    printed = capsys.readouterr()
    assert printed.err.startswith(f"error[{code}]: ")
    assert f" --> kafka.schema.json:{place}" in printed.err
    assert (status, printed.out) == (2, "")
    assert [path.name for path in Path().iterdir()] == ["kafka.schema.json"]


def test_a_missing_schema(schema: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A schema that is not there is named."""
    schema.unlink()

    status = main(["compile", schema.name])

    printed = capsys.readouterr()
    assert printed.err.startswith("error[HC501]: kafka.schema.json does not exist\n")
    assert (status, printed.out) == (2, "")
