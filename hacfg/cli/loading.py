"""A load for a command: one file, the process's variables, and no fallback."""

from __future__ import annotations

import os

from ..check import Report
from ..document import in_order
from ..load import resolve
from ..request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..contract import Contract
    from ..diagnostic import Diagnostic
    from ..load import Loaded
    from ..shelf import Shelf
    from .arguments import Options


def load(
    file: str, schema: str | Contract | Shelf | None, options: Options
) -> tuple[Loaded | None, tuple[Diagnostic, ...]]:
    """One environment of a file with the process's variables; it never falls back."""
    return resolve(
        Request(
            file,
            schema,
            options.env,
            os.environ,
            options.dotenv,
            options.prefix,
            {},
            tuple(options.set),
            None,
        )
    )


def report(
    file: str, options: Options, loaded: Loaded | None, diagnostics: tuple[Diagnostic, ...]
) -> Report:
    """What a load has to say of a file, as a check says it."""
    schema, name = "", options.env or ""
    if loaded is not None:
        schema, name = loaded.scene.contract.name, loaded.selection.environment.name
    return Report(file, in_order(diagnostics), schema, (name,) if name else (), name)
