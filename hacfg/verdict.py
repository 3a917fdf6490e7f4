"""The verdict on a resolved environment: the schema's, and that of the rules."""

from __future__ import annotations

from .keypath import at
from .layer import giver
from .origin import Source
from .rules import (
    in_scope,
    orders,
    policy_of_connection,
    policy_of_name,
    policy_of_text,
    rules_for,
    states_tls,
    turns_off,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from .diagnostic import Fault
    from .environments import Environment
    from .keypath import KeyPath
    from .layer import Layer
    from .scene import Scene
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
    policies = [
        *policy_of_name(environment),
        *policy_of_text(environment, _written(values, scene.layers), rules),
        *policy_of_connection(environment, values, rules),
    ]
    for scope in contract.scopes:
        settings = contract.within(scope.path)
        faults += in_scope(scope.path, values, settings, orders)
        policies += in_scope(
            scope.path,
            values,
            settings,
            lambda inner, known: policy_of_connection(environment, inner, known),
        )
    for policy in policies:
        faults.append(_turned_off(policy, environment, scene) or policy)
    return tuple(faults)


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


def _written(
    values: Mapping[str, Any], layers: Sequence[Layer]
) -> Callable[[KeyPath, object], Any]:
    """The text of the file at a path, where that won and nothing took it away."""

    def written(path: KeyPath, absent: object) -> Any:
        if at(values, path, absent) is absent:
            return absent
        layer = giver(path, layers)
        return layer.at(path) if layer and layer.source is Source.FILE else absent

    return written


def _turned_off(fault: Fault, environment: Environment, scene: Scene) -> Fault | None:
    """The missing TLS of a fault as an error, where the file has TLS and a source above it not."""
    layer = giver(fault.path, scene.layers) if fault.code == "HC402" and fault.path else None
    if layer is None or layer.source is Source.FILE or not turns_off(layer.at(fault.path)):
        return None
    below = scene.layers[: scene.layers.index(layer)]
    if not any(states_tls(lower.at(fault.path)) for lower in below):
        return None
    from .rules.words import turned_off

    name = layer.entry(fault.path) or layer.name
    return turned_off(environment, fault.path, name, by_url=bool(layer.replaces))
