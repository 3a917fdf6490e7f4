"""Many files in one run: in order, by two processes, with a counter, and ended in good order."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import COMMAND, python, run, variables

from hacfg.check import Report, check_config_file
from hacfg.cli.batches import check_many
from hacfg.cli.main import main
from hacfg.cli.progress import Progress, progress

posix = pytest.mark.skipif(os.name == "nt", reason="Windows forks no process and has no terminal")
two_processors = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2,
    reason="needs two processors",
)

GOOD = {"local": {"host": "localhost", "port": 6379}}
BAD = {"local": {"host": "localhost", "port": "6379"}}
MANY = 700


def quiet(_: int) -> None:
    """Shows nothing."""


def wait_for_a_second(process: subprocess.Popen[str]) -> None:
    """Waits until a process has forked; where the system does not tell, for a while."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        time.sleep(3)
        return
    end = time.monotonic() + 30
    while not children.read_text() and time.monotonic() < end:
        time.sleep(0.02)


# In batches


@pytest.mark.parametrize("count", [0, 1, 31, 32, 33, 300, 20_000])
def test_every_file_is_checked_once(count: int) -> None:
    """Whatever their number, the files are checked in their order, and none is left out."""
    files = [f"{number:05}" for number in range(count)]

    reports = check_many(files, lambda file: Report(file, ()), quiet)

    assert [report.file for report in reports] == files


def test_what_has_nothing_to_tell_is_dropped() -> None:
    """The reports on good files are not kept, and the progress counts these files all the same."""
    shown: list[int] = []

    found = check_many(["a"] * 100, lambda _: None, shown.append)

    assert found == []
    assert shown == [0, 32, 64, 96]


PROGRAM = """
import os, signal, sys, time
from hacfg.check import Report, check_config_file
from hacfg.cli.batches import check_many

first = os.getpid()

def check(file):
    time.sleep(0.0005)
    {check}
    return Report(file, (), str(os.getpid()))

files = [f"{{number:05}}" for number in range(700)]
reports = check_many(files, check, lambda done: None)
print([report.file for report in reports] == files, len({{report.schema for report in reports}}))
"""


@posix
@two_processors
@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("", "True 2"),
        ("import threading; threading.Timer(60, print)", "True 2"),
        ("if os.getpid() != first: os.kill(os.getpid(), signal.SIGKILL)", "True 1"),
        ("if os.getpid() != first: sys.exit(7)", "True 1"),
    ],
)
def test_a_second_process(tmp_path: Path, check: str, said: str) -> None:
    """Two processes share the files; where one is killed or fails, the other does its work too."""
    done = python(tmp_path, PROGRAM.format(check=check))

    assert (done.stdout, done.stderr, done.returncode) == (f"{said}\n", "", 0)


@posix
def test_no_second_process_beside_threads(tmp_path: Path) -> None:
    """A program with threads is not forked."""
    beside = (
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()"
    )

    done = python(tmp_path, beside + PROGRAM.format(check=""))

    assert (done.stdout, done.stderr) == ("True 1\n", "")


@posix
def test_a_fault_of_ours_is_not_lost(tmp_path: Path) -> None:
    """An exception in either process ends the run as it would in one."""
    done = python(tmp_path, PROGRAM.format(check="if file == '00650': raise ValueError"))

    assert done.stderr.endswith("ValueError\n")
    assert done.returncode == 1


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A directory with many good files and three that are not."""
    good, bad = json.dumps(GOOD), json.dumps(BAD)
    for number in range(MANY):
        folder = tmp_path / f"{number:03}"
        folder.mkdir()
        text = bad if number in (7, 350, 699) else good
        (folder / "redis_config.json").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_report_on_many_files(many: Path) -> None:
    """Whoever checked them, what was found comes in the order of the names, and all is counted."""
    done = run(many, "validate", "--format", "concise")

    *found, last = done.stdout.splitlines()
    assert [line[:3] for line in found] == ["007", "350", "699"]
    assert last == f"3 errors in 3 of {MANY} files"
    assert (done.returncode, done.stderr) == (1, "")


def test_a_format_that_names_good_files(many: Path) -> None:
    """In a report that lists every file the good ones are listed too."""
    done = run(many, "validate", "--format", "json")

    report = json.loads(done.stdout)
    assert len(report["files"]) == report["counts"]["files"] == MANY
    assert report["counts"]["errors"] == 3


@posix
def test_an_interruption_ends_all_processes(tmp_path: Path) -> None:
    """Control-C ends both processes at once, with one line, no report and status 130."""
    slow = {"type": "object", "additionalProperties": {"pattern": "^(?:[a-z]+)+$"}}
    (tmp_path / "slow.schema.json").write_text(json.dumps(slow), encoding="utf-8")
    text = json.dumps({"name": "a" * 40 + "!"})
    for number in range(MANY):
        (tmp_path / f"{number:03}.json").write_text(text, encoding="utf-8")
    files = [f"{number:03}.json" for number in range(MANY)]
    started = subprocess.Popen(
        [*COMMAND, "validate", "--schema", "slow.schema.json", *files],
        cwd=tmp_path,
        env=variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for_a_second(started)
    os.killpg(started.pid, signal.SIGINT)
    # It ends only when nobody holds the pipes any more: the second process is gone as well.
    out, err = started.communicate(timeout=30)

    assert (started.returncode, out, err) == (130, "", "hacfg: interrupted\n")


# On a terminal


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The time that was set."""
        return self.now


def test_the_counter(capsys: pytest.CaptureFixture[str]) -> None:
    """It is silent for a second, then counts a few times a second, and leaves no trace."""
    clock = Clock()
    counter = Progress(300, clock)

    counter.show(10)
    counter.clear()
    assert capsys.readouterr().err == ""

    clock.now += 1.0
    counter.show(120)
    counter.show(121)
    clock.now += 0.1
    counter.show(140)
    counter.clear()
    assert capsys.readouterr().err == ("\rhacfg: 120 of 300 files\rhacfg: 140 of 300 files\r\x1b[K")


def test_where_nobody_sees_a_counter(capsys: pytest.CaptureFixture[str]) -> None:
    """There is none in a pipe, nor where none is wanted, however long it takes."""
    counters = [progress(300, wanted=wanted) for wanted in (True, False)]

    time.sleep(1.1)
    for counter in counters:
        counter.show(120)
        counter.clear()

    assert capsys.readouterr().err == ""


@posix
def test_a_long_run_on_a_terminal(tmp_path: Path) -> None:
    """A run of more than a second counts on the terminal, and wipes that away at the end."""
    files = [f"redis_config.{number}.json" for number in range(40)]
    for name in files:
        (tmp_path / name).write_text(json.dumps(GOOD), encoding="utf-8")
    screen, terminal = os.openpty()
    command = [*COMMAND, "validate", "--schema", "redis", "-", *files]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=variables(TERM="xterm"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=terminal,
    )
    os.close(terminal)
    # It waits for its standard input, the first of the files.
    time.sleep(1.6)
    out, _ = process.communicate(json.dumps(GOOD).encode(), timeout=60)
    try:
        said = os.read(screen, 4096)
    except OSError:  # Linux says so that the terminal is closed
        said = b""
    os.close(screen)

    assert said == b"\rhacfg: 32 of 41 files\r\x1b[K"
    assert out == b"41 files checked, no problem found\n"


# Standard input


def piped(directory: Path, text: str | bytes, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs ``hacfg validate`` with a text as its standard input."""
    data = text if isinstance(text, bytes) else text.encode()
    done = subprocess.run(
        [sys.executable, "-m", "hacfg", "validate", *arguments],
        cwd=directory,
        env=variables(),
        input=data,
        capture_output=True,
        timeout=60,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


@pytest.mark.parametrize(
    ("text", "arguments", "first", "status"),
    [
        (json.dumps(GOOD), ["--schema", "redis"], "1 file checked, no problem found", 0),
        (json.dumps(BAD), ["--schema", "redis"], "<stdin>:1:41: error[HC201]", 1),
        (
            json.dumps(BAD),
            ["--stdin-filename", "conf/redis_config.json"],
            "conf/redis_config.json:1:41: error[HC201]",
            1,
        ),
        (
            "[local]\nhost = 'a'\nport = '6379'\n",
            ["--stdin-filename", "redis_config.toml"],
            "redis_config.toml:3:8: error[HC201]",
            1,
        ),
        (
            "REDIS_PORT=abc\n",
            ["--stdin-filename", ".env"],
            ".env:1:12: error[HC312]",
            1,
        ),
        (b"\xff", ["--schema", "redis"], "<stdin>:1:1: error[HC103]", 1),
        ("", ["--schema", "redis"], "<stdin>:1:1: error[HC110]", 1),
        (json.dumps(GOOD), [], "<stdin>: error[HC502]", 2),
        (" " * (10 * 1024 * 1024 + 1), ["--schema", "redis"], "<stdin>: error[HC102]", 2),
    ],
)
def test_standard_input(
    tmp_path: Path, text: str | bytes, arguments: list[str], first: str, status: int
) -> None:
    """``-`` is what an editor sends; --stdin-filename says which file it is to be taken for."""
    done = piped(tmp_path, text, "--format", "concise", *arguments, "-")

    assert done.stdout.startswith(first)
    assert (done.returncode, done.stderr) == (status, "")


def test_the_schema_of_standard_input(tmp_path: Path) -> None:
    """A relative $schema starts where the file of that name would lie."""
    (tmp_path / "conf").mkdir()
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    (tmp_path / "conf" / "a.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    text = '{"$schema": "a.schema.json", "a": "x"}'

    done = piped(tmp_path, text, "--format", "concise", "--stdin-filename", "conf/a.json", "-")

    assert done.stdout.startswith("conf/a.json:1:35: error[HC201]")


def test_a_table_is_for_standard_input_too(tmp_path: Path) -> None:
    """What the table of the project says of a file holds for its text in an editor."""
    table = 'exclude = ["old/*"]\n[schemas]\n"deploy/*.json" = "redis"\n'
    (tmp_path / "hacfg.toml").write_text(table, encoding="utf-8")
    bad = json.dumps(BAD)

    excluded = piped(tmp_path, bad, "--stdin-filename", "old/redis_config.json", "-")
    assigned = piped(tmp_path, bad, "--stdin-filename", "deploy/cache.json", "-")

    assert excluded.returncode == 0
    assert "HC201" in assigned.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--env", "local", "-"], "standard input cannot be loaded"),
        (["--stdin-filename", "a.json", "b.json"], "--stdin-filename is for standard input"),
        (["--stdin-filename", "a.yaml", "-"], "--stdin-filename a.yaml does not say"),
    ],
)
def test_standard_input_misused(
    tmp_path: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be meant is refused before anything is read."""
    status = main(["validate", *arguments])

    assert capsys.readouterr().err.startswith(f"hacfg validate: {said}")
    assert status == 2


@posix
def test_a_closed_standard_input(tmp_path: Path) -> None:
    """Without a standard input - cannot be checked."""
    shell = ["sh", "-c", 'exec "$@" <&-', "sh", *COMMAND, "validate", "--schema", "redis", "-"]

    done = subprocess.run(
        shell, cwd=tmp_path, env=variables(), capture_output=True, text=True, check=False
    )

    assert "error[HC101]: standard input cannot be read" in done.stdout
    assert (done.returncode, done.stderr) == (2, "")


# Files that are none


@posix
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("broken", "a.json is a link to a file that does not exist"),
        ("loop", "a.json cannot be read: too many levels of symbolic links"),
        ("pipe", "a.json is a pipe, not a file"),
        ("device", "a.json is a device, not a file"),
        ("socket", "a.json cannot be read: no such device or address"),
        ("directory", "a.json is a directory, not a file"),
    ],
)
def test_what_is_named_and_is_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, said: str
) -> None:
    """Whatever is behind the name of a file, nothing is waited for, and it is said what it is."""
    monkeypatch.chdir(tmp_path)
    if kind == "pipe":
        os.mkfifo("a.json")
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("a.json")
    else:
        target = {"broken": "no", "loop": "a.json", "device": os.devnull, "directory": "."}[kind]
        (tmp_path / "a.json").symlink_to(target)

    report = check_config_file("a.json", schema="redis")

    assert [(d.code, d.headline) for d in report.diagnostics] == [("HC101", said)]
