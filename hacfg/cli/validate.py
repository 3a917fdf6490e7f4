"""The command ``hacfg validate``: the main job."""

from __future__ import annotations

import os
import sys

from ..catalog import named
from ..check import Report, check_config_file
from ..diagnostic import COULD_NOT_CHECK, Severity
from ..report import FORMATS, Style, renderer
from .arguments import Argument
from .load_options import ARGUMENTS as LOADING
from .load_options import is_load
from .output import complain, put
from .steering import steering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .arguments import Options
    from .outputs import Output
    from .steering import Steering

NEVER_STRICT = frozenset({"HC314"})
"""Warnings that --strict leaves alone: a variable near a known one may belong to somebody else."""

ARGUMENTS = (
    Argument(
        ("files",),
        "files or directories; none: what is found below this directory",
        "FILE",
        many=True,
    ),
    Argument(("--schema",), "redis, database, or the path of a schema file", "SCHEMA"),
    Argument(
        ("--format",),
        "how to report; none: github in GitHub Actions, else text",
        "FORMAT",
        tuple(FORMATS),
    ),
    Argument(
        ("--output",),
        "also write a report to a file, as in --output sarif=hacfg.sarif",
        "FORMAT=FILE",
        many=True,
    ),
    Argument(("--strict",), "warnings are errors"),
    Argument(("-q", "--quiet"), "only what is found, no closing line"),
    Argument(("--env",), "load this environment, with the variables that are set", "ENV"),
    *LOADING,
)


def run(options: Options) -> int:
    """Checks the files and prints one report; the exit status says what was found."""
    outputs = _outputs(options.output)
    steered, failure = steering(options.schema)
    failures: tuple[Report, ...] = (failure,) if failure else ()
    if isinstance(steered.given, str) and not failures:
        schema, found = named(steered.given)
        failures = (Report(steered.given, found),) if found else ()
        steered = steered.replace(given=schema)
    files = [] if failures else _files(options.files, steered)
    if not files and not failures:
        _deliver([], options, _style(options).replace(summary=False), outputs)
        return _nothing_found(options.files)
    reports = failures or [_checked(file, steered, options) for file in steered.kept(files)]
    if options.strict or (steered.project and steered.project.strict):
        reports = [strict(report) for report in reports]
    reports = [steered.weighed(report, loaded=is_load(options)) for report in reports]
    return status(reports) if _deliver(reports, options, _style(options), outputs) else 2


def _outputs(texts: Sequence[str]) -> tuple[Output, ...]:
    if not texts:
        return ()
    from .outputs import outputs

    return outputs(texts)


def _deliver(
    reports: Sequence[Report], options: Options, style: Style, outputs: Sequence[Output]
) -> bool:
    """Prints the report and writes it to the files asked for; whether they are all written."""
    put(renderer(options.format or _format())(reports, style))
    if not outputs:
        return True
    from .outputs import write_reports

    return write_reports(outputs, reports, style.replace(colour=False))


def _checked(file: str, steered: Steering, options: Options) -> Report:
    """The static check, or a full load where the command line names what that takes."""
    schema = steered.schema(file)
    if not is_load(options):
        return check_config_file(file, schema=schema)
    from .loading import load, report

    return report(file, options, *load(file, schema, options))


def unsteered(failure: Report) -> int:
    """Says what is wrong with the table of the project; the status."""
    complain(renderer("text")([failure], Style(summary=False)))
    return 2


def status(reports: Iterable[Report]) -> int:
    """0 fine, 1 findings, 2 where a file could not be checked."""
    found = [diagnostic for report in reports for diagnostic in report.diagnostics]
    if any(diagnostic.code in COULD_NOT_CHECK for diagnostic in found):
        return 2
    return int(any(diagnostic.severity is Severity.ERROR for diagnostic in found))


def strict(report: Report) -> Report:
    """The report with its warnings as errors, near misses of variables excepted."""
    return report.replace(
        diagnostics=tuple(
            diagnostic
            if diagnostic.code in NEVER_STRICT
            else diagnostic.replace(severity=Severity.ERROR)
            for diagnostic in report.diagnostics
        )
    )


def found_files(named_files: Sequence[str], steered: Steering) -> list[str]:
    """The files that a command is for; where there are none, that is said."""
    files = _files(named_files, steered)
    if not files:
        _nothing_found(named_files)
    return steered.kept(files)


def _files(named_files: Sequence[str], steered: Steering) -> list[str]:
    """The files to check, none of them twice."""
    if named_files and not any(map(os.path.isdir, named_files)):
        return list(dict.fromkeys(named_files))
    from .find import find_files

    return list(dict.fromkeys(find_files(named_files or ["."], steered)))


def _style(options: Options) -> Style:
    root = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or ""
    return Style(has_colour(), not options.quiet, root)


def _format() -> str:
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def has_colour() -> bool:
    """Whether standard output takes colours, or the reader wants them anyway."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _nothing_found(places: Sequence[str]) -> int:
    from ..keypath import legible

    where = ", ".join(map(legible, places)) or "this directory"
    complain(
        f"hacfg validate: no config file found in {where}\n"
        "  = help: name the files, as in hacfg validate redis_config.json, or call one"
        " redis_config.json or database_config.json\n"
    )
    return 2
