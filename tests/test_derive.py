"""Derived schemas: what placeholders, absent keys and editors make of a schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator
from random_schemas import DRAFT, documents, names, schemas
from shipped_environments import DOCUMENTS, good, nodes, put, without

from hacfg.derive import (
    PLACEHOLDER,
    WHOLE_PLACEHOLDER,
    file_schema,
    partial,
    written,
)
from hacfg.derive.algebra import joined
from hacfg.generate.file_schema import file_schema_text
from hacfg.generate.subset import unsupported
from hacfg.schema import has_settings, inner, members, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hacfg.keypath import KeyPath

    Draw = Callable[[st.SearchStrategy[Any]], Any]

unhurried = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def environment(**keywords: Any) -> dict[str, Any]:
    """A small schema of one environment, with further keywords."""
    return {
        "$schema": DRAFT,
        "type": "object",
        "properties": {
            "host": {"type": "string", "pattern": "^[a-z.]+$(?!\\n)"},
            "port": {"type": "integer", "minimum": 1, "maximum": 65535},
            "tls": {"type": "boolean"},
            "name": {"type": ["string", "null"]},
            "engine": {"enum": ["mysql", "sqlite"]},
            "free": {"maxLength": 3},
            "nodes": {"type": "array", "items": {"type": "string", "maxLength": 3}, "minItems": 1},
            "limits": {"type": "array", "items": {"type": "integer"}, "uniqueItems": True},
            "options": {"type": "object", "additionalProperties": {"type": "integer"}},
            "retry": {
                "type": "object",
                "properties": {"count": {"type": "integer"}, "delay": {"type": "number"}},
                "required": ["count"],
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
        **keywords,
    }


def accepts(schema: dict[str, Any], value: Any) -> bool:
    """Whether jsonschema accepts a value; the schema itself must be valid."""
    Draft7Validator.check_schema(schema)
    return bool(Draft7Validator(schema).is_valid(value))


WRITTEN = written(environment())
PARTIAL = partial(environment())
FILE = file_schema(environment(**{"x-environments": True}))


# A placeholder stands for a value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host", "${HOST}"),
        ("host", "db.${REGION}.example"),
        ("port", "${PORT}"),
        ("port", "${PORT:-5432}"),
        ("tls", "${TLS}"),
        ("name", "app-${N}"),
        ("engine", "${ENGINE}"),
        ("free", "x${FREE}"),
        ("nodes", "${NODES}"),
        ("nodes", ["a", "${NODE}:6379"]),
        ("limits", [1, "${LIMIT}"]),
        ("options", "${OPTIONS}"),
        ("options", {"a": "${A}"}),
        ("retry", {"count": "${COUNT}"}),
    ],
)
def test_a_placeholder_stands_for_a_value_of_the_right_type(name: str, value: Any) -> None:
    """As written, a placeholder is fine wherever a setting, or part of one, stands."""
    assert not accepts(environment(), {name: value}) or name == "name"
    assert accepts(WRITTEN, {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "1${PORT}"),
        ("port", "${PORT}\n"),
        ("port", "$PORT"),
        ("tls", " ${TLS}"),
        ("nodes", "x${NODES}"),
        ("limits", ["a${LIMIT}"]),
        ("limits", ["${LIMIT}", 1.5]),
        ("limits", ["${LIMIT}", 1, 1]),
        ("nodes", ["${NODE}", "long"]),
        ("retry", "${RETRY}"),
        ("retry", {"count": "${COUNT}", "dealy": 1}),
        ("host", "Not.A.Host"),
        ("host", "$HOST"),
        ("engine", "oracle"),
    ],
)
def test_a_placeholder_excuses_nothing_else(name: str, value: Any) -> None:
    """Text around it fits text only, an object of settings is written out, the rest is judged."""
    assert not accepts(WRITTEN, {name: value})


def test_the_environment_itself_is_no_setting() -> None:
    """No variable supplies a whole environment."""
    assert not accepts(WRITTEN, "${ENVIRONMENT}")


# Rules on what is unknown are silent

CASE = {"if": {"properties": {"engine": {"const": "sqlite"}}, "required": ["engine"]}}
SQLITE = {
    **CASE,
    "then": {"not": {"required": ["host"]}},
    "else": {"required": ["host"]},
}


@pytest.mark.parametrize(
    ("rule", "fine", "wrong"),
    [
        (
            SQLITE,
            [{"engine": "${E}"}, {"engine": "${E}", "host": "h"}, {"engine": "sqlite"}],
            [{"engine": "sqlite", "host": "${H}"}, {"engine": "mysql"}, {"host": "H"}],
        ),
        (
            {"not": {"properties": {"port": {"minimum": 1024}}, "required": ["port", "tls"]}},
            [{"port": "${P}", "tls": True}, {"port": 80, "tls": True}],
            [{"port": 6379, "tls": True}, {"port": 6379, "tls": "${TLS}"}],
        ),
        (
            {"not": {"not": {"properties": {"tls": {"const": True}}}}},
            [{"tls": "${TLS}"}, {"tls": True}, {}],
            [{"tls": False}],
        ),
        (
            {"oneOf": [{"properties": {"port": {"maximum": 99}}}, {"required": ["host"]}]},
            [{"port": "${P}"}, {"port": "${P}", "host": "h"}, {"port": 100, "host": "h"}],
            [{"port": 100}, {"port": 99, "host": "h"}, {"host": "${H}"}],
        ),
        (
            {"not": {"oneOf": [{"properties": {"port": {"const": 1}}}, {"required": ["tls"]}]}},
            [{"port": "${P}"}, {"port": "${P}", "tls": True}, {"port": 2}],
            [{"port": 1}, {"port": 2, "tls": True}],
        ),
        (
            {"dependencies": {"tls": {"properties": {"name": {"type": "string"}}}}},
            [{"tls": True, "name": "${N}"}, {"name": None}],
            [{"tls": True, "name": None}, {"tls": "${TLS}", "name": None}],
        ),
        (
            {"not": {"properties": {"name": {"type": "string"}}, "required": ["name"]}},
            [{"name": "${N}"}, {"name": None}],
            [{"name": "app"}],
        ),
        (
            {"not": {"properties": {"host": {"type": "string"}}, "required": ["host"]}},
            [{}],
            [{"host": "h"}, {"host": "${H}"}],
        ),
        (
            {"not": {"properties": {"nodes": {"const": ["a", "b"]}}, "required": ["nodes"]}},
            [{"nodes": ["a", "${B}"]}, {"nodes": "${N}"}, {"nodes": ["a"]}],
            [{"nodes": ["a", "b"]}],
        ),
        (
            {"not": {"properties": {"nodes": {"const": ["${A}"]}}, "required": ["nodes"]}},
            [{"nodes": ["${A}"]}, {"nodes": ["a"]}],
            [],
        ),
        (
            {"properties": {"nodes": {"enum": [["a"], ["a", "b"]]}}},
            [{"nodes": ["a", "${B}"]}, {"nodes": "${N}"}, {"nodes": ["a"]}],
            [{"nodes": ["b"]}],
        ),
        (
            {"not": {"properties": {"nodes": {"uniqueItems": True}}, "required": ["nodes"]}},
            [{"nodes": ["a", "a"]}, {"nodes": ["a", "${A}"]}, {"nodes": "${N}"}],
            [{"nodes": ["a", "b"]}],
        ),
        (
            {"not": {**CASE, "then": {"required": ["port"]}, "else": {"required": ["tls"]}}},
            [{"engine": "${E}", "port": 1}, {"engine": "${E}"}, {"engine": "mysql", "port": 1}],
            [{"engine": "${E}", "port": 1, "tls": True}, {"engine": "sqlite", "port": 1}],
        ),
        (
            {
                "not": {
                    "if": {"required": ["port"]},
                    "then": {"required": ["tls"]},
                    "else": {"required": ["host"]},
                }
            },
            [{"port": 1}, {}],
            [{"port": 1, "tls": True}, {"host": "h"}],
        ),
        (
            {"not": {"oneOf": [{"required": ["port"]}, {"required": ["tls"]}]}},
            [{"port": 1, "tls": True}, {}],
            [{"port": 1}, {"tls": "${TLS}"}],
        ),
        (
            {"properties": {"pair": {"type": "array", "items": [{"type": "integer"}, False]}}},
            [{"pair": ["${A}"]}, {"pair": "${PAIR}"}, {"pair": [1]}],
            [{"pair": ["a${A}"]}, {"pair": ["${A}", "${B}"]}],
        ),
        (
            {
                "properties": {
                    "free": {"maxLength": 3, "anyOf": [{"const": "ab"}, {"const": "abcd"}]}
                }
            },
            [{"free": "ab"}, {"free": "a${B}"}],
            [{"free": "abcd"}, {"free": "abc"}],
        ),
        (
            {"not": {"properties": {"free": {"const": "${A}"}}, "required": ["free"]}},
            [{"free": "${A}"}, {"free": "${B}"}],
            [],
        ),
        (
            {"not": {"properties": {"free": {"required": ["a"]}}, "required": ["free"]}},
            [{"free": "${FREE}"}, {"free": {}}],
            [{"free": {"a": 1}}, {"free": "abc"}],
        ),
        (
            {"allOf": [{"properties": {"host": False}}]},
            [{"port": 1}],
            [{"host": "h"}, {"host": "${H}"}],
        ),
    ],
)
def test_rules_are_silent_on_what_is_unknown_only(
    rule: dict[str, Any], fine: list[Any], wrong: list[Any]
) -> None:
    """A rule that a placeholder could satisfy says nothing; one that it cannot still speaks."""
    schema = written(environment(**rule))

    assert [value for value in fine if not accepts(schema, value)] == []
    assert [value for value in wrong if accepts(schema, value)] == []


# Keys still to come


def test_as_written_an_environment_is_complete() -> None:
    """What is required must stand there, if only as a placeholder."""
    schema = written(environment(required=["host"]))

    assert accepts(schema, {"host": "${HOST}"})
    assert not accepts(schema, {})
    assert not accepts(schema, {"host": "h", "retry": {}})


@pytest.mark.parametrize(
    ("rule", "fine", "wrong"),
    [
        ({"required": ["host"], "minProperties": 3}, [{}, {"retry": {}}], [{"retry": {"d": 1}}]),
        ({"dependencies": {"host": ["port"]}}, [{"host": "h"}], [{"host": "H"}]),
        ({"dependencies": {"host": {"required": ["port"], "properties": {"tls": False}}}},
         [{"host": "h"}, {"tls": True}], [{"host": "h", "tls": True}]),
        ({"not": {"required": ["host", "tls"]}}, [{"host": "h"}], [{"host": "h", "tls": True}]),
        ({"not": {"maxProperties": 1}}, [{"host": "h"}, {}], []),
        ({"not": {"properties": {"tls": {"const": True}}}}, [{}], [{"tls": True}]),
        ({"not": {"additionalProperties": {"const": 1}}}, [{"port": 1}], []),
        ({"not": {"patternProperties": {"title": {"const": 1}}}}, [{"port": 1}], []),
        ({"not": {"propertyNames": {"maxLength": 4}}}, [{"port": 1}], []),
        ({"not": {"dependencies": {"host": ["port"]}}}, [{}, {"host": "h"}], [{"port": 1}]),
        ({"not": {"dependencies": {"host": {"required": ["tls"]}}}}, [{}, {"host": "h"}],
         [{"tls": True}]),
        ({"not": {"dependencies": {"host": False}}}, [{}, {"tls": True}], []),
        ({"if": {"required": ["host"]}, "else": {"required": ["nodes"]}}, [{}, {"tls": True}], []),
        (SQLITE, [{}, {"host": "h"}, {"engine": "mysql"}], [{"engine": "sqlite", "host": "h"}]),
        ({"properties": {"retry": {"const": {"count": 1, "delay": 2}}}},
         [{"retry": {"count": 1}}], []),
        ({"not": {"properties": {"options": {"const": {"a": 1}}}, "required": ["options"]}},
         [{"options": {"a": 1}}], []),
        ({"maxProperties": 1}, [{"host": "h"}], [{"host": "h", "port": 1}]),
    ],
)  # fmt: skip
def test_a_partial_environment_lacks_nothing(
    rule: dict[str, Any], fine: list[Any], wrong: list[Any]
) -> None:
    """What another environment may add is not missed; what it cannot undo is wrong already."""
    schema = partial(environment(**rule))

    assert [value for value in fine if not accepts(schema, value)] == []
    assert [value for value in wrong if accepts(schema, value)] == []


def test_items_of_arrays_are_whole_in_every_form() -> None:
    """Arrays replace each other, so nobody adds a key to what stands in one."""
    replica = {"type": "object", "properties": {"host": {"type": "string"}}, "required": ["host"]}
    schema = partial(environment(properties={"replicas": {"type": "array", "items": replica}}))

    assert accepts(schema, {"replicas": [{"host": "${HOST}"}]})
    assert not accepts(schema, {"replicas": [{}]})
    assert not accepts(schema, {"replicas": ["${REPLICA}"]})


# The file of editors


def test_the_file_schema_knows_environments_and_directives() -> None:
    """Beside the settings an environment may say what it extends and whether it is protected."""
    whole = {
        "$schema": "redis_config.schema.json",
        "_base": {"host": "h", "retry": {"delay": 1}},
        "production": {"extends": "_base", "protected": True, "port": "${PORT}", "retry": None},
        "staging": {"extends": "production", "options": None},
    }

    assert accepts(FILE, whole)
    assert accepts(FILE, {})


@pytest.mark.parametrize(
    "whole",
    [
        {"local": {"extends": ["_base"]}},
        {"local": {"extends": ""}},
        {"local": {"protected": "yes"}},
        {"local": {"extend": "_base"}},
        {"local": {"port": None}},
        {"local": {"retry": {"extends": "x"}}},
        {"local": None},
        {"$schema": 1},
        {"host": "h"},
        [],
    ],
)
def test_the_file_schema_refuses_what_the_checker_would(whole: Any) -> None:
    """Misspelt and mistyped directives are wrong, and null removes objects only."""
    assert not accepts(FILE, whole)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ({"not": {"required": ["retry", "host"]}}, {"retry": None, "host": "h"}),
        ({"dependencies": {"retry": {"not": {"required": ["host"]}}}},
         {"retry": None, "host": "h"}),
        ({"not": {"minProperties": 2}}, {"retry": None, "extends": "x", "protected": True}),
        ({"if": {"required": ["host"]}, "then": {"properties": {"retry": False}}},
         {"retry": None, "host": "h"}),
        ({"if": {"required": ["host"]}, "then": {"properties": {"retry": True, "port": False}}},
         {"retry": None, "host": "h"}),
        ({"maxProperties": 1}, {"retry": None, "extends": "x", "host": "h"}),
        ({"propertyNames": {"maxLength": 5}}, {"extends": "x", "retry": None}),
        ({"patternProperties": {"^ext|t": {"type": "integer"}, "$": {"not": {"const": "x"}}}},
         {"extends": "x", "protected": True}),
        ({"properties": {"retry": {"enum": [{"count": 1}], "properties": {"count": {}}}}},
         {"retry": None, "extends": "x"}),
    ],
)  # fmt: skip
def test_null_stands_for_an_object_that_is_not_there(rule: dict[str, Any], value: Any) -> None:
    """In a file, no rule takes a removed object, or a directive, for a setting."""
    schema = file_schema(environment(**{"x-environments": True, **rule}))

    assert accepts(schema, {"local": value})


def test_patterns_speak_of_settings_and_not_of_directives() -> None:
    """A name that begins like a directive is still judged."""
    schema = file_schema(
        {"$schema": DRAFT, "x-environments": True, "patternProperties": {"e": {"type": "integer"}}}
    )

    assert accepts(schema, {"local": {"extends": "x", "extendss": 1, "one": "${ONE}"}})
    assert not accepts(schema, {"local": {"extendss": "x"}})
    assert not accepts(schema, {"local": {"extends\n": "x"}})


def test_directives_stand_beside_settings_that_a_definition_closes() -> None:
    """Every schema that closes the environment lets them in."""
    base = {"properties": {"port": {"type": "integer"}}, "additionalProperties": False}
    schema = file_schema({
        "$schema": DRAFT, "x-environments": True, "allOf": [{"$ref": "#/definitions/base"}],
        "definitions": {"base": base},
    })  # fmt: skip

    assert accepts(schema, {"local": {"port": 1, "extends": "base"}})
    assert not accepts(schema, {"local": {"prot": 1}})


def test_an_object_that_may_be_null_anyway_may_be_so_in_a_file() -> None:
    """Its types name null once."""
    retry = {"type": ["object", "null"], "properties": {"count": {"type": "integer"}}}
    schema = file_schema(environment(**{"x-environments": True, "properties": {"retry": retry}}))

    assert accepts(schema, {"local": {"retry": None}})
    assert not accepts(schema, {"local": {"retry": 1}})


def test_a_flat_file_holds_one_environment() -> None:
    """Without x-environments the settings stand at the top, beside $schema."""
    schema = file_schema(environment(required=["host"]))

    assert accepts(schema, {"$schema": "x.json", "port": "${PORT}"})
    assert not accepts(schema, {"extends": "x"})
    assert not accepts(schema, {"local": {"port": 1}})


def test_editors_find_the_words_of_a_setting_where_it_stands() -> None:
    """Annotations stay at the property; its values are the first alternative."""
    said = {"title": "Engine", "description": "D.", "default": "a", "examples": ["b"]}
    base = environment(properties={"engine": {**said, "type": "string", "enum": ["a", "b"]}})

    derived = written(base)["properties"]["engine"]

    assert derived == {
        **said,
        "anyOf": [{"type": "string", "enum": ["a", "b"]}, {"$ref": PLACEHOLDER}],
    }


def test_a_setting_that_takes_any_text_stays_as_it_is() -> None:
    """A placeholder is a text like any other there."""
    base = environment(properties={"motto": {"type": ["string", "null"], "title": "M."}})

    assert written(base)["properties"] == base["properties"]


@pytest.mark.parametrize(
    "condition",
    [
        {"properties": {"engine": {"const": "sqlite"}}, "required": ["engine"]},
        {"properties": {"port": {"type": "integer", "minimum": 5}}, "required": ["port"]},
        {"properties": {"host": {"type": "string"}}, "required": ["host"]},
        {"required": ["nodes"]},
    ],
)
def test_a_condition_that_no_placeholder_meets_stays_as_it_is(condition: dict[str, Any]) -> None:
    """Most rules read as their author wrote them."""
    rule = {"not": condition}

    assert written(environment(allOf=[rule]))["allOf"] == [rule]


def test_a_setting_that_is_no_text_takes_whole_placeholders() -> None:
    """The definition that it refers to says so to whoever reads the schema."""
    assert WRITTEN["properties"]["port"]["anyOf"][1] == {"$ref": WHOLE_PLACEHOLDER}
    assert set(WRITTEN["definitions"]) == {"placeholder", "whole_placeholder"}


def test_keywords_of_ours_stay_out_of_the_schema_of_editors() -> None:
    """Strict validators refuse them; the forms that messages are made from keep them."""
    base = environment(**{"x-message": "no", "x-environments": True, "$comment": "c"})
    base["properties"]["port"]["x-env"] = ["PORT"]

    assert "x-" not in file_schema_text(base)
    assert written(base)["x-message"] == "no"
    assert written(base)["properties"]["port"]["x-env"] == ["PORT"]


@pytest.mark.parametrize(
    ("name", "derived"),
    [
        ("https://example.com/redis.schema.json", "https://example.com/redis_{}.schema.json"),
        ("https://example.com/redis.json", "https://example.com/redis_{}.json"),
        ("urn:example:redis", "urn:example:redis_{}"),
    ],
)
def test_every_form_has_an_identifier_of_its_own(name: str, derived: str) -> None:
    """So that nothing takes one for another."""
    base = environment(**{"$id": name})

    assert written(base)["$id"] == derived.format("written")
    assert partial(base)["$id"] == derived.format("partial")
    assert file_schema(base)["$id"] == derived.format("config")


def test_a_schema_is_written_as_text_that_reads_back() -> None:
    """Two blanks a level, letters as they are, one newline at the end."""
    base = {"title": "Größe", "not": {"title": "Nichts"}}

    text = file_schema_text(base)

    assert text.startswith('{\n  "$schema": "http://json-schema.org/draft-07/schema#",\n')
    assert '\n  "title": "Größe",\n' in text
    assert text.endswith("\n}\n")
    assert json.loads(text) == file_schema(base)


# References


def test_a_definition_may_have_several_forms() -> None:
    """One definition serves a text, where a placeholder may be inside, and a condition."""
    base = environment(
        properties={"a": {"$ref": "#/definitions/word", "description": "A."}, "b": {"type": "array",
                    "items": {"$ref": "#/definitions/word"}}},
        definitions={"word": {"enum": ["x", "y", "${Z}"]}, "unused": {}},
        **{"not": {"properties": {"a": {"$ref": "#/definitions/word"}}, "required": ["a", "b"]}},
    )  # fmt: skip

    schema = written(base)

    assert schema["properties"]["a"] == {
        "description": "A.",
        "allOf": [{"$ref": "#/definitions/word"}],
    }
    assert schema["definitions"].keys() - {"placeholder", "whole_placeholder"} == {
        "word",
        "certain_word",
    }
    assert accepts(schema, {"a": "${A}", "b": ["x", "${B}"]})
    assert not accepts(schema, {"a": "x", "b": ["x"]})
    assert not accepts(schema, {"b": ["z"]})


def test_a_definition_has_a_form_for_each_type_of_setting() -> None:
    """What is unknown in a text is a part of it, in a number the whole."""
    few = {"$ref": "#/definitions/few"}
    base = environment(
        properties={
            "number": {"allOf": [{"type": "integer"}, few]},
            "text": {"allOf": [{"type": "string"}, few]},
        },
        definitions={"few": {"enum": ["xx", 5]}},
    )

    schema = written(base)

    assert accepts(schema, {"number": "${N}", "text": "x${T}"})
    assert not accepts(schema, {"number": 6})
    assert not accepts(schema, {"number": "x${N}"})
    assert not accepts(schema, {"text": "x"})


def test_parts_that_lean_on_each_other_are_not_mixed() -> None:
    """A further property beside additionalProperties would not be additional any more."""
    closed = {"additionalProperties": False}
    more = {"properties": {"a": {"const": 1}}}

    assert joined({}, [closed, more]) == {"additionalProperties": False, "allOf": [more]}
    assert joined({}, [{"required": ["a"]}, more]) == {"required": ["a"], **more}
    assert joined({}, [{"required": ["a"], "allOf": [more]}, {"required": ["b"]}]) == {
        "required": ["a"],
        "allOf": [more, {"required": ["b"]}],
    }


def test_a_schema_that_holds_itself_is_derived() -> None:
    """Each reference leads to the form for its place."""
    base = {"$schema": DRAFT, "type": "object", "properties": {"next": {"$ref": "#"},
            "a": {"type": "integer"}}, "required": ["a"]}  # fmt: skip

    assert accepts(written(base), {"a": "${A}", "next": {"a": "${B}", "next": {"a": 1}}})
    assert not accepts(written(base), {"a": 1, "next": {}})
    assert not accepts(written(base), {"a": 1, "next": "${NEXT}"})
    assert accepts(partial(base), {"next": {"next": {}}})
    assert not accepts(partial(base), {"next": {"next": {"a": "x"}}})


def test_definitions_of_the_schema_do_not_clash_with_ours() -> None:
    """A definition called placeholder gets another name."""
    base = environment(
        properties={"a": {"$ref": "#/definitions/placeholder"}},
        definitions={"placeholder": {"type": "integer"}},
    )

    schema = written(base)

    assert accepts(schema, {"a": 1})
    assert accepts(schema, {"a": "${A}"})
    assert not accepts(schema, {"a": "x"})


def test_the_document_is_not_changed_nor_handed_out() -> None:
    """Whoever changes a derived schema changes nothing else."""
    base = environment(**{"x-environments": True})
    before = json.dumps(base)

    for derive in (written, partial, file_schema):
        derived = derive(base)
        derived["properties"].clear()
        derived["definitions"]["placeholder"].clear()

    assert json.dumps(base) == before
    assert file_schema(base) == FILE


# Schemas of other drafts


def test_later_drafts_are_derived_too() -> None:
    """A team's own schema may use any draft; in these, keywords beside a reference count."""
    base = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "port": {"$ref": "#/$defs/port", "maximum": 99},
            "size": {"type": "integer", "multipleOf": 4},
            "tags": {"contains": {"$ref": "#/$defs/port"}},
        },
        "dependentRequired": {"size": ["port"]},
        "dependentSchemas": {"tags": {"required": ["port"]}},
        "unevaluatedProperties": False,
        "$defs": {"port": {"type": "integer", "minimum": 1}},
    }

    def fits(schema: dict[str, Any], value: Any) -> bool:
        return bool(Draft202012Validator(schema).is_valid(value))

    assert fits(written(base), {"port": "${PORT}", "size": "${SIZE}"})
    assert fits(written(base), {"port": 1, "tags": ["a", 1]})
    assert fits(partial(base), {"size": 8})
    assert fits(partial(base), {"tags": "${TAGS}"})
    wrong: list[Any] = [{"port": 100}, {"port": 0}, {"size": 3}, {"size": 8}, {"ports": 1}]
    wrong.append({"port": 1, "tags": []})
    assert [value for value in wrong if fits(written(base), value)] == []


def test_a_definition_that_only_an_unknown_keyword_names_stays() -> None:
    """Draft-07 has contains too, which is carried along as it is."""
    one = {"$ref": "#/definitions/b"}
    base = environment(
        properties={"a": {"contains": one}, "c": one}, definitions={"b": {"const": 1}}
    )

    schema = written(base)

    assert accepts(schema, {"a": [1], "c": "${C}"})
    assert accepts(schema, {"a": "${A}"})
    assert not accepts(schema, {"a": [2]})
    assert not accepts(schema, {"c": 2})


def test_a_reference_to_nowhere_is_left_as_it_is() -> None:
    """It is another stage's business to say that the schema is broken."""
    base = environment(properties={"a": {"$ref": "#/definitions/none"}, "b": {"$ref": "c.json"}})

    assert written(base)["properties"] == base["properties"]


# Laws


def objects_of_settings(document: dict[str, Any]) -> list[KeyPath]:
    """The paths of the objects that hold settings, those of a recursion to three levels."""

    def below(found: Any, path: KeyPath) -> Iterator[KeyPath]:
        for name in dict.fromkeys(key for m in found for key in m.get("properties", ())):
            inside = inner(document, found, name)
            if has_settings(document, inside) and len(path) < 3:
                yield (*path, name)
                yield from below(inside, (*path, name))

    return list(below(members(document, document), ()))


def holds(tree: Any, path: KeyPath) -> bool:
    """Whether something stands at a path."""
    return not path or (type(tree) is dict and path[0] in tree and holds(tree[path[0]], path[1:]))


@st.composite
def with_placeholders(draw: Draw, document: dict[str, Any], value: Any) -> Any:
    """The environment with some of its settings, or of the texts in them, left to variables."""
    for setting in settings_of(document):
        if holds(value, setting.path) and draw(st.booleans()):
            variable = "_".join(map(str, setting.path))
            value = put(value, setting.path, f"${{{variable}}}")
    return value


@st.composite
def fragment(draw: Draw, document: dict[str, Any], value: Any) -> Any:
    """The environment with some of its settings and objects of settings left out."""
    for path in [*(setting.path for setting in settings_of(document)),
                 *objects_of_settings(document)]:  # fmt: skip
        if holds(value, path) and draw(st.booleans()):
            value = without(value, path)
    return value


@st.composite
def in_a_file(
    draw: Draw, document: dict[str, Any], judge: Draft7Validator, whole: Any, part: Any
) -> Any:
    """A fragment with directives, and null for objects that it could have and has not."""
    free = [setting.path for setting in settings_of(document) if setting.types == ("object",)]
    for path in [*objects_of_settings(document), *free]:
        lacking = not holds(whole, path) and holds(part, path[:-1])
        possible = lacking and judge.is_valid({"local": put(part, path, {})})
        if possible and draw(st.booleans()):
            part = put(part, path, None)
    directives = {"extends": "base", "protected": True}
    return {
        **part,
        **{key: directives[key] for key in draw(st.sets(st.sampled_from([*directives])))},
    }


def derived(document: dict[str, Any]) -> list[Draft7Validator]:
    """The judges of an environment as written, of a part of one, and of a file."""
    listed = {**document, "x-environments": True}
    return [Draft7Validator(f) for f in (written(document), partial(document), file_schema(listed))]


SHIPPED = {name: derived(document) for name, document in DOCUMENTS.items()}


def check_laws(
    draw: Draw, document: dict[str, Any], judges: list[Draft7Validator], value: Any
) -> None:
    """The laws of derivation, for an environment that the document accepts."""
    as_written, as_part, as_file = judges
    assert as_written.is_valid(value)
    unknown = draw(with_placeholders(document, value))
    assert as_written.is_valid(unknown)
    part = draw(fragment(document, unknown))
    assert as_part.is_valid(part)
    assert as_file.is_valid({"local": draw(in_a_file(document, as_file, value, part))})


@settings(unhurried, max_examples=120)
@given(
    schema=schemas(),
    values=st.lists(st.dictionaries(names, documents, min_size=1), min_size=4, max_size=8),
    data=st.data(),
)
def test_laws_of_derivation_hold_for_any_schema(
    schema: dict[str, Any], values: list[Any], data: st.DataObject
) -> None:
    """What is accepted stays so: with placeholders as written, with keys left out as a part."""
    assume(not unsupported(schema))
    good_ones = [value for value in values if Draft7Validator(schema).is_valid(value)]

    for value in good_ones:
        check_laws(data.draw, schema, derived(schema), value)


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(unhurried, max_examples=60)
@given(data=st.data())
def test_laws_of_derivation_hold_for_shipped_schemas(name: str, data: st.DataObject) -> None:
    """The same, for the schemas that matter."""
    check_laws(data.draw, DOCUMENTS[name], SHIPPED[name], data.draw(good(name)))


@settings(unhurried, max_examples=120)
@given(schema=schemas(), values=st.lists(documents, min_size=4, max_size=8))
def test_without_placeholders_the_written_form_says_what_the_schema_says(
    schema: dict[str, Any], values: list[Any]
) -> None:
    """Tolerance for the unknown never lets a known mistake pass; and a part is no stricter."""
    assume(not unsupported(schema))
    as_written, as_part = Draft7Validator(written(schema)), Draft7Validator(partial(schema))

    for value in values:
        if "${" not in json.dumps(value):
            assert as_written.is_valid(value) is Draft7Validator(schema).is_valid(value)
        assert as_part.is_valid(value) or not as_written.is_valid(value)


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(unhurried, max_examples=60)
@given(data=st.data())
def test_a_mistake_beside_placeholders_is_found(name: str, data: st.DataObject) -> None:
    """Whatever else is left to variables, an unknown setting and a wrong type are refused."""
    document = DOCUMENTS[name]
    environment = data.draw(with_placeholders(document, data.draw(good(name))))
    wrong = data.draw(st.sampled_from([("hots",), *(path for path in nodes(environment))]))

    assert not SHIPPED[name][0].is_valid(put(environment, wrong, {"hots": {}}))
