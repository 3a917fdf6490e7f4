"""The completion script for zsh, as a function of its completion system."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .grammar import Command, Option, Slot

_SCRIPT = """\
#compdef hacfg
# Completion of hacfg for zsh: eval "$(hacfg completion zsh)" after compinit, or _hacfg in fpath

_hacfg() {{
    local curcontext="$curcontext" state line
    typeset -A opt_args
    _arguments -C \\
        '(-h --help)'{{-h,--help}}'[this help]' \\
        '(-V --version)'{{-V,--version}}'[the version of hacfg]' \\
        '1: :->command' \\
        '*:: :->arguments'
    case $state in
    command)
        local -a commands
        commands=(
{commands}
        )
        _describe -t commands command commands
        ;;
    arguments)
        case ${{words[1]}} in
{arguments}
        esac
        ;;
    esac
}}

if [[ $funcstack[1] == _hacfg ]]; then
    _hacfg "$@"
else
    compdef _hacfg hacfg
fi
"""


def script(commands: Sequence[Command]) -> str:
    """The script for these commands."""
    return _SCRIPT.format(
        commands="\n".join(f"            {_quoted(f'{c.name}:{c.help}')}" for c in commands),
        arguments="\n".join(map(_arguments, commands)),
    )


def _arguments(command: Command) -> str:
    specs = [
        *(_option(option) for option in command.options),
        *(_quoted(spec) for spec in _operands(command)),
    ]
    lines = [f"        {command.name})", "            _arguments -s \\"]
    lines += (f"                {spec} \\" for spec in specs[:-1])
    return "\n".join([*lines, f"                {specs[-1]}", "            ;;"])


def _option(option: Option) -> str:
    help_ = option.help.replace("[", "(").replace("]", ")").replace(":", r"\:")
    value = "" if option.value is None else f": :{_action(option.value)}"
    # An option may stand again: some gather their values.
    spelt = [_spelt(name, option) for name in option.names]
    names = "{" + ",".join(spelt) + "}" if len(spelt) > 1 else spelt[0]
    return f"'*'{names}{_quoted(f'[{help_}]{value}')}"


def _spelt(name: str, option: Option) -> str:
    """A name with the sign for a value that may follow at once: ``--format=json``, ``-oFILE``."""
    if option.value is None:
        return name
    return f"{name}=" if name.startswith("--") else f"{name}+"


def _operands(command: Command) -> Iterator[str]:
    for number, slot in enumerate(command.operands, 1):
        last = number == len(command.operands)
        yield f"{'*' if last else number}: :{_action(slot)}"


def _action(slot: Slot) -> str:
    words = " ".join(slot.words)
    if slot.files and words:
        return f'{{_alternative "words\\: \\:({words})" "files\\: \\:_files"}}'
    if slot.files:
        return "_files"
    return f"({words})" if words else " "


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
