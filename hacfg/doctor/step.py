"""A step: one thing that was tried at one server, how it ended and how long it took."""

from __future__ import annotations

from enum import Enum

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..diagnostic import Fault


class Outcome(Enum):
    """How a step ended. Nothing is tried at a server after the first failure."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_TRIED = "not tried"


class Finding(Value):
    """What trying a step gave: a few words to read beside it, and what is wrong."""

    outcome: Outcome
    detail: str = ""
    faults: tuple[Fault, ...] = ()


class Step(Value):
    """``target`` is the server as people write it; ``seconds`` None where nothing was tried."""

    target: str
    name: str
    outcome: Outcome
    detail: str = ""
    seconds: float | None = None
    faults: tuple[Fault, ...] = ()


def fine(detail: str = "") -> Finding:
    """All is well."""
    return Finding(Outcome.OK, detail)


def skipped(detail: str, *faults: Fault) -> Finding:
    """It could not be found out, and that is no failure."""
    return Finding(Outcome.SKIPPED, detail, faults)


def failed(detail: str, *faults: Fault) -> Finding:
    """It does not work; the steps after it are not tried."""
    return Finding(Outcome.FAILED, detail, faults)


def warned(detail: str, *faults: Fault) -> Finding:
    """It works, and something about it will not always."""
    return Finding(Outcome.WARNING, detail, faults)


def worst(steps: Iterable[Step]) -> Outcome:
    """Failed where a step failed, else a warning where one warns, else ok."""
    found = {step.outcome for step in steps}
    return next((each for each in (Outcome.FAILED, Outcome.WARNING) if each in found), Outcome.OK)
