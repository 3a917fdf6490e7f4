"""Disclosure: secrets inside arrays, maps and free objects are shown by no command and no error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg import ConfigError, load_config
from hacfg.cli.main import main
from hacfg.disclosure import disclosed, shows_text
from hacfg.schema import settings_of

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "zq8Vx3Kp7Wm"
PIN = 48151623
CLOSED = {"type": "string", "x-secret": True}
SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:example:own",
    "x-environments": True,
    "x-files": ["own_config.json"],
    "x-env-prefix": "OWN_",
    "type": "object",
    "additionalProperties": False,
    "definitions": {
        "entry": {"type": "object", "properties": {"password": CLOSED, "n": {"type": "integer"}}}
    },
    "properties": {
        "list": {"type": "array", "items": {"$ref": "#/definitions/entry"}},
        "map": {"type": "object", "additionalProperties": CLOSED},
        "pins": {
            "type": "object",
            "patternProperties": {"^k": {"type": "integer", "writeOnly": True}},
        },
        "free": {"type": "object"},
        "frees": {"type": "array", "items": {"type": "object"}},
        "auth": {
            "type": "object",
            "x-secret": True,
            "properties": {"token": {"type": "string"}},
        },
        "nodes": {
            "type": "array",
            "items": {"type": "object", "properties": {"host": {"type": "string"}}},
        },
        "mode": {"type": "string", "x-secret": True, "enum": [SECRET, f"{SECRET}2"]},
        "n": {"type": "integer"},
    },
}
SETTINGS = {setting.path[-1]: setting for setting in settings_of(SCHEMA)}


def values(end: str) -> dict[str, Any]:
    """An environment with a secret at every place that can hold one."""
    secret = f"{SECRET}{end}"
    return {
        "list": [{"password": secret, "n": 1}],
        "map": {"timeout": secret},
        "pins": {"k": PIN},
        "free": {"api": secret, "inner": [secret]},
        "frees": [{"password": secret}],
        "auth": {"token": secret},
        "nodes": [{"host": f"open{end}", "extra": secret}],
        "mode": SECRET,
    }


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with a schema of one's own and a config with two environments."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    text = json.dumps({"local": values(""), "staging": values("x")})
    (tmp_path / "own_config.json").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff", "local", "staging", "own_config.json"],
        ["show", "own_config.json", "--env", "local"],
        ["show", "own_config.json", "--env", "local", "--format", "json"],
        ["validate", "own_config.json"],
        ["docs"],
        ["env"],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("place")
def test_no_command_shows_a_secret_inside_a_value(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor the texts of objects that are free in their keys, nor the choices of a secret."""
    main([*arguments, "--schema", "own.schema.json"])

    said = "".join(capsys.readouterr())
    assert said
    assert SECRET not in said
    assert str(PIN) not in said


def test_what_the_schema_declares_open_is_shown(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The host of a node stands beside a text that nobody declared."""
    main(["diff", "local", "staging", "own_config.json", "--schema", "own.schema.json"])

    said = capsys.readouterr().out
    assert '[{"host": "open", "extra": "**********"}] -> [{"host": "openx"' in said


def test_a_loaded_config_shows_no_secret_inside_a_value(place: Path) -> None:
    """Neither as text nor as plain values; revealed they are all there."""
    config: Any = load_config(place / "own_config.json", str(place / "own.schema.json"), "local")

    shown = repr(config) + json.dumps(config.to_dict())
    assert SECRET not in shown
    assert str(PIN) not in shown
    assert config.to_dict(reveal_secrets=True, defaults=False) == values("")


TEXTS = {
    "OWN_LIST": ['[{"password":"%s","n":"x"', '[{"password":"%s","n":"x"}]', "%s"],
    "OWN_MAP": ['{"a":"%s",', '{"a":["%s"]}', "%s"],
    "OWN_PINS": ['{"k":"%s"}', "%s"],
    "OWN_FREE": ['{"a":"%s"', '["%s"]', "%s"],
    "OWN_FREES": ['[{"a":"%s"}', '["%s"]'],
    "OWN_NODES": ['[{"host":"%s"', '[{"host":1,"x":"%s"}]'],
    "OWN_MODE": ["%s-none"],
    "OWN_AUTH_TOKEN": ["${%s!}"],
    "OWN_N": ['{"password": "%s"}', "-----BEGIN PRIVATE KEY-----%s"],
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text % SECRET) for name, each in TEXTS.items() for text in each]
)
def test_no_variable_with_json_tells_what_is_inside(
    place: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    """Sound or broken, in an error of a load, in a ``.env`` file and in what is laid over."""
    source, schema = place / "own_config.json", place / "own.schema.json"
    (place / ".env").write_text(f"{name}={text}\n", encoding="utf-8")

    error = ""
    try:
        load_config(source, str(schema), "local", variables={name: text})
    except ConfigError as caught:
        error = str(caught)
    main(["validate", ".env", "--schema", str(schema)])
    setting = name.removeprefix("OWN_").lower().replace("_", ".")
    loaded = ["validate", str(source), "--schema", str(schema), "--env", "local"]
    main([*loaded, "--dotenv", ".env"])
    main([*loaded, "--set", f"{setting}={text}"])

    assert SECRET not in error + "".join(capsys.readouterr())


def test_a_key_in_place_of_its_path_is_masked_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says that the file itself was pasted."""
    path = tmp_path / "redis_config.json"
    pem = f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----\n"
    settings = {"host": "h", "ssl": True, "ssl_certfile": "/c.pem", "ssl_keyfile": pem}
    path.write_text(json.dumps({"local": settings}), encoding="utf-8")

    status = main(["validate", str(path)])

    said = capsys.readouterr().out
    assert status == 1
    assert "what is in the file was pasted where its path belongs" in said
    assert SECRET not in said


trees = st.recursive(
    st.just(SECRET) | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "password", "n", "k1", "token"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(tree=trees, cut=st.integers(0, 60), name=st.sampled_from(["list", "map", "pins", "free"]))
def test_nothing_undeclared_is_disclosed(tree: Any, cut: int, name: str) -> None:
    """No text of a tree, and no JSON of it, whole or cut anywhere, may be shown."""
    setting = SETTINGS[name]
    inside = tree if isinstance(tree, (dict, list)) else {"a": tree}
    text = json.dumps(inside)

    assert SECRET not in json.dumps(disclosed(inside, setting))
    assert not shows_text(text[: len(text) - cut], setting)
