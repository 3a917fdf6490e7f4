"""The command ``hacfg``: picks the named command, runs it, and answers with an exit status.

======  =====================================================
status  meaning
======  =====================================================
0       fine, warnings included
1       findings
2       could not check: no such file, bad usage, bad schema
3       a bug in hacfg
130     interrupted
141     nobody reads the output any more, as in ``| head``
======  =====================================================
"""

from __future__ import annotations

import gc
import sys

from .arguments import MisuseError, asks_for_help, parse
from .output import UnreadError, UnwritableError, complain, put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

COMMANDS = {
    "validate": "check config files against their schemas",
    "show": "print the effective config of an environment, and where each value came from",
    "diff": "compare two environments of a file",
    "init": "begin in a project, or convert the file of another tool",
    "env": "write a .env.example, or list what a deployment must supply",
    "docs": "write a reference of all settings, in Markdown or HTML",
    "doctor": "connect with the effective config for real, and say what fails",
    "explain": "explain a code of a report, with a bad and a good example",
    "schema": "list the schemas, show one, or check those of your own",
    "compile": "write what is derived from a schema: a Python module, the schema of a file",
    "completion": "print a script that completes command lines, for bash, zsh or fish",
}
"""The commands and their purposes; each is the module of its name beside this one."""

FINE, FINDINGS, UNCHECKED, BUG = 0, 1, 2, 3
INTERRUPTED, UNREAD = 130, 141  # what a shell gives for SIGINT and SIGPIPE

# Python's 700 makes it search for garbage several times while it imports, a twentieth of the time
# of a check, in which there is none.
_OBJECTS_BETWEEN_COLLECTIONS = 100_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit status."""
    thresholds = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except MisuseError as error:
        return _misused("hacfg", error)
    except UnwritableError as error:
        complain(f"hacfg: the output cannot be written: {error}\n")
        return UNCHECKED
    except UnreadError:
        return UNREAD
    except KeyboardInterrupt:
        complain("hacfg: interrupted\n")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the barrier that turns a bug into status 3
        complain(_bug(error))
        return BUG
    finally:
        gc.set_threshold(*thresholds)


def _run(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    if first in COMMANDS:
        return _run_command(first, arguments[1:])
    if first in ("-V", "--version"):
        from ..version import __version__

        put(f"hacfg {__version__}\n")
        return FINE
    if first == "help" and arguments[1:]:
        # Asked for its help, a command is not run, whatever else stands there.
        return _run([arguments[1], "--help"])
    if first in ("", "-h", "--help", "help"):
        from .usage import overview

        (put if first else complain)(overview(COMMANDS))
        return FINE if first else UNCHECKED
    from .mistakes import unknown

    raise unknown(first, COMMANDS)


def _run_command(name: str, arguments: list[str]) -> int:
    command: Any = __import__(f"hacfg.cli.{name}", fromlist=["run"])
    if asks_for_help(arguments):
        from .usage import of_command

        put(of_command(name, COMMANDS[name], command.ARGUMENTS))
        return FINE
    try:
        status: int = command.run(parse(arguments, command.ARGUMENTS))
    except MisuseError as error:
        from .mistakes import mended

        return _misused(f"hacfg {name}", mended(error, COMMANDS))
    return status


def _misused(program: str, error: MisuseError) -> int:
    complain(f"{program}: {error.problem}\n  = help: {error.advice}\n")
    return UNCHECKED


def _bug(error: Exception) -> str:
    """Where it happened and what kind it was; never its text, which may quote a secret."""
    from ..errors import places_of
    from ..version import __version__

    return (
        f"hacfg {__version__}: a bug in hacfg, {places_of(error)}\n"
        "  = help: please report these lines; they hold no value of your files\n"
    )
