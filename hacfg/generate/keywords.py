"""The keywords of JSON Schema that judge one type of value: each as code for an operand."""

from __future__ import annotations

import re

from .code import FALSE, TRUE, Code, both, either, text
from .literal import literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .source import Source

# The types of plain values, the frequent ones first. A JSON number is of either of two.
KINDS = ("str", "int", "float", "bool", "None", "list", "dict")
_KINDS_OF = {
    "string": ("str",),
    "integer": ("int",),
    "number": ("int", "float"),
    "boolean": ("bool",),
    "null": ("None",),
    "array": ("list",),
    "object": ("dict",),
}
_EMPTY = {"Length": '""', "Items": "[]", "Properties": "{}"}

# Letters and escaped signs, at the start, at the end or anywhere.
_plain_pattern = re.compile(
    r"(?P<start>\^?)(?P<body>(?:[^\\.^$*+?{}\[\]|()]|\\[^A-Za-z0-9])+)(?P<end>(?:\$\(\?!\\n\))?)"
).fullmatch


def is_kind(kinds: list[str], operand: str, kind_of: str) -> Code:
    """Whether the operand is of one of the kinds; ``kind_of`` is what gives its type."""
    return either(*(_is(kind, operand, kind_of, "is", "is not") for kind in kinds))


def is_no_kind(kinds: list[str], operand: str, kind_of: str) -> Code:
    """Whether the operand is of none of the kinds."""
    return both(*(_is(kind, operand, kind_of, "is not", "is") for kind in kinds))


def has(name: str, operand: str) -> Code:
    """Whether an object has a property."""
    return text(f"{literal(name)} in {operand}", f"{literal(name)} not in {operand}")


def typed(schema: dict[str, Any], kind: str, operand: str) -> Code:
    """``type``: an integer may be written 1.0."""
    if "type" not in schema:
        return TRUE
    types = [schema["type"]] if type(schema["type"]) is str else schema["type"]
    if any(kind in _KINDS_OF[name] for name in types):
        return TRUE
    return text(f"{operand}.is_integer()") if kind == "float" and "integer" in types else FALSE


def chosen(source: Source, schema: dict[str, Any], kind: str, operand: str) -> Code:
    """``enum`` and ``const``: numbers equal by value, and True is not 1, however deep."""
    stated = [schema["enum"]] if "enum" in schema else []
    stated += [[schema["const"]]] if "const" in schema else []
    return both(*(_one_of(source, values, kind, operand) for values in stated))


def limits(schema: dict[str, Any], operand: str) -> Code:
    """The range of a number, as one comparison where two limits make one."""
    low = [(schema[k], s) for k, s in (("minimum", "<="), ("exclusiveMinimum", "<")) if k in schema]
    high = [
        (schema[k], s) for k, s in (("maximum", "<="), ("exclusiveMaximum", "<")) if k in schema
    ]
    if len(low) == len(high) == 1:
        (least, above), (most, below) = low[0], high[0]
        return text(f"{literal(least)} {above} {operand} {below} {literal(most)}")
    return both(
        *(text(f"{literal(limit)} {sign} {operand}") for limit, sign in low),
        *(text(f"{operand} {sign} {literal(limit)}") for limit, sign in high),
    )


def lengths(schema: dict[str, Any], operand: str, of: str) -> Code:
    """The least and the greatest length: ``of`` is Length, Items or Properties."""
    least, most = schema.get(f"min{of}", 0), schema.get(f"max{of}")
    if least == 1 and most is None:
        return text(f"{operand} != {_EMPTY[of]}", f"{operand} == {_EMPTY[of]}")
    low = f"{int(least)} <= " if least > 0 else ""
    high = f" <= {int(most)}" if most is not None else ""
    return text(f"{low}len({operand}){high}") if low or high else TRUE


def found(source: Source, pattern: str, operand: str) -> Code:
    """Whether the pattern is found in a string; a plain one needs no regular expression."""
    plain = _plain_pattern(pattern)
    if plain is None:
        search = f"{source.search(pattern)}({operand})"
        return text(f"{search} is not None", f"{search} is None")
    body = literal(re.sub(r"\\(.)", r"\1", plain["body"], flags=re.DOTALL))
    if plain["start"] and plain["end"]:
        return text(f"{operand} == {body}", f"{operand} != {body}")
    if plain["start"]:
        return text(f"{operand}.startswith({body})")
    if plain["end"]:
        return text(f"{operand}.endswith({body})")
    return text(f"{body} in {operand}", f"{body} not in {operand}")


def unique(operand: str) -> Code:
    """``uniqueItems``."""
    keys = f"len({{*map(_key, {operand})}})"
    return text(f"{keys} == len({operand})", f"{keys} != len({operand})")


def _is(kind: str, operand: str, kind_of: str, verb: str, contrary: str) -> Code:
    asked = operand if kind == "None" else kind_of
    return text(f"{asked} {verb} {kind}", f"{asked} {contrary} {kind}")


def _one_of(source: Source, values: list[Any], kind: str, operand: str) -> Code:
    if kind == "None":
        return TRUE if None in values else FALSE
    if kind == "bool":
        return _flag(values, operand)
    if kind in ("list", "dict"):
        alike = [each for each in values if type(each).__name__ == kind]
        return either(*(_same(source, each, operand) for each in alike))
    types = (str,) if kind == "str" else (int, float)
    scalars = list(dict.fromkeys(each for each in values if type(each) in types))
    if len(scalars) > 1:
        listed = ", ".join(map(literal, scalars))
        return text(f"{operand} in {{{listed}}}", f"{operand} not in {{{listed}}}")
    if not scalars:
        return FALSE
    one = literal(scalars[0])
    return text(f"{operand} == {one}", f"{operand} != {one}", safe=kind == "str")


def _flag(values: list[Any], operand: str) -> Code:
    allowed = [flag for flag in (True, False) if any(each is flag for each in values)]
    if len(allowed) != 1:
        return TRUE if allowed else FALSE
    return text(f"{operand} is {allowed[0]}", f"{operand} is not {allowed[0]}", safe=True)


def _same(source: Source, value: Any, operand: str) -> Code:
    """Deep equality."""
    if _holds_numbers(value):
        key = source.key(value)
        return text(f"_key({operand}) == {key}", f"_key({operand}) != {key}")
    return text(f"{operand} == {literal(value)}", f"{operand} != {literal(value)}")


def _holds_numbers(value: Any) -> bool:
    """Whether a number or a boolean stands somewhere in a value, so that == could mix them up."""
    if type(value) is list:
        return any(map(_holds_numbers, value))
    if type(value) is dict:
        return any(map(_holds_numbers, value.values()))
    return type(value) in (int, float, bool)
