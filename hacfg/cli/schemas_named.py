"""The schemas that a command line names, or else those of the project, or of hacfg itself."""

from __future__ import annotations

from ..catalog import BUILT_IN, named
from .arguments import Argument
from .steering import steering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..contract import Contract
    from ..project import Project

SCHEMAS = Argument(
    ("--schema",),
    "redis, database, or the path of a schema file; may be repeated; none: those that"
    " [tool.hacfg] names, else redis and database",
    "SCHEMA",
    many=True,
)


def contracts_of(schemas: Sequence[str]) -> list[Contract] | None:
    """The schemas, in the order given; where one cannot be read that is said, and None returned."""
    from ..check import Report
    from .output import complain

    steered, failure = steering()
    failures = [failure] if failure else []
    found = []
    for schema in _wanted(schemas, steered.project) if not failures else ():
        contract, diagnostics = named(schema)
        if contract is None:
            failures.append(Report(schema, diagnostics))
        else:
            found.append(contract)
    if not failures:
        return found
    from ..report import Style, renderer

    complain(renderer("text")(failures, Style(summary=False)))
    return None


def _wanted(schemas: Sequence[str], project: Project | None) -> list[str]:
    """The schemas to read, none twice: by name, or by the path of a file."""
    if project is None:
        return list(dict.fromkeys(schemas or BUILT_IN))
    if schemas:
        entries = {schema: project.shelf.named(schema) for schema in schemas}
        return [entry.file if entry else schema for schema, entry in entries.items()]
    own = [schema for _, schema in project.schemas]
    own += (entry.file for entry in project.shelf.entries)
    return list(dict.fromkeys(own or BUILT_IN))
