"""The frame around the settings: what is wrong with environments and directives, in words."""

from __future__ import annotations

import json

from ..diagnostic import Fault, Mention, Part
from ..keypath import dotted
from ..secret import holds_credentials
from ..suggest import closest
from ..unknown import is_comment
from ..wording import enumeration, type_of
from .environment import DIRECTIVES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from ..keypath import KeyPath


def strays(bodies: Mapping[str, Any], known: Collection[str]) -> tuple[list[Fault], frozenset[str]]:
    """What stands at the top of a file and is no environment, with the names to leave alone."""
    if not bodies:
        return [_none()], frozenset()
    loose = [name for name, body in bodies.items() if type(body) is not dict]
    objects = [name for name in bodies if name not in loose]
    settings = [name for name in loose if name in known]
    if settings and all(name in known for name in objects):
        return [_bare_settings(settings[0])], frozenset(bodies)
    faults = [_loose(name, bodies[name], known) for name in loose]
    boxes = [name for name in objects if _holds_environments(bodies[name], known)]
    faults += (_too_deep(name, list(bodies[name])) for name in boxes)
    return faults, frozenset((*loose, *boxes))


def directive_faults(name: str, chain: tuple[str, ...], bodies: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with ``extends`` and ``protected`` of one environment."""
    body, faults = bodies[name], []
    if "protected" in body and type(body["protected"]) is not bool:
        faults.append(_protected_mistyped(name, body["protected"]))
    if "extends" not in body:
        return faults
    parent = body["extends"]
    if type(parent) is not str:
        faults.append(_extends_mistyped(name))
    elif parent not in bodies:
        faults.append(_unknown_parent(name, parent, bodies))
    elif (loop := _loop(chain, bodies)) and name == next(each for each in bodies if each in loop):
        # One of the loop reports it: the first in the file.
        faults.append(_looped(loop))
    return faults


def blank_name(name: str) -> Fault:
    """A name that nobody can see to be another one: empty, or with blanks around it."""
    plain = name.strip()
    if not plain:
        advice = "name it, as in local or production"
        return Fault(
            "HC319", "an environment has no name", (name,), Part.KEY, "no name", help=(advice,)
        )
    return Fault(
        "HC319",
        f"the name of {dotted((name,))} begins or ends with a blank",
        (name,),
        Part.KEY,
        "a blank at an end",
        help=(f"write {json.dumps(plain, ensure_ascii=False)}",),
    )


def _holds_environments(body: Mapping[str, Any], known: Collection[str]) -> bool:
    return (
        bool(body)
        and all(type(inner) is dict for inner in body.values())
        and not any(name in known or name in DIRECTIVES for name in body)
        and any(name in known for inner in body.values() for name in inner)
    )


def _loop(chain: tuple[str, ...], bodies: Mapping[str, Any]) -> tuple[str, ...]:
    last = bodies[chain[-1]]
    parent = last.get("extends") if type(last) is dict else None
    return chain[chain.index(parent) :] if parent in chain else ()


def _none() -> Fault:
    return Fault(
        "HC309",
        "the file holds no environment",
        label="no environment",
        help=("name an environment, such as local, and put its settings into it",),
    )


def _bare_settings(name: str) -> Fault:
    return Fault(
        "HC309",
        "the settings stand at the top of the file, not inside an environment",
        (name,),
        Part.KEY,
        "a setting, not an environment",
        help=("name an environment, such as local, and put them into it",),
    )


def _too_deep(name: str, inner: list[str]) -> Fault:
    names = enumeration(dotted((each,)) for each in inner)
    return Fault(
        "HC303",
        f"the environments stand inside {dotted((name,))}, not at the top of the file",
        (name,),
        Part.KEY,
        "holds environments, not settings",
        help=(f"take {names} out of {dotted((name,))}",),
    )


def _loose(name: str, body: Any, known: Collection[str]) -> Fault:
    shown = dotted((name,))
    if name in DIRECTIVES or name in known:
        return Fault(
            "HC303",
            f"{shown} stands beside the environments, not inside one",
            (name,),
            Part.KEY,
            "belongs into an environment",
            help=(f"move {shown} into the environment that it is for",),
        )
    if is_comment(name):
        advice = "remove it: JSON has no comments, TOML has them"
    else:
        advice = f"put settings into {shown}, or remove it"
    return Fault(
        "HC303",
        f"{shown} must be an environment, an object of settings, not {type_of(body)}",
        (name,),
        label="no object of settings",
        help=(advice,),
    )


def _protected_mistyped(name: str, value: Any) -> Fault:
    return Fault(
        "HC310",
        f"protected of {dotted((name,))} must be true or false, not {type_of(value)}",
        (name, "protected"),
        label="true or false",
        help=("write true or false without quotes",) if type(value) is str else (),
    )


def _extends_mistyped(name: str) -> Fault:
    return Fault(
        "HC310",
        f"extends of {dotted((name,))} must be the name of one environment",
        (name, "extends"),
        label="the name of one environment",
        help=("extend one environment, which may extend another one itself",),
    )


def _unknown_parent(name: str, parent: str, bodies: Mapping[str, Any]) -> Fault:
    others = [each for each in bodies if each != name]
    near = closest(parent, others)
    if "${" in parent:
        advice = "extends takes no placeholder"
    elif near:
        advice = f"did you mean {dotted((near,))}?"
    elif others:
        advice = f"the file has {enumeration(dotted((each,)) for each in others)}"
    else:
        advice = "the file has no other environment"
    shown = "an environment" if holds_credentials(parent) else dotted((parent,))
    return Fault(
        "HC301",
        f"{dotted((name,))} extends {shown}, which is not in the file",
        (name, "extends"),
        label="no such environment",
        help=(advice,),
    )


def _looped(loop: tuple[str, ...]) -> Fault:
    *others, last = loop
    at: KeyPath = (last, "extends")
    if not others:
        headline = f"{dotted((last,))} extends itself"
        return Fault("HC302", headline, at, label="itself", help=("remove extends",))
    return Fault(
        "HC302",
        "environments extend each other in a loop: "
        + " -> ".join(dotted((name,)) for name in (*loop, loop[0])),
        at,
        label="closes the loop",
        mentions=tuple(Mention((name, "extends"), "and here", Part.VALUE) for name in others),
        help=("let one of them extend nothing",),
    )
