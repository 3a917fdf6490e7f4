"""The requirements of an environment: what a deployment must supply for it to load.

That is the variable, or the file, of every placeholder without a default in the settings that the
environment ends up with, and the variables of settings that the schema requires and the file lacks.
"""

from __future__ import annotations

import re
from enum import Enum

from ..keypath import dotted, nested, texts
from ..overlay import combine, fold
from ..placeholders import parse
from ..schema import subschema
from ..validate import Subject, explain
from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ..contract import Contract
    from ..environments import Environment
    from ..keypath import KeyPath
    from ..placeholders import Placeholder, Template


class Kind(Enum):
    """What is to be supplied: a variable of the process, or a file at a path."""

    VARIABLE = "variable"
    FILE = "file"


class Requirement(Value):
    """One thing to supply.

    ``path`` is the setting that wants it, ``place`` where in the document it is asked for, or the
    environment where the file lacks it. Any of ``others`` would do instead.
    """

    kind: Kind
    name: str
    path: KeyPath
    place: KeyPath
    secret: bool
    description: str
    others: tuple[str, ...] = ()

    @property
    def setting(self) -> str:
        """The setting as people write it."""
        return dotted(self.path)


def requirements_of(environment: Environment, contract: Contract) -> tuple[Requirement, ...]:
    """What must be supplied, in the order of the schema, and what only the file knows last."""
    values = fold(reversed(environment.bodies), contract.exclusive)
    found = [*_asked_for(values, environment, contract), *_lacking(values, environment, contract)]
    order = {path: number for number, path in enumerate(contract.settings)}
    found.sort(key=lambda each: order.get(each.path, len(order)))
    return tuple({(each.kind, each.name): each for each in reversed(found)}.values())[::-1]


def _asked_for(
    values: Mapping[str, Any], environment: Environment, contract: Contract
) -> Iterator[Requirement]:
    """By placeholders."""
    for path, text in texts(values, "${"):
        template, _ = parse(text)
        place = environment.written(path)
        for kind, name, others in _sources(template) if template else ():
            yield _requirement((kind, name, others), path, place, contract)


def _sources(template: Template) -> Iterator[tuple[Kind, str, tuple[str, ...]]]:
    """What a template cannot do without: kind, name, and what would do instead."""
    for part in template.parts:
        if isinstance(part, str) or part.operator.endswith("+"):
            continue
        if part.operator.endswith("-"):
            others = tuple(_sources(part.operand)) if part.operand else ()
            if others:
                yield (*_named(part), tuple(name for _, name, _ in others))
            continue
        yield (*_named(part), ())
        if part.argument:
            yield from _sources(part.argument)


def _named(part: Placeholder) -> tuple[Kind, str]:
    return (Kind.FILE if part.provider else Kind.VARIABLE), part.name


def _lacking(
    values: Mapping[str, Any], environment: Environment, contract: Contract
) -> Iterator[Requirement]:
    """Of settings that are required and absent, found by what the schema says without them.

    Each is filled with a placeholder in turn, until the schema misses nothing that one can mend.
    """
    base = contract.document()
    written = contract.form("written", base)
    subject = Subject(environment.name, written, base, contract.settings)
    missed = _missed(values, subject)
    while missed:
        trials = [
            _Trial(path, left, _says(missed - left, path))
            for path, setting in contract.settings.items()
            if setting.variables
            and not _has(values, path)
            and len(left := _missed(_with(values, path), subject)) <= len(missed)
            and left != missed
        ]
        if not trials:
            return
        # What the schema itself names is meant, and not what merely switches its condition off.
        best = min(trials, key=lambda trial: (len(trial.left), not trial.named))
        others = [t.path for t in trials if t != best and t.replace(path=best.path) == best]
        name, *instead = (contract.settings[path].variables[0] for path in (best.path, *others))
        place = (environment.name,) if environment.name else ()
        wanted = (Kind.VARIABLE, name, tuple(instead))
        yield _requirement(wanted, best.path, place, contract)
        values, missed = _with(values, best.path), best.left


class _Trial(Value):
    """What is still missed with one setting more; ``named`` says that it was asked for by name."""

    path: KeyPath
    left: frozenset[str]
    named: bool


def _says(headlines: frozenset[str], path: KeyPath) -> bool:
    words = {word for headline in headlines for word in re.findall(r"[\w$.-]+", headline)}
    return not words.isdisjoint(str(part) for part in path)


def _missed(values: Mapping[str, Any], subject: Subject) -> frozenset[str]:
    """What is said to be missing."""
    return frozenset(f.headline for f in explain(values, subject) if f.code == "HC206")


def _with(values: Mapping[str, Any], path: KeyPath) -> dict[str, Any]:
    return combine(values, nested(path, "${NAME}"))


def _has(tree: Any, path: KeyPath) -> bool:
    for part in path:
        if not isinstance(tree, dict) or part not in tree:
            return False
        tree = tree[part]
    return True


def _requirement(
    wanted: tuple[Kind, str, tuple[str, ...]], path: KeyPath, place: KeyPath, contract: Contract
) -> Requirement:
    kind, name, others = wanted
    setting = contract.setting(path)
    said = subschema(contract.document(), path) or {}
    text = said.get("description", "")
    return Requirement(
        kind,
        name,
        path,
        place,
        secret=setting is not None and setting.secret,
        description=" ".join(text.split()) if isinstance(text, str) else "",
        others=others,
    )
