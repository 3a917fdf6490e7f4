"""The command ``hacfg schema``: the schemas that are known, one of them, or faults in some."""

from __future__ import annotations

import os

from ..catalog import BUILT_IN, built_in
from ..keypath import legible
from ..report import FORMATS, Style, renderer
from ..value import Value
from .arguments import Argument, MisuseError
from .output import complain, put
from .steering import steering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from ..check import Report
    from ..diagnostic import Diagnostic
    from ..project import Project
    from .arguments import Options
    from .steering import Steering

ARGUMENTS = (
    Argument(
        ("action",),
        "list the schemas, show one of them, or check some",
        "ACTION",
        ("list", "show", "check"),
        required=True,
    ),
    Argument(
        ("schemas",),
        "names or paths; for check, none: all those of the project",
        "SCHEMA",
        many=True,
    ),
    Argument(("--file-schema",), "show the schema of a whole file, which editors use"),
    Argument(("--format",), "how check reports, and list: text or json", "FORMAT", tuple(FORMATS)),
    Argument(("--strict",), "warnings are errors"),
    Argument(("-q", "--quiet"), "only what is found, no closing line"),
)


class Known(Value):
    """A schema that a command line may name."""

    name: str
    file: str
    id: str
    patterns: tuple[str, ...]
    title: str
    shipped: bool = False


def run(options: Options) -> int:
    """Does what the action says."""
    steered, failure = steering()
    if failure:
        from .validate import unsteered

        return unsteered(failure)
    actions = {"list": _list, "show": _show, "check": _check}
    return actions[options.action](options, steered)


def _list(options: Options, steered: Steering) -> int:
    if options.schemas:
        raise MisuseError("list takes no schema", "hacfg schema show NAME prints one")
    found = list(_known(steered.project))
    if options.format == "json":
        import json

        rows = [{name: getattr(each, name) for name in each.__fields__} for each in found]
        put(json.dumps({"version": 1, "schemas": rows}, indent=2, ensure_ascii=False) + "\n")
        return 0
    rows_of_text = [(each.name, _place(each), ", ".join(each.patterns)) for each in found]
    widths = [max(len(row[column]) for row in rows_of_text) for column in (0, 1)]
    lines = [f"{a:{widths[0]}}  {b:{widths[1]}}  {c}".rstrip() for a, b, c in rows_of_text]
    put("\n".join(lines) + "\n")
    return 0


def _place(known: Known) -> str:
    return "(shipped)" if known.shipped else legible(known.file)


def _known(project: Project | None) -> Iterator[Known]:
    """The schemas that hacfg ships, those in the folders of the project, and those of its globs."""
    from ..shelf import entry_of

    for name in BUILT_IN:
        contract = built_in(name)
        title = str(contract.document().get("title", ""))
        yield Known(name, contract.file, contract.id, contract.patterns, title, shipped=True)
    if project is None:
        return
    globs: dict[str, list[str]] = {}
    for glob, schema in project.schemas:
        globs.setdefault(schema, []).append(glob.written)
    entries = [*project.shelf.entries]
    files = {entry.file for entry in entries}
    named = [file for file in globs if file not in files and file not in BUILT_IN]
    entries += (entry_of(os.path.basename(file).partition(".")[0], file) for file in named)
    for entry in entries:
        patterns = (*entry.patterns, *globs.get(entry.file, ()))
        yield Known(entry.name, entry.file, entry.id, patterns, entry.title)


def _show(options: Options, steered: Steering) -> int:
    if len(options.schemas) != 1:
        raise MisuseError("show takes one schema", "hacfg schema list prints their names")
    path = _path(options.schemas[0], steered)
    if options.file_schema:
        return _show_file_schema(path)
    from ..document import read_document
    from ..formats import format_of

    document, failures = read_document(path, form=format_of(".json"))
    if document is None:
        return _failed(path, failures)
    put(document.text if document.text.endswith("\n") else document.text + "\n")
    return 0


def _show_file_schema(path: str) -> int:
    from ..generate import file_schema_text
    from ..schema_file import read_schema

    document, failures = read_schema(path)
    if document is None or document.tree is None or failures:
        return _failed(path, failures)
    put(file_schema_text(document.tree))
    return 0


def _failed(path: str, failures: Sequence[Diagnostic]) -> int:
    from ..check import Report

    complain(renderer("text")([Report(path, tuple(failures))], Style(summary=False)))
    return 2


def _check(options: Options, steered: Steering) -> int:
    from .validate import strict

    paths = [_path(schema, steered) for schema in options.schemas]
    paths = paths or [known.file for known in _known(steered.project) if not known.shipped]
    if not paths:
        raise MisuseError(
            "SCHEMA is missing", "name a schema, or the folders of them in [tool.hacfg]"
        )
    from ..schema_check import check_schema_file

    reports = [check_schema_file(path) for path in dict.fromkeys(paths)]
    if options.strict or (steered.project and steered.project.strict):
        reports = [strict(report) for report in reports]
    reports = [steered.weighed(report, loaded=False) for report in reports]
    put(renderer(options.format or "text")(reports, Style(summary=not options.quiet)))
    return _status(reports)


def _status(reports: Sequence[Report]) -> int:
    """0 fine, 1 findings, 2 where a schema could not be read."""
    from ..diagnostic import Severity

    found = [diagnostic for report in reports for diagnostic in report.diagnostics]
    if any(diagnostic.code in ("HC101", "HC102", "HC103") for diagnostic in found):
        return 2
    return int(any(diagnostic.severity is Severity.ERROR for diagnostic in found))


def _path(schema: str, steered: Steering) -> str:
    """The file of a schema by its name or path."""
    if schema in BUILT_IN:
        return built_in(schema).file
    entry: Any = steered.project.shelf.named(schema) if steered.project else None
    if entry is not None:
        path: str = entry.file
        return path
    if os.path.sep in schema or os.path.exists(schema) or schema.endswith(".json"):
        return schema
    from ..suggest import closest

    names = [known.name for known in _known(steered.project)]
    near = closest(schema, names)
    advice = f"did you mean {near}?" if near else f"write {', '.join(names)}, or a path"
    raise MisuseError(f"there is no schema {legible(schema)}", advice)
