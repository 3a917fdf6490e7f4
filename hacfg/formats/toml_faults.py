"""What TOML allows and a config cannot hold, with the place of each."""

from __future__ import annotations

import re

from .json import DEPTH
from .text import Spot
from .toml_positions import STRINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ..keypath import KeyPath
    from .text import Span

_long_basic, _long_literal, _basic, _literal = STRINGS
_token = re.compile(
    rf"""{_long_basic}|{_long_literal}
    |(?P<quote>\"{{3}}|'{{3}}|(?!{_basic}|{_literal})["'])
    |{_basic}|{_literal}|\#[^\n]*
    |(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<dot>\.)|(?P<end>[=,\n])
    |(?P<digits>[0-9][0-9_]{{639,}})""",
    re.VERBOSE,
).finditer


def too_deep(text: str) -> Spot | None:
    """Where brackets, or the parts of one key, go deeper than a config may."""
    depth = dots = 0
    for token in _token(text):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        dots = 0 if kind == "end" else dots + (kind == "dot")
        if depth > DEPTH or dots > DEPTH:
            return _too_deep(token.start(), token.end())
    return None


def too_long(text: str) -> Spot:
    """The integer of more digits than Python converts; there is one, by what tomli said."""
    start, end = next(_long_integers(text), (0, 0))
    return _too_large(start, end, "too many digits")


def open_brackets(text: str) -> list[int]:
    """Where the brackets begin that a text leaves open, the innermost last."""
    opened: list[int] = []
    for token in _token(text):
        if token.lastgroup == "open":
            opened.append(token.start())
        elif token.lastgroup == "close" and opened:
            opened.pop()
    return opened


def open_quotes(text: str) -> tuple[int, int]:
    """The quotes of the first string that a text opens and never closes."""
    quotes = (token.span() for token in _token(text) if token.lastgroup == "quote")
    return next(quotes, (0, 0))


def explained(
    text: str, unfit: Mapping[KeyPath, Any], spans: Mapping[KeyPath, Span]
) -> tuple[Spot, ...]:
    """A spot for each value that no config can hold, in the order of the text."""
    spots = [_spot(text, value, spans[path]) for path, value in unfit.items()]
    return tuple(sorted(spots, key=lambda spot: spot.start))


def _long_integers(text: str) -> Iterator[tuple[int, int]]:
    for token in _token(text):
        if token["digits"]:
            try:
                int(token["digits"])
            except ValueError:
                yield token.span()


def _spot(text: str, value: Any, span: Span) -> Spot:
    if isinstance(value, (dict, list)):
        return _too_deep(span.start, span.start + 1)
    if not isinstance(value, float):
        kind = type(value).__name__
        return Spot(
            "HC114",
            "a config holds no date or time",
            span.start,
            span.end,
            f"a {'date and time' if kind == 'datetime' else kind}",
            ("put it in quotes",),
        )
    if text[span.start : span.end].lstrip("+-") not in ("inf", "nan"):
        return _too_large(span.start, span.end, "beyond 1.8e308")
    return Spot(
        "HC106",
        "NaN and infinity are no numbers that a config can hold",
        span.start,
        span.end,
        "not finite",
        ("write a finite number, or leave the setting out",),
    )


def _too_deep(start: int, end: int) -> Spot:
    return Spot(
        "HC108",
        f"tables and arrays are nested more than {DEPTH} levels deep",
        start,
        end,
        f"level {DEPTH + 1}",
        ("take the inner levels out",),
    )


def _too_large(start: int, end: int, label: str) -> Spot:
    return Spot(
        "HC107",
        "a number is too large to hold",
        start,
        end,
        label,
        ("write a smaller number",),
    )
