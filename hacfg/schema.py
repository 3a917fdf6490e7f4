"""A schema: one JSON Schema with the keywords of hacfg, and the settings that it declares."""

from __future__ import annotations

import json
import re
from itertools import islice

from .setting import Setting
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    from .keypath import KeyPath

    Members: TypeAlias = tuple[dict[str, Any], ...]

ANNOTATIONS = frozenset(
    {"title", "description", "default", "examples", "readOnly", "writeOnly", "format"}
    | {"$comment", "contentMediaType", "contentEncoding", "deprecated"}
)
ONE_SCHEMA = (
    *("items", "additionalProperties", "propertyNames", "not", "if", "then", "else"),
    *("additionalItems", "contains", "contentSchema"),
    *("unevaluatedItems", "unevaluatedProperties"),
)
NAMED_SCHEMAS = (
    *("definitions", "$defs", "properties", "patternProperties"),
    *("dependencies", "dependentSchemas"),
)
LISTED_SCHEMAS = ("allOf", "anyOf", "oneOf", "prefixItems")

_MOST_INSIDE = 200  # places in one array; beyond them its texts are masked

MOST_SETTINGS = 10_000
"""Schemas that hold each other have settings at every way through them; so many are enough."""


class Scope(Value):
    """An object of settings with variables of its own, or with settings that exclude each other.

    ``path`` is where it stands in an environment, ``()`` for the environment itself; ``prefix``
    what its variables begin with; ``native`` what they would begin with by the schema it refers to.
    """

    path: KeyPath
    prefix: str = ""
    url_variable: str = ""
    exclusive: tuple[tuple[str, ...], ...] = ()
    native: str = ""

    def renamed(self, variable: str) -> str:
        """A variable of the schema that it refers to, under the prefix that counts here."""
        if self.prefix == self.native:
            return variable
        return self.prefix + variable.removeprefix(self.native)


class Schema(Value):
    """A JSON Schema by the name that messages give it; ``document`` is the parsed file.

    ``settings`` is worked out anew at every access.
    """

    name: str
    document: dict[str, Any]

    @classmethod
    def of(cls, document: dict[str, Any], *, name: str) -> Schema:
        """The schema in a parsed file; whether it is sound is asked elsewhere."""
        return cls(name, document)

    @property
    def id(self) -> str:
        """The ``$id``; empty where the schema has none."""
        return str(self.document.get("$id", ""))

    @property
    def files(self) -> tuple[str, ...]:
        """The file-name patterns that the schema is for (``x-files``)."""
        return tuple(self.document.get("x-files", ()))

    @property
    def prefix(self) -> str:
        """What the names of its variables begin with (``x-env-prefix``)."""
        return str(self.document.get("x-env-prefix", ""))

    @property
    def url_variable(self) -> str:
        """The variable that holds a whole connection (``x-env-url``)."""
        return str(self.document.get("x-env-url", ""))

    @property
    def environments(self) -> bool:
        """Whether the top-level keys of a file are environments (``x-environments``)."""
        return self.document.get("x-environments") is True

    @property
    def exclusive(self) -> tuple[tuple[str, ...], ...]:
        """The groups of settings that exclude each other (``x-exclusive``)."""
        return tuple(tuple(group) for group in self.document.get("x-exclusive", ()))

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The table of settings; see ``settings_of``."""
        return settings_of(self.document)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The objects with variables of their own; see ``scopes_of``."""
        return scopes_of(self.document)


def settings_of(document: dict[str, Any]) -> tuple[Setting, ...]:
    """The table of settings, in the order of the schema.

    A setting is a property that is no object with properties of its own; those are walked into,
    through ``properties``, local ``$ref`` and ``allOf``. Its variables are those that ``x-env``
    lists, or else the prefix and its path in upper case, joined by ``_``; an object may have a
    prefix of its own.
    """
    found = (each for each in _declared(document) if isinstance(each, Setting))
    return tuple(islice(found, MOST_SETTINGS))


def scopes_of(document: dict[str, Any]) -> tuple[Scope, ...]:
    """The objects below the top of a schema that have variables or modes of their own.

    Where an object refers to a schema and states another prefix beside the reference, that one
    counts, and stands in the names of all variables of the schema.
    """
    declared = islice(_declared(document), MOST_SETTINGS)
    return tuple(each for each in declared if isinstance(each, Scope))


def _declared(document: dict[str, Any]) -> Iterator[Setting | Scope]:
    found = members(document, document)
    yield from _settings(document, found, _Around((), (), _scope(found, (), Scope(()))))


def subschema(document: dict[str, Any], path: KeyPath) -> dict[str, Any] | None:
    """What the schema says of one place in a document, as one flat schema for messages.

    Local references and ``allOf`` are merged; where two of them state one keyword, the outer one
    stands. None where the schema knows no such place.
    """
    found = members_at(document, path)
    if found is None:
        return None
    merged: dict[str, Any] = {}
    for member in found:
        for keyword, value in member.items():
            if keyword not in ("$ref", "allOf"):
                merged.setdefault(keyword, value)
    return merged


def members_at(document: dict[str, Any], path: KeyPath) -> Members | None:
    """The schemas that hold together at one place in a document; None where there is no such."""
    found = members(document, document)
    for part in path:
        below = _within(document, found, part)
        if below is None:
            return None
        found = below
    return found


def resolve_pointer(document: dict[str, Any], pointer: str) -> Any:
    """What a local reference such as ``#/definitions/port`` points to (RFC 6901), or None."""
    node: Any = document
    if pointer.startswith("#"):
        pointer = _unquoted(pointer[1:])
    if pointer and not pointer.startswith("/"):
        return None
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if type(node) is dict and name in node:
            node = node[name]
        elif type(node) is list and name.isdecimal() and int(name) < len(node):
            node = node[int(name)]
        else:
            return None
    return node


def members(document: dict[str, Any], *schemas: Any) -> Members:
    """The schemas that hold together at one place: these, what they refer to, their ``allOf``."""
    found: list[dict[str, Any]] = []
    pending = list(schemas)
    while pending:
        schema = pending.pop(0)
        if type(schema) is not dict or any(schema is known for known in found):
            continue
        found.append(schema)
        parts = list(schema.get("allOf", ()))
        if type(schema.get("$ref")) is str:
            parts.insert(0, resolve_pointer(document, schema["$ref"]))
        pending[:0] = parts
    return tuple(found)


def inner(document: dict[str, Any], found: Members, part: str | int) -> Members:
    """The members of what stands under a key or an index; none where nothing is said of it."""
    return _within(document, found, part) or ()


def types_of(document: dict[str, Any], found: Members) -> tuple[str, ...]:
    """The JSON Schema types that all members allow; none where they do not say."""
    allowed: tuple[str, ...] | None = None
    for member in found:
        stated = _stated_types(document, member)
        if stated is not None:
            allowed = stated if allowed is None else _common(allowed, stated)
    return allowed or ()


def has_settings(document: dict[str, Any], found: Members) -> bool:
    """Whether an object stands here whose properties are settings, and no setting itself."""
    types = types_of(document, found)
    return any(member.get("properties") for member in found) and (not types or "object" in types)


def subschemas(schema: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every schema inside a draft-07 schema with its path, itself first, definitions included."""
    yield path, schema
    if type(schema) is not dict:
        return
    for keyword, value in schema.items():
        if keyword in ONE_SCHEMA and type(value) in (dict, bool):
            yield from subschemas(value, (*path, keyword))
        elif keyword in NAMED_SCHEMAS and type(value) is dict:
            for name, each in value.items():
                if type(each) in (dict, bool):
                    yield from subschemas(each, (*path, keyword, name))
        elif keyword in (*LISTED_SCHEMAS, "items") and type(value) is list:
            for index, each in enumerate(value):
                yield from subschemas(each, (*path, keyword, index))


class _Around(Value):
    """What is around a place: its path, the schemas that hold others, and the scope."""

    path: KeyPath
    above: Members
    scope: Scope
    secret: bool = False


def _settings(
    document: dict[str, Any], found: Members, around: _Around
) -> Iterator[Setting | Scope]:
    secret = around.secret or any(map(_is_secret, found))
    holders = (*around.above, *(member for member in found if member.get("properties")))
    for name in dict.fromkeys(key for member in found for key in member.get("properties", ())):
        below = _within(document, found, name)
        if below is None:
            continue
        path = (*around.path, name)
        if not has_settings(document, below):
            setting = _setting(document, below, path, around.scope)
            if setting.default_by:
                by, table = setting.default_by
                table = _table_of_defaults(document, _within(document, found, by), table)
                setting = setting.replace(default_by=(by, table))
            yield setting.replace(secret=True) if secret else setting
        elif not any(member is holder for member in below for holder in holders):
            # A schema that holds itself would have settings without end: cut where it begins again.
            scope = _scope(below, path, around.scope)
            if scope is not around.scope:
                yield scope
            yield from _settings(document, below, _Around(path, holders, scope, secret))


def _scope(found: Members, path: KeyPath, around: Scope) -> Scope:
    """The scope of an object, which is the one around it where it says nothing of its own."""
    prefixes = [m["x-env-prefix"] for m in found if type(m.get("x-env-prefix")) is str]
    urls = [m["x-env-url"] for m in found if type(m.get("x-env-url")) is str]
    groups = next((m["x-exclusive"] for m in found if "x-exclusive" in m), ())
    if not (prefixes or urls or groups):
        return around
    if not prefixes:
        # Its names go on from the scope around it.
        further = "_".join(map(str, path[len(around.path) :])).upper()
        prefixes = [f"{around.prefix}{further}_"] if around.prefix and path else [""]
    scope = Scope(path, prefixes[0], "", tuple(map(tuple, groups)), prefixes[-1])
    url = urls[0] if urls else ""
    if url and scope.prefix != scope.native:
        url = f"{scope.prefix}URL"
    return scope.replace(url_variable=url)


def _setting(document: dict[str, Any], found: Members, path: KeyPath, scope: Scope) -> Setting:
    stated = {key: value for member in reversed(found) for key, value in member.items()}
    choices = stated["enum"] if "enum" in stated else [stated["const"]] if "const" in stated else ()
    by = next(iter(stated.get("x-default-by", {}).items()), None)
    return Setting(
        path=path,
        types=types_of(document, found),
        variables=_variables(scope, path, stated.get("x-env")),
        secret=holds_secret(document, found),
        default=stated.get("default"),
        has_default="default" in stated,
        item_types=types_of(document, inner(document, found, 0)),
        choices=tuple(choices),
        synonyms=tuple(stated.get("x-synonyms", ())),
        default_by=by and (by[0], tuple(by[1].items())),
        deprecated=stated.get("x-deprecated", ""),
        inside=_inside(document, found),
    )


def _table_of_defaults(
    document: dict[str, Any], by: Members | None, table: tuple[tuple[Any, Any], ...]
) -> tuple[tuple[Any, Any], ...]:
    """Defaults by the values of another setting, which JSON can only write as texts of keys."""
    if by is None or "string" in types_of(document, by):
        return table
    return tuple((_value_of_key(key), default) for key, default in table)


def _value_of_key(key: str) -> Any:
    try:
        value = json.loads(key, parse_constant=str)
    except ValueError:
        return key
    return value if type(value) in (bool, int, float) else key


def holds_secret(document: dict[str, Any], found: Members) -> bool:
    """Whether anything at a place is secret, or may stand inside what is there."""
    pending: list[Any] = list(found)
    seen: set[int] = set()
    while pending:
        schema = pending.pop()
        if type(schema) is not dict or id(schema) in seen:
            continue
        seen.add(id(schema))
        if _is_secret(schema):
            return True
        pending += [each for path, each in subschemas(schema) if path]
        if type(schema.get("$ref")) is str:
            pending.append(resolve_pointer(document, schema["$ref"]))
    return False


def _is_secret(schema: dict[str, Any]) -> bool:
    return schema.get("x-secret") is True or schema.get("writeOnly") is True


def _inside(document: dict[str, Any], found: Members) -> tuple[KeyPath, ...]:
    """The places in an array where the schema declares a scalar, every index written as 0."""
    if "array" not in types_of(document, found):
        return ()
    return tuple(islice(_places(document, found, (), ()), _MOST_INSIDE))


def _places(
    document: dict[str, Any], found: Members, path: KeyPath, above: Members
) -> Iterator[KeyPath]:
    if any(member is holder for member in found for holder in above):
        return
    if path and not has_settings(document, found):
        yield path
    holders = (*above, *found)
    if "array" in types_of(document, found):
        yield from _places(document, inner(document, found, 0), (*path, 0), holders)
    for name in dict.fromkeys(key for member in found for key in member.get("properties", ())):
        below = _within(document, found, name)
        if below is not None:
            yield from _places(document, below, (*path, name), holders)


def _variables(scope: Scope, path: KeyPath, stated: Any) -> tuple[str, ...]:
    names = () if stated is None else (stated,) if type(stated) is str else tuple(stated)
    if scope.prefix != scope.native:
        # Under another prefix a name without the first one would be that of both.
        names = tuple(scope.renamed(name) for name in names if name.startswith(scope.native))
    if names or (stated is not None and scope.prefix == scope.native):
        return names
    if not scope.prefix:
        # A bare PATH or HOME would take over a setting of that name.
        return ()
    own = "_".join(str(part) for part in path[len(scope.path) :]).upper()
    return (scope.prefix + re.sub(r"[^A-Z0-9_]", "_", own),)


def _within(document: dict[str, Any], found: Members, part: str | int) -> Members | None:
    """As ``inner``, but None where the schema knows no such place or forbids it."""
    schemas = [schema for member in found for schema in _below(member, part)]
    if not schemas or any(_forbids(document, schema) for schema in schemas):
        return None
    return members(document, *schemas)


def _forbids(document: dict[str, Any], schema: Any) -> bool:
    """Whether a schema says plainly that nothing may stand at its place."""
    parts = [schema]
    for member in members(document, schema):
        parts += member.get("allOf", ())
        parts.append(resolve_pointer(document, str(member.get("$ref", "#"))))
    return any(part is False for part in parts)


def _below(member: dict[str, Any], part: str | int) -> list[Any]:
    if type(part) is int:
        first = member.get("prefixItems", ())
        if part < len(first):
            return [first[part]]
        items = member.get("items")
        if type(items) is list:
            return items[part : part + 1]
        return [] if items is None else [items]
    named = member.get("properties", {})
    found = [named[part]] if part in named else []
    found += (
        schema
        for pattern, schema in member.get("patternProperties", {}).items()
        if _matches(pattern, str(part))
    )
    if not found and type(member.get("additionalProperties")) is dict:
        found.append(member["additionalProperties"])
    return found


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        # Other engines know more; that Python does not is said when the schema is checked.
        return False


def _stated_types(document: dict[str, Any], member: dict[str, Any]) -> tuple[str, ...] | None:
    if "type" in member:
        stated = member["type"]
        return (stated,) if type(stated) is str else tuple(stated)
    if "enum" in member or "const" in member:
        values = member["enum"] if "enum" in member else [member["const"]]
        return tuple(dict.fromkeys(_TYPES[type(value)] for value in values))
    for keyword in ("anyOf", "oneOf"):
        if keyword in member:
            branches = [types_of(document, members(document, b)) for b in member[keyword]]
            if all(branches):
                return tuple(dict.fromkeys(name for branch in branches for name in branch))
    return None


_TYPES = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
    list: "array",
    dict: "object",
}


def _common(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    """The types in both, an integer being a number too."""
    both = [name for name in left if name in right or (name == "integer" and "number" in right)]
    if "number" in left and "integer" in right and "integer" not in both:
        both.append("integer")
    return tuple(both)


def _unquoted(pointer: str) -> str:
    if "%" not in pointer:
        return pointer
    from urllib.parse import unquote

    return unquote(pointer)
