"""A project: what ``[tool.hacfg]`` in its ``pyproject.toml``, or its ``hacfg.toml``, says.

The table steers the command line and never the loader: CI and the running application must not
differ.
"""

from __future__ import annotations

import os.path
from types import MappingProxyType

from .catalog import BUILT_IN
from .diagnostic import CODES, COULD_NOT_CHECK, Fault, Part
from .document import diagnose, in_order, read_document, reading_faults
from .formats import Format, format_of
from .globs import Glob, relative
from .keypath import nested
from .shelf import Shelf
from .suggest import closest
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from .diagnostic import Diagnostic
    from .document import Document
    from .formats import Spot
    from .keypath import KeyPath

_IN_PYPROJECT: KeyPath = ("tool", "hacfg")
_NO_SEVERITIES: Mapping[str, str] = MappingProxyType({})


class Project(Value):
    """The table of a project; ``directory`` is where its paths and globs start.

    ``severities`` say of a code ``error``, ``warning`` or ``off``.
    """

    file: str
    directory: str
    schemas: tuple[tuple[Glob, str], ...] = ()
    excluded: tuple[Glob, ...] = ()
    severities: Mapping[str, str] = _NO_SEVERITIES
    strict: bool = False
    shelf: Shelf = Shelf((), {})

    def excludes(self, path: str) -> bool:
        """Whether a file is never to be checked."""
        found = relative(path, self.directory)
        return found is not None and any(glob.matches(found) for glob in self.excluded)

    def schema_for(self, path: str) -> str | None:
        """The schema that a glob gives a file: the name of a shipped one, or a path."""
        if not self.schemas:
            return None
        found = relative(path, self.directory)
        if found is None:
            return None
        return next((schema for glob, schema in self.schemas if glob.matches(found)), None)

    def is_for(self, path: str) -> bool:
        """Whether the table gives a file a schema, by a glob or by a schema in its folders."""
        return self.schema_for(path) is not None or self.shelf.claiming(path) is not None


def read_project(path: str) -> tuple[Project | None, tuple[Diagnostic, ...]]:
    """The table in a file, as the file is named from the current directory, or what is wrong."""
    pyproject = os.path.basename(path) == "pyproject.toml"
    prefix = _IN_PYPROJECT if pyproject else ()
    document, failures = read_document(path, form=_format(prefix))
    if document is None:
        return None, failures
    if document.tree is None:
        return None, tuple(reading_faults(document, lambda _: not pyproject, ()))
    table: Any = document.tree
    for part in prefix:
        table = table.get(part, {}) if type(table) is dict else table
    faults = _wrong(table)
    project = None if faults else _project(path, table)
    faults = faults or tuple(_lost(project, table) if project else ())
    if faults:
        return None, _placed(document, faults, prefix)
    return project, ()


def _project(path: str, table: Mapping[str, Any]) -> Project:
    directory = os.path.dirname(path)
    shelf = Shelf(tuple(os.path.join(directory, each) for each in table.get("schema-dirs", ())), {})
    return Project(
        path,
        os.path.dirname(os.path.abspath(path)),
        tuple(
            (Glob.of(pattern), _schema(schema, directory, shelf))
            for pattern, schema in table.get("schemas", {}).items()
        ),
        tuple(map(Glob.of, table.get("exclude", ()))),
        table.get("severity", {}),
        table.get("strict", False),
        shelf,
    )


def _schema(written: str, directory: str, shelf: Shelf) -> str:
    if written in BUILT_IN:
        return written
    if os.path.basename(written) == written:
        entry = shelf.named(written)
        if entry is not None:
            return entry.file
    return os.path.join(directory, written)


def _wrong(table: Any) -> tuple[Fault, ...]:
    """What the schema of the table refuses, in the codes of schemas."""
    from .compiled.project import SETTINGS, resolved

    if type(table) is not dict:
        said = "[tool.hacfg] must be a table"
        return (Fault("HC511", said, label="no table"),)
    if resolved(table):
        return ()
    import json

    from .setting import Setting
    from .shipped import schema_path
    from .validate import Subject, explain

    with open(schema_path("hacfg.project.schema.json"), "rb") as stream:
        base = json.loads(stream.read())
    settings = {row[0]: Setting(*row) for row in SETTINGS}
    found = explain(table, Subject("the table", base, base, settings))
    return tuple(
        fault.replace(
            code="HC512" if fault.code == "HC205" else "HC511",
            help=tuple(text for text in fault.help if "${" not in text),
        )
        for fault in found
    )


def _lost(project: Project, table: Mapping[str, Any]) -> Iterator[Fault]:
    """What the table names and does not exist: schemas, folders, codes."""
    pairs = zip(table.get("schemas", {}).items(), project.schemas, strict=True)
    for (pattern, written), (_, schema) in pairs:
        if schema not in BUILT_IN and not os.path.isfile(schema):
            names = [*BUILT_IN, *(entry.name for entry in project.shelf.entries)]
            near = closest(written, names)
            yield Fault(
                "HC511",
                f"there is no schema {written}",
                ("schemas", pattern),
                label="neither a name nor a file",
                help=(f"did you mean {near}?" if near else _known(names),),
            )
    for index, folder in enumerate(project.shelf.folders):
        if not os.path.isdir(folder):
            written = table["schema-dirs"][index]
            yield Fault(
                "HC511",
                f"there is no folder {written}",
                ("schema-dirs", index),
                label="no such folder",
                help=("write its path from the directory of this file",),
            )
    for code in project.severities:
        yield from _fixed(code)


def _known(names: list[str]) -> str:
    return f"write {', '.join(names)}, or a path from the directory of this file"


def _fixed(code: str) -> Iterator[Fault]:
    """A code that there is not, or that says that a file could not be checked."""
    path: KeyPath = ("severity", code)
    if code not in CODES:
        near = closest(code, CODES) or next((each for each in CODES if each[:4] == code[:4]), "")
        advice = f"did you mean {near}, {CODES[near]}?" if near else "hacfg explain lists the codes"
        headline = f"there is no code {code}"
        yield Fault("HC512", headline, path, Part.KEY, "no such code", help=(advice,))
    elif code in COULD_NOT_CHECK or code.startswith("HC1"):
        headline = f"the severity of {code} cannot be changed"
        label = "says that a file was not checked"
        advice = "remove it; exclude is for files that are not to be checked"
        yield Fault("HC511", headline, path, Part.KEY, label, help=(advice,))


def _placed(
    document: Document, faults: tuple[Fault, ...], prefix: KeyPath
) -> tuple[Diagnostic, ...]:
    moved = [
        fault.replace(
            path=(*prefix, *fault.path),
            mentions=tuple(each.replace(path=(*prefix, *each.path)) for each in fault.mentions),
        )
        for fault in faults
    ]
    found = diagnose(document, moved, lambda path: path[: len(prefix)] == prefix)
    return in_order(found)


def _format(prefix: KeyPath) -> Format:
    """TOML of which only the table concerns hacfg: elsewhere a date may stand, which JSON lacks."""
    toml = format_of("pyproject.toml")
    assert toml is not None  # noqa: S101 - for the type checker

    def parse(text: str) -> tuple[Any, tuple[Spot, ...]]:
        tree, spots = toml.parse(text)
        if tree is not None:
            return tree, spots
        import tomli

        try:
            whole: Any = tomli.loads(text)
        except (ValueError, RecursionError):
            return None, spots
        for part in prefix:
            whole = whole.get(part, {}) if type(whole) is dict else whole
        return nested(prefix, _plain(whole)), ()

    return toml.replace(parse=parse)


def _plain(value: Any) -> Any:
    """The value with what JSON has no type for as text, which the schema then judges."""
    if type(value) is dict:
        return {key: _plain(inner) for key, inner in value.items()}
    if type(value) is list:
        return [_plain(inner) for inner in value]
    finite = type(value) is not float or abs(value) < float("inf")
    return value if type(value) in (str, int, float, bool) and finite else str(value)
