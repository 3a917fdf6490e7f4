"""An origin: where a value came from."""

from __future__ import annotations

from enum import Enum

from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .keypath import KeyPath


class Place(Value):
    """A span of a text: lines and columns counted from 1 in characters, the end excluded."""

    line: int
    column: int
    end_line: int
    end_column: int


class Source(Enum):
    """The kinds of origin, lowest precedence first."""

    DEFAULT = "default"
    FILE = "file"
    DOTENV = ".env"
    VARIABLE = "variable"
    OVERRIDE = "override"


class Origin(Value):
    """Where a value came from.

    ``name`` is the file as the caller named it, the variable, or the option; ``path`` the key
    path inside the file; ``place`` is there once somebody looked it up; ``over`` is what this
    origin's value replaced.
    """

    source: Source
    name: str = ""
    path: KeyPath = ()
    place: Place | None = None
    over: Origin | None = None

    def __str__(self) -> str:
        if self.source is Source.DEFAULT:
            return "default"
        if self.source is Source.VARIABLE:
            return f"variable {self.name}"
        if self.source is Source.OVERRIDE:
            return self.name or "override"
        return f"{self.name}:{self.place.line}:{self.place.column}" if self.place else self.name
