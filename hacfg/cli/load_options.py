"""The options of every command that can load."""

from __future__ import annotations

from .arguments import Argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .arguments import Options

ARGUMENTS = (
    Argument(("--dotenv",), "a .env file; variables of the process win over it", "FILE"),
    Argument(("--prefix",), "replaces the prefix of the variables", "PREFIX"),
    Argument(
        ("--set",), "override a setting, as in --set host=example.com", "NAME=VALUE", many=True
    ),
)


def is_load(options: Options) -> bool:
    """Whether the command line asks for a full load, variables and all."""
    return options.env is not None or bool(options.dotenv or options.prefix or options.set)
