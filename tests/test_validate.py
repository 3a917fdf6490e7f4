"""The explanation: which of jsonschema's findings are said, and in what words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg.catalog import built_in
from hacfg.check import check_config_file
from hacfg.keypath import dotted
from hacfg.schema import Schema
from hacfg.validate import Subject, explain

if TYPE_CHECKING:
    from pathlib import Path

    from hacfg.diagnostic import Fault

DRAFTS = {
    "draft-04": "http://json-schema.org/draft-04/schema#",
    "draft-06": "http://json-schema.org/draft-06/schema#",
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
NEWEST = DRAFTS["2020-12"]


def judged(schema: dict[str, Any], values: dict[str, Any]) -> tuple[Fault, ...]:
    """The explanation of values by a schema of a team's own."""
    settings = {setting.path: setting for setting in Schema.of(schema, name="own").settings}
    return explain(values, Subject("", schema, schema, settings))


def of(name: str, values: dict[str, Any]) -> tuple[Fault, ...]:
    """The explanation of an environment by a shipped schema."""
    contract = built_in(name)
    base = contract.document()
    form = contract.form("written", base)
    return explain(values, Subject("local", form, base, contract.settings))


def brief(faults: tuple[Fault, ...]) -> list[tuple[str, str]]:
    """Codes and key paths, which say what was found and where."""
    return [(fault.code, dotted(fault.path)) for fault in faults]


def test_values_that_the_schema_accepts_have_no_fault() -> None:
    """Where the predicate refused and jsonschema finds nothing, jsonschema decides."""
    assert of("redis", {"host": "localhost", "port": 6379}) == ()


# --- alternatives

TAGGED = {
    "properties": {
        "store": {
            "oneOf": [
                {
                    "properties": {"kind": {"const": "file"}, "path": {"type": "string"}},
                    "required": ["kind", "path"],
                    "additionalProperties": False,
                },
                {
                    "properties": {"kind": {"enum": ["s3", "gcs"]}, "bucket": {"type": "string"}},
                    "required": ["kind", "bucket"],
                    "additionalProperties": False,
                },
            ]
        }
    }
}


@pytest.mark.parametrize(
    ("store", "expected"),
    [
        ({"kind": "file"}, [("HC206", "store")]),
        ({"kind": "file", "path": 5}, [("HC201", "store.path")]),
        ({"kind": "s3", "bucket": "x", "path": "y"}, [("HC205", "store.path")]),
        ({"kind": "ftp", "path": "y"}, [("HC203", "store.kind")]),
        ({"path": "y"}, [("HC210", "store")]),
    ],
)
def test_a_constant_tells_which_alternative_was_meant(
    store: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """Only the findings of that alternative are said, not those of all the others."""
    assert brief(judged(TAGGED, {"store": store})) == expected


def test_an_unknown_constant_is_told_all_those_that_there_are() -> None:
    """The constants of all alternatives are the choices."""
    (fault,) = judged(TAGGED, {"store": {"kind": "ftp"}})

    assert fault.headline == "store.kind must be file, s3 or gcs, not a string"


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_the_type_tells_which_alternative_was_meant(keyword: str) -> None:
    """A number out of range is not told that it might have been a string."""
    port = {keyword: [{"type": "integer", "maximum": 9}, {"type": "string", "maxLength": 3}]}
    schema = {"properties": {"port": port}}

    assert [f.headline for f in judged(schema, {"port": 99})] == ["port must be at most 9, not 99"]
    assert brief(judged(schema, {"port": "long"})) == [("HC202", "port")]


def test_a_value_of_no_type_is_told_all_types() -> None:
    """Alternatives that differ in type only are one list of types."""
    schema = {"properties": {"port": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}}

    (fault,) = judged(schema, {"port": "x"})

    assert fault.headline == 'port must be an integer or null, not the string "x"'


def test_alternatives_that_only_require_keys_are_one_list_of_keys() -> None:
    """Any of them would do, so all of them are named, in one fault."""
    schema = {"anyOf": [{"required": ["a"]}, {"required": ["b"]}, {"required": ["c"]}]}

    (fault,) = judged(schema, {})

    assert (fault.code, fault.headline) == ("HC206", "the file needs a, b or c")


def test_a_value_that_fits_two_of_one_is_told_so() -> None:
    """`oneOf` refuses what fits twice, and no finding of an alternative says that."""
    schema = {"properties": {"n": {"oneOf": [{"minimum": 1}, {"minimum": 2}]}}}

    (fault,) = judged(schema, {"n": 3})

    assert (fault.code, dotted(fault.path)) == ("HC210", "n")
    assert "more than one" in fault.headline


def test_the_alternative_whose_keys_are_there_was_meant() -> None:
    """Where constants and types do not tell, the keys do."""
    schema = {
        "properties": {
            "a": {
                "anyOf": [
                    {"properties": {"path": {"type": "string"}}, "required": ["path"]},
                    {"properties": {"url": {"type": "string"}}, "required": ["url"]},
                ]
            }
        }
    }

    assert brief(judged(schema, {"a": {"path": 5}})) == [("HC201", "a.path")]
    assert brief(judged(schema, {"a": {}})) == [("HC210", "a")]


# --- innocent siblings


@pytest.mark.parametrize("draft", ["2019-09", "2020-12"])
def test_a_bad_value_makes_no_sibling_unknown(draft: str) -> None:
    """Jsonschema calls all keys unevaluated when the rule that knows them refuses a value."""
    known = {"cpu": {"type": "integer"}, "memory": {"type": "integer"}}
    schema = {
        "$schema": DRAFTS[draft],
        "allOf": [{"$ref": "#/$defs/machine"}],
        "unevaluatedProperties": False,
        "$defs": {"machine": {"properties": known}},
    }

    assert brief(judged(schema, {"cpu": "2", "memory": 512})) == [("HC201", "cpu")]
    assert sorted(brief(judged(schema, {"cpu": "2", "memory": 512, "disk": 3}))) == [
        ("HC201", "cpu"),
        ("HC205", "disk"),
    ]


def test_a_key_that_only_an_unmet_condition_knows_is_still_refused() -> None:
    """Noise is dropped beside a better finding, and never until nothing is left."""
    schema = {
        "$schema": NEWEST,
        "properties": {"mode": {"type": "string"}},
        "if": {"properties": {"mode": {"const": "fast"}}},
        "then": {"properties": {"threads": {"type": "integer"}}},
        "unevaluatedProperties": False,
    }

    faults = judged(schema, {"mode": "slow", "threads": 4})

    assert [fault.code for fault in faults] == ["HC299"]


def test_additional_properties_name_only_the_unknown_key() -> None:
    """A known key, and one that a pattern knows, are innocent."""
    schema = {
        "properties": {"a": {}},
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
    }

    assert brief(judged(schema, {"a": 1, "x-b": 2, "c": 3})) == [("HC205", "c")]


def test_a_wrong_type_is_the_only_fault_of_its_place() -> None:
    """What else a rule has to say of a text in place of a number follows from it."""
    schema = {
        "properties": {"n": {"type": "integer", "enum": [1, 2], "minimum": 1}},
        "if": {"required": ["n"]},
        "then": {"properties": {"n": {"const": 1}}},
    }

    assert brief(judged(schema, {"n": "x"})) == [("HC203", "n")]


def test_a_wrong_type_is_the_only_fault_of_an_array_too() -> None:
    """An array in place of an object is not told that it is too short."""
    schema = {"properties": {"a": {"type": "object", "minItems": 3, "maxItems": 1}}}

    assert brief(judged(schema, {"a": [1, 2]})) == [("HC201", "a")]


def test_an_array_may_have_several_faults() -> None:
    """Too long and with repeated items are two things."""
    schema = {"properties": {"a": {"maxItems": 1, "uniqueItems": True}}}

    assert brief(judged(schema, {"a": [1, 1]})) == [("HC209", "a"), ("HC209", "a[1]")]


def test_each_bad_name_is_a_fault() -> None:
    """Two names of one object that are not allowed are two things to change."""
    schema = {"propertyNames": {"maxLength": 2, "pattern": "^[a-z]*$"}}

    assert brief(judged(schema, {"A": 1, "BBB": 1, "c": 1})) == [("HC205", "A"), ("HC205", "BBB")]


def test_each_key_that_must_not_be_there_is_a_fault() -> None:
    """What the schema `false` refuses is named, though jsonschema only tells the object."""
    schema = {"properties": {"old": False, "older": False, "new": {}}}

    assert brief(judged(schema, {"older": "x", "new": "x", "old": "x"})) == [
        ("HC205", "older"),
        ("HC205", "old"),
    ]


def test_a_number_has_one_fault() -> None:
    """Out of range, no multiple and none of the choices: the choices say most."""
    schema = {"properties": {"n": {"enum": [4, 8], "multipleOf": 4, "maximum": 8}}}

    assert brief(judged(schema, {"n": 9})) == [("HC203", "n")]


# --- what only follows


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("redis", {"hots": "x"}, ["hots"]),
        ("redis", {"url": "x"}, ["url"]),
        ("redis", {"retry": {"host": "x"}}, ["retry.host"]),
        ("redis", {"extend": "_base"}, ["extend"]),
        ("redis", {"enable_redis": "false"}, ["enable_redis"]),
        ("redis", {"host": "x", "tls": True, "ssl_ca_certs": "/x"}, ["tls"]),
        ("redis", {"host": "x", "ssl": True, "ssl_certfile": "/x", "ssl_key": "/y"}, ["ssl_key"]),
        ("redis", {"host": "x", "port": 1, "unix_socket_path": "/x"}, ["unix_socket_path"]),
        ("redis", {"sentinel": {"sentinels": [], "master": "m"}}, ["sentinel.sentinels"] * 2),
        ("database", {"dialect": "mysql", "dbname": "x"}, ["dialect", "dbname"]),
        ("database", {"use_env_variable": "DATABASE_URL"}, ["use_env_variable"]),
    ],
)
def test_what_follows_from_a_slip_is_not_said(
    name: str, values: dict[str, Any], expected: list[str]
) -> None:
    """What is missing only since its name is misspelt, or its mode is there twice, is no fault."""
    paths = [dotted(fault.path) for fault in of(name, values)]

    assert paths[0] == expected[0]
    assert len(paths) == len(expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"host": "x", "sentinel": None, "cluster": None}, ["cluster", "sentinel"]),
        ({"host": "x", "cluster": None, "db": 3}, ["cluster"]),
        ({"host": "x", "ssl_certfile": None}, ["ssl_certfile"]),
        ({"host": None}, ["host"]),
    ],
)
def test_null_stands_for_nothing(values: dict[str, Any], expected: list[str]) -> None:
    """Who writes null wants no such setting, so that it contradicts no other one."""
    faults = of("redis", values)

    assert sorted(dotted(fault.path) for fault in faults) == expected
    assert {fault.help for fault in faults} == {("leave it out",)}


def test_what_is_missing_beside_a_slip_is_said() -> None:
    """A misspelt engine does not excuse the missing database."""
    assert sorted(brief(of("database", {"dialect": "sqlite"}))) == [
        ("HC205", "dialect"),
        ("HC206", ""),
    ]


def test_a_habit_excuses_nothing_beside_it() -> None:
    """`{"ENV": "X"}` in one setting does not hide that another one is missing."""
    assert brief(of("database", {"host": {"ENV": "H"}, "engine": "mysql"})) == [
        ("HC211", "host"),
        ("HC206", ""),
    ]


# --- rules over several settings


@pytest.mark.parametrize(
    ("values", "path", "label", "beside"),
    [
        ({"cluster": {"nodes": ["a"]}, "host": "x"}, "host", "does not go with cluster", "cluster"),
        ({"host": "x", "cluster": {"nodes": ["a"]}}, "cluster", "does not go with host", "host"),
        ({"cluster": {"nodes": ["a"]}, "db": 1}, "db", "must be 0", "cluster"),
        ({"host": "x", "ssl": False, "ssl_ciphers": "A"}, "ssl", "must be true", "ssl_ciphers"),
        ({"host": "x", "ssl_ciphers": "A"}, "ssl_ciphers", "without ssl", ""),
        ({"host": "x", "ssl": True, "ssl_keyfile": "k"}, "ssl_keyfile", "without ssl_certfile", ""),
    ],
)
def test_the_later_setting_is_to_blame_and_the_other_is_shown(
    values: dict[str, Any], path: str, label: str, beside: str
) -> None:
    """Two settings that contradict each other are one fault, which points at both."""
    (fault,) = of("redis", values)

    assert (dotted(fault.path), fault.label) == (path, label)
    assert [dotted(mention.path) for mention in fault.mentions] == ([beside] if beside else [])


def test_settings_that_an_engine_lacks_are_one_fault_each() -> None:
    """Host and port belong together, and both have to go."""
    values = {"engine": "sqlite", "database": "x", "host": "x", "port": 1}

    assert brief(of("database", values)) == [("HC207", "host"), ("HC207", "port")]


def test_three_modes_are_two_too_many() -> None:
    """The first one stays, and each of the others is one fault."""
    values = {
        "host": "x",
        "unix_socket_path": "/x",
        "cluster": {"nodes": ["a"]},
    }

    assert brief(of("redis", values)) == [("HC207", "unix_socket_path"), ("HC207", "cluster")]


def test_a_message_that_does_not_name_its_setting_is_given_the_name() -> None:
    """The headline stands alone, whatever the author of the schema took for granted."""
    sqlite = {"engine": "sqlite", "database": "x", "charset": "utf8"}
    postgres = {"engine": "postgresql", "host": "x", "database": "x", "charset": "utf8"}

    assert of("database", sqlite)[0].headline.startswith("charset: SQLite is a file")
    assert of("database", postgres)[0].headline.startswith("charset is for MySQL")
    assert of("redis", {})[0].headline.startswith("local: an enabled Redis needs host")


def test_a_message_reaches_through_references() -> None:
    """The x-message of a shared definition is found where the definition is used."""
    (fault,) = of("redis", {"cluster": {"nodes": ["a", "redis://b:1"]}})

    assert fault.headline.startswith("cluster.nodes[1]: a node must be host or host:port")
    assert fault.help == ('write "b:1"',)


# --- keywords and drafts


@pytest.mark.parametrize("draft", DRAFTS)
def test_any_draft_explains_itself(draft: str, tmp_path: Path) -> None:
    """A team's schema may be of any draft, and a file held against it gets the same words."""
    schema = {
        "$schema": DRAFTS[draft],
        "type": "object",
        "properties": {"port": {"type": "integer", "minimum": 1}, "host": {"type": "string"}},
        "required": ["host"],
        "additionalProperties": False,
    }
    (tmp_path / "own.schema.json").write_text(json.dumps(schema), "utf-8")
    (tmp_path / "app.json").write_text('{"port": 0, "hots": "x", "portt": "1"}', "utf-8")

    report = check_config_file(str(tmp_path / "app.json"), schema=str(tmp_path / "own.schema.json"))

    assert [diagnostic.headline for diagnostic in report.diagnostics] == [
        "port must be at least 1, not 0",
        "unknown setting hots",
        "unknown setting portt",
    ]


@pytest.mark.parametrize(
    ("schema", "values", "code", "path", "headline"),
    [
        ({"minProperties": 1}, {}, "HC209", "", " must not be empty"),
        (
            {"properties": {"n": {"multipleOf": 5}}},
            {"n": 7},
            "HC202",
            "n",
            "n must be a multiple of 5, not 7",
        ),
        ({"properties": {"n": {"const": 1}}}, {"n": 7}, "HC203", "n", "n must be 1, not 7"),
        (
            {"properties": {"n": {"exclusiveMaximum": 7}}},
            {"n": 7},
            "HC202",
            "n",
            "n must be less than 7, not 7",
        ),
        (
            {"properties": {"old": False}},
            {"old": "s3cr3t"},
            "HC205",
            "old",
            "old is not allowed here",
        ),
        (
            {"propertyNames": {"pattern": "^[a-z]+$"}},
            {"A": 1},
            "HC205",
            "A",
            "A has a name that is not allowed",
        ),
        (
            {"properties": {"a": {"type": "array", "maxItems": 1}}},
            {"a": [1, 2]},
            "HC209",
            "a",
            "a must have at most 1 item",
        ),
        (
            {"properties": {"a": {"uniqueItems": True}}},
            {"a": [1, {"b": 2}, {"b": 2}]},
            "HC209",
            "a[2]",
            "a holds one item twice",
        ),
        (
            {"properties": {"a": {"contains": {"const": 1}}}},
            {"a": [2]},
            "HC299",
            "a",
            "a is refused by the schema's contains",
        ),
        (
            {"dependentRequired": {"a": ["b"]}, "$schema": NEWEST},
            {"a": 1},
            "HC208",
            "a",
            "a needs b beside it",
        ),
        (
            {"dependentSchemas": {"a": {"required": ["b"]}}, "$schema": NEWEST},
            {"a": 1},
            "HC206",
            "",
            "the file needs b",
        ),
        (
            {"not": {"required": ["a"]}},
            {"a": 1},
            "HC299",
            "",
            "the file is refused by the schema's not",
        ),
        (
            {
                "properties": {"n": {"minimum": 1, "exclusiveMinimum": True}},
                "$schema": DRAFTS["draft-04"],
            },
            {"n": 1},
            "HC202",
            "n",
            "n must be more than 1, not 1",
        ),
        (
            {"properties": {"s": {"type": "string", "minLength": 3}}},
            {"s": "ab"},
            "HC202",
            "s",
            "s must have at least 3 characters",
        ),
    ],
)
def test_every_keyword_has_words(
    schema: dict[str, Any], values: dict[str, Any], code: str, path: str, headline: str
) -> None:
    """A refusal is said in words of its own, or at least by its keyword."""
    assert [(f.code, dotted(f.path), f.headline) for f in judged(schema, values)] == [
        (code, path, headline)
    ]


def test_a_reference_beside_other_keywords_is_no_stumbling_block() -> None:
    """From 2019-09 on both hold, and the path of a finding does not tell them apart."""
    schema = {
        "$schema": NEWEST,
        "properties": {
            "a": {
                "$ref": "#/$defs/b",
                "properties": {"c": {}},
                "x-message": "never for a type",
            }
        },
        "$defs": {"b": {"properties": {"d": {"minimum": 1, "x-message": "d is too small"}}}},
    }

    assert brief(judged(schema, {"a": {"c": 1, "d": 0}})) == [("HC202", "a.d")]


def test_equal_numbers_are_one_item() -> None:
    """1 and 1.0 look different, so that the array as a whole is shown."""
    schema = {"properties": {"a": {"uniqueItems": True}}}

    assert brief(judged(schema, {"a": [1, 1.0]})) == [("HC209", "a")]
    assert judged(schema, {"a": [1, True]}) == ()


@pytest.mark.parametrize(
    ("rule", "values", "code", "path"),
    [
        ({"required": ["a"]}, {}, "HC206", ""),
        ({"maxProperties": 1}, {"a": 1, "b": 2}, "HC207", ""),
        ({"not": {"required": ["a", "b"]}}, {"b": 1, "a": 1}, "HC207", "a"),
        ({"dependencies": {"a": ["b", "c"]}}, {"a": 1, "b": 1}, "HC208", "a"),
        ({"properties": {"a": {"const": 1}}}, {"a": 2}, "HC203", "a"),
        ({"properties": {"a": {"multipleOf": 2}}}, {"a": 3}, "HC202", "a"),
        ({"properties": {"a": {"contains": {}}}}, {"a": []}, "HC299", "a"),
        ({"propertyNames": {"maxLength": 1}}, {"aa": 1}, "HC205", "aa"),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": 1}, "HC208", "a"),
        ({"if": {}, "then": {"properties": {"a": {"maximum": 1}}}}, {"a": 2}, "HC202", "a"),
    ],
)
def test_the_author_of_a_schema_has_the_word(
    rule: dict[str, Any], values: dict[str, Any], code: str, path: str
) -> None:
    """`x-message` is the headline of whatever rule it stands beside, at the place to blame."""
    (fault,) = judged({"allOf": [{"x-message": "this is why", **rule}]}, values)

    assert (fault.code, dotted(fault.path)) == (code, path)
    assert fault.headline == (f"{path}: this is why" if path else "this is why")


def test_a_type_is_said_in_our_words() -> None:
    """An author's message is about the form; what is no text at all is told its type."""
    schema = {"properties": {"a": {"type": "string", "x-message": "a takes letters only"}}}

    (fault,) = judged(schema, {"a": 5})

    assert fault.headline == "a must be a string, not 5"


def test_long_values_are_cut_and_many_choices_counted() -> None:
    """A headline is a line."""
    many = {"properties": {"a": {"enum": [f"value-{n}" for n in range(40)]}}}
    (wrong,) = judged(many, {"a": "x" * 200})
    (digits,) = judged({"properties": {"a": {"maximum": 9}}}, {"a": 10**99})

    assert wrong.headline == f'a must be one of 40 values, not the string "{"x" * 37}…"'
    assert digits.headline == "a must be at most 9, not a number of 100 digits"


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"enum": []}, "a must be nothing, not a number"),
        ({"type": []}, "a must be of another type, not a number"),
        ({"enum": ["", None, True, 1.5]}, 'a must be "", null, true or 1.5, not a number'),
    ],
)
def test_odd_schemas_are_no_stumbling_block(schema: dict[str, Any], text: str) -> None:
    """What allows nothing still says so."""
    base = {"properties": {"a": schema}}

    (fault,) = explain({"a": 7}, Subject("", base, base, {}))

    assert fault.headline == text


# --- what to write

OWN = "the user and the password have settings of their own"


@pytest.mark.parametrize(
    ("host", "label", "advice"),
    [
        ("", "empty", 'write it, or "${DB_HOST}" to take it from a variable'),
        ("db ", "a blank at an end", 'write "db"'),
        ("d b", "a blank inside", ""),
        ("db:5432", "a port behind the host", 'set host to "db" and port to 5432'),
        ("db:99999", "a port behind the host", ""),
        ("[::1]:5432", "no host", 'set host to "::1" and port to 5432'),
        ("app@db", "a user before the host", 'set host to "db"; the user has a setting of its own'),
        (
            "postgres://app:x@db:5432/app?sslmode=require",
            "a URL",
            f'set host to "db" and port to 5432; {OWN}',
        ),
        ("https://db.example.com/", "a URL", 'set host to "db.example.com"'),
        ("/var/run/postgresql", "a path", "the path of a socket belongs to socket"),
        ("db-1,db-2", "more than one host", ""),
        ("$DB_HOST", "no placeholder", 'write "${DB_HOST}" to take it from a variable'),
        ("%DB_HOST%", "no placeholder", 'write "${DB_HOST}" to take it from a variable'),
        ("{{ DB_HOST }}", "no placeholder", 'write "${DB_HOST}" to take it from a variable'),
        ("<DB_HOST>", "no placeholder", 'write "${DB_HOST}" to take it from a variable'),
        ("1.2.3.400", "no host", ""),
    ],
)
def test_what_stands_in_a_host_is_told_apart(host: str, label: str, advice: str) -> None:
    """What people write for a host besides a host, each with what to write instead."""
    (fault,) = of("database", {"engine": "mysql", "database": "x", "host": host})

    assert (fault.code, fault.label) == ("HC204", label)
    assert fault.help == ((advice,) if advice else ())


@given(
    st.text("@:/?#[]%&= x1", max_size=4),
    st.text("@:/?#[]%&= x1", max_size=4),
    st.sampled_from(["redis://user:{}@host:1/0", "user:{}@host", "redis://:{}@host", "{}@host:1"]),
)
def test_no_advice_quotes_a_password(before: str, after: str, pattern: str) -> None:
    """Never a secret in a message: not even a piece of one that holds the marks of a URL."""
    host = pattern.format(before + "s3cr3t" + after)

    for fault in of("redis", {"host": host}):
        assert "s3cr3t" not in repr(fault)


@pytest.mark.parametrize(
    ("setting", "value", "advice"),
    [
        (
            "port",
            "6379",
            'write 6379 without quotes, or "${REDIS_PORT}" to take it from a variable',
        ),
        (
            "port",
            " 6379",
            'write 6379 without quotes, or "${REDIS_PORT}" to take it from a variable',
        ),
        ("port", "abc", 'write an integer, or "${REDIS_PORT}" to take it from a variable'),
        ("port", None, "leave it out; the default is 6379"),
        ("port", [1], ""),
        ("ssl", "on", 'write true without quotes, or "${REDIS_SSL}" to take it from a variable'),
        ("ssl", 1, 'write true, or "${REDIS_SSL}" to take it from a variable'),
        ("ssl", 2, ""),
        ("client_name", 5, 'put it in quotes: "5"'),
        ("password", 12345, 'put it in quotes: "..."'),
        ("retry", 3, "write an object with retries, base_delay or max_delay"),
        ("retry", "${R}", "a placeholder stands for one setting, such as retries in it"),
        ("socket_timeout", 5000, "it is in seconds: write 5 for 5000 milliseconds"),
        ("socket_timeout", 10**9, ""),
        ("health_check_interval", 30500, ""),
        ("health_check_interval", 30000, "it is in seconds: write 30 for 30000 milliseconds"),
        ("protocol", "2", ""),
        ("ssl_min_version", "TLSv1.1", ""),
        ("ssl_min_version", None, 'leave it out; the default is "TLSv1.2"'),
        ("ssl_min_version", "tlsv1.3", 'did you mean "TLSv1.3"?'),
    ],
)
def test_help_says_what_to_write(setting: str, value: object, advice: str) -> None:
    """The next step, where there is one that can be known."""
    beside = {"host": "x", "ssl": True} if setting.startswith("ssl_") else {"host": "x"}

    (fault,) = of("redis", {**beside, setting: value})

    assert fault.help == ((advice,) if advice else ())


@pytest.mark.parametrize(
    ("name", "path", "advice"),
    [
        ("redis", "hots", "did you mean host?"),
        ("redis", "socketTimeout", "did you mean socket_timeout?"),
        ("redis", "redis-port", "did you mean port?"),
        ("redis", "retries", "did you mean retry.retries?"),
        ("redis", "retry.host", "did you mean host, outside retry?"),
        ("redis", "retry.max_retries", "did you mean retries?"),
        ("redis", "circuit_breaker", "did you mean fallback?"),
        ("redis", "protect", "did you mean protected?"),
        ("redis", "retry.jitter", "remove it; there are retries, base_delay, max_delay"),
        ("redis", "colour", "remove it, or look for the right name in README.md"),
        ("redis", "_note", "remove it: JSON has no comments, TOML has them"),
        ("database", "pool_size", "did you mean pool.size?"),
        ("database", "ssl", "did you mean ssl_mode?"),
    ],
)
def test_unknown_names_get_the_best_suggestion(name: str, path: str, advice: str) -> None:
    """Names of other libraries and other levels, slips, comments: each is told what to do."""
    values: dict[str, Any] = {"host": "x", "engine": "mysql", "database": "x"}
    if name == "redis":
        values = {"unix_socket_path": "/x"}
    *above, last = path.split(".")
    around = values
    for part in above:
        around = around.setdefault(part, {})
    around[last] = 1

    (fault,) = of(name, values)

    assert (fault.code, dotted(fault.path)) == ("HC205", path)
    assert fault.help == (advice,)


def test_a_synonym_beside_its_setting_is_one_too_many() -> None:
    """To suggest what is there already would be no help."""
    (fault,) = of("redis", {"host": "x", "ssl": True, "tls": {}})

    assert fault.help == ("remove it: ssl is set already",)


@pytest.mark.parametrize(
    ("engine", "meant"),
    [
        ("postgres", "postgresql"),
        ("PostgreSQL", "postgresql"),
        ("postgresql+psycopg2", "postgresql"),
        ("django.db.backends.mysql", "mysql"),
        ("sqlite3", "sqlite"),
        ("oracle", None),
    ],
)
def test_names_of_drivers_are_told_the_engine(engine: str, meant: str | None) -> None:
    """What SQLAlchemy, Django and Sequelize call an engine."""
    (fault,) = of("database", {"engine": engine, "database": "x", "host": "x"})

    assert fault.help == ((f'did you mean "{meant}"?',) if meant else ())


@pytest.mark.parametrize("key", ["ENV", "env", "$env", "from_env", "Var"])
def test_variables_of_other_tools_become_placeholders(key: str) -> None:
    """An object that names a variable is told the placeholder; a wild name is not repeated."""
    (named,) = of("redis", {"host": {key: "MY_HOST"}})
    (wild,) = of("redis", {"host": {key: "s3cr3t !"}})

    assert (named.code, named.help) == ("HC211", ('write "${MY_HOST}"',))
    assert wild.help == ('write "${REDIS_HOST}"',)


@pytest.mark.parametrize("value", ["s3cr3t", ["s3cr3t"], {"x": "s3cr3t"}, 1234567, True])
def test_no_fault_shows_a_secret(value: object) -> None:
    """A secret of the wrong type or form is named by its type only."""
    schema = {
        "properties": {
            "token": {"writeOnly": True, "type": "null"},
            "key": {"x-secret": True, "pattern": "^$", "enum": []},
        }
    }
    faults = judged(schema, {"token": value, "key": value})

    assert sorted(dotted(fault.path) for fault in faults) == ["key", "token"]
    assert "s3cr3t" not in repr(faults)
    assert "1234567" not in repr(faults)


def test_a_subject_shows_no_values() -> None:
    """A traceback with local variables would show them."""
    subject = Subject("local", {}, {}, {}, {"password": "s3cr3t"})

    assert repr(subject) == "Subject('local')"


def test_an_object_is_meant_to_be_an_object() -> None:
    """The synonym of an object counts where an object stands under it; else that of a setting."""
    schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "retry": {
                "type": "object",
                "x-synonyms": ["retries"],
                "properties": {"count": {"type": "integer", "x-synonyms": ["retries"]}},
            }
        },
    }

    (whole,) = judged(schema, {"retries": {"count": 3}})
    (leaf,) = judged(schema, {"retries": 3})

    assert whole.help == ("did you mean retry?",)
    assert leaf.help == ("did you mean retry.count?",)


def test_many_unknown_keys_are_looked_at_once_each() -> None:
    """A thousand of them are as many faults, each with its own suggestion."""
    schema = {"type": "object", "additionalProperties": False, "properties": {"port": {}}}
    values = {f"porl{n}" if n % 2 else f"unlike_{n}": n for n in range(1000)}

    faults = judged(schema, values)

    assert [fault.path[0] for fault in faults] == list(values)
