"""The completion script for bash 3.2 and later, which macOS still has."""

from __future__ import annotations

from shlex import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .grammar import Command, Slot

_SCRIPT = """\
# Completion of hacfg for bash: eval "$(hacfg completion bash)" in ~/.bashrc

_hacfg_words() {{ # WORDS: those that begin as the current word does
    local word
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <(compgen -W "$1" -- "$cur")
}}

_hacfg_files() {{
    local file
    type compopt >/dev/null 2>&1 && compopt -o filenames 2>/dev/null
    while IFS= read -r file; do
        COMPREPLY+=("$file")
    done < <(compgen -f -- "$cur")
}}

_hacfg_options() {{ # COMMAND: its options
    case $1 in
{options}
    esac
}}

_hacfg_value() {{ # COMMAND OPTION: completes the value; fails where the option takes none
    case "$1 $2" in
{values}
    *) return 1 ;;
    esac
}}

_hacfg_operand() {{ # COMMAND NUMBER: completes an argument by its position
    case "$1 $2" in
{operands}
    esac
}}

_hacfg() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}}
    local command= count=0 word at
    COMPREPLY=()
    # --format=json reaches here as three words, since = is a word break.
    if [[ $cur == "=" ]]; then
        cur=
    elif [[ $prev == "=" && $COMP_CWORD -gt 2 ]]; then
        prev=${{COMP_WORDS[COMP_CWORD-2]}}
    fi
    if [[ $COMP_CWORD -eq 1 ]]; then
        word="{commands}"
        [[ $cur == -* ]] && word="--help --version"
        _hacfg_words "$word"
        return
    fi
    command=${{COMP_WORDS[1]}}
    for ((at = 2; at < COMP_CWORD; at++)); do
        word=${{COMP_WORDS[at]}}
        case " {valued} " in
        *" $word "*)
            at=$((at + 1))
            [[ ${{COMP_WORDS[at]}} == "=" ]] && at=$((at + 1))
            continue
            ;;
        esac
        [[ $word == -* ]] || count=$((count + 1))
    done
    if [[ $prev == -* ]] && _hacfg_value "$command" "$prev"; then
        return
    fi
    if [[ $cur == -* ]]; then
        _hacfg_words "$(_hacfg_options "$command")"
        return
    fi
    _hacfg_operand "$command" "$count"
}}

complete -F _hacfg hacfg
"""


def script(commands: Sequence[Command]) -> str:
    """The script for these commands."""
    valued = {n for c in commands for o in c.options if o.value is not None for n in o.names}
    return _SCRIPT.format(
        commands=" ".join(command.name for command in commands),
        valued=" ".join(sorted(valued)),
        options="\n".join(map(_options, commands)),
        values="\n".join(line for command in commands for line in _values(command)),
        operands="\n".join(line for command in commands for line in _operands(command)),
    )


def _options(command: Command) -> str:
    names = " ".join(name for option in command.options for name in option.names)
    return f"    {command.name}) echo {quote(names)} ;;"


def _values(command: Command) -> Iterator[str]:
    for option in command.options:
        if option.value is not None:
            patterns = "|".join(f'"{command.name} {name}"' for name in option.names)
            yield f"    {patterns}) {_completed(option.value)} ;;"


def _operands(command: Command) -> Iterator[str]:
    for number, slot in enumerate(command.operands):
        last = number == len(command.operands) - 1
        pattern = f'"{command.name} "*' if last else f'"{command.name} {number}"'
        yield f"    {pattern}) {_completed(slot)} ;;"


def _completed(slot: Slot) -> str:
    parts = [f"_hacfg_words {quote(' '.join(slot.words))}"] if slot.words else []
    parts += ["_hacfg_files"] if slot.files else []
    return "; ".join(parts) or ":"
