"""Tests of the limit on what a compiled schema may grow to."""

from __future__ import annotations

from typing import Any

from hacfg.generate.module import module_source


def nested(levels: int) -> dict[str, Any]:
    """A setting whose alternatives hold alternatives, so many levels deep."""
    inner: dict[str, Any] = {"type": "integer"}
    for _ in range(levels):
        choices = [
            {"type": "object", "required": [name], "properties": {name: inner}} for name in "abc"
        ]
        inner = {"oneOf": choices}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": {"shape": inner, "name": {"type": "string"}},
    }


def test_a_few_alternatives_compile() -> None:
    """Alternatives within alternatives are within the limit."""
    source, faults = module_source(nested(2), name="shapes")

    assert faults == ()
    assert "def resolved" in source


def test_too_many_combinations_are_refused_at_their_place() -> None:
    """A schema whose forms grow beyond the limit is refused, and the reader told where."""
    source, (fault,) = module_source(nested(4), name="shapes")

    assert source == ""
    assert (fault.code, fault.path) == ("HC504", ("properties", "shape"))
    assert "split the schema" in fault.help[0]
