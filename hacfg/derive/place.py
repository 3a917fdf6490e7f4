"""A place: where a schema applies, what the document says of it, and what may be unknown there."""

from __future__ import annotations

from enum import Enum

from ..schema import has_settings, inner, members, types_of
from ..value import Value
from .vocabulary import is_note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..schema import Members
    from .vocabulary import Document


class Unknown(Enum):
    """What may be unknown: any text with a placeholder in it, a value that is one, or nothing.

    ``OBJECT`` is a place of settings, which no placeholder takes.
    """

    TEXT = "text"
    VALUE = "value"
    OBJECT = "object"
    NOTHING = "nothing"


class Place(Value):
    """``partial``: keys may still come; ``top``: it is the environment itself."""

    members: Members
    types: tuple[str, ...]
    unknown: Unknown
    partial: bool
    top: bool = False

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for equal places, since the schemas of a document have lasting identities."""
        telling = (m for m in self.members if any(k != "$ref" and not is_note(k) for k in m))
        return (*map(id, telling), self.unknown, self.partial, self.top)


A_NAME = Place((), ("string",), Unknown.NOTHING, partial=False)


def top(document: Document, *, partial: bool) -> Place:
    """The place of the environment itself."""
    found = members(document, document)
    return Place(found, ("object",), Unknown.NOTHING, partial, top=True)


def under(document: Document, place: Place, name: str, schema: Any = None) -> Place:
    """The place of a property: what the document says of it counts, or else the schema alone."""
    found = inner(document, place.members, name) or members(document, schema)
    return _place(document, found, partial=place.partial)


def beside(document: Document, place: Place, schema: Any) -> Place:
    """The place of an entry that is known by its schema only."""
    return _place(document, members(document, schema), partial=place.partial)


def item(document: Document, place: Place, index: int, schema: Any) -> Place:
    """The place of an item; an array is written whole, and so is what is in it."""
    found = inner(document, place.members, index) or members(document, schema)
    return _place(document, found, partial=False)


def _place(document: Document, found: Members, *, partial: bool) -> Place:
    types = types_of(document, found)
    if has_settings(document, found):
        return Place(found, types, Unknown.OBJECT, partial)
    unknown = Unknown.TEXT if not types or "string" in types else Unknown.VALUE
    return Place(found, types, unknown, partial)
