"""The course of an examination: probes in their order, each timed, none of them without an end."""

from __future__ import annotations

import threading
import time

from ..diagnostic import Fault
from .scrub import printable
from .step import Finding, Outcome, Step, failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias, TypeVar

    Probe: TypeAlias = Callable[[], Finding]
    Plan: TypeAlias = Sequence[tuple[str, Probe]]
    Result = TypeVar("Result")


def carried_out(target: str, plan: Plan, seconds: float) -> Iterator[Step]:
    """The steps of a plan at one server; after one that failed the rest are not tried.

    ``seconds`` is what a probe takes for one wait. It may wait three times, to find out why a
    first answer did not come; one that goes on beyond that is left behind.
    """
    going = True
    for name, probe in plan:
        if not going:
            yield Step(target, name, Outcome.NOT_TRIED)
            continue
        start = time.monotonic()
        finding = within(3 * seconds + 1, probe) or failed("without an end", _endless(target, name))
        taken = time.monotonic() - start
        faults = tuple(map(_legible, finding.faults))
        yield Step(target, name, finding.outcome, printable(finding.detail), taken, faults)
        going = finding.outcome is not Outcome.FAILED


def _legible(fault: Fault) -> Fault:
    """The fault without what a server may have put into it to steer a terminal."""
    return fault.replace(
        headline=printable(fault.headline),
        notes=tuple(map(printable, fault.notes)),
        help=tuple(map(printable, fault.help)),
    )


def _endless(target: str, name: str) -> Fault:
    return Fault(
        "HC603",
        f"{target} keeps the step {name} from coming to an end",
        help=("is the server stopped or overloaded, or is the port another service's?",),
    )


def within(seconds: float, function: Callable[[], Result]) -> Result | None:
    """The result of a function that may hang, or None when the time is over.

    It runs in a thread that is left behind then: neither the resolver of the system nor the
    drivers of databases can be interrupted.
    """
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(function())
        except BaseException as error:  # noqa: BLE001 - raised below, in the caller's thread
            errors.append(error)

    thread = threading.Thread(target=run, name="hacfg-doctor", daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    return results[0] if results else None
