"""Laws of loading: precedence, typed variables, URLs, and that no report tells a secret."""

from __future__ import annotations

import json
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from shipped_environments import SETTINGS

from hacfg import (
    ConfigError,
    DatabaseConfig,
    RedisConfig,
    apply_env_overrides,
    load_config,
    load_database_config,
    load_redis_config,
)
from hacfg.catalog import built_in
from hacfg.check import Report
from hacfg.cli.main import main
from hacfg.origin import Source
from hacfg.report import FORMATS, Style, renderer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hacfg.keypath import KeyPath
    from hacfg.origin import Origin
    from hacfg.setting import Setting

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)


# Precedence

# Settings that any others may stand beside, by their variables; the first three a URL states.
VALUES: dict[str, tuple[KeyPath, st.SearchStrategy[Any]]] = {
    "REDIS_HOST": (("host",), WORD),
    "REDIS_PORT": (("port",), st.integers(1, 65535)),
    "REDIS_DB": (("db",), st.integers(0, 15)),
    "REDIS_CLIENT_NAME": (("client_name",), WORD),
    "REDIS_SOCKET_TIMEOUT": (("socket_timeout",), st.floats(0.5, 300)),
    "REDIS_SOCKET_KEEPALIVE": (("socket_keepalive",), st.booleans()),
    "REDIS_RETRY_RETRIES": (("retry", "retries"), st.integers(0, 20)),
    "REDIS_LEASES_TTL": (("leases", "ttl"), st.floats(100, 200)),
}
CONNECTION = ("REDIS_HOST", "REDIS_PORT", "REDIS_DB")
LAYER = st.fixed_dictionaries({}, optional={name: VALUES[name][1] for name in VALUES})
URL = st.fixed_dictionaries({name: VALUES[name][1] for name in CONNECTION}) | st.none()
# The lowest first, as the README has them.
ORDER = ("parent", "file", ".env URL", ".env", "URL", "variable", "overrides")
SOURCES = {
    "parent": Source.FILE,
    "file": Source.FILE,
    ".env URL": Source.DOTENV,
    ".env": Source.DOTENV,
    "URL": Source.VARIABLE,
    "variable": Source.VARIABLE,
    "overrides": Source.OVERRIDE,
}


def tree(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by variable as the settings that they are."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        *above, last = VALUES[name][0]
        inner = found
        for part in above:
            inner = inner.setdefault(str(part), {})
        inner[str(last)] = value
    return found


def texts(layers: Mapping[str, Mapping[str, Any] | None], single: str, url: str) -> dict[str, str]:
    """The variables of a layer of single ones and of a URL."""
    found = {name: str(value) for name, value in (layers[single] or {}).items()}
    stated = layers[url]
    if stated is not None:
        host, port, db = (stated[name] for name in CONNECTION)
        found["REDIS_URL"] = f"redis://{host}:{port}/{db}"
    return found


def chain(origin: Origin) -> Iterator[Origin]:
    """An origin and what it replaced."""
    at: Origin | None = origin
    while at is not None:
        yield at
        at = at.over


@given(
    layers=st.fixed_dictionaries(
        {name: URL if name.endswith("URL") else LAYER for name in ORDER},
    )
)
def test_the_higher_layer_always_wins(layers: dict[str, dict[str, Any] | None]) -> None:
    """Whatever each source says, the highest that says something counts, and the origin says so."""
    parent = layers["parent"] = {"REDIS_HOST": "parent", **(layers["parent"] or {})}
    with TemporaryDirectory() as home:
        path = Path(home, "redis_config.json")
        path.write_text(
            json.dumps(
                {
                    "_base": tree(parent),
                    "x": {"extends": "_base", **tree(layers["file"] or {})},
                }
            ),
            encoding="utf-8",
        )
        dotenv = Path(home, ".env")
        lines = texts(layers, ".env", ".env URL")
        dotenv.write_text("".join(f"{n}={v}\n" for n, v in lines.items()), encoding="utf-8")
        config = load_redis_config(
            path,
            "x",
            dotenv=dotenv,
            variables=texts(layers, "variable", "URL"),
            overrides=tree(layers["overrides"] or {}),
        )
        effective = config.to_dict(defaults=False)

        for name, (setting, _) in VALUES.items():
            givers = [layer for layer in ORDER if name in (layers[layer] or {})]
            origins = list(chain(config.origin(".".join(map(str, setting)))))
            if not givers:
                assert origins[0].source is Source.DEFAULT
                continue
            value: Any = effective
            for part in setting:
                value = value[part]
            assert value == (layers[givers[-1]] or {})[name]
            assert [each.source for each in origins] == [SOURCES[g] for g in reversed(givers)]
            if givers[-1] == "variable":
                assert origins[0].name == name
            if givers[-1] == "URL":
                assert origins[0].name == "REDIS_URL"


@given(layers=st.fixed_dictionaries({"lower": LAYER, "url": st.sampled_from([".env", "process"])}))
def test_a_url_leaves_nothing_of_the_connection_below_it(layers: dict[str, Any]) -> None:
    """What a URL leaves out takes the default, whatever the file says."""
    with TemporaryDirectory() as home:
        path = Path(home, "redis_config.json")
        below = {"host": "below", "username": "below", "password": "below", "ssl": True}
        path.write_text(json.dumps({"x": below | tree(layers["lower"])}), encoding="utf-8")
        dotenv = Path(home, ".env")
        stated = "REDIS_URL=redis://above"
        dotenv.write_text(stated if layers["url"] == ".env" else "", encoding="utf-8")
        variables = {"REDIS_URL": "redis://above"} if layers["url"] == "process" else {}

        config = load_redis_config(path, "x", dotenv=dotenv, variables=variables)

    assert (config.host, config.port, config.db) == ("above", 6379, 0)
    assert (config.username, config.password, config.ssl) == (None, None, False)


# Variables

CASES = [
    (schema, setting, name)
    for schema in ("redis", "database")
    for setting in built_in(schema).settings.values()
    for name in setting.variables
]


def text_of(value: Any, spelling: int = 0) -> str:
    """How a variable says a value; booleans have several spellings."""
    if isinstance(value, bool):
        words = ("true", "YES", "on", "1") if value else ("false", "No", "oFF", "0")
        return words[spelling % 4]
    if isinstance(value, (list, dict)):
        return json.dumps(value)
    return "" if value is None else str(value)


def fitting(setting: Setting) -> st.SearchStrategy[Any]:
    """Values of the types of a setting, within its range or not."""
    of_type: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(-(10**600), 10**600),
        "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9),
        "boolean": st.booleans(),
        "string": TEXT,
        "null": st.none(),
        "array": st.lists(TEXT, max_size=3),
        "object": st.dictionaries(TEXT, TEXT | st.integers(-9, 9) | st.none(), max_size=3),
    }
    return st.one_of(*(of_type[name] for name in setting.types))


def read_back(value: Any, schema: str, setting: Setting, name: str, spelling: int = 0) -> Any:
    """What comes of a value that a variable says; nothing else may come of it."""
    found: Any = apply_env_overrides({}, schema, variables={name: text_of(value, spelling)})
    for part in setting.path:
        assert list(found) == [part]
        found = found[part]
    return found


@given(data=st.data())
def test_every_variable_gives_every_value_of_its_type(data: st.DataObject) -> None:
    """A value written as a text comes back as the value, of its type, at its setting."""
    schema, setting, name = data.draw(st.sampled_from(CASES))
    value = data.draw(fitting(setting))

    found = read_back(value, schema, setting, name, data.draw(st.integers(0, 3)))

    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(("schema", "setting", "name"), CASES, ids=[name for *_, name in CASES])
def test_every_variable_gives_the_values_that_the_schema_names(
    schema: str, setting: Setting, name: str
) -> None:
    """Examples, defaults, limits and choices of every setting come through its variables."""
    known = [
        value
        for value in SETTINGS[schema][setting.path]
        if value != "" and not (type(value) is float and "number" not in setting.types)
    ]

    found = [read_back(value, schema, setting, name) for value in known]

    assert known
    assert list(zip(found, map(type, found), strict=True)) == [(v, type(v)) for v in known]


@given(nodes=st.lists(st.from_regex(r"\A[a-z]{1,9}(:[1-9][0-9]{0,3})?\Z"), min_size=1, max_size=5))
def test_arrays_may_be_separated_by_commas(nodes: list[str]) -> None:
    """What holds neither comma nor quote needs no JSON."""
    found = apply_env_overrides({}, variables={"REDIS_CLUSTER_NODES": ", ".join(nodes)})

    assert found == {"cluster": {"nodes": nodes}}


# URLs

HOST = st.sampled_from(["h", "redis.example.com", "10.0.0.1", "::1", "fe80::1%eth0", "a_b-c.d."])
USER = st.text(
    st.characters(min_codepoint=33, exclude_characters="\x7f", exclude_categories=["Cs"])
)
PATH = st.from_regex(r"\A/[ -~é]{0,20}[!-.0-~]\Z")


def given_only(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that a strategy drew, those left out without."""
    return {name: value for name, value in values.items() if value is not None}


@given(
    server=st.fixed_dictionaries({"host": HOST, "port": st.integers(1, 65535)})
    | st.fixed_dictionaries({"unix_socket_path": PATH}),
    stated=st.fixed_dictionaries(
        {
            "db": st.none() | st.integers(0, 2147483646),
            "username": st.none() | USER.filter(lambda text: 1 <= len(text) <= 255),
            "password": st.none() | TEXT,
        }
    ),
    tls=st.none() | st.fixed_dictionaries({"ssl_ca_certs": PATH, "ssl_password": TEXT}),
)
@example({"host": "h", "port": 1}, {"username": None, "password": "p%40@:/?#[]&=+ ü$${X}"}, None)
def test_the_url_of_a_redis_config_gives_it_back(
    server: dict[str, Any], stated: dict[str, Any], tls: dict[str, Any] | None
) -> None:
    """`REDIS_URL` set to `url()` is the same connection, whatever the file below it says."""
    settings = server | given_only(stated)
    if tls and "host" in server:
        settings |= {"ssl": True, "ssl_certfile": "/c", "ssl_keyfile": "/k", **tls}
    config = RedisConfig(**settings)
    with TemporaryDirectory() as home:
        path = Path(home, "redis_config.json")
        below = {"host": "below", "db": 7, "username": "below", "password": "below", "ssl": True}
        path.write_text(json.dumps({"local": below}), encoding="utf-8")

        loaded = load_redis_config(path, "local", variables={"REDIS_URL": config.url()})

    # A URL states that names are checked, which a config need not state: both are in effect.
    before, after = (
        {**each.to_dict(reveal_secrets=True), "key_prefix": ""} for each in (config, loaded)
    )
    assert after == before


ENGINES = st.sampled_from(["postgresql", "mysql", "mariadb"])
NAME = st.from_regex(r"\A[^\x00-\x20/\\][^\x00-\x1f/\\]{0,30}[^\x00-\x20/\\]\Z").filter(
    lambda text: text.isprintable()
)


@given(
    settings=st.fixed_dictionaries(
        {
            "engine": ENGINES,
            "host": HOST,
            "port": st.none() | st.integers(1, 65535),
            "database": NAME,
            "username": st.none() | NAME,
            "password": st.none() | TEXT,
            "connect_timeout": st.none() | st.integers(1, 300),
            "ssl_mode": st.none() | st.sampled_from(["disable", "prefer", "require"]),
            "options": st.none() | st.dictionaries(st.sampled_from(["x", "y_z"]), WORD, min_size=1),
        }
    )
)
def test_the_url_of_a_database_config_gives_it_back(settings: dict[str, Any]) -> None:
    """`DATABASE_URL` set to `url()` is the same connection, options of the driver included."""
    config = DatabaseConfig(**given_only(settings))
    with TemporaryDirectory() as home:
        path = Path(home, "database_config.json")
        below = {"engine": "postgresql", "host": "below", "database": "b", "password": "below"}
        path.write_text(json.dumps({"local": below}), encoding="utf-8")

        loaded = load_database_config(path, "local", variables={"DATABASE_URL": config.url()})

    assert loaded.to_dict(reveal_secrets=True) == config.to_dict(reveal_secrets=True)


@pytest.mark.parametrize(
    "settings",
    [
        {"engine": "sqlite", "database": "data/a b?#%.db"},
        {"engine": "sqlite", "database": "/var/lib/app.db"},
        {"engine": "sqlite", "database": ":memory:"},
        {"engine": "postgresql", "socket": "/var/run/a b", "database": "app", "port": 5433},
        {"engine": "mysql", "socket": "/run/mysqld/mysqld.sock", "database": "app"},
        {
            "engine": "mariadb",
            "host": "h",
            "database": "app",
            "ssl_mode": "verify-full",
            "ssl_root_cert": "/a",
            "ssl_cert": "/b",
            "ssl_key": "/c",
        },
        {
            "engine": "postgresql",
            "host": "h",
            "database": "app",
            "ssl_mode": "verify-ca",
            "ssl_root_cert": "/a",
            "ssl_cert": "/b",
            "ssl_key": "/c",
            "ssl_password": "p",
        },
    ],
)
def test_urls_of_files_sockets_and_certificates_give_them_back(
    tmp_path: Path, settings: dict[str, Any]
) -> None:
    """What is rarer: files, sockets, and certificates in the words of each engine."""
    config = DatabaseConfig(**settings)
    path = tmp_path / "database_config.json"
    below = {"engine": "postgresql", "host": "below", "database": "b", "password": "below"}
    path.write_text(json.dumps({"local": below}), encoding="utf-8")

    loaded = load_database_config(path, "local", variables={"DATABASE_URL": config.url()})

    assert loaded.to_dict(reveal_secrets=True) == config.to_dict(reveal_secrets=True)


# Redaction

MARKER = "zq8Vx3Kp"
SPOILT = st.sampled_from(
    [
        *({"port": "x"}, {"port": 99999}, {"hots": MARKER}, {"password": [MARKER]}),
        *({"ssl_password": MARKER}, {"pasword": MARKER}, {"host": f"redis://:{MARKER}@h"}),
        *({"retry": MARKER, "db": -1}, {"password": f"${{X:-{MARKER}"}, {"db": "${NOWHERE}"}, {}),
    ]
)
VARIABLES = st.fixed_dictionaries(
    {},
    optional={
        "REDIS_PASSWORD": st.sampled_from([MARKER, f"{MARKER}\udcff", ""]),
        "REDIS_PASS": st.just(f"{MARKER}2"),
        "REDIS_PORT": st.sampled_from(["1", "x", "99999", f"redis://me:{MARKER}@h"]),
        "REDIS_SSL_PASSWORD": st.just(MARKER),
        "REDIS_PASWORD": st.just(MARKER),
        "REDIS_URL": st.sampled_from(
            [f"redis://:{MARKER}@h", f"redis://{MARKER}/@h", MARKER, f"http://:{MARKER}@h"]
        ),
    },
)


@given(
    first=SPOILT,
    second=SPOILT,
    variables=VARIABLES,
    in_dotenv=VARIABLES.map(lambda found: {n: v for n, v in found.items() if v.isascii()}),
    protected=st.booleans(),
)
def test_no_report_and_no_command_tells_a_secret(
    first: dict[str, Any],
    second: dict[str, Any],
    variables: dict[str, str],
    in_dotenv: dict[str, str],
    protected: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    """Whatever is wrong with what, no format and no command shows a secret."""
    sound = {"host": "h", "password": MARKER, "protected": protected}
    with TemporaryDirectory() as home:
        path = Path(home, "redis_config.json")
        path.write_text(json.dumps({"a": sound | first, "b": sound | second}, indent=1), "utf-8")
        dotenv = Path(home, ".env")
        dotenv.write_text("".join(f"{n}={v}\n" for n, v in in_dotenv.items()), encoding="utf-8")
        said = [printed("diff", "a", "b", str(path))]
        said += [
            printed(command, str(path), "--env", "a", "--dotenv", str(dotenv), "--format", form)
            for command, form in (("validate", "text"), ("validate", "concise"), ("show", "text"))
        ]
        said.append(printed("validate", str(dotenv)))
        try:
            config = load_config(path, RedisConfig, "a", dotenv=dotenv, variables=variables)
        except ConfigError as error:
            report = Report(str(path), error.diagnostics)
            said += [renderer(form)([report], Style()) for form in FORMATS]
            said.append(str(error))
        else:
            said.append(repr(config))

    assert all(said)
    assert MARKER not in "\n".join(said)


def printed(*arguments: str) -> str:
    """What a command prints, on both of its streams; never that it has a bug."""
    out = StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        status = main(arguments)

    assert status in (0, 1, 2)
    return out.getvalue()
