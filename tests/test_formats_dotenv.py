"""How a .env text is read: as python-dotenv does, with a place for everything."""

from __future__ import annotations

import logging
import re
from io import StringIO

import pytest
from dotenv import dotenv_values
from dotenv.parser import parse_stream
from hypothesis import given
from hypothesis import strategies as st

from hacfg.formats import Spot
from hacfg.formats.dotenv import locate, parse, quoting, within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "hunter2"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*").fullmatch

texts = st.lists(
    st.sampled_from(
        [*"ABab01_ =#'\"\\$\n\r\t.:-{}é\x0b\x85", "\r\n", "A=", "export ", "A='", 'B="']
    )
).map("".join)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """The library of the oracle warns of each line that it cannot read."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def marked(text: str) -> tuple[str, int, int]:
    """A text without the marks ⟦ and ⟧, and the offsets between which they stood."""
    before, rest = text.split("⟦")
    inside, after = rest.split("⟧")
    return before + inside + after, len(before), len(before) + len(inside)


def oracle(text: str) -> dict[str, str | None]:
    """What python-dotenv itself reads, without expanding anything."""
    return dotenv_values(stream=StringIO(text, newline=""), interpolate=False)


@given(texts)
def test_the_variables_are_those_of_python_dotenv(text: str) -> None:
    """Law: what python-dotenv reads is what we read, odd names and names without = aside."""
    read = [(line.key, line.value) for line in parse_stream(StringIO(text, newline=""))]
    expected = {name: value for name, value in read if name and value is not None}

    tree, spots = parse(text)

    assert tree == {name: value for name, value in expected.items() if NAME(name)}
    assert tree.keys() == expected.keys() or "HC112" in {spot.code for spot in spots}


@given(texts)
def test_every_span_reparses_to_its_value(text: str) -> None:
    """Law: the text of a span, set to a name of its own, is the value; that of its key the name."""
    tree, _ = parse(text)

    found = locate(text, [(name,) for name in tree])

    assert len(found) == len(tree)
    for (name,), span in found.items():
        assert oracle(f"x={text[span.start : span.end]}") == {"x": tree[str(name)]}
        assert text[span.key_start : span.key_end].strip("'") == name
        assert text[span.key_end : span.start].strip() == "="


@given(texts)
def test_every_spot_lies_inside_of_the_text(text: str) -> None:
    """Law: faults come in the order of the text, and each has a place in it."""
    spots = parse(text)[1]

    assert all(0 <= spot.start <= spot.end <= len(text) for spot in spots)
    assert list(spots) == sorted(spots, key=lambda spot: spot.start)


@given(texts, st.data())
def test_a_window_shows_the_values_that_overlap_it(text: str, data: st.DataObject) -> None:
    """Law: within a window are the values of which at least one character lies in it."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    found = within(text, start, end)

    assert all(span.start < end and start < span.end for span in found.values())
    for path, span in locate(text, [(name,) for name in parse(text)[0]]).items():
        assert (path in found) or not (span.start < end and start < span.end)


def test_the_quotes_of_each_value_are_told() -> None:
    """Whether placeholders in a value are literal depends on its quotes; the last wins."""
    text = "A='x'\nexport B=\"x\"\nC=x\nD=\nE='x'\nE=x 'y'\n'F'=\"\"\n"

    assert quoting(text) == {
        "A": "single",
        "B": "double",
        "C": "bare",
        "D": "bare",
        "E": "bare",
        "F": "double",
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A=⟦x y⟧  # comment\n", "x y"),
        ("A = ⟦x#y⟧\n", "x#y"),
        ("A=⟦'x'⟧ # it's\n", "x"),
        ('A=⟦"x" # "⟧\n', None),
        ('A=⟦"x\\" # y"⟧ # z"\n', 'x" # y'),
        ('A=⟦"x\r\ny"⟧\r\nB=1\r\n', "x\r\ny"),
        ("A=⟦'x\ry'⟧\rB=1\r", "x\ry"),
        ("# A=0\n\n  export\tA=⟦'$x\\'s'⟧#\n", "$x's"),
        ("A=⟦⟧\nB=1", ""),
        ('A=⟦""⟧', ""),
        ("A=⟦x⟧", "x"),
    ],
)
def test_a_value_is_found_with_its_quotes(text: str, value: str | None) -> None:
    """Blanks and comments around a value are not of it, its quotes are."""
    text, start, end = marked(text)
    if value is None:
        value, end = "x", start + 3

    span = locate(text, [("A",)])[("A",)]

    assert parse(text)[0]["A"] == value
    assert (span.start, span.end) == (start, end)


def test_a_byte_order_mark_inside_of_the_text_moves_no_place() -> None:
    """Newer releases of the library drop a mark at the beginning, and do not count it."""
    text = "\ufeffA=1\nB=2\n"

    span = locate(text, [("B",)])[("B",)]

    assert text[span.start : span.end] == "2"
    assert text[span.key_start : span.key_end] == "B"


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("A=1\n  ⟦B⟧\nC=1\n", "a line of a .env file has no ="),
        ("⟦{⟧\n", "a line of a .env file has no ="),
        ("⟦hello world⟧\r\n", "a line of a .env file has no ="),
        ("⟦set A⟧=1\n", "a line of a .env file has more than a name before its ="),
        ("⟦- A⟧=1\n", "a line of a .env file has more than a name before its ="),
        ('A=1\n⟦"B"⟧=2', "a name holds a character that no variable has in its name"),
        ("⟦'a b'⟧=2", "a name holds a character that no variable has in its name"),
        ("⟦$env:A⟧=2", "a name holds a character that no variable has in its name"),
        ("⟦1A⟧=2", "a name holds a character that no variable has in its name"),
        ("⟦MIIEvQ/x+y⟧==\n", "a name holds a character that no variable has in its name"),
        ("export ⟦=⟧1", "nothing stands before an = in a .env file"),
        ("⟦'⟧=1", "a line of a .env file has more than a name before its ="),
        ("⟦=⟧1", "nothing stands before an = in a .env file"),
        ("A⟦:⟧\nB=1", "a line of a .env file puts a colon after the name"),
        ("A⟦:⟧ 1", "a line of a .env file puts a colon after the name"),
        ("- A⟦:⟧ 1", "a line of a .env file puts a colon after the name"),
        ('A=⟦"⟧x\nB=1', "a quoted value of a .env file is not closed"),
        ("export A = ⟦'⟧x", "a quoted value of a .env file is not closed"),
        ('A="x⟦"⟧ y\n', "a value of a .env file goes on after its closing quote"),
        ("A='x⟦'⟧y'\n", "a value of a .env file goes on after its closing quote"),
        ("A=1\n⟦<<<<<<<⟧ HEAD\n", "a merge conflict is not resolved"),
        ("A=1\r\n⟦=======⟧\r\n", "a merge conflict is not resolved"),
        ("A=1\n⟦>>>>>>>⟧", "a merge conflict is not resolved"),
    ],
)
def test_each_mistake_has_its_sentence_and_its_place(text: str, headline: str) -> None:
    """Each mistake that people make is called by its name, where it stands."""
    text, start, end = marked(text)

    (spot,) = parse(text)[1]

    assert (spot.code, spot.headline) == ("HC112", headline)
    assert (spot.start, spot.end) == (start, end)
    assert spot.label
    assert spot.help


def test_good_lines_count_beside_bad_ones() -> None:
    """A bad line is one fault, and the others are read all the same."""
    tree, spots = parse("A=1\nB\nC='x\nD=2\n")

    assert tree == {"A": "1", "D": "2"}
    assert [spot.start for spot in spots] == [4, 8]


def test_a_variable_that_is_set_twice_is_shown_in_both_places() -> None:
    """The last one wins, as in python-dotenv; the other is mentioned."""
    text = "A=1\nB=2\nexport A=3\n"

    tree, spots = parse(text)

    assert tree == {"A": "3", "B": "2"}
    assert spots == (
        Spot(
            "HC318",
            "A is set twice in one .env file",
            15,
            16,
            "this one wins",
            ("remove one of the two",),
            ((0, 1, "overridden below"),),
        ),
    )


def test_a_variable_that_is_set_often_is_one_fault() -> None:
    """All places of one name are told at once."""
    (spot,) = parse("A=1\nA=2\nA=3\n")[1]

    assert spot.headline == "A is set 3 times in one .env file"
    assert [start for start, _, _ in spot.mentions] == [0, 4]


@given(
    st.sampled_from([f"A='{SECRET}'\nB=1\n", f"A={SECRET}\n", f'A="x\n{SECRET}"\nB=1\n', SECRET]),
    st.data(),
)
def test_no_spot_holds_a_value(text: str, data: st.DataObject) -> None:
    """Law: "messages never contain raw text of the file", not even what looks like a name."""
    for _ in range(2):
        at = data.draw(st.integers(0, len(text)))
        put = data.draw(st.sampled_from([*"=#'\" \n:$", ""]))
        text = text[:at] + put + text[at + data.draw(st.integers(0, 1)) :]

    assert SECRET[:4] not in repr(parse(text)[1])


def test_the_library_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """A bad line is told by a spot, and by nothing else."""
    logging.disable(logging.NOTSET)

    parse("A\n=\nB='\n")

    assert caplog.records == []
