"""The rules that a schema cannot say: orders of settings, and policy for protected environments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hacfg.catalog import built_in
from hacfg.environments import environments
from hacfg.keypath import dotted
from hacfg.overlay import fold
from hacfg.rules import orders, policy, rules_for, shared
from hacfg.schema import Schema

if TYPE_CHECKING:
    from hacfg.diagnostic import Fault
    from hacfg.environments import Environment

REDIS = rules_for(built_in("redis").settings)
DATABASE = rules_for(built_in("database").settings)
SAFE = {"host": "redis.example.com", "ssl": True}


def environment(body: dict[str, Any], name: str = "production") -> Environment:
    """The one environment of a file."""
    (found,), _ = environments({name: body}, REDIS.known)
    return found


def brief(faults: list[Fault]) -> list[tuple[str, str]]:
    """Codes and key paths."""
    return [(fault.code, dotted(fault.path)) for fault in faults]


def judged(body: dict[str, Any], name: str = "production") -> list[Fault]:
    """The policy's faults of a Redis environment."""
    return policy(environment(body, name), body, REDIS)


# --- orders


@pytest.mark.parametrize(
    ("leases", "blamed", "headline"),
    [
        (
            {"ttl": 10, "renew_deadline": 15},
            "leases.renew_deadline",
            "leases.renew_deadline must be less than leases.ttl, 10",
        ),
        (
            {"ttl": 5},
            "leases.ttl",
            "leases.ttl must be more than leases.renew_deadline, 10, its default",
        ),
        (
            {"renew_deadline": 20},
            "leases.renew_deadline",
            "leases.renew_deadline must be less than leases.ttl, 15, its default",
        ),
        (
            {"retry_period": 10},
            "leases.retry_period",
            "leases.retry_period must be less than leases.renew_deadline, 10, its default",
        ),
        (
            {"ttl": 1.5, "renew_deadline": 1.5, "retry_period": 1},
            "leases.renew_deadline",
            "leases.renew_deadline must be less than leases.ttl, 1.5",
        ),
    ],
)
def test_leases_must_rise(leases: dict[str, float], blamed: str, headline: str) -> None:
    """Ttl > renew_deadline > retry_period, the defaults counting where nothing is written."""
    (fault,) = orders({"leases": leases}, REDIS)

    assert (fault.code, dotted(fault.path), fault.headline) == ("HC207", blamed, headline)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"leases": {}},
        {"leases": {"ttl": 20, "renew_deadline": 15, "retry_period": 5}},
        {"leases": {"ttl": "${TTL}"}},
        {"leases": {"ttl": "10", "renew_deadline": 15}},
        {"leases": {"ttl": True, "renew_deadline": 15}},
        {"leases": "x"},
        {"leases": {"ttl": 5, "renew_deadlin": 3}},
        {"retry": {"base_delay": 2.0}},
        {"fallback": {"probe_interval": 30}},
    ],
)
def test_what_rises_or_is_unknown_is_silent(values: dict[str, Any]) -> None:
    """A wrong type is a fault of its own, a placeholder no number yet, a name maybe misspelt."""
    assert orders(values, REDIS) == []


@pytest.mark.parametrize(
    ("values", "blamed"),
    [
        ({"retry": {"base_delay": 2.1}}, "retry.base_delay"),
        ({"retry": {"max_delay": 0.4}}, "retry.max_delay"),
        ({"fallback": {"probe_interval": 31}}, "fallback.probe_interval"),
    ],
)
def test_growing_waits_may_be_equal_and_no_more(values: dict[str, Any], blamed: str) -> None:
    """The first wait is at most the longest one."""
    assert brief(orders(values, REDIS)) == [("HC207", blamed)]


def test_a_template_is_judged_by_what_it_writes() -> None:
    """Who extends it may write the rest, so no default counts yet."""
    template = environment({}, "_base")

    assert orders({"leases": {"ttl": 5}}, REDIS, template) == []
    assert len(orders({"leases": {"ttl": 5, "renew_deadline": 6}}, REDIS, template)) == 1


# --- secrets


@pytest.mark.parametrize(
    "text",
    [
        "s3cr3t",
        " ",
        "${X:-s3cr3t}",
        "${X-s3cr3t}",
        "${X:+s3cr3t}",
        "${X:-${Y:-s3cr3t}}",
        "s3cr3t$${X}",
        "$X",
    ],
)
def test_a_literal_secret_is_an_error_in_a_protected_environment(text: str) -> None:
    """A text, an escaped text, and a default that is text."""
    (fault,) = judged({**SAFE, "password": text})

    assert (fault.code, dotted(fault.path)) == ("HC401", "password")
    assert fault.help == ('write "${REDIS_PASSWORD}" and supply it by a variable',)
    assert "s3cr3t" not in repr(fault)


@pytest.mark.parametrize(
    "value", ["${X}", "${X:?no password}", "${X:-}", "${file:/x}", "${X:-${Y}}", "", None, 5, "${X"]
)
def test_a_secret_from_elsewhere_is_fine(value: object) -> None:
    """What is no text in the file is no literal; what is malformed is a fault of its own."""
    assert judged({**SAFE, "password": value}) == []


def test_a_literal_secret_is_fine_elsewhere() -> None:
    """On a laptop, in a test, in a template that nobody protected has extended yet."""
    for name in ("local", "staging", "_production"):
        assert judged({**SAFE, "password": "s3cr3t"}, name) == []


def test_blanks_around_a_secret_are_a_warning() -> None:
    """Nobody sees them; where the secret must go anyway, that is said alone."""
    assert brief(judged({"password": "s3cr3t "}, "local")) == [("HC406", "password")]
    assert brief(judged({"password": "${X} "}, "local")) == [("HC406", "password")]
    assert brief(judged({**SAFE, "password": "s3cr3t "})) == [("HC401", "password")]


def test_a_name_that_just_misses_protection_is_a_warning() -> None:
    """Unless the environment says itself whether it is protected, or is only there to extend."""
    assert brief(judged({}, "prodution")) == [("HC407", "")]
    assert brief(judged({"protected": False}, "prodution")) == []
    assert brief(judged({}, "_prodution")) == []
    assert brief(judged({"protected": True, **SAFE}, "prodution")) == []


def test_nested_secrets_are_secrets() -> None:
    """The password of the Sentinels is one too."""
    body = {"ssl": True, "sentinel": {"nodes": ["s"], "password": "s3cr3t"}}

    assert brief(judged(body)) == [("HC401", "sentinel.password")]


# --- TLS


@pytest.mark.parametrize(
    ("body", "path", "how"),
    [
        ({"ssl": False}, "ssl", "connects"),
        ({}, "", "connects"),
        ({"ssl": "${TLS:-false}"}, "ssl", "may connect"),
        ({"ssl": "${TLS:-no}"}, "ssl", "may connect"),
    ],
)
def test_redis_without_tls_is_a_warning(body: dict[str, Any], path: str, how: str) -> None:
    """Off, off by default, or off where a variable is not set."""
    (fault,) = judged({"host": "redis.example.com", **body})

    assert (fault.code, dotted(fault.path)) == ("HC402", path)
    assert fault.headline == f"protected environment production {how} without TLS"
    assert fault.help == ("set ssl to true",)


@pytest.mark.parametrize(
    ("mode", "how"), [("disable", "connects"), ("allow", "may connect"), ("prefer", "may connect")]
)
def test_a_database_that_need_not_encrypt_is_a_warning(mode: str, how: str) -> None:
    """Prefer and allow encrypt where the server likes to, which nobody has promised."""
    body = {"engine": "postgresql", "host": "db.example.com", "database": "x", "ssl_mode": mode}

    (fault,) = policy(environment(body), body, DATABASE)

    assert fault.headline == f"protected environment production {how} without TLS"
    assert fault.help == ('set ssl_mode to "verify-full"',)


@pytest.mark.parametrize(
    "body",
    [
        {"ssl": True},
        {"ssl": "${TLS}"},
        {"ssl": "${TLS:-true}"},
        {"ssl": "false"},
        {"ssl": 0},
        {"tls": True},
        {"enable_redis": False},
        {"unix_socket_path": "/run/redis.sock"},
        {"protected": False, "ssl": False},
    ],
)
def test_tls_that_is_on_unknown_or_of_no_use_is_silent(body: dict[str, Any]) -> None:
    """A rule that depends on an unknown value is silent, and a misspelt name may be the value."""
    values = {key: value for key, value in body.items() if key != "protected"}

    assert policy(environment(body), values, REDIS) == []


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb"])
def test_the_mode_that_counts_is_the_default_of_the_engine(engine: str) -> None:
    """Where nothing is written, prefer is, for the engines with a server."""
    body = {"engine": engine, "host": "db.example.com", "database": "x"}

    (fault,) = policy(environment(body), body, DATABASE)

    assert (fault.code, fault.label) == ("HC402", "ssl_mode is prefer by default")


@pytest.mark.parametrize("engine", ["sqlite", "${ENGINE}", "oracle", [], {"x": 1}, None])
def test_no_server_is_no_connection(engine: object) -> None:
    """SQLite is a file; an engine that is unknown, or none at all, has no known default."""
    body = {"engine": engine, "database": "x"}

    assert policy(environment(body), body, DATABASE) == []


# --- this machine


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "::1", "::", "${H:-localhost}"],
)
def test_production_on_this_machine_is_a_warning(host: str) -> None:
    """By any of its names, and by default."""
    (fault,) = judged({"host": host, "ssl": True})

    assert (fault.code, dotted(fault.path)) == ("HC403", "host")


@pytest.mark.parametrize(
    ("mode", "nodes", "path"),
    [
        ("cluster", ["localhost:7000", "localhost:7001"], "cluster.nodes[0]"),
        ("cluster", ["redis-1.example.com", "[::1]:7000"], "cluster.nodes[1]"),
        ("sentinel", ["127.0.0.1"], "sentinel.nodes[0]"),
    ],
)
def test_a_node_on_this_machine_is_a_warning(mode: str, nodes: list[str], path: str) -> None:
    """The first of them, since they mostly come together."""
    assert brief(judged({mode: {"nodes": nodes}, "ssl": True})) == [("HC403", path)]


@pytest.mark.parametrize(
    "host", ["redis.example.com", "localhost.example.com", "127.example.com", "${H}", 5, None]
)
def test_another_machine_is_fine(host: object) -> None:
    """A name that only begins like this machine's is another one."""
    assert judged({"host": host, "ssl": True}) == []


# --- shared databases


def shared_in(tree: dict[str, Any], rules: Any = REDIS) -> list[Fault]:
    """The faults of environments that share what they should not."""
    found, _ = environments(tree, rules.known)
    return shared([(each, fold(reversed(each.bodies))) for each in found], rules)


def test_one_database_for_production_and_another_is_one_warning() -> None:
    """However many they are: at the protected one, with a look at each of the others."""
    tree = {
        "staging": {"host": "r.example.com", "port": 6379},
        "production": {"host": "R.example.com"},
        "eu-prod": {"host": "r.example.com", "db": 0},
    }

    (fault,) = shared_in(tree)

    assert (fault.code, fault.path) == ("HC404", ("production", "host"))
    assert [mention.path for mention in fault.mentions] == [
        ("staging", "host"),
        ("eu-prod", "host"),
    ]


def test_an_heir_points_at_its_line() -> None:
    """It has no host of its own to show."""
    tree = {"production": {"host": "r"}, "staging": {"extends": "production", "key_prefix": "s:"}}

    (fault,) = shared_in(tree)

    assert [mention.path for mention in fault.mentions] == [("staging", "extends")]


@pytest.mark.parametrize(
    "other",
    [
        {"host": "r", "db": 1},
        {"host": "r", "port": 6380},
        {"host": "s"},
        {"host": "r", "port": "${PORT}"},
        {"host": "${HOST}"},
        {"host": "r", "prot": 6380},
        {"cluster": {"nodes": ["r"]}},
        {"extends": "nowhere", "host": "r"},
    ],
)
def test_what_differs_or_may_differ_is_fine(other: dict[str, Any]) -> None:
    """Another server or database, or one that nobody can know yet."""
    assert shared_in({"production": {"host": "r"}, "staging": other}) == []


def test_nobody_is_warned_where_nothing_is_protected() -> None:
    """Local and test may well be one database, and so may a template and its heir."""
    assert shared_in({"local": {"host": "r"}, "test": {"host": "r"}}) == []
    assert shared_in({"_base": {"host": "r"}, "production": {"extends": "_base"}}) == []


def test_the_port_that_counts_is_the_default_of_the_engine() -> None:
    """PostgreSQL's 5432, written or not, is one port."""
    written = {"engine": "postgresql", "host": "d", "database": "x", "port": 5432}
    silent = {"engine": "postgresql", "host": "d", "database": "x"}
    mysql = {"engine": "mysql", "host": "d", "database": "x"}

    assert len(shared_in({"production": silent, "staging": written}, DATABASE)) == 1
    assert shared_in({"production": silent, "staging": mysql}, DATABASE) == []


# --- deprecated settings


def test_a_deprecated_setting_is_told_its_successor() -> None:
    """`x-deprecated` says what to use instead."""
    schema = {
        "properties": {"old": {"type": "string", "x-deprecated": "write it to new"}, "new": {}}
    }
    settings = {setting.path: setting for setting in Schema.of(schema, name="own").settings}
    rules = rules_for(settings)

    (fault,) = policy(environment({"old": "x"}), {"old": "x"}, rules)

    assert (fault.code, fault.path, fault.help) == ("HC212", ("old",), ("write it to new",))
    assert policy(environment({"new": "x"}), {"new": "x"}, rules) == []


def test_rules_are_worked_out_once_for_a_schema() -> None:
    """A check of ten thousand files does not look through the settings each time."""
    settings = built_in("redis").settings
    many = [dict(settings) for _ in range(20)]

    assert rules_for(settings) is rules_for(settings)
    assert [rules_for(each).settings is each for each in many] == [True] * 20
