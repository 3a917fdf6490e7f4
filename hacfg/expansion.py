"""The expansion of placeholders: in the values that won the fold and come from a document."""

from __future__ import annotations

import os

from .coerce import coerce
from .diagnostic import Fault
from .keypath import dotted, put, texts
from .layer import giver
from .origin import Source
from .placeholders import Unread, expand, flawed, parse, read_file, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from .contract import Contract
    from .keypath import KeyPath
    from .layer import Layer
    from .placeholders import Provider
    from .request import Request


def located(providers: Mapping[str, Provider], document: str) -> Mapping[str, Provider]:
    """The providers of a document: a relative ``${file:...}`` starts at its directory."""
    directory = os.path.dirname(document)
    if not directory or providers.get("file") is not read_file:
        return providers

    def beside(path: str) -> str | Unread:
        return read_file(path, directory)

    return {**providers, "file": beside}


def expanded(
    values: dict[str, Any],
    layers: Sequence[Layer],
    contract: Contract,
    lookup: Mapping[str, str],
    request: Request,
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """The values without placeholders, and why some could not be resolved.

    A value that is wholly one placeholder takes the type of its setting; text around one makes
    text. What a variable, an override or a provider supplied is never scanned.
    """
    faults: list[Fault] = []
    for path, text in texts(values, "${"):
        layer = giver(path, layers)
        if layer is None or layer.source is not Source.FILE:
            continue
        providers = located(request.providers, request.path)
        value, found = _expanded(path, text, contract, lookup, providers)
        faults += found
        if not found:
            values = put(values, path, value)
    return values, tuple(faults)


def _expanded(
    path: KeyPath,
    text: str,
    contract: Contract,
    lookup: Mapping[str, str],
    providers: Mapping[str, Provider],
) -> tuple[Any, list[Fault]]:
    template, flaws = parse(text)
    value = None
    if template is not None:
        value, flaws = expand(template, lookup, providers)
    if value is None or template is None:
        return None, [flawed(path, flaw) for flaw in flaws]
    setting = contract.setting(path)
    if setting is None or whole(template) is None:
        return value, []
    typed, misfit = coerce(value, setting)
    if misfit is None:
        return typed, []
    only = whole(template)
    name = only.name if only and not only.provider else "its placeholder"
    headline = f"{dotted(path)} {misfit.reason}, which the text of {name} is not"
    if misfit.empty:
        headline = f"{dotted(path)} {misfit.reason}, and {name} is empty"
    return None, [Fault("HC312", headline, path, label=f"the text of {name} does not fit")]
