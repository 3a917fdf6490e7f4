"""The attribution of faults to the sources of a load: file, ``.env`` line, variable, override."""

from __future__ import annotations

import json

from .diagnostic import Diagnostic, Label, Part, Target, severity
from .disclosure import shows, shows_text
from .document import diagnose, in_order, places
from .keypath import dotted
from .layer import giver
from .origin import Origin, Source
from .shown import shown_by

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .contract import Contract
    from .diagnostic import Fault, Mention
    from .keypath import KeyPath
    from .layer import Layer
    from .scene import Scene


def attributed(faults: Iterable[Fault], scene: Scene) -> tuple[Diagnostic, ...]:
    """The diagnostics of faults whose key paths are settings, each at the source to blame."""
    found = [_diagnostic(fault, scene) for fault in dict.fromkeys(faults)]
    return in_order(found)


def in_file(faults: Iterable[Fault], scene: Scene) -> tuple[Diagnostic, ...]:
    """The diagnostics of faults whose key paths are those of the config file."""
    return in_order(diagnose(scene.document, faults, shown_by(scene.contract)))


def in_dotenv(faults: Iterable[Fault], scene: Scene) -> tuple[Diagnostic, ...]:
    """The diagnostics of faults whose key paths are variables of the ``.env`` file."""
    document = scene.dotenv
    if document is None:
        return ()

    def shown(path: KeyPath) -> bool:
        known = [names.settings.get(str(path[0])) for names in scene.names] if path else []
        text = str((document.tree or {}).get(str(path[0]), "")) if path else ""
        return any(known) and all(shows_text(text, setting) for setting in known if setting)

    return in_order(diagnose(document, faults, shown))


def of_variables(faults: Iterable[Fault]) -> tuple[Diagnostic, ...]:
    """The diagnostics of faults of variables, where no file is in play."""
    return tuple(
        Diagnostic(
            fault.code,
            severity(fault.code),
            fault.headline,
            fault.path,
            Label(f"variable {fault.variable}", fault.label, target=Target.VARIABLE),
            notes=fault.notes,
            help=fault.help,
        )
        for fault in faults
    )


def origins(paths: Iterable[KeyPath], scene: Scene) -> dict[KeyPath, Origin]:
    """The origin of every setting, with its place in the text and what it replaced."""
    chains = {path: _chain(path, scene.layers) for path in paths}
    wanted = [origin.path for chain in chains.values() for origin in chain]
    spots = {Source.FILE: places(scene.document, wanted)}
    if scene.dotenv is not None:
        spots[Source.DOTENV] = places(scene.dotenv, wanted)
    found = {}
    for path, chain in chains.items():
        origin = Origin(Source.DEFAULT)
        for each in chain:
            place = spots.get(each.source, {}).get(each.path)
            over = None if origin.source is Source.DEFAULT else origin
            origin = each.replace(place=place, over=over)
        found[path] = origin
    return found


def _chain(path: KeyPath, layers: Sequence[Layer]) -> list[Origin]:
    return [layer.origin(path) for layer in layers if layer.has(path)]


def _diagnostic(fault: Fault, scene: Scene) -> Diagnostic:
    layer = _blamed(fault.path, scene.layers)
    if fault.variable:
        return _of_variable(fault, fault.variable, scene)
    if layer is None or layer.source is Source.FILE or _is_shared(fault, layer, scene):
        return _of_file(fault, scene)
    if layer.source is Source.DOTENV:
        placed = _as_written(fault, layer).replace(
            path=(_entry(fault.path, layer),), part=Part.VALUE, mentions=()
        )
        (found,) = in_dotenv([placed], scene)
        return found.replace(path=fault.path, notes=(*found.notes, *_overridden(fault.path, scene)))
    return _of_variable(_as_written(fault, layer), _entry(fault.path, layer) or layer.name, scene)


def renamed(fault: Fault, path: KeyPath, name: str) -> Fault:
    """The fault with the setting at a path by the name that its source has for it."""
    rest = fault.headline.removeprefix(dotted(path))
    if rest == fault.headline or rest[:1] not in (" ", "[", "."):
        return fault
    return fault.replace(headline=f"{name}{rest}")


def _as_written(fault: Fault, layer: Layer) -> Fault:
    """The fault in the words of its source: REDIS_PORT, not port; of a URL, port of REDIS_URL."""
    path = fault.path
    while path and path not in layer.entries:
        path = path[:-1]
    if not path:
        return fault
    entry = layer.entries[path]
    return renamed(fault, path, f"{dotted(path)} of {entry}" if layer.replaces else entry)


def _entry(path: KeyPath, layer: Layer) -> str:
    """The variable that gave the value at a path, or the first that gave a part of it."""
    parts = (name for at, name in layer.entries.items() if at[: len(path)] == path)
    return layer.entry(path) or next(parts, "")


def _is_shared(fault: Fault, layer: Layer, scene: Scene) -> bool:
    """Whether a fault is of an object as a whole, of which a variable gives only a part."""
    if layer.source is Source.OVERRIDE or layer.entry(fault.path):
        return False
    return any(each.source is Source.FILE and each.has(fault.path) for each in scene.layers)


def _blamed(path: KeyPath, layers: Sequence[Layer]) -> Layer | None:
    while path:
        layer = giver(path, layers)
        if layer is not None:
            return layer
        path = path[:-1]
    return None


def _of_file(fault: Fault, scene: Scene) -> Diagnostic:
    home = fault.replace(
        path=_written(fault.path, scene),
        part=fault.part if fault.path else Part.KEY,
        mentions=tuple(
            mention.replace(path=_written(mention.path, scene))
            for mention in fault.mentions
            if _in_file(mention, scene)
        ),
    )
    (found,) = diagnose(scene.document, [home], shown_by(scene.contract))
    return found.replace(path=fault.path)


def _written(path: KeyPath, scene: Scene) -> KeyPath:
    return scene.environment.written(path) if scene.environment else path


def _in_file(mention: Mention, scene: Scene) -> bool:
    layer = _blamed(mention.path, scene.layers)
    return layer is None or layer.source is Source.FILE


def _of_variable(fault: Fault, name: str, scene: Scene) -> Diagnostic:
    argument = name.startswith("--") or name == "overrides"
    advice = fault.help
    if name == "overrides":
        from .arguments import in_python

        advice = in_python(fault)
    source, target = (name, Target.ARGUMENT) if argument else (f"variable {name}", Target.VARIABLE)
    return Diagnostic(
        fault.code,
        severity(fault.code),
        fault.headline,
        fault.path,
        Label(source, fault.label, target=target),
        notes=(*fault.notes, *_overridden(fault.path, scene)),
        help=advice,
    )


def _overridden(path: KeyPath, scene: Scene) -> tuple[str, ...]:
    """``it overrides port, 6379, at redis_config.json:12:13``."""
    files = [layer for layer in scene.layers if layer.source is Source.FILE and layer.has(path)]
    if not files or not path:
        return ()
    home = files[-1].origin(path).path
    place = places(scene.document, [home]).get(home)
    value = _value(path, files[-1], scene.contract)
    where = f" at {scene.document.name}:{place.line}:{place.column}" if place else ""
    return (f"it overrides {dotted(path)}{value},{where}".rstrip(","),)


def _value(path: KeyPath, layer: Layer, contract: Contract) -> str:
    setting = contract.setting(path)
    value = layer.at(path)
    if isinstance(value, (dict, list)) or not shows(setting):
        return ""
    if isinstance(value, str) and not shows_text(value, setting):
        return ""
    text = json.dumps(value, ensure_ascii=False)
    shown = len(text) <= 40 and text.isprintable()
    return f", {text}" if shown else ""
