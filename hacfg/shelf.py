"""A shelf: the schemas in the folders of a project, by file name, ``$id`` and file patterns."""

from __future__ import annotations

import os

from .formats import without_template_ending
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

ENDING = ".schema.json"
_DERIVED = "_config"  # redis_config.schema.json is made from redis.schema.json, for editors


class Entry(Value):
    """A schema on the shelf: what is known of it before it is read for use."""

    name: str
    file: str
    id: str
    patterns: tuple[str, ...]
    title: str = ""

    def claims(self, path: str) -> bool:
        """Whether the schema is for files of this name."""
        name = os.path.basename(path)
        if name.endswith(ENDING):
            return False
        from fnmatch import fnmatchcase

        names = (name, without_template_ending(name))
        return any(fnmatchcase(spelt, p) for spelt in names for p in self.patterns)


class Shelf(Value):
    """Folders of schemas; what stands in them is read once, when it is first asked for."""

    folders: tuple[str, ...]
    memo: dict[str, tuple[Entry, ...]]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The schemas, in the order of the folders and of their names; those for editors not."""
        found = self.memo.get("entries")
        if found is None:
            found = self.memo["entries"] = tuple(self._read())
        return found

    def named(self, name: str) -> Entry | None:
        """The schema of a name: ``kafka`` for ``kafka.schema.json``."""
        return next((entry for entry in self.entries if entry.name == name), None)

    def identified(self, identifier: str) -> Entry | None:
        """The schema of an ``$id``."""
        return next((entry for entry in self.entries if entry.id == identifier != ""), None)

    def claiming(self, path: str) -> Entry | None:
        """The schema that is for files of this name."""
        return next((entry for entry in self.entries if entry.claims(path)), None)

    def _read(self) -> Iterator[Entry]:
        for folder in self.folders:
            names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
            stems = [name.removesuffix(ENDING) for name in names if name.endswith(ENDING)]
            for stem in stems:
                if not (stem.endswith(_DERIVED) and stem.removesuffix(_DERIVED) in stems):
                    yield entry_of(stem, os.path.join(folder, stem + ENDING))


def entry_of(name: str, file: str) -> Entry:
    """What a schema file says of itself; little, where it cannot be read: that is told later."""
    import json

    document: Any = None
    try:
        with open(file, "rb") as stream:
            document = json.loads(stream.read())
    except (OSError, ValueError, RecursionError):
        document = None
    said: dict[str, Any] = document if type(document) is dict else {}
    listed = said.get("x-files")
    patterns = [each for each in listed if type(each) is str] if type(listed) is list else []
    identifier, title = (_text(said.get(keyword)) for keyword in ("$id", "title"))
    return Entry(name, file, identifier.removesuffix("#"), tuple(patterns), title)


def original(path: str) -> str:
    """The schema itself where a path names the one that was made from it for editors."""
    folder, name = os.path.split(path)
    stem = name.removesuffix(ENDING)
    if name.endswith(ENDING) and stem.endswith(_DERIVED):
        source = os.path.join(folder, stem.removesuffix(_DERIVED) + ENDING)
        if os.path.isfile(source):
            return source
    return path


def _text(value: object) -> str:
    return value if type(value) is str else ""
