"""Suggestions: near names are found, far ones are not, and the candidates' order is nothing."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg.suggest import LONGEST, closest

REDIS = (
    "host port db username password ssl socket_timeout enable_redis unix_socket_path client_name "
    "protocol socket_connect_timeout socket_keepalive health_check_interval max_connections "
    "ssl_cert_reqs ssl_ca_certs ssl_certfile ssl_keyfile ssl_check_hostname sentinel cluster "
    "fallback key_prefix leases retries base_delay max_delay nodes service_name ttl "
    "renew_deadline retry_period extends protected"
).split()
DATABASE = (
    "engine host port database username password socket connect_timeout ssl_mode ssl_ca ssl_cert "
    "ssl_key pool size max_overflow timeout recycle pre_ping application_name schema charset "
    "statement_timeout options"
).split()
ENVIRONMENTS = ["local", "development", "staging", "production"]
VARIABLES = ["REDIS_HOST", "REDIS_PORT", "REDIS_DB", "REDIS_SSL", "REDIS_PASSWORD"]

words = st.text(string.ascii_lowercase, min_size=1, max_size=8)
settings_of_a_schema = st.lists(
    st.lists(words, min_size=1, max_size=3).map("_".join), min_size=1, max_size=6, unique=True
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hots", "host"),
        ("prot", "port"),
        ("prt", "port"),
        ("porrt", "port"),
        ("xport", "port"),
        ("hist", "host"),
        ("hest", "host"),
        ("nofes", "nodes"),
        ("eetry", "retry"),
        ("pasword", "password"),
        ("passwrod", "password"),
        ("usernmae", "username"),
        ("sentinal", "sentinel"),
        ("retires", "retries"),
        ("soket_timout", "socket_timeout"),
        ("max_conections", "max_connections"),
        ("ssl_cert_fle", "ssl_certfile"),
        ("mx_connections", "max_connections"),
        ("sntiel", "sentinel"),
        ("rpodutoin", "production"),
        ("sockt_conect_timout", "socket_connect_timeout"),
    ],
)
def test_slips_of_the_hand_are_understood(typed: str, meant: str) -> None:
    """A letter too many, too few, swapped or mistaken for its neighbour still finds the setting."""
    assert closest(typed, [*REDIS, "retry", "production"]) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("prodution", "production"), ("prdouction", "production"), ("lcoal", "local")],
)
def test_slips_in_an_environment_are_understood(typed: str, meant: str) -> None:
    """The name of an environment is understood as a setting's is."""
    assert closest(typed, ENVIRONMENTS) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "socket-timeout",
        "socketTimeout",
        "SocketTimeout",
        "SOCKET_TIMEOUT",
        "socket timeout",
        "sockettimeout",
        "Socket.TimeOut",
    ],
)
def test_the_way_of_joining_words_is_no_difference(typed: str) -> None:
    """Case, dashes, blanks, dots and camelCase lead to the same setting."""
    assert closest(typed, REDIS) == "socket_timeout"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("SSLCertFile", "ssl_certfile"), ("sslCACerts", "ssl_ca_certs"), ("DB", "db")],
)
def test_capitals_in_a_row_are_one_word(typed: str, meant: str) -> None:
    """An acronym inside camelCase is taken apart as a reader would."""
    assert closest(typed, REDIS) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("redis_host", "host"),
        ("redisHost", "host"),
        ("REDIS-PORT", "port"),
        ("redishost", "host"),
        ("redis_prot", "port"),
        ("redis_max_conn", "max_connections"),
    ],
)
def test_a_prefix_of_the_written_name_is_dropped(typed: str, meant: str) -> None:
    """A setting may be written with the prefix of its variables."""
    assert closest(typed, REDIS, prefixes=("", "CACHE_", "REDIS_")) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("REDIS_PROT", "REDIS_PORT"),
        ("REDS_HOST", "REDIS_HOST"),
        ("REDIS_PASWORD", "REDIS_PASSWORD"),
        ("redis_host", "REDIS_HOST"),
        ("PROT", "REDIS_PORT"),
        ("REDIS_FOO", None),
        ("REDIS_TLS", None),
        ("REDIS_HOSE", None),
        ("REDIS", None),
    ],
)
def test_a_shared_prefix_makes_no_name_nearer(typed: str, meant: str | None) -> None:
    """Variables are held against each other without their prefix, however long that is."""
    assert closest(typed, VARIABLES, prefixes=("REDIS_",)) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("pwd", "password"), ("PWD", "password"), ("redis_pwd", "password"), ("dialct", "engine")],
)
def test_synonyms_lead_to_the_setting(typed: str, meant: str) -> None:
    """What people write by habit leads to the right name, even with a slip or a prefix."""
    synonyms = {"pwd": "password", "dialect": "engine"}

    assert closest(typed, [*REDIS, "engine"], synonyms, ("redis_",)) == meant


def test_a_synonym_outweighs_a_slip_and_a_setting_outweighs_a_synonym() -> None:
    """Exact names come first: the setting's own, then a synonym, then what is merely near."""
    synonyms = {"user": "username"}

    assert closest("user", ["users", "username"], synonyms) == "username"
    assert closest("User", ["user", "username"], synonyms) == "user"


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("prod", ENVIRONMENTS, "production"),
        ("dev", ENVIRONMENTS, "development"),
        ("max_conn", REDIS, "max_connections"),
        ("certfile", REDIS, "ssl_certfile"),
        ("prefix", REDIS, "key_prefix"),
        ("health_check", REDIS, "health_check_interval"),
        ("conn_timeout", DATABASE, "connect_timeout"),
        ("prod", ["local", "eu-prod"], "eu-prod"),
    ],
)
def test_a_shortened_name_is_understood(typed: str, known: list[str], meant: str) -> None:
    """A name that only one candidate can be short for stands for it."""
    assert closest(typed, known) == meant


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("foo", REDIS),
        ("foo", DATABASE),
        ("db", ["id"]),
        ("id", ["db"]),
        ("stage", ["state"]),
        ("hose", ["host"]),
        ("hrst", ["host"]),
        ("lcaol", ["local"]),
        ("clstr", ["cluster"]),
        ("prtocolll", ["protocol"]),
        ("xrpodutoin", ["production"]),
        ("sokt_conect_timut", ["socket_connect_timeout"]),
        ("min_delay", REDIS),
        ("read_timeout", ["pool_timeout"]),
        ("internal", ["external"]),
        ("minimum", ["maximum"]),
        ("hostname", ["ssl_check_hostname"]),
        ("staging-3", ["staging-2"]),
        ("prod1", ["prod2"]),
        ("prod1", ["prod12"]),
        ("description", REDIS),
        ("_comment", REDIS),
        ("production", ENVIRONMENTS[:3]),
        ("x" * (LONGEST + 1), ["x" * LONGEST]),
        ("", REDIS),
        ("---", REDIS),
        ("host", []),
        ("host", ["", "_"]),
    ],
)
def test_nothing_is_better_than_nonsense(typed: str, known: list[str]) -> None:
    """Names that merely look alike, opposites, numbered siblings and trifles suggest nothing."""
    assert closest(typed, known) is None


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("timeout", ["socket_timeout", "connect_timeout"]),
        ("prod", ["non-prod"]),
        ("prod", ["pre-prod"]),
        ("prod", ["production", "prod-eu"]),
        ("pr", ["production"]),
    ],
)
def test_a_shortened_name_must_be_short_for_one(typed: str, known: list[str]) -> None:
    """What may be short for two names, or would turn into its opposite, stands for none."""
    assert closest(typed, known) is None


@pytest.mark.parametrize("known", [REDIS, DATABASE, ENVIRONMENTS], ids=["redis", "db", "env"])
def test_the_names_of_one_schema_keep_apart(known: list[str]) -> None:
    """No setting of a schema is mistaken for another one of the same schema."""
    mistaken = {name: closest(name, [other for other in known if other != name]) for name in known}

    assert {name: other for name, other in mistaken.items() if other} == {}


@pytest.mark.parametrize(
    ("known", "meant"),
    [
        (["host", "oast"], "oast"),
        (["oste", "osta"], "osta"),
    ],
)
def test_a_tie_is_decided_by_the_names_alone(known: list[str], meant: str) -> None:
    """Of two equally near names the one with the same first letter, then the first, is meant."""
    assert closest("ost", known) == meant
    assert closest("ost", known[::-1]) == meant


def test_the_longest_name_that_is_looked_at() -> None:
    """A name of a hundred characters is still compared."""
    assert closest("x" * LONGEST, ["y", "X" * LONGEST]) == "X" * LONGEST


@given(words, settings_of_a_schema)
def test_the_order_of_the_candidates_is_of_no_account(typed: str, known: list[str]) -> None:
    """A suggestion is one of the candidates, the same whichever way they are listed."""
    suggestion = closest(typed, known)

    assert suggestion is None or suggestion in known
    assert closest(typed, known[::-1]) == suggestion


@given(settings_of_a_schema, st.data())
def test_a_name_in_other_clothes_is_always_found(known: list[str], data: st.DataObject) -> None:
    """Every name is found by its upper-case, dashed and camelCase form."""
    name = data.draw(st.sampled_from(known))
    camel = "".join(word.capitalize() for word in name.split("_"))
    same = {other for other in known if other.replace("_", "") == name.replace("_", "")}

    for written in (name.upper(), name.replace("_", "-"), camel, name):
        assert closest(written, known) in same


@given(st.sampled_from(["production", "max_connections", "password"]), st.data())
def test_one_slip_in_a_long_name_is_always_understood(name: str, data: st.DataObject) -> None:
    """One letter left out, doubled or swapped with its neighbour leads back to a long name."""
    at = data.draw(st.integers(0, len(name) - 2).filter(lambda i: name[i] != "_" != name[i + 1]))
    slips = {
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    }

    assert {closest(slip, [*REDIS, *ENVIRONMENTS]) for slip in slips} == {name}


@given(st.text(max_size=150), st.lists(st.text(max_size=20), max_size=4))
def test_any_text_may_be_asked_for(typed: str, known: list[str]) -> None:
    """Whatever stands in a file, asking for it raises nothing."""
    suggestion = closest(typed, known, dict.fromkeys(known, "host"), ("redis_", ""))

    assert suggestion is None or suggestion in {*known, "host"}
