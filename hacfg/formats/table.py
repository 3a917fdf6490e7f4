"""The file formats: one row for each, chosen by the ending of the file name."""

from __future__ import annotations

import os
from functools import cache

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..keypath import KeyPath
    from .text import Span, Spot


class Format(Value):
    """What hacfg needs to know of a file format; every function takes the text of a file.

    ``parse`` gives the tree and what is wrong with the text; the tree is None where a spot is an
    error of JSON or TOML. ``locate`` finds the entries at the given paths, ``within`` the scalars
    whose values overlap a span; both want a text that ``parse`` gave a tree for.
    """

    name: str
    parse: Callable[[str], tuple[Any, tuple[Spot, ...]]]
    locate: Callable[[str, Iterable[KeyPath]], dict[KeyPath, Span]]
    within: Callable[[str, int, int], dict[KeyPath, Span]]


@cache
def _json() -> Format:
    from .json import locate, parse, within

    return Format("JSON", parse, locate, within)


@cache
def _toml() -> Format:
    from .toml import locate, parse, within

    return Format("TOML", parse, locate, within)


@cache
def _dotenv() -> Format:
    from .dotenv import locate, parse, within

    return Format(".env", parse, locate, within)


_ENDINGS = {".json": _json, ".toml": _toml, ".env": _dotenv}
_TEMPLATES = (".example", ".sample", ".dist", ".template", ".tmpl")


def format_of(path: str) -> Format | None:
    """The format that a file name promises, in any case: ``.json``, ``.toml`` or ``.env``.

    The ending of a template may follow (``redis_config.json.example``), and what follows
    ``.env.`` is the name of an environment (``.env.production``).
    """
    name = path.lower()
    made = _ENDINGS.get(name[name.rfind(".") :])
    if made is None:
        name = without_template_ending(name)
        made = _ENDINGS.get(name[name.rfind(".") :])
    if made is not None:
        return made()
    return _dotenv() if os.path.basename(name).startswith(".env.") else None


def without_template_ending(name: str) -> str:
    """A file name without the ending of a template: ``redis_config.json.example`` is JSON."""
    for ending in _TEMPLATES:
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name
