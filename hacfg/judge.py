"""A judge: jsonschema as a predicate, for schemas that nobody compiled."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def validator_of(schema: dict[str, Any]) -> Any:
    """The validator of a schema, of the draft that it names, draft-07 where it names none."""
    from jsonschema.validators import Draft7Validator, validator_for
    from jsonschema_specifications import REGISTRY

    kind = validator_for(schema, default=Draft7Validator)
    # A registry of its own, or jsonschema fetches remote references from the network.
    return kind(schema, registry=REGISTRY)


def predicate(schema: Callable[[], dict[str, Any]]) -> Callable[[Any], bool]:
    """Whether a schema accepts a value; it is asked for when there is a value to judge.

    False too where no answer is found, as for a value nested too deeply for the schema: the
    explanation says why.
    """
    made: list[Any] = []

    def accepts(value: Any) -> bool:
        if not made:
            made.append(validator_of(schema()))
        try:
            answer: bool = made[0].is_valid(value)
        except Exception:  # noqa: BLE001 - whatever stops jsonschema is no acceptance
            return False
        return answer

    return accepts
