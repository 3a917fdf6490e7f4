"""The journal of a load: what hacfg logs, and that it never holds a secret."""

from __future__ import annotations

import logging  # noqa: TID253 - who imports this module has something to log
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .diagnostic import Diagnostic
    from .load import Loaded
    from .selection import Selection

LOGGER = "hacfg"


def report_load(loaded: Loaded, diagnostics: tuple[Diagnostic, ...]) -> None:
    """Logs one INFO line of a load, and each of its warnings."""
    logger = logging.getLogger(LOGGER)
    selection, file = loaded.selection, loaded.scene.document.name
    report_selection(file, selection)
    report_warnings(diagnostics)
    if logger.isEnabledFor(logging.INFO):
        name = selection.environment.name or "the only environment"
        logger.info(
            "loaded %s: %s (%s), fingerprint %s",
            *(os.path.abspath(file), name, selection.reason, fingerprint(loaded)),
        )


def report_selection(file: str, selection: Selection) -> None:
    """Logs the warning of a selection, if it has one."""
    if selection.warning:
        logging.getLogger(LOGGER).warning("%s: %s", os.path.abspath(file), selection.warning)


def report_warnings(diagnostics: tuple[Diagnostic, ...]) -> None:
    """Logs what is no error."""
    for diagnostic in diagnostics:
        advice = "".join(f"; {text}" for text in diagnostic.help)
        logging.getLogger(LOGGER).warning(
            "%s: %s [%s]%s", diagnostic.primary.source, diagnostic.headline, diagnostic.code, advice
        )


def fingerprint(loaded: Loaded) -> str:
    """Twelve hexadecimal digits of all values but the secrets: equal for equal configs."""
    import hashlib
    import json

    from .keypath import dotted, leaves
    from .shown import shown_in

    contract = loaded.scene.contract
    open_at = shown_in(contract)
    secrets = [setting.path for setting in contract.settings.values() if setting.secret]
    shown = {
        dotted(path): value
        for path, value in leaves(loaded.values)
        if not any(path[: len(secret)] == secret for secret in secrets)
        and (type(value) is not str or open_at(path))
    }
    text = json.dumps(shown, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
