"""Coercion: each type takes the texts of its row in the table, and no others."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg.coerce import DEPTH, DIGITS, Misfit, advice, coerce, of_items
from hacfg.setting import Setting

SECRET = "hunter2-s3cr3t"


def setting(*types: str, items: tuple[str, ...] = (), choices: tuple[Any, ...] = ()) -> Setting:
    """A setting of these types."""
    return Setting(("x",), types, ("X",), item_types=items, choices=choices)


def value(text: str, *types: str, items: tuple[str, ...] = ()) -> Any:
    """What a text that fits becomes."""
    result, misfit = coerce(text, setting(*types, items=items))
    assert misfit is None
    return result


def misfit_of(text: str, *types: str, items: tuple[str, ...] = ()) -> Misfit:
    """Why a text does not fit."""
    result, misfit = coerce(text, setting(*types, items=items))
    assert result is None
    assert misfit is not None
    return misfit


def same(left: Any, right: Any) -> bool:
    """Equal, and of the same type all the way down: True is not 1, 1 is not 1.0."""
    return repr(left) == repr(right)


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False).filter(
    lambda number: number not in (float("inf"), float("-inf"))
) | st.text()  # fmt: skip
trees = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6379", 6379),
        ("0", 0),
        ("-1", -1),
        ("-0", 0),
        ("007", 7),
        (" 6379\n", 6379),
        ("9" * DIGITS, 10**DIGITS - 1),
    ],
)
def test_an_integer_is_ascii_digits(text: str, number: int) -> None:
    """An integer is ASCII digits, perhaps after a minus; ASCII blanks around it are trimmed."""
    assert same(value(text, "integer"), number)


@pytest.mark.parametrize(
    "text",
    [
        "6379abc",
        "1e3",
        "6_379",
        "６３７９",
        "6379.0",
        "+1",
        "--1",
        "- 1",
        "6 379",
        "0x10",
        "1,000",
        "true",
        "null",
        "\u00a06379",
        "²",
    ],
)
def test_an_integer_is_nothing_else(text: str) -> None:
    """What int() or a shell would still read is refused, since nobody meant it."""
    assert misfit_of(text, "integer") == Misfit("must be an integer")


@pytest.mark.parametrize("text", ["9" * 5000, "-" + "9" * 5000, "0" * 5000])
@pytest.mark.parametrize("name", ["integer", "number"])
def test_an_integer_has_a_bounded_length(text: str, name: str) -> None:
    """Five thousand digits are refused before Python is asked to convert them."""
    assert misfit_of(text, name).reason.startswith(f"must be a{'n integer' * (name == 'integer')}")


def test_the_digits_allowed_are_never_too_many_for_python() -> None:
    """A process that lowered Python's own limit as far as it goes still converts the longest."""
    if not hasattr(sys, "set_int_max_str_digits"):
        pytest.skip("this Python has no limit")
    usual = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(DIGITS)
    try:
        number = value("9" * DIGITS, "integer")
    finally:
        sys.set_int_max_str_digits(usual)

    assert number == 10**DIGITS - 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("2.0", 2.0),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1.5e-3", -0.0015),
        ("1E3", 1000.0),
        ("1e+3", 1000.0),
        ("0e5", 0.0),
        ("0.000", 0.0),
        ("\t2.5 ", 2.5),
    ],
)
def test_a_number_is_decimal_or_exponent(text: str, number: float) -> None:
    """A number without point and exponent stays an integer, as in JSON."""
    assert same(value(text, "number"), number)


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "1_0",
        "1,5",
        "+1.5",
        "1e",
        "e5",
        ".",
        "-",
        "5s",
        "１.5",
        "0x1p3",
        "1.2.3",
        "true",
    ],
)
def test_a_number_is_nothing_else(text: str) -> None:
    """No infinity, no underscores, no units, no other digits."""
    assert misfit_of(text, "number") == Misfit("must be a number")


@pytest.mark.parametrize("text", ["1e999", "-1e999", "9" * 400, "1e-999", "-0.1e-400"])
def test_a_number_must_not_change_on_the_way(text: str) -> None:
    """A number that would become infinite or zero is refused."""
    assert misfit_of(text, "number").reason == "must be a number that a 64-bit float can hold"


@pytest.mark.parametrize("text", ["true", "TRUE", "True", "yes", "Yes", "on", "oN", "1", " true\n"])
def test_words_for_true(text: str) -> None:
    """True, yes, on and 1 are true in any case."""
    assert value(text, "boolean") is True


@pytest.mark.parametrize("text", ["false", "FALSE", "no", "NO", "off", "Off", "0", "\tno "])
def test_words_for_false(text: str) -> None:
    """False, no, off and 0 are false in any case."""
    assert value(text, "boolean") is False


@pytest.mark.parametrize(
    "text", ["maybe", "2", "t", "y", "01", "1.0", "enabled", "null", "ＯＮ", "o\u0000n"]
)  # fmt: skip
def test_other_words_are_no_boolean(text: str) -> None:
    """Any other text is refused rather than taken for true."""
    assert misfit_of(text, "boolean") == Misfit("must be true or false")


@pytest.mark.parametrize("text", ["x", " padded ", "$HOME", "${X}", "null", "@int 5", "[1]", "\t"])
def test_a_string_stays_as_it_is(text: str) -> None:
    """A string keeps its blanks and dollars, and is never read as anything else."""
    assert value(text, "string") == text
    assert value(text, "string", "null") == text


def test_a_string_is_text() -> None:
    """Bytes that are no UTF-8, which a variable can hold, are refused rather than failing later."""
    text = b"caf\xe9".decode("utf-8", "surrogateescape")

    assert misfit_of(text, "string") == Misfit("must be text in UTF-8")


@pytest.mark.parametrize("name", ["integer", "number", "boolean", "string", "array", "object"])
def test_empty_text_is_null_or_refused(name: str) -> None:
    """Empty text is null for a setting that may be null, and refused for any other."""
    assert value("", name, "null") is None
    assert misfit_of("", name) == Misfit("must not be empty", empty=True)


@pytest.mark.parametrize("name", ["integer", "number", "boolean", "array", "object"])
def test_blank_text_is_empty_for_all_but_strings(name: str) -> None:
    """Where blanks are trimmed, nothing but blanks is empty text."""
    assert value(" \t", name, "null") is None
    assert misfit_of(" \t", name).empty


def test_null_alone_takes_empty_text_only() -> None:
    """A setting that can only be null refuses every text."""
    assert value("", "null") is None
    assert misfit_of("null", "null") == Misfit("must be empty")


@pytest.mark.parametrize(
    ("text", "items", "expected"),
    [
        ("a", ("string",), ["a"]),
        ("a, b ,c", ("string",), ["a", "b", "c"]),
        ("1, 2", ("integer",), [1, 2]),
        ("1,2.5", ("number",), [1, 2.5]),
        ("yes,off", ("boolean",), [True, False]),
        ("1,x", ("integer", "string"), [1, "x"]),
        ("a:1,b:2", (), ["a:1", "b:2"]),
        ('["a, b", "c"]', ("string",), ["a, b", "c"]),
        (" [1, 2]\n", ("integer",), [1, 2]),
        ("[]", ("string",), []),
        ("null", ("string",), ["null"]),
        ("[::1]:26379,[::2]:26379", ("string",), ["[::1]:26379", "[::2]:26379"]),
        ("[2001:db8::1],h:1", ("string",), ["[2001:db8::1]", "h:1"]),
        ('[{"a": 1}]', ("object",), [{"a": 1}]),
    ],
)
def test_an_array_is_json_or_separated_by_commas(
    text: str, items: tuple[str, ...], expected: list[Any]
) -> None:
    """What begins as JSON is JSON; any other text is items, each coerced to the items' type."""
    assert same(value(text, "array", items=items), expected)


@pytest.mark.parametrize(
    ("text", "items", "detail"),
    [
        ("a,,b", ("string",), "item 2 is empty"),
        ("a,b,", ("string",), "item 3 is empty"),
        (",", ("string",), "item 1 is empty"),
        ("1, ", ("integer", "null"), "item 2 is empty"),
        ('"a","b"', ("string",), "item 1 is in quotes, as only JSON has it"),
        ("1,x", ("integer",), "item 2 must be an integer"),
        ("[1,2", ("integer",), "the JSON goes wrong at character 5"),
        ("['a']", ("string",), "the JSON goes wrong at character 2"),
        ("[1,]", ("integer",), None),
        ("[1]2", ("integer",), "the JSON goes wrong at character 4"),
        ("[NaN]", ("number",), "NaN and infinity are not JSON"),
        ("[-Infinity]", ("number",), "NaN and infinity are not JSON"),
        ("[1e999]", ("number",), "a number is too large or too small to hold"),
        (f"[{'9' * 5000}]", ("integer",), "a number is too large or too small to hold"),
        ('[{"a":1,"a":1}]', ("object",), "a key stands twice in one object"),
        ('["\\ud800"]', ("string",), "it holds half of a surrogate pair"),
        ("[" * 100_000, ("array",), f"it is nested more than {DEPTH} deep"),
        ("[" * 201 + "]" * 201, ("array",), f"it is nested more than {DEPTH} deep"),
        ('{"a": 1}', ("object",), ""),
    ],
)
def test_a_broken_array_says_where(text: str, items: tuple[str, ...], detail: str | None) -> None:
    """What is wrong inside an array is named by item or by character, and never quoted."""
    misfit = misfit_of(text, "array", items=items)

    assert misfit.reason.startswith("must be a JSON array")
    # Python 3.13 places the fault of a trailing comma elsewhere than its predecessors.
    assert misfit.detail == detail or (detail is None and "goes wrong" in misfit.detail)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{}", {}), (' {"a": [1, null]} ', {"a": [1, None]}), ('{"": "x"}', {"": "x"})],
)
def test_an_object_is_json(text: str, expected: dict[str, Any]) -> None:
    """An object is a JSON object."""
    assert same(value(text, "object"), expected)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("[1]", ""),
        ('"x"', ""),
        ("1", ""),
        ("null", ""),
        ("a=b", "the JSON goes wrong at character 1"),
        ("{'a': 1}", "the JSON goes wrong at character 2"),
        ('{"a": NaN}', "NaN and infinity are not JSON"),
        ('{"a": 1, "a": 2}', "a key stands twice in one object"),
        ('{"\\udfff": 1}', "it holds half of a surrogate pair"),
        ('{"a":' * 100_000, f"it is nested more than {DEPTH} deep"),
    ],
)
def test_an_object_is_nothing_else(text: str, detail: str) -> None:
    """Other JSON, and what Python's decoder lets pass, is refused."""
    assert misfit_of(text, "object") == Misfit("must be a JSON object", detail)


def test_json_may_be_as_deep_as_a_file() -> None:
    """The deepest allowed text is taken."""
    deepest = "[" * DEPTH + "]" * DEPTH

    assert value(deepest, "array", items=("array",)) == json.loads(deepest)


@pytest.mark.parametrize("name", ["array", "object"])
def test_json_null_is_null_where_json_is_expected(name: str) -> None:
    """For an array or object that may be null, the JSON text of null is null."""
    assert value(" null ", name, "null") is None


@pytest.mark.parametrize(
    ("text", "types", "expected"),
    [
        ("1", ("boolean", "integer"), 1),
        ("yes", ("boolean", "integer"), True),
        ("5", ("string", "integer", "null"), 5),
        ("5.0", ("string", "integer", "null"), "5.0"),
        ("", ("string", "integer", "null"), None),
        (" ", ("string", "integer", "null"), " "),
        (" 5", ("string", "integer"), 5),
        ("5", ("number", "integer"), 5),
        ("5.5", ("number", "integer"), 5.5),
        ("no", ("string", "boolean"), False),
        ("[1]", ("string", "array"), [1]),
        ("a,b", ("string", "array"), "a,b"),
        ("[a", ("string", "array"), "[a"),
        ('{"a":1}', ("array", "object"), {"a": 1}),
        ("5", (), "5"),
    ],
)
def test_of_several_types_the_narrowest_wins(
    text: str, types: tuple[str, ...], expected: Any
) -> None:
    """Types are tried from integer to string, in whatever order the schema lists them."""
    assert same(value(text, *types), expected)
    assert same(value(text, *reversed(types)), expected)


def test_a_choice_stays_the_text_that_it_is() -> None:
    """Beside true and false, the choice "on" is itself and not true."""
    mode = setting("boolean", "string", choices=(True, False, "on"))

    assert coerce("on", mode) == ("on", None)
    assert coerce("yes", mode) == (True, None)


def test_several_types_that_all_refuse_are_named_together() -> None:
    """The reason lists every type that would have done."""
    assert misfit_of("x", "integer", "boolean").reason == "must be an integer, or true or false"


@pytest.mark.parametrize(
    ("types", "items", "expected"),
    [
        (("integer",), (), "an integer"),
        (("number", "null"), (), "a number or empty for null"),
        (("boolean",), (), "true or false"),
        (("boolean", "null"), (), "true or false, or empty for null"),
        (("integer", "string", "null"), (), "an integer, a string, or empty for null"),
        (("array",), ("integer",), "a JSON array or integers separated by commas"),
        (("array",), (), "a JSON array or strings separated by commas"),
        (
            ("array",),
            ("string", "integer"),
            "a JSON array or integers or strings separated by commas",
        ),
        (("array",), ("object",), "a JSON array"),
        (("array", "string"), ("string",), "a JSON array or a string"),
        (("object",), (), "a JSON object"),
        ((), (), "a string"),
    ],
)
def test_advice_says_what_to_write(
    types: tuple[str, ...], items: tuple[str, ...], expected: str
) -> None:
    """Advice names the texts that fit, in the words of a label."""
    assert advice(setting(*types, items=items)) == expected


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ((2, 3), "2 or 3"),
        (("require", "prefer", None), "require or prefer"),
        ((True, "verify", "off"), "true, verify, or off"),
    ],
)
def test_advice_lists_the_choices(choices: tuple[Any, ...], expected: str) -> None:
    """Where the schema lists what is allowed, so does the advice."""
    assert advice(setting("integer", "string", choices=choices)) == expected


def test_an_item_is_a_setting_of_its_own() -> None:
    """The items of an array are coerced by their own types, not by the array's choices."""
    nodes = setting("array", items=("integer",), choices=([1],)).replace(default=[1])

    assert of_items(nodes) == setting("integer")


@given(st.integers(-(10**300), 10**300))
def test_every_integer_comes_back(number: int) -> None:
    """Law: the text of an integer becomes that integer, also as a number where a float holds it."""
    assert same(value(str(number), "integer"), number)
    assert same(value(str(number), "number"), number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_comes_back(number: float) -> None:
    """Law: the text of a finite float becomes that float."""
    assert same(value(repr(number), "number"), number)


@given(st.text(min_size=1))
def test_every_string_comes_back(text: str) -> None:
    """Law: a string that is not empty becomes itself, whether it may be null or not."""
    assert value(text, "string") == text
    assert value(text, "string", "null") == text


@given(st.lists(trees), st.booleans())
def test_every_array_comes_back_from_json(values: list[Any], ascii_only: bool) -> None:  # noqa: FBT001
    """Law: the JSON text of an array becomes that array."""
    text = json.dumps(values, ensure_ascii=ascii_only)

    assert same(value(text, "array", items=("string", "object")), values)


@given(st.dictionaries(st.text(), trees))
def test_every_object_comes_back_from_json(values: dict[str, Any]) -> None:
    """Law: the JSON text of an object becomes that object."""
    assert same(value(json.dumps(values), "object"), values)


addresses = st.from_regex(
    r"(\[[0-9a-f:]{0,9}:[0-9a-f]{0,4}\]|[a-z0-9.-]{0,9}[a-z0-9])(:[0-9]{1,5})?", fullmatch=True
)


@given(st.lists(addresses, min_size=1))
def test_every_list_of_addresses_comes_back(nodes: list[str]) -> None:
    """Law: addresses joined by commas become the list of them, also where brackets come first."""
    assert value(", ".join(nodes), "array", items=("string",)) == nodes


@given(st.text(), st.lists(st.sampled_from(["integer", "number", "boolean", "array", "object"])))
def test_any_text_is_a_value_or_a_misfit(text: str, types: list[str]) -> None:
    """Law: coercion raises nothing, and what it gives is of a type that the setting has."""
    python: dict[str, Any] = {
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "array": list,
        "object": dict,
    }
    kinds = tuple(python[name] for name in types) or (str,)

    result, misfit = coerce(text, setting(*types, items=("integer",)))

    assert (result is None) == (misfit is not None)
    assert misfit or any(isinstance(result, kind) for kind in kinds)


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        f"[{SECRET}]",
        f'["{SECRET}\n"]',
        f'["\\q{SECRET}"]',
        f'{{"{SECRET}": 1, "{SECRET}": 2}}',
        f"1,{SECRET}",
        f"{SECRET}\udcff",
    ],
)
@pytest.mark.parametrize("name", ["integer", "number", "boolean", "array", "object"])
def test_a_misfit_holds_nothing_of_the_text(text: str, name: str) -> None:
    """No secret: a misfit never quotes what it was given."""
    assert SECRET not in repr(misfit_of(text, name, items=("integer",)))
