"""The subset of draft-07 that can be compiled faithfully, and what a schema says beyond it."""

from __future__ import annotations

from functools import cache
from math import isfinite

from ..circles import circle
from ..diagnostic import Fault, Part
from ..schema import ANNOTATIONS, resolve_pointer, subschemas
from ..soundness import broken_pattern, pointer
from ..suggest import closest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..keypath import KeyPath

DRAFTS = ("http://json-schema.org/draft-07/schema#", "http://json-schema.org/draft-07/schema")

DEEPEST = 64  # levels; Python reads no more than about 200 brackets in one another

NOTES = (ANNOTATIONS - {"deprecated"}) | {"$schema", "$id", "definitions", "$defs"}
JUDGES = frozenset(
    {"type", "enum", "const", "pattern", "minLength", "maxLength"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
    | {"items", "minItems", "maxItems", "uniqueItems"}
    | {"properties", "patternProperties", "additionalProperties", "propertyNames"}
    | {"required", "dependencies", "minProperties", "maxProperties"}
    | {"allOf", "anyOf", "oneOf", "not", "if", "then", "else"}
)


def unsupported(document: Any) -> tuple[Fault, ...]:
    """What keeps a valid draft-07 schema from being compiled, by keyword and place (HC504).

    Without ``$schema`` it is taken for one.
    """
    if type(document) is not dict or document.get("$schema", DRAFTS[0]) not in DRAFTS:
        return (
            Fault(
                "HC504",
                "the schema is not one that draft-07 could say",
                ("$schema",) if type(document) is dict and "$schema" in document else (),
                label="another draft",
                help=(f'write "$schema": "{DRAFTS[0]}" and keep to its keywords',),
            ),
        )
    if _depth(document) > DEEPEST:
        return (
            Fault(
                "HC504",
                f"the schema is nested more than {DEEPEST} levels deep",
                label="nested too deeply",
                help=("give parts of it a name in definitions, and refer to them",),
            ),
        )
    places = {id(schema): path for path, schema in subschemas(document) if type(schema) is dict}
    faults: list[Fault] = []
    for path, schema in subschemas(document):
        if type(schema) is dict:
            faults += _unknown(path, schema)
            faults += _reference(path, schema, document, places)
            faults += _values(path, schema)
    return tuple(faults) or tuple(_circles(document))


def _unknown(path: KeyPath, schema: dict[str, Any]) -> Iterator[Fault]:
    for keyword, value in schema.items():
        if keyword in ("$schema", "$id") and path:
            yield _fault(path, keyword, "below the top of a schema", "remove it")
        elif keyword == "items" and type(value) is list:
            yield _fault(path, keyword, "as an array of schemas", "give one schema for all items")
        elif keyword not in NOTES | JUDGES | {"$ref"} and not keyword.startswith("x-"):
            meant = _meant(keyword)
            yield _fault(path, keyword, "", f"did you mean {meant}?" if meant else "")


@cache
def _meant(keyword: str) -> str | None:
    return closest(keyword, JUDGES | NOTES)


def _reference(
    path: KeyPath, schema: dict[str, Any], document: dict[str, Any], places: dict[int, KeyPath]
) -> Iterator[Fault]:
    if "$ref" not in schema:
        return
    reference = schema["$ref"]
    beside = [keyword for keyword in schema if keyword in JUDGES]
    if beside:
        # Draft-07 ignores them, and nobody who writes them expects that.
        yield _fault(path, beside[0], "beside $ref", "put both into an allOf")
    if type(reference) is not str or not reference.startswith("#"):
        yield _fault(path, "$ref", "to another document", "copy what it names into definitions")
        return
    target = resolve_pointer(document, reference)
    if type(target) is not bool and id(target) not in places:
        yield _fault(path, "$ref", "to what is no schema", "point to one of the definitions")


def _values(path: KeyPath, schema: dict[str, Any]) -> Iterator[Fault]:
    """Values that JSON cannot hold, and patterns that Python cannot read."""
    for keyword, value in schema.items():
        if keyword in JUDGES - {"properties", "dependencies"} and not _finite(value):
            yield _fault(path, keyword, "with a number that is not finite", "")
    patterns = [schema["pattern"]] if type(schema.get("pattern")) is str else []
    if type(schema.get("patternProperties")) is dict:
        patterns += schema["patternProperties"]
        # jsonschema joins them to find the additional properties.
        patterns.append("|".join(schema["patternProperties"]))
    for pattern in patterns:
        problem = broken_pattern(pattern)
        if problem:
            keyword = "pattern" if pattern == schema.get("pattern") else "patternProperties"
            yield _fault(path, keyword, f"that Python cannot read ({problem})", "")


def _depth(value: Any) -> int:
    inside = value.values() if type(value) is dict else value if type(value) is list else ()
    return 1 + max(map(_depth, inside), default=0)


def _finite(value: Any) -> bool:
    if type(value) is float:
        return isfinite(value)
    if type(value) is list:
        return all(map(_finite, value))
    return all(map(_finite, value.values())) if type(value) is dict else True


def _circles(document: dict[str, Any]) -> Iterator[Fault]:
    path = circle(document)
    if path is not None:
        yield _fault(path, "$ref", "to itself", "")


def _fault(path: KeyPath, keyword: str, how: str, advice: str) -> Fault:
    where = pointer(path)
    said = f"{keyword} {how}" if how else keyword
    return Fault(
        "HC504",
        f"{said} at {where} cannot be compiled faithfully",
        (*path, keyword),
        Part.KEY,
        "beyond what hacfg compiles",
        help=(advice,) if advice else (),
    )
