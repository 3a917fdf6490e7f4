"""The drafts of JSON Schema that hacfg knows, and a schema of an old one as a new one says it."""

from __future__ import annotations

import json

from .schema import subschemas
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Draft(Value):
    """One draft: its name, the ``$schema`` of its schemas, and what differs between drafts.

    ``modern`` says that keywords beside ``$ref`` count; ``identifier`` is the keyword that names a
    schema.
    """

    name: str
    uri: str
    number: int
    modern: bool = False
    identifier: str = "$id"


DRAFT_7 = Draft("draft-07", "http://json-schema.org/draft-07/schema#", 7)
DRAFTS = (
    Draft("draft-04", "http://json-schema.org/draft-04/schema#", 4, identifier="id"),
    Draft("draft-06", "http://json-schema.org/draft-06/schema#", 6),
    DRAFT_7,
    Draft("2019-09", "https://json-schema.org/draft/2019-09/schema", 8, modern=True),
    Draft("2020-12", "https://json-schema.org/draft/2020-12/schema", 9, modern=True),
)
"""Those that a schema may follow; draft-03 and older ones, which say ``required`` of a property
itself, are refused."""


def draft_named(uri: object) -> Draft | None:
    """The draft that a ``$schema`` names, if hacfg knows it."""
    if type(uri) is not str:
        return None
    plain = uri.removesuffix("#")
    return next((draft for draft in DRAFTS if draft.uri.removesuffix("#") == plain), None)


def draft_of(document: dict[str, Any], default: Draft = DRAFT_7) -> Draft:
    """The draft that a schema follows."""
    return draft_named(document.get("$schema")) or default


def is_known(uri: str) -> bool:
    """Whether a URI names a metaschema, which jsonschema has at hand."""
    if "json-schema.org/" not in uri:
        return False
    from jsonschema_specifications import REGISTRY

    plain = uri.partition("#")[0]
    return plain in REGISTRY or f"{plain}#" in REGISTRY


def modernised(document: dict[str, Any], draft: Draft) -> dict[str, Any]:
    """A draft-07 schema as a later draft says the same."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    for _, schema in list(subschemas(copy)):
        if type(schema) is dict:
            _modernise(schema, draft)
    return copy


def _modernise(schema: dict[str, Any], draft: Draft) -> None:
    if type(schema.get("$ref")) is str:
        # What stood beside it counted for nothing.
        kept = {k: v for k, v in schema.items() if k == "$ref" or k.startswith("x-")}
        schema.clear()
        schema.update(kept)
    if draft.number > 8:
        rest = schema.pop("additionalItems", None)
        if type(schema.get("items")) is list:
            schema["prefixItems"] = schema.pop("items")
            schema |= {} if rest is None else {"items": rest}
    needs = schema.pop("dependencies", {})
    lists = {name: each for name, each in needs.items() if type(each) is list}
    others = {name: each for name, each in needs.items() if type(each) is not list}
    schema.update({"dependentRequired": lists} if lists else {})
    schema.update({"dependentSchemas": others} if others else {})


def classic(document: dict[str, Any]) -> dict[str, Any]:
    """A schema of 2019-09 or 2020-12 as draft-07 says the same.

    What draft-07 cannot say stays as it is, for the compiler to refuse by its name. A schema with
    a keyword that means something in draft-07 alone is given back unchanged.
    """
    if not draft_of(document).modern:
        return document
    copy: dict[str, Any] = json.loads(json.dumps(document))
    for _, schema in list(subschemas(copy)):
        if type(schema) is not dict:
            continue
        if not _ONLY_CLASSIC.isdisjoint(schema) or type(schema.get("items")) is list:
            return document
        _make_classic(schema)
    return {**copy, "$schema": DRAFT_7.uri}


_ONLY_CLASSIC = frozenset({"dependencies", "additionalItems"})
_WITHOUT_EFFECT = ("deprecated", "$anchor", "$dynamicAnchor")


def _make_classic(schema: dict[str, Any]) -> None:
    for keyword in _WITHOUT_EFFECT:
        schema.pop(keyword, None)
    needs = {**schema.pop("dependentSchemas", {})}
    for name, each in schema.pop("dependentRequired", {}).items():
        both = {"allOf": [{"required": each}, needs[name]]} if name in needs else each
        needs[name] = both
    if needs:
        schema["dependencies"] = needs
    if "$ref" in schema and len(schema) > 1:
        # Beside others a reference would be all that counts in draft-07.
        schema["allOf"] = [{"$ref": schema.pop("$ref")}, *schema.get("allOf", ())]
