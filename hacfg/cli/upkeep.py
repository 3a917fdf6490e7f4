"""Files that a command keeps up to date: written where they differ, or compared."""

from __future__ import annotations

import os

from ..keypath import legible
from .output import complain
from .writing import write_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def content(path: str) -> bytes | None:
    """What a file holds, or None where it cannot be read."""
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return None


def write_all(command: str, texts: Mapping[str, str]) -> int:
    """Writes files and says so; the exit status is 2 where one cannot be written."""
    for path, text in texts.items():
        problem = write_whole(path, text.encode())
        if problem:
            complain(f"hacfg {command}: {legible(path)} cannot be written: {problem}\n")
            return 2
        complain(f"wrote {legible(path)}\n")
    return 0


def compare(texts: Mapping[str, str], advice: str) -> int:
    """Says which files do not hold their texts, and where they begin to differ; then 1."""
    stale = [path for path, text in texts.items() if not _holds(path, text)]
    for path in stale:
        complain(f"{legible(path)} {_difference(path, texts[path])}\n  = help: {advice}\n")
    return int(bool(stale))


def _holds(path: str, text: str) -> bool:
    # Git may have checked it out with the line ends of Windows.
    data = content(path)
    return data is not None and data.replace(b"\r\n", b"\n") == text.encode()


def _difference(path: str, text: str) -> str:
    """How a file differs; what it holds is not shown, since that may be somebody's secret."""
    data = content(path)
    if data is None:
        return "cannot be read" if os.path.lexists(path) else "does not exist"
    found = data.replace(b"\r\n", b"\n").split(b"\n")
    wanted = text.split("\n")
    same = (one == other.encode() for one, other in zip(found, wanted, strict=False))
    number = next((at for at, equal in enumerate(same) if not equal), min(len(found), len(wanted)))
    if number >= len(wanted) - 1:
        return f"is out of date: it goes on after line {len(wanted) - 1}, where it should end"
    return f"is out of date: line {number + 1} should be\n  | {_legible(wanted[number])}"


def _legible(line: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in line)
    return shown if len(shown) <= 100 else f"{shown[:99]}…"
