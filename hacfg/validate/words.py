"""The words for a finding where the schema has no message of its own: one row for each keyword."""

from __future__ import annotations

from ..diagnostic import Fault, Part
from ..keypath import dotted
from .alternatives import alternatives
from .containers import missing_keys, name_refused, needs, repeated, size, unknown_keys
from .findings import place_of
from .scalars import choice, length, mistyped, number, pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from jsonschema.exceptions import ValidationError

    from ..keypath import KeyPath
    from .story import Story
    from .subject import Subject

    Worder: TypeAlias = Callable[[ValidationError, KeyPath, Subject], list[Fault]]


def worded(error: ValidationError, story: Story, subject: Subject) -> list[Fault]:
    """The faults of one finding; several where it speaks of several keys."""
    path = place_of(error)
    if is_about_a_name(error, subject):
        return [name_refused((*path, str(error.instance)))]
    faults = _WORDS.get(str(error.validator), unexplained)(error, path, subject)
    if story.message and path and type(path[-1]) is int:
        # Of an item there is no table of settings that would say what it must be.
        faults = [fault.replace(notes=(*fault.notes, story.message)) for fault in faults]
    return faults


def is_about_a_name(error: ValidationError, subject: Subject) -> bool:
    """Whether a finding is about the name of a key (``propertyNames``), not about a value."""
    around = subject.at(place_of(error))
    named = "propertyNames" in error.absolute_schema_path and isinstance(error.instance, str)
    return named and isinstance(around, dict) and error.instance in around


def unexplained(error: ValidationError, path: KeyPath, subject: Subject) -> list[Fault]:
    """A refusal for which there are no better words than the keyword."""
    if error.validator is None:
        return [
            Fault("HC205", f"{dotted(each)} is not allowed here", each, Part.KEY, "not here")
            for each in _forbidden(path, subject)
        ]
    where = dotted(path) or subject.name or "the file"
    keyword = str(error.validator)
    headline = f"{where} is refused by the schema's {keyword}"
    return [Fault("HC299", headline, path, label=f"refused by {keyword}")]


def _forbidden(path: KeyPath, subject: Subject) -> list[KeyPath]:
    """The paths of what the schema ``false`` refuses, where jsonschema only tells the object."""
    around, said = subject.at(path), subject.said(path).get("properties", {})
    names = around if isinstance(around, dict) else ()
    return [(*path, name) for name in names if said.get(name) is False] or [path]


_WORDS: dict[str, Worder] = {
    "type": mistyped,
    "enum": choice,
    "const": choice,
    "pattern": pattern,
    "minLength": length,
    "maxLength": length,
    "minimum": number,
    "maximum": number,
    "exclusiveMinimum": number,
    "exclusiveMaximum": number,
    "multipleOf": number,
    "additionalProperties": unknown_keys,
    "unevaluatedProperties": unknown_keys,
    "required": missing_keys,
    "dependencies": needs,
    "dependentRequired": needs,
    "minProperties": size,
    "maxProperties": size,
    "minItems": size,
    "maxItems": size,
    "uniqueItems": repeated,
    "anyOf": alternatives,
    "oneOf": alternatives,
}
