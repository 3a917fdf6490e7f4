"""Reports for the tests of the formats: those of all cases, and ones that Hypothesis draws."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from hacfg.check import Report, check_config_file
from hacfg.diagnostic import CODES, Diagnostic, Label, Line, Severity, Target
from hacfg.origin import Place

CASES = Path(__file__).parent / "cases"
STATEMENTS = ("faults.txt", "report.txt")


@cache
def case_reports() -> tuple[Report, ...]:
    """What the checker finds in every invalid case."""
    files = (file for file in sorted(CASES.glob("invalid/*/*")) if file.name not in STATEMENTS)
    return tuple(check_config_file(str(file)) for file in files)


def diagnostic(label: Label, **fields: object) -> Diagnostic:
    """A diagnostic with one label, and other fields where they matter."""
    return Diagnostic("HC201", Severity.ERROR, "it is wrong", (), label).replace(**fields)


def report(*found: Diagnostic, file: str = "redis_config.json") -> Report:
    """What was found in one file."""
    return Report(file, found, "redis", ("local",))


ANY = st.text(st.characters(exclude_categories=["Cs"]))
WORDS = ANY | st.sampled_from(
    ["100%", "a%0Ab", "::error::x", " ::stop-commands::x", "##[warning]x", "a,b:c=d", "\r\n::add"]
)


def _place(numbers: tuple[int, int, int, int]) -> Place:
    line, column, more, width = numbers
    return Place(line, column, line + more, column + width)


SMALL = st.integers(1, 9)
PLACES = st.tuples(SMALL, SMALL, st.integers(0, 1), SMALL).map(_place)
LINES = st.builds(Line, SMALL, WORDS, SMALL, st.integers(10, 12))
FILE_LABELS = st.builds(
    Label, st.sampled_from(["a.json", "b c.json", "d/é%.json"]), WORDS, PLACES, st.none() | LINES
)
LABELS = (
    FILE_LABELS
    | st.builds(Label, st.just("a.json"), WORDS)
    | st.builds(Label, st.just("variable A"), WORDS, target=st.just(Target.VARIABLE))
    | st.builds(Label, st.just("--set db"), WORDS, target=st.just(Target.ARGUMENT))
)
SENTENCES = st.lists(WORDS, max_size=2).map(tuple)
DIAGNOSTICS = st.builds(
    Diagnostic,
    st.sampled_from(sorted(CODES)),
    st.sampled_from(Severity),
    WORDS,
    st.lists(ANY | st.integers(0, 3), max_size=3).map(tuple),
    LABELS,
    st.lists(LABELS, max_size=2).map(tuple),
    SENTENCES,
    SENTENCES,
)
REPORTS = st.lists(
    st.builds(
        Report,
        st.sampled_from(["a.json", "b c.json"]),
        st.lists(DIAGNOSTICS, max_size=3).map(tuple),
        st.sampled_from(["", "redis"]),
        st.lists(ANY.filter(bool), unique=True, max_size=2).map(tuple),
    ),
    max_size=2,
    unique_by=lambda made: made.file,
)
