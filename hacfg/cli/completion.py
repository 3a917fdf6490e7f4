"""The command ``hacfg completion``: a script that completes command lines, for a shell."""

from __future__ import annotations

from .arguments import Argument
from .output import put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .arguments import Options

SHELLS = ("bash", "zsh", "fish")
ARGUMENTS = (
    Argument(
        ("shell",),
        'for bash, in .bashrc: eval "$(hacfg completion bash)"; for zsh, in .zshrc after compinit:'
        ' eval "$(hacfg completion zsh)"; for fish: hacfg completion fish >'
        " ~/.config/fish/completions/hacfg.fish",
        "SHELL",
        SHELLS,
        required=True,
    ),
)


def run(options: Options) -> int:
    """Prints the script, made of the arguments of all commands."""
    from .grammar import grammar

    module = __import__(f"hacfg.cli.completion_{options.shell}", fromlist=["script"])
    put(module.script(grammar()))
    return 0
