"""The arguments of a config class: made plain, held against its schema, and told what is wrong.

It is imported only when a config is made by hand. Nothing here raises: the frames of an exception
would carry the arguments, secrets among them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite

from .diagnostic import Diagnostic, Fault, Label, Part, Target, severity
from .errors import ConfigError, InternalError, places_of
from .keypath import dotted
from .overlay import displaced
from .rules import orders, rules_for
from .schema import resolve_pointer, subschemas
from .secret import Secret
from .setting import Setting
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    from .keypath import KeyPath

    # A compiled class; what it derives from stands above this module.
    Kind: TypeAlias = Any

DEPTH = 200  # objects and arrays inside each other, as in a document
_half = re.compile("[\ud800-\udfff]").search
_or_placeholder = re.compile(r', (?:or|as) "\$\{').split
_of_json = re.compile(r"\b(write|to) (true|false|null)\b").sub
_PYTHON = {"true": "True", "false": "False", "null": "None"}


class Taken(Value):
    """The plain values of some arguments, or the error to raise for them."""

    values: Mapping[str, Any]
    error: Exception | None = None

    def __repr__(self) -> str:
        return f"Taken({', '.join(self.values)})"


def taken(cls: Kind, given: Mapping[str, Any], base: Mapping[str, Any], source: str) -> Taken:
    """Arguments laid over a base and held against the schema.

    ``source`` is how the reader called: ``RedisConfig(...)``.
    """
    try:
        values, faults = _laid(cls, given, base)
        faults = faults or _judged(cls, values)
    except Exception as error:  # noqa: BLE001 - its frames hold the arguments
        return Taken({}, InternalError(places_of(error)))
    if faults:
        found = tuple(_diagnostic(fault, source) for fault in dict.fromkeys(faults))
        return Taken({}, ConfigError(found))
    return Taken(values)


def plain(values: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Nested Python values as JSON could hold them, secrets as their text, and what cannot be."""
    faults: list[Fault] = []
    found = _plain(values, (), (), faults)
    return found or {}, tuple(faults)


def alone(document: dict[str, Any], path: KeyPath) -> dict[str, Any]:
    """The schema of one object of a schema, wrapped in the objects around it.

    Nothing but what the schema says of this object is asked, so that it can be judged before
    anything else is known.
    """
    pointers = ["#"]
    for part in path:
        around = _together(document, pointers)
        pointers = [each for pointer in around for each in _below(document, pointer, str(part))]
    schema: dict[str, Any] = {"allOf": [{"$ref": _moved(pointer)} for pointer in pointers]}
    for part in reversed(path):
        schema = {"type": "object", "properties": {str(part): schema}}
    return {
        **{key: document[key] for key in ("$schema",) if key in document},
        "definitions": {"whole": _copied(document)},
        **schema,
    }


def _laid(
    cls: Kind, given: Mapping[str, Any], base: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Fault]]:
    keys = {name: key for key, name in cls._attributes.items()}
    faults: list[Fault] = []
    changed: dict[str, Any] = {}
    for name, value in given.items():
        key = keys.get(name, name)
        if key in changed:
            faults.append(_twice(cls, key))
        changed[key] = _plain(value, (*cls._PATH, key), (), faults)
    values = {key: _plain(value, (key,), (), []) for key, value in base.items()}
    for name in displaced(changed, _groups(cls)):
        values.pop(name, None)
    return values | changed, faults


def _groups(cls: Kind) -> tuple[tuple[str, ...], ...]:
    """The groups of settings of an object that exclude each other."""
    groups: tuple[tuple[str, ...], ...] = () if cls._PATH else cls._TABLES["EXCLUSIVE"]
    scopes = cls._TABLES.get("SCOPES", ())
    return next((row[3] for row in scopes if row[0] == cls._PATH), groups)


def _plain(value: Any, path: KeyPath, around: tuple[int, ...], faults: list[Fault]) -> Any:
    """The value as JSON could hold it; faults are added to the list."""
    kind = type(value)
    if kind is str or isinstance(value, (str, Secret)):
        text = value.get_secret_value() if isinstance(value, Secret) else str.__str__(value)
        if not text.isascii() and _half(text):
            faults.append(_fault("HC109", path, "holds half of a surrogate pair"))
        return text
    if value is None or kind is bool or kind is int:
        return value
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        if not isfinite(value):
            faults.append(_fault("HC106", path, "must be a finite number"))
        return float.__float__(value)
    if len(around) >= DEPTH or id(value) in around:
        faults.append(_fault("HC108", path, "is nested too deeply"))
        return None
    return _plain_tree(value, path, (*around, id(value)), faults)


def _plain_tree(value: Any, path: KeyPath, around: tuple[int, ...], faults: list[Fault]) -> Any:
    if hasattr(type(value), "_PATH"):
        # An object of a config; its class stands above this module.
        value = value.to_dict(reveal_secrets=True, defaults=False)
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            faults.append(_fault("HC201", path, "has a key that is no text"))
            return None
        return {
            str.__str__(key): _plain(item, (*path, str.__str__(key)), around, faults)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_plain(item, (*path, n), around, faults) for n, item in enumerate(value)]
    faults.append(
        _fault(
            "HC201",
            path,
            f"cannot be of type {type(value).__name__}",
            "give a plain value: a text, a number, True, False, None, a list or a dict",
        )
    )
    return None


def _judged(cls: Kind, values: dict[str, Any]) -> list[Fault]:
    settings = {row[0]: Setting(*row) for row in cls._TABLES["SETTINGS"]}
    tree: dict[str, Any] = values
    for part in reversed(cls._PATH):
        tree = {str(part): tree}
    faults = [] if cls._accepts(tree) else _explained(cls, tree, settings)
    return faults + orders(tree, rules_for(settings))


def _explained(cls: Kind, tree: dict[str, Any], settings: dict[KeyPath, Setting]) -> list[Fault]:
    from .validate import Subject, explain

    base = _document(cls)
    form = alone(base, cls._PATH) if cls._PATH else base
    found = explain(tree, Subject(cls.__qualname__, form, base, settings))
    return [fault.replace(help=in_python(fault)) for fault in found]


def _document(cls: Kind) -> dict[str, Any]:
    """The schema: its text in the module, or the name of a file that hacfg ships."""
    import json

    text: str | bytes = cls._SCHEMA
    if not cls._SCHEMA.startswith("{"):
        from .shipped import schema_path

        with open(schema_path(cls._SCHEMA), "rb") as stream:
            text = stream.read()
    document: dict[str, Any] = json.loads(text)
    return document


def in_python(fault: Fault) -> tuple[str, ...]:
    """The advice for a file, as far as it holds for a call: no placeholder, no JSON."""
    kept = [_or_placeholder(text)[0] for text in fault.help]
    return tuple(
        _of_json(lambda found: f"{found[1]} {_PYTHON[found[2]]}", said)
        for said in kept
        if "${" not in said and "placeholder" not in said
    )


def _diagnostic(fault: Fault, source: str) -> Diagnostic:
    return Diagnostic(
        fault.code,
        severity(fault.code),
        fault.headline,
        fault.path,
        Label(source, fault.label, target=Target.ARGUMENT),
        notes=fault.notes,
        help=fault.help,
    )


def _fault(code: str, path: KeyPath, said: str, advice: str = "") -> Fault:
    name = dotted(path) or "the object"
    return Fault(code, f"{name} {said}", path, help=(advice,) if advice else ())


def _twice(cls: Kind, key: str) -> Fault:
    headline = f"{dotted((*cls._PATH, key))} is given twice, as {cls._attributes[key]} too"
    return Fault("HC105", headline, (*cls._PATH, key), Part.KEY)


def _together(document: dict[str, Any], start: list[str]) -> list[str]:
    """Where the schemas stand that hold together at one place: see ``schema.members``."""
    found: list[str] = []
    pending = list(start)
    while pending:
        pointer = pending.pop(0)
        schema = resolve_pointer(document, pointer)
        if type(schema) is not dict or pointer in found:
            continue
        found.append(pointer)
        pending += [f"{pointer}/allOf/{n}" for n in range(len(schema.get("allOf", ())))]
        if type(schema.get("$ref")) is str:
            pending.append(schema["$ref"])
    return found


def _below(document: dict[str, Any], pointer: str, name: str) -> Iterator[str]:
    schema = resolve_pointer(document, pointer)
    if name in schema.get("properties", {}):
        yield f"{pointer}/properties/{_step(name)}"
    for pattern in schema.get("patternProperties", {}):
        if re.search(pattern, name):
            yield f"{pointer}/patternProperties/{_step(pattern)}"


def _step(name: str) -> str:
    from urllib.parse import quote

    return quote(name.replace("~", "~0").replace("/", "~1"), safe="~")


def _moved(pointer: str) -> str:
    return f"#/definitions/whole{pointer[1:]}"


def _copied(document: dict[str, Any]) -> dict[str, Any]:
    """A copy that can stand below another schema: its references lead into itself."""
    import json

    copy: dict[str, Any] = json.loads(json.dumps(document))
    for keyword in ("$schema", "$id"):
        copy.pop(keyword, None)
    for _, schema in list(subschemas(copy)):
        if type(schema) is dict and str(schema.get("$ref", "")).startswith("#"):
            schema["$ref"] = _moved(schema["$ref"])
    return copy
