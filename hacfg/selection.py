"""The selection of an environment: argument, HACFG_ENV, local, and when falling back is safe."""

from __future__ import annotations

from .diagnostic import Fault
from .environments import environment_of, environments, flat, is_protected_name
from .keypath import dotted
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from typing import Any

    from .contract import Contract
    from .environments import Environment
    from .request import Request
    from .variables import Names

VARIABLE = "HACFG_ENV"
DEFAULT = "local"
_SHORT = {"prd": "production", "stg": "staging", "stage": "staging", "dev": "development"}


class Selection(Value):
    """The environment chosen, why, and the warning that goes with it, if any."""

    environment: Environment
    reason: str
    warning: str = ""


def select_environment(
    tree: Mapping[str, Any],
    contract: Contract,
    request: Request,
    lookup: Mapping[str, str],
    names: Names,
) -> tuple[Selection | None, tuple[Fault, ...]]:
    """The environment of a document that a load is for, and the faults that concern it."""
    if not contract.environments:
        return Selection(flat(tree), "the file is one environment"), ()
    if request.env == "":
        return None, (_empty(tree, contract),)
    named = request.env or lookup.get(VARIABLE)
    wanted = named or DEFAULT
    plain = environment_of(tree, wanted) if named else None
    if plain is not None and not plain.template:
        return Selection(plain, _named_by(request)), ()
    found, faults = environments(tree, {str(path[0]) for path in contract.settings})
    if any(fault.code == "HC309" for fault in faults):
        return None, faults
    broken = tuple(fault for fault in faults if fault.path[:1] == (wanted,))
    if broken and all(environment.name != wanted for environment in found):
        return None, broken  # it is in the file, and no object: nothing to fall back from
    selection, fault = _select(found, request, lookup, names)
    if selection is None:
        return None, (fault,) if fault else ()
    chain = selection.environment.chain
    ours = tuple(f for f in faults if f.path and f.path[0] in chain)
    return (None if ours else selection), ours


def _select(
    found: Sequence[Environment], request: Request, lookup: Mapping[str, str], names: Names
) -> tuple[Selection | None, Fault | None]:
    by_name = {environment.name: environment for environment in found}
    wanted, fallback = request.env or lookup.get(VARIABLE), request.fallback
    reason = _named_by(request)
    if not wanted:
        return _unnamed(by_name, lookup)
    if wanted in by_name:
        if by_name[wanted].template:
            return None, _template(wanted)
        return Selection(by_name[wanted], reason), None
    from .suggest import closest

    short = {name: meant for name, meant in _SHORT.items() if meant in by_name}
    near = closest(wanted, by_name, short)
    telling = _telling(lookup, names)
    there = fallback in by_name and not by_name[fallback].template
    safe = there and not is_protected_name(wanted) and not near and not telling
    if fallback is None or not safe:
        against = telling if fallback else ()
        return None, _unknown(wanted, reason, by_name, near, against)
    chosen = by_name[fallback]
    warning = f"environment {dotted((wanted,))} is not in the file; using {fallback} instead"
    return Selection(chosen, f"fallback from {wanted}", warning), None


def _named_by(request: Request) -> str:
    return "named by the caller" if request.env else f"named by {VARIABLE}"


def _telling(lookup: Mapping[str, str], names: Names) -> list[str]:
    """The set variables that name a host, a URL or a secret: the deployment is not local."""
    found = []
    for name in lookup:
        setting = names.settings.get(name.removesuffix("_FILE")) or names.settings.get(name)
        if setting and (setting.secret or setting.path[-1] == "host"):
            found.append(name)
    return [*found, *(name for name in names.urls if lookup.get(name))]


def _unnamed(
    by_name: Mapping[str, Environment], lookup: Mapping[str, str]
) -> tuple[Selection | None, Fault | None]:
    if DEFAULT not in by_name:
        return None, Fault(
            "HC301",
            f"no environment is named, and the file has no {DEFAULT}",
            label="no local here",
            help=(f"name one: set {VARIABLE} or pass env; {_listed(by_name)}",),
        )
    warning = ""
    if "KUBERNETES_SERVICE_HOST" in lookup:
        warning = f"no environment is named in Kubernetes; using {DEFAULT}: set {VARIABLE}"
    return Selection(by_name[DEFAULT], f"{VARIABLE} is not set", warning), None


def _empty(tree: Mapping[str, Any], contract: Contract) -> Fault:
    found, _ = environments(tree, {str(path[0]) for path in contract.settings})
    listed = _listed({environment.name: environment for environment in found})
    return Fault(
        "HC301",
        "the name of the environment is empty",
        label="no environment has this name",
        help=(f"name one, or none and {VARIABLE} decides; {listed}",),
    )


def _template(name: str) -> Fault:
    return Fault(
        "HC301",
        f"{dotted((name,))} is only there to be extended",
        (name,),
        label="a template",
        help=("name an environment that extends it",),
    )


def _unknown(
    wanted: str,
    reason: str,
    by_name: Mapping[str, Environment],
    near: str | None,
    telling: Collection[str],
) -> Fault:
    notes = [f"it is {reason}"]
    if telling and not near:
        first = min(telling)
        notes.append(f"no fallback to {DEFAULT}, since {first} is set: this is no local machine")
    elif is_protected_name(wanted) and not near:
        notes.append("a protected environment never falls back")
    return Fault(
        "HC301",
        f"environment {dotted((wanted,))} is not in the file",
        label="no such environment",
        notes=tuple(notes),
        help=(f"did you mean {near}?" if near else _listed(by_name),),
    )


def _listed(by_name: Mapping[str, Environment]) -> str:
    names = [dotted((name,)) for name, found in by_name.items() if not found.template]
    return f"the file has {', '.join(names)}" if names else "the file has no environment"
