"""An entry of a reference: one setting, in words and in texts that are ready to be shown."""

from __future__ import annotations

import json

from ..keypath import dotted
from ..schema import subschema
from ..secret import holds_credentials
from ..value import Value
from ..wording import count, enumeration, form

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..keypath import KeyPath
    from ..setting import Setting

_PLURALS = {
    "string": "strings",
    "integer": "integers",
    "number": "numbers",
    "boolean": "booleans",
    "array": "arrays",
    "object": "objects",
}


class Entry(Value):
    """One setting.

    ``takes`` says type and range (``an integer from 1 to 65535``), ``choices`` its few values where
    it has only those. Values are written as JSON: ``default``, empty where there is none,
    ``defaults`` by the value of the setting ``by``, and ``examples``. ``rule`` is the sentence of
    the schema on the form of a text. Nothing in it is a secret's value.
    """

    path: KeyPath
    takes: str
    choices: tuple[str, ...]
    default: str
    by: str
    defaults: tuple[tuple[str, str], ...]
    variables: tuple[str, ...]
    secret: bool
    required: bool
    description: str
    rule: str
    examples: tuple[str, ...]
    deprecated: str

    @property
    def name(self) -> str:
        """The setting as people write it: ``retry.max_delay``."""
        return dotted(self.path)

    @property
    def by_value(self) -> tuple[tuple[str, str], ...]:
        """Each default that depends on another setting, and the values that it goes with."""
        grouped: dict[str, list[str]] = {}
        for value, default in self.defaults:
            grouped.setdefault(default, []).append(value)
        return tuple((default, enumeration(values, "or")) for default, values in grouped.items())


def entry_of(document: dict[str, Any], setting: Setting) -> Entry:
    """The entry of a setting, by what its schema says of it."""
    stated = subschema(document, setting.path) or {}
    around = subschema(document, setting.path[:-1]) or {}
    by, defaults = setting.default_by or ("", ())
    return Entry(
        path=setting.path,
        takes=takes(document, setting, stated),
        choices=() if setting.secret else tuple(map(as_json, setting.choices)),
        default=_default(setting),
        by=one_line(by),
        defaults=tuple(
            (one_line(value if type(value) is str else as_json(value)), as_json(default))
            for value, default in defaults
        ),
        variables=setting.variables,
        secret=setting.secret,
        required=setting.path[-1] in _listed(around.get("required")),
        description=one_line(stated.get("description", stated.get("title", ""))),
        rule=one_line(stated.get("x-message", "")),
        examples=_examples(stated, setting),
        deprecated=one_line(setting.deprecated),
    )


def takes(document: dict[str, Any], setting: Setting, stated: dict[str, Any]) -> str:
    """Type and range of a setting in words."""
    if setting.choices and not setting.secret:
        return ""
    if not setting.types:
        return "any value"
    # The limits are not those of null, which is said last.
    words = form(document, setting.path, setting)
    text = words.replace(" or null", "", 1)
    nullable = text != words
    if "array" in setting.types:
        text += _items(document, setting, stated)
    elif "string" in setting.types:
        text += _length(stated)
    return f"{text}, or null" if nullable else text


def as_json(value: Any) -> str:
    """A value as a config file has it, signs that cannot be seen written as escapes."""
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)


def one_line(text: Any) -> str:
    """A text of a schema in one line of signs that can be seen; what is no text is nothing."""
    if not isinstance(text, str):
        return ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _default(setting: Setting) -> str:
    tells = setting.secret and setting.default is not None
    return as_json(setting.default) if setting.has_default and not tells else ""


def _length(stated: dict[str, Any]) -> str:
    low, high = _number(stated, "minLength"), _number(stated, "maxLength")
    if low and high:
        return f" of {low} to {count(high, 'character')}"
    if high:
        return f" of at most {count(high, 'character')}"
    return f" of at least {count(low, 'character')}" if low > 1 else ""


def _items(document: dict[str, Any], setting: Setting, stated: dict[str, Any]) -> str:
    """What an array holds: of which type, how many, and with which keys."""
    inner = subschema(document, (*setting.path, 0)) or {}
    kinds = [_PLURALS[name] for name in setting.item_types if name in _PLURALS]
    text = f" of {enumeration(kinds, 'or')}" if kinds else ""
    keys = inner.get("properties")
    if isinstance(keys, dict) and keys:
        text += f" with {enumeration(dotted((str(key),)) for key in keys)}"
    low, high = _number(stated, "minItems"), _number(stated, "maxItems")
    text += f", at least {low}" if low else ""
    text += f", at most {high}" if high else ""
    return text + (", none twice" if stated.get("uniqueItems") is True else "")


def _number(stated: dict[str, Any], keyword: str) -> int:
    value = stated.get(keyword, 0)
    return value if type(value) is int else 0


def _examples(stated: dict[str, Any], setting: Setting) -> tuple[str, ...]:
    """The examples, of a secret only those that are placeholders."""
    found = _listed(stated.get("examples"))
    shown = (
        value
        for value in found
        if not (setting.secret and not (isinstance(value, str) and value.startswith("${")))
        and not (isinstance(value, str) and "${" not in value and holds_credentials(value))
    )
    return tuple(map(as_json, shown))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
