"""Disclosure: what of a value may be shown, in whatever says something about a setting.

What a schema does not declare is masked: texts under unknown names are never known to be harmless.
A setting that has anything secret inside is secret as a whole.
"""

from __future__ import annotations

import re

from .parameters import HARMLESS
from .secret import MASK, holds_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .keypath import KeyPath
    from .setting import Setting

_TREES = frozenset(("object", "array"))
_OF_JSON = r'[\[{"]'


def disclosed(value: Any, setting: Setting | None) -> Any:
    """The plain value with all masked that may not be shown; keys stay, and so does null.

    Numbers and booleans are masked in a secret only. Without a setting nothing is known.
    """
    return _disclosed(value, setting, ())


def shows(setting: Setting | None, inside: KeyPath = ()) -> bool:
    """Whether a scalar at a place inside a value of the setting may be shown.

    ``()`` is the value itself, which is a slip where an object or an array of them belongs: the
    text is then all that would have been inside.
    """
    if setting is None or setting.secret:
        return False
    if not inside:
        return not _TREES.intersection(setting.item_types) and "object" not in setting.types
    return _declared(inside, setting)


def shows_text(text: str, setting: Setting | None) -> bool:
    """Whether a text that was given for the setting may be quoted.

    What may be JSON, in part or broken, is not: nobody knows what its author put inside.
    """
    if not shows(setting) or setting is None or is_pasted(text) or holds_credentials(text):
        return False
    scalar = setting.types and not _TREES.intersection(setting.types)
    return bool(scalar) or not re.search(_OF_JSON, text)


def is_pasted(text: str) -> bool:
    """Whether a text is what belongs in a file of its own, such as a key in PEM form."""
    return "-----BEGIN" in text or len(text.strip().splitlines()) > 1


def _disclosed(value: Any, setting: Setting | None, inside: KeyPath) -> Any:
    if isinstance(value, dict):
        return {key: _disclosed(item, setting, (*inside, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_disclosed(item, setting, (*inside, 0)) for item in value]
    if value is None:
        return None
    if setting is None or setting.secret:
        return MASK
    hidden = isinstance(value, str) and not (_declared(inside, setting) if inside else True)
    return MASK if hidden else value


def _declared(inside: KeyPath, setting: Setting) -> bool:
    if not _TREES.intersection(setting.item_types) and "object" not in setting.types:
        return all(type(part) is int for part in inside)
    place = tuple(0 if type(part) is int else part for part in inside)
    return place in setting.inside or place[-1] in HARMLESS
