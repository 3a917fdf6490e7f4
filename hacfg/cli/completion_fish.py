"""The completion script for fish."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .grammar import Command, Option, Slot

_HEAD = """\
# Completion of hacfg for fish: hacfg completion fish > ~/.config/fish/completions/hacfg.fish

function __hacfg_operands --description 'how many arguments by position there are, after a command'
    set -l words (commandline -opc)
    set -l count 0
    set -l at 3
    while test $at -le (count $words)
        if contains -- $words[$at] {valued}
            set at (math $at + 2)
            continue
        end
        string match -q -- '-*' $words[$at]; or set count (math $count + 1)
        set at (math $at + 1)
    end
    echo $count
end

function __hacfg_at --description 'whether an argument of this command and position comes next'
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]; or return 1
    set -l number (__hacfg_operands)
    test $number -eq $argv[2]; or begin
        test "$argv[3]" = last; and test $number -gt $argv[2]
    end
end

function __hacfg_in --description 'whether the command is this one'
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]
end

complete -c hacfg -f
complete -c hacfg -n __fish_is_first_token -s h -l help -d 'this help'
complete -c hacfg -n __fish_is_first_token -s V -l version -d 'the version of hacfg'
"""


def script(commands: Sequence[Command]) -> str:
    """The script for these commands."""
    valued = {n for c in commands for o in c.options if o.value is not None for n in o.names}
    lines = [_HEAD.format(valued=" ".join(sorted(valued)))]
    for command in commands:
        words = f"-a {command.name} -d {_quoted(command.help)}"
        lines.append(f"complete -c hacfg -n __fish_is_first_token {words}\n")
        lines += (f"{line}\n" for line in _of_command(command))
    return "".join(lines)


def _of_command(command: Command) -> Iterator[str]:
    inside = f"complete -c hacfg -n {_quoted(f'__hacfg_in {command.name}')}"
    for option in command.options:
        yield f"{inside} {_names(option)} -d {_quoted(option.help)}{_value(option.value)}"
    for number, slot in enumerate(command.operands):
        last = " last" if number == len(command.operands) - 1 else ""
        at = f"complete -c hacfg -n {_quoted(f'__hacfg_at {command.name} {number}{last}')}"
        if slot.words:
            yield f"{at} -a {_quoted(' '.join(slot.words))}"
        if slot.files:
            yield f"{at} -F"


def _names(option: Option) -> str:
    kinds = (
        "-l " + name[2:] if name.startswith("--") else "-s " + name[1:] for name in option.names
    )
    return " ".join(kinds)


def _value(slot: Slot | None) -> str:
    if slot is None:
        return ""
    words = f" -a {_quoted(' '.join(slot.words))}" if slot.words else ""
    return f" -r{' -F' if slot.files else ' -f'}{words}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
