"""The catalog: which schema a file wants."""

from __future__ import annotations

import os.path
from functools import lru_cache

from .contract import Contract, exclusive_of
from .diagnostic import Diagnostic, Fault, Label, severity
from .setting import Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .document import Document
    from .schema import Scope
    from .shelf import Shelf

BUILT_IN = ("redis", "database")
"""The schemas that hacfg ships, by name."""

_made: dict[str, Contract] = {}


def built_in(name: str) -> Contract:
    """The contract of a shipped schema, ``redis`` or ``database``."""
    contract = _made.get(name)
    if contract is None:
        from .shipped import schema_path

        module = __import__(f"hacfg.compiled.{name}", fromlist=["NAME"])
        contract = _made[name] = of_module(module, schema_path(f"{name}.schema.json"))
    return contract


def named(schema: str) -> tuple[Contract | None, tuple[Diagnostic, ...]]:
    """The contract of a schema by its name or the path of its file."""
    if schema in BUILT_IN:
        return built_in(schema), ()
    if not os.path.exists(schema) and os.path.basename(schema) == schema:
        return None, (_unknown_name(schema),)
    from .schema_file import read_contract

    return read_contract(schema)


def contract_for(
    document: Document, schema: str | Contract | Shelf | None = None
) -> tuple[Contract | None, tuple[Diagnostic, ...]]:
    """The contract of a file: the one given, else by the file's ``$schema``, else by its name.

    A shelf adds schemas to those that hacfg ships, and comes before them.
    """
    if isinstance(schema, Contract):
        return schema, ()
    if isinstance(schema, str):
        return named(schema)
    if document.tree and "$schema" in document.tree:
        return _stated(document.tree["$schema"], document, schema)
    entry = schema.claiming(document.name) if schema else None
    if entry is not None:
        return named(entry.file)
    contract = _claiming(os.path.basename(document.name))
    if contract is not None:
        return contract, ()
    return None, (_unclaimed(document.name),)


@lru_cache(maxsize=64)
def _claiming(file: str) -> Contract | None:
    """The contract of the shipped schema that is for files of a name."""
    # A file mostly has the name of its schema in its own: the modules of the others stay unread.
    names = sorted(BUILT_IN, key=lambda name: name not in file)
    return next((built_in(name) for name in names if built_in(name).claims(file)), None)


def of_module(module: Any, file: str, text: str = "") -> Contract:
    """The contract in the tables of a compiled module, whose schema is a file or a text."""
    rows = getattr(module, "SCOPES", ())
    scopes: tuple[Scope, ...] = ()
    if rows:
        from .schema import Scope

        scopes = tuple(Scope(*row) for row in rows)
    return Contract(
        module.NAME,
        module.ID,
        file,
        module.FILES,
        module.PREFIX,
        module.URL_VARIABLE,
        module.ENVIRONMENTS,
        exclusive_of(module.EXCLUSIVE, scopes),
        {row[0]: Setting(*row) for row in module.SETTINGS},
        {},
        module.resolved,
        module.written,
        module.partial,
        text,
        scopes,
    )


def _stated(
    stated: object, document: Document, shelf: Shelf | None
) -> tuple[Contract | None, tuple[Diagnostic, ...]]:
    """By ``$schema``: the name of a shipped schema in whatever directory or URL, else a path.

    The ``$id`` of a schema on the shelf is as good as its path, and the schema that was made for
    editors stands for the one that it was made from.
    """
    if type(stated) is not str:
        return None, _wrong_statement(document, "$schema must be a text", "no text")
    plain = stated.removesuffix("#").replace("\\", "/")
    for name in BUILT_IN:
        if plain.rpartition("/")[2] in (f"{name}_config.schema.json", f"{name}.schema.json"):
            return built_in(name), ()
    entry = shelf.identified(plain) if shelf else None
    if entry is not None:
        return named(entry.file)
    if "://" in plain or plain.startswith("urn:"):
        headline = "hacfg does not know the schema that $schema names, and fetches none"
        return None, _wrong_statement(document, headline, "not fetched")
    path = os.path.join(os.path.dirname(document.name), plain)
    if not os.path.isfile(path):
        headline = "the schema that $schema names does not exist"
        return None, _wrong_statement(document, headline, "no such file, seen from this one")
    from .shelf import original

    return named(original(path))


def _wrong_statement(document: Document, headline: str, label: str) -> tuple[Diagnostic, ...]:
    from .document import diagnose

    advice = (
        'write "$schema": "redis_config.schema.json" or "database_config.schema.json",'
        " the path of a schema of your own, or nothing and use --schema"
    )
    fault = Fault("HC502", headline, ("$schema",), label=label, help=(advice,))
    return tuple(diagnose(document, [fault], lambda path: path == ("$schema",)))


def _unknown_name(schema: str) -> Diagnostic:
    from .keypath import legible
    from .suggest import closest

    stem = schema.partition(".")[0]
    near = closest(stem, BUILT_IN) or next((name for name in BUILT_IN if name in stem), None)
    return _failure(
        "HC501",
        f"there is no schema {legible(schema)}",
        schema,
        "neither a name nor a file",
        f"did you mean {near}?"
        if near
        else f"write {' or '.join(BUILT_IN)}, or the path of a file",
    )


def _unclaimed(path: str) -> Diagnostic:
    patterns = [pattern for name in BUILT_IN for pattern in built_in(name).patterns[:1]]
    return _failure(
        "HC502",
        "no schema claims this file",
        path,
        f"named like none of {', '.join(patterns)}",
        "use --schema redis or --schema database, or say it in the file:"
        ' "$schema": "redis_config.schema.json"',
    )


def _failure(code: str, headline: str, path: str, label: str, advice: str) -> Diagnostic:
    return Diagnostic(code, severity(code), headline, (), Label(path, label), help=(advice,))
