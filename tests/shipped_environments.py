"""Hypothesis strategies: environments for the shipped schemas, good ones and ones gone wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from jsonschema import Draft7Validator

from hacfg.schema import settings_of, subschema

if TYPE_CHECKING:
    from collections.abc import Callable

    from hacfg.keypath import KeyPath

    Draw = Callable[[st.SearchStrategy[Any]], Any]

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"


def read(name: str) -> dict[str, Any]:
    """A shipped schema."""
    document: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    return document


DOCUMENTS = {"redis": read("redis"), "database": read("database")}
FOUNDATIONS: dict[str, list[dict[str, Any]]] = {
    "redis": [
        {"host": "localhost"},
        {"enable_redis": False},
        {"unix_socket_path": "/run/redis/redis.sock"},
        {"sentinel": {"nodes": ["s1:26379", "[::1]:26379"], "service_name": "mymaster"}},
        {"cluster": {"nodes": ["redis-1.example.com"]}, "db": 0},
        {"host": "10.0.0.1", "ssl": True, "ssl_certfile": "/a.crt", "ssl_keyfile": "/a.key"},
        {"host": "h", "ssl": True, "ssl_cert_reqs": "none", "ssl_check_hostname": False},
    ],
    "database": [
        {"engine": "sqlite", "database": "data/app.sqlite3"},
        {"engine": "postgresql", "host": "db.example.com", "database": "app"},
        {"engine": "postgresql", "socket": "/var/run/postgresql", "database": "app"},
        {"engine": "mysql", "host": "::1", "database": "app", "charset": "utf8mb4"},
        {"engine": "mariadb", "host": "db", "database": "app", "ssl_mode": "require"},
        {"engine": "mysql", "socket": "/run/mysqld/mysqld.sock", "database": "app"},
    ],
}
JUNK: tuple[Any, ...] = (
    *("", "x", "6379", "a\n", "/a\n", "localhost\n", "true", "${A}", "x${A}", "${A:-1}", "${A}\n"),
    *(0, 1, -1, 1.0, 0.5, 65535, 65536, 300, 300.5, 10**400, 1e308, True, False, None),
    *([], {}, ["h:1", "h:1"], ["h:1", 5], ["${A}"], {"x": 1}, [[True], [1]]),
)


def put(tree: Any, path: KeyPath, value: Any) -> Any:
    """A copy of a tree with one more leaf, or with another one."""
    if not path:
        return value
    if type(tree) is list:
        return [put(each, path[1:], value) if i == path[0] else each for i, each in enumerate(tree)]
    branch = tree if type(tree) is dict else {}
    return {**branch, path[0]: put(branch.get(path[0]), path[1:], value)}


def without(tree: Any, path: KeyPath) -> Any:
    """A copy of a tree that lacks what stands at the path."""
    if len(path) > 1:
        return put(tree, path[:1], without(tree[path[0]], path[1:]))
    if type(tree) is list:
        return [each for index, each in enumerate(tree) if index != path[0]]
    return {key: value for key, value in tree.items() if key != path[0]}


def nodes(tree: Any, path: KeyPath = ()) -> list[KeyPath]:
    """The paths of everything in a tree."""
    entries: list[tuple[Any, Any]] = []
    if type(tree) is dict:
        entries = list(tree.items())
    elif type(tree) is list:
        entries = list(enumerate(tree))
    return [p for key, each in entries for p in [(*path, key), *nodes(each, (*path, key))]]


def _candidates(document: dict[str, Any], path: KeyPath) -> list[Any]:
    """Values that are right for a setting by itself: examples, default, limits."""
    found = subschema(document, path) or {}
    values = [*found.get("examples", ()), *found.get("enum", ()), *JUNK]
    values += [found[k] for k in ("default", "minimum", "maximum") if k in found]
    judge = Draft7Validator({**found, "definitions": document.get("definitions", {})})
    return [value for value in values if judge.is_valid(value)]


SETTINGS = {
    name: {s.path: _candidates(document, s.path) for s in settings_of(document)}
    for name, document in DOCUMENTS.items()
}
JUDGES = {name: Draft7Validator(document) for name, document in DOCUMENTS.items()}


@st.composite
def good(draw: Draw, name: str) -> dict[str, Any]:
    """An environment that the shipped schema accepts."""
    found: dict[str, Any] = draw(st.sampled_from(FOUNDATIONS[name]))
    for path in draw(st.lists(st.sampled_from(list(SETTINGS[name])), max_size=5)):
        richer = put(found, path, draw(st.sampled_from(SETTINGS[name][path])))
        if JUDGES[name].is_valid(richer):
            found = richer
    return found


@st.composite
def changed(draw: Draw, name: str) -> Any:
    """An environment that was good before up to three changes."""
    found: Any = draw(good(name))
    for _ in range(draw(st.integers(0, 3))):
        places = nodes(found) or [("host",)]
        settings = list(SETTINGS[name])
        path = draw(st.sampled_from(places) | st.sampled_from(settings))
        if path in places and draw(st.booleans()):
            found = without(found, path)
        else:
            found = put(found, path, draw(st.sampled_from(JUNK)))
    return draw(st.just(found) | st.just({**found, "hots": "x"}))
