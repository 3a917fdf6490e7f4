"""The files that reports go to beside the terminal, each in a format of its own."""

from __future__ import annotations

import os

from ..keypath import legible
from ..report import FORMATS, Style, renderer
from ..value import Value
from .arguments import MisuseError
from .output import complain
from .writing import write_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..check import Report


class Output(Value):
    """A file and the format of the report that it is to hold."""

    format: str
    file: str


def outputs(texts: Iterable[str]) -> tuple[Output, ...]:
    """What ``--output FORMAT=FILE`` says, each time that it is given.

    Raises:
        MisuseError: a format is unknown, a file is missing or named twice.
    """
    found: dict[str, Output] = {}
    for text in texts:
        output = _output(text)
        place = os.path.realpath(output.file)
        if place in found:
            raise MisuseError(
                f"--output names {legible(output.file)} twice", "write each report to its own file"
            )
        found[place] = output
    return tuple(found.values())


def write_reports(
    found: Sequence[Output], reports: Sequence[Report], style: Style, checked: Iterable[str]
) -> bool:
    """Writes the files, none of them over a file that was checked; whether all are written."""
    checked = {*map(os.path.realpath, (*checked, *(report.file for report in reports)))}
    written = True
    for output in found:
        if os.path.realpath(output.file) in checked:
            problem = "it is one of the files to check"
        else:
            text = renderer(output.format)(reports, style)
            problem = _written(output.file, text.encode("utf-8", "backslashreplace"))
        if problem:
            complain(f"hacfg validate: {legible(output.file)} cannot be written: {problem}\n")
            written = False
    return written


def _written(file: str, data: bytes) -> str:
    """Writes a file, and its folder where that is missing; the reason where that fails."""
    try:
        os.makedirs(os.path.dirname(file) or os.curdir, exist_ok=True)
    except OSError as error:
        return os.strerror(error.errno or 0).lower()
    return write_whole(file, data)


def _output(text: str) -> Output:
    name, _, file = text.partition("=")
    if name not in FORMATS:
        from ..suggest import closest

        near = closest(name, FORMATS)
        advice = f"did you mean {near}?" if near else f"write one of {', '.join(FORMATS)}"
        raise MisuseError(f"--output knows no format {legible(name)}", advice)
    if not file:
        raise MisuseError(f"--output {name} lacks its file", f"write --output {name}=FILE")
    if file == "-":
        raise MisuseError("--output writes files only", f"write --format {name} for the terminal")
    return Output(name, file)
