"""A key path: the keys and indexes that lead from the top of a tree to one of its nodes."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    KeyPath: TypeAlias = tuple[str | int, ...]

_PLAIN = r"[A-Za-z0-9_$-]+"


def dotted(path: KeyPath) -> str:
    """The path as people write it: ``production.cluster.nodes[0]``, odd keys in quotes."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (part if re.fullmatch(_PLAIN, part) else quoted(part))
    return text


def quoted(name: str) -> str:
    """A name in double quotes, its control characters and lone surrogates escaped."""
    escaped = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
    return '"' + "".join(escaped).replace('"', '\\"') + '"'


def legible(name: str) -> str:
    """A name as it stands; quoted where it holds what steers a terminal or fits no encoding."""
    return name if name and name.isprintable() else quoted(name)


def leaves(tree: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every scalar of a tree with its path; an empty object or array is a leaf too."""
    if type(tree) is dict and tree:
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    elif type(tree) is list and tree:
        for index, value in enumerate(tree):
            yield from leaves(value, (*path, index))
    else:
        yield path, tree


def texts(tree: Any, part: str, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every string of a tree that has ``part`` in it, with its path."""
    items = tree.items() if type(tree) is dict else enumerate(tree)
    for key, value in items:
        kind = type(value)
        if kind is str:
            if part in value:
                yield (*path, key), value
        elif (kind is dict or kind is list) and value:
            yield from texts(value, part, (*path, key))


def at(tree: Any, path: KeyPath, absent: object = None) -> Any:
    """The value at a path of a tree; ``absent`` where there is none."""
    for part in path:
        inside = (type(tree) is dict and part in tree) or (
            type(tree) is list and type(part) is int and part < len(tree)
        )
        if not inside:
            return absent
        tree = tree[part]
    return tree


def put(tree: Any, path: KeyPath, value: Any) -> Any:
    """A copy of a tree with the value at one path changed."""
    if not path:
        return value
    copy: Any = list(tree) if type(tree) is list else dict(tree)
    copy[path[0]] = put(tree[path[0]], path[1:], value)
    return copy


def nested(path: KeyPath, value: Any) -> dict[str, Any]:
    """The tree that holds one value at a path, and nothing else."""
    for part in reversed(path):
        value = [value] if type(part) is int else {part: value}
    tree: dict[str, Any] = value
    return tree
