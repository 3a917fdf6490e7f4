"""How a JSON text is read: what makes a tree, and what is said of everything else."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg.formats.json import DEPTH, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hacfg.formats import Spot

SECRET = "hunter2"
NO_ESCAPE = "a backslash in a string begins an escape that JSON does not know"


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


def strict(text: str) -> Any:
    """What the standard decoder gives under our rules: the oracle, slow and plain."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) < len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    def constant(name: str) -> None:
        raise ValueError(name)

    tree = json.loads(text, object_pairs_hook=unique, parse_constant=constant)
    if type(tree) is not dict:
        raise ValueError("no object")
    if "Infinity" in json.dumps(tree):
        raise ValueError("infinite")
    json.dumps(tree, ensure_ascii=False).encode()
    return tree


names = st.text('abAB"\\ü😀\n:{[', max_size=4)
# "Infinity" would look infinite to the oracle, so no string has all of its letters.
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text('abc "\\/ü😀\n\t\x01:,{}[]', max_size=6)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
trees = st.dictionaries(names, values, max_size=4)
texts = st.builds(
    lambda tree, indent, ascii_only: json.dumps(tree, indent=indent, ensure_ascii=ascii_only),
    trees,
    st.sampled_from([None, 0, 2, "\t"]),
    st.booleans(),
)


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """A good text with a few characters put in, taken out or exchanged."""
    text = draw(texts)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        put = draw(st.sampled_from([*"{}[],:\"'\\/#0123e+-.tnN \n\t;=$<", "\\ud83d", "1e999", ""]))
        text = text[:at] + put + text[at + draw(st.integers(0, 2)) :]
    return text


@given(trees, st.sampled_from([None, 0, 2, "\t"]), st.sampled_from(["ascii", "utf-8"]))
def test_what_json_writes_is_read_back(
    tree: dict[str, Any], indent: int | str | None, encoding: str
) -> None:
    """Law: a text that the standard library writes gives the tree it was written from."""
    text = json.dumps(tree, indent=indent, ensure_ascii=encoding == "ascii")

    assert parse(text) == (tree, ())


def test_only_four_characters_are_blanks() -> None:
    """Blank, tab, line feed and carriage return may stand around every token."""
    assert parse(' \t\r\n{ "a"\t:\r1\n}\r\n ') == ({"a": 1}, ())


def test_escapes_of_whole_characters_are_fine() -> None:
    r"""A character beyond U+FFFF may be written as two \u escapes, in any case of letters."""
    assert parse('{"a": "\\ud83d\\uDE00\\\\ud800"}') == ({"a": "😀\\ud800"}, ())


def test_deep_is_not_too_deep() -> None:
    """200 levels are read, however many brackets the text has beside them."""
    deep = '{"a":' * DEPTH + "1" + "}" * DEPTH
    wide = '{"a": [' + ", ".join(['{"b": "[\\"{[\\\\"}'] * 500) + "]}"

    assert parse(deep)[1] == ()
    assert parse(wide) == ({"a": [{"b": '["{[\\'}] * 500}, ())


@given(mutants())
def test_a_tree_is_what_the_strict_oracle_accepts(text: str) -> None:
    """Law: a text gives a tree if and only if it is strict JSON, and then the same tree."""
    try:
        expected = strict(text)
    except ValueError:
        expected = None

    tree, spots = parse(text)

    assert repr(tree) == repr(expected)
    assert (spots == ()) == (expected is not None)


@given(mutants())
def test_wrong_syntax_is_one_spot_inside_of_the_text(text: str) -> None:
    """Law: what the standard decoder cannot read is one spot, and every spot has a place."""
    try:
        json.loads(text)
        readable = True
    except ValueError:
        readable = False

    spots = parse(text)[1]

    assert all(0 <= spot.start <= spot.end <= len(text) for spot in spots)
    assert readable or [spot.code for spot in spots] in (["HC104"], ["HC110"])
    assert not readable or not {"HC104", "HC110"} & {spot.code for spot in spots}


@given(
    st.sampled_from(
        [
            f'{{"password": "{SECRET}", "port": 6379}}',
            f"{{'password': '{SECRET}', 'port': 6379}}",
            f"password: {SECRET}\nport: 6379\n",
            f'{{"password": {SECRET}, "port": 6379}} // {SECRET}',
            f'[local]\npassword = "{SECRET}"\n',
        ]
    ),
    st.data(),
)
def test_no_spot_holds_a_value(text: str, data: st.DataObject) -> None:
    """Law: "messages never contain raw text of the file", whatever the mistake is."""
    at = data.draw(st.integers(0, len(text)))
    put = data.draw(st.sampled_from([*"{}[],:\"'\\/#\n\t\x00 ", ""]))
    text = text[:at] + put + text[at + data.draw(st.integers(0, 1)) :]

    assert SECRET[:4] not in repr(parse(text)[1])


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        # Commas.
        ('{"a": 1⟦,⟧}', "JSON allows no comma after the last entry"),
        ('{"a": [1, 2⟦,⟧\n]}', "JSON allows no comma after the last entry"),
        ('{"a": 1,⟦,⟧ "b": 2}', "nothing stands before a comma"),
        ("{⟦,⟧}", "nothing stands before a comma"),
        ("[⟦,⟧ 1]", "nothing stands before a comma"),
        ("⟦,⟧", "nothing stands before a comma"),
        ('{"a": ⟦1⟧\n "b": 2}', "a comma is missing between two entries"),
        ('{"a": "x⟦"⟧ "b": 2}', "a comma is missing between two entries"),
        ('{"a": {}, "b": [1⟦]⟧ [2]}', "a comma is missing between two entries"),
        ('{"a": 1⟦;⟧ "b": 2}', "JSON puts a comma between two entries, not ;"),
        # Colons and what they join.
        ('{⟦"a"⟧ 1}', "a colon is missing after a key"),
        ('{⟦"a"⟧ {}}', "a colon is missing after a key"),
        ('{"a" ⟦=⟧ 1}', "JSON puts a colon after a key, not ="),
        ('{⟦"a"⟧}', "a key has no value"),
        ('{⟦"a"⟧, "b"}', "a key has no value"),
        ('{"a"⟦:⟧ }', "a value is missing after a colon"),
        ('{"a"⟦:⟧ , "b": 1}', "a value is missing after a colon"),
        ('{"a": ⟦]⟧', "an object is closed with ]"),
        ('{"a":⟦:⟧ 1}', "an entry has a second colon"),
        ('{"a": 1⟦:⟧ 2}', "an entry has a second colon"),
        ('["a"⟦:⟧ 1]', "an array holds no keys"),
        ('"a"⟦:⟧ 1', "the braces around the entries are missing"),
        ("{⟦:⟧ 1}", "a key is missing before a colon"),
        ("⟦:⟧", "a key is missing before a colon"),
        # Keys.
        ('{"x": 1, ⟦a⟧: 1}', "a key must stand in double quotes"),
        ('{"x": 1, ⟦2⟧}', "a key must stand in double quotes"),
        ("{⟦null⟧ : 1}", "a key must stand in double quotes"),
        ("{⟦[⟧1]: 1}", "a key was expected here"),
        ('{"a": {⟦{⟧ x }}}', "the file is a template that nobody filled in"),
        # Quotes.
        ("{⟦'a'⟧: 1}", "JSON puts a string in double quotes, not in single ones"),
        ("{\"a\": ⟦'⟧x\n'}", "JSON puts a string in double quotes, not in single ones"),
        ("{\"a\": ⟦1⟧ 'b'}", "a comma is missing between two entries"),
        ("{⟦“⟧a”: 1}", 'JSON puts a string in straight double quotes (")'),
        ('{"a": ⟦`⟧x`}', 'JSON puts a string in straight double quotes (")'),
        ('{"a": "say ⟦"⟧hi" now"}', "a string goes on after its closing quote"),
        # Strings.
        ('{"a": ⟦"⟧x}', "a string has no closing quote"),
        ('{"a": ⟦"x⟧\n}', "a string has no closing quote on its line"),
        ('{"a": ⟦"x,⟧\r\n"b": 1}', "a string has no closing quote on its line"),
        ('{⟦"a⟧\n": 1}', "a string has no closing quote on its line"),
        ('{"a": "x⟦\t⟧y"}', "a string holds a raw control character"),
        ('{"a": "x⟦\x01⟧y"}', "a string holds a raw control character"),
        ('{"a": "C:⟦\\d⟧ir"}', NO_ESCAPE),
        ('{"a": "\\\\⟦\\x⟧41"}', NO_ESCAPE),
        ('{"a": "x⟦\\⟧', NO_ESCAPE),
        ('{"a": "⟦\\u⟧12g4"}', "\\u in a string needs four hexadecimal digits"),
        # Words.
        ('{"a": ⟦True⟧}', "JSON writes true, not True"),
        ('{"a": ⟦FALSE⟧}', "JSON writes false, not FALSE"),
        ('{"a": ⟦None⟧, "b": 1}', "JSON writes null, not None"),
        ('{"a": ⟦undefined⟧}', "JSON writes null, not undefined"),
        ('{"a": [⟦yes⟧]}', "JSON writes true, not yes"),
        ('{"a": ⟦off⟧}', "JSON writes false, not off"),
        ('{"a": ⟦nan⟧}', "JSON has neither NaN nor infinity"),
        ('{"a": ⟦-inf⟧}', "JSON has neither NaN nor infinity"),
        ('{"a": ⟦localhost⟧}', "a string must stand in double quotes"),
        ('{"a": ⟦redis://h:6379/0⟧}', "a string must stand in double quotes"),
        ('{"a": ⟦${REDIS_PORT:-6379}⟧}', "a placeholder must stand in double quotes"),
        ('{"a": ⟦$⟧{', "a string must stand in double quotes"),
        # Numbers.
        ('{"a": ⟦01⟧}', "a number cannot begin with 0"),
        ('{"a": ⟦-00.5⟧}', "a number cannot begin with 0"),
        ('{"a": ⟦+1⟧}', "a number cannot begin with +"),
        ('{"a": ⟦.5⟧}', "a number needs a digit before its point"),
        ('{"a": ⟦5.⟧}', "a number needs a digit after its point"),
        ('{"a": ⟦1e⟧}', "the exponent of a number has no digits"),
        ('{"a": ⟦-⟧}', "a minus sign has no digits"),
        ('{"a": ⟦0x10⟧}', "JSON has decimal numbers only"),
        ('{"a": ⟦0b1⟧}', "JSON has decimal numbers only"),
        ('{"a": ⟦6_379⟧}', "JSON groups no digits with _"),
        ('{"a": ⟦6379abc⟧}', "a string must stand in double quotes"),
        ('{"a": ⟦10.0.0.1⟧}', "a string must stand in double quotes"),
        ('{"a": ⟦2020-01-01⟧}', "a string must stand in double quotes"),
        ('{"a": ⟦６３７９⟧}', "a string must stand in double quotes"),
        # Comments.
        ('{"a": 1 ⟦// one⟧\n}', "JSON has no comments"),
        ('{"a": 1⟦// one⟧\n}', "JSON has no comments"),
        ("{⟦/* a\n * b */⟧}", "JSON has no comments"),
        ("{}⟦/* a⟧", "JSON has no comments"),
        ("⟦# one⟧\n{}", "JSON has no comments"),
        ('{"a": 1⟦# one⟧\r\n}', "JSON has no comments"),
        # Brackets.
        ('{"a": [1, 2⟦}⟧', "an array is closed with }"),
        ('{"a": 1⟦]⟧', "an object is closed with ]"),
        ("{}⟦}⟧", "a bracket closes nothing"),
        ("⟦]⟧", "a bracket closes nothing"),
        ('{"a": [1, 2⟦⟧\n\n', "an array is not closed"),
        ('{"a": {"b": 1}⟦⟧', "an object is not closed"),
        ('{"a":⟦⟧ ', "an object is not closed"),
        ("{⟦⟧", "an object is not closed"),
        # After the end.
        ("{} ⟦{⟧}", "a second document follows the first"),
        ("{}\n⟦x⟧", "something follows after the end of the JSON document"),
        ("{}⟦,⟧", "something follows after the end of the JSON document"),
        ('{"a": 1} ⟦"⟧b": 2', "something follows after the end of the JSON document"),
        # Other languages.
        ("⟦---⟧\nlocal:\n  port: 1\n", "the file is YAML, not JSON"),
        ("# comment\n⟦local:⟧\n  port: 1\n", "the file is YAML, not JSON"),
        ("⟦-⟧ a\n- b\n", "the file is YAML, not JSON"),
        ("⟦[local]⟧\nport = 1\n", "the file is TOML or .env, not JSON"),
        ('⟦[local.cluster]⟧\nnodes = ["a"]\n', "the file is TOML or .env, not JSON"),
        ("# comment\n⟦REDIS_PORT=⟧6379\n", "the file is TOML or .env, not JSON"),
        ("\n⟦<!⟧DOCTYPE html>", "the file is HTML or XML, not JSON"),
        ("⟦{{⟧ config | tojson }}", "the file is a template that nobody filled in"),
        ("⟦hello⟧", "the file is not JSON"),
        ("⟦(⟧", "the file is not JSON"),
        # What nobody sees.
        ('{"a":⟦\xa0⟧1}', "a character that nobody sees stands between the tokens"),
        ("⟦\ufeff⟧{}", "a character that nobody sees stands between the tokens"),
        ("{}⟦\u200b⟧", "a character that nobody sees stands between the tokens"),
        ('{⟦\x00⟧"\x00a', "the file holds null characters"),
        # Merge conflicts.
        (
            '{\n⟦<<<<<<<⟧ HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> topic\n}',
            "a merge conflict is not resolved",
        ),
        (
            '{"a": 1\r\n⟦<<<<<<<⟧ HEAD\r\n=======\r\n, "b": 2\r\n>>>>>>> topic\r\n}',
            "a merge conflict is not resolved",
        ),
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


@pytest.mark.parametrize(
    ("text", "headline"),
    [("", "the file is empty"), (" \n\t", "the file holds nothing but blanks")],
)
def test_an_empty_file_is_said_to_be_empty(text: str, headline: str) -> None:
    """A file that holds nothing has a code of its own and lies at its beginning."""
    spot = refusal(text)

    assert (spot.code, spot.headline, spot.start, spot.end) == ("HC110", headline, 0, 0)
    assert spot.help


def test_an_unclosed_bracket_mentions_where_it_opens() -> None:
    """The end of the file says what is missing, and which bracket it was that opened."""
    spot = refusal('{"a": [{"b": 1}, 2')

    assert spot.label == "the file ends here"
    assert spot.help == ("end the file with ]}",)
    assert spot.mentions == ((6, 7, "opened here"),)


def test_many_unclosed_brackets_name_only_the_next() -> None:
    """Help that nobody can read is none: of many brackets only the innermost is named."""
    assert refusal("[" * 12).help == ("close it with ]",)


def test_the_wrong_bracket_mentions_where_it_opens() -> None:
    """A bracket of the wrong kind is shown with the one that it meets."""
    assert refusal('{"a": [1}').mentions == ((6, 7, "opened here"),)


def test_a_conflict_mentions_both_its_other_lines() -> None:
    """All three lines of a merge conflict are shown, since all three have to go."""
    text = '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> topic\n}'

    mentions = refusal(text).mentions

    assert [text[start:end] for start, end, _ in mentions] == ["=======", ">>>>>>>"]


@pytest.mark.parametrize(
    ("text", "label", "advice"),
    [
        ('{"a": "\t"}', "a tab", "write \\t in its place"),
        ('{"a": "\x0c"}', "a form feed", "write \\f in its place"),
        ('{"a": "\x1f"}', "U+001F", "write \\u001f in its place"),
    ],
)
def test_a_control_character_is_named(text: str, label: str, advice: str) -> None:
    """A raw control character cannot be seen, so that its name and its escape are given."""
    spot = refusal(text)

    assert (spot.label, spot.help) == (label, (advice,))


def test_all_faults_are_found_at_once() -> None:
    """What the standard decoder lets pass is told in one go, in the order of the text."""
    text = '{"a": NaN, "b": 1, "a": 1e999, "c": [-Infinity, "\\ud800"]}'

    spots = parse(text)[1]

    found = [(spot.code, text[spot.start : spot.end]) for spot in spots]
    assert found == [
        ("HC106", "NaN"),
        ("HC105", '"a"'),
        ("HC107", "1e999"),
        ("HC106", "-Infinity"),
        ("HC109", "\\ud800"),
    ]


def test_a_key_that_stands_twice_is_shown_in_both_places() -> None:
    """Two spellings of one key are one key: the second is marked, the first is mentioned."""
    text = '{"port": 1, "x": {"port": 2}, "p\\u006frt": 3}'

    spot = refusal(text)

    assert spot.headline == 'the key "port" stands twice in one object'
    assert text[spot.start : spot.end] == '"p\\u006frt"'
    assert [text[start:end] for start, end, _ in spot.mentions] == ['"port"']
    assert spot.mentions[0][0] == 1


def test_a_whole_environment_that_stands_twice_is_found() -> None:
    """Two environments of one name would silently lose one of them."""
    text = '{"local": {"port": 1}, "local": {"port": 2}}'

    assert refusal(text).headline == 'the key "local" stands twice in one object'


def test_an_odd_key_is_escaped() -> None:
    """A key with control characters or half a surrogate pair cannot disturb a terminal."""
    spots = parse('{"\\u001b[31m": 1, "\\u001b[31m": 2}')[1]

    assert spots[0].headline == 'the key "\\x1b[31m" stands twice in one object'


@given(st.lists(st.tuples(names, scalars), max_size=6), st.data())
def test_every_repetition_is_found(pairs: list[tuple[str, Any]], data: st.DataObject) -> None:
    """Law: of n entries with one key n-1 are faults, and each mentions the first."""
    entries = [
        f"{json.dumps(name, ensure_ascii=data.draw(st.booleans()))}: {json.dumps(value)}"
        for name, value in pairs
    ]
    text = "{" + ", ".join(entries) + "}"
    begins = [1 + sum(len(entry) + 2 for entry in entries[:n]) for n in range(len(entries))]
    order = [name for name, _ in pairs]

    spots = parse(text)[1]

    found = [(spot.code, spot.start, spot.mentions[0][0]) for spot in spots]
    assert found == [
        ("HC105", begins[n], begins[order.index(name)])
        for n, name in enumerate(order)
        if name in order[:n]
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "⟦\\ud800⟧"}',
        '{"a": "x⟦\\uDC00⟧"}',
        '{"a": "⟦\\ud83d⟧\\ud83d\\ude00"}',
        '{"a": "\\ud83d\\ude00⟦\\ude00⟧"}',
        '{"a": "⟦\\ud83d⟧x\\ude00"}',
        '{"a": "\\\\ud800⟦\\ud800⟧"}',
        '{"⟦\\ud800⟧": 1}',
    ],
)
def test_half_a_pair_is_found_in_its_string(text: str) -> None:
    """An escape that is only half of a character can be written to no file and no socket."""
    text, start, end = marked(text)

    spot = refusal(text)

    assert (spot.code, spot.start, spot.end) == ("HC109", start, end)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[1, 2]", "an array"),
        ('"x"', "a string"),
        ("-1.5", "a number"),
        ("\n true", "a boolean"),
        ("false", "a boolean"),
        ("null", "null"),
    ],
)
def test_the_top_must_be_an_object(text: str, kind: str) -> None:
    """What is no object can name no setting; the spot lies where the value begins."""
    spot = refusal(text)

    assert spot.code == "HC111"
    assert spot.headline == f"a config must be an object, not {kind}"
    assert spot.start == len(text) - len(text.lstrip())


@pytest.mark.parametrize("digits", ["-1e999", "1" + "0" * 400 + ".0", "12E+400"])
def test_a_float_beyond_all_floats_is_found(digits: str) -> None:
    """A number that would silently become infinity is a fault."""
    spot = refusal(f'{{"a": {digits}}}')

    assert (spot.code, spot.start, spot.end) == ("HC107", 6, 6 + len(digits))


def test_an_integer_of_too_many_digits_is_found() -> None:
    """Python converts a limited number of digits, so that an integer may be too long."""
    long = "9" * 5000

    spot = refusal(f'{{"a": {long}, "b": -{"8" * 400}}}')

    assert (spot.code, spot.start, spot.end) == ("HC107", 6, 5006)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("[" * (DEPTH + 1) + "]" * (DEPTH + 1), DEPTH),
        ('{"a":' * (DEPTH + 1) + "1" + "}" * (DEPTH + 1), DEPTH * 5),
        ("[[],{}," * (DEPTH + 1) + "1" + "]" * (DEPTH + 1), (DEPTH - 1) * 7 + 1),
        ("[" * 100_000, DEPTH),
        ('{"a":' * 100_000, DEPTH * 5),
    ],
)
def test_too_deep_is_found_without_going_deep(text: str, start: int) -> None:
    """Level 201 is a fault, and a text of 100,000 levels meets no limit of the interpreter."""
    spot = refusal(text)

    assert (spot.code, spot.start, spot.end) == ("HC108", start, start + 1)


def test_a_raised_recursion_limit_is_no_danger() -> None:
    """A program that raises its recursion limit cannot be crashed by a file."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    try:
        spot = refusal("[" * 1_000_000)
    finally:
        sys.setrecursionlimit(limit)

    assert spot.code == "HC108"
