"""Hypothesis strategies: schemas of the compiled subset, and documents that nearly fit them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

DRAFT = "http://json-schema.org/draft-07/schema#"
NAMES = ("a", "b", "ab", "title")
TEXTS = ("", "a", "ab", "b\n", "é", "1", "${A}", "${B:-1}", "x${A}", "${A}\n")
NUMBERS = (-1, 0, 1, 2, 0.0, 1.0, 1.5, -0.5, 10**20)
SCALARS = (*TEXTS, *NUMBERS, True, False, None)
PATTERNS = (
    r"\d",
    "a",
    "^a",
    "b$",
    "^ab$(?!\\n)",
    "[0-9]",
    "",
    r"\$\{",
    r"^\$\{",
    r"\}$(?!\n)",
    "^(?:a|é)",
)
TYPES = ("string", "integer", "number", "boolean", "null", "array", "object")

names = st.sampled_from(NAMES)
scalars = st.sampled_from(SCALARS)
numbers = st.sampled_from(NUMBERS)
lengths = st.integers(0, 3)


def below(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Arrays and objects of what is inside.

    Three nested arrays could hide a repeated item from jsonschema, which sorts them with
    True equal to 1; so an array of anything has two items at most.
    """
    return st.one_of(
        st.lists(inner, max_size=2),
        st.lists(scalars, max_size=4),
        st.dictionaries(names, inner, max_size=3),
    )


documents = st.recursive(scalars, below, max_leaves=6)


def _keywords(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    maps = st.dictionaries(names, inner, max_size=3)
    several = st.lists(inner, min_size=1, max_size=3)
    return {
        "type": st.sampled_from(TYPES) | st.lists(st.sampled_from(TYPES), min_size=1, unique=True),
        "enum": st.lists(st.recursive(scalars, below, max_leaves=2), min_size=1, max_size=3),
        "const": st.recursive(scalars, below, max_leaves=3),
        "minimum": numbers,
        "maximum": numbers,
        "exclusiveMinimum": numbers,
        "exclusiveMaximum": numbers,
        "minLength": lengths,
        "maxLength": lengths,
        "pattern": st.sampled_from(PATTERNS),
        "items": inner,
        "minItems": lengths,
        "maxItems": lengths,
        "uniqueItems": st.booleans(),
        "properties": maps,
        "patternProperties": st.dictionaries(st.sampled_from(PATTERNS), inner, max_size=2),
        "additionalProperties": inner,
        "propertyNames": inner,
        "required": st.lists(names, unique=True, max_size=2),
        "minProperties": lengths,
        "maxProperties": lengths,
        "dependencies": st.dictionaries(names, st.lists(names, unique=True) | inner, max_size=2),
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
        "title": st.just("A title"),
        "default": scalars,
    }


def _schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    keywords = _keywords(inner)

    def filled(chosen: list[str]) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({keyword: keywords[keyword] for keyword in chosen})

    return st.lists(st.sampled_from(sorted(keywords)), max_size=4, unique=True).flatmap(filled)


references = st.sampled_from(("#", "#/definitions/a", "#/definitions/b", "#/properties/a"))
subschemas = st.recursive(
    st.booleans() | _schemas(st.booleans()) | references.map(lambda ref: {"$ref": ref}),
    _schemas,
    max_leaves=6,
)


@st.composite
def schemas(draw: Callable[[st.SearchStrategy[Any]], Any]) -> dict[str, Any]:
    """A whole schema: any at all, or an environment with settings and rules on them."""
    definitions = {"definitions": {"a": draw(subschemas), "b": draw(subschemas)}}
    head = {"$schema": DRAFT, **definitions}
    properties = {"properties": {name: draw(subschemas) for name in draw(st.sets(names))}}
    if draw(st.booleans()):
        return {**properties, **draw(_schemas(subschemas)), **head}
    rules = {"allOf": draw(st.lists(_schemas(subschemas), max_size=2))}
    return {**head, "type": "object", **properties, **(rules if rules["allOf"] else {})}
