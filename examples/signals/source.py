"""Where signals come from: a file that grows by one a line, and is read by every worker."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from .claims import Signal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger("signals")


class Source:
    """What has arrived; a worker that starts anew gets everything again."""

    def __init__(self, path: Path) -> None:
        self._path, self._read = path, 0

    def arrived(self) -> Iterator[Signal]:
        """The signals in the lines that were written since the last time, and are complete."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                self._read += len(line)
                try:
                    yield _signal(line)
                except (ValueError, TypeError, LookupError, RecursionError):
                    log.warning("no signal: %r", line[:200])


def _signal(line: bytes) -> Signal:
    """The signal in a line; what no database would take is refused here, or it stops them all."""
    given = json.loads(line)
    name, account, amount = (given[field] for field in Signal._fields)
    texts = all(type(text) is str and text.isprintable() for text in (name, account))
    if not (texts and name and type(amount) is int and abs(amount) < 2**63):
        raise ValueError
    return Signal(name, account, amount)
