"""The prospect of an environment: what can be said of its placeholders without any variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg.catalog import built_in
from hacfg.coerce import coerce
from hacfg.keypath import dotted
from hacfg.prospect import prospects

if TYPE_CHECKING:
    from hacfg.diagnostic import Fault

REDIS = built_in("redis")


def of(values: dict[str, Any], name: str = "redis") -> list[Fault]:
    """The faults of an environment of a shipped schema."""
    return prospects(values, built_in(name))


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"port": "${X}", "ssl": "${X}", "socket_timeout": "${X}", "retry": {"retries": "${X}"}},
        {"port": "${X:-6379}", "ssl": "${X:-yes}", "socket_timeout": "${X:-.5}"},
        {"port": "${X:?set it}", "host": "${X-localhost}"},
        {"host": "redis-${N}.${DOMAIN:-example.com}"},
        {"username": "${X:-}", "password": "${X:-}"},
        {"password": "$${X}", "host": "$X", "client_name": "$$x"},
        {"cluster": {"nodes": "${NODES:-redis-1,redis-2:6379}"}},
        {"cluster": {"nodes": ["${A}", "${B:-redis-2}:6379"]}},
        {"password": "${file:/run/secrets/redis}", "ssl_ca_data": "${file:ca.pem}"},
        {"prot": "${X:-abc}", "retry": "${X:-abc}"},
        {"port": "6379abc"},
    ],
)
def test_what_can_still_become_right_is_silent(values: dict[str, Any]) -> None:
    """A placeholder stands for an unknown value of the right type; the rest is for the schema."""
    assert of(values) == []


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("port", "${X:-abc}", "must be an integer"),
        ("port", "${X:-}", "must not be empty"),
        ("port", "${X:+6379}", "must not be empty"),
        ("port", "${X:-${Y:-6379.0}}", "must be an integer"),
        ("port", "${X:-70000}", "must be at most 65535, not 70000"),
        ("ssl", "${X:-maybe}", "must be true or false"),
        ("socket_timeout", "${X:-nan}", "must be a number"),
        ("socket_timeout", "${X-0}", "must be more than 0, not 0"),
        ("client_name", "a ${X:-b}", "takes visible ASCII characters without blanks"),
        ("client_name", "${X:-a b}", "takes visible ASCII characters without blanks"),
        ("ssl_min_version", "${X:-SSLv3}", "must be TLSv1.2 or TLSv1.3"),
    ],
)
def test_a_default_is_known_and_must_fit(path: str, text: str, reason: str) -> None:
    """Its type, its range and its form, wherever in the placeholder it stands."""
    (fault,) = of({path: text})

    assert (fault.code, dotted(fault.path)) == ("HC306", path)
    assert fault.headline.startswith(
        f"the default in the placeholder does not fit: {path} {reason}"
    )


def test_a_default_of_an_item_is_judged_as_an_item() -> None:
    """The second node is the second one, and its neighbours are no matter."""
    (fault,) = of({"cluster": {"nodes": ["redis-1", "${X:-a b}", "redis-1"]}})

    assert (fault.code, dotted(fault.path)) == ("HC306", "cluster.nodes[1]")
    assert "cluster.nodes[1]: a node must be host or host:port" in fault.headline


def test_one_default_beside_several_variables_is_one_fault() -> None:
    """However many combinations of set and unset variables there are."""
    (fault,) = of({"host": "${A:-a}-${B:-b}-${C:- }"})

    assert fault.code == "HC306"


def test_what_a_default_alone_cannot_break_is_silent() -> None:
    """A certificate needs its key beside it, which is no fault of the default."""
    assert of({"ssl_certfile": "${X:-/etc/client.crt}", "enable_redis": "${X:-true}"}) == []
    assert of({"db": "${X:-3}", "cluster": {"nodes": ["a"]}}) == []


@pytest.mark.parametrize("text", ["63${X}", " ${X}", "${X}${Y}", "${X:-1}0"])
def test_only_text_holds_text_around_a_placeholder(text: str) -> None:
    """An integer cannot be put together from pieces."""
    (fault,) = of({"port": text})

    assert (fault.code, fault.help) == ("HC307", ('write "${REDIS_PORT}" and nothing else',))


@pytest.mark.parametrize("text", ["${", "${}", "a${1}", "${X", "${X|1}", "${X:-${}}"])
def test_a_malformed_placeholder_is_a_fault_anywhere(text: str) -> None:
    """In a setting of any type, in a secret, under an unknown name."""
    for path in ("host", "port", "password", "unknown"):
        (fault,) = of({path: text})
        assert (fault.code, dotted(fault.path)) == ("HC304", path)


def test_a_flaw_is_narrowed_down_to_the_placeholder() -> None:
    """The offsets are those of the decoded text."""
    (fault,) = of({"client_name": "orders-${1}-x"})

    assert fault.within == (7, 11)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("${env:REDIS_HOST}", "for a variable write its name alone, as in ${REDIS_HOST}"),
        ("${files:/x}", "did you mean file?"),
        ("${REDIS_HOST:localhost}", "for a default write ${REDIS_HOST:-…}"),
    ],
)
def test_an_unknown_provider_is_told_what_was_meant(text: str, advice: str) -> None:
    """Whoever asks for a provider mostly wants a variable, a file or a default."""
    (fault,) = of({"host": text})

    assert (fault.code, fault.help) == ("HC311", (advice,))


def test_an_escaped_text_is_no_placeholder() -> None:
    """`$${X}` is the text `${X}`, known already, and no host."""
    (fault,) = of({"host": "$${X}"})

    assert (fault.code, dotted(fault.path)) == ("HC204", "host")


def test_no_fault_shows_a_secret() -> None:
    """Neither a default nor the text around a placeholder."""
    schema_of_token = {"password": "${X:-s3cr3t}${", "ssl_password": "${X:-}", "prot": "s3cr3t${"}

    faults = of(schema_of_token)

    assert len(faults) == 3
    assert "s3cr3t" not in repr(faults)


@given(st.text("0123456789.-+eE _", max_size=6))
def test_a_default_is_judged_as_the_variable_would_be(default: str) -> None:
    """Section 5: the same table converts a variable's text and a default."""
    setting = REDIS.settings["port",]
    value, misfit = coerce(default, setting)
    fits = misfit is None and type(value) is int and 1 <= value <= 65535

    assert (of({"port": f"${{X:-{default}}}"}) == []) == fits
