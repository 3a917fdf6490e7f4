"""The sources of a load, as layers in their order of precedence.

======  ==========================================================
lowest  schema defaults (filled last, where nothing else is given)
..      parents of the environment, by ``extends``
..      the environment in the file
..      the URL in the ``.env`` file
..      single variables in the ``.env`` file
..      the URL in a variable
..      single variables
highest overrides of the caller, ``--set``
======  ==========================================================
"""

from __future__ import annotations

from .coerce import coerce
from .diagnostic import Fault
from .keypath import dotted, nested
from .layer import Layer
from .origin import Source
from .placeholders import flawed
from .variables import names_of, overrides

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, TypeAlias

    from .contract import Contract
    from .dotenv_file import DotenvFile
    from .environments import Environment
    from .keypath import KeyPath
    from .request import Request
    from .variables import Names, Overrides

    Found: TypeAlias = tuple[tuple[Layer, ...], tuple[Fault, ...]]


def gather(
    environment: Environment,
    request: Request,
    dotenv: DotenvFile | None,
    names: Names,
    contract: Contract,
) -> tuple[tuple[Layer, ...], tuple[Fault, ...], tuple[Fault, ...]]:
    """All sources of a load as layers, the lowest first; what is wrong in them, and in ``.env``."""
    protected = environment.protected
    layers = file_layers(environment, request.path)
    broken: tuple[Fault, ...] = ()
    if dotenv is not None:
        found, broken = dotenv_layers(dotenv, names, contract, protected=protected)
        layers += found
    found, faults = variable_layers(request.variables, names, contract, protected=protected)
    layers += found
    if request.overrides:
        layer, wrong = override_layer(request.overrides)
        layers, faults = (*layers, *([] if wrong else [layer])), (*faults, *wrong)
    if request.assignments:
        layer, wrong = set_layer(request.assignments, contract)
        layers, faults = (*layers, layer), (*faults, *wrong)
    if dotenv is not None:
        broken += broken_dotenv(dotenv, names, layers)
    return layers, faults, broken


def file_layers(environment: Environment, name: str) -> tuple[Layer, ...]:
    """An environment and its parents, the farthest first."""
    if environment.flat:
        return (Layer(Source.FILE, name, environment.bodies[0]),)
    pairs = zip(environment.chain, environment.bodies, strict=True)
    return tuple([Layer(Source.FILE, name, body, (link,)) for link, body in pairs][::-1])


def variable_names(contract: Contract, prefix: str | None) -> Names:
    """The variables of a contract, under another prefix where one is given."""
    names: Names | None = contract.memo.get(("names", prefix))
    if names is None:
        scopes = [(each.path, each.prefix, each.url_variable) for each in contract.scopes]
        settings = contract.settings.values()
        names = names_of(settings, contract.prefix, contract.url_variable, prefix, scopes)
        contract.memo["names", prefix] = names
    return names


def variable_layers(
    lookup: Mapping[str, str], names: Names, contract: Contract, *, protected: bool
) -> Found:
    """The URL of a source of variables, and above it the single ones."""
    found = overrides(lookup, names, protected=protected)
    return _as_layers(found, names, contract, Source.VARIABLE, "variables")


def dotenv_layers(
    dotenv: DotenvFile, names: Names, contract: Contract, *, protected: bool
) -> Found:
    """The same from a ``.env`` file; the faults carry the variable as their key path in it."""
    found = overrides(dotenv.texts, names, protected=protected)
    layers, faults = _as_layers(found, names, contract, Source.DOTENV, dotenv.document.name)
    return layers, tuple(fault.replace(path=(fault.variable,), variable="") for fault in faults)


def override_layer(values: Mapping[str, Any]) -> tuple[Layer, tuple[Fault, ...]]:
    """The caller's own values: nested, of Python's types, never coerced or expanded."""
    from .arguments import plain

    found, faults = plain(values)
    faults = tuple(fault.replace(variable="overrides") for fault in faults)
    return Layer(Source.OVERRIDE, "overrides", found), faults


def set_layer(assignments: Sequence[str], contract: Contract) -> tuple[Layer, tuple[Fault, ...]]:
    """``--set host=x`` and its like: typed as variable text is."""
    values: dict[str, Any] = {}
    entries: dict[KeyPath, str] = {}
    faults = []
    for assignment in assignments:
        key, equals, text = assignment.partition("=")
        path = tuple(key.split("."))
        setting = contract.settings.get(path)
        if setting is None or not equals:
            faults.append(_bad_assignment(key, equals, contract))
            continue
        value, misfit = coerce(text, setting)
        if misfit is not None:
            faults.append(
                Fault("HC312", f"--set {key} {misfit.reason}", path, variable=f"--set {key}")
            )
            continue
        _put(values, path, value)
        entries[path] = f"--set {key}"
    return Layer(Source.OVERRIDE, "--set", values, (), entries), tuple(faults)


def broken_dotenv(dotenv: DotenvFile, names: Names, layers: Iterable[Layer]) -> tuple[Fault, ...]:
    """The unresolvable placeholders of ``.env`` values that no higher layer overrides."""
    above = [layer for layer in layers if layer.source in (Source.VARIABLE, Source.OVERRIDE)]
    faults: list[Fault] = []
    for name, flaws in dotenv.flaws.items():
        setting = names.settings.get(name)
        if name not in names.urls and setting is None:
            continue
        if setting and any(layer.has(setting.path) for layer in above):
            continue
        faults += (flawed((name,), flaw) for flaw in flaws)
    return tuple(faults)


def _as_layers(
    found: Overrides, names: Names, contract: Contract, source: Source, name: str
) -> Found:
    layers: tuple[Layer, ...] = ()
    faults = found.faults
    for variable, text in found.urls.items():
        from .connection_url import parse_url

        path = names.urls[variable]
        connection, wrong = parse_url(text, variable, contract.within(path))
        faults += tuple(fault.replace(path=(*path, *fault.path)) for fault in wrong)
        if connection is not None:
            stated = nested(path, connection.values)
            entries: dict[KeyPath, str] = {(*path, key): variable for key in connection.values}
            replaced = tuple((*path, key) for key in connection.replaces)
            layers += (Layer(source, name, stated, (), entries, replaced),)
    values: dict[str, Any] = {}
    for path, value in found.values.items():
        _put(values, path, value)
    if values:
        layers += (Layer(source, name, values, (), found.variables),)
    return layers, faults


def _put(values: dict[str, Any], path: KeyPath, value: Any) -> None:
    for part in path[:-1]:
        values = values.setdefault(str(part), {})
    values[str(path[-1])] = value


def _bad_assignment(key: str, equals: str, contract: Contract) -> Fault:
    from .suggest import closest

    if not equals:
        return Fault(
            "HC312",
            "--set takes a setting and a value",
            help=("write it as in --set host=redis.example.com",),
            variable="--set",
        )
    near = closest(key, map(dotted, contract.settings))
    return Fault(
        "HC205",
        f"--set names an unknown setting {dotted(tuple(key.split('.')))}",
        help=(f"did you mean {near}?",) if near else (),
        variable="--set",
    )
