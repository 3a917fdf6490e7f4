"""Command lines: what each argument gets, and what is said of one that cannot be meant."""

from __future__ import annotations

import argparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg.cli.arguments import Argument, MisuseError, asks_for_help, parse
from hacfg.cli.usage import of_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

TABLE = (
    Argument(("files",), "files", "FILE", many=True),
    Argument(("--schema",), "a schema", "SCHEMA"),
    Argument(("--format",), "a format", "FORMAT", ("text", "concise"), "text"),
    Argument(("-o", "--output"), "a file", "FILE"),
    Argument(("--set",), "a setting", "NAME=VALUE", many=True),
    Argument(("-s", "--strict"), "strictly"),
    Argument(("-q", "--quiet"), "quietly"),
)
NOTHING: dict[str, object] = {
    "files": [],
    "schema": None,
    "format": "text",
    "output": None,
    "set": [],
    "strict": False,
    "quiet": False,
}


def parsed(line: str) -> dict[str, Any]:
    """What a command line gives, where it differs from an empty one."""
    options = vars(parse(line.split(), TABLE))
    assert options.keys() == NOTHING.keys()
    return {name: value for name, value in options.items() if value != NOTHING[name]}


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("", {}),
        ("a b", {"files": ["a", "b"]}),
        ("--strict", {"strict": True}),
        ("a --strict b", {"files": ["a", "b"], "strict": True}),
        ("--schema redis a", {"schema": "redis", "files": ["a"]}),
        ("--schema=redis a", {"schema": "redis", "files": ["a"]}),
        ("--schema=-x", {"schema": "-x"}),
        ("--set a=b=c --set=d=", {"set": ["a=b=c", "d="]}),
        ("--schema a --schema a", {"schema": "a"}),
        ("-o x", {"output": "x"}),
        ("-ox", {"output": "x"}),
        ("-sq", {"strict": True, "quiet": True}),
        ("-sqox", {"strict": True, "quiet": True, "output": "x"}),
        ("-qo x", {"quiet": True, "output": "x"}),
        ("-", {"files": ["-"]}),
        ("--schema -", {"schema": "-"}),
        ("a -- --strict -q --", {"files": ["a", "--strict", "-q", "--"]}),
    ],
)
def test_what_a_line_gives(line: str, given: dict[str, Any]) -> None:
    """Options and files may stand in any order, and a value in each of the usual ways."""
    assert parsed(line) == given


@pytest.mark.parametrize(
    ("line", "problem", "advice"),
    [
        ("--schem redis", "unknown option --schem", "did you mean --schema?"),
        ("--stirct", "unknown option --stirct", "did you mean --strict?"),
        ("--fomat=text", "unknown option --fomat", "did you mean --format?"),
        ("--xyz", "unknown option --xyz", "--help lists the options"),
        ("-x", "unknown option -x", "--help lists the options"),
        ("-qx", "unknown option -x", "--help lists the options"),
        ("--s", "unknown option --s", "--help lists the options"),
        ("--hlep", "unknown option --hlep", "did you mean --help?"),
        ("--schema", "--schema lacks its value", "write --schema SCHEMA"),
        ("--schema --strict", "--schema lacks its value", "write --schema SCHEMA"),
        ("--schema=", "the value of --schema is empty", "write --schema SCHEMA"),
        ("-o", "-o lacks its value", "write -o FILE"),
        ("--schema a --schema b", "--schema is given more than once", "write --schema SCHEMA once"),
        ("-o a --output=b", "--output is given more than once", "write --output FILE once"),
        ("--strict=yes", "--strict takes no value", "write --strict alone"),
        ("--format txt", "--format cannot be txt", "did you mean text?"),
        ("--format xml", "--format cannot be xml", "write one of text, concise"),
        ("--\x1b[2J", 'unknown option "--\\x1b[2J"', "--help lists the options"),
    ],
)
def test_what_cannot_be_meant(line: str, problem: str, advice: str) -> None:
    """A mistake is named as it was written, with what to write instead."""
    with pytest.raises(MisuseError) as caught:
        parsed(line)

    assert (caught.value.problem, caught.value.advice) == (problem, advice)


PAIR = (
    Argument(("first",), "an environment", "ENV", required=True),
    Argument(("second",), "another environment", "ENV", required=True),
    Argument(("file",), "a file", "FILE"),
)


def test_positions_tell_arguments_apart() -> None:
    """Each argument by position takes one, in the order of the table."""
    options = parse(["a", "b"], PAIR)

    assert vars(options) == {"first": "a", "second": "b", "file": None}


@pytest.mark.parametrize(
    ("line", "problem", "advice"),
    [
        ("", "ENV is missing", "an environment"),
        ("a", "ENV is missing", "another environment"),
        ("a b c d", "d is one argument too many", "leave it out"),
    ],
)
def test_the_number_of_positions(line: str, problem: str, advice: str) -> None:
    """What is missing is named as the help does, and what is too much as it was written."""
    with pytest.raises(MisuseError) as caught:
        parse(line.split(), PAIR)

    assert (caught.value.problem, caught.value.advice) == (problem, advice)


def test_a_choice_by_position() -> None:
    """An argument by position is named by its word where it is none of the choices."""
    table = (Argument(("action",), "what to do", "ACTION", ("list", "show")),)

    with pytest.raises(MisuseError) as caught:
        parse(["lst"], table)

    assert (caught.value.problem, caught.value.advice) == (
        "ACTION cannot be lst",
        "did you mean list?",
    )


@pytest.mark.parametrize(
    ("line", "asked"),
    [("-h", True), ("a --help --xyz", True), ("a", False), ("-- -h", False), ("--helped", False)],
)
def test_help_is_asked_for(line: str, asked: bool) -> None:  # noqa: FBT001 - the outcome
    """Help may be asked for anywhere, beside whatever mistake; after -- it is a file."""
    assert asks_for_help(line.split()) == asked


def test_help_breaks_what_is_long() -> None:
    """An option too long for its column has its words below it, and long words are wrapped."""
    long = Argument(("-c", "--certificate-file"), "a file " * 20, "FILE")

    page = of_command("show", "show it", (long,))

    left, *rest = page.splitlines()[5:-1]
    assert left == "  -c, --certificate-file FILE"
    assert " ".join(" ".join(rest).split()) == ("a file " * 20).strip()
    assert {len(line) - len(line.lstrip()) for line in rest} == {26}
    assert max(map(len, rest)) <= 90


class Authority(argparse.ArgumentParser):
    """argparse, which does not end the process."""

    def error(self, message: str) -> NoReturn:
        """Raises what it found."""
        raise ValueError(message)


class Once(argparse.Action):
    """Stores a value, and refuses another one: argparse would take the last."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Stores the value."""
        first = self.__dict__.setdefault("first", values)
        if values != first:
            parser.error(f"{option_string} is given more than once")
        setattr(namespace, self.dest, values)


def by_argparse(words: list[str]) -> dict[str, Any]:
    """What argparse makes of a command line of the same table."""
    authority = Authority(add_help=False, allow_abbrev=False)
    authority.add_argument("files", nargs="*")
    authority.add_argument("--schema", action=Once)
    authority.add_argument("--format", action=Once, choices=["text", "concise"], default="text")
    authority.add_argument("-o", "--output", action=Once)
    authority.add_argument("--set", action="append", default=[])
    authority.add_argument("-s", "--strict", action="store_true")
    authority.add_argument("-q", "--quiet", action="store_true")
    return vars(authority.parse_intermixed_args(words))


words = st.sampled_from(
    "a b a=b --schema --schema=x --format text concise --format=text -o -ox --output --set --set=y"
    " -s -q -sq -qs -qo --strict --quiet --strict=1 --xyz -z -".split()
)


@given(st.lists(words, max_size=7))
def test_argparse_agrees(line: list[str]) -> None:
    """Without ``--`` a command line means what it means to argparse, which nobody has to learn.

    Only an option given with two values, of which argparse takes the last, is refused.
    """
    try:
        expected = by_argparse(line)
    except ValueError:
        expected = None

    try:
        found = vars(parse(line, TABLE))
    except MisuseError:
        found = None

    assert found == expected
