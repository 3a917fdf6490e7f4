"""The load: one environment of a file, everything resolved.

Each stage gives ``(value, faults)``. Faults are collected within a stage and stop between stages,
save that what the sources, the placeholders and the schema find is reported together.
"""

from __future__ import annotations

from .catalog import contract_for
from .diagnostic import WARNINGS, Severity
from .document import read_document
from .expansion import expanded, located
from .overlay import lay
from .scene import Scene
from .selection import select_environment
from .sources import gather, variable_names
from .value import Value
from .verdict import judged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .contract import Contract
    from .diagnostic import Diagnostic, Fault
    from .document import Document
    from .dotenv_file import DotenvFile
    from .request import Request
    from .selection import Selection
    from .variables import Names


class Loaded(Value):
    """An environment resolved: plain values, valid, without defaults, and where they come from."""

    scene: Scene
    selection: Selection
    values: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"Loaded({self.scene.document.name!r}, {self.selection.environment.name!r})"


def resolve(request: Request) -> tuple[Loaded | None, tuple[Diagnostic, ...]]:
    """Runs the stages; nothing loaded means that the diagnostics hold errors."""
    document, failures = read_document(request.path)
    if document is None:
        return None, failures
    contract, failures = contract_for(document, request.schema)
    if contract is None:
        return None, failures
    if document.tree is None:
        return None, _unread(document, contract)

    dotenv: DotenvFile | None = None
    notices: tuple[Diagnostic, ...] = ()
    if request.dotenv is not None:
        from .dotenv_file import read_dotenv

        beside = located(request.providers, request.dotenv)
        dotenv, notices = read_dotenv(request.dotenv, request.variables, beside)
        if dotenv is None or _errors(notices):
            return None, notices

    names = variable_names(contract, request.prefix)
    lookup = {**dotenv.texts, **request.variables} if dotenv else request.variables
    selection, faults = select_environment(document.tree, contract, request, lookup, names)
    if selection is None:
        return None, (*notices, *_in_file(faults, Scene(contract, document)))

    environment = selection.environment
    layers, faults, broken = gather(environment, request, dotenv, names, contract)
    below = dotenv.document if dotenv else None
    scene = Scene(contract, document, environment, layers, below, (names,))
    if faults:
        lookup = _without_injected(lookup, faults)
    laid = lay(layers, contract.exclusive)
    values, flaws = expanded(laid, layers, contract, lookup, request)
    wrong = judged(values, scene, incomplete=bool(faults or broken))
    if faults or flaws or wrong or broken:
        flaws = _without_connection(flaws, (*faults, *broken), names)
        notices += _in_dotenv(broken, scene) + _attributed(faults, flaws, wrong, scene)
    return (None if _errors(notices) else Loaded(scene, selection, values)), notices


def _unread(document: Document, contract: Contract) -> tuple[Diagnostic, ...]:
    from .document import reading_faults
    from .shown import names_shown, shown_by

    return tuple(reading_faults(document, shown_by(contract), names_shown(contract)))


def _in_file(faults: tuple[Fault, ...], scene: Scene) -> tuple[Diagnostic, ...]:
    from .attribution import in_file

    return in_file(faults, scene)


def _without_injected(lookup: Mapping[str, str], faults: tuple[Fault, ...]) -> Mapping[str, str]:
    """The variables as placeholders see them: what Kubernetes injected is ignored there too."""
    injected = {fault.variable for fault in faults if fault.code == "HC316"}
    if not injected:
        return lookup
    return {name: text for name, text in lookup.items() if name not in injected}


def _without_connection(
    flaws: tuple[Fault, ...], faults: tuple[Fault, ...], names: Names
) -> tuple[Fault, ...]:
    """The flaws but for those of settings that a malformed URL would have replaced."""
    malformed = [fault.variable or str(fault.path[0]) for fault in faults if fault.code == "HC317"]
    if not malformed:
        return flaws
    from .connection_url import DATABASE_CONNECTION, REDIS_CONNECTION

    replaced = {
        (*names.urls.get(variable, ()), name)
        for variable in malformed
        for name in (*REDIS_CONNECTION, *DATABASE_CONNECTION)
    }
    return tuple(
        flaw
        for flaw in flaws
        if not any(flaw.path[:end] in replaced for end in range(len(flaw.path) + 1))
    )


def _attributed(
    faults: tuple[Fault, ...], flaws: tuple[Fault, ...], wrong: tuple[Fault, ...], scene: Scene
) -> tuple[Diagnostic, ...]:
    from .attribution import attributed

    reported = {fault.path for fault in faults if fault.code not in WARNINGS}
    flaws = tuple(flaw for flaw in flaws if flaw.path not in reported)
    return attributed((*faults, *flaws, *wrong), scene)


def _in_dotenv(faults: tuple[Fault, ...], scene: Scene) -> tuple[Diagnostic, ...]:
    from .attribution import in_dotenv

    return in_dotenv(faults, scene)


def _errors(diagnostics: tuple[Diagnostic, ...]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
