"""Files of several sections: a team's schema that refers to those of hacfg by their ids."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from hacfg import ConfigError, RedisConfig, Secret, load_config
from hacfg.catalog import named
from hacfg.check import check_config_file
from hacfg.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

REDIS = "urn:hacfg:schemas/redis.schema.json"
DATABASE = "urn:hacfg:schemas/database.schema.json"
DRAFTS = ["http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema"]


def app(draft: str = DRAFTS[0]) -> dict[str, Any]:
    """A schema with two Redis servers and a database."""
    cache = {"allOf": [{"$ref": REDIS}], "x-env-prefix": "CACHE_"}
    return {
        "$schema": draft,
        "x-environments": True,
        "x-env-prefix": "APP_",
        "type": "object",
        "required": ["redis", "database"],
        "properties": {
            "redis": {"$ref": REDIS},
            "cache": cache,
            "database": {"$ref": DATABASE},
            "workers": {"description": "How many.", "type": "integer", "default": 4},
        },
        "additionalProperties": False,
    }


GOOD: dict[str, Any] = {
    "production": {
        "redis": {"host": "r.example.com", "password": "${REDIS_PASSWORD}", "ssl": True},
        "cache": {"host": "c.example.com", "port": 7000, "ssl": True},
        "database": {"engine": "sqlite", "database": "a.db"},
    }
}


@pytest.fixture(params=DRAFTS, ids=["draft-07", "2020-12"])
def schema(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The schema in a file, in an old draft and in a new one."""
    return written(tmp_path / "app.schema.json", app(request.param))


def written(path: Path, content: Any) -> str:
    """A JSON file; gives its path."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def test_the_settings_of_sections(schema: str) -> None:
    """Each section has the settings of its schema; a prefix beside the reference comes first."""
    contract, _ = named(schema)
    assert contract is not None
    variables = {path: setting.variables for path, setting in contract.settings.items()}

    assert variables["redis", "enable_redis"] == ("REDIS_ENABLE", "REDIS_ENABLED")
    assert variables["cache", "enable_redis"] == ("CACHE_ENABLE", "CACHE_ENABLED")
    assert variables["cache", "retry", "max_delay"] == ("CACHE_RETRY_MAX_DELAY",)
    assert variables["database", "database"][0] == "DB_NAME"
    assert variables["workers",] == ("APP_WORKERS",)
    assert contract.settings["cache", "password"].secret
    assert [(each.path, each.url_variable) for each in contract.scopes] == [
        (("redis",), "REDIS_URL"),
        (("cache",), "CACHE_URL"),
        (("database",), "DATABASE_URL"),
    ]


def test_a_check_of_sections(tmp_path: Path, schema: str) -> None:
    """Faults, suggestions and policy are those of the sections, at their places."""
    body = {
        "redis": {"host": "localhost", "prot": 1, "password": "hunter2"},
        "cache": {"host": "c.example.com", "unix_socket_path": "/run/a.sock", "ssl": True},
        "database": {"engine": "mysql", "host": "h", "database": "d", "port": "3306"},
    }
    path = written(tmp_path / "a.json", {"production": body})

    report = check_config_file(path, schema=schema)

    assert sorted((each.code, ".".join(map(str, each.path))) for each in report.diagnostics) == [
        ("HC201", "production.database.port"),
        ("HC205", "production.redis.prot"),
        ("HC207", "production.cache.ssl"),
        ("HC207", "production.cache.unix_socket_path"),
        ("HC401", "production.redis.password"),
        ("HC402", "production.database"),
        ("HC403", "production.redis.host"),
    ]
    assert "hunter2" not in repr(report)


def test_two_environments_that_share_a_section(tmp_path: Path, schema: str) -> None:
    """The database of production is looked for in each section."""
    path = written(tmp_path / "a.json", {**GOOD, "eu": {"extends": "production"}})

    report = check_config_file(path, schema=schema)

    assert [(each.code, each.path) for each in report.diagnostics] == [
        ("HC404", ("production", "redis", "host")),
        ("HC404", ("production", "cache", "host")),
    ]


def test_a_load_of_sections(tmp_path: Path, schema: str) -> None:
    """Variables, URLs, secrets, defaults and origins work in each section."""
    path = written(tmp_path / "a.json", GOOD)
    variables = {
        "REDIS_PASSWORD": "s1",
        "CACHE_URL": "rediss://:s2@c2.example.com/3",
        "APP_WORKERS": "9",
    }

    config: Any = load_config(path, schema, "production", variables=variables)

    assert (config.redis.host, config.redis.port, config.workers) == ("r.example.com", 6379, 9)
    assert (config.cache.host, config.cache.port, config.cache.db) == ("c2.example.com", 6379, 3)
    assert isinstance(config.cache.password, Secret)
    assert str(config.origin("cache.host")) == "variable CACHE_URL"
    assert config.origin("redis.host").place is not None
    assert "s1" not in repr(config) + str(config.to_dict())
    plain = config.redis.to_dict(reveal_secrets=True, defaults=False)
    assert RedisConfig(**plain).password == Secret("s1")


def test_a_mode_of_a_section_displaces_the_other(tmp_path: Path, schema: str) -> None:
    """A socket in an heir takes away the inherited host and port of that section alone."""
    heir = {"extends": "production", "cache": {"unix_socket_path": "/run/c.sock", "ssl": False}}
    path = written(tmp_path / "a.json", {**GOOD, "local": heir})

    config: Any = load_config(path, schema, "local", variables={"REDIS_PASSWORD": "s"})

    assert (config.cache.host, config.cache.port) == (None, None)
    assert config.redis.host == "r.example.com"


def test_a_url_may_not_turn_off_tls_in_a_section(tmp_path: Path, schema: str) -> None:
    """What holds for one connection in a file holds for several."""
    path = written(tmp_path / "a.json", GOOD)
    variables = {"REDIS_PASSWORD": "s", "CACHE_URL": "redis://c2.example.com"}

    with pytest.raises(ConfigError) as caught:
        load_config(path, schema, "production", variables=variables)

    errors = [(each.code, each.path) for each in caught.value.diagnostics]
    assert ("HC405", ("cache", "ssl")) in errors


def test_sections_compile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A schema of sections gives one typed class with the sections inside, and loads alike."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    written(tmp_path / "sections_app.schema.json", app())
    path = written(tmp_path / "a.json", GOOD)

    assert main(["compile", "sections_app.schema.json", "-o", "sections_app.py"]) == 0
    module: Any = __import__("sections_app")
    made = load_config(
        path, module.SectionsAppConfig, "production", variables={"REDIS_PASSWORD": "s"}
    )

    assert made.cache.port == 7000
    assert made.cache.replace(unix_socket_path="/run/a.sock", ssl=False).host is None
    with pytest.raises(ConfigError, match=r"cache.port"):
        made.replace(cache={"host": "h", "port": 0})
    del sys.modules["sections_app"]


def test_references_to_files(tmp_path: Path) -> None:
    """A schema may refer to a file beside it, and that to another, by pointer, anchor or id."""
    common = {
        "$id": "https://example.com/common.json",
        "definitions": {
            "name": {"$id": "#name", "type": "string", "minLength": 2},
            "port": {"$ref": "#/definitions/number"},
            "number": {"type": "integer"},
            "self": {"properties": {"inner": {"$ref": "#/definitions/self"}}},
        },
    }
    written(tmp_path / "common.json", common)
    schema = {
        "properties": {
            "a": {"$ref": "common.json#name"},
            "b": {"$ref": "common.json#/definitions/port"},
            "c": {"$ref": "common.json#/definitions/self"},
        }
    }
    path = written(tmp_path / "a.schema.json", schema)
    body = {"a": "x", "b": "y", "c": {"inner": {"inner": 1}}}

    report = check_config_file(written(tmp_path / "a.json", body), schema=path)

    assert [(each.code, each.path) for each in report.diagnostics] == [
        ("HC202", ("a",)),
        ("HC201", ("b",)),
    ]


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("http://json.example.com/a.json", "leads into the network"),
        ("urn:hacfg:schemas/rediss.schema.json", "names no schema of hacfg"),
        ("urn:example:other", "leads out of the schema"),
        ("file:///etc/passwd", "leads out of the schema"),
        ("missing.json", "names a file that does not exist"),
        ("broken.json", "names a file that is no JSON Schema"),
        ("new.json", "leads to a schema of 2020-12, from one of draft-07"),
        ("#/definitions/nmae", "leads nowhere"),
        ("#nothing", "leads nowhere"),
        ("far.json", 'the reference "#/definitions/gone" leads nowhere'),
    ],
)
def test_references_that_cannot_be_followed(tmp_path: Path, reference: str, said: str) -> None:
    """Each is told at its place, and nothing is fetched."""
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    written(tmp_path / "new.json", {"$schema": DRAFTS[1]})
    written(tmp_path / "far.json", {"$ref": "#/definitions/gone"})
    schema = {"definitions": {"name": {}}, "properties": {"a": {"$ref": reference}}}

    contract, (failure,) = named(written(tmp_path / "a.schema.json", schema))

    assert contract is None
    assert (failure.code, failure.path) == ("HC508", ("properties", "a", "$ref"))
    assert said in failure.headline


def test_bases_inside_a_schema(tmp_path: Path) -> None:
    """An $id inside a schema changes what the pointers below it mean."""
    schema = {
        "$schema": DRAFTS[1],
        "$id": "https://example.com/root.json",
        "properties": {
            "a": {"$ref": "inner.json"},
            "b": {"$ref": "#there"},
            "c": {"$ref": "https://example.com/root.json#/$defs/text"},
        },
        "$defs": {
            "text": {"type": "string"},
            "inner": {
                "$id": "inner.json",
                "$ref": "#/$defs/number",
                "$defs": {"number": {"type": "integer"}},
            },
            "named": {"$anchor": "there", "type": "boolean"},
        },
    }
    path = written(tmp_path / "a.schema.json", schema)
    body = {"a": "x", "b": 1, "c": 2}

    report = check_config_file(written(tmp_path / "a.json", body), schema=path)

    assert [(each.code, each.path) for each in report.diagnostics] == [
        ("HC201", ("a",)),
        ("HC201", ("b",)),
        ("HC201", ("c",)),
    ]


def test_a_message_behind_a_reference(tmp_path: Path) -> None:
    """The sentence of a schema that an item refers to is said, in a check and in a load."""
    node = {"type": "string", "pattern": "^[a-z]+$(?!\\n)", "x-message": "a node has small letters"}
    schema = {
        "properties": {"nodes": {"items": {"$ref": "#/definitions/node"}}},
        "definitions": {"node": node},
    }
    path = written(tmp_path / "a.schema.json", schema)
    config = written(tmp_path / "a.json", {"nodes": ["a", "B"]})

    report = check_config_file(config, schema=path)
    with pytest.raises(ConfigError) as caught:
        load_config(config, path, variables={})

    (found,) = report.diagnostics
    assert found.headline == "nodes[1]: a node has small letters"
    assert caught.value.diagnostics[0].headline == found.headline
