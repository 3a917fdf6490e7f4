"""The report formats: one table of functions that turn reports into text."""

from __future__ import annotations

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..check import Report

FORMATS = {
    "text": "hacfg.report.text",
    "concise": "hacfg.report.concise",
    "json": "hacfg.report.json",
    "github": "hacfg.report.github",
    "gitlab": "hacfg.report.gitlab",
    "sarif": "hacfg.report.sarif",
    "junit": "hacfg.report.junit",
}
"""Name of a format: the module whose ``render(reports, style)`` writes it."""

DOCUMENTS = frozenset({"json", "gitlab", "sarif", "junit"})
"""Formats that are one document, whole even where there is nothing to report; all in ASCII."""

NAME_EVERY_FILE = frozenset({"json", "junit"})
"""Formats that tell of good files too; for all others the reports on these need not be kept."""


class Style(Value):
    """How a report looks: with colour or without, with a closing line or only what was found.

    ``root`` is the directory that the servers which read reports know files by, mostly the top of
    a repository; empty for the current one. Only ``text`` has colours. ``good`` is how many files
    without a problem the closing line counts beside the reports.
    """

    colour: bool = False
    summary: bool = True
    root: str = ""
    good: int = 0


def renderer(name: str) -> Callable[[Sequence[Report], Style], str]:
    """The function of a format in the table."""
    module = __import__(FORMATS[name], fromlist=["render"])
    render: Callable[[Sequence[Report], Style], str] = module.render
    return render
