"""A conversion: configs made of another tool's file, and what of it they do not hold."""

from __future__ import annotations

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..keypath import KeyPath


class Loss(Value):
    """An entry of the source that was not carried over, and why."""

    path: KeyPath
    reason: str


class Conversion(Value):
    """What came of a source.

    ``configs`` are trees of environments by the name of their schema; ``variables`` those that
    stand for secrets which the source holds as text, and which go nowhere else.
    """

    configs: Mapping[str, dict[str, Any]]
    losses: tuple[Loss, ...] = ()
    variables: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Conversion({', '.join(self.configs)})"
