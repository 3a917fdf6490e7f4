"""The algebra of possible and certain: how schemas of both kinds are put together.

For a schema S, ``may`` is a schema that accepts where some values of the unknowns make S accept,
``must`` one that accepts where all of them do.
"""

from __future__ import annotations

from ..schema import LISTED_SCHEMAS, NAMED_SCHEMAS, ONE_SCHEMA
from .vocabulary import LOGIC, STRUCTURE, is_note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias

    from .vocabulary import Document

    Mode: TypeAlias = Callable[[Any], Any]

_RESTS_ON_PROPERTIES = frozenset(
    {"patternProperties", "additionalProperties", "unevaluatedProperties"}
)


def possible_logic(schema: Document, may: Mode, must: Mode) -> list[Document]:
    """The possible form of ``allOf``, ``anyOf``, ``oneOf``, ``not`` and ``if``."""
    parts: list[Document] = []
    if "allOf" in schema:
        parts.append({"allOf": [each for each in map(may, schema["allOf"]) if not trivial(each)]})
    if "anyOf" in schema:
        branches = [*map(may, schema["anyOf"])]
        parts += [] if any(map(trivial, branches)) else [{"anyOf": branches}]
    if "oneOf" in schema:
        parts += _possible_choice([*map(may, schema["oneOf"])], [*map(must, schema["oneOf"])])
    if "not" in schema:
        parts.append({"not": must(schema["not"])})
    if "if" in schema and ("then" in schema or "else" in schema):
        ways = may(schema.get("then", True)), may(schema.get("else", True))
        parts.append(_possible_case(bare(may(schema["if"])), must(schema["if"]), *ways))
    return parts


def certain_logic(schema: Document, may: Mode, must: Mode) -> list[Document]:
    """The certain form of the same."""
    parts: list[Document] = [
        {keyword: [*map(must, schema[keyword])]}
        for keyword in ("allOf", "anyOf")
        if keyword in schema
    ]
    if "oneOf" in schema:
        possible = [bare(may(each)) for each in schema["oneOf"]]
        parts.append(_certain_choice(possible, [*map(must, schema["oneOf"])]))
    if "not" in schema:
        parts.append({"not": bare(may(schema["not"]))})
    if "if" in schema and ("then" in schema or "else" in schema):
        ways = must(schema.get("then", True)), must(schema.get("else", True))
        parts += _certain_case(bare(may(schema["if"])), must(schema["if"]), *ways)
    return parts


def joined(notes: Document, parts: Iterable[Any]) -> Document:
    """One schema that holds where all parts do, as flat as can be."""
    result: Document = {}
    rest: list[Any] = []
    for part in parts:
        if part is True or part == {}:
            continue
        if part is False:
            rest.append(False)
        elif list(part) == ["allOf"]:
            rest += part["allOf"]
        elif not result and (not rest or "$ref" not in part):
            result = dict(part)
        elif "$ref" not in result and not _entangled(result, part):
            result.update(part)
        else:
            rest.append(part)
    if "$ref" in result and (rest or notes):
        result, rest = {}, [result, *rest]
    if "allOf" in result and rest:
        rest = [*result.pop("allOf"), *rest]
    return {**notes, **result, **({"allOf": rest} if rest else {})}


def trivial(schema: Any) -> bool:
    """Whether a schema accepts everything and says so plainly."""
    return schema is True or (type(schema) is dict and all(map(is_note, schema)))


def bare(schema: Any) -> Any:
    """The schema without annotations: inside a condition nobody reads them."""
    if type(schema) is not dict:
        return schema
    found: Document = {}
    for keyword, value in schema.items():
        if is_note(keyword):
            continue
        if type(value) is list and keyword in (*LISTED_SCHEMAS, "items"):
            found[keyword] = [bare(each) for each in value]
        elif type(value) is dict and keyword in NAMED_SCHEMAS:
            found[keyword] = {name: bare(each) for name, each in value.items()}
        else:
            found[keyword] = bare(value) if keyword in ONE_SCHEMA else value
    return found


def or_null(schema: Any) -> Any:
    """The schema, null allowed too."""
    if type(schema) is not dict:
        return {"type": "null"} if schema is False else schema
    rest = {keyword: value for keyword, value in schema.items() if not is_note(keyword)}
    if rest.keys() <= {"type"} | STRUCTURE:
        types = rest.get("type", [])
        types = [types] if type(types) is str else types
        if not types or "null" in types:
            return schema
        return {**schema, "type": [*types, "null"]}
    notes = {keyword: value for keyword, value in schema.items() if is_note(keyword)}
    branches = rest["anyOf"] if rest.keys() == {"anyOf"} else [rest]
    return {**notes, "anyOf": [*branches, {"type": "null"}]}


def _possible_choice(possible: list[Any], certain: list[Any]) -> list[Document]:
    """One of several: some may hold, and no two must."""
    if [bare(each) for each in possible] == certain:
        return [{"oneOf": possible}]
    pairs = [(a, b) for index, a in enumerate(certain) for b in certain[index + 1 :]]
    clashes = [{"not": {"allOf": [a, b]}} for a, b in pairs if a is not False and b is not False]
    return [{"anyOf": possible}, *clashes]


def _certain_choice(possible: list[Any], certain: list[Any]) -> Document:
    if possible == certain:
        return {"oneOf": certain}
    return {
        "anyOf": [
            {"allOf": [each, *({"not": other} for j, other in enumerate(possible) if j != index)]}
            for index, each in enumerate(certain)
        ]
    }


def _possible_case(possible: Any, certain: Any, then: Any, otherwise: Any) -> Document:
    if possible == certain:
        return _case(certain, then, otherwise)
    if trivial(otherwise):
        return _case(certain, then, {})
    if trivial(then):
        return _case(possible, {}, otherwise)
    unsure = _case(possible, {"anyOf": [then, otherwise]}, otherwise)
    return _case(certain, then, unsure)


def _certain_case(possible: Any, certain: Any, then: Any, otherwise: Any) -> list[Document]:
    if possible == certain:
        return [_case(certain, then, otherwise)]
    return [_case(possible, then, {}), _case(certain, {}, otherwise)]


def _case(condition: Any, then: Any, otherwise: Any) -> Document:
    branches = {"then": then, "else": otherwise}
    kept = {name: branch for name, branch in branches.items() if not trivial(branch)}
    return {"if": condition, **kept} if kept else {}


def _entangled(result: Document, part: Document) -> bool:
    """Whether the two cannot share one object without changing what they say."""
    if result.keys() & part.keys():
        return True
    if part.keys() == {"properties"}:
        return not _RESTS_ON_PROPERTIES.isdisjoint(result)
    return not part.keys() <= LOGIC
