"""The options of every command that can load."""

from __future__ import annotations

from .arguments import Argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .arguments import Options

SCHEMA = Argument(("--schema",), "redis, database, or the path of a schema file", "SCHEMA")
TARGETS = (
    Argument(
        ("files",), "config files; none: what is found below this directory", "FILE", many=True
    ),
    Argument(("--env",), "the environment; none: HACFG_ENV, else local", "ENV"),
    SCHEMA,
)
"""What a command that loads one environment of each file is for."""

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
