"""The words of a schema: keywords that are misspelt or of another draft, patterns that mislead."""

from __future__ import annotations

import re
from functools import cache

from .diagnostic import Fault, Part
from .drafts import draft_of
from .keypath import legible
from .schema import subschemas
from .soundness import pointer
from .suggest import closest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .drafts import Draft
    from .keypath import KeyPath

# What each draft added to the ones before it.
_FROM_4 = frozenset(
    {"$schema", "$ref", "title", "description", "default", "definitions", "format"}
    | {"type", "enum", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"}
    | {"maxLength", "minLength", "pattern", "items", "additionalItems", "maxItems", "minItems"}
    | {"uniqueItems", "maxProperties", "minProperties", "required", "properties"}
    | {
        "patternProperties",
        "additionalProperties",
        "dependencies",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
    }
)
_ADDED: dict[int, frozenset[str]] = {
    6: frozenset({"$id", "const", "contains", "propertyNames", "examples"}),
    7: frozenset({"if", "then", "else", "$comment", "readOnly", "writeOnly"})
    | {"contentMediaType", "contentEncoding"},
    8: frozenset({"$anchor", "$defs", "$recursiveRef", "$recursiveAnchor", "$vocabulary"})
    | {"dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties"}
    | {"minContains", "maxContains", "deprecated", "contentSchema"},
    9: frozenset({"prefixItems", "$dynamicRef", "$dynamicAnchor"}),
}
# They judge nothing, or are understood by hacfg in every draft.
_HARMLESS = frozenset(
    {"$defs", "$id", "$comment", "examples", "readOnly", "writeOnly", "deprecated"}
    | {"contentMediaType", "contentEncoding", "contentSchema", "id", "$vocabulary"}
)
# Where a later draft says the same by another word.
_SUCCESSORS = {"dependencies": "dependentRequired or dependentSchemas", "additionalItems": "items"}

_classes = re.compile(r"(?<!\\)(?:\\\\)*\\([dwsDWS])").findall
_final_dollar = re.compile(r"(?<!\\)(?:\\\\)*\$(?=\)*$|\|)").search
_WRITTEN = {"d": "[0-9]", "w": "[A-Za-z0-9_]", "s": "[ \\t\\r\\n]"}


def advice_on_words(tree: dict[str, Any]) -> Iterator[Fault]:
    """Keywords that nobody knows and are close to one that counts (HC513), and patterns (HC514)."""
    draft = draft_of(tree)
    known = _known(draft)
    everything = _FROM_4.union(*_ADDED.values())
    for path, schema in subschemas(tree):
        if type(schema) is not dict:
            continue
        for keyword, value in schema.items():
            if keyword in known or keyword in _HARMLESS or keyword.startswith("x-"):
                continue
            place = (*path, keyword)
            if keyword in everything:
                yield _of_another_draft(place, draft)
            elif near := _meant(keyword, known):
                yield _misspelt(place, near, value)
        if type(schema.get("pattern")) is str:
            yield from _misleading((*path, "pattern"), schema["pattern"], Part.VALUE)
        named = schema.get("patternProperties")
        for pattern in named if type(named) is dict else ():
            place = (*path, "patternProperties", pattern)
            yield from _misleading(place, pattern, Part.KEY)


def _known(draft: Draft) -> frozenset[str]:
    found = _FROM_4.union(*(words for number, words in _ADDED.items() if number <= draft.number))
    return found - ({"dependencies", "additionalItems"} if draft.number > 8 else set())


@cache
def _meant(keyword: str, known: frozenset[str]) -> str | None:
    """The keyword that was misspelt; a short form of one is somebody's own word."""
    near = closest(keyword, known)
    if near is None or abs(len(near) - len(keyword)) > 2:
        return None
    return near


def _misspelt(path: KeyPath, near: str, value: Any) -> Fault:
    return Fault(
        "HC513",
        f"{legible(str(path[-1]))} at {pointer(path[:-1])} is no keyword of JSON Schema",
        path,
        Part.KEY,
        "checks nothing",
        help=(f"did you mean {near}?",),
    )


def _of_another_draft(path: KeyPath, draft: Draft) -> Fault:
    keyword = str(path[-1])
    successor = _SUCCESSORS.get(keyword)
    advice = f"write {successor}" if successor else "name the draft that has it as $schema"
    return Fault(
        "HC513",
        f"{keyword} at {pointer(path[:-1])} means nothing in {draft.name}",
        path,
        Part.KEY,
        "checks nothing",
        help=(advice,),
    )


def _misleading(path: KeyPath, pattern: str, part: Part) -> Iterator[Fault]:
    """What Python, and so hacfg, takes for more than most authors mean."""
    letters = dict.fromkeys(_classes(pattern))
    notes = []
    advice = []
    if letters:
        wide = " and ".join(f"\\{letter}" for letter in letters)
        notes.append(f"{wide} takes in digits, letters and blanks of all scripts")
        spelt = [f"{_WRITTEN[each]} for \\{each}" for each in letters if each in _WRITTEN]
        advice += [f"write {', '.join(spelt)}"] if spelt else []
    if _final_dollar(pattern):
        notes.append("$ matches before a line end too, so that a text may end in one")
        advice.append("end the pattern in $(?!\\n)")
    if notes:
        yield Fault(
            "HC514",
            f"the pattern at {pointer(path)} takes more than it seems to",
            path,
            part,
            "takes more",
            notes=tuple(notes),
            help=tuple(advice),
        )
