"""A pattern for paths: ``*`` and ``?`` within one name, ``**`` across directories.

As in a shell, a pattern starts at the current directory, and nothing in it stands for the dot that
begins a hidden name: that is written, as in ``.deploy/*.json``. The patterns in the table of a
project are read otherwise, as git reads its own.
"""

from __future__ import annotations

import os
import re

from ..globs import name_expression
from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

_ACROSS: Final = "**"
_VISIBLE: Final = r"(?!\.)"
_FLAGS: Final = re.DOTALL | (re.IGNORECASE if os.name == "nt" else 0)


class Pattern(Value):
    """A pattern, taken apart.

    ``base`` is the directory that it names without wildcards, empty for the current one; ``rest``
    are the names below it.
    """

    base: str
    rest: tuple[str, ...]

    def fits(self, path: str) -> bool:
        """Whether it fits a path below the base, written with ``/``."""
        *folders, last = self.rest
        parts = (f"(?:{_VISIBLE}[^/]+/)*" if n == _ACROSS else f"{_name(n)}/" for n in folders)
        return re.fullmatch("".join(parts) + _name(last), path, _FLAGS) is not None

    def leads(self, folder: str, searched: Callable[[str], bool]) -> bool:
        """Whether a path that it fits can lie below a directory, itself below the base.

        ``searched`` says of a name whether ``**`` stands for directories that are called so.
        """
        return _leads(folder.split("/"), self.rest[:-1], searched)


def is_pattern(name: str) -> bool:
    """Whether a name holds a wildcard."""
    return "*" in name or "?" in name


def pattern(text: str) -> Pattern:
    """Takes a pattern apart: what stands before the first wildcard is a directory."""
    names = (text.replace("\\", "/") if os.name == "nt" else text).split("/")
    first = next((n for n, name in enumerate(names) if is_pattern(name)), len(names) - 1)
    base = "/".join(names[:first]) or ("/" if first else "")
    rest = [name for name in names[first:] if name not in ("", ".")]
    return Pattern(base, (*rest, *(["*"] if rest[-1] == _ACROSS else [])))


def _leads(folder: list[str], names: tuple[str, ...], searched: Callable[[str], bool]) -> bool:
    if not folder or not names:
        return not folder
    if names[0] != _ACROSS:
        fits = re.fullmatch(_name(names[0]), folder[0], _FLAGS) is not None
        return fits and _leads(folder[1:], names[1:], searched)
    within = searched(folder[0]) and _leads(folder[1:], names, searched)
    return within or _leads(folder, names[1:], searched)


def _name(text: str) -> str:
    return (_VISIBLE if is_pattern(text[:1]) else "") + name_expression(text)
