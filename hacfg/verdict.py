"""The verdict on a resolved environment: the schema's, and that of the rules."""

from __future__ import annotations

from .diagnostic import Fault
from .keypath import dotted
from .layer import giver
from .origin import Source
from .overlay import fold
from .rules import in_scope, orders, policy_of_connection, policy_of_text, rules_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .attribution import Scene
    from .environments import Environment
    from .keypath import KeyPath
    from .rules import Rules
    from .setting import Setting


def judged(values: Mapping[str, Any], scene: Scene, *, incomplete: bool) -> tuple[Fault, ...]:
    """What is wrong with the values of a load.

    ``incomplete`` says that a source was faulty, so that what is missing is no further fault.
    """
    environment = scene.environment
    contract = scene.contract
    if environment is None:
        return ()
    rules = rules_for(contract.settings)
    faults: list[Fault] = []
    if contract.resolved is None or not contract.resolved(values):
        found = _explained(values, environment.name, scene)
        faults += (fault for fault in found if not (incomplete and fault.code == "HC206"))
    faults += orders(values, rules)
    for path in (scope.path for scope in contract.scopes):
        faults += in_scope(path, values, contract.within(path), orders)
    turned_off = [
        fault
        for path in ((), *(scope.path for scope in contract.scopes))
        for fault in _without_tls(path, values, environment, scene)
    ]
    told = {fault.path[:-1] for fault in turned_off}
    policies = _policy(values, environment, scene, rules)
    return (*faults, *turned_off, *(p for p in policies if not _is_told(p, told)))


def _is_told(policy: Fault, told: set[KeyPath]) -> bool:
    return policy.code == "HC402" and any(policy.path[: len(path)] == path for path in told)


def _explained(values: Mapping[str, Any], name: str, scene: Scene) -> tuple[Fault, ...]:
    from .validate import Subject, explain

    contract = scene.contract
    base = contract.document()
    # What could not be resolved is still a placeholder, and has been reported as such.
    unresolved = any(True for _ in _placeholders(values, scene))
    form = contract.form("written", base) if unresolved else base
    return explain(values, Subject(name, form, base, _guarded(scene)))


def _guarded(scene: Scene) -> Mapping[KeyPath, Setting]:
    """The settings; as secret as a password is what a placeholder takes from one."""
    from .keypath import leaves
    from .placeholders import names, parse, providers

    settings = dict(scene.contract.settings)
    secret = {name for setting in settings.values() if setting.secret for name in setting.variables}
    for known in scene.names:
        secret |= {name for name, setting in known.settings.items() if setting.secret}
    for path, setting in settings.items():
        layer = giver(path, scene.layers)
        written = layer.at(path) if layer and layer.source is Source.FILE else None
        for _, text in leaves(written):
            template = parse(text)[0] if type(text) is str and "${" in text else None
            if template and (providers(template) or secret.intersection(names(template))):
                settings[path] = setting.replace(secret=True)
    return settings


def _placeholders(values: Mapping[str, Any], scene: Scene) -> Any:
    from .keypath import leaves

    for path, text in leaves(values):
        if type(text) is str and "${" in text:
            layer = giver(path, scene.layers)
            if layer is not None and layer.source is Source.FILE and layer.at(path) == text:
                yield path


def _policy(
    values: Mapping[str, Any], environment: Environment, scene: Scene, rules: Rules
) -> list[Fault]:
    """The policy: of the text as the file writes it where that won, of the connection as it is."""
    files = [layer for layer in scene.layers if layer.source is Source.FILE]
    written = fold((layer.values for layer in files), scene.contract.exclusive)
    of_text = [
        fault
        for fault in policy_of_text(environment, written, rules)
        if (layer := giver(fault.path, scene.layers)) and layer.source is Source.FILE
    ]
    of_connection = policy_of_connection(environment, values, rules)
    for path in (scope.path for scope in scene.contract.scopes):
        of_connection += in_scope(
            path,
            values,
            scene.contract.within(path),
            lambda inner, known: policy_of_connection(environment, inner, known),
        )
    return [*of_text, *of_connection]


def _without_tls(path: KeyPath, values: Any, environment: Environment, scene: Scene) -> list[Fault]:
    """A URL whose scheme turns off the TLS of a protected environment."""
    for part in path:
        values = values.get(part) if type(values) is dict else None
    if not environment.protected or type(values) is not dict:
        return []
    if values.get("ssl") is not False or "host" not in values:
        return []
    ssl = (*path, "ssl")
    layer = giver(ssl, scene.layers)
    if layer is None or not layer.replaces:
        return []
    below = scene.layers[: scene.layers.index(layer)]
    if not any(lower.at(ssl) is True for lower in below):
        return []
    variable = layer.entry(ssl)
    return [
        Fault(
            "HC405",
            f"{variable} turns TLS off in protected environment {dotted((environment.name,))}",
            ssl,
            help=("write rediss:// in place of redis://",),
        )
    ]
