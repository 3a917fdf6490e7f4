"""The sections of a load: every Redis or database config in it, at its path."""

from __future__ import annotations

from ..catalog import BUILT_IN, built_in
from ..classes import class_of
from ..loaders import config_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..config import Config
    from ..keypath import KeyPath
    from ..load import Loaded


def sections(loaded: Loaded) -> Iterator[tuple[KeyPath, Config]]:
    """The config itself at the path ``()``, or the objects in it that a schema of ours describes.

    A team's schema has such objects where it refers to ours.
    """
    contract = loaded.scene.contract
    if contract.name in BUILT_IN and contract is built_in(contract.name):
        yield (), config_of(loaded, class_of(contract))
        return
    for scope in contract.scopes:
        known = set(contract.within(scope.path))
        kind = next((name for name in BUILT_IN if known == set(built_in(name).settings)), None)
        values: Any = loaded.values
        for part in scope.path:
            values = values.get(part) if isinstance(values, dict) else None
        if kind is not None and isinstance(values, dict):
            environment = loaded.selection.environment.name
            ours: type[Config] = class_of(built_in(kind))
            # The load has judged the values by the whole schema.
            yield scope.path, ours._resolved(values, environment=environment)  # noqa: SLF001
