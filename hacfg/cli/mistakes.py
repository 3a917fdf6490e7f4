"""The mistakes in a command line that only the table of all commands tells how to mend."""

from __future__ import annotations

import os.path

from ..keypath import legible
from ..suggest import closest
from ..wording import enumeration
from .arguments import MisuseError, UnknownOptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SYNONYMS = {
    "check": "validate",
    "lint": "validate",
    "verify": "validate",
    "test": "validate",
    "print": "show",
    "get": "show",
    "dump": "show",
    "config": "show",
    "compare": "diff",
    "new": "init",
    "create": "init",
    "setup": "init",
    "convert": "init --from FILE",
    "import": "init --from FILE",
    "migrate": "init --from FILE",
    "dotenv": "env",
    "variables": "env",
    "reference": "docs",
    "doc": "docs",
    "why": "explain",
    "code": "explain",
    "schemas": "schema list",
    "generate": "compile",
    "build": "compile",
    "ping": "doctor",
    "connect": "doctor",
    "completions": "completion",
    "version": "--version",
    "man": "help",
    "usage": "help",
}
"""What people call the commands of such a tool, and what they are called here."""

_SHORT = {"-v": "--version", "-?": "--help", "/?": "--help", "-help": "--help"}


def unknown(name: str, commands: Mapping[str, str]) -> MisuseError:
    """A first word that is neither a command nor an option."""
    if name in _SHORT:
        return MisuseError(f"unknown option {legible(name)}", f"did you mean {_SHORT[name]}?")
    if name.startswith("-"):
        return _unknown_option(name, commands)
    if os.path.exists(name):
        advice = f"to check a file: hacfg validate {legible(name)}"
    else:
        synonyms = {word: ours for word, ours in _SYNONYMS.items() if _is_known(ours, commands)}
        # The exact word of another tool is no slip in one of ours.
        near = synonyms.get(name.lower()) or closest(name, [*commands, "help"], synonyms)
        advice = f"did you mean {near}?" if near else "hacfg --help lists the commands"
    return MisuseError(f"unknown command {legible(name)}", advice)


def mended(error: MisuseError, commands: Iterable[str]) -> MisuseError:
    """The mistake, where it is an option of other commands with the advice that says so."""
    owners = _owners(error.name, commands) if isinstance(error, UnknownOptionError) else []
    if not isinstance(error, UnknownOptionError) or not owners:
        return error
    return MisuseError(error.problem, f"{error.name} is an option of {enumeration(owners)}")


def _unknown_option(name: str, commands: Mapping[str, str]) -> MisuseError:
    """An option before the command."""
    plain = name.partition("=")[0]
    owners = _owners(plain, commands)
    near = closest(plain, ["--help", "--version"])
    if owners:
        advice = f"{plain} stands behind its command, as in hacfg {owners[0]} {plain}"
    else:
        advice = f"did you mean {near}?" if near else "hacfg --help lists the commands"
    return MisuseError(f"unknown option {legible(name)}", advice)


def _owners(option: str, commands: Iterable[str]) -> list[str]:
    found = []
    for command in commands:
        table = __import__(f"hacfg.cli.{command}", fromlist=["run"]).ARGUMENTS
        if any(option in argument.names for argument in table if not argument.positional):
            found.append(command)
    return found


def _is_known(ours: str, commands: Mapping[str, str]) -> bool:
    return ours.startswith("-") or ours == "help" or ours.partition(" ")[0] in commands
