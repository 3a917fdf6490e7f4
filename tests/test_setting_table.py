"""The table of settings: what a schema declares, and where a schema speaks of a place."""

from __future__ import annotations

from typing import Any

import pytest
from shipped_environments import DOCUMENTS

from hacfg.schema import Schema, resolve_pointer, settings_of, subschema
from hacfg.setting import Setting


def table(properties: dict[str, Any], **keywords: Any) -> list[Setting]:
    """The settings of a schema with these properties."""
    return list(settings_of({"type": "object", "properties": properties, **keywords}))


def only(schema: Any, **keywords: Any) -> Setting:
    """The setting that a property called ``it`` makes."""
    (setting,) = table({"it": schema}, **keywords)
    return setting


# Which settings there are


def test_scalars_arrays_and_free_objects_are_settings() -> None:
    """Only an object with properties is walked into, in the order of the schema."""
    properties = {
        "port": {"type": "integer"},
        "nodes": {"type": "array", "items": {"type": "string"}},
        "options": {"type": "object", "additionalProperties": {"type": "string"}},
        "retry": {"type": ["object", "null"], "properties": {"count": {}, "delay": {}}},
        "empty": {"type": "object", "properties": {}},
        "anything": True,
    }

    assert [setting.path for setting in table(properties)] == [
        ("port",), ("nodes",), ("options",), ("retry", "count"), ("retry", "delay"), ("empty",),
        ("anything",),
    ]  # fmt: skip


def test_a_forbidden_property_is_no_setting() -> None:
    """A property that is false can be written by nobody."""
    assert table({"gone": False}) == []
    assert table({"gone": {"type": "string"}}, allOf=[{"properties": {"gone": False}}]) == []


def test_a_pattern_of_another_engine_hurts_nobody() -> None:
    """Python cannot read it, so it speaks of no setting here."""
    pattern = {"patternProperties": {"^\\p{L}+$": {"default": 1}}}

    (setting,) = table({"a": {"type": "integer"}}, **pattern)

    assert not setting.has_default


def test_references_and_all_of_are_followed() -> None:
    """What stands in a definition counts as if it stood in its place."""
    document = {
        "allOf": [{"$ref": "#/definitions/base"}],
        "properties": {"a": {"$ref": "#/definitions/leaf"}},
        "definitions": {
            "base": {"properties": {"b": {"allOf": [{"$ref": "#/definitions/leaf"}]}}},
            "leaf": {"type": "integer", "default": 3},
        },
    }

    found = settings_of(document)

    assert [(s.path, s.types, s.default) for s in found] == [
        (("a",), ("integer",), 3),
        (("b",), ("integer",), 3),
    ]


def test_a_property_in_two_places_is_one_setting() -> None:
    """A rule in allOf narrows a setting, and what is said first stands."""
    limited = {"properties": {"it": {"type": "string", "description": "narrow", "default": "a"}}}

    setting = only({"type": ["string", "null"], "default": "b"}, allOf=[limited])

    assert setting.types == ("string",)
    assert setting.default == "b"


def test_a_schema_that_holds_itself_has_finitely_many_settings() -> None:
    """Where it begins again, the table ends."""
    document = {"properties": {"a": {"type": "string"}, "next": {"$ref": "#"}}}

    assert [setting.path for setting in settings_of(document)] == [("a",)]


def test_conditions_declare_nothing() -> None:
    """A property that only a rule speaks of is no setting."""
    rule = {"if": {"properties": {"a": {"const": 1}}}, "then": {"properties": {"b": {}}}}

    assert table({}, allOf=[rule]) == []


# Types


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": "integer"}, ("integer",)),
        ({"type": ["string", "null"]}, ("string", "null")),
        ({"enum": ["a", None, "b"]}, ("string", "null")),
        ({"enum": [1, 1.5, True, [], {}]}, ("integer", "number", "boolean", "array", "object")),
        ({"const": False}, ("boolean",)),
        ({"anyOf": [{"type": "integer"}, {"const": "auto"}]}, ("integer", "string")),
        ({"oneOf": [{"type": "null"}, {"$ref": "#/definitions/d"}]}, ("null", "number")),
        ({"anyOf": [{"type": "integer"}, {"minimum": 1}]}, ()),
        ({"allOf": [{"type": ["number", "null"]}, {"type": "integer"}]}, ("integer",)),
        ({"allOf": [{"type": "integer"}, {"type": "number"}]}, ("integer",)),
        ({"type": "string", "enum": ["a", 1]}, ("string",)),
        ({"$ref": "#/definitions/d"}, ("number",)),
        ({"minimum": 1}, ()),
        (True, ()),
    ],
)
def test_types_are_those_that_the_schema_allows(schema: Any, types: tuple[str, ...]) -> None:
    """They are read from type, enum, const and alternatives; nothing means that it does not say."""
    setting = only(schema, definitions={"d": {"type": "number"}})

    assert setting.types == types


@pytest.mark.parametrize(
    ("items", "types"),
    [
        ({"type": "integer"}, ("integer",)),
        ([{"type": "string"}, {"type": "integer"}], ("string",)),
        (True, ()),
        ({"enum": ["a"]}, ("string",)),
    ],
)
def test_types_of_items(items: Any, types: tuple[str, ...]) -> None:
    """A variable's comma-separated texts are converted to them."""
    assert only({"type": "array", "items": items}).item_types == types


def test_choices_are_the_values_of_enum_and_const() -> None:
    """So null can be one."""
    assert only({"enum": ["a", None]}).choices == ("a", None)
    assert only({"const": 0}).choices == (0,)
    assert only({"type": "string"}).choices == ()


# Variables


@pytest.mark.parametrize(
    ("said", "variables"),
    [
        ({}, ("APP_POOL_MAX_SIZE",)),
        ({"x-env": ["APP_SIZE", "APP_MAX"]}, ("APP_SIZE", "APP_MAX")),
        ({"x-env": "SIZE"}, ("SIZE",)),
        ({"x-env": []}, ()),
    ],
)
def test_variables_are_named_or_made_of_the_path(
    said: dict[str, Any], variables: tuple[str, ...]
) -> None:
    """Prefix and upper-case path, unless x-env names others, the canonical one first."""
    pool = {"type": "object", "properties": {"max-size": {"type": "integer", **said}}}

    (setting,) = table({"pool": pool}, **{"x-env-prefix": "APP_"})

    assert setting.variables == variables


def test_without_a_prefix_only_named_variables_count() -> None:
    """PATH and HOME are no business of a setting that happens to be called so."""
    assert only({"type": "string"}).variables == ()
    assert only({"type": "string", "x-env": ["IT"]}).variables == ("IT",)


# What else is known of a setting


def test_annotations_become_fields() -> None:
    """Every keyword of ours that is about a setting is in the table."""
    setting = only({
        "type": "integer", "default": 0, "writeOnly": True, "x-synonyms": ["that", "this"],
        "x-default-by": {"engine": {"mysql": 3306, "postgresql": 5432}}, "x-deprecated": "use that",
    })  # fmt: skip

    assert setting == Setting(
        path=("it",),
        types=("integer",),
        variables=(),
        secret=True,
        default=0,
        has_default=True,
        synonyms=("that", "this"),
        default_by=("engine", (("mysql", 3306), ("postgresql", 5432))),
        deprecated="use that",
    )


def test_null_may_be_a_default() -> None:
    """A default of null is one, and none is not."""
    assert only({"type": "null", "default": None}).has_default
    assert not only({"type": "null"}).has_default


@pytest.mark.parametrize("said", [{"x-secret": True}, {"writeOnly": True}])
def test_a_secret_is_one_wherever_it_is_said(said: dict[str, Any]) -> None:
    """Beside a reference or in the definition: nobody can make it public again."""
    definitions = {"open": {"type": "string"}, "closed": {"type": "string", **said}}

    assert only({"$ref": "#/definitions/open", **said}, definitions=definitions).secret
    assert only({"$ref": "#/definitions/closed"}, definitions=definitions).secret
    assert not only(
        {"$ref": "#/definitions/open", "x-secret": False}, definitions=definitions
    ).secret


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("redis", ("port",), (("integer",), ("REDIS_PORT",), False, 6379)),
        ("redis", ("enable_redis",),
         (("boolean",), ("REDIS_ENABLE", "REDIS_ENABLED"), False, True)),
        ("redis", ("retry", "base_delay"), (("number",), ("REDIS_RETRY_BASE_DELAY",), False, 0.5)),
        ("redis", ("sentinel", "password"),
         (("string", "null"), ("REDIS_SENTINEL_PASSWORD",), True, None)),
        ("database", ("pool", "size"), (("integer",), ("DB_POOL_SIZE",), False, 5)),
        ("database", ("password",), (("string", "null"), ("DB_PASSWORD", "DB_PASS"), True, None)),
    ],
)  # fmt: skip
def test_shipped_settings(name: str, path: tuple[str, ...], expected: tuple[Any, ...]) -> None:
    """Some that everybody uses, read from the real schemas."""
    setting = {setting.path: setting for setting in settings_of(DOCUMENTS[name])}[path]

    assert (setting.types, setting.variables, setting.secret, setting.default) == expected


# The schema as a whole


def test_a_schema_tells_what_it_is_for() -> None:
    """The keywords at its top, as values."""
    document = {
        "$id": "urn:example:kafka", "x-environments": True, "x-files": ["kafka.json"],
        "x-env-prefix": "KAFKA_", "x-env-url": "KAFKA_URL", "x-exclusive": [["a", "b"], ["c"]],
        "properties": {"a": {"type": "string"}},
    }  # fmt: skip

    schema = Schema.of(document, name="kafka")

    assert (schema.name, schema.id, schema.document) == ("kafka", "urn:example:kafka", document)
    assert (schema.files, schema.environments) == (("kafka.json",), True)
    assert (schema.prefix, schema.url_variable) == ("KAFKA_", "KAFKA_URL")
    assert schema.exclusive == (("a", "b"), ("c",))
    assert [setting.variables for setting in schema.settings] == [("KAFKA_A",)]


def test_a_schema_may_tell_nothing() -> None:
    """Each keyword may be absent."""
    schema = Schema.of({}, name="bare")

    assert (schema.id, schema.files, schema.environments) == ("", (), False)
    assert (schema.prefix, schema.url_variable, schema.exclusive) == ("", "", ())
    assert schema.settings == ()


# What is said of a place

PLACES = {
    "properties": {
        "port": {"$ref": "#/definitions/port", "description": "The port."},
        "nodes": {"type": "array", "items": {"type": "string", "maxLength": 9}},
        "pair": {"items": [{"const": 1}, {"const": 2}]},
        "options": {
            "additionalProperties": {"type": "integer"}, "patternProperties": {"^x": {"const": 5}},
        },
        "retry": {"type": "object", "properties": {"count": {"minimum": 0}}},
        "gone": False,
        "free": True,
    },
    "additionalProperties": False,
    "allOf": [{"properties": {"port": {"maximum": 99, "minimum": 50}}}],
    "definitions": {"port": {"type": "integer", "minimum": 1, "allOf": [{"multipleOf": 1}]}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("port",), {"description": "The port.", "type": "integer", "minimum": 1, "multipleOf": 1,
                     "maximum": 99}),
        (("nodes", 3), {"type": "string", "maxLength": 9}),
        (("pair", 1), {"const": 2}),
        (("options", "any"), {"type": "integer"}),
        (("options", "xy"), {"const": 5}),
        (("retry",), {"type": "object", "properties": {"count": {"minimum": 0}}}),
        (("retry", "count"), {"minimum": 0}),
        (("free",), {}),
        (("gone",), None),
        (("none",), None),
        (("port", "deeper"), None),
        (("pair", 2), None),
        (("retry", 0), None),
        (("free", "deeper"), None),
    ],
)  # fmt: skip
def test_the_schema_of_a_place(path: tuple[str | int, ...], expected: Any) -> None:
    """Flat, references and allOf merged, the outer keyword first; None where nothing may stand."""
    assert subschema(PLACES, path) == expected


def test_the_schema_of_the_top() -> None:
    """It is the schema itself, its allOf merged."""
    found = subschema(PLACES, ())

    assert found is not None
    assert found.keys() == {"properties", "additionalProperties", "definitions"}


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("#", {"a/b": {"c~d": [1, {"%": 2}]}, "": 3}),
        ("", {"a/b": {"c~d": [1, {"%": 2}]}, "": 3}),
        ("#/", 3),
        ("#/a~1b/c~0d/0", 1),
        ("/a~1b/c~0d/1/%", 2),
        ("#/a~1b/c~0d/1/%25", 2),
        ("#/a~1b/c%7E0d/0", 1),
        ("#/a~1b/c~0d/2", None),
        ("#/a~1b/c~0d/x", None),
        ("#/a~1b/c~0d/-1", None),
        ("#/a/b", None),
        ("#/a~1b/c~0d/0/0", None),
        ("#anchor", None),
        ("other.json#/a", None),
    ],
)
def test_pointers(pointer: str, expected: Any) -> None:
    """RFC 6901, as a fragment or plain; what is not there, or elsewhere, is None."""
    document = {"a/b": {"c~d": [1, {"%": 2}]}, "": 3}

    assert resolve_pointer(document, pointer) == expected


@pytest.mark.parametrize(
    ("selector", "keys", "values"),
    [
        ({"type": "boolean"}, ["true", "false"], [True, False]),
        ({"type": "integer"}, ["2", "3"], [2, 3]),
        ({"type": ["integer", "string"]}, ["2", "3"], ["2", "3"]),
        ({"type": "boolean"}, ["NaN", "[1]"], ["NaN", "[1]"]),
    ],
)
def test_defaults_are_found_by_values_that_json_keys_cannot_be(
    selector: dict[str, Any], keys: list[str], values: list[Any]
) -> None:
    """A key is a text in JSON, and the setting that it stands for may be none."""
    port = {"type": "integer", "x-default-by": {"tls": dict.fromkeys(keys, 1)}}

    _, setting = table({"tls": selector, "port": port})

    assert setting.default_by
    assert [value for value, _ in setting.default_by[1]] == values
    assert [type(value) for value, _ in setting.default_by[1]] == list(map(type, values))
