"""Excerpts: what is secret stays out, and the caret stays under what it is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg import check_config_file
from hacfg.diagnostic import Line
from hacfg.excerpt import REACH, WIDTH, comments, excerpt, narrowed, veil, window
from hacfg.secret import MASK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

# What is hidden consists of capitals, what is shown of others: one sight of a capital is a leak.
plain = st.text('abc:{},= "\t中😀', max_size=12)
secret = st.text("XYZ", min_size=1, max_size=12)


@st.composite
def masked_lines(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A text of several lines, and the spans of its secrets, in any order."""
    text, spans = "", []
    for _ in range(draw(st.integers(1, 4))):  # too short to be cut
        text += draw(plain) + draw(st.sampled_from(["", "", "\n", "\r\n"]))
        if draw(st.booleans()):
            hidden = draw(secret)
            spans.append((len(text), len(text) + len(hidden)))
            text += hidden
    return text, draw(st.permutations(spans))


@given(masked_lines(), st.data())
def test_no_hidden_character_survives(
    masked: tuple[str, list[tuple[int, int]]], data: st.DataObject
) -> None:
    """Of a hidden span nothing is shown, wherever the fault lies (rule: no secret in a frame)."""
    text, spans = masked
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    line = excerpt(text, start, end, spans)

    assert not set("XYZ") & set(line.text)


@given(masked_lines(), st.data())
def test_the_caret_underlines_what_the_span_maps_to(
    masked: tuple[str, list[tuple[int, int]]], data: st.DataObject
) -> None:
    """The underlined text is the faulty one, each secret in it a mask as a whole."""
    text, spans = masked
    start = data.draw(st.integers(0, len(text)))
    number, first, last = _line_of(text, start)
    start = min(start, last)
    end = data.draw(st.integers(min(start + 1, last), last))

    line = excerpt(text, start, end, spans)

    assert line.number == number
    assert line.text[line.start - 1 : line.end - 1] == _shown(text, start, end, spans, last)
    assert line.text[: line.start - 1] == _shown(text, first, _opening(start, spans), spans, last)


def _line_of(text: str, offset: int) -> tuple[int, int, int]:
    """The number of a line, where it begins, where its line end begins: the slow, plain way."""
    at = 0
    for number, line in enumerate(text.splitlines(keepends=True) or [""], 1):
        if offset < at + len(line) or at + len(line) == len(text):
            if line.endswith(("\n", "\r")) and offset == len(text):
                return number + 1, len(text), len(text)
            return number, at, at + len(line.rstrip("\r\n"))
        at += len(line)
    raise AssertionError


def _opening(offset: int, spans: list[tuple[int, int]]) -> int:
    """The offset itself, or the beginning of the secret that it lies in."""
    return next((low for low, high in spans if low <= offset < high), offset)


def _shown(text: str, start: int, end: int, spans: list[tuple[int, int]], last: int) -> str:
    """What stands for a span: its characters one by one, and a mask for each secret touched."""
    shown, seen = "", set()
    for at in range(start, min(end, last)):
        secret = next(((low, high) for low, high in spans if low <= at < high), None)
        if secret is None:
            shown += text[at] if text[at].isprintable() else " "
        elif secret not in seen:
            seen.add(secret)
            shown += MASK
    return shown


@pytest.mark.parametrize(
    ("text", "fault", "hidden", "line"),
    [
        ('"a": "secret", "b": 1', '"b"', '"secret"', f'"a": "{MASK}", "b": 1'),
        ('"a": 4711, "b": 1', '"b"', "4711", f'"a": {MASK}, "b": 1'),
        ("a = 'secret' # b", "b", "'secret'", f"a = '{MASK}' # b"),
    ],
)
def test_a_mask_keeps_the_quotes(text: str, fault: str, hidden: str, line: str) -> None:
    """A hidden string keeps its quotes, so that it still looks like one."""
    start, low = text.index(fault), text.index(hidden)

    found = excerpt(text, start, start + len(fault), [(low, low + len(hidden))])

    assert found.text == line
    assert found.text[found.start - 1 : found.end - 1] == fault


def test_the_end_of_a_secret_is_no_quote() -> None:
    """A quote that belongs to a secret, since its value goes on, is hidden with the rest."""
    text = "a = '''it's\nBob'\n'''"

    second = excerpt(text, text.index("Bob"), text.index("Bob") + 1, [(4, len(text))])

    assert second == Line(2, MASK, 1, 1 + len(MASK))


def test_all_masks_are_alike() -> None:
    """A mask does not tell how long the secret is."""
    short, long = (excerpt(text, 0, 1, [(2, len(text))]).text for text in ("= a", "= " + "a" * 99))

    assert short == long == f"= {MASK}"


@pytest.mark.parametrize(
    ("text", "start", "line"),
    [
        ("", 0, Line(1, "", 1, 2)),
        ("ab", 2, Line(1, "ab", 3, 4)),
        ("ab\n", 3, Line(2, "", 1, 2)),
        ("ab\n\ncd", 3, Line(2, "", 1, 2)),
        ("ab\ncd", 2, Line(1, "ab", 3, 4)),
        ("ab\r\ncd", 2, Line(1, "ab", 3, 4)),
        ("ab\r\ncd", 3, Line(1, "ab", 3, 4)),
        ("ab\r\ncd", 4, Line(2, "cd", 1, 2)),
        ("ab\rcd", 4, Line(2, "cd", 2, 3)),
    ],
)
def test_ends_of_lines_and_files(text: str, start: int, line: Line) -> None:
    """At the end of a line or a file the caret stands behind it; line ends are never shown."""
    assert excerpt(text, start, start, []) == line


def test_a_fault_of_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    """What goes on below is underlined as far as its first line goes."""
    text = '"a": {\n  "b": 1\n}'

    line = excerpt(text, 5, len(text), [])

    assert line == Line(1, '"a": {', 6, 7)


@pytest.mark.parametrize("sign", ["\t", "\x1b", "\x07", "\u202e", "\u200b", "\xa0", "\x85"])
def test_what_steers_a_terminal_becomes_a_blank(sign: str) -> None:
    """Tabs, escapes and signs that turn the direction of text are one blank each."""
    line = excerpt(f"a{sign}b", 2, 3, [])

    assert line == Line(1, "a b", 3, 4)


@pytest.mark.parametrize("place", [0, 1, 60, 500, 998, 999])
def test_a_long_line_is_cut_around_the_fault(place: int) -> None:
    """Of a long line some hundred characters are shown, the fault among them."""
    text = "".join(chr(ord("a") + number % 26) for number in range(1000))

    line = excerpt(text, place, place + 3, [])

    assert line.text[line.start - 1 : line.end - 1] == text[place : place + 3]
    assert line.text.strip("…") in text
    assert len(line.text.strip("…")) == WIDTH
    assert line.text.startswith("…") == (not text.startswith(line.text.strip("…")))
    assert line.text.endswith("…") == (not text.endswith(line.text.strip("…")))


def test_a_fault_that_is_too_long_itself_is_cut() -> None:
    """Of a fault longer than a line the beginning is shown."""
    text = f'"a": "{"x" * 500}"'

    line = excerpt(text, 5, len(text), [])

    assert line.text.startswith('"a": "xxx')
    assert line.text.endswith("x…")
    assert line.text[line.start - 1 : line.end - 1].startswith('"xxx')
    assert len(line.text) == WIDTH + 1


def test_a_line_of_megabytes_is_looked_at_near_the_fault() -> None:
    """What lies farther away than the reach is not even masked."""
    far = 3 * REACH
    text = "a" * far + "!" + "b" * far

    line = excerpt(text, far, far + 1, [(0, far - REACH - 1)])

    assert window(text, far) == (far - REACH, far + REACH)
    assert MASK not in line.text
    assert line.text[line.start - 1 : line.end - 1] == "!"
    assert line.text.startswith("…a")
    assert line.text.endswith("b…")


@pytest.mark.parametrize("reach", [REACH - 1, REACH, REACH + 1])
def test_the_edge_of_the_reach_keeps_the_caret_right(reach: int) -> None:
    """A fault at the far edge of what is looked at is underlined right."""
    text = "é" * reach + "!"

    line = excerpt(text, reach, reach + 1, [(0, reach - 5)])

    assert line.text[line.start - 1 : line.end - 1] == "!"


def _veiled(text: str, names: set[str]) -> str:
    return excerpt(text, 0, 1, veil(text, 0, names)).text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('  "host": "db.internal",', f'  "host": "{MASK}",'),
        ('  "host" "db.internal",', f'  "host" "{MASK}",'),
        ('{"host": true, "port": null}', '{"host": true, "port": null}'),
        ('  "hots": 1', f'  "{MASK}": {MASK}'),
        ("host = 'x'  # hunter2", f"host = '{MASK}'  # {MASK}"),
        ('  "password": "password"', f'  "password": "{MASK}"'),
        ("password=host", f"password={MASK}"),
        ('  "password": "a host, port: b"', f'  "password": "{MASK}"'),
        ('  "password": "it is \\"host\\" 1"', f'  "password": "{MASK}"'),
        ('  "password": "hunter2, port', f'  "password": "{MASK}'),
        ("  'password': 'hunter2'", f"  'password': '{MASK}'"),
        ('"true": "true"', f'"{MASK}": "{MASK}"'),
        ("", ""),
    ],
)
def test_a_broken_file_shows_keys_alone(text: str, shown: str) -> None:
    """Of a file that does not parse, known names of keys are shown, and punctuation."""
    assert _veiled(text, {"host", "port", "password"}) == shown


@given(st.text("ab\"'\\:=, \n", max_size=30), st.text("XYZ", min_size=1, max_size=8), st.data())
def test_no_word_of_a_broken_file_survives(around: str, secret: str, data: st.DataObject) -> None:
    """Whatever is wrong with a text, a word that is no known name is never shown."""
    at = data.draw(st.integers(0, len(around)))
    text = around[:at] + secret + around[at:]
    start = data.draw(st.integers(0, len(text)))

    line = excerpt(text, start, start + 1, veil(text, start, {"a", "b", "ab"}))

    assert not set("XYZ") & set(line.text)


@pytest.mark.parametrize(
    ("written", "within", "narrow"),
    [
        ('"a${b}c"', (1, 5), "${b}"),
        (r'"\n${b}"', (1, 5), "${b}"),
        (r'"\u00e9${b}\t"', (1, 5), "${b}"),
        (r'"\U0001F600${b}"', (1, 5), "${b}"),
        (r"'\n${b}'", (2, 6), "${b}"),
        ("${b}", (0, 4), "${b}"),
        ('"ab"', (2, 4), '"'),
        ('"""a\n${b}"""', (2, 6), '"""a\n${b}"""'),
    ],
)
def test_a_part_of_a_string(written: str, within: tuple[int, int], narrow: str) -> None:
    """Offsets into the decoded text lead to what is written, escapes and all."""
    text = f"key = {written}"

    start, end = narrowed(text, (6, len(text)), within)

    assert text[start:end] == narrow


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        (
            "redis_config.toml",
            '[local] # a s3cr3t\n"h#st" = 1\nport = "x" # was s3cr3t\n',
            'port = "x" # **********',
        ),
        ("redis_config.toml", '[local]\nhost = "a#b"\nport = "x" #\n', 'port = "x" #'),
        ("redis_config.toml", '[local]\nhost = "h"\nport = "x" #s3cr3t', 'port = "x" #**********'),
        (".env", "# s3cr3t\nREDIS_PORT=0 # was s3cr3t\n", "REDIS_PORT=0 # **********"),
        (".env", "REDIS_PORT='0' # s3cr3t", "REDIS_PORT='0' # **********"),
    ],
)
def test_a_comment_is_masked(tmp_path: Path, name: str, text: str, shown: str) -> None:
    """Nobody knows what a comment says: a line commented out may hold a password."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    found = check_config_file(str(path)).diagnostics

    lines = [diagnostic.primary.line for diagnostic in found]
    assert shown in [line.text for line in lines if line]
    assert not any("s3cr3t" in line.text for line in lines if line)


@given(st.lists(st.sampled_from(["a", "#", " ", "\n", '"'])), st.data())
def test_comments_begin_outside_of_what_is_known(pieces: list[str], data: st.DataObject) -> None:
    """A span that is found follows a hash outside of every known span, and ends with its line."""
    text = "".join(pieces)
    bounds = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    known = list(zip(bounds[::2], bounds[1::2], strict=False))

    for start, end in comments(text, (0, len(text)), known):
        assert text[end:].lstrip(" ")[:1] in ("", "\n")
        hash_ = text.rindex("#", 0, start) if text[:start].rstrip(" ").endswith("#") else -1
        assert hash_ >= 0
        assert not any(low <= hash_ < high for low, high in known)
