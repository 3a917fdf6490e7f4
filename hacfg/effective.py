"""The effective config of an environment, as rows to show: settings, masked values, origins."""

from __future__ import annotations

import json

from .keypath import dotted
from .origin import Origin, Source
from .secret import MASK, holds_credentials
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .config import Config
    from .contract import Contract
    from .keypath import KeyPath


class Row(Value):
    """One setting: its value as JSON has it, masked where it is a secret, and its origin."""

    path: KeyPath
    value: Any
    origin: Origin

    @property
    def name(self) -> str:
        """The setting's name, dotted."""
        return dotted(self.path)

    @property
    def text(self) -> str:
        """The value as a line shows it."""
        return MASK if self.value == MASK else json.dumps(self.value, ensure_ascii=False)


def rows(config: Config, contract: Contract) -> tuple[Row, ...]:
    """Every setting that has a value, those with defaults included, in the schema's order."""
    shown = config.to_dict()
    found = []
    for path in contract.settings:
        value = _at(shown, path)
        if value is not _ABSENT:
            origin = config.origins.get(path) or _first(config, path)
            found.append(Row(path, masked(value), origin))
    return tuple(found)


def masked(value: Any) -> Any:
    """A value that is no secret; a text in it that looks like one, as a URL may, is masked."""
    if isinstance(value, str):
        return MASK if holds_credentials(value) else value
    if isinstance(value, dict):
        return {key: masked(inner) for key, inner in value.items()}
    return [masked(inner) for inner in value] if isinstance(value, list) else value


def chain(origin: Origin) -> tuple[Origin, ...]:
    """The origin, and all that it replaced."""
    return (origin, *(chain(origin.over) if origin.over is not None else ()))


def _first(config: Config, path: KeyPath) -> Origin:
    """The origin of an array or a free object: that of the first value in it."""
    inside = (o for at, o in config.origins.items() if at[: len(path)] == path)
    return next(inside, Origin(Source.DEFAULT))


_ABSENT = object()


def _at(tree: Any, path: KeyPath) -> Any:
    for part in path:
        if type(tree) is not dict or part not in tree:
            return _ABSENT
        tree = tree[part]
    return tree
