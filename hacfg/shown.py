"""What may be shown of a document: the values of settings that are known to be no secret."""

from __future__ import annotations

from .environments import DIRECTIVES, RESERVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .contract import Contract
    from .keypath import KeyPath


def shown_by(contract: Contract) -> Callable[[KeyPath], bool]:
    """Whether the value at a document path may be shown."""
    depth = 1 if contract.environments else 0

    def shown(path: KeyPath) -> bool:
        if path[:1] and path[0] in RESERVED:
            return True
        inner = path[depth:]
        if depth and len(inner) == 1 and inner[0] in DIRECTIVES:
            return True
        while inner and type(inner[-1]) is int:
            inner = inner[:-1]
        setting = contract.settings.get(inner)
        return setting is not None and not setting.secret

    return shown


def names_shown(contract: Contract) -> frozenset[str]:
    """The words that may be shown of a file that could not be parsed."""
    named = {str(part) for path in contract.settings for part in path}
    return frozenset(named | DIRECTIVES | RESERVED)
