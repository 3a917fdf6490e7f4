"""Checkups: what ``hacfg doctor`` found with each config, for people and for programs."""

from __future__ import annotations

import json
import sys

from ..doctor import Outcome, worst
from ..keypath import legible
from ..report.text import painter
from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from ..check import Report
    from ..doctor import Step
    from ..report.block import Paint

VERSION = 1
"""Of the JSON; rises when a field goes or changes its meaning."""

_MARKS = {
    Outcome.OK: ("✓", "+", "good"),
    Outcome.WARNING: ("!", "!", "warning"),
    Outcome.FAILED: ("✗", "x", "error"),
    Outcome.SKIPPED: ("-", "-", "frame"),
    Outcome.NOT_TRIED: ("-", "-", "frame"),
}
_WORDS = max(len(outcome.value) for outcome in Outcome)


class Checkup(Value):
    """One config: its report, the steps that were tried, or a note why none was.

    ``reason`` says why it is this environment.
    """

    report: Report
    reason: str = ""
    steps: tuple[Step, ...] = ()
    note: str = ""
    could_be_tried: bool = True

    @property
    def status(self) -> int:
        """0 fine, warnings included; 1 something failed; 2 it could not be tried."""
        from .validate import status

        return status([self.report]) if self.could_be_tried else 2

    @property
    def may_pass(self) -> bool:
        """Whether something failed that may not fail the next time."""
        return self.status == 1 and worst(self.steps) is Outcome.FAILED

    @property
    def outcome(self) -> str:
        """``ok``, ``warning``, ``failed``, ``off``, or ``not loaded`` and ``not tried``."""
        if not self.reason:
            return "not loaded"
        if not self.steps:
            return "off" if self.could_be_tried else "not tried"
        return ("failed" if self.status else worst(self.steps).value).replace("skipped", "ok")


def as_text(checkups: Sequence[Checkup]) -> str:
    """Aligned steps for each config, then what is wrong, then a closing line."""
    from ..report import Style, renderer
    from .validate import has_colour

    paint = painter(has_colour())
    parts = []
    for checkup in checkups:
        if checkup.reason:
            parts.append("\n".join(_lines(checkup, paint)) + "\n\n")
        parts.append(renderer("text")([checkup.report], Style(has_colour(), summary=False)))
    return "".join(parts) + _closing(checkups, paint) + "\n"


def _lines(checkup: Checkup, paint: Paint) -> Iterator[str]:
    name = checkup.report.loaded
    file = legible(checkup.report.file)
    yield paint("bold", f"{file}: {name} ({checkup.reason})" if name else file)
    if checkup.note:
        yield f"  {checkup.note}"
    width = max((len(step.name) for step in checkup.steps), default=0)
    target = ""
    for step in checkup.steps:
        if step.target != target:
            target = step.target
            yield f"  {legible(target)}"
        yield f"    {_line(step, width, paint)}"


def _line(step: Step, width: int, paint: Paint) -> str:
    sign, plain, kind = _MARKS[step.outcome]
    mark = paint(kind, f"{sign if _has_signs() else plain} {step.outcome.value:{_WORDS}}")
    taken = "" if step.seconds is None else f"{step.seconds * 1000:.1f} ms"
    return f"{mark}  {step.name:{width}}  {taken:>10}  {step.detail}".rstrip()


def _has_signs() -> bool:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        "✓✗".encode(encoding)
    except (LookupError, UnicodeError):
        return False
    return True


def _closing(checkups: Sequence[Checkup], paint: Paint) -> str:
    """``1 of 2 configs failed``, or that all is well."""
    bad = [checkup for checkup in checkups if checkup.status]
    total = len(checkups)
    noun = "config" if total == 1 else "configs"
    if bad:
        failed = sum(checkup.status == 1 for checkup in bad)
        parts = [f"{failed} of {total} {noun} failed"] if failed else []
        others = len(bad) - failed
        parts += [f"{others} of {total} {noun} not tried"] if others else []
        return paint("error", "; ".join(parts))
    warned = sum(checkup.outcome == "warning" for checkup in checkups)
    if warned:
        return paint("warning", f"{total} {noun} tried, nothing failed, {warned} with warnings")
    off = sum(checkup.outcome == "off" for checkup in checkups)
    if off == total:
        return paint("good", f"{total} {noun}, nothing to connect to")
    return paint(
        "good", f"{total - off} {'config' if total - off == 1 else 'configs'} tried, all fine"
    )


def as_json(checkups: Sequence[Checkup]) -> str:
    """The same for programs, as the README documents it."""
    entries = [_entry(checkup) for checkup in checkups]
    return json.dumps({"version": VERSION, "configs": entries}, indent=2) + "\n"


def _entry(checkup: Checkup) -> dict[str, Any]:
    from ..report.json import diagnostic_object

    found = checkup.report
    return {
        "file": found.file.encode("utf-8", "backslashreplace").decode(),
        "schema": found.schema or None,
        "environment": found.loaded or None,
        "reason": checkup.reason or None,
        "outcome": checkup.outcome,
        "status": checkup.status,
        "note": checkup.note or None,
        "steps": [_object(step) for step in checkup.steps],
        "diagnostics": [diagnostic_object(each, found) for each in found.diagnostics],
    }


def _object(step: Step) -> dict[str, Any]:
    return {
        "target": step.target,
        "name": step.name,
        "outcome": step.outcome.value,
        "milliseconds": None if step.seconds is None else round(step.seconds * 1000, 3),
        "detail": step.detail,
    }


FORMATS: dict[str, Callable[[Sequence[Checkup]], str]] = {"text": as_text, "json": as_json}
