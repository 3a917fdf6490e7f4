"""Schemas that others wrote, and random ones: a clean answer, and the verdict of jsonschema."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator
from random_schemas import documents, names, schemas
from referencing import Registry
from referencing.jsonschema import DRAFT7

from hacfg.bundle import bundled
from hacfg.catalog import BUILT_IN, named
from hacfg.cli.main import main
from hacfg.drafts import draft_of, modernised
from hacfg.generate import module_source
from hacfg.schema_check import check_schema_file
from hacfg.shipped import schema_path
from hacfg.soundness import endless, unsound

if TYPE_CHECKING:
    from collections.abc import Sequence

DRAFT = "http://json-schema.org/draft-07/schema#"
NEWEST = "https://json-schema.org/draft/2020-12/schema"
LARGEST = 60_000  # bytes; the larger ones say nothing new and take seconds


def vendored() -> Sequence[Path]:
    """The schemas that check-jsonschema brings along, those of many tools."""
    found = importlib.util.find_spec("check_jsonschema")
    if found is None or found.origin is None:
        return ()
    folder = Path(found.origin).parent / "builtin_schemas" / "vendor"
    return sorted(each for each in folder.glob("*.json") if each.stat().st_size < LARGEST)


@pytest.mark.skipif(not vendored(), reason="check-jsonschema is not installed: pip install it")
def test_schemas_of_other_tools_get_a_clean_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is checked, judges a file, loads, and compiles or is refused; none ends in a bug."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text('{"name": 1, "on": {}, "jobs": {"a": []}}', encoding="utf-8")

    statuses = {
        (path.name, command): main(arguments)
        for path in vendored()
        for command, arguments in {
            "check": ["schema", "check", "-q", str(path)],
            "validate": ["validate", "--schema", str(path), "a.json"],
            "show": ["show", "--schema", str(path), "a.json"],
            "compile": ["compile", str(path)],
        }.items()
    }

    assert len(statuses) >= 40
    assert [pair for pair, status in statuses.items() if status not in (0, 1, 2)] == []
    assert "Traceback" not in capsys.readouterr().err


def verdict(path: Path, values: Any) -> bool:
    """Whether hacfg accepts a config by the schema in a file, as a check and as a load judge it."""
    contract, failures = named(str(path))
    assert failures == ()
    assert contract is not None
    assert contract.resolved is not None
    return contract.resolved(values)


@settings(max_examples=80)
@given(schema=schemas(), value=st.dictionaries(names, documents, max_size=3))
def test_a_schema_in_another_file_judges_alike(
    tmp_path_factory: pytest.TempPathFactory, schema: dict[str, Any], value: Any
) -> None:
    """Whatever stands in a file that a schema refers to, the bundle says what the two say."""
    assume(not unsound(schema))
    assume(not endless(schema))
    outer = {
        "$schema": DRAFT,
        "properties": {"a": {"$ref": "b.json"}, "b": {"$ref": "b.json#/definitions/a"}},
        "allOf": [{"$ref": "b.json#/definitions/b"}],
    }
    assume(not endless({**outer, "definitions": schema["definitions"]}))
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "a.json").write_text(json.dumps(outer), encoding="utf-8")
    (folder / "b.json").write_text(json.dumps(schema), encoding="utf-8")
    bundle, faults = bundled(outer, str(folder / "a.json"))
    assume(not faults)
    assume(not endless(bundle))
    registry: Any = Registry().with_resource("b.json", DRAFT7.create_resource(schema))

    truth = Draft7Validator(outer, registry=registry).is_valid(value)

    assert verdict(folder / "a.json", value) is truth


@settings(max_examples=80)
@given(schema=schemas(), value=documents)
def test_a_schema_said_in_a_later_draft_judges_alike(schema: dict[str, Any], value: Any) -> None:
    """What a section of a 2020-12 schema takes over from draft-07 means the same."""
    assume(not unsound(schema))
    assume(not bundled(schema, "a.json")[1])
    assume(not endless(schema))
    plain = {key: each for key, each in schema.items() if key != "$schema"}
    later = modernised(plain, draft_of({"$schema": NEWEST}))

    assert Draft202012Validator(later).is_valid(value) is Draft7Validator(schema).is_valid(value)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_shipped_schema_judges_alike_in_a_section(tmp_path: Path, name: str) -> None:
    """The shipped schemas have the same opinion below a key, in either family of drafts."""
    reference = {"properties": {"x": {"$ref": f"urn:hacfg:schemas/{name}.schema.json"}}}
    plain = json.loads(Path(schema_path(f"{name}.schema.json")).read_bytes())
    values: list[Any] = [
        {"host": "a"},
        {"host": "a", "port": 0},
        {"unix_socket_path": "/a", "ssl": True},
        {"engine": "sqlite", "database": "a.db"},
        {"engine": "mysql", "host": "h", "database": "d", "schema": "s"},
        {"host": "a", "ssl_certfile": "a"},
        {"cluster": {"nodes": ["a:1"]}, "db": 1},
        {},
        7,
    ]
    for number, draft in enumerate([DRAFT, NEWEST]):
        path = tmp_path / f"{number}.schema.json"
        path.write_text(json.dumps({"$schema": draft, **reference}), encoding="utf-8")

        found = [verdict(path, {"x": value}) for value in values]

        assert found == [Draft7Validator(plain).is_valid(value) for value in values]


@settings(max_examples=60)
@given(schema=schemas())
def test_any_schema_is_checked(
    tmp_path_factory: pytest.TempPathFactory, schema: dict[str, Any]
) -> None:
    """The check comes to an end, and every fault has a place."""
    path = tmp_path_factory.mktemp("check") / "a.schema.json"
    path.write_text(json.dumps(schema), encoding="utf-8")

    report = check_schema_file(str(path))

    assert all(each.primary.place is not None for each in report.diagnostics)


def test_items_in_a_later_draft() -> None:
    """A list of schemas for items, and what further items must be, have other words there."""
    newest = draft_of({"$schema": NEWEST})
    older = draft_of({"$schema": "https://json-schema.org/draft/2019-09/schema"})
    listed = {"items": [{"type": "string"}], "additionalItems": {"type": "integer"}}

    assert modernised(listed, newest) == {
        "prefixItems": [{"type": "string"}],
        "items": {"type": "integer"},
    }
    assert modernised(listed, older) == listed
    assert modernised({"items": {}, "additionalItems": False}, newest) == {"items": {}}


@settings(max_examples=100)
@given(inner=schemas(), outer=schemas(), value=documents)
def test_a_schema_of_a_later_draft_compiles_alike(
    inner: dict[str, Any], outer: dict[str, Any], value: Any
) -> None:
    """What the compiler makes of a 2020-12 schema judges as jsonschema does in that draft."""
    newest = draft_of({"$schema": NEWEST})
    parts = [modernised(each, newest) for each in (inner, outer)]
    for each in parts:
        each.pop("$schema", None)
    schema = {**parts[1], "$schema": NEWEST, "$ref": "#/$defs/x", "$defs": {"x": parts[0]}}
    assume(not unsound(schema))
    assume(not endless(schema))
    source, faults = module_source(schema, name="any")
    assume(not faults)
    namespace: dict[str, Any] = {"__name__": "made"}
    exec(source, namespace)  # noqa: S102 - what is to be tested

    assert namespace["resolved"](value) is Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(
    ("said", "keyword"),
    [
        ({"unevaluatedProperties": False}, "unevaluatedProperties"),
        ({"prefixItems": [{}]}, "prefixItems"),
        ({"properties": {"a": {"$dynamicRef": "#"}}}, "$dynamicRef"),
        ({"dependencies": {"a": ["b"]}}, "the schema is not one that draft-07 could say"),
    ],
)
def test_what_draft_7_cannot_say_is_refused(said: dict[str, Any], keyword: str) -> None:
    """A keyword of a later draft is refused by its name, one that means nothing there too."""
    source, faults = module_source({"$schema": NEWEST, **said}, name="any")

    assert source == ""
    assert faults[0].headline.startswith(keyword)
