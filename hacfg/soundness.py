"""The soundness of a schema: what the metaschemas have against it, and circles in it."""

from __future__ import annotations

import json
import re
import warnings

from .circles import circle
from .diagnostic import Fault, Part
from .drafts import DRAFT_7, DRAFTS, draft_named
from .keypath import legible
from .shipped import schema_path
from .suggest import closest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .drafts import Draft
    from .keypath import KeyPath


def pointer(path: KeyPath) -> str:
    """A key path as the JSON pointer that schema tools print: ``#/properties/port``."""
    steps = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "/".join(("#", *steps))


def unsound(tree: Any) -> tuple[Fault, ...]:
    """What the metaschema of its draft (HC503), or that of hacfg's keywords (HC505), refuses.

    A keyword of somebody else that begins with ``x-`` is left alone. A pattern that Python cannot
    read is HC507.
    """
    if type(tree) is not dict:
        return (Fault("HC503", "a schema must be an object", label="no object"),)
    draft = draft_named(tree.get("$schema", DRAFT_7.uri))
    if draft is None:
        return (_no_draft(tree["$schema"]),)
    found: dict[KeyPath, Fault] = {}
    for error in _errors(tree, draft):
        path = tuple(error.absolute_path)
        found.setdefault(path, _refused(path, error))
    for fault in _of_our_keywords(tree):
        found.setdefault(fault.path, fault)
    return tuple(found.values())


def endless(tree: dict[str, Any]) -> tuple[Fault, ...]:
    """A schema that refers to itself for the same value: no validator would come to an end."""
    path = circle(tree)
    if path is None:
        return ()
    headline = f"the reference at {pointer(path)} leads back to itself"
    advice = "refer to it from a property or from items, where the value is another one"
    return (Fault("HC508", headline, (*path, "$ref"), label="without end", help=(advice,)),)


def broken_pattern(pattern: str) -> str:
    """Why Python cannot read a regular expression; empty where it can."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except re.error as error:
        return str(error.msg)
    except (RecursionError, OverflowError):
        return "it is too large"
    return ""


def our_metaschema() -> dict[str, Any]:
    """The metaschema of the keywords of hacfg."""
    with open(schema_path("hacfg.metaschema.json"), "rb") as stream:
        document: dict[str, Any] = json.loads(stream.read())
    return document


def _errors(tree: dict[str, Any], draft: Draft) -> Iterator[Any]:
    from jsonschema.validators import validator_for
    from jsonschema_specifications import REGISTRY

    kind = validator_for({"$schema": draft.uri})
    validator = kind(kind.META_SCHEMA, registry=REGISTRY, format_checker=kind.FORMAT_CHECKER)
    found: Iterator[Any] = validator.iter_errors(tree)
    return found


def _refused(path: KeyPath, error: Any) -> Fault:
    problem = broken_pattern(error.instance) if _is_of_a_pattern(error) else ""
    if problem:
        headline = f"Python cannot read the pattern at {pointer(path)}: {problem}"
        part = Part.VALUE if path[-1:] == ("pattern",) else Part.KEY
        named = path if part is Part.VALUE else (*path, error.instance)
        return Fault("HC507", headline, named, part, problem, help=(advice_on(error.instance),))
    label = f"refused by the metaschema's {error.validator}"
    return Fault("HC503", f"the schema is not valid at {pointer(path)}", path, label=label)


def _is_of_a_pattern(error: Any) -> bool:
    is_text = error.validator == "format" and isinstance(error.instance, str)
    return is_text and error.validator_value == "regex"


def advice_on(pattern: str) -> str:
    """What to write in place of what other engines of regular expressions know."""
    if re.search(r"\\[pP]\{", pattern):
        return "Python knows no \\p{...}: list the characters, as in [A-Za-z0-9]"
    if re.search(r"\(\?<[A-Za-z]", pattern):
        return "leave the name of the group out: (...) in place of (?<name>...)"
    if re.search(r"\\[zZcC/]|\\u\{", pattern):
        return "write the character itself, or $ for the end"
    return "try it in Python: re.compile(...) must take it"


def _of_our_keywords(tree: dict[str, Any]) -> Iterator[Fault]:
    from jsonschema import Draft7Validator

    definitions = our_metaschema()["definitions"]
    known = definitions["keywords"]["properties"]
    ours = {"$ref": "#/definitions/root", "definitions": definitions}
    for error in Draft7Validator(ours).iter_errors(tree):
        path = tuple(error.absolute_path)
        if "propertyNames" not in error.absolute_schema_path:
            keyword = next((each for each in reversed(path) if each in known), "")
            yield _wrong_value(path, str(keyword), known.get(keyword, {}))
            continue
        name = str(error.instance)
        near = name if name in known else closest(name, known)
        if near is not None:
            yield _wrong_name((*path, name), near, error.validator_value)


def _wrong_value(path: KeyPath, keyword: str, said: dict[str, Any]) -> Fault:
    headline = f"{keyword or 'a keyword of hacfg'} cannot be so at {pointer(path)}"
    notes = (f"{keyword}: {said['description']}",) if "description" in said else ()
    advice = "docs/schemas.md describes the keywords of hacfg"
    return Fault("HC505", headline, path, label="not so", notes=notes, help=(advice,))


def _wrong_name(path: KeyPath, near: str, allowed: list[str]) -> Fault:
    name, around = str(path[-1]), pointer(path[:-1])
    if name == near:
        headline = f"{name} has no meaning at {around}"
        advice = f"here {', '.join(allowed)} {'has one' if len(allowed) == 1 else 'have one'}"
        return Fault("HC505", headline, path, Part.KEY, "not here", help=(advice,))
    headline = f"{legible(name)} at {around} is no keyword of hacfg"
    advice = f"did you mean {near}?"
    return Fault("HC505", headline, path, Part.KEY, "no such keyword", help=(advice,))


def _no_draft(stated: object) -> Fault:
    text = stated if type(stated) is str else ""
    # https in place of http is a frequent slip.
    near = next((draft for draft in DRAFTS if draft.name in text), DRAFT_7)
    old = "draft-03" in text
    return Fault(
        "HC503",
        "hacfg does not know draft-03" if old else "$schema names no draft of JSON Schema",
        ("$schema",),
        label="too old" if old else "no draft",
        notes=(f"it knows {', '.join(draft.name for draft in DRAFTS)}",),
        help=(f'write "$schema": "{near.uri}"',),
    )
