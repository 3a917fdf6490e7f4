"""The check of a schema: each fault at its place, and a clean answer whatever stands in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from command import python

from hacfg.catalog import BUILT_IN
from hacfg.check import check_config_file
from hacfg.cli.main import main
from hacfg.schema_check import check_schema_file
from hacfg.shipped import schema_path

if TYPE_CHECKING:
    from pathlib import Path

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
INTEGER = {"description": "A number.", "type": "integer"}


def found(tmp_path: Path, schema: Any) -> list[str]:
    """The codes and places of what a check finds in a schema."""
    path = tmp_path / "a.schema.json"
    path.write_text(json.dumps(schema), encoding="utf-8")
    diagnostics = check_schema_file(str(path)).diagnostics
    assert all(each.primary.place is not None for each in diagnostics)
    return [f"{each.code} {'/'.join(map(str, each.path))}" for each in diagnostics]


def setting(**said: Any) -> dict[str, Any]:
    """A schema with one setting, ``a``."""
    return {"properties": {"a": {"description": "A setting.", **said}}}


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (setting(type="integr"), ["HC503 properties/a/type"]),
        (setting(minimum="1"), ["HC503 properties/a/minimum"]),
        (setting(**{"x-secert": True}), ["HC505 properties/a/x-secert"]),
        (setting(**{"x-secret": "yes"}), ["HC505 properties/a/x-secret"]),
        (setting(**{"x-files": ["a"]}), ["HC505 properties/a/x-files"]),
        (setting(**{"x-taplo": {}}), []),
        (setting(default=0, minimum=1), ["HC506 properties/a/default"]),
        (setting(examples=["ok", 1], type="string"), ["HC506 properties/a/examples/1"]),
        (setting(examples=["${A}"], type="integer"), []),
        (setting(pattern="("), ["HC507 properties/a/pattern"]),
        (setting(pattern="\\p{L}"), ["HC507 properties/a/pattern"]),
        ({"patternProperties": {"(": {}}}, ["HC507 patternProperties/("]),
        (setting(**{"$ref": "#/definitions/b"}), ["HC508 properties/a/$ref"]),
        (setting(**{"$ref": "http://example.com/"}), ["HC508 properties/a/$ref"]),
        (setting(**{"$ref": "#/properties/a"}), ["HC508 properties/a/$ref"]),
        ({"allOf": [{"anyOf": [{"$ref": "#"}]}]}, ["HC508 allOf/0/anyOf/0/$ref"]),
        ({"properties": {"a": {"type": "string"}}}, ["HC509 properties/a"]),
        (setting(pattern="^[a-z]+$(?!\\n)"), []),
        (setting(pattern="\\$x\\\\\\[d\\]"), []),
        (setting(pattern="^[0-9]+$"), ["HC514 properties/a/pattern"]),
        (setting(pattern="\\d"), ["HC514 properties/a/pattern"]),
        ({"requried": ["a"]}, ["HC513 requried"]),
        ({"additionalProperites": False}, ["HC513 additionalProperites"]),
        ({"prefixItems": []}, ["HC513 prefixItems"]),
        ({"$schema": DRAFT_2020, "dependencies": {}}, ["HC513 dependencies"]),
        ({"markdownDescription": "a", "defaultSnippets": []}, []),
        ({"x-exclusive": [["a"], ["b"]], **setting()}, ["HC515 x-exclusive/1/0"]),
        (setting(**{"x-env": "A", "properties": {"b": INTEGER}}), ["HC515 properties/a/x-env"]),
        (setting(**{"x-env": "A", "type": "object"}), []),
        (setting(**{"x-default-by": {"b": {"c": 1}}}), ["HC515 properties/a/x-default-by/b"]),
        ({"$schema": "http://json-schema.org/draft-03/schema#"}, ["HC503 $schema"]),
        ({"$schema": "https://example.com/mine"}, ["HC503 $schema"]),
    ],
)
def test_what_a_check_finds(tmp_path: Path, schema: Any, said: list[str]) -> None:
    """Each fault has its own code and its place."""
    assert found(tmp_path, schema) == said


def test_a_default_by_another_setting(tmp_path: Path) -> None:
    """x-default-by names values that the other setting can have, and defaults that fit."""
    engine = {"description": "Which.", "enum": ["a", "b"]}
    port = {**INTEGER, "x-default-by": {"engine": {"a": 1, "c": 2, "b": "x"}}}

    assert found(tmp_path, {"properties": {"engine": engine, "port": port}}) == [
        "HC515 properties/port/x-default-by/engine/c",
        "HC506 properties/port/x-default-by/engine/b",
    ]


def test_settings_with_one_variable(tmp_path: Path) -> None:
    """Two settings share a variable, two sections a prefix: each is told once, at the second."""
    redis = {"description": "A server.", "$ref": "urn:hacfg:schemas/redis.schema.json"}
    pair = {"a_b": INTEGER, "a": {"properties": {"b": INTEGER}}}

    assert found(tmp_path, {"x-env-prefix": "X_", "properties": pair}) == [
        "HC510 properties/a/properties/b"
    ]
    assert found(tmp_path, {"properties": {"one": redis, "two": redis}}) == ["HC510 properties/two"]


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_schemas_of_hacfg_are_clean(name: str) -> None:
    """What is shipped passes its own check, warnings included."""
    assert check_schema_file(schema_path(f"{name}.schema.json")).diagnostics == ()


def test_the_table_of_a_project_is_clean() -> None:
    """So does the schema of the table."""
    assert check_schema_file(schema_path("hacfg.project.schema.json")).diagnostics == ()


AWKWARD: dict[str, Any] = {
    "true in a property": {"properties": {"a": True, "b": False}},
    "recursive": {"properties": {"a": {"$ref": "#"}}, "items": {"$ref": "#"}},
    "mutual": {
        "properties": {"a": {"$ref": "#/definitions/b"}},
        "definitions": {
            "b": {"properties": {"c": {"$ref": "#/definitions/d"}}},
            "d": {"properties": {"b": {"$ref": "#/definitions/b"}}},
        },
    },
    "no text as a reference": {"properties": {"$ref": {"type": "string"}}},
    "a number as a reference": {"properties": {"a": {"$ref": 1}}},
    "keywords as names": {"properties": {"properties": {"type": "string"}, "$id": {}, "if": {}}},
    "dynamic": {
        "$schema": DRAFT_2020,
        "$dynamicAnchor": "node",
        "properties": {"next": {"$dynamicRef": "#node"}, "value": {"type": "integer"}},
        "unevaluatedProperties": False,
    },
    "recursive of 2019": {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "$recursiveAnchor": True,
        "properties": {"next": {"$recursiveRef": "#"}},
    },
    "dynamic without end": {"$schema": DRAFT_2020, "$dynamicRef": "#"},
    "anchors": {
        "$schema": DRAFT_2020,
        "properties": {"a": {"$ref": "#there"}},
        "$defs": {"x": {"$anchor": "there", "type": "string"}},
    },
    "bases": {
        "$id": "http://example.com/a/",
        "properties": {"a": {"$ref": "b.json"}},
        "definitions": {"b": {"$id": "b.json", "type": "integer"}},
    },
    "draft-04": {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "id": "http://example.com/",
        "properties": {"a": {"type": "integer", "minimum": 0, "exclusiveMinimum": True}},
    },
    "a metaschema": {"$ref": DRAFT_7},
    "through a place that is none of schemas": {
        "properties": {"a": {"$ref": "#/components/schemas/A"}},
        "components": {"schemas": {"A": {"properties": {"b": {"$ref": "#/components/schemas/A"}}}}},
    },
    "items as a list": {"items": [{"type": "string"}], "additionalItems": False},
    "odd names": {"properties": {"": {}, "a b": {}, "class": {}, "é": {}, "__x": {}, "a-b": {}}},
    "odd types": {"type": ["object", "null"], "properties": {"a": {"type": ["array", "object"]}}},
    "enums of anything": {"properties": {"a": {"enum": [1, "1", None, [], {}, 1.5, True]}}},
    "an escaped pointer": {
        "properties": {"a": {"$ref": "#/definitions/x~1y%25z"}},
        "definitions": {"x/y%z": {"type": "string"}},
    },
    "huge numbers": {"properties": {"a": {"multipleOf": 1e-300, "maximum": 10**400}}},
    "an array": [1],
    "a text": "a",
    "an empty object": {},
    "deep": {"not": {"not": {"not": {"properties": {"a": {"items": {"items": {}}}}}}}},
    "files and patterns": {"x-files": ["*.json"], "x-environments": True, "anyOf": [{}, False]},
}


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("command", ["check", "validate", "env", "compile"])
def test_an_awkward_schema_gets_a_clean_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, command: str
) -> None:
    """Whatever a schema holds, no command ends in a bug."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.schema.json").write_text(json.dumps(AWKWARD[name]), encoding="utf-8")
    (tmp_path / "a.json").write_text('{"a": {"a": [1, "x"]}, "b": {"a": 1}}', encoding="utf-8")
    arguments = {
        "check": ["schema", "check", "a.schema.json"],
        "validate": ["validate", "--schema", "a.schema.json", "a.json"],
        "env": ["show", "--env", "b", "--schema", "a.schema.json", "a.json"],
        "compile": ["compile", "a.schema.json", "-o", "a_config.py"],
    }

    assert main(arguments[command]) in (0, 1, 2)


def test_a_value_too_deep_for_its_schema(tmp_path: Path) -> None:
    """A recursive schema and a file of two hundred levels: told, with a way out."""
    schema = tmp_path / "a.schema.json"
    schema.write_text('{"additionalProperties": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}}')
    deep = '{"a":' * 190 + "1" + "}" * 190
    (tmp_path / "a.json").write_text(deep, encoding="utf-8")
    program = (
        "import sys; sys.setrecursionlimit(600); from hacfg.cli import main;"
        " main(['validate', '--schema', 'a.schema.json', 'a.json'])"
    )

    done = python(tmp_path, program)

    assert "Traceback" not in done.stderr
    assert "nested too deeply" in done.stdout


def test_a_schema_is_listed_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The schemas of the project stand beside those of hacfg, with the files they are for."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hacfg.toml").write_text('schema-dirs = ["s"]\nschemas = {"a.json" = "kafka"}\n')
    (tmp_path / "s").mkdir()
    text = '{"$id": "urn:example:kafka", "x-files": ["kafka.json"], "title": "Kafka"}'
    (tmp_path / "s" / "kafka.schema.json").write_text(text)

    assert main(["schema", "list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert main(["schema", "list", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["schemas"]
    assert main(["schema", "show", "kafka"]) == 0
    shown = capsys.readouterr().out
    assert main(["schema", "show", "redis", "--file-schema"]) == 0
    derived = capsys.readouterr().out
    assert main(["schema", "check"]) == 0
    checked = capsys.readouterr().out

    assert [line.split()[0] for line in listed] == ["redis", "database", "kafka"]
    assert listed[2].split()[1:] == ["s/kafka.schema.json", "kafka.json,", "a.json"]
    assert rows[2]["title"] == "Kafka"
    assert shown == text + "\n"
    assert "redis_config.schema.json" in derived
    assert checked == "1 file checked, no problem found\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lsit"], "did you mean list?"),
        ([], "ACTION is missing"),
        (["show"], "show takes one schema"),
        (["show", "redsi"], "did you mean redis?"),
        (["list", "redis"], "list takes no schema"),
        (["check"], "SCHEMA is missing"),
    ],
)
def test_a_wrong_command_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    """What cannot be meant is told, with what to write."""
    monkeypatch.chdir(tmp_path)

    assert main(["schema", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_the_status_of_a_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Warnings pass unless --strict says no; what cannot be read is not checked."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text('{"properties": {"a": {}}}', encoding="utf-8")

    assert main(["schema", "check", "a.json"]) == 0
    assert main(["schema", "check", "--strict", "a.json"]) == 1
    assert main(["schema", "check", "b.json"]) == 2
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    assert main(["schema", "check", "a.json"]) == 1
    assert "hidden" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"x-envv": "A"},
        {"properties": {"a": {"pattern": "("}}},
        {"properties": {"a": {"$ref": "#/definitions/none"}}},
    ],
)
def test_a_schema_found_wrong_was_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], schema: dict[str, Any]
) -> None:
    """What keeps a schema from judging config files is a finding where the schema is judged."""
    path = tmp_path / "a.schema.json"
    path.write_text(json.dumps(schema), encoding="utf-8")
    config = tmp_path / "a.json"
    config.write_text("{}", encoding="utf-8")

    assert main(["schema", "check", str(path)]) == 1
    assert capsys.readouterr().out.endswith("\n1 error in 1 of 1 file\n")
    assert main(["validate", str(config), "--schema", str(path)]) == 2
    assert "1 file not checked" in capsys.readouterr().out


def test_the_file_schema_stands_for_its_schema(tmp_path: Path) -> None:
    """A file that names the schema made for editors is held against the one it was made from."""
    schema = {"x-environments": True, "properties": {"a": INTEGER}, "additionalProperties": False}
    (tmp_path / "k.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (tmp_path / "k_config.schema.json").write_text("{}", encoding="utf-8")
    body = {"$schema": "k_config.schema.json", "local": {"a": "1"}, "eu": {"extends": "local"}}
    (tmp_path / "a.json").write_text(json.dumps(body), encoding="utf-8")

    report = check_config_file(str(tmp_path / "a.json"))

    assert report.environments == ("local", "eu")
    assert [each.code for each in report.diagnostics] == ["HC201"]
