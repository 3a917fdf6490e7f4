"""The settings of a sound schema: defaults it refuses, names that clash or lead nowhere."""

from __future__ import annotations

import json
from itertools import islice

from .diagnostic import Fault, Mention, Part
from .judge import validator_of
from .keypath import dotted
from .schema import Schema, has_settings, members, members_at, subschemas
from .soundness import pointer
from .suggest import closest
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from .keypath import KeyPath
    from .setting import Setting

_LONGEST = 40  # characters of a limit that a label shows


class _Ground(Value):
    """What is asked about: the bundle, and where the schemas of the author stand in it."""

    bundle: dict[str, Any]
    places: dict[int, KeyPath]
    settings: dict[KeyPath, Setting]

    def home(self, path: KeyPath) -> KeyPath | None:
        """Where the schema of a setting stands; None for one of another document."""
        found = members_at(self.bundle, path) or ()
        return next((self.places[id(each)] for each in found if id(each) in self.places), None)


def refused_values(bundle: dict[str, Any], tree: dict[str, Any]) -> Iterator[Fault]:
    """Defaults and examples that their own schema refuses (HC506)."""
    judge = validator_of(bundle)
    theirs = _theirs(bundle, tree)
    for path, schema in subschemas(bundle):
        if type(schema) is not dict or theirs(path):
            continue
        if "default" in schema:
            yield from _refused(judge, schema, schema["default"], (*path, "default"))
        examples = schema.get("examples")
        for index, each in enumerate(examples if type(examples) is list else ()):
            yield from _refused(judge, schema, each, (*path, "examples", index))
        for by, table in schema.get("x-default-by", {}).items():
            for key, each in table.items():
                yield from _refused(judge, schema, each, (*path, "x-default-by", by, key))


def advice_on_settings(bundle: dict[str, Any], tree: dict[str, Any]) -> Iterator[Fault]:
    """Settings without a description (HC509), with one variable (HC510), and lost names (HC515)."""
    theirs = _theirs(bundle, tree)
    places = {id(s): p for p, s in subschemas(bundle) if type(s) is dict and not theirs(p)}
    schema = Schema.of(bundle, name="")
    ground = _Ground(bundle, places, {setting.path: setting for setting in schema.settings})
    yield from _undescribed(ground)
    yield from _clashes(ground, schema)
    yield from _lost_defaults(ground)
    yield from _lost_modes(ground)
    yield from _lost_variables(ground)


def _theirs(bundle: dict[str, Any], tree: dict[str, Any]) -> Callable[[KeyPath], bool]:
    """Whether a place in the bundle is one of a document that the schema refers to."""
    if bundle is tree:
        return lambda _: False
    stated = tree.get("definitions")
    own = set(stated) if type(stated) is dict else set()
    return lambda path: path[:1] == ("definitions",) and len(path) > 1 and path[1] not in own


def _refused(judge: Any, schema: dict[str, Any], value: Any, path: KeyPath) -> Iterator[Fault]:
    if type(value) is str and "${" in value:
        return
    try:
        found = list(islice(judge.evolve(schema=schema).iter_errors(value), 1))
    except Exception:  # noqa: BLE001 - what jsonschema cannot judge is no fault of the value
        return
    for error in found:
        what = "example" if "examples" in path[-2:] else "default"
        yield Fault(
            "HC506",
            f"the {what} at {pointer(path)} is refused by its own schema",
            path,
            label=f"refused by {_limit(error)}",
            help=("change the one or the other",),
        )


def _limit(error: Any) -> str:
    keyword = str(error.validator or "false")
    inside = "".join(f"/{part}" for part in error.absolute_path)
    where = f" at {inside}" if inside else ""
    shown = json.dumps(error.validator_value, ensure_ascii=False)
    return f"{keyword} {shown}{where}" if len(shown) <= _LONGEST else f"{keyword}{where}"


def _undescribed(ground: _Ground) -> Iterator[Fault]:
    told: set[KeyPath] = set()
    for path in ground.settings:
        found = members_at(ground.bundle, path) or ()
        home = ground.home(path)
        if home is None or home in told or any(each.get("description") for each in found):
            continue
        told.add(home)
        yield Fault(
            "HC509",
            f"{dotted(path)} has no description",
            home,
            Part.KEY,
            "what is it for?",
            help=('add "description", which editors and the reference show',),
        )


def _lost_variables(ground: _Ground) -> Iterator[Fault]:
    """Variables of objects that hold settings: only settings have variables."""
    for path, schema in subschemas(ground.bundle):
        if type(schema) is not dict or "x-env" not in schema or id(schema) not in ground.places:
            continue
        if not has_settings(ground.bundle, members(ground.bundle, schema)):
            continue
        yield Fault(
            "HC515",
            f"x-env at {pointer(path)} names a variable of an object that holds settings",
            (*path, "x-env"),
            Part.KEY,
            "no setting",
            notes=("an object without properties is one setting, and its variable holds JSON",),
            help=("give each setting in it an x-env, or the object an x-env-prefix",),
        )


def _clashes(ground: _Ground, schema: Schema) -> Iterator[Fault]:
    yield from _clashing_scopes(ground, schema)
    first: dict[str, KeyPath] = {}
    prefixes = {scope.path: scope.prefix for scope in schema.scopes}
    told: set[tuple[KeyPath, KeyPath]] = set()
    for path, setting in ground.settings.items():
        for variable in setting.variables:
            other = first.setdefault(variable, path)
            pair = (other, path)
            if other == path or pair in told or _same_prefix(pair, prefixes):
                continue
            told.add(pair)
            yield _clash(ground, pair, variable)


def _same_prefix(pair: tuple[KeyPath, KeyPath], prefixes: dict[KeyPath, str]) -> bool:
    """Whether two settings stand in two objects of one prefix, which is told of the objects."""
    around = [[path[:n] for n in range(len(path)) if prefixes.get(path[:n])] for path in pair]
    return (
        all(around)
        and around[0][-1] != around[1][-1]
        and (prefixes[around[0][-1]] == prefixes[around[1][-1]])
    )


def _clashing_scopes(ground: _Ground, schema: Schema) -> Iterator[Fault]:
    first: dict[str, KeyPath] = {}
    for scope in schema.scopes:
        if not scope.prefix:
            continue
        other = first.setdefault(scope.prefix, scope.path)
        home = ground.home(scope.path)
        if other == scope.path or home is None:
            continue
        near = ground.home(other)
        name = dotted(scope.path).upper().replace(".", "_")
        yield Fault(
            "HC510",
            f"{dotted(other)} and {dotted(scope.path)} have the same variables, {scope.prefix}...",
            home,
            Part.KEY,
            "the same prefix",
            (Mention(near, "here too"),) if near else (),
            help=(f'write "x-env-prefix": "{name}_" beside the reference',),
        )


def _clash(ground: _Ground, pair: tuple[KeyPath, KeyPath], variable: str) -> Fault:
    one, other = pair
    home, near = ground.home(other) or (), ground.home(one)
    mentions = (Mention(near, "the first of them"),) if near and near != home else ()
    return Fault(
        "HC510",
        f"{dotted(one)} and {dotted(other)} have one variable, {variable}",
        home,
        Part.KEY,
        f"{variable} too",
        mentions,
        help=('give one of them another with "x-env"',),
    )


def _lost_defaults(ground: _Ground) -> Iterator[Fault]:
    for path, setting in ground.settings.items():
        home = ground.home(path)
        if setting.default_by is None or home is None:
            continue
        by, table = setting.default_by
        other = ground.settings.get((*path[:-1], by))
        if other is None:
            beside = [str(each[-1]) for each in ground.settings if each[:-1] == path[:-1]]
            place = (*home, "x-default-by", by)
            yield _lost("x-default-by", by, f"beside {dotted(path)}", place, beside)
            continue
        for value, _ in table:
            if other.choices and value not in other.choices:
                key = _as_key(value)
                place = (*home, "x-default-by", by, key)
                choices = [_as_key(each) for each in other.choices]
                yield _lost("x-default-by", key, f"of {dotted(other.path)}", place, choices)


def _as_key(choice: Any) -> str:
    """A value as a key of JSON."""
    return choice if type(choice) is str else json.dumps(choice)


def _lost_modes(ground: _Ground) -> Iterator[Fault]:
    for home, schema in _stating(ground, "x-exclusive"):
        around = members(ground.bundle, schema)
        names = [name for each in around for name in each.get("properties", ())]
        for number, group in enumerate(schema["x-exclusive"]):
            for index, name in enumerate(group):
                if name not in names:
                    place = (*home, "x-exclusive", number, index)
                    yield _lost("x-exclusive", name, "here", place, names)


def _stating(ground: _Ground, keyword: str) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    for path, schema in subschemas(ground.bundle):
        if type(schema) is dict and id(schema) in ground.places and keyword in schema:
            yield path, schema


def _lost(keyword: str, name: str, where: str, path: KeyPath, known: Iterable[str]) -> Fault:
    near = closest(name, known)
    what = "value" if where.startswith("of ") else "setting"
    return Fault(
        "HC515",
        f"{keyword} names {name}, and there is no such {what} {where}",
        path,
        Part.KEY if keyword == "x-default-by" else Part.VALUE,
        f"no such {what}",
        help=(f"did you mean {near}?",) if near else (),
    )
