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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from .layer import Layer


def fold(
    bodies: Iterable[Mapping[str, Any]], exclusive: tuple[tuple[str, ...], ...] = ()
) -> Mapping[str, Any]:
    """The values of several layers, the lowest first, as one tree."""
    values: Mapping[str, Any] = {}
    for body in bodies:
        values = combine(values, body, exclusive) if values else body
    return values


def lay(layers: Iterable[Layer], exclusive: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
    """The values of several layers, the lowest first; a layer may replace more than it gives."""
    values: dict[str, Any] = {}
    for layer in layers:
        for name in layer.replaces:
            values.pop(name, None)
        values = combine(values, layer.values, exclusive)
    return values


def combine(
    lower: Mapping[str, Any], upper: Mapping[str, Any], exclusive: tuple[tuple[str, ...], ...] = ()
) -> dict[str, Any]:
    """One step of the fold; neither argument is changed."""
    merged = dict(lower)
    for name in displaced(upper, exclusive):
        merged.pop(name, None)
    for key, value in upper.items():
        below = merged.get(key)
        if type(below) is dict and type(value) is dict:
            merged[key] = combine(below, value)
        elif type(below) is dict and value is None:
            del merged[key]
        else:
            merged[key] = value
    return merged


def displaced(upper: Mapping[str, Any], exclusive: tuple[tuple[str, ...], ...]) -> set[str]:
    """The names that a layer takes away from those below it, since it names another mode."""
    named = [group for group in exclusive if upper.get(group[0]) is not None]
    if not named:
        return set()
    kept = {name for group in named for name in group}
    return {name for group in exclusive for name in group} - kept
