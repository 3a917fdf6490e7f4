"""The files below a directory: those that git knows of where it does, else those of a walk."""

from __future__ import annotations

import os

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    Trouble: TypeAlias = tuple[str, str]

_OF_TOOLS = frozenset({"node_modules", "__pycache__", "site-packages", "build", "dist"})
_ENVIRONMENT = "pyvenv.cfg"

# No name holds it, and it comes before all that does: a directory stands before ``name.json``.
_FOLDER = "\0"


class Search(Value):
    """What is searched for; both functions take a path from the directory, written with ``/``.

    ``enters`` is asked of a directory, ``wants`` of a file.
    """

    enters: Callable[[str], bool]
    wants: Callable[[str], bool]


def files_below(directory: str, search: Search) -> tuple[list[str], list[Trouble]]:
    """The files that are wanted, by their paths from the directory, in their order.

    With them come the directories that cannot be searched, each with the reason. Git decides
    which files there are, where it does: what it ignores is passed over. A walk passes over
    virtual environments and what ``enters`` refuses, and follows no link to a directory.
    """
    from .repository import listed

    troubles: list[Trouble] = []
    answer = listed(directory)
    if answer is None:
        return [*filter(search.wants, _walk(directory, search, troubles))], troubles
    files, complaint = answer
    if complaint:
        troubles.append((directory, complaint.splitlines()[0]))
    # In the order of a walk: what stands in a directory stays together.
    return sorted(
        filter(search.wants, files), key=lambda path: path.replace("/", _FOLDER)
    ), troubles


def is_source(name: str) -> bool:
    """Whether a directory of this name holds what people write, and not what tools do."""
    return not name.startswith(".") and name not in _OF_TOOLS


def _walk(directory: str, search: Search, troubles: list[Trouble]) -> Iterator[str]:
    ways = [(directory, "", _names(directory, troubles))]
    while ways:
        folder, prefix, names = ways[-1]
        name = next(names, None)
        if name is None:
            ways.pop()
        elif not name.endswith(_FOLDER):
            yield prefix + name
        else:
            name = name[: -len(_FOLDER)]
            if search.enters(prefix + name):
                inner = os.path.join(folder, name)
                ways.append((inner, f"{prefix}{name}/", _names(inner, troubles, _ENVIRONMENT)))


def _names(folder: str, troubles: list[Trouble], unless: str = "") -> Iterator[str]:
    """The names in a directory, in order, the mark for one behind those of directories.

    There are none where the name ``unless`` is among them. A link to a directory is passed over.
    """
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    found.append(entry.name + _FOLDER)
                elif not (entry.is_symlink() and os.path.isdir(entry.path)):
                    found.append(entry.name)
    except OSError as error:
        troubles.append((folder, os.strerror(error.errno or 0).lower()))
    return iter(() if unless in found else sorted(found))
