"""The database file of Sequelize (``config.json``) or db-migrate (``database.json``), converted.

Both map environments to connections, under names that never contradict each other; db-migrate
writes a variable as ``{"ENV": "NAME"}``, Sequelize names one for a URL in ``use_env_variable``.
Times are in milliseconds in both.
"""

from __future__ import annotations

from ..connection_url import parse_url
from .conversion import Conversion, Loss
from .database_keys import ENGINES, NOT_OURS, OF_DIALECT_OPTIONS, OF_POOL, PLAIN, TIMES
from .draft import Draft, named_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..contract import Contract
    from ..keypath import KeyPath

_URLS = ("use_env_variable", "url", "uri", "connectionstring")
_SSL = ("ssl", "ssl_mode", "sslmode")
_FILES = ("storage", "filename")
_CERTIFICATES = {"ca": "ssl_root_cert", "cert": "ssl_cert", "key": "ssl_key"}
_SQLITE = frozenset(("database", "pool", "options", "engine"))


def from_json(tree: Mapping[str, Any], contract: Contract) -> Conversion | None:
    """The environments of a file as a database config; None where it is no file of those tools."""
    bodies = dict(tree) if _is_connection(tree) is False else {"local": dict(tree)}
    alone = bodies.keys() != tree.keys()
    named = {name: body for name, body in bodies.items() if name.lower() not in NOT_OURS}
    found = {name: body for name, body in named.items() if _is_environment(body)}
    if not any(_is_connection(body) for body in found.values()):
        return None
    config: dict[str, Any] = {}
    losses = [Loss((name,), _of_no_environment(name)) for name in bodies if name not in found]
    variables: list[str] = []
    for name, body in found.items():
        draft = Draft(name, contract)
        where: KeyPath = () if alone else (name,)
        if not _is_tree(body):
            _put_url(draft, body, (name,))
        if not _is_tree(body) or _fill(draft, body, where):
            draft.settle()
            config[name] = draft.ordered()
            variables += draft.variables
        losses += draft.losses
    return Conversion({"database": config}, tuple(losses), tuple(dict.fromkeys(variables)))


def _is_tree(body: Any) -> bool:
    return isinstance(body, dict) and not named_variable(body)


def _is_environment(body: Any) -> bool:
    """An object of settings, or a URL in their place, written out or by variable."""
    return isinstance(body, dict) or (isinstance(body, str) and "://" in body)


def _is_connection(body: Any) -> bool:
    """Whether the keys are those of a connection."""
    if not _is_tree(body):
        return _is_environment(body)
    keys = {key.lower() for key in body}
    known = {key for key, path in PLAIN.items() if path[0] in ("engine", "database", "host")}
    return not keys.isdisjoint({*known, *_URLS, *_FILES}) and not any(
        isinstance(body.get(key), dict) and not named_variable(body[key])
        for key in body
        if key.lower() in known
    )


def _of_no_environment(name: str) -> str:
    return NOT_OURS.get(name.lower(), "it is no environment")


def _fill(draft: Draft, body: Mapping[str, Any], where: KeyPath) -> bool:
    """Carries a connection over; False where hacfg has no such engine."""
    keys = {key.lower(): key for key in body}
    if not _put_engine(draft, body, where):
        return False
    if draft.settings.get("engine") == "sqlite":
        _fill_sqlite(draft, body, where)
        return True
    for lower, key in keys.items():
        _put(draft, lower, body[key], (*where, key))
    return True


def _put(draft: Draft, key: str, value: Any, source: KeyPath) -> None:
    """One key of a connection to a server."""
    if key in PLAIN:
        if PLAIN[key] != ("engine",):
            draft.put(PLAIN[key], value, source)
    elif key in _URLS:
        _put_url(draft, value, source)
    elif key in _SSL:
        _put_ssl(draft, value, source)
    elif key in TIMES:
        draft.put_seconds(TIMES[key], value, source)
    elif key in _OBJECTS and isinstance(value, dict):
        _OBJECTS[key](draft, value, source)
    else:
        reason = "only SQLite has a file" if key in _FILES else "hacfg has no such setting"
        draft.lose(source, NOT_OURS.get(key, reason))


def _put_engine(draft: Draft, body: Mapping[str, Any], where: KeyPath) -> bool:
    for key, value in body.items():
        if PLAIN.get(key.lower()) != ("engine",):
            continue
        variable = named_variable(value)
        engine = ENGINES.get(value.lower()) if isinstance(value, str) else None
        if engine is None and not variable:
            shown = f" {value}" if isinstance(value, str) and value.isalnum() else ""
            reason = f"hacfg has no engine{shown}, so that this environment is left out"
            draft.lose((*where, key), reason)
            return False
        draft.put(("engine",), value if variable else engine, (*where, key))
    return True


def _fill_sqlite(draft: Draft, body: Mapping[str, Any], where: KeyPath) -> None:
    """A file in place of a server; what speaks of a server has no meaning for it."""
    keys = {key.lower(): key for key in body}
    file = next((keys[name] for name in (*_FILES, "database", "host") if name in keys), None)
    if file is None:
        draft.put(("database",), ":memory:", where)
    for lower, key in keys.items():
        source = (*where, key)
        if key == file:
            draft.put(("database",), body[key], source)
        elif lower == "pool" and isinstance(body[key], dict):
            _put_pool(draft, body[key], source)
        elif PLAIN.get(lower, ("",))[0] != "engine" and body[key] is not None:
            ours = lower in PLAIN or lower in _SSL
            draft.lose(
                source,
                "SQLite has no server"
                if ours
                else NOT_OURS.get(lower, "SQLite has no such setting"),
            )


def _put_url(draft: Draft, value: Any, source: KeyPath) -> None:
    """A whole connection: by the variable that hacfg reads itself, or taken apart."""
    own = draft.contract.url_variable
    variable = named_variable(value)
    if not variable and isinstance(value, str) and "://" not in value:
        variable = value
    if variable == own:
        draft.lose(source, f"needs none: {own} is read without being named")
    elif variable:
        draft.lose(source, f"a URL comes from {own}: set it to what {variable} holds")
    elif isinstance(value, str):
        found, faults = parse_url(value, "the URL", draft.contract.settings)
        if found is None:
            draft.lose(source, faults[0].headline)
            return
        for name, each in found.values.items():
            path = (name,)
            if path in draft.contract.settings:
                draft.put(path, each, source)
    else:
        draft.lose(source, "it is no URL")


def _put_ssl(draft: Draft, value: Any, source: KeyPath) -> None:
    """On, off, a mode of libpq, or the options of Node's TLS."""
    if isinstance(value, dict) and not named_variable(value):
        for key, name in _CERTIFICATES.items():
            if value.get(key) is not None:
                _put_certificate(draft, name, value[key], (*source, key))
        checked = value.get("rejectUnauthorized", True) is not False
        on = value.get("require", True) is not False or "rejectUnauthorized" in value
        for key in value:
            if key not in _CERTIFICATES and key not in ("require", "rejectUnauthorized"):
                draft.lose((*source, key), "hacfg has no such setting")
        draft.put(("ssl_mode",), _mode(draft, on=on, checked=checked), source)
    elif value in (True, "true", False, "false"):
        draft.put(("ssl_mode",), _mode(draft, on=value in (True, "true"), checked=True), source)
    else:
        draft.put(("ssl_mode",), value, source)


def _mode(draft: Draft, *, on: bool, checked: bool) -> str:
    if not on:
        return "disable"
    # Node checks the certificate unless told otherwise; MySQL's drivers need an authority for it.
    trusted = draft.settings.get("engine") == "postgresql" or "ssl_root_cert" in draft.settings
    return "verify-full" if checked and trusted else "require"


def _put_certificate(draft: Draft, name: str, value: Any, source: KeyPath) -> None:
    if isinstance(value, str) and "-----BEGIN" not in value:
        draft.put((name,), value, source)
    else:
        draft.lose(source, f"{name} takes the path of a file, not what is in it")


def _put_pool(draft: Draft, pool: Mapping[str, Any], source: KeyPath) -> None:
    for key, value in pool.items():
        lower = key.lower()
        if lower == "max":
            draft.put(("pool", "size"), value, (*source, key))
        elif lower == "acquire":
            draft.put_seconds(("pool", "timeout"), value, (*source, key))
        else:
            draft.lose((*source, key), OF_POOL.get(lower, "hacfg has no such setting"))


def _put_dialect_options(draft: Draft, options: Mapping[str, Any], source: KeyPath) -> None:
    for key, value in options.items():
        lower = key.lower()
        at = (*source, key)
        if lower in _SSL:
            _put_ssl(draft, value, at)
        elif lower in TIMES:
            draft.put_seconds(TIMES[lower], value, at)
        elif lower in OF_DIALECT_OPTIONS:
            draft.put(OF_DIALECT_OPTIONS[lower], value, at)
        else:
            draft.lose(at, "it is an option of the Node driver")


_OBJECTS = {"pool": _put_pool, "dialectoptions": _put_dialect_options}
