"""A value: small, frozen, slotted, compared by what it holds."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, ClassVar, NoReturn

    from typing_extensions import Self, dataclass_transform
else:

    def dataclass_transform(**_: object) -> Callable[[type], type]:
        """Nothing at run time: type checkers know it."""
        return lambda decorated: decorated


@dataclass_transform(frozen_default=True)
class ValueType(type):
    """Makes the annotated names of a class its slots, and their values the defaults."""

    if TYPE_CHECKING:
        __fields__: tuple[str, ...]
        __setters__: tuple[Callable[[object, object], None], ...]
        __rests__: Mapping[int, tuple[object, ...]]

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> ValueType:
        """Makes the class, its fields those of its bases and then its own."""
        own = tuple(n for n in namespace.get("__annotations__", ()) if not n.startswith("__"))
        fields: tuple[str, ...] = ()
        defaults: dict[str, object] = {}
        for base in bases:
            fields += getattr(base, "__fields__", ())
            defaults.update(getattr(base, "__defaults__", {}))
        defaults.update((n, namespace.pop(n)) for n in own if n in namespace)
        namespace["__slots__"] = own
        namespace["__fields__"] = fields + own
        namespace["__defaults__"] = defaults
        made = super().__new__(cls, name, bases, namespace)
        # The slots' own setters: the frozen __setattr__ stays out of the way, and they are fast.
        made.__setters__ = tuple(getattr(made, field).__set__ for field in made.__fields__)
        made.__rests__ = _rests(made.__fields__, defaults)
        return made


def _rests(
    fields: tuple[str, ...], defaults: Mapping[str, object]
) -> dict[int, tuple[object, ...]]:
    """The defaults of the fields that are not given, by how many of the first ones are."""
    rest: tuple[object, ...] = ()
    rests = {len(fields): rest}
    for count in range(len(fields) - 1, -1, -1):
        if fields[count] not in defaults:
            break
        rest = (defaults[fields[count]], *rest)
        rests[count] = rest
    return rests


class Value(metaclass=ValueType):
    """Base of the nouns of hacfg; a lean dataclass, since importing dataclasses costs a start-up.

    Raises:
        TypeError: a field is missing, unknown or given twice.
    """

    if TYPE_CHECKING:
        __fields__: ClassVar[tuple[str, ...]]
        __defaults__: ClassVar[dict[str, object]]
        __setters__: ClassVar[tuple[Callable[[object, object], None], ...]]
        __rests__: ClassVar[Mapping[int, tuple[object, ...]]]
    else:

        def __init__(self, *args: object, **named: object) -> None:
            rest = None if named else self.__rests__.get(len(args))
            values = self._arranged(args, named) if rest is None else args + rest
            for put, value in zip(self.__setters__, values):  # noqa: B905 - one in a hot path
                put(self, value)

        def _arranged(self, args: tuple[object, ...], named: dict[str, object]) -> list[object]:
            fields = self.__fields__
            if len(args) > len(fields):
                raise TypeError(f"{type(self).__name__} takes {len(fields)} fields")
            arranged = [*args]
            defaults = self.__defaults__
            for name in fields[len(args) :]:
                if name in named:
                    arranged.append(named.pop(name))
                elif name in defaults:
                    arranged.append(defaults[name])
                else:
                    raise TypeError(f"{type(self).__name__} needs {name}")
            if named:
                raise TypeError(f"{type(self).__name__} cannot take {', '.join(sorted(named))}")
            return arranged

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        return type(self)(**{name: getattr(self, name) for name in self.__fields__} | changes)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__fields__)

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self.__fields__)))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__fields__)
        return f"{type(self).__name__}({shown})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be deleted")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, name) for name in self.__fields__)
