"""The command ``hacfg doctor``: connects with the effective config, and says what fails."""

from __future__ import annotations

import time

from ..doctor import Outcome, Unsuited, examined, sections
from .arguments import Argument, MisuseError
from .checkups import FORMATS, Checkup
from .load_options import ARGUMENTS as LOADING
from .load_options import TARGETS
from .loading import load, refuse_variables, report
from .output import complain, put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..diagnostic import Diagnostic
    from ..doctor import Step
    from ..keypath import KeyPath
    from ..load import Loaded
    from ..origin import Origin
    from .arguments import Options
    from .steering import Steering

ARGUMENTS = (
    *TARGETS,
    Argument(
        ("--timeout",),
        "the most that one wait may take; shorter timeouts of the config hold",
        "SECONDS",
        default="5",
    ),
    Argument(("--wait",), "try again for so long, until nothing fails", "SECONDS"),
    Argument(("--format",), "how to print", "FORMAT", tuple(FORMATS), "text"),
    *LOADING,
)

_LONGEST = 3600.0
_PAUSE, _LONGEST_PAUSE = 0.5, 5.0


def run(options: Options) -> int:
    """Examines every file; status 1 where something failed, 2 where it could not be tried."""
    from .steering import steering
    from .validate import found_files, unsteered

    timeout = _seconds("--timeout", options.timeout)
    patience = _seconds("--wait", options.wait) if options.wait is not None else 0.0
    steered, failure = steering(options.schema)
    if failure:
        return unsteered(failure)
    files = found_files(options.files, steered, "doctor")
    if not files:
        return 2
    for file in files:
        refuse_variables(file, "to connect with", "doctor")
    checkups = [_lasting(file, options, steered, (timeout, patience)) for file in files]
    put(FORMATS[options.format](checkups))
    return max(checkup.status for checkup in checkups)


def _seconds(name: str, text: str) -> float:
    """A number of seconds from the command line.

    Raises:
        MisuseError: it is none, or out of range.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if 0 < seconds <= _LONGEST:
        return seconds
    raise MisuseError(
        f"{name} takes seconds above 0 and at most {_LONGEST:g}", f"write {name} 10, say"
    )


def _lasting(
    file: str, options: Options, steered: Steering, seconds: tuple[float, float]
) -> Checkup:
    """The checkup of a file; with patience the first that is well, or the last one."""
    timeout, patience = seconds
    end, pause = time.monotonic() + patience, _PAUSE
    while True:
        checkup = _checkup(file, options, steered, timeout)
        left = end - time.monotonic()
        if not checkup.may_pass or left <= 0:
            return checkup
        failed = next(each for each in checkup.steps if each.outcome is Outcome.FAILED)
        complain(
            f"{file}: {failed.target}: {failed.name} failed ({failed.detail}); waiting,"
            f" {left:.0f} s left\n"
        )
        time.sleep(min(pause, left))
        pause = min(2 * pause, _LONGEST_PAUSE)


def _checkup(file: str, options: Options, steered: Steering, timeout: float) -> Checkup:
    loaded, notices = load(file, steered.schema(file), options)
    if loaded is None:
        return Checkup(report(file, options, None, notices))
    taken: list[Step] = []
    notes: list[str] = []
    found = {path: examined(config, timeout) for path, config in sections(loaded)}
    for path, outcome in found.items():
        if isinstance(outcome, Unsuited):
            notes.append(f"{outcome.reason} ({_origin((*path, outcome.setting), loaded)})")
        else:
            taken += (_placed(step, path) for step in outcome)
    if not found:
        name = loaded.scene.contract.name
        notes = [f"nothing is known of how to connect by the schema {name}"]
    diagnostics = dict.fromkeys(each for step in taken for each in _diagnostics(step, loaded))
    judged = report(file, options, loaded, (*notices, *diagnostics))
    return Checkup(
        # What fails at a server may be weighed by the project; what a load refuses came earlier.
        steered.weighed(judged, loaded=False),
        loaded.selection.reason,
        tuple(taken),
        "; ".join(notes),
        could_be_tried=bool(found),
    )


def _placed(step: Step, path: KeyPath) -> Step:
    """The step of a section, its faults at the paths that the file has."""
    return step.replace(
        faults=tuple(fault.replace(path=(*path, *fault.path)) for fault in step.faults)
    )


def _origin(path: KeyPath, loaded: Loaded) -> Origin:
    from ..attribution import origins

    return origins([path], loaded.scene)[path]


def _diagnostics(step: Step, loaded: Loaded) -> Sequence[Diagnostic]:
    """The faults of a step, each at the source of the setting that it is about."""
    if not step.faults:
        return ()
    from ..attribution import attributed
    from ..diagnostic import Severity

    severity = Severity.ERROR if step.outcome is Outcome.FAILED else Severity.WARNING
    found = attributed(step.faults, loaded.scene)
    return [diagnostic.replace(severity=severity) for diagnostic in found]
