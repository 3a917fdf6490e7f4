"""The counter that a long run shows on a terminal."""

from __future__ import annotations

import os
import sys
import time

from .output import complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

_PATIENCE: Final = 1.0
"""Seconds that a run may take before anything is shown."""

_INTERVAL: Final = 0.1


class Progress:
    """A line on standard error that counts files, if that is a terminal.

    It is written over itself, and gone when the report is printed. A run that ends within a second
    shows nothing. ``clock`` gives seconds.
    """

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._clock = clock
        self._due = clock() + _PATIENCE
        self._shown = False

    def show(self, done: int) -> None:
        """Says how many files are done, now and then."""
        now = self._clock()
        if now >= self._due:
            complain(f"\rhacfg: {done} of {self._total} files")
            self._due = now + _INTERVAL
            self._shown = True

    def clear(self) -> None:
        """Leaves the terminal as it was."""
        if self._shown:
            complain("\r\x1b[K")


def progress(total: int, *, wanted: bool) -> Progress:
    """The counter of a run; where none is wanted or nobody sees it, its clock stands still."""
    seen = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return Progress(total, time.monotonic if wanted and seen else lambda: 0.0)
