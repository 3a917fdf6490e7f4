"""The schemas: well formed, complete, and of the right opinion on environments."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent


def read(name: str) -> Any:
    """A JSON file of the repository."""
    return json.loads((ROOT / name).read_text(encoding="utf-8"))


REDIS = read("schemas/redis.schema.json")
DATABASE = read("schemas/database.schema.json")
METASCHEMA = read("schemas/hacfg.metaschema.json")
SCHEMAS = {"redis": REDIS, "database": DATABASE}

each_schema = pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)

ANNOTATIONS = {
    "$schema", "$id", "$comment", "title", "description", "default", "examples", "format",
    "readOnly", "writeOnly", "definitions",
}  # fmt: skip
ASSERTIONS = {
    "type", "properties", "patternProperties", "additionalProperties", "propertyNames", "required",
    "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength",
    "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "items", "uniqueItems",
    "pattern", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependencies", "$ref",
}  # fmt: skip
OURS = {
    "x-environments", "x-files", "x-env-prefix", "x-env-url", "x-exclusive", "x-env", "x-secret",
    "x-synonyms", "x-default-by", "x-message", "x-deprecated",
}  # fmt: skip
MAPS = ("properties", "patternProperties", "definitions")
LISTS = ("allOf", "anyOf", "oneOf")
SINGLE = ("additionalProperties", "propertyNames", "items", "not", "if", "then", "else")


def subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    """A schema and every object below it that is a schema too."""
    if not isinstance(schema, dict):
        return
    yield schema
    below = [sub for keyword in MAPS for sub in schema.get(keyword, {}).values()]
    below += [sub for keyword in LISTS for sub in schema.get(keyword, [])]
    below += [schema[keyword] for keyword in SINGLE if keyword in schema]
    below += schema.get("dependencies", {}).values()
    for sub in below:
        yield from subschemas(sub)


def objects(
    schema: dict[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """The schema and every object setting in it that has settings of its own, with its path."""
    yield path, schema
    for name, sub in schema["properties"].items():
        if "properties" in sub:
            yield from objects(sub, (*path, name))


def properties(schema: dict[str, Any]) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    """All settings, and the objects that hold them, with their paths."""
    return [
        ((*path, name), sub)
        for path, holder in objects(schema)
        for name, sub in holder["properties"].items()
    ]


def settings(schema: dict[str, Any]) -> dict[tuple[str, ...], dict[str, Any]]:
    """The leaves, by path."""
    return {path: sub for path, sub in properties(schema) if "properties" not in sub}


def variables(schema: dict[str, Any], path: tuple[str, ...]) -> list[str]:
    """The variables of one setting, the canonical one first."""
    named = settings(schema)[path].get("x-env", schema["x-env-prefix"] + "_".join(path).upper())
    return [named] if isinstance(named, str) else list(named)


def accepted(schema: dict[str, Any], sub: dict[str, Any], value: Any) -> bool:
    """Whether a subschema takes a value; the references in it are those of the whole schema."""
    whole = {**sub, "definitions": schema.get("definitions", {})}
    return bool(Draft7Validator(whole).is_valid(value))


def reasons(schema: dict[str, Any], environment: Any) -> set[str]:
    """For each fault the nearest x-message above it, or else the keyword that failed."""
    found = set()
    for error in Draft7Validator(schema).iter_errors(environment):
        node: Any = schema
        said = ""
        for part in error.absolute_schema_path:
            if isinstance(node, dict) and "$ref" in node:
                node = schema["definitions"][node["$ref"].removeprefix("#/definitions/")]
            if isinstance(node, dict):
                said = node.get("x-message", said)
            node = node[part]
        found.add(said or str(error.validator))
    return found


def refusal(schema: Any) -> str:
    """What the metaschema has against a schema, or an empty text."""
    error = best_match(Draft7Validator(METASCHEMA).iter_errors(schema))
    return "" if error is None else f"{error.json_path}: {error.message}"


# Form


@pytest.mark.parametrize("schema", [REDIS, DATABASE, METASCHEMA], ids=["redis", "database", "meta"])
def test_schema_is_valid_draft_07(schema: dict[str, Any]) -> None:
    """Every schema is a valid draft-07 schema and says so."""
    Draft7Validator.check_schema(schema)

    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("schema", [REDIS, DATABASE, METASCHEMA], ids=["redis", "database", "meta"])
def test_schema_is_valid_under_the_metaschema(schema: dict[str, Any]) -> None:
    """Our metaschema accepts our schemas, itself included."""
    assert refusal(schema) == ""


def test_identifiers_are_names_that_cannot_be_fetched() -> None:
    """Each schema has an identifier of its own, and no network serves any of them."""
    identifiers = [schema["$id"] for schema in (REDIS, DATABASE, METASCHEMA)]

    assert len(set(identifiers)) == 3
    assert all(identifier.startswith("urn:hacfg:schemas/") for identifier in identifiers)


@each_schema
def test_only_the_keywords_of_the_generator_are_used(schema: dict[str, Any]) -> None:
    """A schema keeps to the keywords that can be compiled, so no file needs the slow way."""
    used = {keyword for sub in subschemas(schema) for keyword in sub}

    assert used - ANNOTATIONS - ASSERTIONS - OURS == set()


@each_schema
def test_references_are_local_and_stand_alone(schema: dict[str, Any]) -> None:
    """Draft-07 ignores what stands beside a $ref, so nothing does; its target exists."""
    references = [sub for sub in subschemas(schema) if "$ref" in sub]

    assert all(list(sub) == ["$ref"] for sub in references)
    assert {sub["$ref"].removeprefix("#/definitions/") for sub in references} == set(
        schema.get("definitions", {})
    )


@each_schema
def test_patterns_mean_the_same_in_every_engine(schema: dict[str, Any]) -> None:
    r"""Patterns use no \d, \w, \s, and a $ only as a last $(?!\n), as design section 3 asks."""
    patterns = [sub["pattern"] for sub in subschemas(schema) if "pattern" in sub]

    assert patterns
    for pattern in patterns:
        assert not re.search(r"\\[dDwWsSbBAZ]", pattern)
        assert "$" not in pattern.removesuffix(r"$(?!\n)")


@each_schema
def test_objects_are_closed(schema: dict[str, Any]) -> None:
    """Every object with settings refuses unknown ones."""
    assert all(holder["additionalProperties"] is False for _, holder in objects(schema))


@each_schema
def test_no_setting_takes_a_reserved_name(schema: dict[str, Any]) -> None:
    """$schema, extends and protected belong to the file, so no setting is called so."""
    assert not {"$schema", "extends", "protected"} & set(schema["properties"])


# Annotations


@each_schema
def test_every_setting_is_described(schema: dict[str, Any]) -> None:
    """Every setting, and every object of settings, has one to five whole sentences."""
    for path, sub in properties(schema):
        sentences = re.findall(r"[^.].*?\.(?= |$)", sub["description"])

        assert 1 <= len(sentences) <= 5, path
        assert sub["description"].endswith("."), path


@each_schema
def test_every_setting_has_an_example(schema: dict[str, Any]) -> None:
    """Editors and docs can show what to write for every setting."""
    assert [path for path, sub in settings(schema).items() if not sub.get("examples")] == []


@each_schema
def test_defaults_and_examples_are_accepted(schema: dict[str, Any]) -> None:
    """What a schema offers it also takes."""
    for path, sub in properties(schema):
        offered = list(sub.get("examples", []))
        offered += [sub["default"]] if "default" in sub else []
        offered += [v for by in sub.get("x-default-by", {}).values() for v in by.values()]

        assert [v for v in offered if not accepted(schema, sub, v)] == [], path


@each_schema
def test_defaults_depend_on_settings_with_such_values(schema: dict[str, Any]) -> None:
    """x-default-by names a setting of the same object and values that it can have."""
    for holder in (holder for _, holder in objects(schema)):
        for sub in holder["properties"].values():
            for other, by_value in sub.get("x-default-by", {}).items():
                assert set(by_value) <= set(holder["properties"][other]["enum"])


@pytest.mark.parametrize(
    ("path", "default"),
    [
        ("enable_redis", True),
        ("port", 6379),
        ("db", 0),
        ("password", None),
        ("ssl", False),
        ("max_connections", 50),
        ("retry.retries", 3),
        ("retry.base_delay", 0.5),
        ("retry.max_delay", 2.0),
        ("leases.ttl", 15.0),
        ("leases.renew_deadline", 10.0),
        ("leases.retry_period", 2.0),
    ],
)
def test_defaults_are_those_of_the_design(path: str, default: object) -> None:
    """The defaults that users were promised stay as they are."""
    sub = settings(REDIS)[tuple(path.split("."))]

    assert sub["default"] == default


@pytest.mark.parametrize("name", ["host", "key_prefix", "unix_socket_path"])
def test_no_default_points_somewhere_by_accident(name: str) -> None:
    """A missing host is an error and no silent localhost; the key prefix depends on more."""
    assert "default" not in REDIS["properties"][name]


@each_schema
def test_variables_are_unique(schema: dict[str, Any]) -> None:
    """No variable overrides two settings, and none is the one for the URL."""
    names = [name for path in settings(schema) for name in variables(schema, path)]

    assert sorted({*names, schema["x-env-url"]}) == sorted([*names, schema["x-env-url"]])


@each_schema
def test_variables_begin_with_the_prefix(schema: dict[str, Any]) -> None:
    """Every variable has the prefix, so that another prefix can take its place."""
    names = [name for path in settings(schema) for name in variables(schema, path)]

    assert [name for name in names if not name.startswith(schema["x-env-prefix"])] == []


@pytest.mark.parametrize(
    ("schema", "path", "expected"),
    [
        (REDIS, "host", "REDIS_HOST"),
        (REDIS, "socket_timeout", "REDIS_SOCKET_TIMEOUT"),
        (REDIS, "enable_redis", "REDIS_ENABLE"),
        (REDIS, "sentinel.service_name", "REDIS_SENTINEL_SERVICE_NAME"),
        (DATABASE, "database", "DB_NAME"),
        (DATABASE, "username", "DB_USER"),
        (DATABASE, "password", "DB_PASSWORD"),
    ],
)
def test_canonical_variables(schema: dict[str, Any], path: str, expected: str) -> None:
    """The variables that the documentation names are the canonical ones."""
    assert variables(schema, tuple(path.split(".")))[0] == expected


@each_schema
def test_x_env_is_said_only_where_it_says_something(schema: dict[str, Any]) -> None:
    """x-env stands only where the variables are not just the prefix and the path."""
    for path, sub in settings(schema).items():
        derived = schema["x-env-prefix"] + "_".join(path).upper()

        assert sub.get("x-env") not in (derived, [derived]), path


@each_schema
def test_synonyms_are_no_settings(schema: dict[str, Any]) -> None:
    """A synonym hints at one setting of its object and is none itself."""
    for path, holder in objects(schema):
        synonyms = [s for sub in holder["properties"].values() for s in sub.get("x-synonyms", [])]

        assert sorted(set(synonyms)) == sorted(synonyms), path
        assert set(synonyms) & set(holder["properties"]) == set(), path


@each_schema
def test_secrets_are_marked_twice_and_are_texts(schema: dict[str, Any]) -> None:
    """x-secret and writeOnly stand together, on every password and on nothing else."""
    secret = {path for path, sub in settings(schema).items() if sub.get("x-secret")}
    write_only = {path for path, sub in settings(schema).items() if sub.get("writeOnly")}

    assert secret == write_only == {path for path in settings(schema) if "password" in path[-1]}
    assert all("string" in settings(schema)[path]["type"] for path in secret)


@each_schema
def test_exclusive_groups_name_settings_once(schema: dict[str, Any]) -> None:
    """x-exclusive names properties of the root, each in one group."""
    named = [name for group in schema["x-exclusive"] for name in group]

    assert len(set(named)) == len(named)
    assert set(named) <= set(schema["properties"])


@each_schema
def test_every_rule_says_a_sentence_of_its_own(schema: dict[str, Any]) -> None:
    """A rule across settings has an x-message, and no two rules say the same."""
    messages = [rule["x-message"] for rule in schema["allOf"]]

    assert len(set(messages)) == len(messages)


@each_schema
def test_messages_that_begin_with_a_setting_name_their_own(schema: dict[str, Any]) -> None:
    """The x-message of a setting begins with its path, as the reader would write it."""
    for path, sub in settings(schema).items():
        assert sub.get("x-message", ".".join(path)).startswith(".".join(path))


# Types and ranges

RANGES = [
    (REDIS, "port", 1, 65535, 1),
    (REDIS, "db", 0, 2147483646, 1),
    (REDIS, "socket_timeout", 0.001, 300, 0.001),
    (REDIS, "socket_connect_timeout", 0.001, 300, 0.001),
    (REDIS, "health_check_interval", 0, 3600, 1),
    (REDIS, "max_connections", 1, 10000, 1),
    (REDIS, "pool_timeout", 0.001, 300, 0.001),
    (REDIS, "sentinel.min_other_sentinels", 0, 100, 1),
    (REDIS, "retry.retries", 0, 20, 1),
    (REDIS, "retry.base_delay", 0, 60, 0.001),
    (REDIS, "retry.max_delay", 0, 60, 0.001),
    (REDIS, "fallback.probe_interval", 0.001, 300, 0.001),
    (REDIS, "fallback.max_probe_interval", 0.001, 3600, 0.001),
    (REDIS, "leases.ttl", 0.001, 300, 0.001),
    (REDIS, "leases.renew_deadline", 0.001, 300, 0.001),
    (REDIS, "leases.retry_period", 0.001, 300, 0.001),
    (DATABASE, "port", 1, 65535, 1),
    (DATABASE, "connect_timeout", 1, 300, 1),
    (DATABASE, "statement_timeout", 0.001, 3600, 0.001),
    (DATABASE, "pool.size", 1, 1000, 1),
    (DATABASE, "pool.max_overflow", 0, 1000, 1),
    (DATABASE, "pool.timeout", 0.001, 300, 0.001),
    (DATABASE, "pool.recycle", 1, 86400, 1),
]


@pytest.mark.parametrize(("schema", "path", "lowest", "highest", "step"), RANGES)
def test_ranges_end_where_they_should(
    schema: dict[str, Any], path: str, lowest: float, highest: float, step: float
) -> None:
    """Both ends of a range are accepted, and nothing beyond them."""
    sub = settings(schema)[tuple(path.split("."))]

    assert accepted(schema, sub, lowest)
    assert accepted(schema, sub, highest)
    assert not accepted(schema, sub, lowest - step)
    assert not accepted(schema, sub, highest + step)


@each_schema
def test_every_number_has_a_range(schema: dict[str, Any]) -> None:
    """A setting that takes any number stands in the table of ranges or in an enum."""
    numeric = {
        ".".join(path)
        for path, sub in settings(schema).items()
        if {"integer", "number"} & set([sub["type"]] if type(sub["type"]) is str else sub["type"])
        and "enum" not in sub
    }

    assert numeric == {path for of, path, *_ in RANGES if of is schema}


@each_schema
def test_settings_take_values_of_their_own_kind_only(schema: dict[str, Any]) -> None:
    """What a setting takes is of the kinds of its default and examples; 6379 is no "6379"."""
    probes = [None, True, 7, 7.5, "7", [7], {"a": [7]}]

    for path, sub in settings(schema).items():
        shown = [*sub["examples"], sub.get("default", sub["examples"][0])]
        kinds = {type(value) for value in shown}
        kinds |= {int} if float in kinds else set()
        others = [probe for probe in probes if type(probe) not in kinds]

        assert [probe for probe in others if accepted(schema, sub, probe)] == [], path
        assert not accepted(schema, sub, {"a": [7]}), path


@each_schema
def test_objects_of_settings_take_objects_only(schema: dict[str, Any]) -> None:
    """Neither null nor a text nor a list stands for an object of settings."""
    holders = [sub for _, sub in properties(schema) if "properties" in sub]

    assert holders
    for sub in holders:
        assert [v for v in (None, True, 7, "a", ["a"]) if accepted(schema, sub, v)] == []


@each_schema
def test_texts_have_an_end(schema: dict[str, Any]) -> None:
    """Secrets and certificates aside, no setting takes five thousand characters."""
    free = {("password",), ("sentinel", "password"), ("ssl_password",), ("ssl_ca_data",)}
    texts = {path: sub for path, sub in settings(schema).items() if path not in free}

    assert [path for path, sub in texts.items() if accepted(schema, sub, "a" * 5000)] == []


@pytest.mark.parametrize("text", ["", " /a.pem", "/a.pem ", "/a.pem\n", "/a\x00.pem"])
@pytest.mark.parametrize(
    ("schema", "name"),
    [
        (REDIS, "ssl_ca_certs"),
        (REDIS, "ssl_ca_path"),
        (REDIS, "ssl_certfile"),
        (REDIS, "ssl_keyfile"),
        (DATABASE, "ssl_root_cert"),
        (DATABASE, "ssl_cert"),
        (DATABASE, "ssl_key"),
    ],
)
def test_paths_have_no_blanks_around_them(schema: dict[str, Any], name: str, text: str) -> None:
    """A path that is empty, or was copied with a blank or a line end, is refused."""
    assert not accepted(schema, schema["properties"][name], text)


@pytest.mark.parametrize(
    ("schema", "path", "value"),
    [
        (REDIS, "sentinel.nodes", []),
        (REDIS, "sentinel.nodes", ["s1", "s1"]),
        (REDIS, "sentinel.service_name", "my master"),
        (REDIS, "sentinel.username", "a b"),
        (REDIS, "sentinel.password", ""),
        (REDIS, "cluster.nodes", []),
        (REDIS, "cluster.nodes", ["n1", "n1"]),
        (REDIS, "ssl_password", ""),
        (DATABASE, "ssl_password", ""),
        (DATABASE, "charset", "utf-8"),
    ],
)
def test_forms_are_checked(schema: dict[str, Any], path: str, value: object) -> None:
    """A value of the right type and the wrong form is refused by its own setting."""
    assert not accepted(schema, settings(schema)[tuple(path.split("."))], value)


@each_schema
@pytest.mark.parametrize("environment", [None, [], "local", 1, True])
def test_an_environment_is_an_object(schema: dict[str, Any], environment: object) -> None:
    """Nothing but an object describes an environment."""
    assert "type" in reasons(schema, environment)


# Metaschema


@pytest.mark.parametrize(
    "schema",
    [
        {"x-file": ["a.json"]},
        {"properties": {"password": {"x-secert": True}}},
        {"properties": {"a": {"properties": {"b": {"x-synonym": ["c"]}}}}},
        {"properties": {"a": {"items": {"x-mesage": "a"}}}},
        {"properties": {"a": {"items": [{"x-mesage": "a"}]}}},
        {"patternProperties": {"^a": {"x-envs": "A"}}},
        {"additionalProperties": {"x-envs": "A"}},
        {"propertyNames": {"x-mesage": "a"}},
        {"definitions": {"a": {"x-envs": "A"}}},
        {"dependencies": {"a": {"x-mesage": "a"}}},
        {"allOf": [{"x-mesage": "a"}]},
        {"anyOf": [{"x-mesage": "a"}]},
        {"oneOf": [{"x-mesage": "a"}]},
        {"not": {"x-mesage": "a"}},
        {"if": {"x-mesage": "a"}},
        {"then": {"x-mesage": "a"}},
        {"else": {"x-mesage": "a"}},
        {"else": {"properties": {"a": {"not": {"anyOf": [{"x-mesage": "a"}]}}}}},
        {"$defs": {"a": {"x-envs": "A"}}},
        {"dependentSchemas": {"a": {"x-mesage": "a"}}},
    ],
)
def test_misspelt_keyword_is_refused_wherever_it_stands(schema: dict[str, Any]) -> None:
    """An unknown x- keyword is refused at every depth, and the refusal names it."""
    written = re.search(r"x-[a-z]+", json.dumps(schema))

    assert written is not None
    assert written[0] in refusal(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"x-environments": "yes"},
        {"x-files": "redis_config.json"},
        {"x-files": []},
        {"x-files": ["config/redis.json"]},
        {"x-env-prefix": "REDIS-"},
        {"x-env-prefix": "REDIS_\n"},
        {"x-env-url": ""},
        {"x-exclusive": ["host", "socket"]},
        {"x-exclusive": [["host"]]},
        {"x-exclusive": [["host"], []]},
        {"x-message": "two\nlines"},
        {"x-message": "ends in a stop."},
        {"x-message": ""},
        {"properties": {"a": {"x-env": []}}},
        {"properties": {"a": {"x-env": "1A"}}},
        {"properties": {"a": {"x-env": ["A", "A"]}}},
        {"properties": {"a": {"x-secret": False}}},
        {"properties": {"a": {"x-synonyms": "b"}}},
        {"properties": {"a": {"x-default-by": {"b": 1}}}},
        {"properties": {"a": {"x-default-by": {"b": {"x": 1}, "c": {"x": 1}}}}},
        {"properties": {"a": {"x-deprecated": True}}},
    ],
)
def test_keyword_of_the_wrong_form_is_refused(schema: dict[str, Any]) -> None:
    """Each x- keyword is held to its own form."""
    assert refusal(schema) != ""


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"x-environments": True}}},
        {"properties": {"a": {"items": {"x-exclusive": [["b"], ["c"]]}}}},
        {"x-secret": True},
        {"x-env": "A"},
        {"allOf": [{"x-secret": True}]},
        {"properties": {"a": {"items": {"x-env": "A"}}}},
    ],
)
def test_keyword_where_it_means_nothing_is_refused(schema: dict[str, Any]) -> None:
    """A keyword of the root is none of a setting, and the other way round."""
    assert refusal(schema) != ""


@pytest.mark.parametrize(
    "schema",
    [
        {},
        True,
        {"x-environments": False, "x-files": ["kafka.*.toml"], "x-env-prefix": "KAFKA_"},
        {"properties": {"x-secert": {"type": "string"}}},
        {"definitions": {"x-anything": {"x-secret": True}}},
        {"default": {"x-secert": True}, "examples": [{"x-secert": True}]},
        {"enum": [{"x-secert": 1}], "const": {"x-secert": 1}},
        {"required": ["x-secert"], "dependencies": {"x-secert": ["x-a"]}},
        {"properties": {"a": {"x-env": "A", "x-deprecated": "b", "x-message": "a must be b"}}},
        {"allOf": [{"properties": {"a": {"x-synonyms": ["b"]}}}]},
        {"additionalProperties": False, "items": True},
    ],
)
def test_names_and_values_that_look_like_keywords_are_left_alone(schema: Any) -> None:
    """Only keywords are checked, not the names of settings and not values."""
    assert refusal(schema) == ""


@pytest.mark.parametrize("schema", [{"type": "text"}, {"properties": {"a": {"minimum": "1"}}}])
def test_metaschema_still_holds_draft_07(schema: dict[str, Any]) -> None:
    """What draft-07 refuses, ours refuses, at any depth."""
    assert refusal(schema) != ""


# Example files


def test_redis_example_holds_what_the_document_shows() -> None:
    """The Redis example is the one that users already have, value by value."""
    shared = {"port": 6379, "db": 0, "enable_redis": True}
    local = {"host": "localhost", "password": None, "ssl": False, "socket_timeout": 2.0}
    production = {
        "host": "your-redis-host.example.com",
        "password": "${REDIS_PASSWORD}",
        "ssl": True,
        "socket_timeout": 5.0,
    }

    assert read("redis_config.json.example") == {
        "local": {**shared, **local},
        "production": {**shared, **production},
    }


@pytest.mark.parametrize("environment", ["local", "production"])
@pytest.mark.parametrize("name", ["redis", "database"])
def test_examples_validate_once_resolved(name: str, environment: str) -> None:
    """Both environments of both examples are right as soon as their placeholders are texts."""
    text = (ROOT / f"{name}_config.json.example").read_text(encoding="utf-8")
    resolved = json.loads(re.sub(r"\$\{[A-Z_]+\}", "a text", text))

    assert reasons(SCHEMAS[name], resolved[environment]) == set()


def test_example_of_a_protected_environment_holds_no_secret() -> None:
    """What people copy has a placeholder where the password goes."""
    assert read("redis_config.json.example")["production"]["password"] == "${REDIS_PASSWORD}"
    assert read("database_config.json.example")["production"]["password"] == "${DB_PASSWORD}"


# Redis: what an environment may be

HOST = {"host": "redis.example.com"}
SENTINEL = {"sentinel": {"nodes": ["s1:26379", "s2"], "service_name": "mymaster"}}
CLUSTER = {"cluster": {"nodes": ["n1:6379", "[::1]:6379"]}}
SOCKET = {"unix_socket_path": "/run/redis.sock"}
TLS = {"ssl": True, "ssl_certfile": "/a.crt", "ssl_keyfile": "/a.key", "ssl_ca_certs": "/ca.pem"}

NEEDS_MODE = "an enabled Redis needs host"
EXCLUDE = "host, unix_socket_path, sentinel and cluster exclude each other"
PORT_ALONE = "port goes with host only"
CLUSTER_DB = "a cluster has database 0 only"
SSL_FIRST = "the ssl_ settings say how to encrypt"
NO_TLS_SOCKET = "a Unix socket is not encrypted"


@pytest.mark.parametrize(
    "environment",
    [
        HOST,
        {"enable_redis": False},
        {"enable_redis": False, **HOST},
        {**HOST, "port": 1, "db": 15},
        {**HOST, "port": 65535, "socket_timeout": 300, "socket_connect_timeout": 0.001},
        {**HOST, "username": None, "password": None},
        {**HOST, "username": "app", "password": " kept as it is$${"},
        {**HOST, "protocol": 3, "client_name": "app", "key_prefix": "app:é:"},
        {**HOST, "health_check_interval": 0, "max_connections": 1, "pool_timeout": 0.5},
        {**HOST, "retry": {}, "fallback": {}, "leases": {}},
        {**HOST, "retry": {"retries": 0, "base_delay": 0, "max_delay": 0}},
        SOCKET,
        {**SOCKET, "db": 3, "ssl": False},
        SENTINEL,
        {**SENTINEL, "db": 3, "password": "a", **TLS},
        {"sentinel": {**SENTINEL["sentinel"], "password": None, "min_other_sentinels": 1}},
        CLUSTER,
        {**CLUSTER, "db": 0, "ssl": True},
        {**HOST, **TLS, "ssl_password": "a"},
        {**HOST, "ssl": True, "ssl_cert_reqs": "none", "ssl_check_hostname": False},
        {**HOST, "ssl": True, "ssl_cert_reqs": "none"},
        {**HOST, "ssl": True, "ssl_cert_reqs": "required", "ssl_check_hostname": True},
        {**HOST, "ssl": True, "ssl_min_version": "TLSv1.3", "ssl_ciphers": "ECDHE+AESGCM:!aNULL"},
        {**HOST, "ssl": True, "ssl_ca_data": "# CA\n-----BEGIN CERTIFICATE-----\nMII\n"},
    ],
)
def test_good_redis_environments(environment: dict[str, Any]) -> None:
    """What a team may rightly write is accepted."""
    assert reasons(REDIS, environment) == set()


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({}, NEEDS_MODE),
        ({"enable_redis": True, "password": "a"}, NEEDS_MODE),
        ({**HOST, **SOCKET}, EXCLUDE),
        ({**HOST, **SENTINEL}, EXCLUDE),
        ({**HOST, **CLUSTER}, EXCLUDE),
        ({**SOCKET, **SENTINEL}, EXCLUDE),
        ({**SOCKET, **CLUSTER}, EXCLUDE),
        ({**SENTINEL, **CLUSTER}, EXCLUDE),
        ({**HOST, **SENTINEL, "enable_redis": False}, EXCLUDE),
        ({**SOCKET, "port": 6379}, PORT_ALONE),
        ({**SENTINEL, "port": 6379}, PORT_ALONE),
        ({**CLUSTER, "port": 6379}, PORT_ALONE),
        ({**CLUSTER, "db": 3}, CLUSTER_DB),
        ({**HOST, "ssl": False, "ssl_ca_certs": "/ca.pem"}, SSL_FIRST),
        ({**HOST, "ssl": False, "ssl_cert_reqs": "required"}, SSL_FIRST),
        ({**HOST, "ssl_check_hostname": True}, SSL_FIRST),
        ({**SOCKET, "ssl": True}, NO_TLS_SOCKET),
        ({**HOST, "ssl": True, "ssl_certfile": "/a.crt"}, "ssl_certfile needs ssl_keyfile"),
        ({**HOST, "ssl": True, "ssl_keyfile": "/a.key"}, "ssl_keyfile needs ssl_certfile"),
        ({**HOST, "ssl": True, "ssl_password": "a"}, "ssl_password needs ssl_keyfile"),
        (
            {**HOST, "ssl": True, "ssl_cert_reqs": "none", "ssl_check_hostname": True},
            "ssl_check_hostname must be false where",
        ),
        ({"sentinel": {"nodes": ["s1"]}}, "required"),
        ({"sentinel": {"service_name": "mymaster"}}, "required"),
        ({"sentinel": {"nodes": [], "service_name": "mymaster"}}, "minItems"),
        ({"cluster": {}}, "required"),
        ({"cluster": {"nodes": ["n1", "n1"]}}, "uniqueItems"),
        ({"cluster": {"nodes": "n1,n2"}}, "type"),
    ],
)
def test_bad_redis_environments(environment: dict[str, Any], reason: str) -> None:
    """What breaks one rule is refused for that reason and for no other."""
    found = reasons(REDIS, environment)

    assert len(found) == 1
    assert found.pop().startswith(reason)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", 0),
        ("port", 65536),
        ("port", "6379"),
        ("port", True),
        ("port", 6379.5),
        ("port", None),
        ("db", -1),
        ("db", True),
        ("socket_timeout", 0),
        ("socket_timeout", -1.0),
        ("socket_timeout", 300.5),
        ("socket_timeout", 5000),
        ("socket_timeout", None),
        ("socket_connect_timeout", 0),
        ("pool_timeout", 301),
        ("health_check_interval", -1),
        ("max_connections", 0),
        ("protocol", 1),
        ("protocol", "3"),
        ("enable_redis", "true"),
        ("ssl", 1),
        ("ssl", None),
        ("username", ""),
        ("username", "a b"),
        ("password", ""),
        ("password", 5),
        ("client_name", "two words"),
        ("client_name", "naïve"),
        ("key_prefix", ""),
        ("key_prefix", "a b"),
        ("key_prefix", "{app}:"),
        ("retry", {"retries": -1}),
        ("retry", {"retries": 3.5}),
        ("retry", {"base_delay": -0.1}),
        ("retry", {"attempts": 3}),
        ("retry", None),
        ("fallback", {"probe_interval": 0}),
        ("leases", {"ttl": 0}),
        ("leases", {"ttl": 301}),
        ("leases", {"retry_period": "2"}),
        ("pass", "a"),
    ],
)
def test_redis_ranges_are_real(name: str, value: object) -> None:
    """A value out of range, of another type or of another name is refused."""
    assert reasons(REDIS, {**HOST, name: value}) != set()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ssl_ca_data", "/ca.pem"),
        ("ssl_cert_reqs", "REQUIRED"),
        ("ssl_cert_reqs", None),
        ("ssl_min_version", "TLSv1.1"),
        ("ssl_ciphers", "a b"),
    ],
)
def test_redis_tls_settings_are_checked(name: str, value: object) -> None:
    """A TLS setting that redis-py or OpenSSL would choke on is refused beforehand."""
    assert reasons(REDIS, {**HOST, "ssl": True, name: value}) != set()


@pytest.mark.parametrize("name", [name for name in REDIS["properties"] if name[:4] == "ssl_"])
@pytest.mark.parametrize("environment", [HOST, {**HOST, "ssl": False}], ids=["absent", "false"])
def test_redis_tls_settings_need_tls(environment: dict[str, Any], name: str) -> None:
    """No ssl_ setting may make believe in TLS where ssl is false or was forgotten."""
    example = REDIS["properties"][name]["examples"][0]

    assert any(r.startswith(SSL_FIRST) for r in reasons(REDIS, {**environment, name: example}))


GOOD_HOSTS = [
    "localhost", "redis", "my_redis", "redis-1.example.com", "redis.example.com.", "10.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1%eth0", "2001:db8:0:0:0:0:0:1", "::ffff:10.0.0.1",
    "1password.example", "4f5e6a", "xn--bcher-kva.example", "a--b",
]  # fmt: skip
BAD_HOSTS = [
    "", " ", "redis.example.com ", " redis", "my redis", "app@redis.example.com",
    "redis://redis.example.com", "redis.example.com:6379", "10.0.0.1:6379", "localhost/0",
    "[::1]", "10.0.0.256", "10.0.0", "6379", "-redis", "redis-", "redis..example", ".redis",
    "localhost\n", "réseau.example", "a" * 254, "$REDIS_HOST",
]  # fmt: skip


@pytest.mark.parametrize("host", GOOD_HOSTS)
@each_schema
def test_hosts_that_are_hosts(schema: dict[str, Any], host: str) -> None:
    """Host names, with or without a domain, and IP addresses are accepted."""
    assert accepted(schema, schema["properties"]["host"], host)


@pytest.mark.parametrize("host", BAD_HOSTS)
@each_schema
def test_hosts_that_hold_more_or_less(schema: dict[str, Any], host: str) -> None:
    """A host with a scheme, a user, a port or blanks, an empty or a broken one is refused."""
    assert not accepted(schema, schema["properties"]["host"], host)


@pytest.mark.parametrize(
    "node",
    ["n", "n1.example.com:1", "10.0.0.1", "10.0.0.1:65535", "[::1]", "[fe80::1%eth0]:26379"],
)
def test_nodes_that_are_nodes(node: str) -> None:
    """A node is a host, or host:port, an IPv6 address in brackets."""
    assert accepted(REDIS, REDIS["definitions"]["node"], node)


@pytest.mark.parametrize(
    "node",
    ["", "n:", "n:0", "n:65536", "n:06379", "n:6379 ", "n:redis", "::1", "::1:6379", "u@n:1",
     "redis://n:1", "n1,n2", "n:1\n", ":6379", "6379", "[n]:1", "a" * 301, 6379, ["n", 1]],
)  # fmt: skip
def test_nodes_that_are_none(node: object) -> None:
    """A node with a wrong port, without a host, or with anything else in it is refused."""
    assert not accepted(REDIS, REDIS["definitions"]["node"], node)


@each_schema
@pytest.mark.parametrize(
    "path", ["redis.sock", "~/a.sock", "", "/", "/a\n", "/a ", "/" + 107 * "a"]
)
def test_socket_paths_that_no_system_takes(schema: dict[str, Any], path: str) -> None:
    """A socket is an absolute path that fits into the 108 bytes the system has for it."""
    name = "unix_socket_path" if schema is REDIS else "socket"

    assert not accepted(schema, schema["properties"][name], path)


# Database: what an environment may be

POSTGRESQL = {"engine": "postgresql", "host": "db.example.com", "database": "app"}
MYSQL = {**POSTGRESQL, "engine": "mysql"}
MARIADB = {**POSTGRESQL, "engine": "mariadb"}
SQLITE = {"engine": "sqlite", "database": "data/app.sqlite3"}
OVER_SOCKET = {"engine": "postgresql", "socket": "/var/run/postgresql", "database": "app"}
MYSQL_SOCKET = {"engine": "mysql", "socket": "/run/mysqld/mysqld.sock", "database": "app"}

ONE_FILE = "SQLite is a file"


@pytest.mark.parametrize(
    "environment",
    [
        POSTGRESQL,
        MYSQL,
        MARIADB,
        SQLITE,
        OVER_SOCKET,
        MYSQL_SOCKET,
        {**OVER_SOCKET, "port": 5433},
        {**OVER_SOCKET, "ssl_mode": "prefer"},
        {**SQLITE, "database": ":memory:", "pool": {"size": 1}, "options": {"timeout": 5}},
        {**POSTGRESQL, "username": "app@tenant", "password": None, "connect_timeout": 1},
        {**POSTGRESQL, "schema": "app", "application_name": "my app", "statement_timeout": 0.5},
        {**POSTGRESQL, "ssl_mode": "verify-full"},
        {**POSTGRESQL, "ssl_mode": "disable"},
        {**MYSQL, "ssl_mode": "require"},
        {**MYSQL_SOCKET, "ssl_mode": "require"},
        {**POSTGRESQL, "ssl_root_cert": "/ca.pem", "ssl_cert": "/a.crt", "ssl_key": "/a.key"},
        {**POSTGRESQL, "options": {"keepalives": 1, "gssencmode": "disable", "a": None}},
        {**MYSQL, "charset": "utf8mb4", "statement_timeout": 30},
        {**MARIADB, "ssl_mode": "verify-ca", "ssl_root_cert": "/ca.pem"},
        {**MYSQL, "pool": {"max_overflow": 0, "recycle": None, "pre_ping": False, "timeout": 1}},
    ],
)
def test_good_database_environments(environment: dict[str, Any]) -> None:
    """What a team may rightly write is accepted, whatever the engine."""
    assert reasons(DATABASE, environment) == set()


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({**SQLITE, "host": "localhost"}, ONE_FILE),
        ({**SQLITE, "port": 5432}, ONE_FILE),
        ({**SQLITE, "socket": "/var/run/postgresql"}, ONE_FILE),
        ({**SQLITE, "username": "app"}, ONE_FILE),
        ({**SQLITE, "password": "a"}, ONE_FILE),
        ({**SQLITE, "connect_timeout": 5}, ONE_FILE),
        ({**SQLITE, "ssl_mode": "require"}, ONE_FILE),
        ({**SQLITE, "ssl_root_cert": "/ca.pem"}, ONE_FILE),
        ({**SQLITE, "ssl_cert": "/a.crt", "ssl_key": "/a.key"}, ONE_FILE),
        ({**SQLITE, "application_name": "app"}, ONE_FILE),
        ({**SQLITE, "schema": "app"}, ONE_FILE),
        ({**SQLITE, "charset": "utf8mb4"}, ONE_FILE),
        ({**SQLITE, "statement_timeout": 5}, ONE_FILE),
        ({"engine": "postgresql", "database": "app"}, "a database server needs host or socket"),
        ({"engine": "mariadb", "database": "app"}, "a database server needs host or socket"),
        ({**POSTGRESQL, "socket": "/var/run/postgresql"}, "host and socket exclude each other"),
        ({**MYSQL_SOCKET, "port": 3306}, "port has no use beside socket"),
        ({**POSTGRESQL, "database": "data/app"}, "database must be the name of a database"),
        ({**MYSQL, "database": "a" * 65}, "database must be the name of a database"),
        ({**MYSQL, "application_name": "app"}, "application_name is for PostgreSQL"),
        ({**MARIADB, "application_name": "app"}, "application_name is for PostgreSQL"),
        ({**MYSQL, "schema": "app"}, "schema is for PostgreSQL"),
        ({**MARIADB, "schema": "app"}, "schema is for PostgreSQL"),
        ({**POSTGRESQL, "charset": "utf8mb4"}, "charset is for MySQL and MariaDB"),
        (
            {**POSTGRESQL, "ssl_mode": "disable", "ssl_root_cert": "/ca.pem"},
            "ssl_mode must not be disable beside",
        ),
        ({**OVER_SOCKET, "ssl_mode": "require"}, "PostgreSQL does not encrypt a Unix socket"),
        ({**MYSQL, "ssl_mode": "verify-full"}, "ssl_mode verify-ca and verify-full need"),
        ({**MARIADB, "ssl_mode": "verify-ca"}, "ssl_mode verify-ca and verify-full need"),
        ({**POSTGRESQL, "ssl_cert": "/a.crt"}, "ssl_cert needs ssl_key"),
        ({**POSTGRESQL, "ssl_key": "/a.key"}, "ssl_key needs ssl_cert"),
        ({**POSTGRESQL, "ssl_password": "a"}, "ssl_password needs ssl_key"),
        ({**POSTGRESQL, "options": {"sslpassword": "a"}}, "options hold no secret"),
        ({**POSTGRESQL, "options": {"PASSWORD": "a"}}, "options hold no secret"),
        ({**POSTGRESQL, "options": {"sslmode": "disable"}}, "options hold no secret"),
        ({**POSTGRESQL, "options": {"a": [1]}}, "type"),
        ({"host": "localhost", "database": "app"}, "required"),
        ({"engine": "postgresql", "host": "localhost"}, "required"),
        ({"engine": "sqlite"}, "required"),
        (
            {"socket": "/a", "port": 1, "database": "a/b", "schema": "a", "application_name": "a"},
            "required",
        ),
        ({"database": "app", "charset": "utf8mb4"}, "required"),
    ],
)
def test_bad_database_environments(environment: dict[str, Any], reason: str) -> None:
    """What breaks one rule is refused for that reason and for no other."""
    found = reasons(DATABASE, environment)

    assert len(found) == 1
    assert found.pop().startswith(reason)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("engine", "postgres"),
        ("engine", None),
        ("port", 0),
        ("port", 65536),
        ("port", "5432"),
        ("database", ""),
        ("database", "app "),
        ("username", ""),
        ("username", " app"),
        ("password", ""),
        ("connect_timeout", 0),
        ("connect_timeout", 2.5),
        ("connect_timeout", 10000),
        ("ssl_mode", "VERIFY_CA"),
        ("ssl_mode", True),
        ("schema", "public,app"),
        ("schema", "1app"),
        ("statement_timeout", 0),
        ("statement_timeout", 5000),
        ("application_name", "a" * 64),
        ("application_name", "a\n"),
        ("pool", {"size": 0}),
        ("pool", {"max_overflow": -1}),
        ("pool", {"recycle": -1}),
        ("pool", {"timeout": 0}),
        ("pool", {"pre_ping": "yes"}),
        ("pool", {"min": 1}),
        ("options", "sslmode=disable"),
        ("dialect", "postgresql"),
    ],
)
def test_database_ranges_are_real(name: str, value: object) -> None:
    """A value out of range, of another type or of another name is refused."""
    assert reasons(DATABASE, {**POSTGRESQL, name: value}) != set()


@pytest.mark.parametrize(
    "name", sorted(set(DATABASE["properties"]) - {"engine", "database", "pool", "options"})
)
def test_sqlite_takes_nothing_of_a_server(name: str) -> None:
    """SQLite has no server, so each setting of one is refused."""
    example = DATABASE["properties"][name]["examples"][0]

    assert any(r.startswith(ONE_FILE) for r in reasons(DATABASE, {**SQLITE, name: example}))


@pytest.mark.parametrize("name", ["ssl_root_cert", "ssl_cert", "ssl_key", "ssl_password"])
def test_database_tls_files_need_tls(name: str) -> None:
    """No TLS file may make believe in TLS where it is turned off."""
    example = DATABASE["properties"][name]["examples"][0]
    found = reasons(DATABASE, {**POSTGRESQL, "ssl_mode": "disable", name: example})

    assert any(r.startswith("ssl_mode must not be disable") for r in found)


def test_ssl_mode_follows_libpq() -> None:
    """The words are libpq's, weakest first, and its description says MySQL's for each."""
    sub = DATABASE["properties"]["ssl_mode"]

    assert sub["enum"] == ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
    for word in ("DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY", *sub["enum"]):
        assert word in sub["description"]
