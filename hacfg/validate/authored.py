"""Faults in the words of the schema's author, pointing at the settings that they are about."""

from __future__ import annotations

import json
import re

from ..diagnostic import Fault, Mention, Part
from ..keypath import dotted
from ..wording import enumeration
from .advice import of_text, to_add
from .findings import DEPENDENCIES, missing, place_of, unmet
from .scalars import wanted
from .story import spoken
from .words import is_about_a_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

    from ..keypath import KeyPath
    from .story import Story
    from .subject import Subject

_CODES = {
    "pattern": "HC204",
    "format": "HC204",
    "minLength": "HC202",
    "maxLength": "HC202",
    "minimum": "HC202",
    "maximum": "HC202",
    "exclusiveMinimum": "HC202",
    "exclusiveMaximum": "HC202",
    "multipleOf": "HC202",
    "enum": "HC203",
    "const": "HC203",
    "minItems": "HC209",
    "maxItems": "HC209",
    "uniqueItems": "HC209",
}


def authored(error: ValidationError, story: Story, subject: Subject) -> Fault:
    """The fault of a finding whose schema has an ``x-message``."""
    path = place_of(error)
    if is_about_a_name(error, subject):
        name = (*path, str(error.instance))
        return Fault("HC205", _naming(name, story, subject), name, Part.KEY, "not here")
    if not isinstance(error.instance, dict):
        return _of_value(error, story, subject)
    options = missing(error)
    if options and error.validator in ("anyOf", "oneOf"):
        return Fault(
            "HC206",
            _naming(path, story, subject),
            path,
            Part.KEY,
            "none of them is here",
            help=to_add((*path, options[0]), subject),
        )
    return _of_settings(error, story, subject)


def _of_value(error: ValidationError, story: Story, subject: Subject) -> Fault:
    path = place_of(error)
    plain = (wanted(error, subject), ())
    label, advice = of_text(error, subject) if error.validator == "pattern" else plain
    around = subject.at(path[:-1])
    names = story.names(around) if isinstance(around, dict) else []
    return Fault(
        "HC207" if story.condition else _CODES.get(str(error.validator), "HC299"),
        _naming(path, story, subject),
        path,
        label=label,
        mentions=_mentions(path[:-1], [name for name in names if name != path[-1]], story),
        help=advice,
    )


def _of_settings(error: ValidationError, story: Story, subject: Subject) -> Fault:
    """Settings that do not go together, or that miss one: the last of them is to blame."""
    path = place_of(error)
    named, absent = _involved(error, story)
    code = "HC207" if not absent else "HC208" if named else "HC206"
    label = f"without {enumeration(absent)}" if absent else "not so"
    advice = _to_add(error, absent[0], subject) if absent else ()
    if not named:
        return Fault(code, _naming(path, story, subject), path, Part.KEY, label, help=advice)
    *around, blamed = named
    return Fault(
        code,
        _naming((*path, blamed), story, subject),
        (*path, blamed),
        Part.KEY,
        label if absent else _beside(around, story),
        _mentions(path, around, story),
        help=advice,
    )


def _to_add(error: ValidationError, name: str, subject: Subject) -> tuple[str, ...]:
    """How to supply what is missing; the rule may say that only one value would do."""
    path = (*place_of(error), name)
    rule = error.schema.get("properties", {}).get(name)
    for branch in (rule, *rule.get("anyOf", ())) if isinstance(rule, dict) else ():
        if isinstance(branch, dict) and "const" in branch:
            return (f"set {dotted(path)} to {json.dumps(branch['const'])}",)
    return to_add(path, subject)


def _involved(error: ValidationError, story: Story) -> tuple[list[str], list[str]]:
    """The keys that a rule speaks of and that are there, and those that it misses."""
    there = error.instance
    if error.validator in DEPENDENCIES:
        name, absent = unmet(error)[0]
        return [name], absent
    absent = missing(error)
    if absent:
        return story.names(there), absent
    own = set(spoken({str(error.validator): error.validator_value}, there))
    return list(dict.fromkeys([*story.names(there), *(name for name in there if name in own)])), []


def _beside(around: list[str], story: Story) -> str:
    if not around:
        return "not here"
    if around[0] in story.decisive():
        return f"not with this {around[0]}"
    return f"does not go with {enumeration(around)}"


def _mentions(path: KeyPath, names: list[str], story: Story) -> tuple[Mention, ...]:
    return tuple(
        Mention((*path, name), "set here", Part.VALUE if name in story.decisive() else Part.KEY)
        for name in names
    )


def _naming(path: KeyPath, story: Story, subject: Subject) -> str:
    """The message, with the name of what it is about in front unless it says it itself."""
    name = dotted(path or (subject.name,)) if path or subject.name else ""
    last = re.escape(str(path[-1])) if path and type(path[-1]) is str else ""
    if not name or (last and re.search(rf"(?<!\w){last}(?!\w)", story.message)):
        return story.message
    return f"{name}: {story.message}"
