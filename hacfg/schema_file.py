"""A schema file of a team's own, read into a contract."""

from __future__ import annotations

import json

from .bundle import bundled
from .contract import Contract, exclusive_of, form_of
from .diagnostic import Part
from .document import diagnose, in_order, read_document, reading_faults
from .formats import format_of
from .judge import predicate
from .keypath import texts
from .schema import Schema
from .soundness import endless, unsound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .contract import Predicate
    from .diagnostic import Diagnostic, Fault
    from .document import Document
    from .keypath import KeyPath

MOST = 20  # faults of one kind in a schema that are told; hundreds help nobody


def read_contract(path: str) -> tuple[Contract | None, tuple[Diagnostic, ...]]:
    """The contract of a schema file: jsonschema judges by it, as the draft says that it names."""
    document, failures = read_schema(path)
    if document is None or document.tree is None or failures:
        return None, failures
    tree = document.tree
    resolved = predicate(lambda: tree)
    schema = Schema.of(tree, name=path)
    return (
        Contract(
            schema.name,
            schema.id,
            path,
            schema.files,
            schema.prefix,
            schema.url_variable,
            schema.environments,
            exclusive_of(schema.exclusive, schema.scopes),
            {setting.path: setting for setting in schema.settings},
            {},
            resolved,
            _written(resolved, tree),
            predicate(lambda: form_of("partial", tree)),
            json.dumps(tree),
            schema.scopes,
        ),
        (),
    )


def _written(resolved: Predicate, tree: dict[str, Any]) -> Predicate:
    """The predicate of an environment as written: the derived form is for placeholders alone."""
    tolerant = predicate(lambda: form_of("written", tree))

    def accepts(values: Any) -> bool:
        unsettled = any(True for _ in texts(values, "${"))
        return tolerant(values) if unsettled else resolved(values)

    return accepts


def read_schema(path: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """A schema as a document, of any draft since draft-04, and what is wrong with it.

    Without ``$schema`` it is draft-07. The tree is a bundle: nothing in it leads out of it, and
    nothing was fetched.
    """
    document, failures = read_document(path, form=format_of(".json"))
    if document is None or document.tree is None:
        found = failures if document is None else tuple(reading_faults(document, _shown, ()))
        return None, tuple(_of_a_schema(diagnostic) for diagnostic in found)
    faults = unsound(document.tree)
    bundle = document.tree
    if not faults:
        bundle, faults = bundled(document.tree, path)
    faults = faults or endless(bundle)
    found = diagnosed(document, faults) if faults else ()
    return document.replace(tree=bundle), found


def diagnosed(document: Document, faults: Iterable[Fault]) -> tuple[Diagnostic, ...]:
    """The faults of a schema at their places; nothing in a schema is secret.

    Of many faults of one kind the first are told, and how many there are.
    """
    return in_order(diagnose(document, _few(faults), _shown))


def _few(faults: Iterable[Fault]) -> Iterator[Fault]:
    kinds: dict[tuple[object, ...], list[Fault]] = {}
    for fault in faults:
        keyword = fault.path[-1] if fault.part is Part.KEY and fault.path else ""
        kinds.setdefault((fault.code, keyword, fault.label), []).append(fault)
    for several in kinds.values():
        *others, last = several[:MOST]
        yield from others
        more = len(several) - MOST
        yield last.replace(notes=(*last.notes, f"and {more} more like it")) if more > 0 else last


def _of_a_schema(diagnostic: Diagnostic) -> Diagnostic:
    """Whatever keeps a schema from being read keeps every file from being checked."""
    if diagnostic.code == "HC111":
        return diagnostic.replace(code="HC501", headline="a schema must be an object", help=())
    return diagnostic.replace(code="HC501")


def _shown(_: KeyPath) -> bool:
    return True
