"""The command ``hacfg explain``."""

from __future__ import annotations

import pytest

from hacfg.cli.main import main
from hacfg.codes import GROUPS, as_text, page_of
from hacfg.diagnostic import CODES


@pytest.mark.parametrize(
    "spelling", ["HC201", "hc201", "201", "HC2O1", "hc2ol", "HC-201", "[HC201]", "error[HC201]:"]
)
def test_a_code_in_whatever_spelling(spelling: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A code is understood as it is written, read aloud or copied from a report."""
    page = page_of("HC201")
    assert page is not None

    status = main(["explain", spelling])

    assert capsys.readouterr().out == as_text(page)
    assert status == 0


def test_several_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """Several codes give their pages in the order of the command line."""
    main(["explain", "404", "201"])

    titles = [line for line in capsys.readouterr().out.splitlines() if line.startswith("HC")]
    assert [title[:5] for title in titles] == ["HC404", "HC201"]


def test_all_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a code all of them are listed with their titles, by group."""
    status = main(["explain"])

    text = capsys.readouterr().out
    assert all(f"  {code}  {title}\n" in text for code, title in CODES.items())
    assert all(f"{title}:\n" in text for _, title in GROUPS.values())
    assert status == 0


@pytest.mark.parametrize(
    ("spelling", "advice"),
    [
        ("HC219", "did you mean HC212?"),
        ("HC21", "did you mean HC210?"),
        ("deprecated", "did you mean HC212?"),
        ("Kubernetes variable", "did you mean HC316?"),
        ("loop", "did you mean HC302?"),
        ("HC999", "hacfg explain lists the codes"),
        ("xyz", "hacfg explain lists the codes"),
        ("", "hacfg explain lists the codes"),
        ("20100", "did you mean HC201?"),
    ],
)
def test_no_such_code(spelling: str, advice: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no code gets the nearest one, by number or by the words of its title."""
    status = main(["explain", spelling])

    printed = capsys.readouterr()
    assert printed.err.splitlines()[1] == f"  = help: {advice}"
    assert (status, printed.out) == (2, "")
