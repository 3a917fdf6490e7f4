"""The exceptions of hacfg.

::

    ValueError
    └── ConfigError             a config cannot be used; ``diagnostics`` says why
        └── ConfigFileError     a file or a schema could not be read at all

    RuntimeError
    └── InternalError           a bug in hacfg; ``places`` says where, and nothing of the values
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .diagnostic import Diagnostic


class ConfigError(ValueError):
    """A config that cannot be used.

    ``diagnostics`` holds every fault that was found, secrets masked; ``str()`` lists them,
    one line each.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return "\n".join(_line(diagnostic) for diagnostic in self.diagnostics)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.diagnostics == self.diagnostics

    def __hash__(self) -> int:
        return hash(self.diagnostics)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.diagnostics,)


class ConfigFileError(ConfigError):
    """A file or a schema that could not be read, so that nothing was checked."""


class InternalError(RuntimeError):
    """A bug in hacfg, or in a provider: the kind of the error and where it happened.

    The error itself is dropped: its text and its frames may hold secrets.
    """

    def __init__(self, places: str) -> None:
        super().__init__(places)
        self.places = places


def places_of(error: BaseException) -> str:
    """The kind of an error and the lines it passed, without its text or any value."""
    places = []
    trace = error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        file = code.co_filename.replace("\\", "/").rsplit("/", 1)[-1]
        places.append(f"  {file}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return "\n".join([f"{type(error).__name__} at", *places])


def _line(diagnostic: Diagnostic) -> str:
    advice = "".join(f"; {text}" for text in diagnostic.help)
    return f"{diagnostic.primary.where}: {diagnostic.headline} [{diagnostic.code}]{advice}"
