"""Placeholders: the braced forms of Compose, evaluated lazily, once, and leaking no value."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg.placeholders import (
    DEEPEST,
    LARGEST,
    PROVIDERS,
    Flaw,
    Placeholder,
    Template,
    Unread,
    alternatives,
    escape,
    expand,
    flawed,
    has_placeholder,
    known,
    names,
    parse,
    providers,
    read_file,
    unknown,
    walk,
    whole,
)

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "hunter2-s3cr3t"


class Variables(Mapping[str, str]):
    """Variables that remember which of them were read."""

    def __init__(self, **values: str) -> None:
        self.values_by_name = values
        self.read: list[str] = []

    def __getitem__(self, name: str) -> str:
        self.read.append(name)
        return self.values_by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)


def parsed(text: str) -> Template:
    """The template of a text that is well formed."""
    template, flaws = parse(text)
    assert flaws == ()
    assert template is not None
    return template


def expanded(text: str, **variables: str) -> str:
    """What a text becomes with these variables."""
    result, flaws = expand(parsed(text), variables)
    assert flaws == ()
    assert result is not None
    return result


def flaw_of(text: str, **variables: str) -> Flaw:
    """The one flaw that the expansion of a text has."""
    result, flaws = expand(parsed(text), variables)
    assert result is None
    (flaw,) = flaws
    return flaw


# --- the grammar ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "unset", "empty", "filled"),
    [
        ("${X}", None, "", "v"),
        ("${X:-d}", "d", "d", "v"),
        ("${X-d}", "d", "", "v"),
        ("${X:?m}", None, None, "v"),
        ("${X?m}", None, "", "v"),
        ("${X:+o}", "", "", "o"),
        ("${X+o}", "", "o", "o"),
        ("${X:-}", "", "", "v"),
        ("${X-}", "", "", "v"),
        ("${X:+}", "", "", ""),
    ],
)
def test_the_table_of_operators(
    form: str, unset: str | None, empty: str | None, filled: str
) -> None:
    """Each form of the Compose specification, for a variable that is unset, empty and filled."""
    template = parsed(form)

    assert expand(template, {})[0] == unset
    assert expand(template, {"X": ""})[0] == empty
    assert expand(template, {"X": "v"})[0] == filled


@pytest.mark.parametrize(
    "text",
    ["", "plain", "$", "$$", "a$", "$X", "$X}", "{X}", "pa$$word", "5$ {x}", "}{", "$ {X}", "é"],
)
def test_a_dollar_without_a_brace_is_itself(text: str) -> None:
    """Real passwords hold dollars: only ``${`` begins a placeholder."""
    assert not has_placeholder(text)
    assert expanded(text, X="v") == text
    assert known(parsed(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$${X}", "${X}"),
        ("$${", "${"),
        ("$$${X}", "$${X}"),
        ("$$$${X}", "$$${X}"),
        ("a$${X}b${X}c", "a${X}bvc"),
        ("${Y:-$${X}}", "${X}"),
        ("${X:+$}${X}", "$v"),
        ("$X${X}$", "$Xv$"),
    ],
)
def test_a_second_dollar_makes_a_text_of_it(text: str, expected: str) -> None:
    """``$${`` is the text ``${``, at the top and in operands; other dollars stay beside it."""
    assert has_placeholder(text)
    assert expanded(text, X="v") == expected


@pytest.mark.parametrize(
    ("text", "operator", "default"),
    [
        ("${X-a?b}", "-", "a?b"),
        ("${X?a-b}", "?", "a-b"),
        ("${X+a:-b}", "+", "a:-b"),
        ("${X:-:-b}", ":-", ":-b"),
        ("${X--}", "-", "-"),
        ("${X:--1}", ":-", "-1"),
        ("${X-:}", "-", ":"),
    ],
)
def test_the_first_operator_wins(text: str, operator: str, default: str) -> None:
    """What follows the first operator is its operand, other operators included."""
    placeholder = whole(parsed(text))

    assert placeholder is not None
    assert placeholder.operator == operator
    assert placeholder.operand == parsed(default)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${X:-{}}", "{}"),
        ('${X:-{"a": {"b": 1}}}', '{"a": {"b": 1}}'),
        ("${X:-{${Y:-1}}}", "{1}"),
        ("${X:-{$${Y}}}", "{${Y}}"),
        ("${X:-a}}", "a}"),
        ("${X:-${Y:-${Z:-deep}}}", "deep"),
        ("${X:-a${Y-b}c${Z-d}e}", "abcde"),
        ("${X:-a b\nc}", "a b\nc"),
        ("<${X-1}${Y-2}>", "<12>"),
        ("${X:-:}", ":"),
    ],
)
def test_operands_nest_and_their_braces_balance(text: str, expected: str) -> None:
    """An operand ends at the first brace that nothing inside it opened."""
    assert expanded(text) == expected


def test_a_placeholder_knows_where_it_stands() -> None:
    """The parsed form of a text tells its parts and their offsets."""
    inner = Placeholder("", "B", "", None, 9, 13)

    assert parsed("ab${_a1:-${B}x}c") == Template(
        ("ab", Placeholder("", "_a1", ":-", Template((inner, "x")), 2, 15), "c")
    )


@pytest.mark.parametrize(
    ("text", "message", "offset", "end"),
    [
        ("${", "a placeholder is not closed", 0, 2),
        ("a${X", "a placeholder is not closed", 1, 3),
        ("${X:-a{}", "a placeholder is not closed", 0, 2),
        ("${X:-${Y}", "a placeholder is not closed", 0, 2),
        ("${X!", "a placeholder is not closed", 0, 2),
        ("${X:-${!", "a placeholder is not closed", 5, 7),
        ("${file:/x", "a placeholder is not closed", 0, 2),
        ("${file:/x:-", "a placeholder is not closed", 0, 2),
        ("a${}", "a placeholder does not begin with the name of a variable", 1, 4),
        ("${1A}", "a placeholder does not begin with the name of a variable", 0, 5),
        ("${ A }", "a placeholder does not begin with the name of a variable", 0, 6),
        ("${{ A }}", "a placeholder does not begin with the name of a variable", 0, 8),
        ("${-a}", "a placeholder does not begin with the name of a variable", 0, 5),
        ("${é}", "a placeholder does not begin with the name of a variable", 0, 4),
        ("${A B}", "a placeholder has something after the name that is no operator", 0, 6),
        ("${A!}", "a placeholder has something after the name that is no operator", 0, 5),
        ("${A=b}", "a placeholder has something after the name that is no operator", 0, 6),
        ("${A.b}", "a placeholder has something after the name that is no operator", 0, 6),
        ("${Aé}", "a placeholder has something after the name that is no operator", 0, 5),
        ("${A/b/c}", "a placeholder has something after the name that is no operator", 0, 8),
        ("${A:=b}", "a placeholder has nothing that it knows after the colon", 0, 7),
        ("${A:}", "a placeholder has nothing that it knows after the colon", 0, 5),
        ("${A::-b}", "a placeholder has nothing that it knows after the colon", 0, 8),
        ("${A:-x${1}y}", "a placeholder does not begin with the name of a variable", 6, 10),
    ],
)
def test_what_is_malformed_says_how_and_where(
    text: str, message: str, offset: int, end: int
) -> None:
    """A malformed placeholder is a flaw with its place, and help on what to write."""
    template, (flaw,) = parse(text)

    assert template is None
    assert (flaw.message, flaw.offset, flaw.end, flaw.code) == (message, offset, end, "HC304")
    assert "${" in flaw.help


def test_all_malformed_placeholders_are_told_at_once() -> None:
    """Several flaws of one text are found in one go, whatever stands between them."""
    _, flaws = parse("${A} ${1} ${B:-${!}${C:}} ${")

    assert [flaw.offset for flaw in flaws] == [5, 15, 19, 26]


def test_a_flaw_becomes_a_fault_of_its_setting() -> None:
    """The fault names the setting, keeps code and help, and knows what to underline."""
    (flaw,) = parse("ab${X!}")[1]

    fault = flawed(("production", "password"), flaw)

    assert fault.code == "HC304"
    assert fault.headline == f"production.password: {flaw.message}"
    assert fault.help == (flaw.help,)
    assert fault.within == (2, 7)


def test_nesting_has_a_limit() -> None:
    """Twenty placeholders inside each other are read, one more is a flaw."""
    allowed = "${X:-" * DEEPEST + "d" + "}" * DEEPEST

    assert expanded(allowed) == "d"
    assert [flaw.message for flaw in parse("${X:-" + allowed + "}")[1]] == [
        "placeholders are nested more than 20 deep"
    ]


def test_the_deepest_placeholder_may_be_malformed_in_its_own_way() -> None:
    """What is wrong at the last allowed level is not blamed on the nesting."""
    (flaw,) = parse("${X:-" * (DEEPEST - 1) + "${!}" + "}" * (DEEPEST - 1))[1]

    assert flaw.message == "a placeholder does not begin with the name of a variable"


@pytest.mark.parametrize("opening", ["${X:-", "${X:-{", "${p:", "${X!${", "${"])
@pytest.mark.parametrize("closing", ["", "}", "}}"])
def test_absurd_nesting_is_one_flaw(opening: str, closing: str) -> None:
    """A hundred thousand levels end in a flaw, not in a RecursionError."""
    template, flaws = parse(opening * 100_000 + closing * 100_000)

    assert template is None
    assert len(flaws) == 1


def test_braces_are_no_levels() -> None:
    """Plain braces in a default may be as many as they like."""
    assert expanded("${X:-" + "{" * 100_000 + "}" * 100_000 + "}") == "{" * 100_000 + "}" * 100_000


# --- what is known without values ----------------------------------------------------------


@pytest.mark.parametrize("text", ["${X}", "${X:-${Y}}", "${file:/x}", "${X:+a b}"])
def test_a_value_that_is_wholly_one_placeholder(text: str) -> None:
    """A placeholder with nothing around it is the whole value."""
    placeholder = whole(parsed(text))

    assert placeholder is not None
    assert (placeholder.start, placeholder.end) == (0, len(text))


@pytest.mark.parametrize("text", ["", "x", "$${X}", " ${X}", "${X} ", "${X}${Y}", "$${${X}"])
def test_a_value_with_text_around_is_not_wholly_one(text: str) -> None:
    """Any text beside it, and any second placeholder, makes it interpolation."""
    assert whole(parsed(text)) is None


@pytest.mark.parametrize("text", ["${X}", "${X:-a}", "a${X:+}", "$${${X}"])
def test_a_text_with_a_placeholder_is_not_known(text: str) -> None:
    """Only a text without any placeholder is known, a default or not."""
    assert known(parsed(text)) is None


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("plain", ("plain",)),
        ("$${X}", ("${X}",)),
        ("${X}", ()),
        ("${X:?m}", ()),
        ("${X?m}", ()),
        ("${X:-abc}", ("abc",)),
        ("${X-abc}", ("abc",)),
        ("${X:-}", ("",)),
        ("${X:+yes}", ("", "yes")),
        ("${X+yes}", ("", "yes")),
        ("${X:-${Y:-abc}}", ("abc",)),
        ("${X:-${Y}}", ()),
        ("${X:+${Y:-abc}}", ("", "abc")),
        ("${X:-a${Y}}", ()),
        ("${file:/x}", ()),
        ("${file:/x:-abc}", ("abc",)),
        ("redis-${ENV:-dev}.${ZONE:-a}", ("redis-dev.a",)),
        ("${X:-a}${X:+b}", ("a",)),
        ("${X:+a}${Y:+b}", ("", "a", "b", "ab")),
        ("${X:-a}${Y}", ()),
        ("${A-1}${B-2}${C-3}${D-4}${E-5}${F-6}${G-7}", ("1234567",)),
        ("${A+1}${B+2}${C+3}${D+4}${E+5}${F+6}${G+7}", ("", "1234567")),
    ],
)
def test_texts_that_a_value_can_take(text: str, texts: tuple[str, ...]) -> None:
    """Literal operands are known texts, in the text around them, where the variables agree."""
    assert alternatives(parsed(text)) == texts


def test_six_variables_are_tried_in_every_combination() -> None:
    """Up to six variables no text that they can make is overlooked."""
    assert len(alternatives(parsed("${A+1}${B+2}${C+3}${D+4}${E+5}${F+6}"))) == 64


def test_names_are_all_variables_that_may_be_read() -> None:
    """Names come once, in their order, from defaults and arguments but not from messages."""
    template = parsed("${B:-${A}} ${file:${C:-/x}:-${B}} ${D:?see ${E}} ${F:+${G}} $H $${I}")

    assert names(template) == ("B", "A", "C", "D", "F", "G")
    assert providers(template) == ("file",)
    assert [found.name for found in walk(template)][:2] == ["B", "A"]


# --- expansion -----------------------------------------------------------------------------


def test_only_what_is_needed_is_read() -> None:
    """A default is left alone where there is a value, and other text where there is none."""
    variables = Variables(X="v")
    calls: list[str] = []

    text, flaws = expand(
        parsed("${X:-${Y}${file:/x}}${Z:+${Y}${nope:x}}"), variables, {"file": calls.append}  # type: ignore[dict-item]
    )  # fmt: skip

    assert (text, flaws) == ("v", ())
    assert variables.read == ["X", "Z"]
    assert calls == []


def test_an_unset_variable_is_named() -> None:
    """Without a default an unset variable is a flaw that names it and says what to do."""
    assert flaw_of("redis://${REDIS_HOST}/") == Flaw(
        "the variable REDIS_HOST is not set", 8, "set REDIS_HOST", "HC305", 21
    )


def test_a_misspelt_variable_is_recognised() -> None:
    """Where a set variable has nearly the name, the help asks whether it is meant."""
    flaw = flaw_of("${REDIS_PASWORD}", REDIS_HOST="h", REDIS_PASSWORD=SECRET)

    assert flaw.help == "set REDIS_PASWORD; or is REDIS_PASSWORD meant, which is set?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${X?ask the team}", "the variable X is not set: ask the team"),
        ("${X:?ask the team}", "the variable X is not set: ask the team"),
        ("${X?}", "the variable X is not set"),
        ("${X:?see ${Y:-" + SECRET + "} in $${Z}}", "the variable X is not set: see ${Y} in ${Z}"),
        ("${X:?two\nlines\x1b[31m}", "the variable X is not set: two lines [31m"),
    ],
)
def test_the_message_of_a_required_variable_is_shown(text: str, message: str) -> None:
    """The words after ``?`` end the flaw, as written: no value and no default is put in."""
    assert flaw_of(text, Y=SECRET).message == message


def test_an_empty_variable_is_no_unset_one() -> None:
    """``:?`` says that the variable is empty where it is."""
    assert flaw_of("${X:?m}", X="").message == "the variable X is empty: m"


def test_all_flaws_of_an_expansion_are_told_at_once() -> None:
    """Two unset variables are two flaws, also where one stands in a default."""
    _, flaws = expand(parsed("${A}-${B:-${C}}-${D}"), {"D": "d"})

    assert [(flaw.message, flaw.offset) for flaw in flaws] == [
        ("the variable A is not set", 0),
        ("the variable C is not set", 10),
    ]


# --- providers -----------------------------------------------------------------------------


def at(path: Path) -> str:
    """A placeholder for the file."""
    return f"${{file:{path}}}"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"s3cr3t", "s3cr3t"),
        (b"s3cr3t\n", "s3cr3t"),
        (b"s3cr3t\r\n", "s3cr3t"),
        (b"s3cr3t\n\n", "s3cr3t\n"),
        (b"s3cr3t\r", "s3cr3t\r"),
        (b" s3cr3t ", " s3cr3t "),
        (b"\xef\xbb\xbfs3cr3t", "s3cr3t"),
        (b"${HOME}$${X}", "${HOME}$${X}"),
        ("pässwört".encode(), "pässwört"),
        (b"", ""),
        (b"\n", ""),
        (b"x" * LARGEST, "x" * LARGEST),
    ],
)
def test_a_file_gives_its_text(tmp_path: Path, content: bytes, text: str) -> None:
    """A file is read as UTF-8 and loses one line end and a byte order mark, nothing more."""
    (tmp_path / "secret").write_bytes(content)

    assert expanded(at(tmp_path / "secret")) == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"x" * (LARGEST + 1), "is larger than 1 MiB"),
        (SECRET.encode() + b"\xff", "is not text in UTF-8"),
    ],
)
def test_a_file_that_is_no_secret_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    """What is too large or no text is a flaw that names the file and shows nothing of it."""
    path = tmp_path / "secret"
    path.write_bytes(content)

    flaw = flaw_of("x" + at(path))

    assert flaw.message == f'the file "{path}" {reason}'
    assert (flaw.code, flaw.offset, flaw.end) == ("HC308", 1, 1 + len(at(path)))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A directory and paths that no system takes are flaws."""
    assert flaw_of(at(tmp_path)).message == f'the file "{tmp_path}" is no regular file'
    assert flaw_of("${file:a\0b}").message == r'the file "a\x00b" cannot be read (ValueError)'
    assert flaw_of(f"${{file:{'x' * 5000}}}").message.endswith("cannot be read (OSError)")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes by name")
def test_a_pipe_blocks_nobody(tmp_path: Path) -> None:
    """A pipe that nobody writes to is refused at once."""
    path = tmp_path / "pipe"
    os.mkfifo(path)

    assert flaw_of(at(path)).message == f'the file "{path}" is no regular file'


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """A file without permission is a flaw that says so, and no default stands in for it."""
    path = tmp_path / "secret"
    path.touch(mode=0)

    assert flaw_of(f"${{file:{path}:-default}}").message.endswith("may not be read by this user")


def test_a_missing_file_is_unset(tmp_path: Path) -> None:
    """Where there is no file, the operators say what stands in; without one it is a flaw."""
    missing = f"${{file:{tmp_path}/no/file"
    (tmp_path / "plain").touch()

    assert flaw_of(missing + "}").message == f'the file "{tmp_path}/no/file" does not exist'
    assert flaw_of(missing + ":?mount it}").message.endswith("does not exist: mount it")
    assert expanded(missing + ":-default}") == "default"
    assert expanded(missing + ":+other}") == ""
    assert expanded(f"${{file:{tmp_path}/plain/below:-default}}") == "default"


def test_an_empty_file_is_as_an_empty_variable(tmp_path: Path) -> None:
    """The colon takes an empty file for a missing one."""
    path = tmp_path / "empty"
    path.write_bytes(b"\n")

    assert expanded(f"${{file:{path}:-default}}") == "default"
    assert expanded(f"${{file:{path}:+other}}") == ""
    assert flaw_of(f"${{file:{path}:?fill it}}").message == f'the file "{path}" is empty: fill it'


def test_an_argument_may_hold_placeholders(tmp_path: Path) -> None:
    """A path may come from a variable, whose text is not scanned for operators."""
    (tmp_path / "a:-b").write_text("found", encoding="utf-8")

    assert expanded("${file:${DIR:-/nowhere}/${NAME}}", DIR=str(tmp_path), NAME="a:-b") == "found"


def test_a_flaw_in_an_argument_stands_for_the_whole() -> None:
    """A path that cannot be known is not read, and a default does not hide why."""
    assert flaw_of("${file:${DIR}/x:-d}").message == "the variable DIR is not set"


def test_the_name_of_a_file_is_shown_without_values() -> None:
    """A path is shown as it was written; what a variable put into it is not."""
    flaw = flaw_of("${file:/no/${NAME:-default}/x}", NAME=SECRET)

    assert flaw.message == 'the file "/no/${NAME}/x" does not exist'


def test_a_relative_path_starts_where_the_table_says(tmp_path: Path) -> None:
    """A loader may bind the directory of the document into its table."""
    (tmp_path / "secret").write_text("found", encoding="utf-8")
    table = {"file": partial(read_file, directory=str(tmp_path))}

    assert expand(parsed("${file:secret}"), {}, table) == ("found", ())
    assert isinstance(read_file("secret"), Unread)


@pytest.mark.parametrize(
    ("text", "name", "argument", "operator"),
    [
        ("${file:/x}", "/x", "/x", ""),
        ("${file:/x:-d}", "/x", "/x", ":-"),
        ("${file:/x-y?z+a}", "/x-y?z+a", "/x-y?z+a", ""),
        ("${file:C:\\x}", "C:\\x", "C:\\x", ""),
        ("${file:{a:-b}}", "{a:-b}", "{a:-b}", ""),
        ("${file:./-x}", "./-x", "./-x", ""),
        ("${file:$${x}}", "${x}", "$${x}", ""),
        ("${vault:kv/redis#password}", "kv/redis#password", "kv/redis#password", ""),
    ],
)
def test_an_argument_ends_at_a_colon_with_an_operator(
    text: str, name: str, argument: str, operator: str
) -> None:
    """Only ``:-``, ``:?`` and ``:+`` outside braces end an argument; ``-`` alone is part of it."""
    placeholder = whole(parsed(text))

    assert placeholder is not None
    assert placeholder.name == name
    assert placeholder.argument is not None
    assert placeholder.argument.parts == parsed(argument).parts
    assert placeholder.operator == operator


@pytest.mark.parametrize("text", ["${file}", "${file:-x}", "${file-x}", "${file:?x}", "${file:+x}"])
def test_a_variable_may_be_called_as_a_provider(text: str) -> None:
    """An operator right after the word makes a variable of it."""
    assert names(parsed(text)) == ("file",)
    assert providers(parsed(text)) == ()


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (f"${{PASSWORD:{SECRET}}}", "for a default write ${PASSWORD:-…}"),
        ("${env:REDIS_HOST}", "for a variable write its name alone, as in ${REDIS_HOST}"),
        ("${flie:/x}", "did you mean file?"),
    ],
)
def test_an_unknown_provider_is_named(text: str, advice: str) -> None:
    """A provider that is not in the table is a flaw of check and load, its argument unseen."""
    flaw = flaw_of(text)

    assert unknown(parsed(text), PROVIDERS) == (flaw,)
    assert flaw.message == f"no placeholder provider is called {providers(parsed(text))[0]}"
    assert (flaw.code, flaw.help) == ("HC311", advice)


def test_the_check_sees_unknown_providers_everywhere() -> None:
    """A provider in a default that no load may ever need is found by the check."""
    assert [flaw.offset for flaw in unknown(parsed("${X:-${nope:x}}"), PROVIDERS)] == [5]
    assert unknown(parsed("${file:/x}${X}"), PROVIDERS) == ()


def test_a_provider_that_fails_is_reported_without_its_words() -> None:
    """A plug-in may raise anything; its message may hold what it read and is not repeated."""

    def vault(_: str) -> str:
        raise TimeoutError(SECRET)

    _, (flaw,) = expand(parsed("${vault:kv/redis:-d}"), {}, {"vault": vault})

    assert flaw.message == 'the vault "kv/redis" cannot be read (TimeoutError)'


# --- laws ----------------------------------------------------------------------------------

operators = st.sampled_from(["", ":-", "-", ":?", "?", ":+", "+"])
fragments = st.lists(
    st.sampled_from(["$", "{", "}", "${", "$${", ":", "A", "_", "1", " ", "file", "é", "\n"])
    | st.sampled_from(["${A}", "${B:-", "${file:"])
    | operators
).map("".join)
texts = fragments | st.text()
values = st.sampled_from(["", "v", "${A}", "$${B}", "}", ":-x"]) | st.text()
variable_names = st.sampled_from(["A", "B", "C"])
environments = st.dictionaries(variable_names, values)


def balanced(text: str) -> bool:
    """Whether every brace of a text has its partner."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


class Source(NamedTuple):
    """A placeholder as a person thinks of it, apart from any parser."""

    name: str
    operator: str
    operand: tuple[object, ...]


plain_texts = st.text("ab$?-+: ", max_size=5) | st.text(max_size=5)
sources = st.recursive(
    st.lists(plain_texts.filter(balanced), max_size=2).map(tuple),
    lambda inner: st.lists(
        plain_texts.filter(balanced)
        | st.builds(Source, variable_names, operators, inner),
        max_size=3,
    ).map(tuple),
    max_leaves=8,
)  # fmt: skip


def written(parts: tuple[object, ...]) -> str:
    """The text that a person writes for the parts, ``$`` before a placeholder as ``${_:-$}``."""
    text = ""
    for part in parts:
        operand = written(part.operand) if isinstance(part, Source) and part.operator else ""
        following = (
            f"${{{part.name}{part.operator}{operand}}}"
            if isinstance(part, Source)
            else escape(str(part))
        )
        dollars = len(text) - len(text.rstrip("$"))
        if dollars and following[:1] in ("$", "{"):
            # Dollars before a brace would make one text of both.
            text = f"{text[:-dollars]}${{UNSET:-{'$' * dollars}}}"
        text += following
    return text


def meant(parts: tuple[object, ...], variables: Mapping[str, str]) -> str | None:
    """What the parts come to by the table of operators, nothing where a variable is missing."""
    texts: list[str | None] = []
    for part in parts:
        if not isinstance(part, Source):
            texts.append(str(part))
            continue
        there = variables.get(part.name)
        if part.operator[:1] == ":":
            there = there or None
        if part.operator[-1:] == "+":
            texts.append("" if there is None else meant(part.operand, variables))
        elif there is None and part.operator[-1:] == "-":
            texts.append(meant(part.operand, variables))
        else:
            texts.append(there)
    return None if None in texts else "".join(text for text in texts if text is not None)


@given(texts)
def test_any_text_is_parsed_or_flawed(text: str) -> None:
    """Law: parsing gives a template or flaws, each inside the text, and raises nothing."""
    template, flaws = parse(text)

    assert (template is None) == bool(flaws)
    assert all(0 <= flaw.offset < flaw.end <= len(text) for flaw in flaws)
    assert all(text.startswith("${", flaw.offset) for flaw in flaws)


@given(texts.filter(lambda text: "${" not in text), environments)
def test_text_without_placeholder_expands_to_itself(text: str, variables: dict[str, str]) -> None:
    """Law: a text without ``${`` is itself, whatever the variables are."""
    assert expanded(text, **variables) == text


@given(texts, environments)
def test_escaped_text_comes_back(text: str, variables: dict[str, str]) -> None:
    """Law: any text, escaped, expands to itself and is known to."""
    template = parsed(escape(text))

    assert expand(template, variables) == (text, ())
    assert known(template) == text


@given(texts.filter(balanced))
def test_escaped_text_comes_back_as_a_default(text: str) -> None:
    """Law: any text whose braces balance, escaped, can be a default."""
    assert expanded(f"${{X:-{escape(text)}}}") == text
    assert expanded(f"${{X-{escape(text)}}}") == text
    assert expanded(f"${{X+{escape(text)}}}", X="") == text
    assert alternatives(parsed(f"${{X:-{escape(text)}}}")) == (text,)


@given(values, texts.filter(balanced))
def test_a_default_stands_for_what_is_unset_or_empty(value: str, default: str) -> None:
    """Law: ``${X:-d}`` is X if X holds something, else d; ``${X-d}`` is X if X is set at all."""
    assert expanded(f"${{X:-{escape(default)}}}", X=value) == (value or default)
    assert expanded(f"${{X-{escape(default)}}}", X=value) == value


@given(values, values)
def test_substituted_text_is_never_scanned_again(value: str, other: str) -> None:
    """Law: a value goes in as it is, even where it looks like a placeholder, or becomes one."""
    assert expanded("${A}", A=value, B=other) == value
    assert expanded("$${B} {${A}} $${A}", A=value, B=other) == f"${{B}} {{{value}}} ${{A}}"
    assert expanded("${C:-${A}}${A}", A=value, B=other) == value + value


@given(sources, environments)
def test_the_parser_agrees_with_the_table(
    parts: tuple[object, ...], variables: dict[str, str]
) -> None:
    """Law: what is written by the grammar comes to what the table of operators says."""
    text, flaws = expand(parsed(written(parts)), variables)

    assert text == meant(parts, variables)
    assert (text is None) == bool(flaws)


@given(sources, environments)
def test_only_names_are_read(parts: tuple[object, ...], variables: dict[str, str]) -> None:
    """Law: an expansion reads no variable but those that ``names`` lists."""
    template = parsed(written(parts))
    watched = Variables(**variables)

    expand(template, watched)

    # A flaw looks through the names that are set, to suggest one, but reads none of them.
    assert set(watched.read) <= set(names(template))


@given(sources)
def test_every_alternative_can_be_reached(parts: tuple[object, ...]) -> None:
    """Law: each alternative is what the value is for some variables, whatever these hold."""
    template = parsed(written(parts))
    read = names(template)
    subsets = (combinations(read, size) for size in range(len(read) + 1))
    reached = {
        expand(template, {name: f"<{name}>" for name in subset})[0]
        for subset in chain.from_iterable(subsets)
    }

    assert set(alternatives(template)) <= reached


@given(sources)
def test_a_placeholder_can_be_cut_out(parts: tuple[object, ...]) -> None:
    """Law: the offsets of a placeholder cut out a text that is wholly that placeholder."""
    text = written(parts)

    for found in walk(parsed(text)):
        alone = whole(parsed(text[found.start : found.end]))
        assert alone is not None
        assert (alone.name, alone.operator) == (found.name, found.operator)


@given(fragments, fragments, fragments)
def test_no_flaw_holds_a_value(before: str, between: str, after: str) -> None:
    """No secret: no flaw of parsing or expanding repeats the value of a variable."""
    template, flaws = parse(f"{before}${{A:?x}}{between}${{file:${{A}}}}${{nope:${{A}}}}{after}")

    if template is not None:
        _, flaws = expand(template, {"A": SECRET, "B": SECRET})

    assert SECRET not in repr(flaws)
