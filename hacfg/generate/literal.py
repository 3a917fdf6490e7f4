"""A literal: a plain value as Python source."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def literal(value: Any) -> str:
    """The source of a plain value, strings in double quotes; tuples are allowed too."""
    if type(value) is str:
        return _quoted(value)
    if type(value) is dict:
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if type(value) is list:
        return "[" + ", ".join(map(literal, value)) + "]"
    if type(value) is tuple:
        inside = ", ".join(map(literal, value))
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    return repr(value)


def _quoted(value: str) -> str:
    written = repr(value)
    if written[0] == "'" and '"' not in written:
        return f'"{written[1:-1]}"'
    return written
