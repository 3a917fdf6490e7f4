"""The parts of a load as functions of their own: a file's environment, the variables' overrides."""

from __future__ import annotations

import os

from .errors import places_of
from .loaders import Outcome, delivered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def load_config_file(
    path: str | os.PathLike[str],
    env: str | None = None,
    *,
    schema: str | None = None,
    fallback: str | None = "local",
) -> dict[str, Any]:
    """One environment as the file has it: parents merged in, placeholders and defaults not.

    The environment is found as ``load_config`` finds it. Secrets that stand in the file are in the
    result as plain text.

    Raises:
        ConfigError: the file is not sound, or has no such environment.
        ConfigFileError: the file could not be read at all.
    """
    given = {"path": path, "env": env, "schema": schema, "fallback": fallback}
    outcome = _guarded(_environment, given)
    values: dict[str, Any] = delivered(outcome)
    return values


def apply_env_overrides(
    config: Mapping[str, Any],
    schema: str = "redis",
    *,
    prefix: str | None = None,
    variables: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The settings with the overrides of variables laid over them, typed by the schema.

    ``config`` stays as it is. ``schema`` is the name of a shipped schema or the path of a schema
    file; ``prefix`` replaces the prefix of its variables; ``variables`` stand in for the
    process's. The result is not validated.

    Raises:
        ConfigError: a variable cannot be converted; ``diagnostics`` names each.
    """
    given = {"config": config, "schema": schema, "prefix": prefix, "variables": variables}
    outcome = _guarded(_overridden, given)
    del config, variables, given
    values: dict[str, Any] = delivered(outcome)
    return values


def _guarded(part: Any, arguments: dict[str, Any]) -> Outcome:
    from .misuse import misuse

    wrong = misuse(arguments)
    if wrong:
        return Outcome(misuse=wrong)
    try:
        outcome: Outcome = part(*arguments.values())
    except Exception as error:  # noqa: BLE001 - an error of ours would carry every frame along
        return Outcome(bug=places_of(error))
    return outcome


def _environment(path: Any, env: str | None, schema: str | None, fallback: str | None) -> Outcome:
    from copy import deepcopy

    from .attribution import in_file
    from .catalog import contract_for
    from .document import read_document, reading_faults
    from .overlay import fold
    from .request import Request
    from .scene import Scene
    from .selection import select_environment
    from .shown import names_shown, shown_by
    from .sources import variable_names

    path = os.fspath(path)
    document, failures = read_document(path)
    if document is None:
        return Outcome(diagnostics=failures)
    contract, failures = contract_for(document, schema)
    if contract is None:
        return Outcome(diagnostics=failures)
    if document.tree is None:
        found = reading_faults(document, shown_by(contract), names_shown(contract))
        return Outcome(diagnostics=tuple(found))
    request = Request(path, contract, env, os.environ, fallback=fallback)
    names = variable_names(contract, None)
    selection, faults = select_environment(document.tree, contract, request, os.environ, names)
    if selection is None:
        return Outcome(diagnostics=in_file(faults, Scene(contract, document)))
    if selection.warning:
        from .journal import report_selection

        report_selection(path, selection)
    return Outcome(deepcopy(fold(reversed(selection.environment.bodies), contract.exclusive)))


def _overridden(
    config: Mapping[str, Any],
    schema: str,
    prefix: str | None,
    variables: Mapping[str, str] | None,
) -> Outcome:
    from copy import deepcopy

    from .attribution import of_variables
    from .catalog import named
    from .diagnostic import Severity
    from .layer import Layer
    from .origin import Source
    from .overlay import lay
    from .sources import variable_layers, variable_names

    contract, failures = named(schema)
    if contract is None:
        return Outcome(diagnostics=failures)
    lookup = os.environ if variables is None else variables
    names = variable_names(contract, prefix)
    layers, faults = variable_layers(lookup, names, contract, protected=False)
    found = of_variables(faults)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in found):
        return Outcome(diagnostics=found)
    if found:
        from .journal import report_warnings

        report_warnings(found)
    below = Layer(Source.OVERRIDE, "config", config)
    return Outcome(deepcopy(lay((below, *layers), contract.exclusive)))
