"""The command ``hacfg docs``: printed, written, compared, and filled into a Markdown file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hacfg.cli.main import main

ROOT = Path(__file__).parent.parent
README = """\
# Our service

<!-- hacfg docs: redis -->
stale
<!-- hacfg docs: end -->

```md
<!-- hacfg docs: nothing -->
```

<!-- hacfg docs: schemas/kafka.schema.json -->
<!-- hacfg docs: end -->
The end.
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty project with a schema of its own."""
    monkeypatch.chdir(tmp_path)
    schema = {"title": "Kafka", "x-env-prefix": "K_", "properties": {"acks": {"type": "integer"}}}
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "kafka.schema.json").write_text(json.dumps(schema), encoding="utf-8")


def test_both_schemas_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --schema the reference is that of Redis and database settings."""
    status = main(["docs"])

    text = capsys.readouterr().out
    assert "# Redis settings of one environment\n" in text
    assert "# Database settings of one environment\n" in text
    assert status == 0


@pytest.mark.parametrize("table", ['schema-dirs = ["schemas"]', 'schemas = {"k.json" = "%s"}'])
def test_the_schemas_of_the_project(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the table of the project names schemas, it is those that are written."""
    text = table % "schemas/kafka.schema.json" if "%s" in table else table
    Path("hacfg.toml").write_text(text + "\n", encoding="utf-8")

    main(["docs"])

    assert capsys.readouterr().out.count("\n# ") == 0
    assert main(["docs", "--schema", "redis", "--format", "table"]) == 0


def test_a_schema_in_a_folder_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    """--schema takes the name of a schema in the folders of the project."""
    Path("hacfg.toml").write_text('schema-dirs = ["schemas"]\n', encoding="utf-8")

    status = main(["docs", "--schema", "kafka", "--format", "table"])

    assert "| `acks` | an integer |  | `K_ACKS` |\n" in capsys.readouterr().out
    assert status == 0


def test_a_page_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    """-o writes the page; --check then finds it up to date, and stale after a change."""
    written = main(["docs", "--format", "html", "-o", "settings.html"])
    again = main(["docs", "--format", "html", "-o", "settings.html"])
    checked = main(["docs", "--format", "html", "-o", "settings.html", "--check"])
    other = main(
        ["docs", "--format", "html", "--schema", "redis", "-o", "settings.html", "--check"]
    )

    assert (written, again, checked, other) == (0, 0, 0, 1)
    assert Path("settings.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>\n")
    first, *rest = capsys.readouterr().err.splitlines()
    assert first == "wrote settings.html"
    assert rest[0].startswith("settings.html is out of date: line ")
    assert rest[-1] == "  = help: run hacfg docs without --check"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_marked_places_are_filled(line_end: str) -> None:
    """--into fills each place with the table of its schema, and leaves the rest as it is."""
    Path("README.md").write_bytes(README.replace("\n", line_end).encode())

    statuses = [main(["docs", "--into", "README.md", *more]) for more in (["--check"], [], [])]
    statuses.append(main(["docs", "--into", "README.md", "--check"]))

    text = Path("README.md").read_text(encoding="utf-8")
    assert statuses == [1, 0, 0, 0]
    assert "| `acks` | an integer |  | `K_ACKS` |" in text
    assert "| `retry.retries` |" in text
    assert "stale" not in text
    assert text.startswith("# Our service\n\n<!-- hacfg docs: redis -->\n\n| setting |")
    assert text.endswith("\n\n<!-- hacfg docs: end -->\nThe end.\n")
    assert "```md\n<!-- hacfg docs: nothing -->\n```\n" in text


def test_a_schema_beside_the_file() -> None:
    """The path of a schema in a mark starts at the directory of the file."""
    Path("docs").mkdir()
    marks = "<!-- hacfg docs: ../schemas/kafka.schema.json -->\n<!-- hacfg docs: end -->\n"
    Path("docs/a.md").write_text(marks, encoding="utf-8")

    assert main(["docs", "--into", "docs/a.md"]) == 0
    assert "| `acks` |" in Path("docs/a.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no place is marked"),
        ("<!-- hacfg docs: redis -->\n", "the marked place that begins on line 1 does not end"),
        ("\n<!-- hacfg docs: end -->\n", "line 2 ends a marked place that did not begin"),
        (
            "<!-- hacfg docs: redis -->\n<!-- hacfg docs: redis -->\n",
            "line 2 begins a marked place inside another one",
        ),
        (b"\xff", "is not UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_marks_that_cannot_be_meant(
    text: str | bytes | None, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file without marks, or with marks that do not pair, is left as it is."""
    data = text.encode() if isinstance(text, str) else text
    if data is not None:
        Path("README.md").write_bytes(data)

    status = main(["docs", "--into", "README.md"])

    assert problem in capsys.readouterr().err.splitlines()[0]
    assert status == 2
    assert not Path("README.md").exists() or Path("README.md").read_bytes() == data


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--check"], "--check has nothing to compare"),
        (["--into", "a", "-o", "b"], "-o and --into exclude each other"),
        (["--into", "a", "--schema", "redis"], "--into takes its schemas from the marks"),
        (["--format", "htm"], "--format cannot be htm"),
    ],
)
def test_what_cannot_be_meant(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Options that contradict each other are refused before anything is written."""
    status = main(["docs", *arguments])

    assert capsys.readouterr().err.startswith(f"hacfg docs: {problem}\n")
    assert status == 2


def test_a_schema_that_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with a schema is reported as by validate, and nothing is printed."""
    status = main(["docs", "--schema", "reddis", "--schema", "redis"])

    printed = capsys.readouterr()
    assert "error[HC501]: there is no schema reddis\n" in printed.err
    assert (status, printed.out) == (2, "")


def test_a_broken_table_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with [tool.hacfg] is said first."""
    Path("hacfg.toml").write_text("exclud = []\n", encoding="utf-8")

    status = main(["docs"])

    assert "hacfg.toml:1:1" in capsys.readouterr().err
    assert status == 2


def test_our_own_tables_are_current() -> None:
    """The tables of the README are those that the command makes of the schemas."""
    assert main(["docs", "--into", str(ROOT / "README.md"), "--check"]) == 0
