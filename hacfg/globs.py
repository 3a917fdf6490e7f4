"""A glob: a pattern for the paths of files, as the table of a project writes them.

========  =========================================================
written   matches
========  =========================================================
``*``     any characters of one name
``?``     one character of a name
``**``    any number of directories, none included
========  =========================================================

A pattern without a slash is for a name in any directory; one with a slash, ``./`` in front too,
starts at the directory of the table. What names a directory is for all that is in it. A backslash
is a slash.
"""

from __future__ import annotations

import os
import re

from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# Windows does not tell Redis.json and redis.json apart.
_FLAGS = re.DOTALL | (re.IGNORECASE if os.name == "nt" else 0)


class Glob(Value):
    """A pattern as it was written, and the test that it stands for."""

    written: str
    test: Callable[[str], object]

    @classmethod
    def of(cls, written: str) -> Glob:
        """The glob of a pattern."""
        return cls(written, re.compile(_expression(written), _FLAGS).fullmatch)

    def matches(self, path: str) -> bool:
        """Whether it is for a path, relative to the directory of the table and with slashes."""
        return self.test(path) is not None

    def __repr__(self) -> str:
        return f"Glob({self.written!r})"


def relative(path: str, directory: str) -> str | None:
    """A path as globs take it; None where it does not lie in the directory."""
    whole = os.path.abspath(path)
    # Most files lie below the directory; relpath is ten times slower, and knows other drives not.
    start = os.path.join(directory, "")
    if not os.path.normcase(whole).startswith(os.path.normcase(start)):
        return None
    found = whole[len(start) :]
    return found.replace(os.sep, "/") if os.sep != "/" else found


def name_expression(name: str) -> str:
    """The regular expression of a pattern for one name."""
    return "".join(map(_sign, name))


def _expression(written: str) -> str:
    pattern = written.replace("\\", "/").rstrip("/")
    anchored = "/" in pattern
    steps = pattern.removeprefix("./").split("/")
    found = "" if anchored else "(?:[^/]+/)*"
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        if step == "**":
            found += ".+" if last else "(?:[^/]+/)*"
        else:
            found += name_expression(step) + ("" if last else "/")
    return found + "(?:/.*)?"


def _sign(sign: str) -> str:
    return {"*": "[^/]*", "?": "[^/]"}.get(sign, re.escape(sign))
