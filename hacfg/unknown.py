"""The fault of an unknown setting: what was probably meant."""

from __future__ import annotations

import json
import re

from .diagnostic import Fault, Part
from .keypath import dotted
from .schema import inner, members
from .suggest import closest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .keypath import KeyPath
    from .setting import Setting

_DIRECTIVES = ("extends", "protected")
_MOST = 12  # names that a help text lists
_variable_name = re.compile(r"[A-Za-z_][A-Za-z0-9_]*").fullmatch
_comment = re.compile(r"(?:_|//|#|\$?comment).*", re.IGNORECASE | re.DOTALL).fullmatch


def unknown_setting(
    path: KeyPath,
    around: Mapping[str, Any],
    base: dict[str, Any],
    meant: KeyPath | None,
) -> Fault:
    """The last key of ``path``, which the schema does not know in ``around``, and what to do.

    ``meant`` is the setting that it most likely stands for.
    """
    name = str(path[-1])
    if name == "use_env_variable":
        return _sequelize(path, around[name])
    if meant and meant[:-1] == path[:-1] and meant[-1] in around:
        advice = f"remove it: {dotted(meant[-1:])} is set already"
    else:
        advice = _suggestion(path, meant) if meant else _unexplained(path, base)
    return Fault(
        "HC205",
        f"unknown setting {dotted(path)}",
        path,
        Part.KEY,
        "no such setting",
        help=(advice,),
    )


def meant_by(
    unknown: Mapping[KeyPath, Any], base: dict[str, Any], settings: Mapping[KeyPath, Setting]
) -> dict[KeyPath, KeyPath]:
    """The settings that unknown names most likely stand for, there or in another object.

    ``unknown`` holds what stands under each: an object is meant to be an object. What people write
    on purpose, a name of another library or of another level, comes before what a slip of the hand
    would explain.
    """
    named: dict[str, list[KeyPath]] = {}
    for path, setting in settings.items():
        for name in _names(setting):
            named.setdefault(name, []).append(path)
    prefixes = _prefixes(settings)
    objects: dict[KeyPath, tuple[tuple[str, ...], dict[str, str]]] = {}
    found: dict[KeyPath, KeyPath] = {}
    for path, value in unknown.items():
        parent, name = path[:-1], str(path[-1])
        if parent not in objects:
            objects[parent] = _candidates(parent, base)
        own = objects[parent][1].get(name)
        if own and type(value) is dict and (*parent, own) not in settings:
            found[path] = (*parent, own)
            continue
        if "." in name and (*parent, *name.split(".")) in settings:
            found[path] = (*parent, *name.split("."))
            continue
        leaves = named.get(_plain(name), [])
        here = next((leaf for leaf in leaves if leaf[:-1] == parent), None)
        if leaves:
            found[path] = here or leaves[0]
            continue
        near = closest(name, *objects[parent], prefixes)
        if near:
            found[path] = (*parent, near)
    return found


def _candidates(parent: KeyPath, base: dict[str, Any]) -> tuple[tuple[str, ...], dict[str, str]]:
    """What a name in an object may be meant to be: its keys, and what people write for them."""
    beside = _beside(parent, base)
    synonyms = {
        written: own
        for own, schema in beside.items()
        if type(schema) is dict
        for written in schema.get("x-synonyms", ())
    }
    directives = () if parent or base.get("x-environments") is not True else _DIRECTIVES
    return (*beside, *directives), synonyms


def _suggestion(path: KeyPath, meant: KeyPath) -> str:
    if len(meant) == len(path):
        return f"did you mean {dotted(meant[-1:])}?"
    if meant[len(path) - 1 :] == tuple(str(path[-1]).split(".")):
        inner, outer = dotted(meant[-1:]), dotted(meant[:-1])
        return f"write {inner} inside the object {outer}: a name with a dot is one name"
    if len(meant) > len(path):
        return f"did you mean {dotted(meant)}?"
    return f"did you mean {dotted(meant)}, outside {dotted(path[:-1])}?"


def _unexplained(path: KeyPath, base: dict[str, Any]) -> str:
    if is_comment(str(path[-1])):
        return "remove it: JSON has no comments, TOML has them"
    names = [dotted((name,)) for name in _beside(path[:-1], base)]
    if not names or len(names) > _MOST:
        where = "README.md" if str(base.get("$id", "")).startswith("urn:hacfg:") else "the schema"
        return f"remove it, or look for the right name in {where}"
    return f"remove it; there {'is only' if len(names) == 1 else 'are'} {', '.join(names)}"


def is_comment(name: str) -> bool:
    """Whether a key is there for people, as JSON has no comments: ``_comment``, ``//``."""
    return _comment(name) is not None


def _beside(parent: KeyPath, base: dict[str, Any]) -> dict[str, Any]:
    """The properties of the object that a name stands in."""
    found = members(base, base)
    for part in parent:
        found = inner(base, found, part)
    return {name: said for each in found for name, said in each.get("properties", {}).items()}


def _names(setting: Setting) -> set[str]:
    return {_plain(str(setting.path[-1])), *map(_plain, setting.synonyms)}


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _prefixes(settings: Mapping[KeyPath, Setting]) -> tuple[str, ...]:
    """What people put before a setting's name: the prefix of the variables, in lower case."""
    found = {
        variable[: -len(path[-1])].lower()
        for path, setting in settings.items()
        if len(path) == 1 and isinstance(path[-1], str)
        for variable in setting.variables[:1]
        if variable.lower().endswith(path[-1])
    }
    return tuple(sorted(prefix for prefix in found if prefix))


def _sequelize(path: KeyPath, value: Any) -> Fault:
    known = isinstance(value, str) and _variable_name(value)
    if known and value.endswith("_URL"):
        advice = f"{value} is read when it is set; remove the line and write the settings"
    else:
        spelt = json.dumps("${" + (value if known else "DB_HOST") + "}")
        advice = f"write {spelt} where the value belongs"
    return Fault(
        "HC211",
        "use_env_variable belongs to another tool",
        path,
        Part.KEY,
        "not understood here",
        help=(advice,),
    )
