"""The fold of layers into one tree: the table of what a higher layer does to a lower one.

==================  =====================  =========================================
lower layer has     higher layer has       result
==================  =====================  =========================================
object              object                 merged, leaf by leaf
object              ``null``               removed
anything            array or scalar        replaced
settings of a mode  another mode's first   the lower mode's settings removed
==================  =====================  =========================================

A mode is a group of the schema's ``x-exclusive``; the first name of a group selects it.
"""

from __future__ import annotations

from types import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeAlias

    from .keypath import KeyPath
    from .layer import Layer

    Groups: TypeAlias = tuple[tuple[str, ...], ...]
    Exclusive: TypeAlias = Mapping[KeyPath, Groups]

_NONE: Exclusive = MappingProxyType({})


def fold(bodies: Iterable[Mapping[str, Any]], exclusive: Exclusive = _NONE) -> Mapping[str, Any]:
    """The values of several layers, the lowest first, as one tree.

    ``exclusive`` are the modes of an environment, and of the objects in it that have some.
    """
    values: Mapping[str, Any] = {}
    for body in bodies:
        values = combine(values, body, exclusive) if values else body
    return values


def lay(layers: Iterable[Layer], exclusive: Exclusive) -> dict[str, Any]:
    """The values of several layers, the lowest first; a layer may replace more than it gives."""
    values: dict[str, Any] = {}
    for layer in layers:
        for path in layer.replaces:
            values = _without(values, path)
        values = combine(values, layer.values, exclusive) if values else {**layer.values}
    return values


def combine(
    lower: Mapping[str, Any],
    upper: Mapping[str, Any],
    exclusive: Exclusive = _NONE,
    path: KeyPath = (),
) -> dict[str, Any]:
    """One step of the fold; neither argument is changed. ``path`` is where the two stand."""
    merged = dict(lower)
    groups = exclusive.get(path)
    if groups:
        for name in displaced(upper, groups):
            merged.pop(name, None)
    for key, value in upper.items():
        below = merged.get(key)
        if type(below) is dict and type(value) is dict:
            merged[key] = combine(below, value, exclusive, (*path, key))
        elif type(below) is dict and value is None:
            del merged[key]
        else:
            merged[key] = value
    return merged


def displaced(upper: Mapping[str, Any], groups: Groups) -> set[str]:
    """The names that a layer takes away from those below it, since it names another mode."""
    named = [group for group in groups if upper.get(group[0]) is not None]
    if not named:
        return set()
    kept = {name for group in named for name in group}
    return {name for group in groups for name in group} - kept


def _without(values: Mapping[str, Any], path: KeyPath) -> dict[str, Any]:
    """The values without what stands at a path; the layers that gave them stay as they are."""
    kept = dict(values)
    if len(path) == 1:
        kept.pop(str(path[0]), None)
    elif type(kept.get(str(path[0]))) is dict:
        kept[str(path[0])] = _without(kept[str(path[0])], path[1:])
    return kept
