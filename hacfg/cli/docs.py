"""The command ``hacfg docs``: a reference of all settings, for readers."""

from __future__ import annotations

import os.path

from ..keypath import legible
from .arguments import Argument, MisuseError
from .output import put
from .schemas_named import SCHEMAS, contracts_of
from .upkeep import compare, content, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..reference import Reference
    from .arguments import Options

ARGUMENTS = (
    SCHEMAS,
    Argument(("--format",), "how to write it", "FORMAT", ("markdown", "table", "html"), "markdown"),
    Argument(("-o", "--output"), "the file to write; none: to standard output", "FILE"),
    Argument(
        ("--into",),
        "fill the places of a Markdown file between <!-- hacfg docs: SCHEMA --> and"
        " <!-- hacfg docs: end --> with tables",
        "FILE",
    ),
    Argument(("--check",), "write nothing; status 1 where the file would change"),
)


def run(options: Options) -> int:
    """Prints or writes the reference, or says where the file on disk differs from it."""
    if options.check and options.output is None and options.into is None:
        raise MisuseError("--check has nothing to compare", "write -o FILE or --into FILE as well")
    if options.output is not None and options.into is not None:
        raise MisuseError("-o and --into exclude each other", "leave one of them out")
    if options.into is not None:
        return _fill(options)
    contracts = contracts_of(options.schema)
    if contracts is None:
        return 2
    from ..reference import reference_of

    text = _written([reference_of(contract) for contract in contracts], options.format)
    if options.output is None:
        put(text)
        return 0
    return _deliver({options.output: text}, options)


def _written(references: Sequence[Reference], form: str) -> str:
    if form == "html":
        from ..reference.html import as_html

        return as_html(references)
    from ..reference.markdown import as_markdown, as_table

    if form == "table":
        return "\n\n".join(map(as_table, references)) + "\n"
    return as_markdown(references)


def _fill(options: Options) -> int:
    from ..reference import reference_of
    from ..reference.markdown import as_table
    from ..reference.marks import filled, marks_of

    if options.schema:
        raise MisuseError("--into takes its schemas from the marks", "leave --schema out")
    name = legible(options.into)
    data = content(options.into)
    if data is None:
        raise MisuseError(f"{name} cannot be read", "--into takes a Markdown file with marks")
    try:
        text = data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise MisuseError(f"{name} is not UTF-8", "save it as UTF-8") from None
    marks, problem = marks_of(text)
    if problem or not marks:
        raise MisuseError(
            f"{name}: {problem or 'no place is marked'}",
            "write <!-- hacfg docs: redis --> and <!-- hacfg docs: end --> on lines of their own",
        )
    schemas = {mark.schema: _beside(options.into, mark.schema) for mark in marks}
    contracts = contracts_of(list(schemas.values()))
    if contracts is None:
        return 2
    made = dict(zip(dict.fromkeys(schemas.values()), contracts, strict=True))
    tables = {each: as_table(reference_of(made[schema])) for each, schema in schemas.items()}
    return _deliver({options.into: filled(text, marks, tables)}, options)


def _beside(file: str, schema: str) -> str:
    """A schema as a mark names it: a path starts at the directory of the file."""
    path = os.path.join(os.path.dirname(file), schema)
    return path if os.path.isfile(path) else schema


def _deliver(texts: dict[str, str], options: Options) -> int:
    if options.check:
        return compare(texts, "run hacfg docs without --check")
    stale = {path: text for path, text in texts.items() if content(path) != text.encode()}
    return write_all("docs", stale)
