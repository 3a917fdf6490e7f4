"""Coercion: a text becomes a value of the type that the schema states.

=========  ======================================================  ==============================
type       accepted text                                           refused
=========  ======================================================  ==============================
integer    ``-?[0-9]+``, at most 640 digits                        ``6379abc 1e3 6_379 6379.0 +1``
number     decimal or exponent: ``2``, ``.5``, ``-1.5e-3``         ``nan inf 1_0 1e999 1e-999``
boolean    true/false, yes/no, on/off, 1/0, in any case            ``maybe``
string     as it is, blanks and ``$`` included                     bytes that are no UTF-8
array      a JSON array, or scalars separated by commas            ``a,,b``, a quoted item
object     a JSON object                                           a key that stands twice, NaN
null       empty text, where the setting may be null               empty text anywhere else
=========  ======================================================  ==============================

Digits and letters are ASCII. ASCII blanks around anything but a string are trimmed, and what is
blank is then empty. The empty array is ``[]``. Items separated by commas are trimmed and coerced
one by one; an item that is empty, holds a comma or begins with a quote wants JSON. A bracketed
address (``[::1]:26379``) begins no JSON.

A setting of several types takes the first that fits, in the order integer, number, boolean, object,
array, string; but a text that is one of the setting's choices stays that text, and beside string
an array must be JSON. JSON ``null`` is null for an array or object that may be null.
"""

from __future__ import annotations

import re

from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from .setting import Setting

    Result: TypeAlias = "tuple[Any, Misfit | None]"

# The lowest limit that sys.set_int_max_str_digits takes, so int() and str() never refuse these.
DIGITS = 640
DEPTH = 200  # objects and arrays inside each other

_BLANKS = " \t\n\r\v\f"
# Patterns are compiled where they are used: most variables hold a word or an integer.
_NUMBER = r"-?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_HALF = "[\ud800-\udfff]"
_ADDRESS = r'\[[^\[\]{}",]*:[^\[\]{}",]*\]'
_WORDS = dict.fromkeys(("true", "yes", "on", "1"), True) | dict.fromkeys(
    ("false", "no", "off", "0"), False
)
_NOUNS = {
    "integer": ("an integer", "integers"),
    "number": ("a number", "numbers"),
    "boolean": ("true or false", "true or false"),
    "object": ("a JSON object", ""),
    "string": ("a string", "strings"),
}
_SCALARS = ("integer", "number", "boolean", "string")


class Misfit(Value):
    """Why a text cannot be coerced, without the text.

    ``reason`` follows the name of a variable and may itself be followed by ``, not TEXT``, unless
    the text is ``empty``. ``detail``, where there is one, says where inside the text.
    """

    reason: str
    detail: str = ""
    empty: bool = False


def coerce(text: str, setting: Setting) -> Result:
    """The value of a text for a setting, or why there is none; types only, no ranges."""
    plain = text.strip(_BLANKS)
    types = _types(setting)
    if not text or (not plain and "string" not in types):
        return (None, None) if setting.nullable else (None, Misfit("must not be empty", empty=True))
    if not text.isascii() and re.search(_HALF, text):
        return None, Misfit("must be text in UTF-8")
    if len(types) > 1 and text in setting.choices:
        return text, None
    for name in types:
        value, misfit = _READERS[name](text if name == "string" else plain, setting)
        if misfit is None:
            return value, None
        if len(types) == 1:
            return None, misfit
    return None, Misfit(f"must be {_either(_nouns(setting))}" if types else "must be empty")


def advice(setting: Setting) -> str:
    """What a text for the setting may be, for a label: ``an integer``, ``true or false``."""
    nouns = _nouns(setting)
    if setting.choices and not setting.secret:
        nouns = [_choice(choice) for choice in setting.choices if choice is not None]
    return _either([*nouns, "empty for null"] if setting.nullable else nouns)


def of_items(setting: Setting) -> Setting:
    """The setting that one item of an array setting would be."""
    return setting.replace(
        types=setting.item_types, item_types=(), choices=(), default=None, has_default=False
    )


_ordered: dict[tuple[str, ...], tuple[str, ...]] = {(): ("string",)}


def _types(setting: Setting) -> tuple[str, ...]:
    """The types in the order in which they are tried, worked out once for each set of them."""
    found = _ordered.get(setting.types)
    if found is None:
        found = tuple(name for name in _READERS if name in setting.types)
        _ordered[setting.types] = found
    return found


def _nouns(setting: Setting) -> list[str]:
    return [_NOUNS[n][0] if n in _NOUNS else _array_noun(setting) for n in _types(setting)]


def _array_noun(setting: Setting) -> str:
    items = [_NOUNS[name][1] for name in _SCALARS if name in (setting.item_types or ("string",))]
    if not items or "string" in _types(setting):
        return "a JSON array"
    return f"a JSON array or {' or '.join(items)} separated by commas"


def _choice(choice: Any) -> str:
    if type(choice) is bool:
        return str(choice).lower()
    return str(choice)


def _either(nouns: list[str]) -> str:
    if len(nouns) < 2:
        return "".join(nouns)
    comma = "," if len(nouns) > 2 or any(" or " in noun for noun in nouns) else ""
    return f"{', '.join(nouns[:-1])}{comma} or {nouns[-1]}"


def _integer(text: str, _: Setting | None = None) -> Result:
    if not _is_integer(text):
        return None, Misfit("must be an integer")
    if len(text) > DIGITS:
        return None, Misfit(f"must be an integer of at most {DIGITS} digits")
    return int(text), None


def _number(text: str, _: Setting | None = None) -> Result:
    found = re.fullmatch(_NUMBER, text)
    if not found:
        return None, Misfit("must be a number")
    number = float(text)
    vanished = number == 0 and found[1].strip("0.")
    if vanished or number in (float("inf"), float("-inf")):
        return None, Misfit("must be a number that a 64-bit float can hold")
    return _integer(text) if _is_integer(text) else (number, None)


def _is_integer(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").isdigit()


def _boolean(text: str, _: Setting) -> Result:
    value = _WORDS.get(text.lower()) if text.isascii() else None
    return value, Misfit("must be true or false") if value is None else None


def _string(text: str, _: Setting) -> Result:
    return text, None


def _array(text: str, setting: Setting) -> Result:
    misfit = Misfit(f"must be {_array_noun(setting)}")
    separated = not text.startswith("[") or re.match(_ADDRESS, text)
    if setting.nullable and text == "null":
        return None, None
    if separated and misfit.reason != "must be a JSON array":
        return _separated(text, of_items(setting), misfit)
    value, detail = _json(text)
    if type(value) is list and not detail:
        return value, None
    return None, misfit.replace(detail=detail)


def _separated(text: str, item: Setting, misfit: Misfit) -> Result:
    values = []
    for number, part in enumerate(text.split(","), 1):
        plain = part.strip(_BLANKS)
        if not plain:
            return None, misfit.replace(detail=f"item {number} is empty")
        if plain[0] == '"':
            return None, misfit.replace(detail=f"item {number} is in quotes, as only JSON has it")
        value, wrong = coerce(plain, item)
        if wrong:
            return None, misfit.replace(detail=f"item {number} {wrong.reason}")
        values.append(value)
    return values, None


def _object(text: str, setting: Setting) -> Result:
    if setting.nullable and text == "null":
        return None, None
    value, detail = _json(text)
    if type(value) is dict and not detail:
        return value, None
    return None, Misfit("must be a JSON object", detail)


def _json(text: str) -> tuple[Any, str]:
    """The value of a JSON text, and what is wrong with it."""
    import json

    wrong: list[str] = []

    def pairs(entries: list[tuple[str, Any]]) -> dict[str, Any]:
        tree = dict(entries)
        if len(tree) < len(entries):
            wrong.append("a key stands twice in one object")
        return tree

    def number(read: Callable[[str], Result]) -> Callable[[str], Any]:
        def hook(digits: str) -> Any:
            value, misfit = read(digits)
            wrong.extend(["a number is too large or too small to hold"] if misfit else [])
            return value

        return hook

    decoder = json.JSONDecoder(
        object_pairs_hook=pairs,
        parse_int=number(_integer),
        parse_float=number(_number),
        parse_constant=lambda _: wrong.append("NaN and infinity are not JSON"),
    )
    try:
        value = decoder.decode(text)
    except json.JSONDecodeError as error:
        return None, f"the JSON goes wrong at character {error.pos + 1}"
    except RecursionError:
        return None, f"it is nested more than {DEPTH} deep"
    return value, wrong[0] if wrong else _unsound(value)


def _unsound(tree: Any) -> str:
    todo = [(tree, 1)]
    while todo:
        node, depth = todo.pop()
        if type(node) is str and re.search(_HALF, node):
            return "it holds half of a surrogate pair"
        if type(node) is not dict and type(node) is not list:
            continue
        if depth > DEPTH:
            return f"it is nested more than {DEPTH} deep"
        inner = [*node, *node.values()] if type(node) is dict else node
        todo += [(child, depth + 1) for child in inner]
    return ""


_READERS: dict[str, Callable[[str, Setting], Result]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "object": _object,
    "array": _array,
    "string": _string,
}
