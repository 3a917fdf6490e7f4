"""The pages on the codes: one for each, and their examples do what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hacfg.cli.main import main
from hacfg.codes import GROUPS, as_markdown, as_text, page_of, pages
from hacfg.diagnostic import CODES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hacfg.codes import Example, Page

ALL = tuple(pages())
RUN = [page for page in ALL if not page.bad.needs]


def outcome(
    example: Example,
    directory: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[int, str]:
    """The exit status of an example's command, and all that it printed."""
    monkeypatch.chdir(directory)
    for file in example.files:
        Path(file.name).write_bytes(file.content)
    for name, text in example.variables:
        monkeypatch.setenv(name, text)
    program, *arguments = example.command.split()
    assert program == "hacfg"
    status = main(arguments)
    printed = capsys.readouterr()
    return status, printed.out + printed.err


def test_every_code_has_its_page() -> None:
    """There is one page for each code, in the order of the codes, and none besides."""
    assert [page.code for page in ALL] == sorted(CODES)
    assert {code[:3] for code in CODES} == set(GROUPS)


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.code)
def test_the_bad_example_gives_the_code(
    page: Page,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Running the bad example reports the code of its page, and no other."""
    _, printed = outcome(page.bad, tmp_path, capsys, monkeypatch)

    assert set(re.findall(r"\[(HC[0-9]+)\]", printed)) == {page.code}


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.code)
def test_the_good_example_is_clean(
    page: Page,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Running the good example finds nothing, warnings included."""
    status, printed = outcome(page.good, tmp_path, capsys, monkeypatch)

    assert re.findall(r"\[HC[0-9]+\].*", printed) == []
    assert status == 0


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.code)
def test_only_live_checks_go_untried(page: Page) -> None:
    """Whatever needs no server has examples that the two tests above have run."""
    assert page.code.startswith("HC6") or not (page.bad.needs or page.good.needs)


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.code)
def test_a_page_fits_a_terminal(page: Page) -> None:
    """The text of a page is at most 80 columns wide and begins with its code and severity."""
    lines = as_text(page).splitlines()

    assert max(map(len, lines)) <= 80
    assert re.fullmatch(rf"{page.code}: .* \((error|warning)\)", lines[0])
    assert {"Bad:", "Good:"} <= set(lines)


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.code)
def test_a_page_is_made_of_sentences(page: Page) -> None:
    """What a page says in words ends like a sentence and repeats nothing."""
    said = [page.meaning, page.reason, page.remedy]

    assert all(re.fullmatch(r"[A-Z`hN].*[.]", text) for text in said)
    assert len(set(said)) == 3
    assert page.bad != page.good


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.code)
def test_a_page_as_markdown(page: Page) -> None:
    """In Markdown every fence that is opened is closed, and all of the page is there."""
    text = as_markdown(page)

    assert text.count("\n```") % 2 == 0
    assert page.meaning in text
    assert page.remedy in text


@pytest.mark.parametrize("code", ["HC000", "HC2", "", "hc201", "HC999"])
def test_no_page(code: str) -> None:
    """What is no code has no page."""
    assert page_of(code) is None
