"""The usage of hacfg and of each command, as ``--help`` prints it."""

from __future__ import annotations

from textwrap import wrap

from .arguments import HELP, Argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_WIDTH = 90
_COLUMN = 26
_ASKING = Argument(HELP, "this help")


def overview(commands: Mapping[str, str]) -> str:
    """What ``hacfg --help`` prints; ``commands`` maps names to purposes."""
    return _page(
        "usage: hacfg COMMAND [OPTIONS]",
        "Config files held against JSON Schemas.",
        {
            "commands": commands.items(),
            "options": (
                ("-h, --help", "this help; hacfg COMMAND --help for one command"),
                ("-V, --version", "the version of hacfg"),
            ),
        },
    )


def of_command(name: str, purpose: str, table: Sequence[Argument]) -> str:
    """What ``hacfg COMMAND --help`` prints."""
    positional = [each for each in table if each.positional]
    options = [each for each in table if not each.positional]
    usage = " ".join([f"usage: hacfg {name} [OPTIONS]", *map(_operand, positional)])
    sections = {
        "arguments": [(each.takes, each.help) for each in positional],
        "options": [(_spelt(each), _said(each)) for each in (*options, _ASKING)],
    }
    return _page(usage, f"{purpose[0].upper()}{purpose[1:]}.", sections)


def _page(usage: str, purpose: str, sections: Mapping[str, Iterable[tuple[str, str]]]) -> str:
    lines = [usage, "", purpose]
    for title, rows in sections.items():
        written = [line for left, right in rows for line in _row(left, right)]
        lines += ["", f"{title}:", *written] if written else []
    return "\n".join(lines) + "\n"


def _row(left: str, right: str) -> list[str]:
    margin = " " * _COLUMN
    written = wrap(right, _WIDTH, initial_indent=margin, subsequent_indent=margin)
    head = f"  {left}"
    if len(head) + 2 > _COLUMN:
        return [head, *written]
    return [head + written[0][len(head) :], *written[1:]]


def _operand(argument: Argument) -> str:
    word = f"{argument.takes}..." if argument.many else argument.takes
    return word if argument.required else f"[{word}]"


def _spelt(argument: Argument) -> str:
    return f"{', '.join(argument.names)} {argument.takes}".rstrip()


def _said(argument: Argument) -> str:
    notes = [f"one of {', '.join(argument.choices)}"] if argument.choices else []
    notes += [f"default {argument.default}"] if argument.default else []
    return "; ".join([argument.help, *notes])
