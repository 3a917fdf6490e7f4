"""The search for the config files of a project, by the file names that the schemas claim."""

from __future__ import annotations

import os

from ..catalog import BUILT_IN, built_in
from ..contract import Contract

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .steering import Steering

_NEVER = frozenset({"node_modules", "__pycache__", "site-packages", "build", "dist"})


def find_files(places: Iterable[str], steered: Steering) -> Iterator[str]:
    """The files named, and below the directories named those that a schema claims, by name.

    A schema given by hand is the one to go by instead of those that hacfg ships; the table of the
    project names more files, and takes some away. Links to directories are not
    followed; hidden directories, virtual environments and what package managers and build tools
    write are passed over.
    """
    given = [steered.given] if isinstance(steered.given, Contract) else []
    contracts = given or [built_in(name) for name in BUILT_IN]
    for place in places:
        if os.path.isdir(place):
            yield from _below(place, contracts, steered)
        else:
            yield place


def _below(directory: str, contracts: Sequence[Contract], steered: Steering) -> Iterator[str]:
    for folder, folders, files in os.walk(directory):
        folders[:] = sorted(name for name in folders if _is_searched(folder, name))
        for name in sorted(files):
            path = os.path.join(folder, name).removeprefix(os.path.join(".", ""))
            if any(contract.claims(name) for contract in contracts) or steered.claims(path):
                yield path


def _is_searched(folder: str, name: str) -> bool:
    if name.startswith(".") or name in _NEVER:
        return False
    return not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
