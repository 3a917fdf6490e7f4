"""Misuse: an argument of the wrong kind is a TypeError that says what to pass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hacfg import (
    Config,
    ConfigError,
    apply_env_overrides,
    check_config_file,
    load_config,
    load_config_file,
    load_redis_config,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A Redis config file with one good environment."""
    path = tmp_path / "redis_config.json"
    path.write_text(json.dumps({"local": {"host": "h"}}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"env": 3}, "env cannot be of type int: pass the name of an environment as a str"),
        (
            {"dotenv": 3},
            "dotenv cannot be of type int: pass the path of a .env file, a str or a pathlib.Path",
        ),
        (
            {"prefix": b"X_"},
            "prefix cannot be of type bytes: pass one such as CACHE_REDIS_ as a str",
        ),
        (
            {"overrides": [("port", 1)]},
            "overrides cannot be of type list: pass a mapping, such as {'port': 6380}",
        ),
        (
            {"variables": {"REDIS_PORT": 6380}},
            "variables hold texts, and that of REDIS_PORT is none: pass a str",
        ),
        (
            {"providers": "file"},
            "providers cannot be of type str: pass a mapping, such as hacfg.PROVIDERS",
        ),
        (
            {"fallback": False},
            "fallback cannot be of type bool: pass the name of an environment as a str",
        ),
    ],
)
def test_an_argument_of_the_wrong_kind_is_named(
    file: Path, arguments: dict[str, Any], said: str
) -> None:
    """The message names the argument and says what to pass, and shows no value."""
    with pytest.raises(TypeError) as error:
        load_redis_config(file, **{"env": "local", **arguments})

    assert str(error.value) == said


@pytest.mark.parametrize("path", [None, 3, b"redis_config.json"])
def test_a_path_is_a_text_or_a_path(path: Any) -> None:
    """None is not the default name, a number no file descriptor, and bytes are no text."""
    with pytest.raises(TypeError, match="pass the path of a config file"):
        load_redis_config(path)
    with pytest.raises(TypeError, match="pass the path of a config file"):
        load_config_file(path)


@pytest.mark.parametrize("schema", [int, Config, 3])
def test_a_class_that_was_not_compiled_is_no_schema(file: Path, schema: Any) -> None:
    """Only classes that hacfg compile wrote carry a schema."""
    with pytest.raises(TypeError, match="pass a class that hacfg compile wrote"):
        load_config(file, schema, "local")


def test_overrides_of_nothing_are_misuse() -> None:
    """The settings to lay variables over must be there."""
    config: Any = None

    with pytest.raises(TypeError, match="config cannot be None: pass a mapping"):
        apply_env_overrides(config)


def test_paths_of_pathlib_are_welcome(file: Path) -> None:
    """All three places that take a path take a Path."""
    dotenv = file.with_name("settings.env")
    dotenv.write_text("REDIS_PORT=7000\n", encoding="utf-8")
    schema: Any = Path("schemas/redis.schema.json").resolve()

    config: Any = load_config(file, schema, "local", dotenv=dotenv, variables={})

    assert config.port == 7000


def test_what_json_cannot_hold_is_no_override(file: Path) -> None:
    """An override that is no plain value is a fault of its own, said once."""
    with pytest.raises(ConfigError) as error:
        load_redis_config(file, "local", variables={}, overrides={"port": object(), "db": 1})

    found = [(d.code, d.headline) for d in error.value.diagnostics]
    assert found == [("HC201", "port cannot be of type object")]


def test_the_underscore_of_a_prefix_may_be_left_out(file: Path) -> None:
    """CACHE_REDIS and CACHE_REDIS_ are the same prefix."""
    variables = {"CACHE_REDIS_PORT": "7000", "CACHE_REDISPORT": "7001", "REDIS_PORT": "7002"}

    configs = [
        load_redis_config(file, "local", prefix=prefix, variables=variables)
        for prefix in ("CACHE_REDIS", "CACHE_REDIS_")
    ]

    assert [config.port for config in configs] == [7000, 7000]


def test_a_file_to_check_may_be_a_path_of_pathlib(file: Path) -> None:
    """A check takes the paths that the loaders take, and nothing else."""
    assert check_config_file(file) == check_config_file(str(file))
    with pytest.raises(TypeError, match="PathLike"):
        check_config_file(None)  # type: ignore[arg-type]
