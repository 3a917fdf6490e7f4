"""A setting: a leaf that a schema declares."""

from __future__ import annotations

from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .keypath import KeyPath


class Setting(Value):
    """What the stages need to know of one setting; the schema keeps the rest.

    ``types`` are JSON Schema type names, ``null`` included where it is allowed; ``variables``
    the names that override it, the canonical one first; ``item_types`` those of an array's
    items; ``default_by`` maps another setting of the same object to defaults by its value.
    ``secret`` is said too of what has anything secret inside; ``inside`` are the places in
    an array that the schema declares for scalars, every index written as 0.
    """

    path: KeyPath
    types: tuple[str, ...]
    variables: tuple[str, ...]
    secret: bool = False
    default: Any = None
    has_default: bool = False
    item_types: tuple[str, ...] = ()
    choices: tuple[Any, ...] = ()
    synonyms: tuple[str, ...] = ()
    default_by: tuple[str, tuple[tuple[Any, Any], ...]] | None = None
    deprecated: str = ""
    inside: tuple[KeyPath, ...] = ()

    @property
    def nullable(self) -> bool:
        """Whether null is one of its values."""
        return "null" in self.types
