"""The annotation of a setting: its JSON types as Python's, for type checkers.

A type is kept as the tuple of what it may be, and written as a union at the end.
"""

from __future__ import annotations

from ..schema import holds_secret, inner, members, types_of
from .literal import literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from ..schema import Members
    from ..setting import Setting

    Union: TypeAlias = tuple[str, ...]

NONE = ("None",)
_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def type_of(
    document: dict[str, Any], found: Members, setting: Setting, *, secret: bool, argument: bool
) -> Union:
    """The type of a setting's attribute, or of its argument, which takes more."""
    literals = () if secret else _literals(setting.choices)
    return literals or _Annotation(document, secret=secret, argument=argument).of(
        setting.types, found
    )


def others_of(document: dict[str, Any], found: Members) -> Union:
    """What a value may be that is mostly an object of settings."""
    types = tuple(name for name in types_of(document, found) if name != "object")
    secret = holds_secret(document, found)
    return _Annotation(document, secret=secret, argument=False).of(types, found) if types else ()


def kind_of(setting: Setting) -> str:
    """How ``hacfg.config`` converts a value: ``secret``, ``integer``, ``tree``, or not at all."""
    if setting.secret:
        return "secret"
    for types in (setting.types, setting.item_types):
        if "integer" in types and "number" not in types:
            return "integer"
    return "tree" if not setting.types or {"array", "object"} & {*setting.types} else ""


def written(union: Union) -> str:
    """The union as source: none of its parts twice, None at its end, Any alone."""
    if "Any" in union or not union:
        return "Any"
    parts = [part for part in dict.fromkeys(union) if part != "None"]
    return " | ".join([*parts, *(NONE if "None" in union else ())])


class _Annotation:
    """How types are written: of secrets or of plain values, of arguments or of attributes."""

    def __init__(self, document: dict[str, Any], *, secret: bool, argument: bool) -> None:
        self.document = document
        self.secret = secret
        self.argument = argument

    def of(self, types: tuple[str, ...], found: Members) -> Union:
        union: list[str] = []
        for name in types:
            if name == "array":
                item = self._of_place(inner(self.document, found, 0))
                union += [f"list[{item}]"] if self.argument else []
                union.append(f"tuple[{item}, ...]")
            elif name == "object":
                union.append(f"Mapping[str, {self._of_place(self._values(found))}]")
            elif name == "string" and self.secret:
                union += ["str", "Secret"] if self.argument else ["Secret"]
            elif name != "integer" or "number" not in types:
                union.append(_TYPES[name])
        return tuple(union) or ("Any",)

    def _of_place(self, found: Members) -> str:
        """The type of what an array or a free object holds."""
        listed = [member["enum"] for member in found if "enum" in member]
        listed += [[member["const"]] for member in found if "const" in member]
        literals = _literals(tuple(listed[0])) if listed and not self.secret else ()
        return written(literals or self.of(types_of(self.document, found), found))

    def _values(self, found: Members) -> Members:
        schemas = [
            schema
            for member in found
            for schema in (
                member.get("additionalProperties", False),
                *member.get("patternProperties", {}).values(),
            )
            if schema is not False
        ]
        # Several schemas for several keys have no one type.
        return members(self.document, schemas[0]) if len(schemas) == 1 else ()


def _literals(choices: tuple[Any, ...]) -> Union:
    if not choices or not all(type(each) in (str, int, bool, type(None)) for each in choices):
        return ()
    named = [literal(each) for each in choices if each is not None]
    union = (f"Literal[{', '.join(named)}]",) if named else ()
    return (*union, *NONE) if None in choices else union
