"""The reference of a schema: all its settings in groups, which every way of writing it shares."""

from __future__ import annotations

import os.path
import re

from ..keypath import dotted, legible
from ..schema import subschema
from ..value import Value
from .entry import Entry, entry_of, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..contract import Contract
    from ..keypath import KeyPath


class Group(Value):
    """The settings of one object; ``path`` leads to it and is empty for those at the top."""

    path: KeyPath
    description: str
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The object as people write it: ``retry``."""
        return dotted(self.path)


class Reference(Value):
    """What a reader wants to know of a schema.

    ``name`` is short and safe for file names and anchors; ``exclusive`` holds the groups of
    settings of which a config takes one, ``rules`` the sentences on settings that depend on
    each other.
    """

    name: str
    title: str
    description: str
    files: tuple[str, ...]
    prefix: str
    url_variable: str
    environments: bool
    exclusive: tuple[tuple[str, ...], ...]
    rules: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All settings, in the order of the groups."""
        return tuple(entry for group in self.groups for entry in group.entries)


def reference_of(contract: Contract) -> Reference:
    """The reference of a schema; its settings stand in the order of the schema."""
    document = contract.document()
    found: dict[KeyPath, list[Entry]] = {}
    for path, setting in contract.settings.items():
        found.setdefault(path[:-1], []).append(entry_of(document, setting))
    name = short_name(contract.name)
    return Reference(
        name=name,
        title=one_line(document.get("title")) or f"Settings of {name}",
        description=one_line(document.get("description")),
        files=tuple(map(legible, contract.patterns)),
        prefix=contract.prefix,
        url_variable=contract.url_variable,
        environments=contract.environments,
        exclusive=contract.exclusive.get((), ()),
        rules=tuple(_rules(document)),
        # What stands at the top comes first, whatever object the schema begins with.
        groups=tuple(
            Group(path, _description(document, path), tuple(found[path]))
            for path in sorted(found, key=bool)
        ),
    )


def short_name(name: str) -> str:
    """The name of a schema, or that of its file without directory and endings."""
    stem = os.path.basename(name.replace("\\", "/")).partition(".")[0]
    return re.sub(r"[^A-Za-z0-9_-]", "-", stem) or "schema"


def _description(document: dict[str, Any], path: KeyPath) -> str:
    return one_line((subschema(document, path) or {}).get("description")) if path else ""


def _rules(document: dict[str, Any]) -> Iterator[str]:
    """The sentences that stand at the conditions of the whole."""
    conditions = document.get("allOf")
    for condition in conditions if isinstance(conditions, list) else ():
        if isinstance(condition, dict) and one_line(condition.get("x-message")):
            yield one_line(condition["x-message"])
