"""The layers of variables: typed overrides, from the process or from a ``.env`` file.

A setting has one canonical variable and perhaps aliases; each ``NAME`` may be given as
``NAME_FILE``, the path of a file that holds the text. The schema types the text (``coerce``).
"""

from __future__ import annotations

import re

from .coerce import coerce
from .diagnostic import Fault, Part
from .keypath import dotted
from .placeholders import Unread, read_file
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from .keypath import KeyPath
    from .setting import Setting

# Compiled where they are used, which is nearly nowhere.
_SERVICE_LINK = r"(?:tcp|udp|sctp)://"
_INJECTED = (
    r"_SERVICE_HOST$|_SERVICE_PORT(?:_.*)?$|_PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$"
)


class Names(Value):
    """The variables of a schema: which setting each one overrides, and which holds a URL.

    ``settings`` goes by the variables themselves, ``files`` by those with ``_FILE`` behind them;
    ``prefixes`` are those of the objects in an environment, ``urls`` where what they state belongs,
    ``initials`` the first letters of all these names.
    """

    prefix: str
    url: str
    settings: Mapping[str, Setting]
    files: Mapping[str, Setting]
    prefixes: tuple[str, ...] = ()
    urls: Mapping[str, KeyPath] = {}
    initials: frozenset[str] = frozenset()


class Overrides(Value):
    """What a layer of variables says, by key path: typed values, and the variables that gave them.

    ``urls`` are the texts of the variables that state a whole connection.
    """

    values: Mapping[KeyPath, Any]
    variables: Mapping[KeyPath, str]
    faults: tuple[Fault, ...] = ()
    urls: Mapping[str, str] = {}

    def __repr__(self) -> str:
        return f"Overrides({', '.join(self.variables.values())})"


def names_of(
    settings: Iterable[Setting],
    prefix: str,
    url: str,
    instead: str | None = None,
    scopes: Iterable[tuple[KeyPath, str, str]] = (),
) -> Names:
    """The variables of a schema; ``instead`` replaces its prefix, URL variable and aliases.

    Its final underscore may be left out: CACHE_REDIS means CACHE_REDIS_, since CACHE_REDISPORT is
    no name that anybody would set.
    ``scopes`` are path, prefix and URL variable of the objects that have their own.
    """
    if instead and not instead.endswith("_"):
        instead += "_"
    table = {
        name: setting
        for setting in settings
        for name in (setting.variables if instead is None else [_renamed(setting, prefix, instead)])
    }
    files = {f"{name}_FILE": setting for name, setting in table.items()}
    for declared in table:
        files.pop(declared, None)
    inner = [each for _, each, _ in scopes if each]
    urls: dict[str, KeyPath] = {name: path for path, _, name in scopes if name}
    if instead is not None:
        prefix, url, inner, urls = instead, f"{instead}URL" if url else "", [], {}
    if url:
        urls[url] = ()
    prefixes = tuple(filter(None, (prefix, *inner)))
    initials = frozenset(name[0] for name in (*prefixes, *urls, *table) if name)
    return Names(prefix, url, table, files, prefixes, urls, initials)


def overrides(lookup: Mapping[str, str], names: Names, *, protected: bool) -> Overrides:
    """The overrides among some variables; ``protected`` refuses an empty secret."""
    given, urls, faults = _given(lookup, names)
    values: dict[KeyPath, Any] = {}
    variables: dict[KeyPath, str] = {}
    for path, texts in given.items():
        name, value, fault = _override(texts, names, protected=protected)
        if fault is not None:
            faults.append(fault)
            continue
        values[path], variables[path] = value, name
    return Overrides(values, variables, tuple(faults), urls)


def _given(
    lookup: Mapping[str, str], names: Names
) -> tuple[dict[KeyPath, dict[str, str]], dict[str, str], list[Fault]]:
    """The texts that some variables give each setting, and the URLs."""
    initials = names.initials
    urls: dict[str, str] = {}
    given: dict[KeyPath, dict[str, str]] = {}
    faults: list[Fault] = []
    for name in lookup:
        # Every variable of the process passes here, and nearly all of them are none of ours.
        if name[:1] not in initials:
            continue
        setting = names.settings.get(name)
        if setting is not None:
            text = lookup[name]
            fault = _kubernetes(name, setting, lookup) if "://" in text else None
        elif name in names.files:
            setting = names.files[name]
            text, fault = _from_file(name, lookup[name], setting)
        elif name in names.urls:
            text = lookup[name]
            fault = None if text else _empty_url(name)
            urls.update({name: text} if text else {})
        else:
            fault = _near_miss(name, names)
        if fault is not None:
            faults.append(fault)
        elif setting is not None:
            given.setdefault(setting.path, {})[name] = text
    return given, urls, faults


def _renamed(setting: Setting, prefix: str, instead: str) -> str:
    canonical = setting.variables[0] if setting.variables else ""
    if prefix and canonical.startswith(prefix):
        return instead + canonical.removeprefix(prefix)
    return instead + "_".join(str(part) for part in setting.path).upper()


def _override(
    given: Mapping[str, str], names: Names, *, protected: bool
) -> tuple[str, Any, Fault | None]:
    """The variable that counts among those of one setting, and its value."""
    variable = next(iter(given))
    setting = names.settings.get(variable) or names.files[variable]
    if len(given) > 1:
        variable = min(given, key=lambda name: _rank(name, setting))
        if len(set(given.values())) > 1:
            return variable, None, _conflict(sorted(given), setting)
    text = given[variable]
    value, misfit = coerce(text, setting)
    if misfit is not None:
        wrong = _misfit(variable, text, misfit.reason, setting, empty=misfit.empty)
        return variable, None, wrong
    if text == "" and setting.secret and protected:
        return variable, None, _empty_secret(variable, setting)
    return variable, value, None


def _rank(name: str, setting: Setting) -> int:
    return setting.variables.index(name) if name in setting.variables else len(setting.variables)


def _from_file(name: str, path: str, setting: Setting) -> tuple[str, Fault | None]:
    text = read_file(path)
    if not isinstance(text, Unread):
        return text, None
    return "", Fault(
        "HC308",
        f"{name} names a file that {text.reason}",
        setting.path,
        help=(f"mount the file, or set {name[:-5]} instead",),
        variable=name,
    )


def _misfit(variable: str, text: str, reason: str, setting: Setting, *, empty: bool) -> Fault:
    if empty:
        return Fault(
            "HC313",
            f"{variable} {reason}",
            setting.path,
            help=(f"unset {variable} to keep {dotted(setting.path)} as it is",),
            variable=variable,
        )
    from .disclosure import shows_text

    shown = f", not {_quoted(text)}" if shows_text(text, setting) else ""
    return Fault("HC312", f"{variable} {reason}{shown}", setting.path, variable=variable)


def _quoted(text: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in text)
    return f'"{shown}"' if len(shown) <= 40 else f'"{shown[:38]}…"'


def _empty_secret(variable: str, setting: Setting) -> Fault:
    return Fault(
        "HC313",
        f"{variable} is empty, and the environment is protected",
        setting.path,
        help=(f"set {variable} to the secret, or unset it",),
        variable=variable,
    )


def _conflict(given: list[str], setting: Setting) -> Fault:
    return Fault(
        "HC315",
        f"{' and '.join(given)} both set {dotted(setting.path)}, to different values",
        setting.path,
        help=(f"set only {setting.variables[0]}",),
        variable=given[0],
    )


def _kubernetes(name: str, setting: Setting, lookup: Mapping[str, str]) -> Fault | None:
    stem = name.removesuffix("_PORT")
    if "integer" not in setting.types or f"{stem}_SERVICE_HOST" not in lookup:
        return None
    if not re.match(_SERVICE_LINK, lookup[name]):
        return None
    service = stem.lower().replace("_", "-")
    return Fault(
        "HC316",
        f"{name} comes from Kubernetes, not from you, and is ignored",
        setting.path,
        notes=(f"Kubernetes sets it for the Service named {service}",),
        help=(f"set enableServiceLinks: false in the pod, or set {name} to the port itself",),
        variable=name,
    )


def _empty_url(name: str) -> Fault:
    return Fault(
        "HC313",
        f"{name} must not be empty",
        help=(f"set {name} to a URL, or unset it",),
        variable=name,
    )


def _near_miss(name: str, names: Names) -> Fault | None:
    if not name.startswith(names.prefixes) or re.search(_INJECTED, name):
        return None
    from .suggest import closest

    near = closest(name, [*names.settings, *names.urls], prefixes=names.prefixes)
    if near is None:
        return None
    return Fault(
        "HC314",
        f"{name} is no variable of hacfg and is ignored",
        part=Part.KEY,
        help=(f"did you mean {near}?",),
        variable=name,
    )
