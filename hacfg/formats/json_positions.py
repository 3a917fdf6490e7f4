"""Positions in a JSON text that the decoder took: from key paths to spans, and back."""

from __future__ import annotations

import re
from json.decoder import JSONDecoder

from .text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    from ..keypath import KeyPath

    Wanted: TypeAlias = dict[str | int, Any]
    """Key paths as a tree: what is wanted below each part."""

_blank = re.compile(r"[ \t\n\r]*").match
# Reads a value in C. What its numbers are matters to nobody: int() would refuse 5,000 digits.
_decode = JSONDecoder(parse_int=bool, parse_float=bool, parse_constant=bool).raw_decode


def entries(text: str, paths: Iterable[KeyPath]) -> dict[KeyPath, Span]:
    """The spans of the entries at the given paths, all in one pass; of two equal keys the last."""
    paths = list(paths)
    wanted: Wanted = {}
    for path in paths:
        branch = wanted
        for part in path:
            branch = branch.setdefault(part, {})
    found: dict[KeyPath, Span] = {}
    start = past_blank(text, 0)
    found[()] = Span(start, start, start, _find(text, start, (), wanted, found))
    return {path: found[path] for path in paths if path in found}


def scalars(text: str, start: int, end: int) -> dict[KeyPath, Span]:
    """The spans of the scalars that overlap ``start`` to ``end``, by their paths."""
    found: dict[KeyPath, Span] = {}
    _collect(text, past_blank(text, 0), (), (start, end), found)
    return found


def _find(text: str, at: int, path: KeyPath, wanted: Wanted, found: dict[KeyPath, Span]) -> int:
    """Records the wanted entries of the value at an offset; returns where the value ends.

    It recurses as deep as the wanted paths, not as deep as the text.
    """
    if not wanted or text[at] not in "{[":
        return past_value(text, at)
    in_array, index, at = text[at] == "[", 0, past_blank(text, at + 1)
    while text[at] not in "}]":
        name, key_end, start = _entry(text, at, index if in_array else None)
        if name in wanted:
            below = (*path, name)
            if below in found:
                _forget(found, below)
            end = _find(text, start, below, wanted[name], found)
            found[below] = Span(at, key_end, start, end)
        else:
            end = past_value(text, start)
        index, at = index + 1, _next(text, end)
    return at + 1


def _collect(
    text: str, at: int, path: KeyPath, window: tuple[int, int], found: dict[KeyPath, Span]
) -> int:
    """Records the scalars of a container that overlap the window; returns where it stopped."""
    in_array, index, at = text[at] == "[", 0, past_blank(text, at + 1)
    while text[at] not in "}]" and at < window[1]:
        name, key_end, start = _entry(text, at, index if in_array else None)
        below = (*path, name)
        container = text[start] in "{["
        if container and start >= window[0]:
            # What begins inside the window overlaps it, wherever it ends.
            end = _collect(text, start, below, window, found)
        else:
            end = past_value(text, start)
            if end > window[0] and container:
                end = _collect(text, start, below, window, found)
            elif end > window[0] and start < window[1]:
                found[below] = Span(at, key_end, start, end)
        if end >= window[1]:
            return end
        index, at = index + 1, _next(text, end)
    return at + 1


def _entry(text: str, at: int, index: int | None) -> tuple[str | int, int, int]:
    """The name of the entry at an offset, where its key ends and where its value begins."""
    if index is not None:
        return index, at, at
    name, key_end = string(text, at)
    return name, key_end, past_blank(text, past_blank(text, key_end) + 1)


def _next(text: str, end: int) -> int:
    """Where the entry after a value begins, or the bracket that closes them all."""
    at = past_blank(text, end)
    return past_blank(text, at + 1) if text[at] == "," else at


def past_blank(text: str, at: int) -> int:
    """The first offset that holds no blank."""
    found = _blank(text, at)
    return found.end() if found else at


def past_value(text: str, at: int) -> int:
    """Where the value ends that begins at an offset."""
    end: int = _decode(text, at)[1]
    return end


def string(text: str, at: int) -> tuple[str, int]:
    """The string that begins at an offset, and where it ends.

    Raises:
        ValueError: it breaks somewhere.
    """
    value: tuple[str, int] = _decode(text, at)
    return value


def _forget(found: dict[KeyPath, Span], path: KeyPath) -> None:
    for below in [below for below in found if below[: len(path)] == path]:
        del found[below]
