"""The grammar of the command line: all commands with their arguments, as completion needs it."""

from __future__ import annotations

from ..catalog import BUILT_IN
from ..diagnostic import CODES
from ..value import Value
from .arguments import HELP, Argument
from .main import COMMANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = {"SCHEMA": BUILT_IN, "CODE": tuple(CODES), "COMMAND": tuple(COMMANDS)}
_FILES = frozenset({"FILE", "SCHEMA", "DIRECTORY", "FORMAT=FILE"})


class Slot(Value):
    """What may stand at one place of a command line: words, and files where ``files`` says so."""

    words: tuple[str, ...] = ()
    files: bool = False


class Option(Value):
    """An option: its names, what it does, and what its value may be; None for a flag."""

    names: tuple[str, ...]
    help: str
    value: Slot | None = None


class Command(Value):
    """A command: its options, and what its arguments by position may be, the last one repeated."""

    name: str
    help: str
    options: tuple[Option, ...]
    operands: tuple[Slot, ...]


def grammar() -> tuple[Command, ...]:
    """All commands, ``help`` included."""
    return (*map(_command, COMMANDS), Command("help", "help on a command", (), (Slot(_COMMANDS),)))


_COMMANDS = tuple(COMMANDS)
_ASKING = Option(HELP, "this help")


def _command(name: str) -> Command:
    table: tuple[Argument, ...] = __import__(f"hacfg.cli.{name}", fromlist=["run"]).ARGUMENTS
    options = (Option(each.names, each.help, _value(each)) for each in table if not each.positional)
    return Command(name, COMMANDS[name], (*options, _ASKING), tuple(_operands(table)))


def _operands(table: tuple[Argument, ...]) -> Iterator[Slot]:
    positional = [each for each in table if each.positional]
    yield from map(_slot, positional)
    if positional and not positional[-1].many:
        yield Slot()


def _value(argument: Argument) -> Slot | None:
    return _slot(argument) if argument.takes else None


def _slot(argument: Argument) -> Slot:
    return Slot(argument.choices or _WORDS.get(argument.takes, ()), argument.takes in _FILES)
