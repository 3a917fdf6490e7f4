"""The model of a typed class: what the settings of a schema are called, and their types.

An attribute has the name of its setting; one that would hide a method or a type, or is a keyword,
gets a trailing underscore, and what cannot stand in a name becomes an underscore.
"""

from __future__ import annotations

import re
from keyword import iskeyword, issoftkeyword

from ..config import Section
from ..schema import has_settings, inner, members, scopes_of, settings_of
from ..value import Value
from .annotation import NONE, kind_of, others_of, type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Any

    from ..keypath import KeyPath
    from ..schema import Members
    from ..setting import Setting
    from .annotation import Union

# What the source of a class names: an attribute of such a name would be found instead.
_WORDS = frozenset(
    (
        *("Any", "Literal", "Mapping", "SCHEMA", "Secret", "Section", "Self", "TYPE_CHECKING"),
        *("bool", "dict", "float", "globals", "int", "list", "property", "staticmethod", "str"),
        *("tuple", "vars"),
    )
)
_OF_SECTIONS = frozenset(name for name in dir(Section) if not name.startswith("_"))
_FREE_OBJECT = ("Mapping[str, Any]",)


class Field(Value):
    """A setting, or an object of settings, as an attribute.

    ``held`` is what the attribute may be, ``taken`` what the argument. ``default`` is any plain
    value where ``has_default``; ``leader`` the setting without which there is no default; ``kind``
    how ``hacfg.config`` converts the value.
    """

    key: str
    attribute: str
    held: Union
    taken: Union
    text: str
    required: bool = False
    default: Any = None
    has_default: bool = False
    default_by: tuple[str, dict[Any, Any]] | None = None
    leader: str = ""
    kind: str = ""
    section: Model | None = None


class Model(Value):
    """A class to be written: that of a schema, or of an object inside it."""

    name: str
    path: KeyPath
    title: str
    text: str
    fields: tuple[Field, ...]

    @property
    def complete(self) -> bool:
        """Whether it can be made of nothing, all of its settings having defaults."""
        return all(field.has_default and not field.required for field in self.fields)


def model_of(document: dict[str, Any], name: str, names: Collection[str]) -> Model:
    """The class of a schema; ``names`` are those that its base class needs for itself."""
    found = members(document, document)
    return _Modeller(document, frozenset(names)).model(name, (), found)


def models(model: Model) -> Iterator[Model]:
    """A class and all those inside it."""
    yield model
    for field in model.fields:
        if field.section:
            yield from models(field.section)


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, with as many underscores after it as it needs to be no keyword and not taken."""
    while name in taken or (iskeyword(name) and not issoftkeyword(name)):
        name += "_"
    return name


def camel_case(name: str) -> str:
    """A name as that of a class: ``MaxSize`` for ``max_size``."""
    words = "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", name))
    return words if words[:1].isalpha() else f"Object{words}"


class _Modeller:
    """What stays the same for all classes of one schema."""

    def __init__(self, document: dict[str, Any], names: frozenset[str]) -> None:
        self.document = document
        self.names = names
        self.settings = {setting.path: setting for setting in settings_of(document)}
        self.objects = {path[:n] for path in self.settings for n in range(len(path))}
        groups = {scope.path: scope.exclusive for scope in scopes_of(document)}
        groups[()] = tuple(map(tuple, document.get("x-exclusive", ())))
        self.leaders = {
            (*path, key): group[0]
            for path, each in groups.items()
            for group in each
            for key in group[1:]
        }
        self.modes = {(*path, group[0]) for path, each in groups.items() for group in each}

    def model(self, name: str, path: KeyPath, found: Members) -> Model:
        keys = dict.fromkeys(key for member in found for key in member.get("properties", ()))
        taken = set(_OF_SECTIONS if path else self.names) | _WORDS
        attributes = {}
        for key in keys:
            attributes[key] = free_name(_identifier(key), taken)
            taken.add(attributes[key])
        fields = []
        for key in keys:
            field = self._field((*path, key), found, taken)
            if field:
                required = any(key in member.get("required", ()) for member in found)
                field = self._settled(field, (*path, key), required=required)
                fields.append(field.replace(attribute=attributes[key]))
        title, text = stated(found, "title"), stated(found, "description")
        return Model(name, path, title, text, tuple(fields))

    def _field(self, path: KeyPath, around: Members, taken: set[str]) -> Field | None:
        found = inner(self.document, around, path[-1])
        if path in self.settings:
            return self._leaf(self.settings[path], around, found)
        if not has_settings(self.document, found):
            return None
        key = str(path[-1])
        if path not in self.objects:
            # A schema that holds itself has no end: where its settings end, it is free.
            text = stated(found, "description")
            return Field(key, "", (*_FREE_OBJECT, *NONE), _FREE_OBJECT, text, kind="tree")
        name = free_name(camel_case(key), taken)
        taken.add(name)
        return self._object(self.model(name, path, found), found)

    def _leaf(self, setting: Setting, around: Members, found: Members) -> Field:
        held = type_of(self.document, found, setting, secret=setting.secret, argument=False)
        always = setting.default is not None or self._covers(setting, around)
        return Field(
            str(setting.path[-1]),
            "",
            held if always else (*held, *NONE),
            type_of(self.document, found, setting, secret=setting.secret, argument=True),
            stated(found, "description"),
            default=setting.default,
            has_default=setting.has_default,
            default_by=setting.default_by and (setting.default_by[0], dict(setting.default_by[1])),
            kind=kind_of(setting),
        )

    def _covers(self, setting: Setting, around: Members) -> bool:
        """Whether a default by another setting is there for each of its values."""
        if setting.default_by is None:
            return False
        by, table = setting.default_by
        other = self.settings.get((*setting.path[:-1], by))
        values = [value for value, _ in table]
        stated_always = any(by in member.get("required", ()) for member in around)
        return bool(other and other.choices and stated_always) and all(
            choice in values for choice in (other.choices if other else ())
        )

    def _object(self, section: Model, found: Members) -> Field:
        key = str(section.path[-1])
        defaults = [member["default"] for member in found if type(member.get("default")) is dict]
        if not defaults and section.complete and section.path not in self.modes:
            defaults = [{}]
        others = others_of(self.document, found)
        held = (section.name, *others)
        return Field(
            key,
            "",
            held if defaults else (*held, *NONE),
            (section.name, *_FREE_OBJECT, *others),
            stated(found, "description"),
            default=defaults[0] if defaults else None,
            has_default=bool(defaults),
            section=section,
        )

    def _settled(self, field: Field, path: KeyPath, *, required: bool) -> Field:
        """What only the object around a setting knows of it."""
        leader = self.leaders.get(path, "")
        if leader:
            return field.replace(leader=leader, held=(*field.held, *NONE))
        if not required:
            return field
        nullable = "None" in field.taken
        held = tuple(part for part in field.held if nullable or part != "None")
        return field.replace(required=True, held=held)


def stated(found: Members, keyword: str) -> str:
    """The first text that the schemas of one place state, its blanks made one."""
    texts = (member[keyword] for member in found if type(member.get(keyword)) is str)
    return " ".join(next(texts, "").split())


def _identifier(key: str) -> str:
    from unicodedata import normalize

    # Two underscores at the front would be mangled inside a class.
    name = re.sub(r"\W", "_", normalize("NFKC", key)).lstrip("_")
    return name if name.isidentifier() else f"_{name}"
