"""What may be shown of a document: the values of settings that are known to be no secret."""

from __future__ import annotations

from .disclosure import shows
from .environments import DIRECTIVES, RESERVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .contract import Contract
    from .keypath import KeyPath


def shown_by(contract: Contract) -> Callable[[KeyPath], bool]:
    """Whether the value at a document path may be shown."""
    depth = 1 if contract.environments else 0
    inside = shown_in(contract)

    def shown(path: KeyPath) -> bool:
        if path[:1] and path[0] in RESERVED:
            return True
        inner = path[depth:]
        if depth and len(inner) == 1 and inner[0] in DIRECTIVES:
            return True
        return inside(inner)

    return shown


def shown_in(contract: Contract) -> Callable[[KeyPath], bool]:
    """Whether the value at a path in an environment may be shown."""

    def shown(path: KeyPath) -> bool:
        for length in range(len(path), 0, -1):
            setting = contract.settings.get(path[:length])
            if setting is not None:
                return shows(setting, path[length:])
        return False

    return shown


def names_shown(contract: Contract) -> frozenset[str]:
    """The words that may be shown of a file that could not be parsed."""
    named = {str(part) for path in contract.settings for part in path}
    return frozenset(named | DIRECTIVES | RESERVED)
