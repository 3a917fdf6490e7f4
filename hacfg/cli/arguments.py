"""The arguments of a command: a table of them, and what a command line gives for each.

It is not argparse, the import of which takes a quarter of the time of a whole check.
"""

from __future__ import annotations

from types import SimpleNamespace

from ..keypath import legible
from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    Options: TypeAlias = SimpleNamespace

HELP = ("-h", "--help")


class Argument(Value):
    """One argument that a command takes.

    ``names`` begin with dashes (``("-q", "--quiet")``) or are one name for what is told by its
    position; the last is also the name of the attribute. ``takes`` is the word for its value in
    the help; an option without it is a flag. With ``many`` it may be given any number of times.
    """

    names: tuple[str, ...]
    help: str
    takes: str = ""
    choices: tuple[str, ...] = ()
    default: str | None = None
    many: bool = False
    required: bool = False

    @property
    def attribute(self) -> str:
        """The name under which a command finds the value."""
        return self.names[-1].lstrip("-").replace("-", "_")

    @property
    def positional(self) -> bool:
        """Whether its position tells it, and no name."""
        return not self.names[0].startswith("-")


class MisuseError(Exception):
    """A command line that cannot be meant: what is wrong with it, and what to write instead."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem, advice)
        self.problem = problem
        self.advice = advice


class UnknownOptionError(MisuseError):
    """An option that a command does not have; another command may."""

    def __init__(self, name: str, advice: str) -> None:
        super().__init__(f"unknown option {legible(name)}", advice)
        self.name = name


def asks_for_help(arguments: Sequence[str]) -> bool:
    """Whether help is asked for, however wrong the rest may be."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return any(name in options for name in HELP)


def parse(arguments: Sequence[str], table: Sequence[Argument]) -> Options:
    """The value of every argument in the table, by attribute.

    Options and the rest may stand in any order; after ``--`` nothing is an option. Values follow
    as in ``--schema redis``, ``--schema=redis``, ``-o FILE`` or ``-oFILE``; short flags may be
    joined. Flags are True or False, ``many`` gives a list, all else a text or the default.

    Raises:
        MisuseError: an option is unknown or lacks its value, or something is missing or too much.
    """
    given: dict[str, list[str]] = {}
    operands = _sort(arguments, table, given)
    _place(operands, [each for each in table if each.positional], given)
    return SimpleNamespace(**{each.attribute: _value(each, given) for each in table})


def _sort(
    arguments: Sequence[str], table: Sequence[Argument], given: dict[str, list[str]]
) -> list[str]:
    """Takes the options and their values; what remains is told by its position."""
    options = {name: each for each in table for name in each.names if not each.positional}
    operands: list[str] = []
    pending = list(reversed(arguments))
    while pending:
        text = pending.pop()
        if text == "--":
            return [*operands, *reversed(pending)]
        if not _is_option(text):
            operands.append(text)
            continue
        name, value = _taken_apart(text)
        option = options.get(name)
        if option is None:
            raise _unknown(text, name, options)
        values = given.setdefault(option.attribute, [])
        if option.takes:
            values.append(_following(name, option, pending) if value is None else value)
        elif value is None:
            values.append(name)
        elif text.startswith("--"):
            raise MisuseError(f"{name} takes no value", f"write {name} alone")
        else:
            values.append(name)
            pending.append(f"-{value}")
    return operands


def _is_option(text: str) -> bool:
    return text.startswith("-") and text != "-"


def _taken_apart(text: str) -> tuple[str, str | None]:
    if text.startswith("--"):
        name, equals, value = text.partition("=")
        return name, value if equals else None
    return text[:2], text[2:] or None


def _following(name: str, option: Argument, pending: list[str]) -> str:
    if not pending or _is_option(pending[-1]):
        raise MisuseError(f"{name} lacks its value", f"write {name} {option.takes}")
    return pending.pop()


def _place(
    operands: list[str], positional: Iterable[Argument], given: dict[str, list[str]]
) -> None:
    for argument in positional:
        count = len(operands) if argument.many else 1
        given[argument.attribute], operands = operands[:count], operands[count:]
        if argument.required and not given[argument.attribute]:
            raise MisuseError(f"{argument.takes} is missing", argument.help)
    if operands:
        raise MisuseError(f"{legible(operands[0])} is one argument too many", "leave it out")


def _value(argument: Argument, given: Mapping[str, list[str]]) -> object:
    values = given.get(argument.attribute, [])
    if not argument.takes:
        return bool(values)
    for value in values:
        if not (value or argument.positional):
            raise _empty(argument)
        if argument.choices and value not in argument.choices:
            raise _no_choice(argument, value)
    if argument.many:
        return values
    if len(set(values)) > 1:
        name = argument.names[-1]
        raise MisuseError(f"{name} is given more than once", f"write {name} {argument.takes} once")
    return values[-1] if values else argument.default


def _unknown(text: str, name: str, options: Mapping[str, Argument]) -> MisuseError:
    from os.path import lexists

    from ..suggest import closest

    if lexists(text):
        advice = f"for the file of that name write ./{legible(text)}"
        return MisuseError(f"unknown option {legible(text)}", advice)
    near = closest(name, [*(each for each in options if each.startswith("--")), HELP[-1]])
    advice = f"did you mean {near}?" if near else "--help lists the options"
    return UnknownOptionError(name, advice)


def _empty(argument: Argument) -> MisuseError:
    name = argument.names[-1]
    # As in --env "$DEPLOY_ENV", where nobody has set that.
    return MisuseError(f"the value of {name} is empty", f"write {name} {argument.takes}")


def _no_choice(argument: Argument, value: str) -> MisuseError:
    from ..suggest import closest

    what = argument.takes if argument.positional else argument.names[-1]
    near = closest(value, argument.choices)
    known = ", ".join(argument.choices)
    advice = f"did you mean {near}?" if near else f"write one of {known}"
    return MisuseError(f"{what} cannot be {legible(value)}", advice)
