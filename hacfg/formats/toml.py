"""TOML as a config needs it: what tomli reads, without dates, NaN and infinity."""

from __future__ import annotations

from .json import DEPTH
from .text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..keypath import KeyPath
    from .text import Spot

_INFINITY = float("inf")


def parse(text: str) -> tuple[dict[str, Any] | None, tuple[Spot, ...]]:
    """The tree of a TOML text, or every fault of it: a single one if the syntax is wrong."""
    import tomli

    # tomli recurses where brackets nest, and takes quadratic time for a key of many parts.
    if text.count("[") + text.count("{") > DEPTH or text.count(".") > DEPTH:
        from .toml_faults import too_deep

        if deep := too_deep(text):
            return None, (deep,)
    try:
        tree: dict[str, Any] = tomli.loads(text)
    except ValueError as error:
        # Only int() raises another one, without a place, where Python converts no more digits.
        message = str(error) if isinstance(error, tomli.TOMLDecodeError) else ""
    else:
        unfit = dict(_unfit(tree))
        if not unfit:
            return tree, ()
        from .toml_faults import explained

        return None, explained(text, unfit, locate(text, unfit))
    from .toml_faults import too_long
    from .toml_mistakes import mistake

    return None, (mistake(text, message) if message else too_long(text),)


def locate(text: str, paths: Iterable[KeyPath]) -> dict[KeyPath, Span]:
    """Where the entries at the given paths stand; paths that the text lacks are left out."""
    from .toml_positions import Kind, positions

    found: dict[KeyPath, Span] = {(): Span(0, 0, 0, len(text))}
    for entry in positions(text):
        if entry.kind is not Kind.IMPLIED or entry.path not in found:
            found[entry.path] = entry.span
    return {path: found[path] for path in paths if path in found}


def within(text: str, start: int, end: int) -> dict[KeyPath, Span]:
    """Every scalar whose value overlaps a span of the text."""
    from .toml_positions import Kind, positions

    return {
        entry.path: entry.span
        for entry in positions(text)
        if entry.kind is Kind.SCALAR and entry.span.start < end and entry.span.end > start
    }


def _unfit(tree: dict[str, Any]) -> Iterator[tuple[KeyPath, Any]]:
    """What no config can hold: dates, times, floats that are not finite, levels too deep."""
    todo: list[tuple[KeyPath, Any]] = [((), tree)]
    while todo:
        path, value = todo.pop()
        if isinstance(value, (dict, list)):
            if len(path) >= DEPTH:
                yield path, value
                continue
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            todo += [((*path, name), below) for name, below in inner]
        elif isinstance(value, float):
            if not abs(value) < _INFINITY:
                yield path, value
        elif not isinstance(value, (str, int)):
            yield path, value
