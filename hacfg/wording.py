"""The words of the checker: types, ranges, values that may be shown, and what to write instead."""

from __future__ import annotations

import json
import re

from .coerce import coerce
from .diagnostic import Fault
from .disclosure import shows_text
from .keypath import dotted
from .schema import subschema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from .keypath import KeyPath
    from .setting import Setting

_TYPES = {
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "string": "a string",
    "null": "null",
    "array": "an array",
    "object": "an object",
}
_LONGEST = 40
_MOST_CHOICES = 10
_variable_name = re.compile(r"[A-Za-z_][A-Za-z0-9_]*").fullmatch


def enumeration(words: Iterable[str], last: str = "and") -> str:
    """``a, b and c``."""
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final


def count(number: int, noun: str) -> str:
    """``1 item``, ``2 items``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def type_words(types: str | list[Any]) -> str:
    """The JSON Schema types as a reader says them: ``an integer or null``."""
    # In draft 3 a schema may stand among the types.
    names = [types] if isinstance(types, str) else [t for t in types if isinstance(t, str)]
    if "number" in names and "integer" in names:
        names = [name for name in names if name != "integer"]
    words = [_TYPES.get(name, name) for name in dict.fromkeys(names)]
    if len(words) > 1:
        words = [each for word in words for each in word.split(" or ")]
    return enumeration(words or ["of another type"], "or")


def choices(allowed: Sequence[Any]) -> str:
    """The values that are allowed, as long as a reader takes them in: ``mysql or sqlite``."""
    if len(allowed) > _MOST_CHOICES:
        return f"one of {len(allowed)} values"
    words = [item if isinstance(item, str) and item else json.dumps(item) for item in allowed]
    return enumeration(words or ["nothing"], "or")


def type_of(value: Any) -> str:
    """The JSON type of a value, with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "an array" if isinstance(value, list) else "an object"


def shown_value(value: Any, setting: Setting | None) -> str:
    """A value as a message may show it: its text only for a setting known to be no secret."""
    if value is None or isinstance(value, (list, dict)):
        return type_of(value)
    if setting is None or setting.secret:
        return type_of(value)
    if isinstance(value, str):
        if value and not shows_text(value, setting):
            return type_of(value)
        text = json.dumps(value, ensure_ascii=False)
        text = "".join(c if c.isprintable() else " " for c in text)
        if len(text) > _LONGEST:
            text = text[: _LONGEST - 2] + '…"'
        return f"the string {text}" if value else "an empty string"
    text = json.dumps(value)
    return text if len(text) <= _LONGEST else f"a number of {len(text)} digits"


def form(base: dict[str, Any], path: KeyPath, setting: Setting | None) -> str:
    """What a setting takes, in a few words: ``an integer from 1 to 65535``."""
    schema = subschema(base, path) or {}
    if "enum" in schema and not (setting and setting.secret):
        return choices(schema["enum"])
    types = schema.get("type") or (list(setting.types) if setting and setting.types else None)
    if types is None:
        return ""
    return type_words(types) + _bounds(schema)


def _bounds(schema: dict[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    # In draft 4 these two say of the others that they exclude themselves.
    if isinstance(above, bool):
        low, above = (None, low) if above else (low, None)
    if isinstance(below, bool):
        high, below = (None, high) if below else (high, None)
    if low is not None and high is not None:
        return f" from {low} to {high}"
    lower = f"above {above}" if above is not None else f"at least {low}" if low is not None else ""
    upper = f"below {below}" if below is not None else f"at most {high}" if high is not None else ""
    both = " and ".join(word for word in (lower, upper) if word)
    return f" of {both}" if both.startswith("at ") else f" {both}" if both else ""


def instead(value: Any, setting: Setting) -> tuple[str, ...]:
    """What to write instead of a value of the wrong type."""
    taken = ""
    if setting.variables:
        taken = f'"${{{setting.variables[0]}}}" to take it from a variable'
    if value is None:
        known = setting.has_default and not setting.secret
        default = f"; the default is {json.dumps(setting.default)}" if known else ""
        return (f"leave it out{default}",)
    if type(value) in (int, float) and "string" in setting.types:
        return (f"put it in quotes: {_in_quotes(value, setting)}",)
    written = "" if setting.secret else _converted(value, setting)
    if not written and isinstance(value, str) and taken:
        written = f"write {type_words(list(setting.types))}"
    return (", or ".join(filter(None, (written, taken))),) if written else ()


def _converted(value: Any, setting: Setting) -> str:
    """The advice to write the value that was meant, where that can be told."""
    if setting.types == ("boolean",) and value in (0, 1) and type(value) is int:
        return f"write {json.dumps(bool(value))}"
    if not isinstance(value, str) or not shows_text(value, setting):
        return ""
    typed, misfit = coerce(value, setting)
    if misfit is not None or isinstance(typed, dict):
        return ""
    text = json.dumps(typed, ensure_ascii=False)
    if isinstance(typed, list):
        return f"write {text}" if len(text) <= 2 * _LONGEST else ""
    return f"write {text} without quotes"


def _in_quotes(value: Any, setting: Setting) -> str:
    return '"..."' if setting.secret else f'"{json.dumps(value)}"'


def habit(value: Any, setting: Setting | None, path: KeyPath) -> Fault | None:
    """The ``{"ENV": "X"}`` of other tools, where a setting wants a scalar."""
    if not isinstance(value, dict) or len(value) != 1 or setting is None:
        return None
    ((key, name),) = value.items()
    if key.lower().lstrip("$") not in ("env", "from_env", "fromenv", "environment", "var"):
        return None
    named = isinstance(name, str) and _variable_name(name)
    spelt = name if named else next(iter(setting.variables), "NAME")
    return Fault(
        "HC211",
        f"{dotted(path)} takes a variable as a placeholder, not as an object",
        path,
        label="another tool's way to name a variable",
        help=(f'write "${{{spelt}}}"',),
    )
