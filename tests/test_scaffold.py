"""What is added to files that a project has already: the hook, and the table."""

from __future__ import annotations

import pytest
import tomli
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hacfg.scaffold import Outcome, project_file, with_hook, with_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FIRST = """\
repos:
  - repo: https://example.com/a
    rev: v1
    hooks:
      - id: x
        args: [--fix]  # all of them
"""


def hooks_of(text: str) -> list[str]:
    """The names of all hooks, as a YAML parser finds them."""
    return [hook["id"] for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"]]


# The hook


@pytest.mark.parametrize("text", ["", "\n", "repos: []\n", "repos:\n", "repos:  # none yet\n"])
def test_the_first_hook(text: str) -> None:
    """A file without any hook gets the one of hacfg."""
    addition = with_hook(text)

    assert addition.outcome is Outcome.ADDED
    assert hooks_of(addition.text) == ["hacfg-validate"]
    assert addition.text.endswith("\n")


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        FIRST.rstrip("\n"),
        FIRST + "\n\n",
        FIRST.replace("\n  ", "\n"),
        FIRST.replace("\n  ", "\n      "),
        FIRST.replace("\n", "\r\n"),
        "# hooks\n---\nfail_fast: true\n" + FIRST,
        FIRST + "# the end\n",
        FIRST + "\n# of the service\nci:\n  autofix_prs: false\n",
        FIRST + "ci: {}\n",
        FIRST.replace("repos:", "repos: # ours"),
        FIRST + "  # - repo: local\n",
    ],
)
def test_one_more_hook(text: str) -> None:
    """The hook comes last of the repos; every other line stays, and so does what it means."""
    addition = with_hook(text)

    assert addition.outcome is Outcome.ADDED
    before, after = yaml.safe_load(text), yaml.safe_load(addition.text)
    assert after["repos"][:-1] == before["repos"]
    assert hooks_of(addition.text) == ["x", "hacfg-validate"]
    assert {**after, "repos": 0} == {**before, "repos": 0}
    kept = addition.text.splitlines()
    assert [line for line in text.splitlines() if line not in kept] == []
    assert ("\r\n" in text) == ("\r\n" in addition.text)
    assert addition.text.count("\r\n") in (0, addition.text.count("\n"))


def test_it_is_added_once() -> None:
    """A file that has the hook, in whatever form, is left as it is."""
    once = with_hook(FIRST).text

    assert with_hook(once).outcome is Outcome.PRESENT
    assert with_hook("repos: [{repo: ., hooks: [{id: hacfg-validate}]}]\n").text.startswith("repos")
    assert with_hook(FIRST + "# no hacfg yet\n").outcome is Outcome.ADDED


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("repos: [{repo: local, hooks: []}]\n", "its repos are not written one below the other"),
        ("repos:\n  [\n  ]\n", "its repos are not written one below the other"),
        ("- a\n", "it has no line that begins with repos:"),
        ("fail_fast: true\n", "it has no line that begins with repos:"),
        (FIRST + FIRST, "it has repos: twice"),
        (FIRST + "---\n" + "a: 1\n", "it holds several documents"),
        ("repos:\n\t- repo: a\n", "it has tabs"),
        (FIRST + "      - id: y\n        entry: |+\n          a\n\n", "a text in it keeps"),
        ("repos:\n    - repo: a\n  - repo: b\n", "its repos are indented unevenly"),
    ],
)
def test_a_file_that_is_not_touched(text: str, reason: str) -> None:
    """Whatever could go wrong is left to a person, with the entry to add."""
    addition = with_hook(text)

    assert (addition.outcome, addition.text) == (Outcome.UNSAFE, text)
    assert addition.reason.startswith(reason)
    assert "- id: hacfg-validate\n" in addition.block


entries = st.sampled_from(
    [
        "- repo: a\n  hooks:\n  - id: h\n",
        "- repo: b\n  rev: v1\n  hooks:\n    - {id: h}\n\n",
        "# a comment\n- repo: c\n  hooks: [{id: h}]\n",
        "- hooks:\n    - id: h\n      entry: |\n        text\n\n        more\n  repo: d\n",
    ]
)
others = st.sampled_from(["", "ci: {a: 1}\n", "\n# c\nexclude: |\n  x\n", "fail_fast: true\n"])


@settings(max_examples=60)
@given(
    others, st.lists(entries, min_size=1, max_size=4), st.sampled_from(["", "  ", "    "]), others
)
def test_only_an_entry_more(before: str, repos: list[str], indent: str, after: str) -> None:
    """What a parser reads of the new file is what it read before, and one repo more."""
    block = "".join(f"{indent}{line}\n" if line else "\n" for e in repos for line in e.splitlines())
    keys = after.replace("ci", "minimum").replace("fail_fast", "files").replace("exclude", "stages")
    text = f"{before}repos:\n{block}{keys}"

    addition = with_hook(text)

    assert addition.outcome is Outcome.ADDED
    old, new = yaml.safe_load(text), yaml.safe_load(addition.text)
    assert new.pop("repos")[:-1] == old.pop("repos")
    assert new == old


# The table


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[project]\nname = "a"\n',
        '[project]\nname = "a"',
        "[tool.ruff]\nline-length = 100\n\n",
        "[tool]\nother = {a = 1}\n",
        "tool.other.a = 1\n",
        '[project]\r\nname = "a"\r\n',
    ],
)
def test_the_table_is_added(text: str) -> None:
    """The table stands at the end; all else reads as before."""
    addition = with_table(text, ["redis", "database"])

    assert addition.outcome is Outcome.ADDED
    assert addition.text.startswith(text)
    before, after = tomli.loads(text), tomli.loads(addition.text)
    assert after["tool"].pop("hacfg") == tomli.loads(project_file(["redis", "database"]))
    assert {"tool": {}, **before} == after
    assert addition.text.count("\r\n") in (0, addition.text.count("\n"))


@pytest.mark.parametrize(
    "text",
    ["[tool.hacfg]\nstrict = true\n", "[tool.hacfg.schemas]\n", "tool.hacfg.strict = true\n"],
)
def test_a_table_that_is_there(text: str) -> None:
    """A project that has the table keeps it."""
    addition = with_table(text, ["redis"])

    assert (addition.outcome, addition.text) == (Outcome.PRESENT, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[project\n", "it is no valid TOML"),
        ("tool = {ruff = {}}\n", "its tool table is closed"),
        ("tool = 1\n", "its tool table is closed"),
    ],
)
def test_a_project_that_is_not_touched(text: str, reason: str) -> None:
    """A file that the table does not go into stays, with the table to add by hand."""
    addition = with_table(text, ["redis"])

    assert (addition.outcome, addition.text, addition.reason) == (Outcome.UNSAFE, text, reason)
    assert addition.block == '[tool.hacfg.schemas]\n"redis_config.json" = "redis"\n'


def test_a_file_of_its_own() -> None:
    """Without a pyproject.toml the same keys stand at the top of hacfg.toml."""
    found: dict[str, Any] = tomli.loads(project_file(["database"]))

    assert found == {"schemas": {"database_config.json": "database"}}
