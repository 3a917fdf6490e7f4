"""An addition to a text: the new text, or why there is none."""

from __future__ import annotations

from enum import Enum

from ..value import Value


class Outcome(Enum):
    """What came of an addition: made, needless since it is there, or not safe to make."""

    ADDED = "added"
    PRESENT = "present"
    UNSAFE = "unsafe"


class Addition(Value):
    """``text`` is the whole new text, as it was unless something was added.

    ``block`` is what is added, for somebody to add by hand where ``reason`` says that it is not
    safe to do.
    """

    outcome: Outcome
    text: str
    block: str
    reason: str = ""
