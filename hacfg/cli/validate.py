"""The command ``hacfg validate``: the main job."""

from __future__ import annotations

import os
import sys

from ..catalog import BUILT_IN, built_in, named
from ..check import Report, check_config_file
from ..contract import Contract
from ..diagnostic import COULD_NOT_CHECK, Severity
from ..report import FORMATS, NAME_EVERY_FILE, Style, renderer
from .arguments import Argument, MisuseError
from .load_options import ARGUMENTS as LOADING
from .load_options import SCHEMA, is_load
from .output import complain, put
from .steering import steering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..diagnostic import Diagnostic
    from .arguments import Options
    from .outputs import Output
    from .steering import Steering

NEVER_STRICT = frozenset({"HC314"})
"""Warnings that --strict leaves alone: a variable near a known one may belong to somebody else."""

_STANDARD_INPUT = "-"

ARGUMENTS = (
    Argument(
        ("files",),
        "files, directories, patterns such as conf/**/*.json, or - for standard input;"
        " none: this directory",
        "FILE",
        many=True,
    ),
    SCHEMA,
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
    Argument(
        ("--stdin-filename",), "what the text of standard input, -, is to be taken for", "FILE"
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
    if failure:
        _told([failure], options, outputs)
        return 2
    if isinstance(steered.given, str):
        schema, diagnostics = named(steered.given)
        if schema is None:
            return _told([Report(steered.given, diagnostics)], options, outputs)
        steered = steered.replace(given=schema)
    files, failures = files_of(options.files, steered)
    if not files and not failures:
        _deliver([], options, _style(options).replace(summary=False), outputs)
        return _nothing_found(options.files, "validate")
    if is_load(options):
        files = in_use(files, options.files)
    files = _kept(files, steered, options.stdin_filename)
    found = _reports(files, steered, options, outputs)
    reports = [*map(unfound, failures), *found]
    return _told(reports, options, outputs, files, len(files) - len(found))


def _outputs(texts: Sequence[str]) -> tuple[Output, ...]:
    if not texts:
        return ()
    from .outputs import outputs

    return outputs(texts)


def _reports(
    files: Sequence[str], steered: Steering, options: Options, outputs: Sequence[Output]
) -> list[Report]:
    """The reports on the files, without those on good ones if no format has a use for them."""
    judge = _judge_of(steered, options)
    formats = {_format(options), *(output.format for output in outputs)}
    every = not formats.isdisjoint(NAME_EVERY_FILE)

    def check(file: str) -> Report | None:
        report = judge(file)
        if report.diagnostics:
            report = _weighed(report, steered, options)
        return report if every or report.diagnostics else None

    if len(files) == 1:
        return [*filter(None, map(check, files))]
    from .batches import check_many
    from .progress import progress

    counter = progress(len(files), wanted=not options.quiet)
    try:
        return check_many(files, check, counter.show)
    finally:
        counter.clear()


def _kept(files: Sequence[str], steered: Steering, buffer: str | None) -> list[str]:
    """The files without those that the table excludes; ``buffer`` is the one in standard input."""
    kept = steered.kept(files)
    if buffer and _STANDARD_INPUT in kept and not steered.kept([buffer]):
        kept.remove(_STANDARD_INPUT)
    return kept


def _judge_of(steered: Steering, options: Options) -> Callable[[str], Report]:
    """The static check, or a full load where the command line names what that takes."""
    if _STANDARD_INPUT in options.files:
        return _judge_of_input(steered, options)
    if options.stdin_filename is not None:
        raise MisuseError(
            "--stdin-filename is for standard input", "write hacfg validate - --stdin-filename FILE"
        )
    if not is_load(options):
        return lambda file: check_config_file(file, schema=steered.schema(file))
    from .loading import load, report

    return lambda file: report(file, options, *load(file, steered.schema(file), options))


def _judge_of_input(steered: Steering, options: Options) -> Callable[[str], Report]:
    """The check of files of which one is standard input."""
    if is_load(options):
        raise MisuseError("standard input cannot be loaded", "write the name of a file, not -")
    from .standard_input import check_standard_input

    def judge(file: str) -> Report:
        if file == _STANDARD_INPUT:
            return check_standard_input(options.stdin_filename, steered)
        return check_config_file(file, schema=steered.schema(file))

    return judge


def _weighed(report: Report, steered: Steering, options: Options) -> Report:
    """The report with the severities that the command line and the table ask for."""
    if options.strict or (steered.project and steered.project.strict):
        report = strict(report)
    return steered.weighed(report, loaded=is_load(options))


def _told(
    reports: Sequence[Report],
    options: Options,
    outputs: Sequence[Output],
    files: Sequence[str] = (),
    good: int = 0,
) -> int:
    """Reports on the files, ``good`` of which have no report, and gives the status."""
    style = _style(options).replace(good=good)
    return status(reports) if _deliver(reports, options, style, outputs, files) else 2


def _deliver(
    reports: Sequence[Report],
    options: Options,
    style: Style,
    outputs: Sequence[Output],
    files: Sequence[str] = (),
) -> bool:
    """Writes the report to the files asked for and prints it; whether all files are written."""
    written = True
    if outputs:
        from .outputs import write_reports

        # First, since a full disk at the terminal's end must not leave the report of another day.
        written = write_reports(outputs, reports, style.replace(colour=False), files)
    put(renderer(_format(options))(reports, style))
    return written


def unfound(failure: Diagnostic) -> Report:
    """The report on a place where no file could be looked for."""
    return Report(failure.primary.source, (failure,))


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


def found_files(places: Sequence[str], steered: Steering, command: str) -> list[str]:
    """The files that a command is for, by its name; what keeps them from being found is said."""
    files, failures = files_of(places, steered)
    if failures:
        complain(renderer("text")([*map(unfound, failures)], Style(summary=False)))
        return []
    if not files:
        _nothing_found(places, command)
    return steered.kept(in_use(files, places))


def in_use(files: Sequence[str], named: Sequence[str]) -> list[str]:
    """The files without the ``.example`` ones that nobody named: no instance runs by those.

    Where there are no others, they are what is there to look at.
    """
    return [f for f in files if not f.endswith(".example") or f in named] or [*files]


def files_of(places: Sequence[str], steered: Steering) -> tuple[list[str], tuple[Diagnostic, ...]]:
    """The files to check, none twice: those named, found in directories, or fitting a pattern.

    In a directory a schema given by hand says by its file names which are meant, else the table
    of the project and the schemas that hacfg ships.
    """
    if len(places) == 1 and not _is_searched(places[0]):
        return [*places], ()
    from .find import find

    given = [steered.given] if isinstance(steered.given, Contract) else []
    contracts = given or [built_in(name) for name in BUILT_IN]

    def claimed(path: str) -> bool:
        return any(each.claims(path) for each in contracts) or steered.claims(path)

    return find(places or [os.curdir], claimed)


def _is_searched(place: str) -> bool:
    return "*" in place or "?" in place or os.path.isdir(place)


def _style(options: Options) -> Style:
    root = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or ""
    return Style(has_colour(), not options.quiet, root)


def _format(options: Options) -> str:
    inside_github = os.environ.get("GITHUB_ACTIONS") == "true"
    return options.format or ("github" if inside_github else "text")


def has_colour() -> bool:
    """Whether standard output takes colours, or the reader wants them anyway."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _nothing_found(places: Sequence[str], command: str) -> int:
    from ..keypath import legible

    where = ", ".join(map(legible, places)) or "this directory"
    complain(
        f"hacfg {command}: no config file found in {where}\n"
        "  = help: name the files, such as conf/redis.json, or call one redis_config.json or"
        " database_config.json\n"
    )
    return 2
