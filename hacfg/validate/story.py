"""The story of a finding: what the author of the schema says of it, and under which condition."""

from __future__ import annotations

from ..schema import resolve_pointer
from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from jsonschema.exceptions import ValidationError

    from .subject import Subject


class Story(Value):
    """The nearest ``x-message`` and the nearest condition.

    ``otherwise`` says that the condition does not hold: the finding is in its ``else``.
    """

    message: str = ""
    condition: Any = None
    otherwise: bool = False

    def names(self, present: Mapping[str, Any]) -> list[str]:
        """The settings of the condition, those that are there."""
        return list(dict.fromkeys(spoken(self.condition, present)))

    def decisive(self) -> frozenset[str]:
        """The settings whose values decide the condition."""
        return frozenset(_compared(self.condition))


def story_of(error: ValidationError, subject: Subject) -> Story:
    """Walks the schema from its top to the failed keyword, through references."""
    story = Story()
    node: Any = subject.schema
    *steps, keyword = error.absolute_schema_path or (None,)
    for index, step in enumerate([*steps, keyword]):
        while type(node) is dict and step not in node and type(node.get("$ref")) is str:
            node = resolve_pointer(subject.schema, node["$ref"])
            story = _heard(story, node)
        if index == len(steps):
            break
        if type(node) is dict and step in ("then", "else"):
            story = story.replace(condition=node.get("if"), otherwise=step == "else")
        if step in ("dependencies", "dependentSchemas") and index + 1 < len(steps):
            story = story.replace(condition={"required": [steps[index + 1]]}, otherwise=False)
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            # A reference beside other keywords leaves no trace in the path.
            break
        story = _heard(story, node)
    return story


def spoken(schema: Any, present: Mapping[str, Any]) -> Iterator[str]:
    """The keys that a rule speaks of and that are there; of alternatives only the first."""
    if type(schema) is list:
        for item in schema:
            yield from spoken(item, present)
    if type(schema) is not dict:
        return
    required = schema.get("required", ())
    named = [*schema.get("properties", ()), *(required if type(required) is list else ())]
    yield from (name for name in named if name in present)
    for keyword in ("allOf", "not", "if"):
        yield from spoken(schema.get(keyword), present)
    for keyword in ("anyOf", "oneOf"):
        branches = (list(spoken(branch, present)) for branch in schema.get(keyword, ()))
        yield from next(filter(None, branches), ())


def _compared(schema: Any) -> Iterator[str]:
    if type(schema) is list:
        for item in schema:
            yield from _compared(item)
    elif type(schema) is dict:
        yield from schema.get("properties", ())
        for keyword in ("allOf", "anyOf", "oneOf", "not", "if"):
            yield from _compared(schema.get(keyword))


def _heard(story: Story, node: Any) -> Story:
    if type(node) is dict and type(node.get("x-message")) is str:
        return story.replace(message=node["x-message"])
    return story
