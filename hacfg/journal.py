"""The journal of a load: what hacfg logs, and that it never holds a secret."""

from __future__ import annotations

import logging  # noqa: TID253 - who imports this module has something to log
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .diagnostic import Diagnostic
    from .load import Loaded

LOGGER = "hacfg"


def report_load(loaded: Loaded, diagnostics: tuple[Diagnostic, ...]) -> None:
    """Logs one INFO line of a load, and each of its warnings."""
    logger = logging.getLogger(LOGGER)
    selection = loaded.selection
    told = logger.isEnabledFor(logging.INFO)
    if not (diagnostics or selection.warning or told):
        return
    file = os.path.abspath(loaded.scene.document.name)
    if selection.warning:
        logger.warning("%s: %s", file, selection.warning)
    for diagnostic in diagnostics:
        advice = "".join(f"; {text}" for text in diagnostic.help)
        logger.warning(
            "%s: %s [%s]%s", diagnostic.primary.source, diagnostic.headline, diagnostic.code, advice
        )
    if told:
        name = selection.environment.name or "the only environment"
        logger.info(
            "loaded %s: %s (%s), fingerprint %s", file, name, selection.reason, fingerprint(loaded)
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
