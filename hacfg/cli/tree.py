"""The files below a directory: those that git knows of where it does, else those of a walk."""

from __future__ import annotations

import os

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    Trouble: TypeAlias = tuple[str, str]

_OF_TOOLS = frozenset({"node_modules", "__pycache__", "site-packages", "build", "dist"})
_ENVIRONMENT = "pyvenv.cfg"


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

    files: Iterable[str]
    troubles: list[Trouble] = []
    answer = listed(directory)
    if answer is None:
        files = _walk(directory, search, troubles)
    else:
        files, complaint = answer
        if complaint:
            troubles.append((directory, complaint.splitlines()[0]))
    return sorted(filter(search.wants, files), key=lambda path: path.split("/")), troubles


def is_source(name: str) -> bool:
    """Whether a directory of this name holds what people write, and not what tools do."""
    return not name.startswith(".") and name not in _OF_TOOLS


def _walk(directory: str, search: Search, troubles: list[Trouble]) -> Iterator[str]:
    pending = [(directory, "")]
    while pending:
        folder, prefix = pending.pop()
        try:
            with os.scandir(folder) as found:
                entries = list(found)
        except OSError as error:
            troubles.append((folder, os.strerror(error.errno or 0).lower()))
            continue
        if prefix and any(entry.name == _ENVIRONMENT for entry in entries):
            continue
        for entry in entries:
            path = prefix + entry.name
            if not entry.is_dir(follow_symlinks=False):
                if not (entry.is_symlink() and os.path.isdir(entry.path)):
                    yield path
            elif search.enters(path):
                pending.append((entry.path, f"{path}/"))
