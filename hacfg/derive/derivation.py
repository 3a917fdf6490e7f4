"""The derivation of schemas that know of placeholders.

A placeholder is an unknown value of the right type. For every schema S there are two more:
``may`` accepts where some values of the placeholders make S accept, ``must`` where all of them
do. Each accepts more, or less, than it would have to where the truth is costly, never the other
way round; without placeholders both say what S says::

    S                   may S                           must S
    a setting's         S, or a placeholder             S, and no placeholder
    not A               not must A                      not may A
    if C then A else B  if must C then may A            if may C then must A
                        else, unless may C, may B       and unless must C, must B
                        else may A or may B

In a partial environment keys are unknown too: more of them may come. So ``may`` drops what
requires a key, and ``must`` what forbids one.
"""

from __future__ import annotations

import json
import re
from enum import Enum

from ..schema import ANNOTATIONS, resolve_pointer, subschemas
from .algebra import certain_logic, joined, or_null, possible_logic, trivial
from .place import A_NAME, Place, Unknown, beside, item, top, under
from .vocabulary import (
    DEFINITIONS,
    DRAFT,
    IN_A_FILE,
    IN_AN_ENVIRONMENT,
    NO_NULL,
    NO_OBJECT,
    STRUCTURE,
    is_composite,
    is_note,
    names_objects,
    own,
    stated_types,
    takes_all_texts,
    takes_placeholders,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias

    from .vocabulary import Document

    Mode: TypeAlias = Callable[[Any, Place], Any]


class Form(Enum):
    """What a derived schema is for."""

    WRITTEN = "written"
    PARTIAL = "partial"
    FILE = "file"


def written(document: Document) -> Document:
    """The schema of an environment as written, placeholders and all."""
    return _Derivation(document, Form.WRITTEN).environment()


def partial(document: Document) -> Document:
    """The schema of an environment that is only there to be extended: it requires nothing."""
    return _Derivation(document, Form.PARTIAL).environment()


def file_schema(document: Document) -> Document:
    """The schema of a whole config file, for editors: partial environments, or one flat config.

    null may stand for an object: it takes an inherited one away.
    """
    derivation = _Derivation(document, Form.FILE)
    listed = document.get("x-environments") is True
    return derivation.environments() if listed else derivation.environment()


class _Derivation:
    """One derivation: the document, the form, and the definitions found needed on the way."""

    def __init__(self, document: Document, form: Form) -> None:
        self.document = document
        self.form = form
        self.definitions: dict[str, Any] = {}
        self.names: dict[tuple[Any, ...], str] = {}
        listed = document.get("x-environments") is True
        self.extras = IN_AN_ENVIRONMENT if listed else IN_A_FILE
        self.kept = _referred_to_by_the_unknown(document)
        # In the drafts after 7 keywords beside $ref count.
        self.modern = "draft-0" not in document.get("$schema", DRAFT)

    def environment(self) -> Document:
        return self._complete(self._top_schema())

    def environments(self) -> Document:
        self.definitions = {"environment": self._top_schema(), **self.definitions}
        schema = {
            "title": "Config file with environments",
            "description": "Every key but $schema is an environment; one whose name begins with"
            " an underscore is only there to be extended.",
            "type": "object",
            "properties": dict(IN_A_FILE),
            "additionalProperties": {"$ref": "#/definitions/environment"},
        }
        return self._complete(schema)

    def may(self, schema: Any, place: Place) -> Any:
        if type(schema) is not dict:
            return schema
        parts = [self._reference(schema["$ref"], place, self.may)] if "$ref" in schema else []
        if not parts or self.modern:
            parts.append(self._possible(schema, place))
            parts += possible_logic(schema, *self._modes(place))
        return joined(self._notes(schema), parts)

    def must(self, schema: Any, place: Place) -> Any:
        if type(schema) is not dict:
            return schema
        parts = [self._reference(schema["$ref"], place, self.must)] if "$ref" in schema else []
        if not parts or self.modern:
            parts += self._certain(schema, place)
            parts += certain_logic(schema, *self._modes(place))
        return joined({}, parts)

    def _modes(self, place: Place) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
        return (lambda schema: self.may(schema, place)), (lambda schema: self.must(schema, place))

    def _possible(self, schema: Document, place: Place) -> Document:
        """The keywords of the schema itself, or what stands for something unknown."""
        judges = own(schema)
        plain = {**judges, **self._possible_structure(schema, place)}
        branches = [plain]
        if is_composite(judges):
            branches.append({"not": _shared("known")})
        elif place.unknown is Unknown.TEXT and not takes_all_texts(judges):
            branches.append(_shared("placeholder"))
        elif place.unknown is Unknown.VALUE and not takes_all_texts(judges):
            branches.append(_shared("whole_placeholder"))
        if place.partial and names_objects(judges):
            branches.append({"type": "object"})
        return {"anyOf": branches} if len(branches) > 1 else plain

    def _certain(self, schema: Document, place: Place) -> list[Any]:
        judges = own(schema)
        plain, *parts = self._certain_structure(schema, place)
        if place.partial and names_objects(judges):
            parts.append(NO_OBJECT)
        if is_composite(judges):
            parts.append(_shared("known"))
        elif takes_placeholders(judges) and not _settled(schema, judges, place):
            if place.unknown is Unknown.TEXT:
                parts.append({"not": _shared("placeholder")})
            elif place.unknown is Unknown.VALUE:
                parts.append({"not": _shared("whole_placeholder")})
        return [{**judges, **plain}, *parts]

    def _possible_structure(self, schema: Document, place: Place) -> Document:
        found = self._structure(schema, place, self.may)
        if place.partial:
            for keyword in ("required", "minProperties", "dependentRequired"):
                found.pop(keyword, None)
            self._drop_promises(found, place)
        if self.form is Form.FILE and place.partial:
            found.pop("maxProperties", None)
        if self.form is Form.FILE and place.top:
            self._admit_extras(found, root=schema is self.document)
        return {keyword: found[keyword] for keyword in schema if keyword in found} | found

    def _certain_structure(self, schema: Document, place: Place) -> list[Any]:
        found = self._structure(schema, place, self.must)
        parts = [_shared("known")] if schema.get("uniqueItems") is True else []
        if place.partial:
            parts += self._keep_lasting(found, place)
        return [{keyword: found[keyword] for keyword in schema if keyword in found} | found, *parts]

    def _structure(self, schema: Document, place: Place, mode: Mode) -> Document:
        """The keywords on arrays and objects, the schemas of what is inside in the given mode."""
        found = {keyword: value for keyword, value in schema.items() if keyword in STRUCTURE}
        for name, each in found.get("properties", {}).items():
            below = under(self.document, place, name, each)
            found["properties"] = {**found["properties"], name: self._entered(each, below, mode)}
        for pattern, each in found.get("patternProperties", {}).items():
            entry = self._entered(each, beside(self.document, place, each), mode)
            found["patternProperties"] = {**found["patternProperties"], pattern: entry}
        if "additionalProperties" in found:
            each = found["additionalProperties"]
            below = beside(self.document, place, each)
            found["additionalProperties"] = self._entered(each, below, mode)
        if "propertyNames" in found:
            found["propertyNames"] = mode(found["propertyNames"], A_NAME)
        if "items" in found:
            found["items"] = self._items(found["items"], place, mode)
        for keyword in ("dependencies", "dependentSchemas"):
            for name, each in found.get(keyword, {}).items():
                if type(each) is not list:
                    found[keyword] = {**found[keyword], name: mode(each, place)}
        return found

    def _items(self, items: Any, place: Place, mode: Mode) -> Any:
        if type(items) is not list:
            return mode(items, item(self.document, place, 0, items))
        return [
            mode(each, item(self.document, place, index, each)) for index, each in enumerate(items)
        ]

    def _entered(self, schema: Any, place: Place, mode: Mode) -> Any:
        """The schema of what stands under a key, where null may stand for nothing."""
        derived = mode(schema, place)
        return or_null(derived) if mode == self.may and self._removable(place) else derived

    def _drop_promises(self, found: Document, place: Place) -> None:
        """Drops the dependencies that a key still to come may fulfil."""
        for keyword in ("dependencies", "dependentSchemas"):
            if keyword not in found:
                continue
            kept = {name: each for name, each in found[keyword].items() if type(each) is not list}
            for name, each in kept.items():
                if self._removable(under(self.document, place, name)):
                    gone = {"properties": {name: {"type": "null"}}}
                    kept[name] = {"anyOf": [gone, each]}
            found[keyword] = kept
            if not kept:
                del found[keyword]

    def _keep_lasting(self, found: Document, place: Place) -> list[Any]:
        """What must hold besides, so that no key still to come undoes it; changes ``found``."""
        parts: list[Any] = []
        needed = list(found.get("required", ()))
        needed += (n for n, each in found.get("properties", {}).items() if not trivial(each))
        for keyword in ("dependencies", "dependentRequired", "dependentSchemas"):
            for each in found.pop(keyword, {}).values():
                needed += each if type(each) is list else []
                parts += [each] if type(each) is not list else []
        limits = [found.pop("patternProperties", {}) != {}, "maxProperties" in found]
        limits += (
            not trivial(found.pop(keyword, True))
            for keyword in ("additionalProperties", "propertyNames")
        )
        if any(limits) or (self.form is Form.FILE and "minProperties" in found):
            parts.append(NO_OBJECT)
        if needed:
            found["required"] = list(dict.fromkeys(needed))
        gone = [n for n in needed if self._removable(under(self.document, place, n))]
        return [*parts, {"properties": dict.fromkeys(gone, NO_NULL)}] if gone else parts

    def _admit_extras(self, found: Document, *, root: bool) -> None:
        """Lets the keys of hacfg stand beside the settings of an environment or a flat file."""
        if root or not trivial(found.get("additionalProperties", True)):
            found["properties"] = {**self.extras, **found.get("properties", {}), **self.extras}
        if "patternProperties" in found:
            found["patternProperties"] = {
                _sparing(pattern, self.extras): each
                for pattern, each in found["patternProperties"].items()
            }
        if "propertyNames" in found:
            found["propertyNames"] = {
                "anyOf": [found["propertyNames"], {"enum": list(self.extras)}]
            }

    def _reference(self, reference: Any, place: Place, mode: Mode) -> Document:
        target = resolve_pointer(self.document, reference) if type(reference) is str else None
        if type(target) not in (dict, bool):
            return {"$ref": reference}
        key = (id(target), mode == self.must, *place.key)
        if key not in self.names:
            name = self.names[key] = self._free_name(reference, certain=mode == self.must)
            self.definitions[name] = True
            self.definitions[name] = mode(target, place)
        return {"$ref": f"#/definitions/{self.names[key]}"}

    def _free_name(self, reference: str, *, certain: bool) -> str:
        last = re.sub(r"[^A-Za-z0-9_-]", "_", reference.rpartition("/")[2].lstrip("#")) or "self"
        stem = f"certain_{last}" if certain else last
        taken = {*DEFINITIONS, "environment", *self.definitions, *self.kept}
        names = (stem if number == 1 else f"{stem}_{number}" for number in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)

    def _top_schema(self) -> Document:
        place = top(self.document, partial=self.form is not Form.WRITTEN)
        derived: Document = self.may(self.document, place)
        return derived

    def _complete(self, schema: Document) -> Document:
        """The schema under a name of its own, with the definitions that it needs."""
        head = {"$schema": self.document.get("$schema", DRAFT)}
        if type(self.document.get("$id")) is str:
            head["$id"] = _identifier(self.document["$id"], self.form)
        known = {**self.definitions, **DEFINITIONS}
        needed: list[str] = []
        pending = [schema]
        while pending:
            for _, each in subschemas(pending.pop(0)):
                name = str(each.get("$ref", "")).rpartition("/")[2] if type(each) is dict else ""
                if name in known and name not in needed:
                    needed.append(name)
                    pending.append(known[name])
        found = {name: known[name] for name in known if name in needed} | self.kept
        original = {"$defs": self.document["$defs"]} if "$defs" in self.document else {}
        whole = {**head, **schema, **original, **({"definitions": found} if found else {})}
        # A copy, so that nobody changes the document through it.
        derived: Document = json.loads(json.dumps(whole))
        return derived

    def _notes(self, schema: Document) -> Document:
        if self.form is not Form.FILE:
            return {keyword: value for keyword, value in schema.items() if is_note(keyword)}
        # Strict validators of editors refuse keywords that they do not know.
        shown = ANNOTATIONS - {"$comment"}
        return {keyword: value for keyword, value in schema.items() if keyword in shown}

    def _removable(self, place: Place) -> bool:
        """Whether null may stand for an inherited object that is taken away."""
        holds_object = place.unknown is Unknown.OBJECT or "object" in place.types
        return self.form is Form.FILE and place.partial and holds_object


def _settled(schema: Document, judges: Document, place: Place) -> bool:
    """Whether every value of the right type passes the keywords of the schema itself."""
    holds_something = not place.types or not {"array", "object"}.isdisjoint(place.types)
    if holds_something and not schema.keys().isdisjoint(STRUCTURE):
        return False
    return not judges or (
        judges.keys() == {"type"} and bool(place.types) and set(place.types) <= stated_types(judges)
    )


def _shared(name: str) -> Document:
    return {"$ref": f"#/definitions/{name}"}


def _referred_to_by_the_unknown(document: Document) -> Document:
    """The definitions as they are, if a keyword that is not understood may refer to them."""
    opaque = [own(schema) for _, schema in subschemas(document) if type(schema) is dict]
    return dict(document.get("definitions", {})) if '"$ref"' in json.dumps(opaque) else {}


def _sparing(pattern: str, names: Iterable[str]) -> str:
    """The pattern, made to pass over some names that it would match."""
    if not any(re.search(pattern, name) for name in names):
        return pattern
    return rf"^(?!(?:{'|'.join(map(re.escape, names))})$(?!\n))[\s\S]*?(?:{pattern})"


def _identifier(base: str, form: Form) -> str:
    """``redis.schema.json`` becomes ``redis_config.schema.json``, ``urn:a`` ``urn:a_config``."""
    suffix = "config" if form is Form.FILE else form.value
    for ending in (".schema.json", ".json"):
        if base.endswith(ending):
            return f"{base[: -len(ending)]}_{suffix}{ending}"
    return f"{base.rstrip('#')}_{suffix}"
