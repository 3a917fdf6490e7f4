"""The steering of a command: what the table of the project says of the files that it is for."""

from __future__ import annotations

import os

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..check import Report
    from ..contract import Contract
    from ..diagnostic import Diagnostic
    from ..project import Project
    from ..shelf import Shelf


_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Steering(Value):
    """What ``--schema`` and the table say; ``given`` comes before whatever the table has.

    ``memo`` keeps the contracts of the schemas in the table, each read once for all its files.
    """

    given: Contract | str | None
    project: Project | None
    memo: dict[str, Contract | str]

    def schema(self, file: str) -> Contract | str | Shelf | None:
        """The schema of a file; None, or the shelf, leaves it to the file itself."""
        if self.given is not None or self.project is None:
            return self.given
        named = self.project.schema_for(file)
        if named is None:
            return self.project.shelf if self.project.shelf.folders else None
        if named not in self.memo:
            from ..catalog import named as found

            contract, _ = found(named)
            # What is wrong with a schema is said at the file that needs it.
            self.memo[named] = contract or named
        return self.memo[named]

    def claims(self, file: str) -> bool:
        """Whether the table makes a file one to be found, with no schema named by hand."""
        return self.given is None and self.project is not None and self.project.is_for(file)

    def kept(self, files: Iterable[str]) -> list[str]:
        """The files without those that the table excludes."""
        if self.project is None or not self.project.excluded:
            return list(files)
        return [file for file in files if not self.project.excludes(file)]

    def weighed(self, report: Report, *, loaded: bool) -> Report:
        """The report with the severities of the table.

        What a load refuses stays refused (``loaded``), since the application will refuse it too.
        """
        severities = self.project.severities if self.project else {}
        if not severities:
            return report
        from ..diagnostic import Severity

        found: list[Diagnostic] = []
        for diagnostic in report.diagnostics:
            wanted = severities.get(diagnostic.code, "")
            if wanted != "error" and loaded and diagnostic.severity is Severity.ERROR:
                wanted = ""
            if not wanted:
                found.append(diagnostic)
            elif wanted != "off":
                found.append(diagnostic.replace(severity=Severity(wanted)))
        return report.replace(diagnostics=tuple(found))


def steering(schema: str | None = None) -> tuple[Steering, Report | None]:
    """The steering of a command in the current directory, or what is wrong with the table.

    ``schema`` is what ``--schema`` says, the name of a schema in the folders of the project too.
    """
    file = table_file()
    if file is None:
        return Steering(schema, None, {}), None
    from ..project import read_project

    project, diagnostics = read_project(file)
    if project is None:
        from ..check import Report

        return Steering(schema, None, {}), Report(file, diagnostics)
    entry = project.shelf.named(schema) if schema else None
    return Steering(entry.file if entry else schema, project, {}), None


def table_file() -> str | None:
    """The file with the table: in this directory or the nearest above it that has one.

    The search ends at the root of a repository and at the home directory. In one directory
    ``hacfg.toml`` comes before ``pyproject.toml``.
    """
    try:
        directory = os.getcwd()
    except OSError:  # it was deleted
        return None
    home = os.path.expanduser("~")
    shown = ""
    while True:
        for name, is_table in (("hacfg.toml", os.path.isfile), ("pyproject.toml", _has_table)):
            if is_table(os.path.join(directory, name)):
                return os.path.join(shown, name)
        above = os.path.dirname(directory)
        if directory in (above, home) or os.path.exists(os.path.join(directory, ".git")):
            return None
        directory, shown = above, os.path.join(os.pardir, shown)


def _has_table(path: str) -> bool:
    """Whether a file speaks of hacfg at all, which tells what tomli need not be imported for."""
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError:
        return False
    if data[:2] in _UTF_16:
        data = data.replace(b"\0", b"")
    if b"hacfg" not in data:
        return False
    import re

    # A header that nobody closed counts: that it is broken is said, and not passed over.
    header = rb"""^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[ \t]*\[[ \t]*["']?tool["']?[ \t]*"""
    name = rb"""(?:\.[ \t]*["']?hacfg["']?[ \t]*(?:[.\]\r]|$)|\])"""
    return re.search(header + name, data, re.MULTILINE) is not None
