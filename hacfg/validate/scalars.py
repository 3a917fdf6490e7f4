"""The words for a value of the wrong type, range or form."""

from __future__ import annotations

from ..diagnostic import Fault
from ..keypath import dotted
from ..suggest import closest
from ..wording import choices, count, enumeration, form, instead, shown_value, type_words
from .advice import of_number, of_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from jsonschema.exceptions import ValidationError

    from ..keypath import KeyPath
    from .subject import Subject

_MOST_PATTERN = 60  # characters; a longer one helps nobody

_EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}

LIMITS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
    "multipleOf": "a multiple of",
    "minLength": "at least",
    "maxLength": "at most",
    "minItems": "at least",
    "maxItems": "at most",
    "minProperties": "at least",
    "maxProperties": "at most",
}


def mistyped(error: ValidationError, path: KeyPath, subject: Subject) -> list[Fault]:
    """A value of the wrong type."""
    return [of_type(error.validator_value, path, subject)]


def of_type(kinds: str | list[str], path: KeyPath, subject: Subject) -> Fault:
    """A value whose type is none of the kinds."""
    said, value = subject.said(path), subject.at(path)
    if "enum" in said:
        return of_choices(said["enum"], path, subject)
    setting = subject.setting(path)
    where = dotted(path) or subject.name or "the file"
    advice = instead(value, setting) if setting else _object_advice(value, said)
    return Fault(
        "HC201",
        f"{where} must be {type_words(kinds)}, not {shown_value(value, setting)}",
        path,
        label=form(subject.base, path, setting) or type_words(kinds),
        help=advice,
    )


def _object_advice(value: Any, said: dict[str, Any]) -> tuple[str, ...]:
    """What to write where an object with settings of its own belongs."""
    names = list(said.get("properties", ()))
    if value is None:
        return ("leave it out",)
    if not names:
        return ()
    if isinstance(value, str) and "${" in value:
        return (f"a placeholder stands for one setting, such as {names[0]} in it",)
    return (f"write an object with {enumeration(names, 'or')}",)


def number(error: ValidationError, path: KeyPath, subject: Subject) -> list[Fault]:
    """A number out of range."""
    setting = subject.setting(path)
    keyword = str(error.validator)
    if error.schema.get(_EXCLUSIVE.get(keyword)) is True:  # as draft 4 has it
        keyword = _EXCLUSIVE[keyword]
    limit = f"{LIMITS[keyword]} {error.validator_value}"
    too_high = keyword in ("maximum", "exclusiveMaximum")
    return [
        Fault(
            "HC202",
            f"{dotted(path)} must be {limit}, not {shown_value(error.instance, setting)}",
            path,
            label=form(subject.base, path, setting) or limit,
            help=of_number(error, subject) if too_high else (),
        )
    ]


def length(error: ValidationError, path: KeyPath, subject: Subject) -> list[Fault]:
    """A text too short or too long."""
    if not error.instance and error.validator_value == 1:
        return [Fault("HC202", f"{dotted(path)} must not be empty", path, label="empty")]
    limit = wanted(error, subject)
    return [Fault("HC202", f"{dotted(path)} must have {limit}", path, label=limit)]


def choice(error: ValidationError, path: KeyPath, subject: Subject) -> list[Fault]:
    """A value that is none of those allowed."""
    allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
    return [of_choices(allowed, path, subject)]


def of_choices(allowed: Sequence[Any], path: KeyPath, subject: Subject) -> Fault:
    """A value that is none of some."""
    setting, value = subject.setting(path), subject.at(path)
    secret = setting is not None and setting.secret
    words = f"one of {count(len(allowed), 'value')}" if secret else choices(allowed)
    advice: tuple[str, ...] = ()
    if value is None and setting:
        advice = instead(value, setting)
    elif isinstance(value, str) and not (setting and setting.secret):
        near = _nearest(value, [item for item in allowed if isinstance(item, str)])
        advice = (f'did you mean "{near}"?',) if near else ()
    return Fault(
        "HC203",
        f"{dotted(path)} must be {words}, not {shown_value(value, setting)}",
        path,
        label=words,
        help=advice,
    )


def _nearest(value: str, texts: list[str]) -> str | None:
    """The choice that was most likely meant: ``postgres`` and ``postgresql+psycopg2`` too."""
    longer = [text for text in texts if len(value) > 2 and text.startswith(value)]
    inside = [text for text in texts if len(text) > 2 and text in value.lower()]
    only = next((found[0] for found in (longer, inside) if len(found) == 1), None)
    return only or closest(value, texts)


def pattern(error: ValidationError, path: KeyPath, subject: Subject) -> list[Fault]:
    """A text of the wrong form."""
    expression = error.validator_value
    label, advice = of_text(error, subject)
    value = shown_value(error.instance, subject.setting(path))
    return [
        Fault(
            "HC204",
            f"{dotted(path)} does not have the form it must have: {value}",
            path,
            label=label,
            notes=(f"the pattern is {expression}",) if len(expression) <= _MOST_PATTERN else (),
            help=advice,
        )
    ]


def wanted(error: ValidationError, subject: Subject) -> str:
    """What a value had to be, in a few words for a label."""
    keyword, value = str(error.validator), error.validator_value
    if keyword in ("const", "enum"):
        return f"must be {choices(value if keyword == 'enum' else [value])}"
    if keyword == "minLength" and not error.instance:
        return "empty"
    if keyword in ("minLength", "maxLength"):
        return f"{LIMITS[keyword]} {count(value, 'character')}"
    path = tuple(error.absolute_path)
    return form(subject.base, path, subject.setting(path)) or "not so"
