"""The findings: what jsonschema reports, without what only follows from something else in it."""

from __future__ import annotations

from ..derive import PLACEHOLDER, WHOLE_PLACEHOLDER
from ..judge import validator_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from jsonschema.exceptions import ValidationError

    from ..keypath import KeyPath
    from .subject import Subject

_PLACEHOLDERS = ({"$ref": PLACEHOLDER}, {"$ref": WHOLE_PLACEHOLDER})
_ALTERNATIVES = ("anyOf", "oneOf")
DEPENDENCIES = ("dependencies", "dependentRequired")
_RANK = {"type": 0, "enum": 1, "const": 1}  # the lower, the more it says of a scalar


def findings(values: Mapping[str, Any], subject: Subject) -> list[ValidationError]:
    """What is wrong with the values: one finding for each thing, the most telling one."""
    errors = list(validator_of(subject.schema).iter_errors(values))
    found = [leaf for error in errors for leaf in _innermost(error)]
    return _without_shadows(_one_for_each_place(found), subject)


def _innermost(error: ValidationError) -> list[ValidationError]:
    """The findings that say what is wrong, taken out of the alternative that was meant."""
    if error.validator not in _ALTERNATIVES or not error.context:
        return [error]
    likely, depth = branches(error), len(error.absolute_path)
    for is_out in (_is_of_another_type, _is_of_another_kind, _lacks_keys):
        if len(likely) > 1:
            likely = [found for found in likely if not any(is_out(e, depth) for e in found)]
    return likely[0] if len(likely) == 1 else [error]


def branches(error: ValidationError) -> list[list[ValidationError]]:
    """The findings of each alternative but that of a placeholder."""
    found: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        index = inner.schema_path[0]
        if error.validator_value[index] not in _PLACEHOLDERS:
            found.setdefault(index, []).extend(_innermost(inner))
    return list(found.values())


def _is_of_another_type(error: ValidationError, depth: int) -> bool:
    return error.validator == "type" and len(error.absolute_path) == depth


def _is_of_another_kind(error: ValidationError, depth: int) -> bool:
    """Whether a constant refuses: `"kind": "file"` tells the alternatives apart."""
    return error.validator in ("const", "enum") and len(error.absolute_path) <= depth + 1


def _lacks_keys(error: ValidationError, depth: int) -> bool:
    return error.validator == "required" and len(error.absolute_path) == depth


def _one_for_each_place(errors: list[ValidationError]) -> list[ValidationError]:
    """A wrong type hides all else at its place; a scalar has one fault, an object may have many."""
    mistyped = {tuple(error.absolute_path) for error in errors if error.validator == "type"}
    kept: dict[tuple[Any, ...], ValidationError] = {}
    for error in errors:
        path = place_of(error)
        if path in mistyped and error.validator != "type":
            continue
        single = not isinstance(error.instance, (dict, list)) or error.validator == "type"
        slot: tuple[Any, ...] = (path,) if single else (path, *error.absolute_schema_path)
        if "propertyNames" in error.absolute_schema_path and isinstance(error.instance, str):
            slot = (path, error.instance)
        elif error.validator is None:  # the path of what `false` refuses is that of its object
            slot = (path, *error.absolute_schema_path)
        if slot not in kept or _rank(error) < _rank(kept[slot]):
            kept[slot] = error
    return list(kept.values())


def _rank(error: ValidationError) -> int:
    return _RANK.get(str(error.validator), 2)


def _without_shadows(errors: list[ValidationError], subject: Subject) -> list[ValidationError]:
    """Without what follows from two modes in one layer: with host, its port is one too many."""

    def groups(error: ValidationError) -> list[tuple[str, ...]]:
        path = tuple(error.absolute_path)
        said = subject.said(path) if path else subject.base
        return [tuple(group) for group in said.get("x-exclusive", ())]

    def modes_of(error: ValidationError) -> set[tuple[KeyPath, int]]:
        rule = error.validator_value
        apart = error.validator == "not" and type(rule) is dict and list(rule) == ["required"]
        if not apart:
            return set()
        modes, names = groups(error), rule["required"]
        found = {n for n, group in enumerate(modes) if any(name in group for name in names)}
        return {(tuple(error.absolute_path), n) for n in found} if len(found) > 1 else set()

    def is_of_heads(error: ValidationError) -> bool:
        heads = {group[0] for group in groups(error)}
        return heads.issuperset(error.validator_value["required"])

    told = [modes_of(error) for error in errors]
    clashes = [found for e, found in zip(errors, told, strict=True) if found and is_of_heads(e)]
    return [
        error
        for error, found in zip(errors, told, strict=True)
        if found not in clashes or is_of_heads(error)
    ]


def missing(error: ValidationError) -> list[str]:
    """The keys that a finding wants: all of them, or for alternatives any one."""
    if error.validator == "required":
        return [name for name in _required(error) if name not in error.instance]
    if error.validator in DEPENDENCIES:
        return list(dict.fromkeys(each for _, absent in unmet(error) for each in absent))
    if error.validator in _ALTERNATIVES and isinstance(error.instance, dict):
        branches = error.validator_value
        if all(type(branch) is dict and list(branch) == ["required"] for branch in branches):
            return [name for branch in branches for name in branch["required"][:1]]
    return []


def _required(error: ValidationError) -> list[str]:
    if _is_of_draft_3(error):
        properties = error.schema.get("properties", {})
        return [name for name, said in properties.items() if said.get("required") is True]
    names: list[str] = error.validator_value
    return names


def _is_of_draft_3(error: ValidationError) -> bool:
    """Whether a property says of itself that it is required, as it did in draft 3."""
    return error.validator == "required" and error.validator_value is True


def unmet(error: ValidationError) -> list[tuple[str, list[str]]]:
    """The keys whose needs are not met, each with the keys that are missing."""
    return [
        (name, absent)
        for name, needed in error.validator_value.items()
        if name in error.instance and type(needed) is list
        if (absent := [other for other in needed if other not in error.instance])
    ]


def place_of(error: ValidationError) -> KeyPath:
    """The key path of the value that a finding is about."""
    path: KeyPath = tuple(error.absolute_path)
    return path[:-1] if _is_of_draft_3(error) else path
