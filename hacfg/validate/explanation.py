"""The explanation: each finding in words, its author's where the schema has some."""

from __future__ import annotations

from ..diagnostic import Fault, Part
from ..keypath import dotted
from ..unknown import meant_by
from ..wording import habit
from .authored import authored
from .containers import refused_keys
from .findings import DEPENDENCIES, findings, missing, place_of, unmet
from .story import spoken, story_of
from .words import unexplained, worded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from jsonschema.exceptions import ValidationError

    from ..keypath import KeyPath
    from .story import Story
    from .subject import Subject

_NEVER_AUTHORED = ("type", "additionalProperties", "unevaluatedProperties")


def explain(values: Mapping[str, Any], subject: Subject) -> tuple[Fault, ...]:
    """Every fault that jsonschema finds, one for each wrong thing, key paths in the environment."""
    try:
        found = findings(values, subject)
    except RecursionError:
        return (_unanswered(subject),)
    guesses = _meant(found, subject)
    meant = frozenset(guesses.values())
    subject = subject.replace(values=values, guesses=guesses, meant=meant)
    told = [(error, story_of(error, subject)) for error in found]
    spoilt = {place_of(error) for error, story in told if story.condition is None}
    causes = [pair for pair in told if not _follows(*pair, spoilt, subject)]
    faults = [fault for error, story in causes for fault in _faults(error, story, subject)]
    if not faults:
        # All that is left are keys that the schema knows after all.
        faults = [f for error in found for f in unexplained(error, place_of(error), subject)]
    return _each_once(faults)


def _unanswered(subject: Subject) -> Fault:
    """What the values and the schema together are too deep for."""
    where = dotted((subject.name,)) if subject.name else "the file"
    return Fault(
        "HC299",
        f"{where} is nested too deeply to be held against its schema",
        label="too deep for the schema",
        help=("nest its objects and arrays less deeply",),
    )


def _meant(found: list[ValidationError], subject: Subject) -> dict[KeyPath, KeyPath]:
    """The settings that unknown names were probably meant to be."""
    unknown = {
        (*place_of(error), name): error.instance[name]
        for error in found
        for name in refused_keys(error, subject)
    }
    return meant_by(unknown, subject.base, subject.settings) if unknown else {}


def _follows(error: ValidationError, story: Story, spoilt: set[KeyPath], subject: Subject) -> bool:
    """Whether a finding only follows from another one.

    What is missing may be there under a misspelt name, or in the parent of a misspelt ``extends``;
    and where the value that a condition compares is itself at fault, nobody knows whether the
    condition holds. Whoever writes null where none may be mostly means that there is nothing.
    """
    path = place_of(error)
    if story.otherwise and any((*path, name) in spoilt for name in story.decisive()):
        return True
    if _hangs_on_null(error, story, subject):
        return True
    wanted = missing(error)
    if wanted and (*path, "extends") in subject.meant:
        return True
    known = [name for name in wanted if (*path, name) in subject.meant]
    enough = 1 if error.validator in ("anyOf", "oneOf") else len(wanted)
    return bool(known) and len(known) >= enough


def _hangs_on_null(error: ValidationError, story: Story, subject: Subject) -> bool:
    path, around = place_of(error), error.instance
    names: list[str] = []
    if error.validator in DEPENDENCIES:
        names = [name for name, _ in unmet(error)]
    elif isinstance(around, dict):
        names = list(spoken({str(error.validator): error.validator_value}, around))
    elif story.condition is not None:
        path, around = path[:-1], subject.at(path[:-1])
    if not isinstance(around, dict):
        return False
    for name in (*story.names(around), *names):
        setting = subject.setting((*path, name))
        if around[name] is None and not (setting and setting.nullable):
            return True
    return False


def _faults(error: ValidationError, story: Story, subject: Subject) -> list[Fault]:
    path = place_of(error)
    borrowed = habit(error.instance, subject.setting(path), path)
    if borrowed and error.validator in ("type", "anyOf", "oneOf"):
        return [borrowed]
    if story.message and error.validator not in _NEVER_AUTHORED:
        return [authored(error, story, subject)]
    return worded(error, story, subject)


def _each_once(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Without repetitions, and without what a variable of another tool would have supplied."""
    kept: dict[tuple[Any, ...], Fault] = {}
    for fault in faults:
        kept.setdefault((fault.code, fault.headline, fault.path), fault)
    supplied = {f.path[:-1] for f in kept.values() if f.code == "HC211" and f.part is Part.KEY}
    return tuple(f for f in kept.values() if f.code != "HC206" or f.path not in supplied)
