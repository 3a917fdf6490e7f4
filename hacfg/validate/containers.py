"""The words for what an object or an array holds, or lacks."""

from __future__ import annotations

import json
import re

from ..diagnostic import Fault, Mention, Part
from ..keypath import dotted
from ..schema import members
from ..unknown import unknown_setting
from ..wording import count, enumeration
from .advice import to_add
from .findings import missing, unmet
from .scalars import LIMITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from jsonschema.exceptions import ValidationError

    from ..keypath import KeyPath
    from .subject import Subject


def refused_keys(error: ValidationError, subject: Subject) -> list[str]:
    """The keys that a finding refuses because the schema does not know them."""
    if error.validator == "additionalProperties" and error.validator_value is False:
        return [name for name in error.instance if not _knows(error.schema, name)]
    if error.validator == "unevaluatedProperties":
        # jsonschema also lists keys that are known, where another rule refuses their values.
        return [
            name
            for name in error.instance
            if not any(_knows(schema, name) for schema in _applied(error.schema, subject))
        ]
    return []


def _applied(schema: dict[str, Any], subject: Subject) -> list[dict[str, Any]]:
    """The schemas that may hold at the place of one: its references and alternatives too."""
    found: list[dict[str, Any]] = []
    pending = [schema]
    while pending:
        for member in members(subject.schema, pending.pop()):
            if any(member is known for known in found):
                continue
            found.append(member)
            for keyword in ("anyOf", "oneOf"):
                pending += member.get(keyword, ())
            pending += (member[name] for name in ("if", "then", "else") if name in member)
            pending += member.get("dependentSchemas", {}).values()
    return found


def _knows(schema: dict[str, Any], name: str) -> bool:
    patterns = schema.get("patternProperties", {})
    return name in schema.get("properties", {}) or any(re.search(p, name) for p in patterns)


def unknown_keys(error: ValidationError, path: KeyPath, subject: Subject) -> list[Fault]:
    """Keys that the schema does not know."""
    return [
        unknown_setting(
            (*path, name), error.instance, subject.base, subject.guesses.get((*path, name))
        )
        for name in refused_keys(error, subject)
    ]


def missing_keys(error: ValidationError, path: KeyPath, subject: Subject) -> list[Fault]:
    """Keys that must be there and are not."""
    owner = dotted(path) or (dotted((subject.name,)) if subject.name else "the file")
    return [
        Fault(
            "HC206",
            f"{owner} needs {dotted((name,))}",
            path,
            Part.KEY,
            f"{dotted((name,))} is missing",
            help=to_add((*path, name), subject),
        )
        for name in missing(error)
        if (*path, name) not in subject.meant
    ]


def needs(error: ValidationError, path: KeyPath, subject: Subject) -> list[Fault]:
    """A key without the ones that it needs beside it."""
    faults = []
    for name, absent in unmet(error):
        names = enumeration(dotted((each,)) for each in absent)
        headline = f"{dotted((*path, name))} needs {names} beside it"
        advice = to_add((*path, absent[0]), subject)
        faults.append(
            Fault("HC208", headline, (*path, name), Part.KEY, f"without {names}", help=advice)
        )
    return faults


def name_refused(path: KeyPath) -> Fault:
    """A key whose name has the wrong form."""
    headline = f"{dotted(path)} has a name that is not allowed"
    return Fault("HC205", headline, path, Part.KEY, "not here")


def size(error: ValidationError, path: KeyPath, subject: Subject) -> list[Fault]:
    """An object or array with too few or too many entries."""
    keyword, bound = str(error.validator), error.validator_value
    if keyword.startswith("min") and bound == 1:
        return [Fault("HC209", f"{dotted(path)} must not be empty", path, label="empty")]
    limit = f"{LIMITS[keyword]} {count(bound, 'item' if 'Items' in keyword else 'setting')}"
    return [Fault("HC209", f"{dotted(path)} must have {limit}", path, label=limit)]


def repeated(error: ValidationError, path: KeyPath, subject: Subject) -> list[Fault]:
    """An array with one item twice."""
    headline = f"{dotted(path)} holds one item twice"
    texts = [json.dumps(item, sort_keys=True) for item in error.instance]
    again = next((n for n, text in enumerate(texts) if text in texts[:n]), None)
    if again is None:  # 1 and 1.0 are one item too
        return [Fault("HC209", headline, path, label="one item twice")]
    first = Mention((*path, texts.index(texts[again])), "first here", Part.VALUE)
    return [
        Fault(
            "HC209",
            headline,
            (*path, again),
            label="again here",
            mentions=(first,),
            help=("remove one of the two",),
        )
    ]
