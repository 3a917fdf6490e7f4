"""The command ``hacfg completion``: what real shells make of its scripts."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from select import select

import pytest

from hacfg.cli.grammar import grammar
from hacfg.cli.main import COMMANDS, main

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    Test: TypeAlias = Callable[..., Any]

COMPLETED = [
    ("vali", ["validate"]),
    ("ex", ["explain"]),
    ("--ver", ["--version"]),
    ("validate --str", ["--strict"]),
    ("validate --format js", ["json"]),
    ("validate redis", ["redis_config.json"]),
    ("validate a.json redis", ["redis_config.json"]),
    ("validate --format json redis", ["redis_config.json"]),
    ("validate --schema data", ["database"]),
    ("validate --schema kaf", ["kafka.schema.json"]),
    ("validate --dotenv two", ["two words.env"]),
    ("schema sh", ["show"]),
    ("schema show redi", ["redis", "redis_config.json"]),
    ("explain HC20", [f"HC20{digit}" for digit in range(1, 10)]),
    ("completion z", ["zsh"]),
    ("help valid", ["validate"]),
    ("env --required --format he", ["helm"]),
    ("init --f", ["--force", "--from"]),
    ("show --hel", ["--help"]),
    ("explain xyz", []),
]
"""Beginnings of command lines, and all that their last word may become."""

WITH_EQUALS = ("validate --format=js", ["--format=json"])
FILE = ["two words.env"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with some files to complete, and one script for each shell."""
    for name in ("redis_config.json", "kafka.schema.json", "two words.env", "a.json"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def script(
    project: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> Path:
    """The script for the shell of the test."""
    assert main(["completion", request.param]) == 0
    path = project / f".completion.{request.param}"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    return path


def of_shell(name: str) -> Callable[[Test], Test]:
    """Marks a test that runs a shell, with the script for it."""

    def marked(test: Test) -> Test:
        absent = shutil.which(name) is None
        reason = f"no {name}: apt-get install {name}, as root"
        with_script = pytest.mark.parametrize("script", [name], indirect=True)
        return with_script(pytest.mark.skipif(absent, reason=reason)(test))

    return marked


def run(*command: str) -> str:
    """What a shell prints."""
    environment = {**os.environ, "HOME": str(Path.cwd()), "TERM": "dumb"}
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env=environment,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


BASH = r"""
source "$1"
COMP_WORDS=(hacfg)
for word in "${@:2}"; do COMP_WORDS+=("$word"); done
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_hacfg
[[ ${#COMPREPLY[@]} -eq 0 ]] || printf '%s\n' "${COMPREPLY[@]}"
"""


@of_shell("bash")
@pytest.mark.parametrize(
    ("line", "words"), [*COMPLETED, ("validate --format = js", ["json"]), ("env -o two", FILE)]
)
def test_bash_completes(script: Path, line: str, words: list[str]) -> None:
    """Bash completes commands, options, their values, and files."""
    printed = run("bash", "--norc", "-c", BASH, "bash", str(script), *line.split(" "))

    assert sorted(printed.splitlines()) == words


@of_shell("fish")
@pytest.mark.parametrize(("line", "words"), [*COMPLETED, WITH_EQUALS, ("env -o two", FILE)])
def test_fish_completes(script: Path, line: str, words: list[str]) -> None:
    """Fish completes commands, options, their values, and files."""
    program = f"source {script}; complete -C 'hacfg {line}'"
    printed = run("fish", "--no-config", "-c", program)

    found = [each.partition("\t")[0].replace("\\ ", " ") for each in printed.splitlines()]
    assert sorted(set(found)) == words


# Each line is completed and then run by a function of this name, which prints what it got.
ZSH = r"""
unset zle_bracketed_paste
PS1=; RPS1=; PROMPT_EOL_MARK=
autoload -U compinit; compinit -u -D
source {script}
hacfg() {{ print -r -- "got:${{(j:|:)@}}:" }}
print rea''dy
"""


@of_shell("zsh")
def test_zsh_completes(script: Path) -> None:
    """Zsh completes commands, options, their values, and files, on a terminal as it wants one."""
    every = [*COMPLETED, WITH_EQUALS, ("env -o two", FILE)]
    lines = {line: words[0] for line, words in every if len(words) == 1}

    got = on_terminal(ZSH.format(script=script), list(lines))

    wanted = {line: [*line.split(" ")[:-1], word] for line, word in lines.items()}
    assert dict(zip(lines, got, strict=True)) == wanted


def on_terminal(program: str, lines: list[str]) -> list[list[str]]:
    """The arguments of the command after each line was typed, with a tab at its end."""
    import pty

    leader, follower = pty.openpty()
    shell = subprocess.Popen(
        ["zsh", "-f", "-i"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "TERM": "dumb", "HOME": str(Path.cwd())},
        start_new_session=True,
    )
    os.close(follower)
    try:
        type_in(leader, program + "\n", "ready")
        said = [type_in(leader, f"hacfg {line}\t\n", ":\r\n") for line in lines]
    finally:
        shell.kill()
        shell.wait()
        os.close(leader)
    return [text.rpartition("got:")[2].partition(":\r\n")[0].split("|") for text in said]


def type_in(terminal: int, text: str, end: str) -> str:
    """Types a text into a terminal and reads on until what ends the answer."""
    os.write(terminal, text.encode())
    said = ""
    while end not in said:
        ready, _, _ = select([terminal], [], [], 30)
        assert ready, f"no answer to {text!r} but {said!r}"
        said += os.read(terminal, 4096).decode("utf-8", "replace")
    return said


# What the scripts are made of


def test_every_command_is_completed() -> None:
    """The grammar has all commands with all their options, and help."""
    found = {command.name: command for command in grammar()}

    assert list(found) == [*COMMANDS, "help"]
    for name in COMMANDS:
        table = __import__(f"hacfg.cli.{name}", fromlist=["run"]).ARGUMENTS
        names = {spelt for each in table if not each.positional for spelt in each.names}
        assert {n for o in found[name].options for n in o.names} == names | {"-h", "--help"}


@pytest.mark.parametrize("script", ["bash", "zsh", "fish"], indirect=True)
def test_every_option_is_in_the_script(script: Path) -> None:
    """Each script speaks of each option of each command."""
    text = script.read_text(encoding="utf-8")
    dashes = "" if script.suffix == ".fish" else "--"

    longs = {n[2:] for c in grammar() for o in c.options for n in o.names if n.startswith("--")}
    assert [name for name in longs if f"{dashes}{name}" not in text] == []
