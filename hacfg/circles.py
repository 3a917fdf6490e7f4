"""Circles: schemas that come back to themselves for the same value, so that no answer is found."""

from __future__ import annotations

from .drafts import draft_of
from .schema import resolve_pointer, subschemas

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .keypath import KeyPath

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


def circle(document: dict[str, Any]) -> KeyPath | None:
    """The path of a schema that refers to itself for the same value; None where none does."""
    places = {
        id(schema): path
        for path, schema in subschemas(document)
        if type(schema) is dict and any(each in schema for each in _REFERENCES)
    }
    settled: set[int] = set()
    for path, schema in subschemas(document):
        if id(schema) not in places:
            continue
        trail: list[int] = []
        if _comes_back(schema, document, trail, settled):
            return next((places[each] for each in reversed(trail) if each in places), path)
    return None


def _comes_back(schema: Any, document: dict[str, Any], trail: list[int], settled: set[int]) -> bool:
    if type(schema) is not dict or id(schema) in settled:
        return False
    if id(schema) in trail:
        return True
    trail.append(id(schema))
    if any(_comes_back(each, document, trail, settled) for each in _same_value(schema, document)):
        return True
    trail.pop()
    settled.add(id(schema))
    return False


def _same_value(schema: dict[str, Any], document: dict[str, Any]) -> list[Any]:
    """The schemas inside that judge the very same value."""
    if type(schema.get("$ref")) is str and not draft_of(document).modern:
        return [resolve_pointer(document, schema["$ref"])]
    found = [
        resolve_pointer(document, schema[keyword])
        for keyword in _REFERENCES
        if type(schema.get(keyword)) is str
    ]
    found += [each for keyword in ("allOf", "anyOf", "oneOf") for each in schema.get(keyword, ())]
    found += [schema[keyword] for keyword in ("not", "if", "then", "else") if keyword in schema]
    for keyword in ("dependencies", "dependentSchemas"):
        found += schema.get(keyword, {}).values()
    return found
