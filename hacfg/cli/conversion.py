"""The conversion of another tool's file, as ``hacfg init --from FILE`` reports it."""

from __future__ import annotations

import json
import os
import re

from ..catalog import BUILT_IN, built_in
from ..diagnostic import Severity
from ..document import places, read_document, reading_faults
from ..formats import format_of
from ..keypath import dotted, legible
from ..migrate import from_json, from_variables
from ..placeholders import escape
from ..value import Value
from .arguments import MisuseError
from .output import complain
from .upkeep import content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..contract import Contract
    from ..diagnostic import Diagnostic
    from ..document import Document
    from ..formats import Format
    from ..migrate import Conversion, Loss

_SCRIPTS = (".js", ".cjs", ".mjs", ".ts")
_CHOOSING = ("HACFG_ENV", "APP_ENV", "NODE_ENV")


class Converted(Value):
    """The configs by file name, the schemas that they are of, and what is to be said of them."""

    texts: Mapping[str, str]
    schemas: tuple[str, ...]
    lines: tuple[str, ...]


def converted(path: str) -> Converted | int:
    """The configs that a file gives; a status where it gives none, which has been said.

    Raises:
        MisuseError: the file is of no kind that can be converted.
    """
    document, failures = read_document(path, form=_format(path))
    if document is None or document.tree is None:
        found = failures if document is None else reading_faults(document, _nothing, ())
        _report(path, tuple(found))
        return 2
    found = tuple(reading_faults(document, _nothing, ()))
    _report(path, found)
    if any(each.severity is Severity.ERROR for each in found):
        # Of a file read in part, a config made in part would pass for the whole.
        complain("nothing was written: mend the file first\n")
        return 2
    conversion = _conversion(document)
    if conversion is None:
        raise MisuseError(
            f"{legible(path)} holds no connection that hacfg knows",
            "--from takes config.json of Sequelize, database.json of db-migrate, or a .env file"
            " with variables such as DB_HOST, DATABASE_URL or REDIS_URL",
        )
    configs = {name: tree for name, tree in conversion.configs.items() if tree}
    lines = tuple(_lines(conversion, document))
    if not configs:
        complain("".join(f"{line}\n" for line in (f"{legible(path)} gives no config", *lines)))
        return 1
    return Converted(
        {
            f"{name}_config.json": json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
            for name, tree in configs.items()
        },
        tuple(name for name in BUILT_IN if name in configs),
        lines,
    )


def _format(path: str) -> Format | None:
    """JSON or ``.env``, by the name of the file or else by its first sign."""
    name = legible(path)
    if path.lower().endswith(_SCRIPTS):
        raise MisuseError(
            f"{name} is a program, which hacfg does not run",
            f"write its values to a file: node -p 'JSON.stringify(require(\"./{path}\"))' >"
            " config.json",
        )
    if path.lower().endswith((".yml", ".yaml", ".toml", ".xml", ".ini")):
        raise MisuseError(f"{name} is neither JSON nor a .env file", "write it as JSON first")
    known = format_of(path)
    if known is not None:
        return known
    begins = (content(path) or b"").lstrip()[:1]
    return format_of(".json" if begins in (b"{", b"[") else ".env")


def _conversion(document: Document) -> Conversion | None:
    tree = document.tree or {}
    if document.format.name == ".env":
        from ..formats.dotenv import quoting

        quotes = quoting(document.text)
        texts = {n: escape(t) if quotes.get(n) == "single" else t for n, t in tree.items()}
        return from_variables(texts, _environment(document.name, texts), _contracts())
    bodies = [body for body in (tree, *tree.values()) if isinstance(body, dict)]
    if any("engine" in body for body in bodies):
        raise MisuseError(
            f"{legible(document.name)} is a config of hacfg already",
            f"to check it: hacfg validate --schema database {legible(document.name)}",
        )
    return from_json(tree, built_in("database"))


def _contracts() -> list[Contract]:
    return [built_in(name) for name in BUILT_IN]


def _environment(path: str, texts: Mapping[str, str]) -> str:
    """The environment that a ``.env`` file is for: by its name, or by a variable in it."""
    suffix = re.fullmatch(r"\.env\.([A-Za-z][A-Za-z0-9_-]*)", os.path.basename(path))
    if suffix and suffix[1] not in ("example", "sample", "dist", "template", "defaults"):
        return suffix[1]
    return next((texts[name] for name in _CHOOSING if texts.get(name)), "local")


def _lines(conversion: Conversion, document: Document) -> list[str]:
    lines = []
    if conversion.losses:
        lines = ["not carried over:", *_table(conversion.losses, document)]
    if conversion.variables:
        names = ", ".join(conversion.variables)
        lines.append(
            f"secrets were not copied; placeholders take them from variables: set {names},"
            f" and remove them from {legible(document.name)}"
        )
    return [*lines, "next: run hacfg validate"]


def _table(losses: Sequence[Loss], document: Document) -> list[str]:
    where = places(document, {loss.path for loss in losses})
    rows = []
    for loss in losses:
        place = where.get(loss.path)
        at = f"{legible(document.name)}:{place.line}:{place.column}" if place else ""
        rows.append((dotted(loss.path), at or legible(document.name), loss.reason))
    widths = [min(max(len(row[column]) for row in rows), 48) for column in (0, 1)]
    return [f"  {name:{widths[0]}}  {at:{widths[1]}}  {reason}" for name, at, reason in rows]


def _report(path: str, diagnostics: tuple[Diagnostic, ...]) -> None:
    if diagnostics:
        from ..check import Report
        from ..report import Style, renderer

        complain(renderer("text")([Report(path, diagnostics)], Style(summary=False)))


def _nothing(_: object) -> bool:
    return False
