"""A load for a command: one file, the process's variables, and no fallback."""

from __future__ import annotations

import os

from ..check import Report
from ..document import in_order
from ..formats import format_of
from ..keypath import legible
from ..load import resolve
from ..request import Request
from .arguments import MisuseError

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


def refuse_variables(file: str, purpose: str, command: str) -> None:
    """Refuses a ``.env`` file where a config file is wanted.

    Raises:
        MisuseError: it is one.
    """
    form = format_of(file)
    if form is not None and form.name == ".env":
        shown = legible(file)
        raise MisuseError(
            f"{shown} holds variables, and no environment {purpose}",
            f"lay them over a config file: hacfg {command} redis_config.json --dotenv {shown}",
        )


def report(
    file: str, options: Options, loaded: Loaded | None, diagnostics: tuple[Diagnostic, ...]
) -> Report:
    """What a load has to say of a file, as a check says it."""
    schema, name = "", options.env or ""
    if loaded is not None:
        schema, name = loaded.scene.contract.name, loaded.selection.environment.name
    return Report(file, in_order(diagnostics), schema, (name,) if name else (), name)
