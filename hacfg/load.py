"""The load: one environment of a file, everything resolved.

Each stage gives ``(value, faults)``. Faults are collected within a stage and stop between stages,
save that what the sources, the placeholders and the schema find is reported together.
"""

from __future__ import annotations

from .attribution import Scene, attributed, in_dotenv, in_file
from .catalog import contract_for
from .diagnostic import WARNINGS, Severity
from .document import read_document, reading_faults
from .expansion import expanded, located
from .overlay import lay
from .selection import select_environment
from .shown import names_shown, shown_by
from .sources import gather, variable_names
from .value import Value
from .verdict import judged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .diagnostic import Diagnostic
    from .dotenv_file import DotenvFile
    from .request import Request
    from .selection import Selection


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
        found = reading_faults(document, shown_by(contract), names_shown(contract))
        return None, tuple(found)
    scene = Scene(contract, document)

    dotenv: DotenvFile | None = None
    notices: tuple[Diagnostic, ...] = ()
    if request.dotenv is not None:
        from .dotenv_file import read_dotenv

        beside = located(request.providers, request.dotenv)
        dotenv, notices = read_dotenv(request.dotenv, request.variables, beside)
        if dotenv is None or _errors(notices):
            return None, notices

    providers = located(request.providers, request.path)
    names = variable_names(contract, request.prefix)
    lookup = {**dotenv.texts, **request.variables} if dotenv else request.variables
    selection, faults = select_environment(document.tree, contract, request, lookup, names)
    if selection is None:
        return None, (*notices, *in_file(faults, scene))

    environment = selection.environment
    sources = gather(environment, request, dotenv, names, contract)
    below = dotenv.document if dotenv else None
    scene = Scene(contract, document, environment, sources.layers, below, (names,))
    # What Kubernetes injected is ignored in placeholders too.
    injected = {fault.variable for fault in sources.faults if fault.code == "HC316"}
    if injected:
        lookup = {name: text for name, text in lookup.items() if name not in injected}
    laid = lay(sources.layers, contract.exclusive)
    values, flaws = expanded(laid, sources.layers, contract, lookup, providers)
    wrong = judged(values, scene, incomplete=bool(sources.faults or sources.dotenv_faults))

    reported = {fault.path for fault in sources.faults if fault.code not in WARNINGS}
    flaws = tuple(flaw for flaw in flaws if flaw.path not in reported)
    faults = (*sources.faults, *flaws, *wrong)
    if faults or sources.dotenv_faults:
        notices = (
            *notices,
            *in_dotenv(sources.dotenv_faults, scene),
            *attributed(faults, scene),
        )
    return (None if _errors(notices) else Loaded(scene, selection, values)), notices


def _errors(diagnostics: tuple[Diagnostic, ...]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
