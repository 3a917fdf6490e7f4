"""The command line: what it answers, where it says so, and what it does not fall over."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from command import COMMAND, python, run, variables

from hacfg.check import Report
from hacfg.cli.main import COMMANDS, main
from hacfg.cli.validate import strict
from hacfg.diagnostic import CODES, Diagnostic, Label, Severity
from hacfg.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    Hacfg: TypeAlias = "Callable[..., Done]"

posix = pytest.mark.skipif(os.name == "nt", reason="Windows knows no such thing")

GOOD = {"local": {"host": "localhost", "port": 6379}}
BAD = {"local": {"host": "localhost", "port": "6379"}}
PROTECTED = {"host": "redis.example.com", "password": "${REDIS_PASSWORD}"}
WARNED = {"production": PROTECTED}


def written(directory: Path, content: Any, name: str = "redis_config.json") -> str:
    """A file with some content, JSON unless it is a text; gives its name."""
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return name


class Done(NamedTuple):
    """What came of a command."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def hacfg(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Hacfg:
    """Runs the command in this process, in the temporary directory: for what needs no other."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Done:
        return Done(main(arguments), *capsys.readouterr())

    return call


# What it answers


@pytest.mark.parametrize(
    ("content", "options", "status", "said"),
    [
        (GOOD, [], 0, "1 file checked, no problem found"),
        (WARNED, [], 0, "1 warning in 1 of 1 file"),
        (WARNED, ["--strict"], 1, "1 error in 1 of 1 file"),
        (BAD, [], 1, "1 error in 1 of 1 file"),
        ("{", [], 1, "1 error in 1 of 1 file"),
    ],
)
def test_the_status_says_what_was_found(
    tmp_path: Path, content: Any, options: list[str], status: int, said: str
) -> None:
    """0 for fine, warnings included; 1 for findings, a file that does not parse among them."""
    done = run(tmp_path, "validate", *options, written(tmp_path, content))

    assert done.stdout.splitlines()[-1] == said
    assert (done.returncode, done.stderr) == (status, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["validate", "missing.json"], "error[HC101]"),
        (["validate", "config.yaml"], "error[HC113]"),
        (["validate", "other.json"], "error[HC502]"),
        (["validate", "--schema", "kafka", "good.json"], "error[HC501]"),
        (["validate", "--schema", "broken.json", "good.json"], "error[HC501]"),
        (["validate", "missing.json", "redis_config.json"], "error[HC201]"),
    ],
)
def test_what_was_not_checked_is_2(
    tmp_path: Path, hacfg: Hacfg, arguments: list[str], words: str
) -> None:
    """2 where a file could not be checked, whatever was found in others."""
    written(tmp_path, BAD)
    for name in ("config.yaml", "other.json", "good.json"):
        written(tmp_path, GOOD, name)
    written(tmp_path, "{", "broken.json")

    done = hacfg(*arguments)

    assert words in done.stdout
    assert "not checked" in done.stdout
    assert (done.returncode, done.stderr) == (2, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["valdate"], "unknown command valdate\n  = help: did you mean validate?"),
        (["xyz"], "unknown command xyz\n  = help: hacfg --help lists the commands"),
        (["help", "valdiate"], "unknown command valdiate\n  = help: did you mean validate?"),
        (["valdiate", "--help"], "unknown command valdiate\n  = help: did you mean validate?"),
        (["lint"], "unknown command lint\n  = help: did you mean validate?"),
        (["Convert"], "unknown command Convert\n  = help: did you mean init --from FILE?"),
        (["-v"], "unknown option -v\n  = help: did you mean --version?"),
        (
            ["--schema=redis", "validate"],
            (
                "unknown option --schema=redis\n"
                "  = help: --schema stands behind its command, as in hacfg validate --schema"
            ),
        ),
        (["--strcit"], "unknown option --strcit\n  = help: hacfg --help lists the commands"),
        (["--verison"], "unknown option --verison\n  = help: did you mean --version?"),
        (
            ["redis_config.json"],
            (
                "unknown command redis_config.json\n"
                "  = help: to check a file: hacfg validate redis_config.json"
            ),
        ),
        (["a\x1b[2J"], 'unknown command "a\\x1b[2J"\n  = help: hacfg --help lists the commands'),
    ],
)
def test_an_unknown_command(tmp_path: Path, hacfg: Hacfg, arguments: list[str], said: str) -> None:
    """A name that is no command gets a suggestion on standard error, and status 2."""
    written(tmp_path, GOOD)

    done = hacfg(*arguments)

    assert done.stderr == f"hacfg: {said}\n"
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["explain", "--into", "a"],
            "unknown option --into\n  = help: --into is an option of docs",
        ),
        (["explain", "--nothing"], "unknown option --nothing\n  = help: --help lists the options"),
        (["docs", "--chekc"], "unknown option --chekc\n  = help: did you mean --check?"),
    ],
)
def test_an_option_of_another_command(hacfg: Hacfg, arguments: list[str], said: str) -> None:
    """An option that another command has is said to be one of that command."""
    done = hacfg(*arguments)

    assert done.stderr == f"hacfg {arguments[0]}: {said}\n"
    assert (done.returncode, done.stdout) == (2, "")


def test_the_readme_lists_every_command() -> None:
    """The table of commands in the README has each of them, and what it is for."""
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")

    rows = dict(re.findall(r"^\| `hacfg ([a-z]+)[^`]*` \| (.*) \|$", readme, re.MULTILINE))
    assert [name for name in COMMANDS if name not in rows] == []
    assert all(rows.values())


def test_an_unknown_option(hacfg: Hacfg) -> None:
    """A misspelt option of a command names the command."""
    done = hacfg("validate", "--stirct")

    assert done.stderr == (
        "hacfg validate: unknown option --stirct\n  = help: did you mean --strict?\n"
    )
    assert (done.returncode, done.stdout) == (2, "")


def test_no_arguments(hacfg: Hacfg) -> None:
    """Without arguments the usage goes to standard error: a script has forgotten something."""
    done = hacfg()

    assert done.stderr.startswith("usage: hacfg COMMAND")
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("asking", ["-h", "--help", "help"])
def test_help(hacfg: Hacfg, asking: str) -> None:
    """Help names every command, on standard output."""
    done = hacfg(asking)

    assert [name for name in COMMANDS if f"  {name} " not in done.stdout] == []
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(hacfg: Hacfg, command: str) -> None:
    """Each command has help with all of its options, no line longer than a terminal."""
    done = hacfg(command, "--nonsense", "--help")

    assert done.stdout.startswith(f"usage: hacfg {command} ")
    assert "-h, --help" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 90
    assert (done.returncode, done.stderr) == (0, "")


def test_help_with_a_command(hacfg: Hacfg) -> None:
    """``hacfg help validate`` is the help of that command."""
    assert hacfg("help", "validate") == hacfg("validate", "--help")
    assert hacfg("help", "validate", "--strict") == hacfg("validate", "--help")


def test_the_help_of_validate(hacfg: Hacfg) -> None:
    """The help says what an argument takes, what it may be, and what it is without."""
    done = hacfg("validate", "-h")

    assert "usage: hacfg validate [OPTIONS] [FILE...]\n" in done.stdout
    assert "  --schema SCHEMA  " in done.stdout
    assert "  -q, --quiet  " in done.stdout
    assert "one of text, concise, json, github" in " ".join(done.stdout.split())
    assert "none: github in GitHub Actions, else text" in " ".join(done.stdout.split())


@pytest.mark.parametrize("asking", ["-V", "--version"])
def test_version(tmp_path: Path, asking: str) -> None:
    """The version is one line."""
    done = run(tmp_path, asking)

    assert (done.returncode, done.stdout, done.stderr) == (0, f"hacfg {__version__}\n", "")


BROKEN_FORMAT = """
import sys
from hacfg.cli import main
from hacfg.report import FORMATS

FORMATS["broken"] = "broken_format"
sys.exit(main(["validate", "--format", "broken", "redis_config.json"]))
"""


def test_a_bug_is_3(tmp_path: Path) -> None:
    """A format that fails is a bug: status 3 says where, and quotes nothing of the error."""
    written(tmp_path, GOOD)
    written(tmp_path, "def render(reports, style):\n    int('hunter2')\n", "broken_format.py")

    done = python(tmp_path, BROKEN_FORMAT)

    assert f"hacfg {__version__}: a bug in hacfg, ValueError at\n" in done.stderr
    assert "  broken_format.py:2 in render\n" in done.stderr
    assert "please report these lines" in done.stderr
    assert "hunter2" not in done.stderr
    assert (done.returncode, done.stdout) == (3, "")


INTERRUPTED = """
import subprocess, sys
from hacfg.cli import main

subprocess.Popen(["sh", "-c", "sleep 0.7; kill -INT $PPID"])
sys.exit(main(["validate", "--schema", "slow.schema.json", "config.json"]))
"""


@posix
def test_an_interruption_is_130(tmp_path: Path) -> None:
    """Control-C ends a check that takes for ever with one line and status 130."""
    # A pattern that tries every way to cut thirty letters into words: hours of work.
    slow = {"type": "object", "additionalProperties": {"pattern": "^(?:[a-z]+)+$"}}
    written(tmp_path, slow, "slow.schema.json")
    written(tmp_path, {"name": "a" * 40 + "!"}, "config.json")

    done = python(tmp_path, INTERRUPTED)

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "hacfg: interrupted\n")


# Where it says so


@posix
@pytest.mark.parametrize("content", [GOOD, BAD])
def test_a_reader_that_is_gone(tmp_path: Path, content: Any) -> None:
    """In ``hacfg validate … | head -1`` nobody complains; the status is that of SIGPIPE."""
    name = written(tmp_path, content)
    nobody_reads, pipe = os.pipe()
    os.close(nobody_reads)
    try:
        done = run(tmp_path, "validate", "--output", "json=report.json", name, stdout=pipe)
    finally:
        os.close(pipe)

    assert (done.returncode, done.stderr) == (141, "")
    assert (tmp_path / "report.json").exists()


@posix
@pytest.mark.parametrize(("content", "status"), [(GOOD, 0), (BAD, 1)])
def test_a_closed_standard_output(tmp_path: Path, content: Any, status: int) -> None:
    """Without a standard output the status still says what was found."""
    name = written(tmp_path, content)
    shell = ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, "validate", name]

    done = subprocess.run(shell, cwd=tmp_path, env=variables(), capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (status, b"")


@posix
def test_a_closed_standard_error(tmp_path: Path) -> None:
    """Without a standard error bad usage still has its status."""
    shell = ["sh", "-c", 'exec "$@" 2>&-', "sh", *COMMAND, "nonsense"]

    done = subprocess.run(shell, cwd=tmp_path, env=variables(), capture_output=True, check=False)

    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk(tmp_path: Path) -> None:
    """A report that is lost is no check: status 2 and the reason."""
    name = written(tmp_path, GOOD)

    with Path("/dev/full").open("wb") as full:
        done = run(tmp_path, "validate", name, stdout=full)

    assert done.stderr == "hacfg: the output cannot be written: no space left on device\n"
    assert done.returncode == 2


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "cp1252"},
    ],
)
def test_an_output_that_knows_few_characters(tmp_path: Path, env: dict[str, str]) -> None:
    """What the terminal's encoding lacks is written as an escape."""
    name = written(tmp_path, {"密码": {"host": "localhost", "port": "6379"}})

    done = run(tmp_path, "validate", name, env=env)

    assert r"\u5bc6\u7801" in done.stdout
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "", "NO_COLOR": ""}, False),
    ],
)
def test_colour_in_a_pipe(tmp_path: Path, env: dict[str, str], coloured: bool) -> None:  # noqa: FBT001 - the outcome
    """In a pipe there is colour only where it is forced and not refused."""
    done = run(tmp_path, "validate", written(tmp_path, BAD), env=env)

    assert ("\x1b[" in done.stdout) == coloured


@posix
@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
    ],
)
def test_colour_on_a_terminal(tmp_path: Path, env: dict[str, str], coloured: bool) -> None:  # noqa: FBT001 - the outcome
    """On a terminal there is colour, unless it is a dumb one or colour is refused."""
    name = written(tmp_path, BAD)
    screen, terminal = os.openpty()
    run(tmp_path, "validate", name, env=env, stdout=terminal)
    os.close(terminal)
    shown = os.read(screen, 65536)
    os.close(screen)

    assert b"HC201" in shown
    assert (b"\x1b[" in shown) == coloured


# Which files


@posix
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a\nb\x1b[2J.json", r'"a\nb\x1b[2J.json":1:41'),
        (b"\xff.json", r'"\udcff.json":1:41'),
        ("密码 é.json".encode(), "密码 é.json:1:41"),
        (b"a b.json", "a b.json:1:41"),
    ],
)
@pytest.mark.parametrize("format_", ["text", "concise"])
def test_odd_file_names(tmp_path: Path, name: bytes, shown: str, format_: str) -> None:
    """A file may have any name; what would steer a terminal is quoted."""
    try:
        written(tmp_path, BAD, os.fsdecode(name))
    except OSError:
        pytest.skip("the file system takes no such name")

    done = run(tmp_path, "validate", "--schema", "redis", "--format", format_, name)

    assert shown in done.stdout
    assert "\x1b" not in done.stdout
    assert (done.returncode, done.stderr) == (1, "")


def test_a_name_that_begins_with_a_dash(tmp_path: Path, hacfg: Hacfg) -> None:
    """After -- everything is a file."""
    written(tmp_path, GOOD, "--schema.json")

    done = hacfg("validate", "--schema=redis", "--", "--schema.json")

    assert done.returncode == 0


def test_a_file_that_looks_like_an_option(tmp_path: Path, hacfg: Hacfg) -> None:
    """Where there is a file of that name, it is said how to write it."""
    written(tmp_path, GOOD, "-x.json")

    done = hacfg("validate", "-x.json")

    assert done.stderr == (
        "hacfg validate: unknown option -x.json\n"
        "  = help: for the file of that name write ./-x.json\n"
    )
    assert done.returncode == 2


def test_a_file_named_twice_is_checked_once(tmp_path: Path, hacfg: Hacfg) -> None:
    """The same file twice is one file."""
    name = written(tmp_path, BAD)

    done = hacfg("validate", name, ".", name)

    assert done.stdout.endswith("1 error in 1 of 1 file\n")
    assert done.returncode == 1


UNREADABLE = """
import os, sys
from hacfg.cli import main

main(["validate", "--format", "concise", "-q", "missing.json"])
if hasattr(os, "setuid") and os.geteuid() == 0:
    os.setuid(65534)  # root reads everything; all that this needs is imported by now
sys.exit(main(["validate", "--format", "concise", "-q", "redis_config.json"]))
"""


@posix
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    """A file without permission is named with the reason, and not checked."""
    name = written(tmp_path, GOOD)
    (tmp_path / name).chmod(0)

    done = python(tmp_path, UNREADABLE)

    assert done.stdout.splitlines()[-1] == (
        f"{name}: error[HC101]: {name} cannot be read: permission denied"
    )
    assert done.returncode == 2


@posix
@pytest.mark.parametrize("kind", ["pipe", "device", "directory"])
def test_what_is_no_file(tmp_path: Path, hacfg: Hacfg, kind: str) -> None:
    """A pipe is not waited for, and a device is not read, though the name may be right."""
    path = tmp_path / "redis_config.json"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to(os.devnull)
    else:
        path.mkdir()

    done = hacfg("validate", path.name)

    told = done.stdout + done.stderr
    assert {"directory": "no config file found", "pipe": "a pipe", "device": "a device"}[
        kind
    ] in told
    assert done.returncode == 2


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with configs, and with much that is none."""
    for name in (
        "redis_config.json",
        "database_config.json.example",
        "services/cart/redis_config.production.json",
    ):
        content = {"local": {"engine": "sqlite", "database": "a"}} if "database" in name else GOOD
        written(tmp_path, content, name)
    for name in (
        "package.json",
        "schemas/redis_config.schema.json",
        ".git/redis_config.json",
        "node_modules/a/redis_config.json",
        "env/lib/redis_config.json",
    ):
        written(tmp_path, "no config", name)
    written(tmp_path, "", "env/pyvenv.cfg")
    return tmp_path


@pytest.mark.parametrize("arguments", [[], ["."], ["services", "."]])
def test_the_files_of_a_project_are_found(
    project: Path, hacfg: Hacfg, arguments: list[str]
) -> None:
    """Without a file, or for a directory, those whose names a schema claims are checked."""
    done = hacfg("validate", *arguments)

    assert done.stdout == "3 files checked, no problem found\n"
    assert done.returncode == 0


def test_the_files_of_a_directory_come_in_order(project: Path, hacfg: Hacfg) -> None:
    """What is found is reported in the order of the names, without ./ before them."""
    for path in project.rglob("redis_config*.json"):
        path.write_text("{}", encoding="utf-8")

    done = hacfg("validate", "--format", "concise", "-q")

    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        "redis_config.json",
        "services/cart/redis_config.production.json".replace("/", os.sep),
    ]


@posix
def test_links_in_a_circle(project: Path, hacfg: Hacfg) -> None:
    """A directory that links to itself is searched once."""
    (project / "services" / "loop").symlink_to(project, target_is_directory=True)

    done = hacfg("validate")

    assert done.stdout == "3 files checked, no problem found\n"


def test_nothing_to_check(tmp_path: Path, hacfg: Hacfg) -> None:
    """A directory without any config is no success: something was forgotten."""
    written(tmp_path, GOOD, "package.json")

    done = hacfg("validate")

    assert done.stderr.startswith("hacfg validate: no config file found in this directory\n")
    assert "such as conf/redis.json" in done.stderr
    assert (done.returncode, done.stdout) == (2, "")


# Which schema

KAFKA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {"brokers": {"type": "integer", "minimum": 1}},
    "additionalProperties": False,
    "x-files": ["kafka.json"],
}


def test_a_schema_by_name(tmp_path: Path, hacfg: Hacfg) -> None:
    """--schema redis holds a file of any name against the shipped schema."""
    done = hacfg("validate", "--schema", "redis", written(tmp_path, BAD, "any.json"))

    assert "HC201" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize(("brokers", "status"), [(3, 0), (0, 1)])
def test_a_schema_by_path(tmp_path: Path, hacfg: Hacfg, brokers: int, status: int) -> None:
    """--schema takes a schema file of a team's own, whatever its name."""
    written(tmp_path, KAFKA, "schemas/kafka")

    done = hacfg(
        "validate",
        "--schema",
        "schemas/kafka",
        written(tmp_path, {"brokers": brokers}, "any.json"),
    )

    assert (done.returncode, done.stderr) == (status, "")


def test_a_schema_tells_which_files_are_its(tmp_path: Path, hacfg: Hacfg) -> None:
    """In a directory --schema checks the files that this schema claims, and no others."""
    written(tmp_path, KAFKA, "kafka.schema.json")
    written(tmp_path, {"brokers": 0}, "a/kafka.json")
    written(tmp_path, BAD)

    done = hacfg("validate", "--schema", "kafka.schema.json", "--format", "concise", ".")

    assert done.stdout.splitlines()[0].startswith(f"a{os.sep}kafka.json:1:13: error[HC202]")
    assert done.stdout.splitlines()[1:] == ["1 error in 1 of 1 file"]


def remote(reference: str) -> dict[str, Any]:
    """A schema that refers to something."""
    return {**KAFKA, "properties": {"brokers": {"$ref": reference}}}


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ("{", "kafka.schema.json:1:2: error[HC501]"),
        ("", "error[HC501]"),
        ("[1]", "kafka.schema.json:1:1: error[HC501]: a schema must be an object"),
        ("true", "kafka.schema.json:1:1: error[HC501]: a schema must be an object"),
        (
            {"type": "strin"},
            "kafka.schema.json:1:10: error[HC503]: the schema is not valid at #/type",
        ),
        (
            {"properties": {"a/b": {"minimum": "1"}}},
            "error[HC503]: the schema is not valid at #/properties/a~1b/minimum",
        ),
        ({"pattern": "("}, "error[HC507]: Python cannot read the pattern at #/pattern: missing )"),
        ({"x-files": "a"}, "error[HC505]: x-files cannot be so at #/x-files"),
        ({"x-flies": ["a"]}, "1:2: error[HC505]: x-flies at # is no keyword of hacfg"),
        (
            {"$schema": "http://json-schema.org/draft-77/schema#"},
            "kafka.schema.json:1:13: error[HC503]: $schema names no draft of JSON Schema",
        ),
        ({"$schema": 7}, "error[HC503]: $schema names no draft of JSON Schema"),
        (
            remote("https://example.com/a.json"),
            'error[HC508]: the reference "https://example.com/a.json" leads into the network',
        ),
        (
            remote("#/definitions/a"),
            'error[HC508]: the reference "#/definitions/a" leads nowhere',
        ),
        (
            remote("#/properties/brokers"),
            "error[HC508]: the reference at #/properties/brokers leads back to itself",
        ),
    ],
)
def test_a_bad_schema(tmp_path: Path, hacfg: Hacfg, schema: Any, said: str) -> None:
    """What is wrong with a schema is said once, at its place in the schema, with status 2."""
    written(tmp_path, schema, "kafka.schema.json")
    names = [written(tmp_path, {"brokers": 1}, f"{name}.json") for name in "ab"]

    done = hacfg("validate", "--schema", "kafka.schema.json", "--format", "concise", *names)

    assert len(done.stdout.splitlines()) == 2
    assert said in done.stdout.splitlines()[0]
    assert done.stdout.splitlines()[0].startswith("kafka.schema.json")
    assert (done.returncode, done.stderr) == (2, "")


@pytest.mark.parametrize(
    ("schema", "help_"),
    [
        ("reddis", "did you mean redis?"),
        ("redis.schema.json", "did you mean redis?"),
        ("redis_config", "did you mean redis?"),
        ("postgres", "write redis or database, or the path of a file"),
    ],
)
def test_an_unknown_schema(tmp_path: Path, hacfg: Hacfg, schema: str, help_: str) -> None:
    """A schema that is neither a name nor a file gets a suggestion."""
    done = hacfg("validate", "--schema", schema, written(tmp_path, GOOD))

    assert f"error[HC501]: there is no schema {schema}\n" in done.stdout
    assert f"= help: {help_}\n" in done.stdout
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        ("redis_config.schema.json", 1),
        ("./schemas/redis.schema.json", 1),
        ("https://example.com/schemas/redis_config.schema.json#", 1),
        ("schemas\\redis_config.schema.json", 1),
        ("kafka.schema.json", 1),
        ("../kafka.schema.json", 2),
        ("https://example.com/kafka.schema.json", 2),
        ("http://json-schema.org/draft-07/schema#", 2),
        ("urn:example:kafka", 2),
        ("", 2),
        (7, 2),
    ],
)
def test_the_schema_that_a_file_states(
    tmp_path: Path, hacfg: Hacfg, stated: Any, status: int
) -> None:
    """A file's $schema decides before its name; nothing is fetched to follow it."""
    written(tmp_path, KAFKA, "conf/kafka.schema.json")
    content = {"$schema": stated, **BAD}

    done = hacfg("validate", "--format", "concise", written(tmp_path, content, "conf/any.json"))

    first = done.stdout.splitlines()[0]
    assert done.returncode == status
    assert ("error[HC502]" in first) == (status == 2)
    assert first.startswith("conf/any.json:1:13: " if status == 2 else "conf/any.json:1:")


def test_the_statement_of_a_schema_is_shown(tmp_path: Path, hacfg: Hacfg) -> None:
    """A $schema that leads nowhere is underlined, and the rest of its line masked."""
    content = {"$schema": "kafka.json", "local": {"password": "hunter2"}}

    done = hacfg("validate", written(tmp_path, content))

    assert '1 | {"$schema": "kafka.json", "local": {"password": "**********"}}' in done.stdout
    assert "            ^^^^^^^^^^^^ no such file" in done.stdout


# How much


def test_quiet_says_what_was_found_alone(tmp_path: Path, hacfg: Hacfg) -> None:
    """With --quiet a good file gets no word, and a bad one no closing line."""
    good, bad = written(tmp_path, GOOD), written(tmp_path, BAD, "redis_config.bad.json")

    assert hacfg("validate", "-q", good).stdout == ""
    assert "in 1 of 1 file" not in hacfg("validate", "--quiet", bad).stdout


@pytest.mark.parametrize("code", sorted(CODES))
def test_strict_makes_warnings_errors(code: str) -> None:
    """--strict raises every warning but that of a variable which may be somebody else's."""
    warning = Diagnostic(code, Severity.WARNING, "", (), Label("a"))

    found = strict(Report("a", (warning,)))

    severity = Severity.WARNING if code == "HC314" else Severity.ERROR
    assert found == Report("a", (warning.replace(severity=severity),))
