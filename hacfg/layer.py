"""A layer: one source's values, and where in that source each of them stands."""

from __future__ import annotations

from .keypath import at
from .origin import Origin, Source
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from .keypath import KeyPath

_ABSENT = object()


class Layer(Value):
    """The values that one source gives, plain and nested.

    ``name`` is the file as the caller named it, or the word for what is no file; ``root`` the
    path of the values in the file; ``entries`` the variable that each setting came from.
    ``replaces`` names settings whose lower values go, given here or not: a URL states a whole
    connection.
    """

    source: Source
    name: str
    values: Mapping[str, Any]
    root: KeyPath = ()
    entries: Mapping[KeyPath, str] = {}
    replaces: tuple[KeyPath, ...] = ()

    def __repr__(self) -> str:
        return f"Layer({self.source.value}, {self.name!r})"

    def has(self, path: KeyPath) -> bool:
        """Whether the source gives a value at this path."""
        return at(self.values, path, _ABSENT) is not _ABSENT

    def at(self, path: KeyPath, absent: object = None) -> Any:
        """The value that the source gives at this path."""
        return at(self.values, path, absent)

    def origin(self, path: KeyPath) -> Origin:
        """Where in the source the value at a path stands; without a place in the text."""
        if self.source is Source.FILE:
            return Origin(Source.FILE, self.name, (*self.root, *path))
        entry = self.entry(path)
        if self.source is Source.DOTENV:
            return Origin(Source.DOTENV, self.name, (entry,))
        return Origin(self.source, entry or self.name)

    def entry(self, path: KeyPath) -> str:
        """The variable that gave the value at a path, or the object or array around it."""
        while path and path not in self.entries:
            path = path[:-1]
        return self.entries.get(path, "")


def giver(path: KeyPath, layers: Sequence[Layer]) -> Layer | None:
    """The highest of some layers, the lowest first, that gives a value at a path."""
    for layer in reversed(layers):
        if layer.has(path):
            return layer
    return None
