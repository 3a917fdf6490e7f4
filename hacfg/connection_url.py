"""A connection URL, as a variable holds it, taken apart into settings.

The grammar is that of RFC 3986; user, password, path and query are percent-decoded once, a plus
stays a plus outside the query. Nothing of the text reaches a message: every part may be a secret.
"""

from __future__ import annotations

import re

from .coerce import coerce
from .diagnostic import Fault
from .suggest import closest
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .keypath import KeyPath
    from .setting import Setting

_url = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
    r"(?:(?P<user>[^:@/?#]*)(?::(?P<password>[^@/?#]*))?@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+(?:%25[A-Za-z0-9._~-]+)?\]|[^:@/?#\[\]]*)(?::(?P<port>[0-9]*))?"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?",
    re.ASCII,
).fullmatch
_parameter = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII).fullmatch
_escaped = re.compile(r"%(?![0-9A-Fa-f]{2})").search

_ENCODE = (
    "percent-encode special characters of the user and the password (@ is %40, / is %2F,"
    " : is %3A, # is %23, ? is %3F, % is %25)"
)
_NO_PORT = "has a port that is no number from 1 to 65535"
_REDIS_SCHEMES = {"redis": False, "rediss": True}
_ENGINES = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "pgsql": "postgresql",
    "mysql": "mysql",
    "mysql2": "mysql",
    "mariadb": "mariadb",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
}
_SYNONYMS = {
    "sslmode": "ssl_mode",
    "ssl-mode": "ssl_mode",
    "sslrootcert": "ssl_root_cert",
    "sslcert": "ssl_cert",
    "sslkey": "ssl_key",
    "sslpassword": "ssl_password",
    "ssl-ca": "ssl_root_cert",
    "ssl-cert": "ssl_cert",
    "ssl-key": "ssl_key",
    "timeout": "pool_timeout",
    "unix_socket": "socket",
    "user": "username",
    "dbname": "database",
}
_MYSQL_MODES = {
    "DISABLED": "disable",
    "PREFERRED": "prefer",
    "REQUIRED": "require",
    "VERIFY_CA": "verify-ca",
    "VERIFY_IDENTITY": "verify-full",
}

# Where parameters go that only the driver knows, such as channel_binding.
_DRIVER = ("options",)
# Parameters of libpq, though they are synonyms of settings elsewhere.
_LIBPQ = frozenset(("client_encoding", "fallback_application_name"))

REDIS_CONNECTION = (
    *("host", "port", "db", "username", "password", "ssl"),
    *("unix_socket_path", "sentinel", "cluster"),
)
DATABASE_CONNECTION = ("engine", "host", "port", "database", "username", "password", "socket")


class Connection(Value):
    """The settings that a URL states, nested and typed, and the names that it replaces."""

    values: Mapping[str, Any]
    replaces: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Connection({', '.join(self.values)})"


def parse_url(
    text: str, variable: str, settings: Mapping[KeyPath, Setting]
) -> tuple[Connection | None, tuple[Fault, ...]]:
    """The connection that a URL states, or why it states none."""
    found = _url(text)
    if found is None or _escaped(text):
        return None, (_malformed(variable, text, settings),)
    parts = {name: part for name, part in found.groupdict().items() if part is not None}
    if ("engine",) in settings:
        values, fault = _database(parts, variable)
    else:
        values, fault = _redis(parts, variable)
    if fault is not None:
        return None, (fault,)
    options, faults = _query(parts.get("query", ""), variable, settings)
    replaces = DATABASE_CONNECTION if ("engine",) in settings else REDIS_CONNECTION
    return (None, faults) if faults else (Connection({**values, **options}, replaces), ())


def _redis(parts: dict[str, str], variable: str) -> tuple[dict[str, Any], Fault | None]:
    scheme = parts["scheme"].lower()
    values = _credentials(parts)
    if scheme == "unix":
        path = _decoded(parts.get("path", ""))
        if not path or parts["host"]:
            return {}, _fault(variable, "needs the path of the socket", "unix:///run/redis.sock")
        return values | {"unix_socket_path": path, "ssl": False}, None
    if scheme not in _REDIS_SCHEMES:
        return {}, _scheme(variable, scheme, (*_REDIS_SCHEMES, "unix"))
    if not _has_port(parts):
        return {}, _fault(variable, _NO_PORT, f"{scheme}://:PASSWORD@HOST:6379/0")
    values |= _server(parts) | {"ssl": _REDIS_SCHEMES[scheme]}
    if "host" not in values:
        return {}, _fault(variable, "names no host", f"{scheme}://HOST:6379/0")
    path = parts.get("path", "").strip("/")
    if path:
        if not (path.isascii() and path.isdigit()) or len(path) > 10:
            return {}, _fault(variable, "has no database number after the host", "/0")
        values["db"] = int(path)
    return values, None


def _database(parts: dict[str, str], variable: str) -> tuple[dict[str, Any], Fault | None]:
    scheme, _, _driver = parts["scheme"].lower().partition("+")
    if scheme not in _ENGINES:
        return {}, _scheme(variable, scheme, tuple(_ENGINES))
    engine = _ENGINES[scheme]
    path = _decoded(parts.get("path", ""))
    if engine == "sqlite":
        # Three slashes and a relative path, four and an absolute one, as SQLAlchemy has it.
        database = path[1:] or ":memory:"
        if parts["host"] or "user" in parts:
            return {}, _fault(variable, "names a server, which SQLite has not", "sqlite:///file.db")
        return {"engine": engine, "database": database}, None
    if not _has_port(parts):
        return {}, _fault(variable, _NO_PORT, f"{scheme}://USER:PASSWORD@HOST:5432/NAME")
    values = {"engine": engine, **_credentials(parts), **_server(parts)}
    if len(path) > 1:
        values["database"] = path[1:]
    return values, None


def _credentials(parts: dict[str, str]) -> dict[str, Any]:
    named = (("username", parts.get("user")), ("password", parts.get("password")))
    return {name: _decoded(text) for name, text in named if text}


def _server(parts: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    host = _decoded(parts["host"])
    if host.startswith("/"):
        values["socket"] = host
    elif host:
        values["host"] = host.strip("[]")
    if parts.get("port"):
        values["port"] = int(parts["port"])
    return values


def _has_port(parts: dict[str, str]) -> bool:
    """Whether the port can be one; else it may be a password of digits whose ``@`` is missing."""
    port = parts.get("port") or "1"
    return len(port) <= 10 and 1 <= int(port) <= 65535


def _query(
    text: str, variable: str, settings: Mapping[KeyPath, Setting]
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    values: dict[str, Any] = {}
    faults = []
    for pair in filter(None, text.split("&")):
        key, _, raw = pair.partition("=")
        name = _decoded(key)
        if name == "host" and raw.startswith(("/", "%2F", "%2f")):
            name = "socket"
        option = _decoded(raw.replace("+", " "))
        setting = settings.get((_SYNONYMS.get(name, name),)) or settings.get((name,))
        if setting is None or setting.path == _DRIVER:
            near = _near(name, settings) if setting is None else None
            if near or _DRIVER not in settings or not _parameter(name):
                faults.append(_unknown_option(variable, near))
            else:
                values.setdefault("options", {})[name] = option
            continue
        if setting.path == ("ssl_mode",):
            option = _MYSQL_MODES.get(option, option)
        value, misfit = coerce(option, setting)
        if misfit is not None:
            faults.append(_fault(variable, f"has an option {name} that {misfit.reason}", ""))
        else:
            values[str(setting.path[0])] = value
    return values, tuple(faults)


def _decoded(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text)


def _malformed(variable: str, text: str, settings: Mapping[KeyPath, Setting]) -> Fault:
    example = (
        "postgresql://USER:PASSWORD@HOST/NAME"
        if ("engine",) in settings
        else ("redis://USER:PASSWORD@HOST:6379/0")
    )
    if "://" not in text:
        return _fault(variable, "is no URL", example)
    return Fault(
        "HC317",
        f"{variable} is no URL that can be read",
        help=(_ENCODE,),
        variable=variable,
    )


def _scheme(variable: str, scheme: str, known: tuple[str, ...]) -> Fault:
    near = closest(scheme, known)
    advice = f"did you mean {near}://?" if near else f"known are {', '.join(known)}"
    return Fault("HC317", f"{variable} has an unknown scheme", help=(advice,), variable=variable)


def _near(name: str, settings: Mapping[KeyPath, Setting]) -> str | None:
    """The setting that an option of a URL most likely stands for."""
    if name in _LIBPQ:
        return None
    plain = {str(path[0]): setting for path, setting in settings.items() if len(path) == 1}
    meant = (own for own, setting in plain.items() if name in setting.synonyms)
    return next(meant, None) or closest(name, plain)


def _unknown_option(variable: str, near: str | None) -> Fault:
    return Fault(
        "HC317",
        f"{variable} has an option that is no setting",
        help=(f"did you mean {near}?" if near else "remove what follows the question mark",),
        variable=variable,
    )


def _fault(variable: str, problem: str, example: str) -> Fault:
    advice = (f"write it as in {example}",) if example else ()
    return Fault("HC317", f"{variable} {problem}", help=advice, variable=variable)
