"""A contract: what hacfg knows of one schema, ready for use."""

from __future__ import annotations

import os.path

from .formats import without_template_ending
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeAlias

    from .keypath import KeyPath
    from .schema import Scope
    from .setting import Setting

    Predicate: TypeAlias = Callable[[Any], bool]


class Contract(Value):
    """A schema, ready for use.

    ``resolved``, ``written`` and ``partial`` are its predicates: for a resolved environment, for
    one with placeholders, and for one that is only there to be extended. None stands for a
    schema that was not compiled: jsonschema judges alone. ``text`` is the schema where a compiled
    module carries it; otherwise it lies in ``file``.
    ``exclusive`` are the groups of settings that exclude each other, by the path of the object
    they stand in; ``scopes`` the objects below the top that have variables or groups of their own.
    ``memo`` keeps what a stage works out of the settings once, such as the names of variables.
    """

    name: str
    id: str
    file: str
    patterns: tuple[str, ...]
    prefix: str
    url_variable: str
    environments: bool
    exclusive: Mapping[KeyPath, tuple[tuple[str, ...], ...]]
    settings: Mapping[KeyPath, Setting]
    memo: dict[Any, Any]
    resolved: Predicate | None = None
    written: Predicate | None = None
    partial: Predicate | None = None
    text: str = ""
    scopes: tuple[Scope, ...] = ()

    def document(self) -> dict[str, Any]:
        """The schema itself, read anew: only explanations need it."""
        import json

        if self.text:
            embedded: dict[str, Any] = json.loads(self.text)
            return embedded
        with open(self.file, "rb") as stream:
            document: dict[str, Any] = json.loads(stream.read())
        return document

    def form(self, name: str, document: dict[str, Any]) -> dict[str, Any]:
        """The schema that a predicate stands for: ``resolved``, ``written`` or ``partial``."""
        if name == "resolved":
            return document
        found: dict[str, Any] | None = self.memo.get(("form", name))
        if found is None:
            found = self.memo["form", name] = form_of(name, document)
        return found

    def within(self, path: KeyPath) -> Mapping[KeyPath, Setting]:
        """The settings of the object at a path, by their paths in it."""
        if not path:
            return self.settings
        found: Mapping[KeyPath, Setting] | None = self.memo.get(("within", path))
        if found is None:
            length = len(path)
            found = self.memo["within", path] = {
                setting.path[length:]: setting.replace(path=setting.path[length:])
                for setting in self.settings.values()
                if setting.path[:length] == path
            }
        return found

    def setting(self, path: KeyPath) -> Setting | None:
        """The setting at a key path; an item of an array is one setting with the array's name."""
        setting = self.settings.get(path)
        if setting is not None or not path or type(path[-1]) is not int:
            return setting
        array = self.setting(path[:-1])
        return array and array.replace(path=path, types=array.item_types or ("string",))

    def claims(self, path: str) -> bool:
        """Whether the schema is for files of this name, an ``.example`` of them included."""
        name = os.path.basename(path)
        if name in self.patterns:
            return True
        if name.endswith(".schema.json"):
            return False  # redis_config.schema.json is no config, though redis_config.*.json fits
        from fnmatch import fnmatchcase

        return any(
            fnmatchcase(spelt, pattern)
            for spelt in (name, without_template_ending(name))
            for pattern in self.patterns
        )


def form_of(name: str, document: dict[str, Any]) -> dict[str, Any]:
    """The form of a schema for an environment as ``written``, or for a ``partial`` one.

    A schema that holds itself in too many ways to follow is its own form: it takes no placeholder
    but where a text may stand.
    """
    from . import derive

    try:
        return {"written": derive.written, "partial": derive.partial}[name](document)
    except RecursionError:
        return document


def exclusive_of(
    groups: tuple[tuple[str, ...], ...], scopes: Iterable[Scope]
) -> dict[KeyPath, tuple[tuple[str, ...], ...]]:
    """The groups of settings that exclude each other, by the path of the object they stand in."""
    found = {(): groups, **{scope.path: scope.exclusive for scope in scopes}}
    return {path: each for path, each in found.items() if each}
