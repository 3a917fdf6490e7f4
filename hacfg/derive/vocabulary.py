"""The vocabulary of derived schemas: what kinds of keywords there are, and what is put beside."""

from __future__ import annotations

from ..schema import ANNOTATIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Document: TypeAlias = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
PLACEHOLDER = "#/definitions/placeholder"
WHOLE_PLACEHOLDER = "#/definitions/whole_placeholder"
KNOWN = "#/definitions/known"

NO_OBJECT = {"not": {"type": "object"}}
NO_NULL = {"not": {"type": "null"}}

DEFINITIONS: dict[str, Document] = {
    "placeholder": {
        "description": "A text with a placeholder in it, such as ${REDIS_HOST}.",
        "type": "string",
        "pattern": r"\$\{",
    },
    "whole_placeholder": {
        "description": "A placeholder and nothing else, such as ${REDIS_PORT}.",
        "type": "string",
        "allOf": [{"pattern": r"^\$\{"}, {"pattern": r"\}$(?!\n)"}],
    },
    "known": {
        "description": "A value without a placeholder in it, however deep.",
        "not": {"$ref": PLACEHOLDER},
        "items": {"$ref": KNOWN},
        "additionalProperties": {"$ref": KNOWN},
    },
}

IN_AN_ENVIRONMENT: dict[str, Document] = {
    "extends": {
        "description": "The environment that this one builds on: objects merge setting by setting,"
        " arrays replace, and null removes an inherited object.",
        "type": "string",
        "minLength": 1,
    },
    "protected": {
        "description": "Whether this environment is protected: no literal secret may stand in it."
        " Without this, its name decides (production, prod, prd, live).",
        "type": "boolean",
    },
}
IN_A_FILE: dict[str, Document] = {
    "$schema": {
        "description": "The schema that editors hold this file against.",
        "type": "string",
    },
}

STRUCTURE = frozenset(
    {"properties", "patternProperties", "additionalProperties", "propertyNames", "items"}
    | {"required", "dependencies", "dependentRequired", "dependentSchemas"}
    | {"minProperties", "maxProperties", "minItems", "maxItems", "uniqueItems"}
)
LOGIC = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else"})
_BOUNDARIES = frozenset({"$schema", "$id", "$ref", "definitions", "$defs"})


def is_note(keyword: str) -> bool:
    """Whether a keyword is an annotation, ours included."""
    return keyword in ANNOTATIONS or keyword.startswith("x-")


def own(schema: Document) -> Document:
    """The keywords that judge a value by itself, those of unknown meaning included."""
    others = STRUCTURE | LOGIC | _BOUNDARIES
    return {k: value for k, value in schema.items() if k not in others and not is_note(k)}


def is_composite(judges: Document) -> bool:
    """Whether arrays or objects are compared as a whole, in which anything may be unknown."""
    return any(type(value) in (list, dict) and value for value in _values(judges) or ())


def names_objects(judges: Document) -> bool:
    """Whether objects are compared as a whole, to which keys may still come."""
    return any(type(value) is dict for value in _values(judges) or ())


def takes_placeholders(judges: Document) -> bool:
    """Whether the text of a placeholder itself may pass."""
    if "type" in judges and "string" not in stated_types(judges):
        return False
    values = _values(judges)
    return values is None or any(type(value) is str and "${" in value for value in values)


def takes_all_texts(judges: Document) -> bool:
    """Whether any text passes."""
    return not judges or (judges.keys() == {"type"} and "string" in stated_types(judges))


def stated_types(judges: Document) -> set[str]:
    """What ``type`` allows."""
    stated = judges.get("type", ())
    return {stated} if type(stated) is str else set(stated)


def _values(judges: Document) -> list[Any] | None:
    """The values that enum and const name; None where neither limits them."""
    if "enum" not in judges and "const" not in judges:
        return None
    return [*judges.get("enum", ()), *([judges["const"]] if "const" in judges else ())]
