"""A schema file of a team's own, read into a contract."""

from __future__ import annotations

from .contract import Contract
from .diagnostic import Fault
from .document import diagnose, in_order, read_document, reading_faults
from .formats import format_of
from .schema import Schema, resolve_pointer, subschemas

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .diagnostic import Diagnostic
    from .document import Document
    from .keypath import KeyPath

_DRAFT = "http://json-schema.org/draft-07/schema#"


def read_contract(path: str) -> tuple[Contract | None, tuple[Diagnostic, ...]]:
    """The contract of a schema file: jsonschema judges by it, as the draft says that it names."""
    document, failures = read_schema(path)
    if document is None or document.tree is None or failures:
        return None, failures
    schema = Schema.of(document.tree, name=path)
    return (
        Contract(
            schema.name,
            schema.id,
            path,
            schema.files,
            schema.prefix,
            schema.url_variable,
            schema.environments,
            schema.exclusive,
            {setting.path: setting for setting in schema.settings},
            {},
        ),
        (),
    )


def read_schema(path: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """A schema as a document, of any draft that jsonschema knows, and what is wrong with it.

    Without ``$schema`` it is draft-07. Nothing is fetched: a reference must lead into the schema.
    """
    document, failures = read_document(path, form=format_of(".json"))
    if document is None or document.tree is None:
        found = failures if document is None else tuple(reading_faults(document, _shown, ()))
        return None, tuple(_of_a_schema(diagnostic) for diagnostic in found)
    faults = [*_faults(document.tree)]
    return document, in_order(diagnose(document, faults, _shown)) if faults else ()


def diagnosed(document: Document, faults: Iterable[Fault]) -> tuple[Diagnostic, ...]:
    """The faults of a schema at their places; nothing in a schema is secret."""
    return in_order(diagnose(document, faults, _shown))


def _faults(tree: dict[str, Any]) -> Iterator[Fault]:
    from jsonschema.validators import validator_for

    stated = tree.get("$schema", _DRAFT)
    kind = validator_for({"$schema": stated}, default=None) if type(stated) is str else None
    if kind is None:
        yield Fault(
            "HC503",
            "$schema names no draft of JSON Schema",
            ("$schema",),
            label="no draft",
            help=(f'write "$schema": "{_DRAFT}"',),
        )
        return
    refused = {**_refused(tree, kind), **_refused_keywords(tree)}
    for path, keyword in refused.items():
        yield Fault(
            "HC503",
            f"the schema is not valid at {_pointer(path)}",
            path,
            label=f"refused by the metaschema's {keyword}",
        )
    if not refused:
        yield from _lost_references(tree)


def _refused(tree: dict[str, Any], kind: Any) -> dict[KeyPath, str]:
    """What the metaschema of the draft refuses: where, and by which keyword."""
    from jsonschema_specifications import REGISTRY

    validator = kind(kind.META_SCHEMA, registry=REGISTRY, format_checker=kind.FORMAT_CHECKER)
    return {tuple(e.absolute_path): str(e.validator) for e in validator.iter_errors(tree)}


def _refused_keywords(tree: dict[str, Any]) -> dict[KeyPath, str]:
    """What is wrong with the ``x-`` keywords, in a schema of whatever draft."""
    import json

    from jsonschema import Draft7Validator

    from .shipped import schema_path

    with open(schema_path("hacfg.metaschema.json"), "rb") as stream:
        metaschema = json.loads(stream.read())
    ours = {"$ref": "#/definitions/root", "definitions": metaschema["definitions"]}
    errors = Draft7Validator(ours).iter_errors(tree)
    return {tuple(e.absolute_path): str(e.validator) for e in errors}


def _lost_references(tree: dict[str, Any]) -> Iterator[Fault]:
    for path, schema in subschemas(tree):
        reference = schema.get("$ref") if type(schema) is dict else None
        problem = _lost(tree, reference) if type(reference) is str else ""
        if problem:
            yield Fault(
                "HC503",
                f"the reference at {_pointer(path)} {problem}",
                (*path, "$ref"),
                label="not to be followed",
                help=('copy what it means under "definitions", and write "#/definitions/..."',),
            )


def _lost(tree: dict[str, Any], reference: str) -> str:
    """Why a reference cannot be followed to its end, if it cannot."""
    if not reference.startswith("#"):
        return "leads out of the schema, and hacfg fetches nothing"
    seen: list[str] = []
    while reference not in seen:
        seen.append(reference)
        target = resolve_pointer(tree, reference)
        if target is None:
            return "leads nowhere"
        further = target.get("$ref") if type(target) is dict else None
        if type(further) is not str:
            return ""
        reference = further
    return "leads back to itself"


def _of_a_schema(diagnostic: Diagnostic) -> Diagnostic:
    """Whatever keeps a schema from being read keeps every file from being checked."""
    if diagnostic.code == "HC111":
        return diagnostic.replace(code="HC501", headline="a schema must be an object", help=())
    return diagnostic.replace(code="HC501")


def _pointer(path: KeyPath) -> str:
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "/".join(["#", *escaped])


def _shown(_: KeyPath) -> bool:
    return True
