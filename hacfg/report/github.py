"""The format ``github``: the text for the log, and a workflow command for each annotation.

Commands are written as GitHub documents them and as its toolkit escapes them.
"""

from __future__ import annotations

import re

from ..diagnostic import Target
from ..keypath import legible
from . import text
from .naming import relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..check import Report
    from ..diagnostic import Diagnostic, Label
    from . import Style

# What a runner would take for a command, the older kind anywhere in a line.
_COMMAND = r"##\[|(?:\A|[\r\n])\s*::"


def render(reports: Sequence[Report], style: Style) -> str:
    """What people read in the log, then one ``::error`` or ``::warning`` for each problem."""
    log = text.render(reports, style.replace(colour=False))
    commands = [command(d, style.root) for report in reports for d in report.diagnostics]
    return _inert(log) + "".join(each + "\n" for each in commands)


def command(diagnostic: Diagnostic, root: str) -> str:
    """``::error file=redis_config.json,line=12,...,title=HC201::port must be ...``."""
    properties = {**_properties(diagnostic.primary, root), "title": f"hacfg {diagnostic.code}"}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = "\n".join(_lines(diagnostic))
    return f"::{diagnostic.severity.value} {written}::{_data(message)}"


def _properties(label: Label, root: str) -> dict[str, str]:
    if label.target is not Target.FILE:
        return {}
    found = {"file": legible(relative(label.source, root))}
    place = label.place
    if place is None:
        return found
    found["line"] = str(place.line)
    if place.line != place.end_line:
        # Over several lines a runner refuses columns.
        return found | {"endLine": str(place.end_line)}
    return found | {
        "col": str(place.column),
        "endLine": str(place.end_line),
        "endColumn": str(place.end_column),
    }


def _lines(diagnostic: Diagnostic) -> Iterator[str]:
    yield diagnostic.headline
    for label in diagnostic.labels:
        yield f"{label.where}: {label.text}" if label.text else label.where
    for note in diagnostic.notes:
        yield f"note: {note}"
    for advice in diagnostic.help:
        yield f"help: {advice}"


def _inert(log: str) -> str:
    """The text with commands stopped around it where a line of a file looks like one."""
    if not re.search(_COMMAND, log):
        return log
    from hashlib import sha256

    # No file can hold the word that ends the stop: it would have to hold its own hash.
    word = f"hacfg-{sha256(log.encode('utf-8', 'surrogatepass')).hexdigest()}"
    return f"::stop-commands::{word}\n{log}::{word}::\n"


def _data(message: str) -> str:
    return message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
