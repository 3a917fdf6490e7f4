"""A bundle: a schema with all that it refers to inside it, so that every reference is a pointer.

A reference may name a part of its own document by pointer, anchor or ``$id``; a schema that hacfg
ships, by its ``$id``; or another file, by a path from the file that it stands in. Nothing is ever
fetched. What a reference needs is put under ``definitions``.
"""

from __future__ import annotations

import json
import os.path
from urllib.parse import unquote, urljoin

from .diagnostic import Fault
from .document import read_document
from .drafts import Draft, draft_of, is_known, modernised
from .formats import format_of
from .schema import resolve_pointer, subschemas
from .shipped import schema_path
from .suggest import closest
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .keypath import KeyPath

SHIPPED = {f"urn:hacfg:schemas/{name}.schema.json": name for name in ("redis", "database")}
_OF_A_FILE = ("$schema", "$id", "id", "x-files", "x-environments")
_DYNAMIC = frozenset({"$dynamicRef", "$recursiveRef"})


class Lost(Value):
    """Why a reference cannot be followed, and what to do."""

    problem: str
    advice: str = 'copy what it means under "definitions", and write "#/definitions/..."'


class _Resource(Value):
    """A schema with a base of its own: where it stands in the bundle, and its file and draft.

    ``anchors`` are the names inside it, each with the path of what it names.
    """

    path: KeyPath
    base: str
    file: str
    draft: Draft
    anchors: dict[str, KeyPath]


def bundled(document: dict[str, Any], file: str) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """The bundle of a schema in a file, and the references that cannot be followed (HC508).

    A schema whose references are pointers into itself is its own bundle.
    """
    named = any(_is_named(each) for path, each in subschemas(document) if path)
    if not named and not any(map(_leads_elsewhere, _references(document))):
        return document, tuple(_nowhere(document))
    bundle = _Bundle(document, file)
    faults = tuple(bundle.faults())
    return (document if faults else bundle.document), faults


def pointer(path: KeyPath) -> str:
    """A key path as a reference to it: ``#/properties/a~1b``."""
    steps = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "/".join(("#", *steps)).replace("%", "%25")


def _references(tree: Any) -> Iterator[str]:
    """Every reference, those in places too where only a pointer finds a schema."""
    if type(tree) is dict:
        if type(tree.get("$ref")) is str:
            yield tree["$ref"]
        for each in tree.values():
            yield from _references(each)
    elif type(tree) is list:
        for each in tree:
            yield from _references(each)


def _leads_elsewhere(reference: str) -> bool:
    """Whether a reference is no pointer."""
    return reference != "#" and not reference.startswith("#/")


def _is_named(schema: Any) -> bool:
    """Whether a schema has a name, by which it is referred to or which changes its pointers."""
    names = ("$id", "id", "$anchor")
    return type(schema) is dict and any(type(schema.get(keyword)) is str for keyword in names)


def _nowhere(document: dict[str, Any]) -> Iterator[Fault]:
    for path, schema in subschemas(document):
        reference = schema.get("$ref") if type(schema) is dict else None
        if type(reference) is str and not _is_schema(resolve_pointer(document, reference)):
            yield _fault(
                path, reference, Lost("leads nowhere", _near_definition(document, reference))
            )


def _near_definition(document: dict[str, Any], reference: str) -> str:
    head, _, name = unquote(reference).rpartition("/")
    around = resolve_pointer(document, head) if head else None
    near = closest(name, around) if type(around) is dict else None
    return f'did you mean "{head}/{near}"?' if near else Lost("").advice


def _is_schema(found: Any) -> bool:
    return type(found) in (dict, bool)


def _fault(path: KeyPath, reference: str, lost: Lost, within: str = "") -> Fault:
    return Fault(
        "HC508",
        f"the reference {_short(reference)} {lost.problem}",
        (*path, "$ref"),
        label="not to be followed",
        notes=(f"it stands in {within}",) if within else (),
        help=(lost.advice,) if lost.advice else (),
    )


def _short(reference: str) -> str:
    shown = reference if len(reference) <= 80 else f"{reference[:78]}…"
    return json.dumps(shown, ensure_ascii=False)


class _Bundle:
    """One bundle in the making."""

    def __init__(self, document: dict[str, Any], file: str) -> None:
        self.document: dict[str, Any] = json.loads(json.dumps(document))
        self.resources: dict[str, _Resource] = {}
        self.files: dict[str, KeyPath] = {}
        self.pending: list[tuple[KeyPath, _Resource, KeyPath]] = []
        self.draft = draft_of(document)
        # A dynamic reference looks for anchors in the resources that it came through.
        self.dynamic = any(
            type(each) is dict and not _DYNAMIC.isdisjoint(each)
            for _, each in subschemas(self.document)
        )
        self.seen: set[int] = set()
        self.names = set(self.document.get("definitions", ()))
        self._enter((), file, "", ())

    def faults(self) -> Iterator[Fault]:
        """Follows every reference, those in what is put in on the way too."""
        while self.pending:
            path, resource, home = self.pending.pop(0)
            schema = _at(self.document, path)
            reference = schema["$ref"]
            found = self._target(reference, resource, home or path)
            if isinstance(found, Lost):
                yield _fault(home or path, reference, found, resource.file if home else "")
            elif found is not None:
                schema["$ref"] = pointer(found)
                self._follow(found, resource, home)
        self._forget_names()

    def _enter(self, path: KeyPath, file: str, base: str, home: KeyPath) -> _Resource:
        """Takes a document into the bundle: its resources, anchors and references.

        ``home`` is the reference in the first document that led to it.
        """
        draft = draft_of(_at(self.document, path), self.draft)
        top = _Resource(path, base, file, draft, {})
        self.resources.setdefault(base, top)
        self._follow(path, top, home)
        return top

    def _follow(self, path: KeyPath, around_it: _Resource, home: KeyPath) -> None:
        """Takes in the schemas at a path, unless that was done before."""
        around: list[_Resource] = [around_it]
        for inner, schema in subschemas(_at(self.document, path)):
            if type(schema) is not dict or id(schema) in self.seen:
                continue
            self.seen.add(id(schema))
            whole = (*path, *inner)
            while len(around) > 1 and whole[: len(around[-1].path)] != around[-1].path:
                around.pop()
            resource = self._named(schema, whole, around[-1])
            if resource is not around[-1]:
                around.append(resource)
            for keyword in ("$anchor", "$dynamicAnchor"):
                if type(schema.get(keyword)) is str:
                    resource.anchors.setdefault(schema[keyword], whole)
            if type(schema.get("$ref")) is str:
                self.pending.append((whole, resource, home))

    def _named(self, schema: dict[str, Any], path: KeyPath, around: _Resource) -> _Resource:
        """The resource that a schema begins by its ``$id``, or the one around it."""
        identifier = schema.get(around.draft.identifier)
        if type(identifier) is not str or ("$ref" in schema and not around.draft.modern):
            return around
        if identifier.startswith("#"):
            around.anchors.setdefault(identifier[1:], path)
            return around
        base = _joined(around.base, identifier).partition("#")[0]
        resource = _Resource(path, base, around.file, around.draft, {})
        self.resources.setdefault(base, resource)
        return resource

    def _target(self, reference: str, resource: _Resource, home: KeyPath) -> KeyPath | Lost | None:
        """Where a reference leads in the bundle; None where it is best left as it stands."""
        uri, _, fragment = reference.partition("#")
        absolute = _joined(resource.base, uri) if uri else resource.base
        target = self.resources.get(absolute) if uri else resource
        if target is None:
            if is_known(absolute):
                return None
            found = self._put_in(uri, absolute, resource, home)
            if isinstance(found, Lost):
                return found
            target = found
        elif self.dynamic and not target.path and target is resource and fragment[:1] in ("", "/"):
            return None
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            path = target.anchors.get(fragment)
            if path is None:
                near = closest(fragment, target.anchors)
                return Lost("leads nowhere", f'did you mean "#{near}"?' if near else "")
            return path
        path = _path_of(_at(self.document, target.path), fragment)
        if path is None:
            return Lost("leads nowhere")
        return (*target.path, *path)

    def _put_in(
        self, uri: str, absolute: str, resource: _Resource, home: KeyPath
    ) -> _Resource | Lost:
        """Another schema, put under ``definitions``, or why that cannot be done."""
        name = SHIPPED.get(absolute)
        if name is not None:
            return self._put(name, schema_path(f"{name}.schema.json"), absolute, home)
        if absolute.startswith("urn:hacfg:"):
            near = closest(absolute, SHIPPED)
            return Lost("names no schema of hacfg", f'did you mean "{near}"?' if near else "")
        scheme = uri.partition(":")[0] if ":" in uri else ""
        if len(scheme) > 1:
            remote = scheme.lower() in ("http", "https", "ftp")
            place = "leads into the network" if remote else "leads out of the schema"
            return Lost(f"{place}, and hacfg fetches nothing")
        path = os.path.normpath(
            os.path.join(os.path.dirname(resource.file), unquote(uri).replace("/", os.sep))
        )
        if not os.path.isfile(path):
            if "://" in absolute:
                return Lost("leads into the network, and hacfg fetches nothing")
            return Lost("names a file that does not exist", "write its path from this file")
        return self._put(os.path.basename(path).partition(".")[0], path, absolute, home)

    def _put(self, name: str, file: str, base: str, home: KeyPath) -> _Resource | Lost:
        known = self.files.get(file)
        if known is not None:
            return next(each for each in self.resources.values() if each.path == known)
        document, _ = read_document(file, form=format_of(".json"))
        if document is None or document.tree is None:
            return Lost(
                "names a file that is no JSON Schema", f"hacfg schema check {file} says why"
            )
        tree = document.tree
        draft = draft_of(tree, self.draft)
        if draft.number > self.draft.number or (self.draft.modern and draft.number < 7):
            return Lost(
                f"leads to a schema of {draft.name}, from one of {self.draft.name}",
                f'write "$schema": "{draft.uri}" in both',
            )
        if self.draft.modern and not draft.modern:
            tree = modernised(tree, self.draft)
        self.names.add(free := _free(name, self.names))
        path: KeyPath = ("definitions", free)
        for keyword in _OF_A_FILE:
            if keyword != "id" or not draft.modern:
                tree = {key: value for key, value in tree.items() if key != keyword}
        self.document.setdefault("definitions", {})[free] = tree
        self.files[file] = path
        return self._enter(path, file, base, home)

    def _forget_names(self) -> None:
        """Drops what would change the meaning of pointers: bases and anchors below the top."""
        if self.dynamic:
            return
        for path, schema in list(subschemas(self.document)):
            if type(schema) is not dict or not path:
                continue
            schema.pop("$anchor", None)
            identifier = schema.get(self.draft.identifier)
            if type(identifier) is str:
                del schema[self.draft.identifier]


def _joined(base: str, reference: str) -> str:
    """A reference seen from a base (RFC 3986); urljoin knows no URN."""
    if ":" in reference.partition("/")[0] or not base:
        return reference
    if base.startswith("urn:"):
        return reference
    return urljoin(base, reference)


def _path_of(document: Any, fragment: str) -> KeyPath | None:
    """The key path of a JSON pointer (RFC 6901) where a schema stands."""
    path: list[str | int] = []
    node = document
    for step in fragment.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if type(node) is dict and name in node:
            path.append(name)
            node = node[name]
        elif type(node) is list and name.isdecimal() and int(name) < len(node):
            path.append(int(name))
            node = node[int(name)]
        else:
            return None
    return tuple(path) if _is_schema(node) else None


def _free(name: str, taken: set[str]) -> str:
    names = (name if number == 1 else f"{name}_{number}" for number in range(1, len(taken) + 2))
    return next(each for each in names if each not in taken)


def _at(tree: Any, path: KeyPath) -> Any:
    for part in path:
        tree = tree[part]
    return tree
