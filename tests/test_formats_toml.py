"""How a TOML text is read, what is said of a bad one, and where its entries stand."""

from __future__ import annotations

import json
import re

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from hacfg.formats import Span, Spot
from hacfg.formats.json import DEPTH
from hacfg.formats.toml import locate, parse, within
from hacfg.formats.toml_mistakes import mistake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from hacfg.keypath import KeyPath

SECRET = "hunter2"


def marked(text: str) -> tuple[str, int, int]:
    """A text without the marks ⟦ and ⟧, and the offsets between which they stood."""
    before, rest = text.split("⟦")
    inside, after = rest.split("⟧")
    return before + inside + after, len(before), len(before) + len(inside)


def refusal(text: str) -> Spot:
    """The only spot of a text that gives no tree."""
    tree, spots = parse(text)
    assert tree is None
    assert len(spots) == 1
    return spots[0]


# A small writer of TOML, since one that exists knows one style: its own.

names = st.sampled_from(["a", "b-c", "0", "a.b", "", "ü 😀", 'x"\\', "it's", "=", "[#]"])
scalars: st.SearchStrategy[Any] = (
    st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("ab \"'\\#=,]}\n\tü😀", max_size=8)
)
values: st.SearchStrategy[Any] = st.deferred(
    lambda: scalars | st.lists(values, max_size=3) | tables
)
tables: st.SearchStrategy[dict[str, Any]] = st.dictionaries(names, values, max_size=4)


@st.composite
def keys(draw: st.DrawFn, name: str) -> str:
    """A key: bare where it may be, in double or in single quotes."""
    ways = [json.dumps(name, ensure_ascii=draw(st.booleans())).replace("\\ud83d\\ude00", "😀")]
    if re.fullmatch(r"[A-Za-z0-9_-]+", name):
        ways.append(name)
    if "'" not in name:
        ways.append(f"'{name}'")
    return draw(st.sampled_from(ways))


@st.composite
def strings(draw: st.DrawFn, value: str) -> str:
    """A string of one of the four kinds, as far as they can hold it."""
    escaped = json.dumps(value, ensure_ascii=False)[1:-1]
    ways = [
        f'"{escaped}"',
        f'"""\n{escaped}"""',
        f'"""\\\n   {escaped}"""' if escaped.strip() else '""""""',
    ]
    raw = value.replace("\\", "\\\\").replace('"""', '""\\"')
    ways.append(f'"""\n{raw}"""')
    if "'" not in value and "\n" not in value:
        ways.append(f"'{value}'")
    if "'''" not in value:
        ways.append(f"'''\n{value}'''")
    return draw(st.sampled_from([way for way in ways if tomli_value(way) == value]))


def tomli_value(text: str) -> Any:
    """The value that a text stands for, or the text where it stands for none."""
    try:
        return tomli.loads(f"value = {text}")["value"]
    except tomli.TOMLDecodeError:
        return text


@st.composite
def inline(draw: st.DrawFn, value: Any) -> str:
    """A value on the right of an equals sign."""
    if isinstance(value, str):
        return draw(strings(value))
    if isinstance(value, list):
        gap = draw(st.sampled_from(["", " ", "\n  ", " # no, ]\n"]))
        items = f"{gap},{gap}".join(draw(inline(item)) for item in value)
        comma = draw(st.sampled_from(["", ","])) if value else ""
        return f"[{gap}{items}{comma}{gap}]"
    if isinstance(value, dict):
        pairs = [f"{draw(keys(n))} = {draw(inline(v))}" for n, v in value.items()]
        return f"{{ {', '.join(pairs)} }}"
    return json.dumps(value)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A TOML text in a mixture of styles, and the tree that it stands for."""
    tree = draw(tables)
    text = "".join(draw(table(tree, "")))
    line_end = draw(st.sampled_from(["\n", "\r\n"]))
    return text.replace("\n", line_end), tree


@st.composite
def table(draw: st.DrawFn, tree: dict[str, Any], header: str) -> list[str]:
    """The lines of a table: its own entries first, then the tables that have a header."""
    own, below = [], []
    for name, value in tree.items():
        key = draw(keys(name))
        way = draw(st.sampled_from(["inline", "dotted", "header"]))
        if value and isinstance(value, dict) and way == "dotted":
            own += [f"{key} . {line}" for line in draw(dotted(value))]
        elif isinstance(value, dict) and way == "header":
            head = f"{header}.{key}" if header else key
            below += [f"[ {head} ] # a table\n", *draw(table(value, head))]
        elif tables_only(value) and way == "header":
            head = f"{header} . {key}" if header else key
            for item in value:
                below += [f"[[{head}]]\n", *draw(table(item, head))]
        else:
            own.append(f"  {key}={draw(inline(value))}  # [x] = 1\n")
    return own + below


@st.composite
def dotted(draw: st.DrawFn, tree: dict[str, Any]) -> list[str]:
    """The entries of a table, each with a dotted key to follow the one given."""
    lines = []
    for name, value in tree.items():
        key = draw(keys(name))
        if value and isinstance(value, dict) and draw(st.booleans()):
            lines += [f"{key}.{line}" for line in draw(dotted(value))]
        else:
            lines.append(f"{key} = {draw(inline(value))}\n")
    return lines


def tables_only(value: Any) -> bool:
    """Whether a value can be written as an array of tables."""
    return bool(value) and isinstance(value, list) and all(isinstance(v, dict) for v in value)


def nodes(tree: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every value of a tree, containers included."""
    yield path, tree
    if isinstance(tree, (dict, list)):
        for name, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from nodes(value, (*path, name))


@given(documents())
def test_a_good_text_is_what_tomli_reads(document: tuple[str, dict[str, Any]]) -> None:
    """Law: a text without dates, NaN and infinity gives the tree that it was written from."""
    text, tree = document

    assert repr(sorted_keys(parse(text)[0])) == repr(sorted_keys(tree))
    assert parse(text)[1] == ()


def sorted_keys(tree: Any) -> Any:
    """A tree with its keys in one order: tables with a header stand behind the others."""
    if isinstance(tree, dict):
        return {name: sorted_keys(tree[name]) for name in sorted(tree)}
    return [sorted_keys(value) for value in tree] if isinstance(tree, list) else tree


@given(documents())
def test_every_toml_span_reparses_to_its_value(document: tuple[str, dict[str, Any]]) -> None:
    """Law: a span is its value or, for a table that has none of its own, the name of it."""
    text, tree = document
    expected = dict(nodes(tree))

    found = locate(text, expected)

    assert found.keys() == expected.keys()
    for path, span in found.items():
        if not path:
            assert (span.start, span.end) == (0, len(text))
            continue
        name = next(part for part in reversed(path) if isinstance(part, str))
        value, key = text[span.start : span.end], text[span.key_start : span.key_end]
        if key:
            assert tomli.loads(f"{key} = 1") == {path[-1]: 1}
        else:
            assert span.key_start == span.key_end == span.start
            assert isinstance(path[-1], int)
        if isinstance(expected[path], (dict, list)) and value[0] not in "[{":
            assert tomli.loads(f"{value} = 1") == {name: 1}
        else:
            assert repr(tomli_value(value)) == repr(expected[path])


@given(documents(), st.data())
def test_a_toml_window_shows_the_scalars_that_overlap_it(
    document: tuple[str, dict[str, Any]], data: st.DataObject
) -> None:
    """Law: within a window are exactly the scalars of which at least one character lies in it."""
    text, tree = document
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    paths = [path for path, value in nodes(tree) if not isinstance(value, (dict, list))]

    expected = {
        path: span
        for path, span in locate(text, paths).items()
        if span.start < end and start < span.end
    }
    assert within(text, start, end) == expected


def test_a_table_stands_where_its_own_header_names_it() -> None:
    """A header of its own says more of a table than a part of another header."""
    text, start, end = marked("[a.b]\nx = 1\n\n[⟦a⟧]\ny = 2\n")

    assert locate(text, [("a",)]) == {("a",): Span(start, end, start, end)}


def test_integers_may_be_of_any_size() -> None:
    """An integer beyond 64 bits is one all the same, as in JSON."""
    assert parse(f"a = {2**70}\nb = 0x{2**70:x}\n") == ({"a": 2**70, "b": 2**70}, ())


@pytest.mark.parametrize("text", ["", "\n", "# nothing\r\n"])
def test_an_empty_text_is_an_empty_table(text: str) -> None:
    """TOML calls an empty file valid; that it has no environment is said elsewhere."""
    assert parse(text) == ({}, ())


def test_all_that_no_config_can_hold_is_found_at_once() -> None:
    """NaN, infinity, overflow, dates and times are told in one go, in the order of the text."""
    text = (
        "z = 1979-05-27\na = nan\n[t]\nb = -inf\nc = [1, 1e999, 07:32:00]\n"
        "[[u]]\nd = {e = 1979-05-27 07:32:00.5, f = 1979-05-27T07:32:00Z}\n"
    )

    spots = parse(text)[1]

    assert [(spot.code, text[spot.start : spot.end], spot.label) for spot in spots] == [
        ("HC114", "1979-05-27", "a date"),
        ("HC106", "nan", "not finite"),
        ("HC106", "-inf", "not finite"),
        ("HC107", "1e999", "beyond 1.8e308"),
        ("HC114", "07:32:00", "a time"),
        ("HC114", "1979-05-27 07:32:00.5", "a date and time"),
        ("HC114", "1979-05-27T07:32:00Z", "a date and time"),
    ]


def test_an_integer_of_too_many_digits_is_found() -> None:
    """Digits in strings and comments and a number of allowed length are passed over."""
    long = "9" * 5000
    text, start, end = marked(f'a = "{long}" # {long}\nb = {"8" * 700}\nc = ⟦{long}⟧\n')

    spot = refusal(text)

    assert (spot.code, spot.start, spot.end) == ("HC107", start, end)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("a = " + "[" * DEPTH + "]" * DEPTH, 4 + DEPTH - 1),
        ("a = " + "[" * 100_000, 4 + DEPTH),
        ("a = " + "{a = " * 100_000, 4 + DEPTH * 5),
        ("a." * 100_000 + "a = 1", DEPTH * 2 + 1),
        ("[" + "a." * 100_000 + "a]", DEPTH * 2 + 2),
        ("a." * DEPTH + "a = 1", DEPTH * 2 - 2),
        # Below the top and the 151 tables of the header the 49th b is the 201st level.
        (f"[{'a.' * 150}a]\n{'b.' * 100}b = 1", 150 * 2 + 4 + 48 * 2),
    ],
)
def test_too_deep_is_found_without_going_deep(text: str, start: int) -> None:
    """Level 201 is a fault, whether brackets, dots or a header lead to it."""
    spot = refusal(text)

    assert (spot.code, spot.start, spot.end) == ("HC108", start, start + 1)


def test_much_is_not_deep() -> None:
    """Hundreds of tables, dots and brackets, also in strings and comments, are no depth."""
    text = "".join(
        f"[a{n}] # [[[ {{ ...\nb.c.d = [{n}.5, '''[[{{''', \"[{{..\"]\n" for n in range(400)
    )

    tree, spots = parse(text)

    assert spots == ()
    assert tree is not None
    assert len(tree) == 400


def test_two_hundred_levels_are_read() -> None:
    """The deepest allowed text is read, as in JSON the top being the first level."""
    assert parse("a = " + "[" * (DEPTH - 1) + "]" * (DEPTH - 1))[1] == ()
    assert parse("a." * (DEPTH - 1) + "a = 1")[1] == ()


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        # Values.
        ("a = 1\nb =⟦⟧\n", "a value is missing"),
        ("b = ⟦#⟧ none\n", "a value is missing"),
        ("a = [⟦⟧", "a value is missing"),
        ("a = [1, ⟦,⟧ 2]", "a value is missing"),
        ("host = ⟦localhost⟧\n", "a string must stand in quotes"),
        ("host = ⟦10.0.0.1⟧ # local", "a string must stand in quotes"),
        ("hosts = [⟦a:1⟧, b]", "a string must stand in quotes"),
        ("port = ⟦6379abc⟧", "a string must stand in quotes"),
        ("day = ⟦2020-13-45⟧", "a string must stand in quotes"),
        ("port = ⟦${REDIS_PORT}⟧\n", "a placeholder must stand in quotes"),
        ("a = ⟦`⟧x`", "TOML puts a string in straight quotes (\" or ')"),
        ("ssl = ⟦True⟧\n", "TOML writes true, not True"),
        ("ssl = ⟦off⟧\n", "TOML writes false, not off"),
        ("password = ⟦null⟧\n", "TOML has no null"),
        ("password = ⟦None⟧\n", "TOML has no null"),
        ("a = ⟦01⟧", "a number cannot begin with 0"),
        ("a = ⟦.5⟧", "a number is not written as TOML wants it"),
        ("a = ⟦5.⟧", "a number is not written as TOML wants it"),
        ("a = ⟦1__0⟧", "a number is not written as TOML wants it"),
        # Lines.
        ("a = 1⟦,⟧\nb = 2", "TOML puts each entry on a line of its own, without a comma"),
        ("a = 1⟦;⟧", "TOML ends no entry with ;"),
        ("a = 1 ⟦b⟧ = 2", "something follows an entry on its line"),
        ('a = "x"⟦y⟧"', "something follows an entry on its line"),
        ("[a] ⟦b⟧ = 1", "something follows an entry on its line"),
        ("a = 1 ⟦//⟧ one", "a TOML comment begins with #"),
        ("⟦//⟧ one\n", "a TOML comment begins with #"),
        ("⟦;⟧ one\n", "a TOML comment begins with #"),
        # Keys.
        ("host⟦:⟧ localhost", "TOML puts = after a key, not a colon"),
        ("host ⟦l⟧ocalhost", "an = is missing after a key"),
        ("host⟦⟧", "an = is missing after a key"),
        ("⟦=⟧ 1", "a key was expected here"),
        ("⟦ü⟧ = 1", "a key was expected here"),
        ("[⟦]⟧", "a key was expected here"),
        ("a = {⟦,⟧}", "a key was expected here"),
        ('⟦{⟧"a": 1}', "the file is JSON, not TOML"),
        # Strings.
        ('a = ⟦"⟧x\nb = 1\n', "a string is not closed"),
        ('a = ⟦"⟧x', "a string is not closed"),
        ("a = ⟦'⟧x\r\nb = 1\r\n", "a string is not closed"),
        ("a = ⟦'⟧x", "a string is not closed"),
        ('a = "b" # "\nc = ⟦"""⟧x', "a string is not closed"),
        ("a = ⟦'''⟧x\ny", "a string is not closed"),
        ('a = "C:⟦\\d⟧ir"', "a backslash in a string begins an escape that TOML does not know"),
        ('a = "⟦\\u⟧12g4"', "a backslash in a string begins an escape that TOML does not know"),
        # Brackets.
        ("a = [1, 2\n⟦b⟧ = 3", "an array is not closed, or a comma is missing in it"),
        ("a = [1 ⟦2⟧]", "an array is not closed, or a comma is missing in it"),
        ("a = {b = 1⟦⟧", "an inline table is not closed, or a comma is missing in it"),
        ("a = {b = 1 ⟦c⟧ = 2}", "an inline table is not closed, or a comma is missing in it"),
        ("[a⟦⟧\nb = 1", "the header of a table is not closed"),
        ("[[a⟦]⟧\n", "the header of a table is not closed"),
        # What nobody sees.
        ("a = 1⟦\r⟧b = 2\r", "a line ends with a carriage return alone"),
        ("a =⟦\xa0⟧1", "a character that nobody sees stands where TOML allows none"),
        ('a = "x⟦\x01⟧"', "a character that nobody sees stands where TOML allows none"),
        ("# x⟦\x7f⟧", "a character that nobody sees stands where TOML allows none"),
        ("a⟦\x00⟧ = 1", "the file holds null characters"),
        # Merge conflicts.
        ("a = 1\n⟦<<<<<<<⟧ HEAD\n", "a merge conflict is not resolved"),
        ("a = 1\r\n⟦=======⟧\r\n", "a merge conflict is not resolved"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_sentence_and_its_place(text: str, headline: str) -> None:
    """Each mistake that people make is called by its name, where it stands."""
    text, start, end = marked(text)

    spot = refusal(text)

    assert spot.headline == headline
    assert (spot.start, spot.end) == (start, end)
    assert spot.code == "HC104"
    assert spot.label
    assert spot.help


def test_an_unclosed_array_mentions_where_it_opens() -> None:
    """The innermost bracket that is open is shown, brackets in strings and comments aside."""
    text, start, end = marked('a = [] # [\nb = ["[", [1], ⟦{⟧c = 1')

    assert refusal(text).mentions == ((start, end, "opened here"),)


@pytest.mark.parametrize(
    ("text", "headline", "first"),
    [
        ("a = 1\nb = 2\n⟦a⟧ = 3\n", "a is defined twice", 0),
        ('a = 1\r\n⟦"a"⟧ = """x\r\ny"""\r\n', "a is defined twice", 0),
        ("[t]\na.b = 1\na.⟦b⟧ = {}\n", "t.a.b is defined twice", 6),
        ("[a]\n[b]\n[⟦a⟧]\n", "a is defined twice", 1),
        ("a.b = 1\n[⟦a⟧]\n", "a is defined twice", 0),
        ("[[a]]\n[⟦a⟧]\n", "a is defined twice", 2),
        ("a = [1]\n[[⟦a⟧]]\n", "a is defined twice", 0),
        ("[[a]]\nb = 1\n[[a]]\nb = 1\n⟦b⟧ = 2\n", "a[1].b is defined twice", 18),
        ("a = {b = 1, ⟦b⟧ = 2}", "a.b is defined twice", 5),
        ("a = [{b = 1}, {b = 1, 'c' = 2, ⟦'c'⟧ = 3}]", "a[1].c is defined twice", 22),
        ("a = 1\na.⟦b⟧ = 2\n", "a.b cannot be added to a, which is complete", 0),
        ("a = {b = 1}\n[a.⟦c⟧]\n", "a.c cannot be added to a, which is complete", 0),
        ("[a.b]\n[a]\nb.⟦c⟧ = 2\n", "a.b.c cannot be added to a.b, which is complete", 3),
    ],
)
def test_a_key_that_stands_twice_is_shown_in_both_places(
    text: str, headline: str, first: int
) -> None:
    """TOML refuses a key twice in any form: the second is marked, the first is mentioned."""
    text, start, end = marked(text)

    spot = refusal(text)

    assert (spot.code, spot.headline) == ("HC105", headline)
    assert (spot.start, spot.end) == (start, end)
    assert [mention[0] for mention in spot.mentions] == [first]


@pytest.mark.parametrize(
    ("text", "code"),
    [('a = "x⟦\\ud800⟧"', "HC109"), ("a = ⟦2021-02-29⟧\n", "HC114")],
)
def test_what_stands_for_nothing_has_the_code_of_its_kind(text: str, code: str) -> None:
    """Half a character and a date that does not exist are called what they are."""
    text, start, end = marked(text)

    spot = refusal(text)

    assert (spot.code, spot.start, spot.end) == (code, start, end)


def test_a_sentence_that_tomli_may_say_one_day_still_has_a_place() -> None:
    """A message that is not known yet says at least where the text went wrong."""
    spot = mistake("a = 1\nb = 2\n", "Something new (at line 2, column 5)")

    assert (spot.code, spot.headline) == ("HC104", "the file is not valid TOML")
    assert (spot.start, spot.end) == (10, 11)


broken = st.sampled_from(
    [
        f'[local]\npassword = "{SECRET}"\nports = [1, 2]\n',
        f"[local]\npassword = '''\n{SECRET}'''\nport.a = 1\n",
        f"password = {{x = '{SECRET}', y = 1}} # {SECRET}\r\nport = 1\r\n",
        f"password = {SECRET}\n",
        f'{{"password": "{SECRET}"}}',
    ]
)


@given(broken, st.data())
def test_no_spot_holds_a_value_or_lies_outside(text: str, data: st.DataObject) -> None:
    """Law: "messages never contain raw text of the file", and every spot has a place in it."""
    for _ in range(2):
        at = data.draw(st.integers(0, len(text)))
        put = data.draw(
            st.sampled_from([*"{}[],:\"'\\/#=.\n\r\t\x00 x1", "é", "", "nan", "\\ud800"])
        )
        text = text[:at] + put + text[at + data.draw(st.integers(0, 2)) :]

    tree, spots = parse(text)

    assert (tree is None) == (spots != ())
    assert SECRET[:4] not in repr(spots)
    assert all(0 <= spot.start <= spot.end <= len(text) for spot in spots)
