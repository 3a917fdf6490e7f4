"""JSON as a config needs it: RFC 8259, an object at the top, nothing that readers disagree on."""

from __future__ import annotations

from json.decoder import JSONDecoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Final

    from ..keypath import KeyPath
    from .text import Span, Spot

DEPTH: Final = 200
"""Most levels of objects and arrays inside each other."""

BLANK: Final = " \t\n\r"
"""What JSON calls whitespace, and nothing else: str.isspace() knows more."""

_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"{}[]")
_ONE_KIND = bytes.maketrans(b"{}", b"[]")


def parse(text: str) -> tuple[dict[str, Any] | None, tuple[Spot, ...]]:
    r"""The tree of a JSON text, or every fault of it: a single one if the syntax is wrong.

    A good text is read once, unless it writes characters beyond U+FFFF as ``\ud…`` escapes.
    """
    tree = _decoded(text)
    if tree is not None and not ("\\" in text and ("\\ud" in text or "\\uD" in text)):
        return tree, ()
    from .json_faults import faults

    spots = faults(text)
    return (None, spots) if spots else (tree, ())


def locate(text: str, paths: Iterable[KeyPath]) -> dict[KeyPath, Span]:
    """Where the entries at the given paths stand; paths that the text lacks are left out."""
    from .json_positions import entries

    return entries(text, paths)


def within(text: str, start: int, end: int) -> dict[KeyPath, Span]:
    """Every scalar whose value overlaps a span of the text."""
    from .json_positions import scalars

    return scalars(text, start, end)


def _decoded(text: str) -> dict[str, Any] | None:
    """The tree, or None for whatever reason: the pass that finds all faults says which."""
    brackets = text.count("{") + (text.count("[") if "[" in text else 0)
    # The decoder recurses in C, so that how deep it may go is settled before.
    if brackets > DEPTH and _depth(text) > DEPTH:
        return None
    try:
        tree, end = _decode(text, 0 if text[:1] == "{" else len(text) - len(text.lstrip(BLANK)))
    except ValueError:
        return None
    return tree if type(tree) is dict and not text[end:].strip(BLANK) else None


def _depth(text: str) -> int:
    """How deep a text nests; too many only where brackets do not match."""
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    outside = "".join(text.split('"')[::2]).encode(errors="replace")
    brackets = outside.translate(_ONE_KIND, _NO_BRACKETS)
    depth = 0
    while depth <= DEPTH and b"[]" in brackets:
        brackets = brackets.replace(b"[]", b"")
        depth += 1
    return depth + brackets.count(b"[")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError
    return made


def _number(digits: str) -> float:
    number = float(digits)
    # Infinity minus itself is NaN, which is true; of all tests this one costs least.
    if number - number:
        raise ValueError
    return number


def _constant(name: str) -> None:
    raise ValueError


_decode = JSONDecoder(
    object_pairs_hook=_object, parse_float=_number, parse_constant=_constant
).raw_decode
