"""The command ``hacfg env``: a ``.env.example`` of all variables, or what a deployment must set."""

from __future__ import annotations

from shlex import join

from .arguments import Argument, MisuseError
from .output import put
from .schemas_named import SCHEMAS, contracts_of
from .upkeep import compare, content, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .arguments import Options

EXAMPLE = ".env.example"

ARGUMENTS = (
    Argument(
        ("files",),
        "with --required: config files; none: what is found below this directory",
        "FILE",
        many=True,
    ),
    SCHEMAS,
    Argument(("-o", "--output"), "the file to write; none: to standard output", "FILE"),
    Argument(("--check",), f"write nothing; status 1 where {EXAMPLE}, or -o FILE, would change"),
    Argument(("--required",), "list what must be supplied for --env ENV to load"),
    Argument(("--env",), "with --required: the environment", "ENV"),
    Argument(
        ("--format",),
        "with --required: how to list it",
        "FORMAT",
        ("text", "json", "compose", "helm"),
        "text",
    ),
)


def run(options: Options) -> int:
    """Prints, writes or compares the example, or lists what a deployment must supply."""
    _refuse_nonsense(options)
    if options.required:
        from .required import run as list_required

        return list_required(options)
    contracts = contracts_of(options.schema)
    if contracts is None:
        return 2
    from ..reference import reference_of
    from ..reference.variables_file import as_dotenv

    file = options.output or EXAMPLE
    named = [word for schema in options.schema for word in ("--schema", schema)]
    command = join(["hacfg", "env", *named, "-o", file])
    text = as_dotenv([reference_of(contract) for contract in contracts], command)
    if options.check:
        return compare({file: text}, f"run {command}")
    if options.output is None:
        put(text)
        return 0
    return write_all("env", {} if content(file) == text.encode() else {file: text})


def _refuse_nonsense(options: Options) -> None:
    if options.required:
        if options.check or options.output:
            raise MisuseError("--required lists, and writes no file", "leave -o and --check out")
        if len(options.schema) > 1:
            raise MisuseError("--required takes one --schema", "leave it out, or name one")
        return
    if options.files:
        raise MisuseError("FILE goes with --required", "write --required, or -o FILE to write one")
    if options.env is not None or options.format != "text":
        given = "--env" if options.env is not None else "--format"
        raise MisuseError(
            f"{given} goes with --required", f"write --required, or leave {given} out"
        )
