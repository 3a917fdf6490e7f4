"""Editors: what language servers make of our schemas, by the settings in docs/editors.md."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command import COMMAND, run

from hacfg.shipped import schema_path

HERE = Path(__file__).parent
GUIDE = HERE.parent / "docs" / "editors.md"
SERVER = "vscode-json-languageservice@5.7.2"

GOOD = {"production": {"host": "redis.example.com", "port": "${REDIS_PORT}", "ssl": True}}
BAD = {"local": {"hots": "localhost", "port": "6379x"}}


def block(name: str) -> str:
    """The block of the guide that follows the mark ``<!-- editors: NAME -->``."""
    text = GUIDE.read_text(encoding="utf-8")
    found = re.search(rf"<!-- editors: {name} -->\n```[a-z]+\n(.*?)```", text, re.DOTALL)
    assert found, name
    return found[1]


def tool(name: str, where: str) -> str:
    """The path of a command, beside this Python or on the PATH; else the test is skipped."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which(name, path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip(f"needs {name}, which is in {where}")
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the file schemas where the guide puts them, and taplo's settings."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "schemas").mkdir()
    for schema in ("redis", "database"):
        name = f"{schema}_config.schema.json"
        shown = run(folder, "schema", "show", "--file-schema", schema).stdout
        assert json.loads(shown) == json.loads(Path(schema_path(name)).read_bytes())
        (folder / "schemas" / name).write_text(shown, encoding="utf-8")
    (folder / ".taplo.toml").write_text(block("taplo"), encoding="utf-8")
    return folder


# The JSON language server of VS Code


QUESTIONS = {
    "good": json.dumps(GOOD),
    "typo": json.dumps(BAD),
    "names": '{"local": {"host": "localhost", |}}',
    "values": '{"local": {"host": "localhost", "port": |}}',
    "choices": '{"local": {"ssl_min_version": |}}',
    "hover": '{"local": {"host": "localhost", "po|rt": 6379}}',
}


@pytest.fixture(scope="module")
def answers(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the server answers to the questions, in a process of its own."""
    npm, node = tool("npm", "nodejs.org"), tool("node", "nodejs.org")
    modules = tmp_path_factory.mktemp("node")
    options = ["--prefix", str(modules), "--no-audit", "--no-fund", "--fetch-retries=0"]
    done = subprocess.run(
        [npm, "install", *options, SERVER], capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        pytest.skip(f"npm cannot install {SERVER}: {done.stderr.strip().splitlines()[-1:]}")
    settings = json.loads(block("vscode settings"))["json.schemas"]
    asked = [{"file": "conf/redis_config.json", "text": text} for text in QUESTIONS.values()]
    told = subprocess.run(
        [node, HERE / "editors" / "ask.mjs", modules, project],
        input=json.dumps({"settings": settings, "questions": asked}),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return dict(zip(QUESTIONS, json.loads(told.stdout), strict=True))


def test_a_placeholder_is_no_problem_in_vs_code(answers: dict[str, Any]) -> None:
    """A good file raises nothing, a placeholder for a port included."""
    assert answers["good"]["diagnostics"] == []


def test_vs_code_underlines_a_typo(answers: dict[str, Any]) -> None:
    """An unknown name and a wrong value are underlined, and nothing else."""
    found = dict(answers["typo"]["diagnostics"])

    assert found.keys() == {'"hots"', '"6379x"'}
    assert "hots" in found['"hots"']
    assert "integer" in found['"6379x"']


def test_vs_code_completes(answers: dict[str, Any]) -> None:
    """Every setting is offered with its description, and as its value the default first of all."""
    schema = json.loads(Path(schema_path("redis.schema.json")).read_bytes())
    offered = {label: documentation for label, _, documentation in answers["names"]["offered"]}

    missing = schema["properties"].keys() - {"host"} - offered.keys()
    assert missing == set()
    assert offered["port"] == schema["properties"]["port"]["description"]
    assert answers["values"]["offered"][0][:2] == ["6379", "Default value"]
    labels = {label for label, *_ in answers["choices"]["offered"]}
    assert {'"TLSv1.2"', '"TLSv1.3"'} <= labels


def test_vs_code_says_what_a_setting_is(answers: dict[str, Any]) -> None:
    """Under the pointer stands the description of the setting."""
    assert answers["hover"]["hover"].startswith("TCP port of the Redis server")


# taplo


TOML = {
    "good": '[production]\nhost = "redis.example.com"\nport = "${REDIS_PORT}"\nssl = true\n',
    "wrong": '[local]\nhost = "localhost"\nport = "6379x"\n',
    "unknown": '[local]\nhots = "localhost"\n',
}


@pytest.mark.parametrize(
    ("name", "marks"),
    [("good", []), ("wrong", ["3 │ port = "]), ("unknown", ["'hots' was unexpected"])],
)
@pytest.mark.parametrize("stated", ["rule", "comment"])
def test_taplo(project: Path, name: str, marks: list[str], stated: str) -> None:
    """The server for TOML takes a good file and marks what is wrong, by its settings or a line."""
    taplo = tool("taplo", "the package taplo on PyPI")
    file = project / f"{'redis_config' if stated == 'rule' else 'cache'}.{name}.toml"
    head = "" if stated == "rule" else "#:schema ./schemas/redis_config.schema.json\n"
    file.write_text(head + TOML[name], encoding="utf-8")

    done = subprocess.run(
        [taplo, "lint", file.name],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )

    told = done.stderr.replace("4 │", "3 │")
    assert [mark for mark in marks if mark not in told] == []
    assert (done.returncode == 0) == (name == "good")


# The check in the editor


@pytest.fixture
def found(tmp_path: Path) -> list[str]:
    """The lines that editors read, of a file with an error and one with a warning."""
    text = '{\n  "local": {\n    "hots": "a"\n  }\n}\n'
    (tmp_path / "redis_config.json").write_text(text, encoding="utf-8")
    text = '{"production": {"host": "redis.example.com"}}'
    (tmp_path / "redis_config.warned.json").write_text(text, encoding="utf-8")
    return run(tmp_path, "validate", "--format", "concise", "-q").stdout.splitlines()


def test_the_problem_matcher_of_vs_code(found: list[str]) -> None:
    """The pattern takes every line apart: file, line, column, severity, code, message."""
    (task,) = json.loads(block("vscode tasks"))["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    names = ("file", "line", "column", "severity", "code")
    taken = [re.fullmatch(pattern["regexp"], line) for line in found]

    assert task["command"].split() == ["hacfg", "validate", "--format", "concise", "-q"]
    assert [tuple(m[pattern[name]] for name in names) for m in taken if m] == [
        ("redis_config.json", "3", "5", "error", "HC205"),
        ("redis_config.warned.json", "1", "2", "warning", "HC402"),
    ]


VIM = """
execute "cexpr readfile('found.txt')"
let rows = []
for each in getqflist()
  call add(rows, [bufname(each.bufnr), each.lnum, each.col, each.type, each.nr])
endfor
call writefile([json_encode(rows)], "rows.json")
qall!
"""


def test_the_error_format_of_vim(tmp_path: Path, found: list[str]) -> None:
    """Vim fills its quickfix list with every line, told errors from warnings."""
    vim = tool("vim", "the package vim of the system")
    able = subprocess.run([vim, "--version"], capture_output=True, text=True, check=False)
    if not {"+quickfix", "+eval"} <= set(able.stdout.split()):
        pytest.skip("needs a vim with +quickfix and +eval")
    (tmp_path / "found.txt").write_text("\n".join(found), encoding="utf-8")
    (tmp_path / "ask.vim").write_text(block("vim") + VIM, encoding="utf-8")

    subprocess.run(
        [vim, "-Nu", "NONE", "-i", "NONE", "-es", "-S", "ask.vim"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )

    assert json.loads((tmp_path / "rows.json").read_text(encoding="utf-8")) == [
        ["redis_config.json", 3, 5, "e", 205],
        ["redis_config.warned.json", 1, 2, "w", 402],
    ]


def test_the_command_of_the_guide(tmp_path: Path) -> None:
    """The line for editors that pipe works as it stands."""
    text = GUIDE.read_text(encoding="utf-8")
    (line,) = re.findall(r"^hacfg validate .*--stdin-filename.*$", text, re.MULTILINE)
    arguments, _, file = line.removeprefix("hacfg ").partition(" < ")
    (tmp_path / "conf").mkdir()
    (tmp_path / file).write_text(json.dumps(BAD), encoding="utf-8")

    with (tmp_path / file).open("rb") as stream:
        done = subprocess.run(
            [*COMMAND, *arguments.split()],
            cwd=tmp_path,
            stdin=stream,
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.stdout.startswith("conf/redis_config.json:1:")
    assert done.returncode == 1
