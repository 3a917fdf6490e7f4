"""Environments: names, inheritance, protection, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg.environments import (
    environment_of,
    environments,
    flat,
    is_protected_name,
    nearly_protected,
)
from hacfg.overlay import fold

if TYPE_CHECKING:
    from hacfg.overlay import Exclusive

KNOWN = ("host", "port", "password")
MODES: Exclusive = {(): (("host", "port"), ("unix_socket_path",), ("sentinel",))}


@pytest.mark.parametrize(
    "name",
    ["production", "PROD", "eu-prod", "prd_2", "live", "shop.live", "non-live-prod", "Production"],
)
def test_names_of_production_are_protected(name: str) -> None:
    """A word of the name, split on - _ and ., says that it is production."""
    assert is_protected_name(name)


@pytest.mark.parametrize(
    "name", ["local", "staging", "product-demo", "non-prod", "non_production", "reproduction", ""]
)
def test_other_names_are_not_protected(name: str) -> None:
    """Parts of words do not count, nor does a word after `non`."""
    assert not is_protected_name(name)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("prodution", "production"),
        ("productoin", "production"),
        ("eu-produktion", "production"),
        ("production2", "production"),
        ("pord", "prod"),
        ("prodd", "prod"),
        ("euProd", "prod"),
        ("prod eu", "prod"),
        ("prd1", "prd"),
        ("lvie", "live"),
    ],
)
def test_names_that_just_miss_protection(name: str, word: str) -> None:
    """A slip, a digit, a capital or a blank keeps a word from protecting, and is noticed."""
    assert not is_protected_name(name)
    assert nearly_protected(name) == word


@pytest.mark.parametrize(
    "name",
    [
        *("production", "eu-prod", "non-prod", "nonProd", "non-prodution", "local", "staging", ""),
        *("product", "products", "produce", "producer", "productive", "reproduction", "preprod"),
        *("prediction", "protection", "projection", "prober", "probe", "proc", "prom", "prods"),
        *("liveness", "alive", "love", "line", "pdr", "dev1", "qa2"),
    ],
)
def test_other_words_do_not_look_protected(name: str) -> None:
    """What is protected, or another word, is not taken for a slip."""
    assert nearly_protected(name) == ""


@pytest.mark.parametrize("name", ["", " ", " local", "local ", "local\t"])
def test_a_name_is_no_blank_and_has_none_around_it(name: str) -> None:
    """An environment that nobody could choose by its name is an error, in a load too."""
    found, faults = environments({name: {"host": "h"}}, KNOWN)

    assert [(fault.code, fault.path) for fault in faults] == [("HC319", (name,))]
    assert [each.name for each in found] == [name]
    assert environment_of({name: {"host": "h"}}, name) is None


@pytest.mark.parametrize(
    ("body", "parent", "answer"),
    [
        ({}, {}, "open"),
        ({"protected": True}, {}, "protected"),
        ({}, {"protected": True}, "protected"),
        ({"protected": False}, {"protected": True}, "open"),
    ],
)
def test_protection_is_stated_or_inherited(
    body: dict[str, Any], parent: dict[str, Any], answer: str
) -> None:
    """An environment is protected when it or its parent says so, its own word first."""
    (child, _), faults = environments({"qa": {"extends": "_base", **body}, "_base": parent}, KNOWN)

    assert faults == ()
    assert child.protected is (answer == "protected")


def test_a_parent_cannot_unguard_production() -> None:
    """`protected: false` counts only where it is written."""
    tree = {"production": {"extends": "_base"}, "_base": {"protected": False}}
    (inheriting, _), _ = environments(tree, KNOWN)
    (stating,), _ = environments({"production": {"protected": False}}, KNOWN)

    assert inheriting.protected
    assert not stating.protected


def test_a_chain_of_parents_is_folded() -> None:
    """Objects merge leaf by leaf, arrays replace, and null removes an inherited object."""
    tree: dict[str, Any] = {
        "_base": {"retry": {"retries": 3, "max_delay": 2}, "leases": {"ttl": 9}, "tags": [1, 2]},
        "middle": {"extends": "_base", "retry": {"retries": 5}, "tags": [3]},
        "top": {"extends": "middle", "leases": None, "host": "x"},
    }
    found, faults = environments(tree, KNOWN)
    top = found[2]

    assert faults == ()
    assert top.chain == ("top", "middle", "_base")
    assert fold(reversed(top.bodies)) == {
        "retry": {"retries": 5, "max_delay": 2},
        "tags": [3],
        "host": "x",
    }
    assert tree["_base"]["retry"] == {"retries": 3, "max_delay": 2}


def test_a_mode_removes_the_modes_below() -> None:
    """An environment that names a socket does not keep its parent's host and port."""
    bodies: list[dict[str, Any]] = [
        {"host": "x", "port": 1, "db": 2},
        {"unix_socket_path": "/run/redis.sock"},
    ]

    assert fold(bodies, MODES) == {"db": 2, "unix_socket_path": "/run/redis.sock"}


def test_two_modes_in_one_layer_stay_for_the_schema_to_refuse() -> None:
    """Nothing is dropped silently when one layer contradicts itself."""
    bodies: list[dict[str, Any]] = [{"sentinel": {}}, {"host": "x", "unix_socket_path": "/s"}]

    assert fold(bodies, MODES) == {"host": "x", "unix_socket_path": "/s"}


def test_a_port_alone_selects_no_mode() -> None:
    """Only the first name of a group does: REDIS_PORT does not undo a socket."""
    assert fold([{"unix_socket_path": "/s"}, {"port": 1}], MODES) == {
        "unix_socket_path": "/s",
        "port": 1,
    }


def test_a_setting_is_found_where_it_is_written() -> None:
    """The document path leads to the nearest parent that has the setting."""
    tree = {"a": {"extends": "b", "host": "x"}, "b": {"port": 1, "retry": {"retries": 2}}}
    (a, _), _ = environments(tree, KNOWN)

    assert a.written(("host",)) == ("a", "host")
    assert a.written(("port",)) == ("b", "port")
    assert a.written(("retry", "retries")) == ("b", "retry", "retries")
    assert a.written(("nowhere",)) == ("a", "nowhere")
    assert a.written(()) == ("a",)


def test_an_item_is_found_where_its_array_is_written() -> None:
    """Arrays replace, so an item stands in the nearest array that has it."""
    tree = {
        "a": {"extends": "b", "nodes": ["x"]},
        "b": {"nodes": ["y", "z"], "port": 1},
        "c": {"extends": "b"},
    }
    (a, _, c), _ = environments(tree, KNOWN)

    assert a.written(("nodes", 0)) == ("a", "nodes", 0)
    assert c.written(("nodes", 1)) == ("b", "nodes", 1)
    assert c.written(("nodes", 2)) == ("c", "nodes", 2)
    assert c.written(("port", 0)) == ("c", "port", 0)


def test_a_flat_document_is_one_environment() -> None:
    """Its paths are those of the document, and $schema is no setting."""
    whole = flat({"$schema": "x", "host": "y"})

    assert whole.bodies == ({"host": "y"},)
    assert whole.written(("host",)) == ("host",)
    assert not whole.template


@pytest.mark.parametrize(
    ("tree", "code", "path", "headline"),
    [
        ({}, "HC309", (), "the file holds no environment"),
        ({"$schema": "x"}, "HC309", (), "the file holds no environment"),
        (
            {"host": "x", "port": 1},
            "HC309",
            ("host",),
            "the settings stand at the top of the file, not inside an environment",
        ),
        (
            {"local": 5},
            "HC303",
            ("local",),
            "local must be an environment, an object of settings, not a number",
        ),
        (
            {"a": {}, "b": []},
            "HC303",
            ("b",),
            "b must be an environment, an object of settings, not an array",
        ),
        (
            {"a": {}, "port": 1},
            "HC303",
            ("port",),
            "port stands beside the environments, not inside one",
        ),
        (
            {"redis": {"local": {"host": "x"}, "production": {"host": "y"}}},
            "HC303",
            ("redis",),
            "the environments stand inside redis, not at the top of the file",
        ),
        (
            {"a": {"extends": "b"}, "b": "x"},
            "HC303",
            ("b",),
            "b must be an environment, an object of settings, not a string",
        ),
        (
            {"a": {}, "extends": "a"},
            "HC303",
            ("extends",),
            "extends stands beside the environments, not inside one",
        ),
        (
            {"a": {"extends": "prodution"}, "production": {}},
            "HC301",
            ("a", "extends"),
            "a extends prodution, which is not in the file",
        ),
        (
            {"a": {"extends": ["b"]}, "b": {}},
            "HC310",
            ("a", "extends"),
            "extends of a must be the name of one environment",
        ),
        (
            {"a": {"protected": "yes"}},
            "HC310",
            ("a", "protected"),
            "protected of a must be true or false, not a string",
        ),
        (
            {"a": {"extends": "a"}},
            "HC302",
            ("a", "extends"),
            "a extends itself",
        ),
    ],
)
def test_faults(tree: dict[str, Any], code: str, path: tuple[str, ...], headline: str) -> None:
    """Each mistake of the frame around the settings is one fault at its place."""
    _, faults = environments(tree, KNOWN)

    assert [(f.code, f.path, f.headline) for f in faults] == [(code, path, headline)]


def test_settings_at_the_top_are_known_by_one_of_them() -> None:
    """A file that forgot its environments is told so once, misspelt settings or not."""
    found, faults = environments({"hots": "x", "port": 1, "retry": {}}, (*KNOWN, "retry"))

    assert found == ()
    assert [(fault.code, fault.path) for fault in faults] == [("HC309", ("port",))]


@pytest.mark.parametrize(
    "tree",
    [
        {"production": {"cluster": {"nodes": []}}},
        {"production": {"retyr": {"retries": 3}}},
        {"production": {}},
        {"production": {"extends": "local", "cluster": {}}, "local": {"host": "x"}},
    ],
)
def test_objects_in_an_environment_are_not_taken_for_environments(tree: dict[str, Any]) -> None:
    """Only objects that hold settings, under names that are none, stand one level too deep."""
    found, faults = environments(tree, (*KNOWN, "cluster"))

    assert faults == ()
    assert [environment.name for environment in found] == list(tree)


@pytest.mark.parametrize("name", ["_comment", "//", "#", "$comment", "comment"])
def test_a_comment_at_the_top_is_told_to_be_one(name: str) -> None:
    """JSON has none, so people write keys for it."""
    _, (fault,) = environments({name: "ask Ann", "local": {}}, KNOWN)

    assert fault.help == ("remove it: JSON has no comments, TOML has them",)


@pytest.mark.parametrize(
    ("parent", "advice"),
    [
        ("prodution", "did you mean production?"),
        ("loca", "the file has production and staging"),
        ("elsewhere", "the file has production and staging"),
        ("${PARENT}", "extends takes no placeholder"),
    ],
)
def test_an_unknown_parent_is_never_the_environment_itself(parent: str, advice: str) -> None:
    """A suggestion that makes a loop would be no help."""
    tree = {"local": {"extends": parent}, "production": {}, "staging": {}}
    _, (fault,) = environments(tree, KNOWN)

    assert fault.help == (advice,)


def test_a_parent_that_holds_credentials_is_not_quoted() -> None:
    """A URL is no name, and may hold a password."""
    _, (fault,) = environments({"local": {"extends": "redis://u:s3cr3t@h"}}, KNOWN)

    assert "s3cr3t" not in repr(fault)


@pytest.mark.parametrize(
    ("parent", "incomplete"),
    [("nowhere", True), (["_base"], True), ("local", True), ("looped", True), ("_base", False)],
)
def test_who_extends_what_cannot_be_is_incomplete(parent: object, *, incomplete: bool) -> None:
    """What such an environment lacks may stand in the parent that was meant."""
    tree = {"local": {"extends": parent}, "_base": {}, "looped": {"extends": "looped"}}
    (local, base, _), _ = environments(tree, KNOWN)

    assert local.incomplete is incomplete
    assert base.incomplete


def test_a_loop_is_reported_once() -> None:
    """The environments of a loop share one fault, which names them all."""
    tree = {"a": {"extends": "b"}, "b": {"extends": "c"}, "c": {"extends": "a"}}
    _, faults = environments(tree, KNOWN)

    assert len(faults) == 1
    assert "a -> b -> c -> a" in faults[0].headline
    assert faults[0].path == ("c", "extends")


def test_who_extends_a_loop_is_no_further_fault() -> None:
    """An environment outside the loop only suffers from it."""
    tree = {"x": {"extends": "a"}, "a": {"extends": "b"}, "b": {"extends": "a"}}
    _, faults = environments(tree, KNOWN)

    assert [fault.path for fault in faults] == [("b", "extends")]


@given(
    st.dictionaries(
        st.sampled_from(["_a", "b", "production", "$schema"]),
        st.none()
        | st.dictionaries(
            st.sampled_from(["extends", "protected", "host", "retry"]),
            st.sampled_from(["_a", "b", "production", "x", True, False, None, {"retries": 1}]),
        ),
    )
)
def test_one_environment_is_what_it_is_among_all(tree: dict[str, Any]) -> None:
    """Picked by its name, it is the same as in a check, or nothing where it has a fault."""
    found, faults = environments(tree, KNOWN)
    faulty = {fault.path[0] for fault in faults if fault.path}

    for environment in found:
        picked = environment_of(tree, environment.name)
        assert picked in (environment, None)
        assert (picked is None) == (environment.cut or not faulty.isdisjoint(environment.chain))


@pytest.mark.parametrize("name", ["$schema", "nowhere", "text"])
def test_what_is_no_environment_cannot_be_picked(name: str) -> None:
    """Neither a name that is missing nor one that holds no settings."""
    assert environment_of({"$schema": {}, "text": "x", "local": {}}, name) is None
