"""Where things stand: every span that is told holds what it is said to hold."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg.formats import Span, format_of, line_bounds, place
from hacfg.formats.json import locate, parse, within
from hacfg.keypath import leaves
from hacfg.origin import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from hacfg.keypath import KeyPath

LINE_ENDS = ("\n", "\r\n", "\r")

names = st.text('ab"\\ü中😀\n:{[', max_size=4)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text('ab "\\/ü中😀\n\t\x01:,{}[]', max_size=6)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=15,
)
trees = st.dictionaries(names, values, max_size=4)


@st.composite
def written(draw: st.DrawFn, tree: Any) -> str:
    """A tree as JSON in one of many styles: indented or minified, by any line end, escaped."""
    indent = draw(st.sampled_from([None, 0, 1, 4, "\t"]))
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,", " : "), (",", ":\n")]))
    text = json.dumps(tree, indent=indent, separators=separators, ensure_ascii=draw(st.booleans()))
    # A raw line feed stands only between tokens: inside of strings json writes an escape.
    text = text.replace("\n", draw(st.sampled_from(LINE_ENDS)))
    blank = st.text(" \t\r\n", max_size=3)
    return draw(blank) + text + draw(blank)


def nodes(tree: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every value of a tree, containers included."""
    yield path, tree
    if isinstance(tree, (dict, list)):
        for name, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from nodes(value, (*path, name))


@given(st.data())
def test_every_json_span_reparses_to_its_value(data: st.DataObject) -> None:
    """Law: the text of a span is the value at its path, the text of its key is the key."""
    tree = data.draw(trees)
    text = data.draw(written(tree))
    expected = dict(nodes(tree))

    found = locate(text, expected)

    assert found.keys() == expected.keys()
    for path, span in found.items():
        assert repr(json.loads(text[span.start : span.end])) == repr(expected[path])
        if path and isinstance(path[-1], str):
            assert json.loads(text[span.key_start : span.key_end]) == path[-1]
            assert re.fullmatch(r"[ \t\r\n]*:[ \t\r\n]*", text[span.key_end : span.start])
        else:
            assert span.key_start == span.key_end == span.start


@given(st.data())
def test_the_wanted_json_paths_are_found_alone(data: st.DataObject) -> None:
    """Law: a path is found by itself as among all others, and one that is not there never."""
    tree = data.draw(trees)
    text = data.draw(written(tree))
    everything = locate(text, dict(nodes(tree)))
    some = data.draw(st.lists(st.sampled_from(list(everything))))
    missing: list[KeyPath] = [("no such key",), (0,), (*some[0], 9, "a") if some else ("", 9)]

    assert locate(text, [*missing, *some]) == {path: everything[path] for path in some}


@given(st.data())
def test_a_json_window_shows_the_scalars_that_overlap_it(data: st.DataObject) -> None:
    """Law: within a window are exactly the scalars of which at least one character lies in it."""
    tree = data.draw(trees)
    text = data.draw(written(tree))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    paths = [path for path, value in leaves(tree) if not isinstance(value, (dict, list))]

    expected = {
        path: span
        for path, span in locate(text, paths).items()
        if span.start < end and start < span.end
    }
    assert within(text, start, end) == expected


def test_of_two_equal_keys_the_last_is_located() -> None:
    """As for the decoder the last entry of a key counts, and nothing below the first."""
    text = '{"a": {"b": 1, "c": 2}, "x": [], "a": {"b": 3}}'

    found = locate(text, [("a",), ("a", "b"), ("a", "c")])

    assert {path: text[span.start : span.end] for path, span in found.items()} == {
        ("a",): '{"b": 3}',
        ("a", "b"): "3",
    }


def test_numbers_that_python_cannot_convert_are_passed_over() -> None:
    """A text that is refused for its numbers can still be shown in excerpts."""
    text = f'{{"a": {"9" * 5000}, "b": NaN, "c": 1}}'

    span = locate(text, [("c",)])[("c",)]

    assert parse(text)[0] is None
    assert text[span.start : span.end] == "1"


@given(st.text("ab😀\r\n\u2028\x0b", max_size=20), st.data())
def test_a_place_counts_lines_and_characters(text: str, data: st.DataObject) -> None:
    r"""Law: lines end with \n, \r\n or a lone \r and nothing else; columns count characters."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    found = place(text, start, end)

    assert (found.line, found.column) == counted(text, start)
    assert (found.end_line, found.end_column) == counted(text, end)


@given(st.text("ab😀\r\n\u2028\x0b", max_size=20), st.data())
def test_line_bounds_hold_the_offset(text: str, data: st.DataObject) -> None:
    """Law: the bounds of an offset's line are that line of the text, without its line end."""
    offset = data.draw(st.integers(0, len(text)))
    lines = re.split(r"\r\n|\r|\n", text)

    number, first, last = line_bounds(text, offset)

    assert number == counted(text, offset)[0]
    assert text[first:last] == lines[number - 1]
    assert offset - first + 1 == counted(text, offset)[1]


def counted(text: str, offset: int) -> tuple[int, int]:
    r"""Line and column of an offset, character by character; \r\n is one line end of two."""
    line = column = 1
    for at in range(offset):
        if text[at] == "\n" or (text[at] == "\r" and text[at + 1 : at + 2] != "\n"):
            line, column = line + 1, 1
        else:
            column += 1
    return line, column


@pytest.mark.parametrize("end", LINE_ENDS)
def test_the_place_of_a_value_is_the_same_for_every_line_end(end: str) -> None:
    """An editor shows a value at one place, whichever system wrote the file."""
    text = end.join(["{", '  "😀": {', '    "port": "6379"', "  }", "}"])

    span = locate(text, [("😀", "port")])[("😀", "port")]

    assert place(text, span.start, span.end) == Place(3, 13, 3, 19)


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.json", '{"a": 1, "b": "x"}'), ("a.toml", 'a = 1\nb = "x"\n'), ("a.env", "a=1\nb=x\n")],
)
def test_every_format_locates_and_looks_within(name: str, text: str) -> None:
    """Law of the table: each row finds the whole text, its entries, and what a window shows."""
    form = format_of(name)
    assert form is not None

    found = form.locate(text, [(), ("b",), ("c",)])

    assert text[found[()].start : found[()].end].strip() == text.strip()
    assert text[found[("b",)].start : found[("b",)].end].strip('"') == "x"
    assert ("c",) not in found
    assert form.within(text, found[("b",)].start, len(text)) == {("b",): found[("b",)]}
    assert isinstance(found[()], Span)
