"""Files of other tools as configs of hacfg: what is carried over, and what is said of the rest."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hacfg.catalog import built_in
from hacfg.check import check_config_file
from hacfg.diagnostic import Severity
from hacfg.keypath import dotted
from hacfg.migrate import Conversion, from_json, from_variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

CONTRACTS = [built_in(name) for name in ("redis", "database")]
SERVER = {"dialect": "postgres", "host": "db.example.com", "database": "app"}
OURS = {"engine": "postgresql", "host": "db.example.com", "database": "app"}


def converted(tree: dict[str, Any]) -> Conversion:
    """The conversion of a JSON file."""
    conversion = from_json(tree, built_in("database"))
    assert conversion is not None
    return conversion


def of(body: dict[str, Any]) -> dict[str, Any]:
    """What one environment becomes, the parts of the server left out."""
    config = converted({"staging": {**SERVER, **body}}).configs["database"]["staging"]
    return {key: value for key, value in config.items() if key not in OURS or OURS[key] != value}


def lost(conversion: Conversion) -> dict[str, str]:
    """The reasons by the names of the entries."""
    return {dotted(loss.path): loss.reason for loss in conversion.losses}


# Sequelize and db-migrate


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {}),
        ({"port": "5433"}, {"port": 5433}),
        ({"port": 5433.0}, {"port": 5433.0}),
        ({"username": "app"}, {"username": "app"}),
        ({"user": "app"}, {"username": "app"}),
        ({"database": 7}, {"database": "7"}),
        ({"password": None}, {"password": None}),
        ({"password": ""}, {"password": None}),
        ({"password": "hunter2"}, {"password": "${DB_PASSWORD}"}),
        ({"password": 123456}, {"password": "${DB_PASSWORD}"}),
        ({"password": "$ecret"}, {"password": "${DB_PASSWORD}"}),
        ({"password": {"ENV": "PW"}}, {"password": "${PW}"}),
        ({"password": "process.env.PW"}, {"password": "${PW}"}),
        ({"password": "${PW}"}, {"password": "${PW}"}),
        ({"username": "$DB_LOGIN"}, {"username": "${DB_LOGIN}"}),
        ({"username": "%DB_LOGIN%"}, {"username": "${DB_LOGIN}"}),
        ({"username": "{{ DB_LOGIN }}"}, {"username": "${DB_LOGIN}"}),
        ({"port": {"ENV": "P"}}, {"port": "${P}"}),
        ({"pool": {"max": 9}}, {"pool": {"size": 9}}),
        ({"pool": {"max": "9", "acquire": 60000}}, {"pool": {"size": 9, "timeout": 60.0}}),
        ({"schema": "sales"}, {"schema": "sales"}),
        ({"ssl": True}, {"ssl_mode": "verify-full"}),
        ({"ssl": "true"}, {"ssl_mode": "verify-full"}),
        ({"ssl": False}, {"ssl_mode": "disable"}),
        ({"sslmode": "require"}, {"ssl_mode": "require"}),
        ({"dialectOptions": {"ssl": True}}, {"ssl_mode": "verify-full"}),
        (
            {"dialectOptions": {"ssl": {"require": True, "rejectUnauthorized": False}}},
            {"ssl_mode": "require"},
        ),
        (
            {"dialectOptions": {"ssl": {"ca": "/ca.pem", "cert": "/c.pem", "key": "/k.pem"}}},
            {
                "ssl_mode": "verify-full",
                "ssl_root_cert": "/ca.pem",
                "ssl_cert": "/c.pem",
                "ssl_key": "/k.pem",
            },
        ),
        ({"dialectOptions": {"statement_timeout": 1500}}, {"statement_timeout": 1.5}),
        ({"dialectOptions": {"connectTimeout": 1500}}, {"connect_timeout": 2}),
        ({"dialectOptions": {"connectTimeout": "60000"}}, {"connect_timeout": 60}),
        ({"dialectOptions": {"application_name": "a"}}, {"application_name": "a"}),
    ],
)
def test_what_is_carried_over(body: dict[str, Any], expected: dict[str, Any]) -> None:
    """Names, types and units become ours: texts of numbers, milliseconds, variables, TLS."""
    assert of(body) == expected


@pytest.mark.parametrize(
    ("engine", "ours"),
    [
        ("postgres", "postgresql"),
        ("pg", "postgresql"),
        ("mysql2", "mysql"),
        ("mariadb", "mariadb"),
        ("MySQL", "mysql"),
    ],
)
@pytest.mark.parametrize("key", ["dialect", "driver"])
def test_engines(key: str, engine: str, ours: str) -> None:
    """Both tools' names of an engine are understood."""
    body = {"host": "h", "database": "d", key: engine}

    assert converted({"a": body}).configs["database"]["a"]["engine"] == ours


@pytest.mark.parametrize(
    ("body", "database"),
    [
        ({"dialect": "sqlite", "storage": "data/app.db"}, "data/app.db"),
        ({"driver": "sqlite3", "filename": "app.db"}, "app.db"),
        ({"dialect": "sqlite"}, ":memory:"),
        ({"dialect": "sqlite", "storage": "a.db", "host": "h", "password": "hunter2"}, "a.db"),
    ],
)
def test_sqlite_is_a_file(body: dict[str, Any], database: str) -> None:
    """Of SQLite the file is kept, and nothing that speaks of a server."""
    found = converted({"test": body})

    assert found.configs["database"]["test"] == {"engine": "sqlite", "database": database}
    assert set(lost(found)) == {f"test.{key}" for key in ("host", "password") if key in body}


@pytest.mark.parametrize(
    ("body", "name", "reason"),
    [
        ({"logging": False}, "logging", "logging is the application's"),
        ({"define": {"timestamps": True}}, "define", "it steers the application"),
        ({"seederStorage": "json"}, "seederStorage", "it steers the tool's migrations"),
        ({"replication": {}}, "replication", "a config names one server"),
        ({"colour": 1}, "colour", "hacfg has no such setting"),
        ({"storage": "x"}, "storage", "only SQLite has a file"),
        ({"pool": {"idle": 1}}, "pool.idle", "a connection is replaced by its age"),
        ({"pool": {"min": 1}}, "pool.min", "no least number"),
        ({"dialectOptions": {"keepAlive": True}}, "dialectOptions.keepAlive", "it is an option"),
        ({"dialectOptions": {"connectTimeout": "x"}}, "dialectOptions.connectTimeout", "it is no"),
        ({"port": "abc"}, "port", "port must be an integer"),
        ({"port": ""}, "port", "it is empty"),
        ({"port": 99999}, "port", "port must be at most 65535"),
        ({"charset": "utf8"}, "charset", "charset is for MySQL and MariaDB"),
        ({"password": ["a"]}, "password", "password must be a string"),
        ({"user": "a", "username": "b"}, "username", "username was given before"),
        ({"use_env_variable": "DATABASE_URL"}, "use_env_variable", "needs none: DATABASE_URL"),
        ({"use_env_variable": "JAWSDB_URL"}, "use_env_variable", "a URL comes from DATABASE_URL"),
        ({"url": "ftp://a/b"}, "url", "the URL has an unknown scheme"),
        ({"ssl": {"ca": "-----BEGIN CERTIFICATE-----"}}, "ssl.ca", "ssl_root_cert takes the path"),
        ({"schema": "postgres://u:hunter2@h/d"}, "schema", "it seems to hold a password"),
    ],
)
def test_what_has_no_place_here(body: dict[str, Any], name: str, reason: str) -> None:
    """What cannot be carried over is listed with its name and the reason."""
    found = converted({"staging": {**SERVER, **body}})

    assert list(lost(found)) == [f"staging.{name}"]
    assert lost(found)[f"staging.{name}"].startswith(reason)


def test_a_host_that_is_none() -> None:
    """What the schema refuses is left out, and a placeholder stands where it is required."""
    found = converted({"staging": {**SERVER, "host": "user@db.example.com"}})

    assert found.configs["database"]["staging"]["host"] == "${DB_HOST}"
    assert lost(found)["staging.host"].startswith("host must be a host name")


def test_what_is_required_and_absent() -> None:
    """Where the file leaves everything to a URL, placeholders stand for what is required."""
    found = converted({"production": {"use_env_variable": "DATABASE_URL", "dialect": "mysql"}})

    assert found.configs["database"]["production"] == {
        "engine": "mysql",
        "host": "${DB_HOST}",
        "database": "${DB_NAME}",
    }


@pytest.mark.parametrize(
    "body",
    [
        "postgres://app:hunter2@db.example.com:5433/app?sslmode=require",
        {"url": "postgres://app:hunter2@db.example.com:5433/app?sslmode=require"},
    ],
)
def test_a_url_is_taken_apart(body: Any) -> None:
    """A URL in the file becomes settings, its password a placeholder."""
    found = converted({"prod": body})

    assert found.configs["database"]["prod"] == {
        **OURS,
        "port": 5433,
        "username": "app",
        "password": "${DB_PASSWORD}",
        "ssl_mode": "require",
    }
    assert found.variables == ("DB_PASSWORD",)
    assert lost(found) == {}


def test_an_engine_that_hacfg_lacks() -> None:
    """An environment of another engine is left out, the others are kept."""
    found = converted({"a": SERVER, "b": {**SERVER, "dialect": "mssql"}})

    assert found.configs["database"] == {"a": OURS}
    assert lost(found) == {
        "b.dialect": "hacfg has no engine mssql, so that this environment is left out"
    }


def test_keys_beside_the_environments() -> None:
    """Keys of db-migrate at the top are no environments."""
    found = converted({"defaultEnv": {"ENV": "NODE_ENV"}, "sql-file": True, "dev": SERVER})

    assert found.configs["database"] == {"dev": OURS}
    assert set(lost(found)) == {"defaultEnv", "sql-file"}


def test_one_connection_without_environments() -> None:
    """A file that is one connection becomes the environment local."""
    assert converted(SERVER).configs["database"] == {"local": OURS}


@pytest.mark.parametrize("tree", [{}, {"a": 1}, {"scripts": {"test": "x"}}, {"a": {}}])
def test_no_file_of_those_tools(tree: dict[str, Any]) -> None:
    """What names no connection is not converted."""
    assert from_json(tree, built_in("database")) is None


# Flat files


def test_variables_of_both() -> None:
    """A flat file gives one environment of each schema, typed, secrets by their variables."""
    texts = {
        "REDIS_HOST": "r",
        "REDIS_PORT": "6380",
        "REDIS_PASSWORD": "hunter2",
        "REDIS_TLS": "true",
        "DB_CONNECTION": "pgsql",
        "DB_HOST": "d",
        "DB_DATABASE": "app",
        "DB_USERNAME": "me",
        "DB_PASS": "hunter2",
        "DB_POOL_SIZE": "7",
        "APP_NAME": "x",
    }

    found = from_variables(texts, "staging", CONTRACTS)

    assert found == Conversion(
        {
            "redis": {
                "staging": {
                    "host": "r",
                    "port": 6380,
                    "password": "${REDIS_PASSWORD}",
                    "ssl": True,
                }
            },
            "database": {
                "staging": {
                    "engine": "postgresql",
                    "host": "d",
                    "database": "app",
                    "username": "me",
                    "password": "${DB_PASS}",
                    "pool": {"size": 7},
                }
            },
        }
    )


@pytest.mark.parametrize(
    ("texts", "engine", "database"),
    [
        ({"PGHOST": "h", "PGDATABASE": "d"}, "postgresql", "d"),
        ({"POSTGRES_HOST": "h", "POSTGRES_DB": "d"}, "postgresql", "d"),
        ({"MYSQL_HOST": "h", "MYSQL_DATABASE": "d"}, "mysql", "d"),
        ({"MARIADB_HOST": "h", "MARIADB_DATABASE": "d"}, "mariadb", "d"),
        ({"DATABASE_URL": "mysql://h/d"}, "mysql", "d"),
        ({"DB_URL": "sqlite:///d"}, "sqlite", "d"),
        ({"DB_HOST": "h"}, "${DB_ENGINE}", "${DB_NAME}"),
    ],
)
def test_names_tell_the_engine(texts: dict[str, str], engine: str, database: str) -> None:
    """The engine is told by a variable, by a URL, or by the names themselves."""
    found = from_variables(texts, "local", CONTRACTS)

    assert found
    assert found.configs["database"]["local"]["engine"] == engine
    assert found.configs["database"]["local"]["database"] == database


def test_a_single_variable_wins_over_the_url() -> None:
    """As in a load, what a variable of its own says is kept, and the URL's part is listed."""
    texts = {"REDIS_URL": "rediss://:hunter2@a:6380/2", "REDIS_HOST": "b"}

    found = from_variables(texts, "local", CONTRACTS)

    assert found
    assert found.configs["redis"]["local"] == {
        "host": "b",
        "port": 6380,
        "db": 2,
        "password": "${REDIS_PASSWORD}",
        "ssl": True,
    }
    assert lost(found) == {"REDIS_URL": "its host gives way to the variable of its own"}


@pytest.mark.parametrize(
    ("texts", "stranger", "reason"),
    [
        (
            {"MYSQL_PASSWORD": "x", "DATABASE_URL": "postgresql://me:x@h/d"},
            "MYSQL_PASSWORD",
            "it is of mysql, and DATABASE_URL says postgresql",
        ),
        (
            {"DB_CONNECTION": "pgsql", "MYSQL_HOST": "h", "PGHOST": "g"},
            "MYSQL_HOST",
            "it is of mysql, and DB_CONNECTION says postgresql",
        ),
        (
            {"PGPASSWORD": "x", "MYSQL_URL": "postgresql://h/d", "MYSQL_PORT": "1"},
            "MYSQL_PORT",
            "it is of mysql, and MYSQL_URL says postgresql",
        ),
    ],
)
def test_variables_of_two_engines_make_no_third(
    texts: dict[str, str], stranger: str, reason: str
) -> None:
    """The engine of a URL, or else the first one told, takes only the variables that fit it."""
    found = from_variables(texts, "local", CONTRACTS)

    assert found
    assert found.configs["database"]["local"]["engine"] == "postgresql"
    assert lost(found) == {stranger: reason}
    assert stranger not in found.variables


def test_mariadb_goes_by_the_variables_of_mysql() -> None:
    """A URL of MariaDB beside MYSQL_PASSWORD speaks of one server."""
    texts = {"DATABASE_URL": "mariadb://h/d", "MYSQL_PASSWORD": "hunter2"}

    found = from_variables(texts, "local", CONTRACTS)

    assert found
    assert found.configs["database"]["local"]["password"] == "${MYSQL_PASSWORD}"
    assert lost(found) == {}


def test_variables_without_a_place() -> None:
    """What speaks of Redis or a database and is no setting is listed, other variables are not."""
    texts = {"REDIS_HOST": "h", "REDIS_COLOUR": "1", "REDIS_DB": "x", "PORT": "80"}

    found = from_variables(texts, "local", CONTRACTS)

    assert found
    assert lost(found) == {
        "REDIS_COLOUR": "hacfg has no such setting",
        "REDIS_DB": "db must be an integer",
    }


def test_no_variable_of_ours() -> None:
    """A file without any variable of Redis or a database is not converted."""
    assert from_variables({"PORT": "80"}, "local", CONTRACTS) is None


# Laws

SECRET = "hunter2hunter2"
plain = [None, "", True, False, 0, 1, 5432, 99999, -1, 1.5, "abc", "5432", "a b", "a@b", "true"]
odd = ["${X}", "${", "$X", "process.env.X", f"postgres://u:{SECRET}@h/d", {"ENV": "X"}, [], {}]
scalars = st.sampled_from([*plain, *odd])
keys = st.sampled_from(
    "dialect driver host port database username user password schema charset ssl sslmode storage"
    " filename pool logging url use_env_variable socketPath dialectOptions colour".split()
)
pools = st.dictionaries(st.sampled_from(["max", "min", "acquire", "idle", "x"]), scalars)
options = st.dictionaries(
    st.sampled_from(["ssl", "connectTimeout", "statement_timeout", "socketPath", "charset", "x"]),
    scalars | st.dictionaries(st.sampled_from(["ca", "cert", "key", "require", "x"]), scalars),
)
bodies = st.dictionaries(keys, scalars | pools | options, max_size=8).map(
    lambda body: {"password": SECRET, "dialect": "postgres", **body}
)


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(["dev", "test", "production", "x"]), bodies, max_size=3))
def test_the_result_always_passes(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, Any]
) -> None:
    """Whatever such a file holds, its conversion has no error, and a password goes nowhere."""
    path = tmp_path_factory.mktemp("a") / "database_config.json"

    found = from_json(tree, built_in("database"))

    if found is not None and found.configs["database"]:
        passes(path, found.configs["database"])
    assert SECRET not in repr(found and (found.configs, found.losses, found.variables))


def passes(path: Path, config: dict[str, Any]) -> None:
    """Asserts that the check finds no error in a config, and that no password is in it."""
    path.write_text(json.dumps(config), encoding="utf-8")
    found = check_config_file(str(path)).diagnostics
    assert [each for each in found if each.severity is Severity.ERROR] == []
