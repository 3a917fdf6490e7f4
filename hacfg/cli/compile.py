"""The command ``hacfg compile``: what is derived from a schema, written or compared."""

from __future__ import annotations

import os
import sys
from keyword import iskeyword

from ..keypath import legible
from .arguments import Argument, MisuseError
from .output import complain, put
from .upkeep import content, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..diagnostic import Diagnostic, Fault
    from .arguments import Options

ARGUMENTS = (
    Argument(("schema",), "a schema, draft-07; none: those of hacfg itself", "SCHEMA"),
    Argument(("-o", "--output"), "the Python module to write; none: to standard output", "FILE"),
    Argument(("--class",), "the name of the typed class; for kafka it is KafkaConfig", "NAME"),
    Argument(("--base",), "a class of yours that it derives from", "MODULE:CLASS"),
    Argument(("--file-schema",), "also write the schema that editors hold files to", "FILE"),
    Argument(("--check",), "write nothing; status 1 where a file would change"),
)


class _RefusedError(Exception):
    """A schema that cannot be compiled faithfully: what is wrong with it, each at its place."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics


def run(options: Options) -> int:
    """Writes what is out of date; what cannot be compiled is refused by keyword and place."""
    _refuse_nonsense(options)
    try:
        texts = _derived(options)
    except _RefusedError as refused:
        complain(_report(options.schema, refused.diagnostics))
        return 2
    source = texts.pop("", "")
    stale = {path: text for path, text in texts.items() if content(path) != text.encode()}
    if options.check:
        for path in stale:
            complain(
                f"{legible(path)} is out of date\n  = help: run hacfg compile without --check\n"
            )
        return int(bool(stale))
    put(source)
    return write_all("compile", stale)


def _refuse_nonsense(options: Options) -> None:
    given = vars(options)
    about_one = [name for name in ("output", "class", "base", "file_schema") if given[name]]
    if options.schema is None and about_one:
        raise MisuseError("SCHEMA is missing", "name the schema that the output is made of")
    if options.schema is not None and options.check and options.output is None:
        raise MisuseError("--check has nothing to compare", "write -o FILE as well")


def _derived(options: Options) -> dict[str, str]:
    """The texts to be written, by path; what goes to standard output has none."""
    from ..generate import derived_files, file_schema_text
    from ..schema_file import diagnosed, read_schema

    if options.schema is None:
        return derived_files()
    document, failures = read_schema(options.schema)
    if document is None or document.tree is None or failures:
        raise _RefusedError(failures)
    source, faults = _module(document.tree, options)
    if faults:
        raise _RefusedError(diagnosed(document, faults))
    texts = {options.output or "": source}
    if options.file_schema is not None:
        texts[options.file_schema] = file_schema_text(document.tree)
    return texts


def _module(tree: dict[str, Any], options: Options) -> tuple[str, tuple[Fault, ...]]:
    from ..generate import class_name_of, sound_module_source

    name = os.path.basename(options.schema).partition(".")[0]
    class_name: str = vars(options)["class"] or class_name_of(name)
    if not class_name.isidentifier() or iskeyword(class_name):
        raise MisuseError(f"no class can be called {legible(class_name)}", "write --class NAME")
    if options.base is None:
        return sound_module_source(tree, name=name, class_name=class_name)
    # As with python -m, since the base stands in the project that the command runs in.
    sys.path.insert(0, os.getcwd())
    try:
        return sound_module_source(tree, name=name, class_name=class_name, base=options.base)
    except ImportError as error:
        raise MisuseError(f"--base: {error}", "write --base MODULE:CLASS") from None


def _report(schema: str, diagnostics: tuple[Diagnostic, ...]) -> str:
    from ..check import Report
    from ..report import Style, renderer

    return renderer("text")([Report(schema, diagnostics)], Style(summary=False))
