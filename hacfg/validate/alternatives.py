"""The words for a value that fits no alternative, or more than one."""

from __future__ import annotations

from ..diagnostic import Fault, Part
from ..keypath import dotted
from ..wording import enumeration
from .advice import to_add
from .findings import branches, missing, place_of
from .scalars import of_choices, of_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from jsonschema.exceptions import ValidationError

    from ..keypath import KeyPath
    from .subject import Subject


def alternatives(error: ValidationError, path: KeyPath, subject: Subject) -> list[Fault]:
    """What all alternatives have in common, else that none of them fits."""
    where = dotted(path) or subject.name or "the file"
    options = missing(error)
    if options:
        return [
            Fault(
                "HC206",
                f"{where} needs {enumeration(options, 'or')}",
                path,
                Part.KEY,
                "none of them is here",
                help=to_add((*path, options[0]), subject),
            )
        ]
    found = branches(error)
    if not found:
        headline = f"{where} fits more than one of the forms that exclude each other"
        return [Fault("HC210", headline, path, label="fits more than one form")]
    mistyped = [_first(branch, ("type",)) for branch in found]
    if all(each and place_of(each) == path for each in mistyped):
        return [of_type([kind for each in mistyped for kind in _listed(each)], path, subject)]
    tags = [_first(branch, ("const", "enum")) for branch in found]
    places = {place_of(each) for each in tags if each}
    if all(tags) and len(places) == 1:
        allowed = [item for each in tags for item in _listed(each)]
        return [of_choices(allowed, places.pop(), subject)]
    headline = f"{where} fits none of the {len(found)} forms that the schema allows"
    return [Fault("HC210", headline, path, label="fits no form")]


def _first(branch: list[ValidationError], keywords: tuple[str, ...]) -> ValidationError | None:
    return next((error for error in branch if error.validator in keywords), None)


def _listed(error: ValidationError | None) -> list[Any]:
    """The types or values that a finding would allow."""
    if error is None:
        return []
    value = error.validator_value
    return value if isinstance(value, list) and error.validator != "const" else [value]
