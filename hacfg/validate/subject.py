"""What is being explained: an environment, and what is known of its settings."""

from __future__ import annotations

from ..coerce import of_items
from ..schema import subschema
from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..keypath import KeyPath
    from ..setting import Setting


class Subject(Value):
    """An environment by its name, and what is known of its settings.

    ``schema`` is the form to hold it against; ``base`` the schema as its author wrote it, for
    ranges and descriptions; ``settings`` by key path. The explanation fills in the ``values``,
    ``guesses``, the settings that unknown names stand for, and ``meant``, which those are.
    """

    name: str
    schema: dict[str, Any]
    base: dict[str, Any]
    settings: Mapping[KeyPath, Setting]
    values: Mapping[str, Any] = {}
    guesses: Mapping[KeyPath, KeyPath] = {}
    meant: frozenset[KeyPath] = frozenset()

    def __repr__(self) -> str:
        return f"Subject({self.name!r})"

    def setting(self, path: KeyPath) -> Setting | None:
        """The setting at a path; an item of an array is a setting like its array."""
        if path and type(path[-1]) is int:
            array = self.setting(path[:-1])
            return array and of_items(array)
        return self.settings.get(path)

    def said(self, path: KeyPath) -> dict[str, Any]:
        """What the schema says of one place, as its author wrote it."""
        return subschema(self.base, path) or {}

    def at(self, path: KeyPath) -> Any:
        """The value at a path that is there."""
        value: Any = self.values
        for part in path:
            value = value[part]
        return value
