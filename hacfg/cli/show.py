"""The command ``hacfg show``: the effective config, masked, with the origin of every value."""

from __future__ import annotations

from ..classes import class_of
from ..effective import Row, chain, rows
from .arguments import Argument
from .load_options import ARGUMENTS as LOADING
from .load_options import TARGETS
from .loading import load, refuse_variables
from .output import complain, put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..load import Loaded
    from ..origin import Origin
    from .arguments import Options

ARGUMENTS = (
    *TARGETS,
    Argument(("--format",), "how to print", "FORMAT", ("text", "json"), "text"),
    *LOADING,
)


def run(options: Options) -> int:
    """Prints what a load of each file gives; what cannot be loaded is reported as by validate."""
    from ..report import Style, renderer
    from .loading import report
    from .steering import steering
    from .validate import found_files, status, unsteered

    steered, failure = steering(options.schema)
    if failure:
        return unsteered(failure)
    files = found_files(options.files, steered, "show")
    if not files:
        return 2
    shown, failed = [], []
    for file in files:
        refuse_variables(file, "to show", "show")
        loaded, diagnostics = load(file, steered.schema(file), options)
        if loaded is None:
            failed.append(report(file, options, loaded, diagnostics))
        else:
            shown.append(loaded)
            if diagnostics:
                notices = report(file, options, loaded, diagnostics)
                complain(renderer("text")([notices], Style(summary=False)))
    if options.format == "json":
        put(_as_json([_entry(loaded) for loaded in shown]))
    else:
        put("\n".join(_as_text(loaded) for loaded in shown))
    if failed:
        complain(renderer("text")(failed, Style(summary=False)))
    return status(failed)


def _rows(loaded: Loaded) -> tuple[Row, ...]:
    from ..loaders import config_of

    contract = loaded.scene.contract
    return rows(config_of(loaded, class_of(contract)), contract)


def _as_text(loaded: Loaded) -> str:
    """Aligned columns: setting, value, origin and what that replaced."""
    found = [(row.name, row.text, _story(row.origin)) for row in _rows(loaded)]
    widths = [max((len(row[column]) for row in found), default=0) for column in (0, 1)]
    widths[1] = min(widths[1], 48)
    selection = loaded.selection
    name = selection.environment.name
    head = (
        f"{loaded.scene.document.name}: {name} ({selection.reason})"
        if name
        else (loaded.scene.document.name)
    )
    lines = [f"  {a:{widths[0]}}  {b:{widths[1]}}  {c}".rstrip() for a, b, c in found]
    return "\n".join([head, *lines]) + "\n"


def _story(origin: Origin) -> str:
    first, *below = chain(origin)
    return ", over ".join([str(first), *map(str, below)])


def _entry(loaded: Loaded) -> dict[str, Any]:
    selection = loaded.selection
    return {
        "file": loaded.scene.document.name,
        "schema": loaded.scene.contract.name,
        "environment": selection.environment.name,
        "reason": selection.reason,
        "settings": [
            {
                "name": row.name,
                "value": row.value,
                "origin": _origin(row.origin),
                "over": [_origin(origin) for origin in chain(row.origin)[1:]],
            }
            for row in _rows(loaded)
        ],
    }


def _origin(origin: Origin) -> dict[str, Any]:
    found: dict[str, Any] = {"source": origin.source.value}
    if origin.name:
        found["name"] = origin.name
    if origin.place is not None:
        found |= {"line": origin.place.line, "column": origin.place.column}
    return found


def _as_json(entries: list[dict[str, Any]]) -> str:
    import json

    return json.dumps({"version": 1, "configs": entries}, indent=2, ensure_ascii=False) + "\n"
