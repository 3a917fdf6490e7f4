"""A config: the settings of one environment as typed, immutable attributes.

The classes themselves are compiled from schemas (``hacfg compile``); what they share is here. A
compiled class holds plain tables, and a config remembers what it was given, since a schema speaks
of that: defaults are filled in afterwards and are never judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .origin import Origin, Source
from .secret import MASK, Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, ClassVar, NoReturn, TypeAlias

    from typing_extensions import Self

    from .keypath import KeyPath

    Origins: TypeAlias = Mapping[KeyPath, Origin]
    FrozenBase = Mapping[str, Any]
else:
    FrozenBase = Mapping

_DEFAULT = Origin(Source.DEFAULT)
_NO_ORIGINS: Origins = MappingProxyType({})


class FrozenMapping(FrozenBase):
    """An object of a config that is free in its keys: a mapping that cannot be changed."""

    __slots__ = ("_entries",)

    if TYPE_CHECKING:
        _entries: dict[str, Any]

    def __init__(self, entries: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_entries", dict(entries))

    def __getitem__(self, key: str) -> Any:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def __repr__(self) -> str:
        return repr(self._entries)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a config cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a config cannot be changed")

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenMapping, (self._entries,)


class Section:
    """What configs and the objects inside them share: an object of settings, frozen and slotted.

    Constructing one validates it by its part of the schema. Two are equal when their values are,
    defaults included.

    Raises:
        ConfigError: the arguments are not valid; ``diagnostics`` says each fault.
    """

    __slots__ = ("_additional", "_given")

    if TYPE_CHECKING:
        _given: tuple[str, ...]
        _additional: FrozenMapping | None
        # What a compiled class states; see hacfg.generate.typed.
        _KEYS: ClassVar[Mapping[str, str]]
        _DEFAULTS: ClassVar[Mapping[str, Any]]
        _DEFAULTS_BY: ClassVar[Mapping[str, tuple[str, Mapping[Any, Any]]]]
        _ALONG: ClassVar[Mapping[str, str]]
        _KINDS: ClassVar[Mapping[str, str]]
        _SECTIONS: ClassVar[Mapping[str, type[Section]]]
        _PATH: ClassVar[KeyPath]
        _TABLES: ClassVar[Mapping[str, Any]]
        _SCHEMA: ClassVar[str]
        _accepts: ClassVar[Callable[[Any], bool]]
        # What is made of that once for each class.
        _attributes: ClassVar[Mapping[str, str]]
        _blank: ClassVar[Mapping[str, Any]]
        _convert: ClassVar[Mapping[str, Callable[[Any], Any]]]
        _puts: ClassVar[tuple[Callable[[Any, Any], None], ...]]

        # A compiled class states its own signatures, which must not contradict this one.
        def replace(self, *_: Any, **changes: Any) -> Self:
            """A copy with some settings changed, which is validated again.

            What is not given keeps its default.

            Raises:
                ConfigError: the result is not valid.
            """
    else:

        def __init__(self, /, *unnamed: Any, **given: Any) -> None:
            error = _misuse(type(self), len(unnamed)) or self._take(given)
            # The frame that raises holds no value, so that no error tracker shows one.
            del unnamed, given
            if error is not None:
                raise error

        def replace(self, /, **changes: Any) -> Self:
            """A copy with some settings changed, which is validated again.

            What is not given keeps its default.

            Raises:
                ConfigError: the result is not valid.
            """
            changed = object.__new__(type(self))
            error = changed._take_changes(self, changes)
            # What was loaded knows its sources.
            del self, changes
            if error is not None:
                raise error
            return changed

        __replace__ = replace  # for copy.replace

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "_KEYS" in cls.__dict__:
            _prepare(cls)

    @property
    def additional(self) -> Mapping[str, Any]:
        """What was given under keys that the schema allows and does not declare; never shown."""
        return self._additional or FrozenMapping({})

    def to_dict(self, *, reveal_secrets: bool = False, defaults: bool = True) -> dict[str, Any]:
        """The settings in effect as plain nested values, by the keys of the schema.

        A setting that has no value and no default is left out. Secrets are masked, and so are texts
        in an object that is free in its keys, save under names that are known to be harmless.
        Revealed, and without defaults, the result is what the class takes as arguments.
        """
        if reveal_secrets:
            return self._tree(_revealed, _opened, defaults=defaults)
        return self._tree(_masked, Section._disclosed, defaults=defaults)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), *self._values()))

    def __repr__(self) -> str:
        # A debugger may ask before anything is set.
        given = getattr(self, "_given", ())
        names = self._attributes
        shown = [f"{name}={self._shown(key)}" for key, name in names.items() if key in given]
        if getattr(self, "_additional", None):
            shown.append(f"additional={_masked(self.additional)!r}")
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(
            f"a {type(self).__qualname__} cannot be changed: replace({name}=...) makes another"
        )

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__qualname__} cannot be changed")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self._tree(_kept, _opened, defaults=False))

    @classmethod
    def _resolved(cls, values: Mapping[str, Any]) -> Self:
        """Of plain values that the schema is known to accept: nothing is validated."""
        made = object.__new__(cls)
        made._fill(values, "")
        return made

    @classmethod
    def _computed(cls, environment: str) -> Mapping[str, Any]:  # noqa: ARG003 - for derived classes
        """Defaults by key that depend on the environment's name, ``""`` where there is none."""
        return {}

    def _take(self, given: dict[str, Any]) -> Exception | None:
        """Fills the object with arguments, or says what is wrong with them."""
        from .arguments import taken

        found = taken(type(self), given, {}, f"{type(self).__qualname__}(...)")
        if found.error is None:
            self._fill(found.values, "")
        return found.error

    def _take_changes(self, old: Self, changes: dict[str, Any]) -> Exception | None:
        """Fills the object with the values of another, some of them changed."""
        from .arguments import taken

        source = f"{type(self).__qualname__}.replace(...)"
        found = taken(type(self), changes, old._tree(_kept, _opened, defaults=False), source)
        if found.error is None:
            self._fill(found.values, getattr(old, "_environment", ""))
        return found.error

    def _fill(self, values: Mapping[str, Any], environment: str) -> None:
        """Sets every attribute: what is given, and the defaults of what is not."""
        attributes, convert = self._attributes, self._convert
        filled = {**self._blank}
        additional = {}
        for key, value in values.items():
            attribute = attributes.get(key)
            if attribute is None:
                additional[key] = frozen(value)
            elif key in convert:
                filled[attribute] = convert[key](value)
            else:
                filled[attribute] = value
        self._fill_dependent(filled, values, environment)
        for put, value in zip(self._puts, filled.values()):  # noqa: B905 - one in a hot path
            put(self, value)
        _put_given(self, tuple(key for key in values if key in attributes))
        _put_additional(self, FrozenMapping(additional) if additional else None)

    def _fill_dependent(
        self, filled: dict[str, Any], values: Mapping[str, Any], environment: str
    ) -> None:
        """The defaults that depend on what is given."""
        attributes = self._attributes
        for key, (by, table) in self._DEFAULTS_BY.items():
            if key not in values:
                attribute = attributes[key]
                filled[attribute] = table.get(filled[attributes[by]], filled[attribute])
        for key, leader in self._ALONG.items():
            if key not in values and leader not in values:
                filled[attributes[key]] = None
        for key, value in self._computed(environment).items():
            if key in attributes and key not in values:
                filled[attributes[key]] = value

    def _values(self) -> list[Any]:
        return [*(getattr(self, name) for name in self._attributes.values()), self._additional]

    def _tree(
        self,
        show: Callable[[Any], Any],
        plain: Callable[[Section, str, Any], Any],
        *,
        defaults: bool,
    ) -> dict[str, Any]:
        """Plain nested values; ``show`` says what becomes of secrets, ``plain`` of the others."""
        tree = {}
        for key, attribute in self._attributes.items():
            value = getattr(self, attribute)
            if key not in self._given and not (defaults and self._has(key, value)):
                continue
            if isinstance(value, Section):
                tree[key] = value._tree(show, plain, defaults=defaults)  # noqa: SLF001
            elif self._KINDS.get(key) == "secret":
                tree[key] = show(value)
            else:
                tree[key] = plain(self, key, value)
        if self._additional:
            tree.update(show(self._additional))
        return tree

    def _has(self, key: str, value: Any) -> bool:
        """Whether a setting that was not given has a value: null counts where it is the default."""
        return value is not None or self._DEFAULTS.get(key, MASK) is None

    def _shown(self, key: str) -> str:
        value = getattr(self, self._attributes[key])
        if self._KINDS.get(key) == "secret" and not isinstance(value, (Secret, type(None))):
            return repr(_masked(value))
        if not isinstance(value, (tuple, Mapping)):
            return repr(value)
        shown = self._disclosed(key, value)
        return repr(value if isinstance(value, tuple) and shown == _revealed(value) else shown)

    def _disclosed(self, key: str, value: Any) -> Any:
        """What may be shown of a setting that is no secret, as plain values."""
        if not isinstance(value, (tuple, Mapping)):
            return value
        from .disclosure import disclosed
        from .setting import Setting

        path = (*self._PATH, key)
        rows = self._TABLES.get("SETTINGS", ()) if hasattr(self, "_TABLES") else ()
        found = next((Setting(*row) for row in rows if row[0] == path), None)
        # Where a schema holds itself, its settings end; what follows is free.
        return disclosed(_revealed(value), found or Setting(path, ("object",), ()))


class Config(Section):
    """The settings of one environment; the base of the classes that ``hacfg compile`` writes."""

    __slots__ = ("_again", "_environment", "_origins")

    if TYPE_CHECKING:
        _again: Callable[[], Mapping[str, Any] | None] | None
        _environment: str
        _origins: Origins | Callable[[], Origins]

    @property
    def environment(self) -> str:
        """The environment that the config was loaded for; empty for one made by hand."""
        return self._environment

    @property
    def origins(self) -> Origins:
        """Where every value that is not a default came from, by key path."""
        if not isinstance(self._origins, Mapping):
            _put_origins(self, dict(self._origins()))
        return MappingProxyType(self._origins)  # type: ignore[arg-type]

    def origin(self, name: str) -> Origin:
        """Where the value of a setting came from.

        ``name`` is the setting's, dotted where it stands in an object: ``sentinel.nodes``. For an
        object or an array of which parts came from several places it is the first of them.

        Raises:
            AttributeError: the config has no such setting.
        """
        path = _path(type(self), name)
        if path is None:
            raise AttributeError(_no_setting(type(self), name))
        return _found(self.origins, path) or _DEFAULT

    def secret_source(self, name: str) -> Callable[[], Secret | None]:
        """A function that reads a secret anew from where it came from: a file may be rotated.

        Where that fails, or the config was not loaded, it gives the secret that the config holds.

        Raises:
            AttributeError: the config has no such setting.
        """
        fixed = self.origin(name).source is Source.OVERRIDE
        path, again, kept = _path(type(self), name) or (), self._again, self
        for part in path:
            kept = getattr(kept, kept._attributes[str(part)])

        def read() -> Secret | None:
            found: Any = None if fixed or again is None else again()
            for part in path:
                found = found.get(part) if isinstance(found, Mapping) else None
            return Secret(found) if type(found) is str else kept  # type: ignore[return-value]

        return read

    def __reduce__(self) -> tuple[Any, ...]:
        tree = self._tree(_kept, _opened, defaults=False)
        return _restored, (type(self), tree, self._environment, dict(self.origins))

    @classmethod
    def _resolved(
        cls,
        values: Mapping[str, Any],
        *,
        environment: str = "",
        origins: Origins | Callable[[], Origins] = _NO_ORIGINS,
        again: Callable[[], Mapping[str, Any] | None] | None = None,
    ) -> Self:
        """Of plain values that the schema is known to accept: nothing is validated.

        ``origins`` may be a function, which is called when somebody asks for an origin; ``again``
        loads the values anew, or gives nothing.
        """
        made = object.__new__(cls)
        made._fill(values, environment)
        _put_environment(made, environment)
        _put_origins(made, origins)
        _put_again(made, again)
        return made

    def _take(self, given: dict[str, Any]) -> Exception | None:
        error = super()._take(given)
        if error is None:
            origin = Origin(Source.OVERRIDE, f"{type(self).__qualname__}(...)")
            _put_environment(self, "")
            _put_origins(self, dict.fromkeys(_given_paths(self), origin))
            _put_again(self, None)
        return error

    def _take_changes(self, old: Self, changes: dict[str, Any]) -> Exception | None:
        error = super()._take_changes(old, changes)
        if error is not None:
            return error
        given = frozenset(changes)
        names = {key for key, name in self._attributes.items() if key in given or name in given}

        def origins() -> Origins:
            found = {path: _found(old.origins, path) for path in _given_paths(self)}
            return {
                path: Origin(Source.OVERRIDE, "replace(...)", over=origin)
                if path[0] in names
                else origin or _DEFAULT
                for path, origin in found.items()
            }

        _put_environment(self, old._environment)
        _put_origins(self, origins)
        _put_again(self, old._again)
        return None


_put_given = Section.__dict__["_given"].__set__
_put_additional = Section.__dict__["_additional"].__set__
_put_environment = Config.__dict__["_environment"].__set__
_put_origins = Config.__dict__["_origins"].__set__
_put_again = Config.__dict__["_again"].__set__


def frozen(value: Any) -> Any:
    """A plain value that cannot be changed: arrays become tuples, objects frozen mappings."""
    kind = type(value)
    if kind is list or kind is tuple:
        return tuple(map(frozen, value))
    if kind is dict or kind is FrozenMapping:
        return FrozenMapping({key: frozen(item) for key, item in value.items()})
    return value


def _integer(value: Any) -> Any:
    """JSON Schema holds 6379.0 to be an integer."""
    kind = type(value)
    if kind is int:
        return value
    if kind is float:
        return int(value)
    if kind is list or kind is tuple:
        return tuple(map(_integer, value))
    return frozen(value)


def _secret(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return Secret(value)
    if kind is list or kind is tuple:
        return tuple(map(_secret, value))
    if kind is dict or kind is FrozenMapping:
        return FrozenMapping({key: _secret(item) for key, item in value.items()})
    return value


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "integer": _integer,
    "secret": _secret,
    "tree": frozen,
}


def _prepare(cls: type[Section]) -> None:
    keys = {attribute: key for key, attribute in cls._KEYS.items()}
    names: Mapping[str, str] = dict.fromkeys(cls.__dict__["__slots__"], "")
    attributes = {keys.get(attribute, attribute): attribute for attribute in names}
    convert = {key: _CONVERTERS[kind] for key, kind in cls._KINDS.items()}
    for key, section in cls._SECTIONS.items():
        convert[key] = _reader(section)
    blank = dict.fromkeys(names)
    for key, default in cls._DEFAULTS.items():
        blank[attributes[key]] = convert.get(key, frozen)(default)
    cls._attributes, cls._convert, cls._blank = attributes, convert, blank
    # The slots themselves, since __setattr__ refuses; in the order of the blank.
    cls._puts = tuple(cls.__dict__[attribute].__set__ for attribute in names)


def _reader(section: type[Section]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        # A schema that does not say type: object lets other values pass.
        return section._resolved(value) if type(value) is dict else frozen(value)  # noqa: SLF001

    return read


def _revealed(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return [_revealed(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _revealed(item) for key, item in value.items()}
    return value


def _opened(_: Section, __: str, value: Any) -> Any:
    return _revealed(value)


def _masked(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_masked(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _masked(item) for key, item in value.items()}
    return None if value is None else MASK


def _kept(value: Any) -> Any:
    return value


def _restored(
    cls: type[Any], tree: dict[str, Any], environment: str | None = None, origins: Any = None
) -> Any:
    if environment is None:
        return cls._resolved(tree)
    return cls._resolved(tree, environment=environment, origins=origins)


def _misuse(cls: type[Section], unnamed: int) -> Exception | None:
    name = cls.__qualname__
    if not hasattr(cls, "_attributes"):
        return TypeError(f"{name} has no settings: hacfg compile writes the classes that have some")
    return TypeError(f"{name} takes its settings by name: {name}(name=...)") if unnamed else None


def _given_paths(section: Section) -> Iterator[KeyPath]:
    for key in section._given:  # noqa: SLF001
        value = getattr(section, section._attributes[key])  # noqa: SLF001
        if isinstance(value, Section) and value._given:  # noqa: SLF001
            yield from ((key, *path) for path in _given_paths(value))
        else:
            yield (key,)
    yield from ((key,) for key in section.additional)


def _found(origins: Origins, path: KeyPath) -> Origin | None:
    """The origin at a path, or the first below it: that of an array's first item."""
    below = (origin for at, origin in origins.items() if at[: len(path)] == path)
    return origins.get(path) or next(below, None)


def _path(cls: type[Section], name: str) -> KeyPath | None:
    from .keypath import dotted

    for key, attribute in cls._attributes.items():
        if name in (attribute, key, dotted((key,))):
            return (key,)
    for key, section in cls._SECTIONS.items():
        for spelt in (cls._attributes[key], dotted((key,))):
            if name.startswith(f"{spelt}."):
                rest = _path(section, name[len(spelt) + 1 :])
                if rest is not None:
                    return (key, *rest)
    return None


def _no_setting(cls: type[Section], name: str) -> str:
    from .suggest import closest

    near = closest(name, _names(cls))
    hint = f", did you mean {near}?" if near else ""
    return f"{cls.__qualname__} has no setting {name}{hint}"


def _names(cls: type[Section]) -> list[str]:
    below = [
        f"{cls._attributes[key]}.{name}"
        for key, section in cls._SECTIONS.items()
        for name in _names(section)
    ]
    return [*cls._attributes.values(), *below]
