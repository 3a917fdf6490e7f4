"""Standard input as a file to check: the buffer of an editor, or what another command writes."""

from __future__ import annotations

import os

from ..check import Report, check_document
from ..diagnostic import Diagnostic, Label, severity
from ..document import document_of
from ..formats import LIMIT, format_of, too_large
from ..keypath import legible
from .arguments import MisuseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from .steering import Steering

_UNNAMED: Final = "<stdin>"
_DESCRIPTOR: Final = 0


def check_standard_input(name: str | None, steered: Steering) -> Report:
    """The check of what standard input holds, to its end.

    ``name`` is the file that it is to be taken for: its name says the format and the schema, and
    where a relative ``$schema`` starts; the file is not read, and need not be there. Without a
    name the text is JSON.
    """
    shown = name or _UNNAMED
    form = format_of(name or "redis_config.json")
    if form is None:
        raise MisuseError(
            f"--stdin-filename {legible(shown)} does not say what the text is",
            "name it with .json, .toml or .env, as in redis_config.json",
        )
    try:
        data = _read(LIMIT)
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        return _unread(shown, f"standard input cannot be read: {reason}", "HC101")
    if len(data) > LIMIT:
        spot = too_large(shown, LIMIT)
        return _unread(shown, spot.headline, spot.code)
    document, failures = document_of(shown, data, form)
    if document is None:
        return Report(shown, failures)
    return check_document(document, steered.schema(name) if name else steered.given)


def _read(limit: int) -> bytes:
    parts, left = [], limit + 1
    while left and (part := os.read(_DESCRIPTOR, min(left, 1 << 16))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _unread(name: str, headline: str, code: str) -> Report:
    return Report(name, (Diagnostic(code, severity(code), headline, (), Label(name)),))
