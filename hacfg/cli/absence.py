"""The words for an environment that a file does not have, or not in order."""

from __future__ import annotations

from ..environments import RESERVED
from ..keypath import dotted, legible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def absence(file: str, tree: Mapping[str, Any], name: str) -> str:
    """Why a file has no such environment to work with, and what to do."""
    file, shown = legible(file), dotted((name,))
    if name in tree and name not in RESERVED:
        return (
            f"environment {shown} of {file} is not sound\n  = help: hacfg validate {file} says why"
        )
    from ..suggest import closest

    names = [key for key, body in tree.items() if type(body) is dict]
    near = closest(name, names)
    listed = ", ".join(dotted((each,)) for each in names) or "no environment"
    advice = f"did you mean {near}?" if near else f"the file has {listed}"
    return f"{file} has no environment {shown}\n  = help: {advice}"
