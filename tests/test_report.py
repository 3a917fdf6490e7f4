"""Reports: what people and editors read of what was found."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

import pytest

from hacfg.check import Report
from hacfg.diagnostic import Diagnostic, Label, Line, Severity
from hacfg.origin import Place
from hacfg.report import DOCUMENTS, FORMATS, Style, renderer

PLAIN = Style(summary=False)
READ_BY_LINE = sorted(set(FORMATS) - DOCUMENTS)


def label(number: int, text: str, span: tuple[int, int], said: str = "", file: str = "a") -> Label:
    """A label on some columns of a line of a file, which may be another one than ``a.json``."""
    start, end = span
    place = Place(number, start, number, end)
    return Label(f"{file}.json", said, place, Line(number, text, start, end))


def diagnostic(*labels: Label, **fields: object) -> Diagnostic:
    """A diagnostic with its labels, the primary one first."""
    made = Diagnostic("HC201", Severity.ERROR, "it is wrong", (), labels[0], labels[1:])
    return made.replace(**fields)


def text(*found: Diagnostic, style: Style = PLAIN) -> str:
    """The report of one file in the format ``text``."""
    return renderer("text")([Report("a.json", found)], style)


def test_a_problem_is_a_block() -> None:
    """Headline, place, excerpt with an underline, note and help: the page of the design."""
    line = Line(12, '    "port": "6379",', 13, 19)
    primary = Label("redis_config.json", "an integer", Place(12, 13, 12, 19), line)

    report = text(
        diagnostic(
            primary,
            headline='port must be an integer, not the string "6379"',
            notes=("it is a string",),
            help=("write 6379 without quotes", "or leave it out"),
        )
    )

    assert report == (
        'error[HC201]: port must be an integer, not the string "6379"\n'
        "  --> redis_config.json:12:13\n"
        "   |\n"
        '12 |     "port": "6379",\n'
        "   |             ^^^^^^ an integer\n"
        "   |\n"
        "   = note: it is a string\n"
        "   = help: write 6379 without quotes\n"
        "   = help: or leave it out\n"
        "\n"
    )


def test_a_problem_without_a_file() -> None:
    """What a variable did wrong has no excerpt: its notes stand where that would be."""
    report = text(
        diagnostic(
            Label("variable REDIS_PORT"),
            notes=("it overrides port, 6379, at redis_config.json:12:13",),
        )
    )

    assert report == (
        "error[HC201]: it is wrong\n"
        " --> variable REDIS_PORT\n"
        "  |\n"
        "  = note: it overrides port, 6379, at redis_config.json:12:13\n"
        "\n"
    )


def test_a_label_without_an_excerpt_is_said() -> None:
    """The words of a label that has no line to stand under are not lost."""
    report = text(diagnostic(Label("a.conf", "no known ending"), Label("variable A", "named here")))

    assert report == (
        "error[HC201]: it is wrong\n"
        " --> a.conf\n"
        "  |\n"
        "  = no known ending\n"
        "  = variable A: named here\n"
        "\n"
    )


def test_nothing_but_a_headline() -> None:
    """A problem of which there is nothing more to say is two lines."""
    assert text(diagnostic(Label("a.json"))) == "error[HC201]: it is wrong\n --> a.json\n\n"


def test_labels_on_one_line_share_it() -> None:
    """A line is shown once, with an underline for each label, that of the problem first."""
    line = '{"a": 1, "a": 2}'

    report = text(diagnostic(label(1, line, (10, 13), "again"), label(1, line, (2, 5), "first")))

    assert report.splitlines()[3:6] == [
        '1 | {"a": 1, "a": 2}',
        "  |          ^^^ again",
        "  |  --- first",
    ]


def test_parts_of_a_long_line_are_shown_apart() -> None:
    """Labels that show different parts of one line have each their own."""
    report = text(diagnostic(label(1, "…b: 1…", (2, 3), "this"), label(1, "a: 1…", (1, 2), "that")))

    assert report.splitlines()[3:] == [
        "1 | …b: 1…",
        "  |  ^ this",
        "1 | a: 1…",
        "  | - that",
        "",
    ]


def test_labels_stand_in_the_order_of_the_file() -> None:
    """Lines are in order, and what lies between them is left out visibly."""
    report = text(
        diagnostic(
            label(3, '  "c": 3', (3, 6), "this"),
            label(9, '  "d": 9', (3, 6), "that"),
            label(2, '  "b": 2', (3, 6)),
        )
    )

    assert report.splitlines()[1:] == [
        " --> a.json:3:3",
        "  |",
        '2 |   "b": 2',
        "  |   ---",
        '3 |   "c": 3',
        "  |   ^^^ this",
        "...",
        '9 |   "d": 9',
        "  |   --- that",
        "",
    ]


def test_a_label_in_another_file_names_it() -> None:
    """Lines of another file come last, under its name and place."""
    report = text(
        diagnostic(
            label(7, "PORT=x", (6, 7), "no integer", "b"),
            label(1, '{"port": 1}', (2, 8), "for this"),
        )
    )

    assert report.splitlines()[1:] == [
        " --> b.json:7:6",
        "  |",
        "7 | PORT=x",
        "  |      ^ no integer",
        "  |",
        " ::: a.json:1:2",
        "  |",
        '1 | {"port": 1}',
        "  |  ------ for this",
        "",
    ]


def test_a_label_of_a_file_under_a_variable_names_it() -> None:
    """Where the problem itself has no excerpt, an excerpt still says of which file it is."""
    report = text(diagnostic(Label("variable A"), label(1, "[1]", (2, 3), "here")))

    assert report.splitlines()[1:] == [
        " --> variable A",
        "  |",
        " ::: a.json:1:2",
        "  |",
        "1 | [1]",
        "  |  - here",
        "",
    ]


@pytest.mark.parametrize("numbers", [(9, 10), (99, 1000), (3, 100000)])
def test_the_margin_is_as_wide_as_the_numbers(numbers: tuple[int, int]) -> None:
    """Numbers stand right-aligned, and all bars below each other."""
    first, second = numbers

    report = text(diagnostic(label(second, "b", (1, 2)), label(first, "a", (1, 2)), help=("c",)))

    _, place, *rest = report.splitlines()
    bars = {line.index("|") for line in rest if "|" in line}
    assert place.index("-->") == len(str(second))
    assert bars == {len(str(second)) + 1}
    assert f"{first:>{len(str(second))}} | a" in rest


@pytest.mark.parametrize(
    ("before", "fault"),
    [
        ("abc ", "def"),
        ("密码 ", "def"),
        ("abc ", "密码"),
        ("😀 ", "🔑x"),
        ("é ", "é"),
        ("e\u0301 ", "o\u0308x"),
        ("ก\u0e31 ", "x"),
        ("Ａ ", "Ｂ"),
        ("\u2764\ufe0f ", "x"),
    ],
)
def test_the_caret_stands_under_wide_characters(before: str, fault: str) -> None:
    """The underline is as wide on the screen as what it underlines, and begins below it."""
    line = f"{before}{fault} after"
    start = len(before) + 1

    report = text(diagnostic(label(1, line, (start, start + len(fault)), "here")))

    underline = report.splitlines()[4].removeprefix("  | ")
    assert underline == " " * _width(before) + "^" * _width(fault) + " here"


def _width(characters: str) -> int:
    """The cells that characters take, by the Unicode standard annex 11; marks take none."""
    marks = re.compile("[\u0300-\u036f\u0e31\ufe0f]")
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in marks.sub("", characters))


def test_the_caret_stands_behind_the_end() -> None:
    """What is missing at the end of a line is pointed at behind it."""
    report = text(diagnostic(label(1, '{"a": 1', (8, 9), "expected }")))

    assert report.splitlines()[3:5] == ['1 | {"a": 1', "  |        ^ expected }"]


def test_nothing_ends_in_blanks() -> None:
    """An empty line of the file leaves no blank at the end of one of the report."""
    report = text(diagnostic(label(2, "", (1, 2))))

    assert [line for line in report.splitlines() if line != line.rstrip()] == []


def test_a_warning_is_called_one() -> None:
    """The severity is said in a word, not by colour alone."""
    report = text(diagnostic(label(1, "a", (1, 2)), severity=Severity.WARNING))

    assert report.startswith("warning[HC201]: it is wrong\n")


def test_colour_changes_nothing_but_colours() -> None:
    """Without its colours a coloured report is the plain one."""
    found = [
        diagnostic(label(3, "abc", (2, 3), "b"), label(1, "x", (1, 2), "a"), help=("c",)),
        diagnostic(Label("a.json", "no"), severity=Severity.WARNING),
    ]

    coloured = text(*found, style=Style(colour=True))

    assert re.sub(r"\x1b\[[0-9;]+m", "", coloured) == text(*found, style=Style())
    assert "\x1b[1;31merror[HC201]\x1b[0m" in coloured
    assert "\x1b[1;33mwarning[HC201]\x1b[0m" in coloured


def test_a_good_report_is_green() -> None:
    """The closing line of a report without a problem has its own colour."""
    assert text(style=Style(colour=True)) == "\x1b[32m1 file checked, no problem found\x1b[0m\n"


@pytest.mark.parametrize("format_", READ_BY_LINE)
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a b.json", "a b.json"),
        ("a\nb\x1b[2J.json", r'"a\nb\x1b[2J.json"'),
        ("\udcff", r'"\udcff"'),
    ],
)
def test_odd_file_names_are_harmless(format_: str, name: str, shown: str) -> None:
    """A file name cannot steer the terminal, break a line, or fail to be encoded."""
    found = diagnostic(Label(name, place=Place(2, 3, 2, 4)))

    report = renderer(format_)([Report(name, (found,))], PLAIN)

    assert f"{shown}:2:3" in report
    assert "\x1b" not in report
    assert report.encode()


def test_concise_is_one_line_for_each_problem() -> None:
    """An editor finds file, line, column, severity, code and headline in one line."""
    found = (
        diagnostic(label(12, "", (13, 14), "b"), label(1, "", (1, 2)), help=("c",)),
        diagnostic(Label("variable A"), code="HC314", severity=Severity.WARNING),
    )

    report = renderer("concise")([Report("a.json", found)], Style())

    assert report == (
        "a.json:12:13: error[HC201]: it is wrong\n"
        "variable A: warning[HC314]: it is wrong\n"
        "1 error, 1 warning in 1 of 1 file\n"
    )


ERROR = diagnostic(Label("a.json"))
WARNING = diagnostic(Label("a.json"), severity=Severity.WARNING)
UNREAD = diagnostic(Label("a.json"), code="HC101")


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ([()], "1 file checked, no problem found"),
        ([(), ()], "2 files checked, no problem found"),
        ([(ERROR,)], "1 error in 1 of 1 file"),
        ([(ERROR, ERROR), ()], "2 errors in 1 of 2 files"),
        ([(WARNING,), (WARNING,)], "2 warnings in 2 of 2 files"),
        ([(ERROR, WARNING), (), (ERROR,)], "2 errors, 1 warning in 2 of 3 files"),
        ([(UNREAD,)], "1 file not checked"),
        ([(UNREAD, UNREAD), (UNREAD,)], "2 files not checked"),
        ([(UNREAD,), (ERROR,), ()], "1 error in 1 of 3 files; 1 file not checked"),
    ],
)
def test_the_closing_line_counts(found: list[tuple[Diagnostic, ...]], line: str) -> None:
    """The closing line counts problems by severity, the files that have them, and those unread."""
    reports = [Report("a.json", diagnostics) for diagnostics in found]

    assert renderer("text")(reports, Style()).splitlines()[-1] == line


@pytest.mark.parametrize("format_", READ_BY_LINE)
def test_without_a_closing_line(format_: str) -> None:
    """A quiet report of a good file is empty."""
    assert renderer(format_)([Report("a.json", ())], PLAIN) == ""
