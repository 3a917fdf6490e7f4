"""The commands that load: what `validate --env`, `show` and `diff` say, and how they end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from hacfg.cli.main import main
from hacfg.secret import MASK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    Hacfg: TypeAlias = "Callable[..., Done]"

SECRET = "s3cr3t"
FILE: dict[str, Any] = {
    "_base": {"client_name": "orders", "db": 1},
    "local": {"extends": "_base", "host": "localhost", "port": 6379},
    "staging": {
        "extends": "_base",
        "host": "redis.staging.example.com",
        "password": "${REDIS_PASSWORD}",
        "retry": {"retries": 5},
    },
    "other": {"host": "localhost", "password": SECRET, "db": 1, "client_name": "orders"},
    "broken": {"extends": "nothing"},
}


class Done(NamedTuple):
    """What came of a command."""

    status: int
    out: str
    err: str


@pytest.fixture
def hacfg(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Hacfg:
    """Runs the command in a directory with a Redis config, with some variables set."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "redis_config.json").write_text(json.dumps(FILE, indent=2), encoding="utf-8")

    def call(*arguments: str, **variables: str) -> Done:
        with monkeypatch.context() as patch:
            for name, text in variables.items():
                patch.setenv(name, text)
            return Done(main(arguments), *capsys.readouterr())

    return call


@pytest.fixture
def dotenv(tmp_path: Path) -> Callable[[str], str]:
    """Writes a .env file and gives its name."""

    def write(text: str) -> str:
        (tmp_path / ".env").write_text(text, encoding="utf-8")
        return ".env"

    return write


# validate --env


def test_an_example_is_in_use_nowhere(hacfg: Hacfg, tmp_path: Path) -> None:
    """A load that looks for its files passes over examples, unless one is named or all there is."""
    example = {"local": {"host": "example.com", "password": "${NOBODY_SETS_THIS}"}}
    (tmp_path / "redis_config.json.example").write_text(json.dumps(example), encoding="utf-8")

    assert hacfg("validate", "--env", "local").status == 0
    assert "example" not in hacfg("show", "--env", "local").out
    assert hacfg("diff", "local", "other").status == 1
    assert "NOBODY_SETS_THIS" not in hacfg("env", "--required", "--env", "local").out
    assert hacfg("validate", "--env", "local", "redis_config.json.example").status == 1
    assert "2 files" in hacfg("validate").out
    (tmp_path / "redis_config.json").unlink()
    assert hacfg("validate", "--env", "local").status == 1


def test_an_empty_name_of_an_environment_is_refused(hacfg: Hacfg) -> None:
    """In --env "$DEPLOY_ENV" nobody has set the variable: that is not local."""
    done = hacfg("validate", "--env", "")

    assert (done.status, done.out) == (2, "")
    assert "the value of --env is empty" in done.err


def test_a_named_environment_is_loaded(hacfg: Hacfg) -> None:
    """With --env the variables of the process count, and a missing one is an error."""
    good = hacfg("validate", "--env", "staging", REDIS_PASSWORD=SECRET)
    bad = hacfg("validate", "--env", "staging")

    assert (good.status, bad.status) == (0, 1)
    assert "password: the variable REDIS_PASSWORD is not set" in bad.out
    assert "= help: set REDIS_PASSWORD" in bad.out
    assert "redis_config.json:14:17" in bad.out


def test_a_misspelt_environment_is_suggested_and_never_replaced(hacfg: Hacfg) -> None:
    """The command line does not fall back to local."""
    near, far = hacfg("validate", "--env", "stagin"), hacfg("validate", "--env", "testing")

    assert (near.status, far.status) == (1, 1)
    assert "did you mean staging?" in near.out
    assert "the file has local, staging, other" in far.out


def test_a_variable_is_blamed_with_what_it_overrides(hacfg: Hacfg) -> None:
    """Who is on call learns which variable it is, and what the file says in its place."""
    done = hacfg("validate", "--env", "local", REDIS_PORT="6379abc", REDIS_SOCKET_TIMEOUT="5000")

    assert done.status == 1
    assert 'error[HC312]: REDIS_PORT must be an integer, not "6379abc"' in done.out
    assert "--> variable REDIS_PORT" in done.out
    assert "it overrides port, 6379, at redis_config.json:9:13" in done.out
    assert "it is in seconds: write 5 for 5000 milliseconds" in done.out


def test_a_dotenv_file_is_read_where_it_is_named(
    hacfg: Hacfg, dotenv: Callable[[str], str]
) -> None:
    """Its faults stand at their lines; the process's variables win over it."""
    name = dotenv(f"REDIS_PASSWORD='{SECRET}'\nREDIS_PORT=0\n")
    bad = hacfg("validate", "--env", "local", "--dotenv", name)
    good = hacfg("validate", "--env", "local", "--dotenv", name, REDIS_PORT="1")
    unnamed = hacfg("validate", "--env", "local")
    missing = hacfg("validate", "--env", "local", "--dotenv", "none.env")

    assert [done.status for done in (bad, good, unnamed, missing)] == [1, 0, 0, 2]
    assert "REDIS_PORT must be at least 1, not 0\n --> .env:2:12" in bad.out
    assert SECRET not in bad.out
    assert "none.env does not exist" in missing.out


def test_a_prefix_reads_the_variables_of_another_server(hacfg: Hacfg) -> None:
    """--prefix alone asks for a load too; the usual variables do not count then."""
    variables = {"CACHE_REDIS_PORT": "x", "CACHE_REDIS_HSOT": "h", "REDIS_PORT": "y"}
    done = hacfg("validate", "--prefix", "CACHE_REDIS_", **variables)

    assert done.status == 1
    assert 'CACHE_REDIS_PORT must be an integer, not "x"' in done.out
    assert "did you mean CACHE_REDIS_HOST?" in done.out
    assert '"y"' not in done.out


def test_settings_are_set_from_the_command_line(hacfg: Hacfg) -> None:
    """--set is typed as a variable is, and beats all others."""
    load = ("validate", "--env", "local")
    good = hacfg(*load, "--set", "port=1", "--set", "retry.retries=3", REDIS_PORT="2")
    bad = hacfg(*load, "--set", "port=x", "--set", "hots=h", "--set", "port", "--set", "db=-1")

    assert (good.status, bad.status) == (0, 1)
    assert "--set port must be an integer" in bad.out
    assert "--set names an unknown setting hots" in bad.out
    assert "did you mean host?" in bad.out
    assert "--set takes a setting and a value" in bad.out
    assert "write it as in --set host=redis.example.com" in bad.out
    assert "--set db must be at least 0, not -1\n --> --set db" in bad.out


def test_an_unknown_setting_without_likeness_is_only_named(hacfg: Hacfg) -> None:
    """No suggestion is better than a wild one."""
    done = hacfg("validate", "--env", "local", "--set", "zzzzzzzz=1")

    assert "--set names an unknown setting zzzzzzzz" in done.out
    assert "did you mean" not in done.out


# validate .env


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("REDIS_PORT=6379abc", 'error[HC312]: REDIS_PORT must be an integer, not "6379abc"'),
        ("REDIS_DB=-1", "error[HC202]: REDIS_DB must be at least 0, not -1"),
        ("REDIS_SOCKET_TIMEOUT=5000", "it is in seconds: write 5 for 5000 milliseconds"),
        ("DB_SSL_MODE=requir", 'did you mean "require"?'),
        ("REDIS_PROT=1", "did you mean REDIS_PORT?"),
        ("REDIS_SSL=", "unset REDIS_SSL to keep ssl as it is"),
        ("DB_PASSWORD=a\nDB_PASSWORD=b", "DB_PASSWORD is set twice in one .env file"),
        ("DB_PASSWORD=a\nDB_PASS=b", "DB_PASS and DB_PASSWORD both set password"),
        (f"DATABASE_URL=postgres//:{SECRET}@h", "DATABASE_URL is no URL"),
        (f"REDIS_URL=reddis://:{SECRET}@h", "did you mean redis://?"),
        (f"REDIS_URL=redis://:{SECRET}", "REDIS_URL is no URL that can be read"),
        ('REDIS_CLIENT_NAME="${X"', "REDIS_CLIENT_NAME: a placeholder is not closed"),
        (f"REDIS_PASSWORD=${{{SECRET} x}}", "something after the name that is no operator"),
        ("REDIS_SOCKET_TIMEOUT='${X}'", 'REDIS_SOCKET_TIMEOUT must be a number, not "${X}"'),
        (f'REDIS_PASSWORD="{SECRET}', "a quoted value of a .env file is not closed"),
        (SECRET, "a line of a .env file has no ="),
    ],
)
def test_a_dotenv_file_is_checked_by_itself(
    hacfg: Hacfg, dotenv: Callable[[str], str], line: str, said: str
) -> None:
    """Types, ranges, near misses, URLs, placeholders and quotes, at their lines, secrets masked."""
    done = hacfg("validate", dotenv(f"{line}\n"))

    assert said in done.out
    assert "--> .env:" in done.out
    assert done.status == (0 if "warning[" in done.out else 1)
    assert SECRET not in done.out


@pytest.mark.parametrize(
    "line",
    [
        "REDIS_PORT=6379",
        "REDIS_RETRY_RETRIES=${RETRIES}",
        "REDIS_PASSWORD='a$b${c'",
        "REDIS_PASSWORD_FILE=/run/secrets/redis",
        f"REDIS_URL=rediss://me:{SECRET}@h:1/2",
        "DATABASE_URL=postgresql://me@h/app?sslmode=require&channel_binding=require",
        "SOMETHING=else",
        "",
    ],
)
def test_a_sound_dotenv_file_is_fine(hacfg: Hacfg, dotenv: Callable[[str], str], line: str) -> None:
    """What only the process can know, such as a mounted file, is no fault here."""
    done = hacfg("validate", dotenv(f"{line}\n"))

    assert (done.status, done.out) == (0, "1 file checked, no problem found\n")


def test_a_dotenv_file_is_held_against_one_schema_alone(
    hacfg: Hacfg, dotenv: Callable[[str], str]
) -> None:
    """With --schema the variables of others mean nothing."""
    name = dotenv("DB_PORT=x\n")

    assert hacfg("validate", "--schema", "database", name).status == 1
    assert hacfg("validate", "--schema", "redis", name).status == 0


def test_a_near_miss_is_underlined_at_its_name(hacfg: Hacfg, dotenv: Callable[[str], str]) -> None:
    """The name is what is wrong; the value may be a secret."""
    done = hacfg("validate", dotenv(f"REDIS_PASWORD={SECRET}\n"))

    assert "--> .env:1:1\n" in done.out
    assert f"1 | REDIS_PASWORD={MASK}\n  | ^^^^^^^^^^^^^\n" in done.out


# show


def test_the_effective_config_is_shown_with_its_origins(
    hacfg: Hacfg, dotenv: Callable[[str], str]
) -> None:
    """Every value, masked where it is secret, where it came from and what it replaced."""
    name = dotenv(f"REDIS_PASSWORD='{SECRET}'\nREDIS_URL=redis://:{SECRET}@elsewhere:7000/2\n")
    done = hacfg("show", "--env", "staging", "--dotenv", name, REDIS_DB="5")

    assert done.status == 0
    rows = {line.split()[0]: line for line in done.out.splitlines()}
    assert done.out.startswith("redis_config.json: staging (named by the caller)\n")
    assert "5  " in rows["db"]
    assert rows["db"].endswith("variable REDIS_DB, over .env:2:11, over redis_config.json:4:11")
    assert '"elsewhere"' in rows["host"]
    assert rows["password"].endswith(".env:1:16, over .env:2:11, over redis_config.json:14:17")
    assert MASK in rows["password"]
    assert rows["retry.retries"].endswith("5                 redis_config.json:16:18")
    assert rows["retry.max_delay"].endswith("default")
    assert SECRET not in done.out + done.err


def test_the_columns_stand_below_each_other(hacfg: Hacfg) -> None:
    """A table is read down; a long value does not push the others aside."""
    name = "a" * 100
    done = hacfg("show", "--env", "local", REDIS_CLIENT_NAME=name)

    lines = done.out.splitlines()[1:]
    short = [line for line in lines if name not in line]
    assert len({line.rindex("default") for line in short if line.endswith("default")}) == 1
    assert max(map(len, short)) < 110


def test_the_effective_config_is_shown_as_json(hacfg: Hacfg) -> None:
    """The same for programs: numbers are numbers, secrets stars."""
    done = hacfg("show", "--env", "other", "--format", "json", REDIS_PORT="1")

    (config,) = json.loads(done.out)["configs"]
    settings = {each["name"]: each for each in config["settings"]}
    assert (config["file"], config["schema"]) == ("redis_config.json", "redis")
    assert (config["environment"], config["reason"]) == ("other", "named by the caller")
    assert settings["port"]["value"] == 1
    assert settings["port"]["origin"] == {"source": "variable", "name": "REDIS_PORT"}
    assert settings["password"]["value"] == MASK
    assert settings["password"]["origin"] == {
        "source": "file",
        "name": "redis_config.json",
        "line": 21,
        "column": 17,
    }
    assert settings["socket_timeout"]["origin"] == {"source": "default"}
    assert SECRET not in done.out


def test_arrays_are_shown_whole(hacfg: Hacfg, tmp_path: Path) -> None:
    """An array has the origin of its first item."""
    values = {"local": {"cluster": {"nodes": ["a:1", "b"]}}}
    (tmp_path / "redis_config.json").write_text(json.dumps(values), encoding="utf-8")

    done = hacfg("show")

    (row,) = [line.split(maxsplit=1) for line in done.out.splitlines() if "cluster.nodes" in line]
    assert row[1].startswith('["a:1", "b"] ')
    assert row[1].endswith(" redis_config.json:1:34")
    assert "(HACFG_ENV is not set)" in done.out


def test_a_text_with_credentials_is_masked_though_it_is_no_secret(
    hacfg: Hacfg, tmp_path: Path
) -> None:
    """Options of a driver are free in their names, and may hold a URL."""
    url = f"http://me:{SECRET}@proxy"
    values = {"engine": "postgresql", "host": "h", "database": "d", "options": {"a": url, "b": 1}}
    path = tmp_path / "database_config.json"
    path.write_text(json.dumps({"local": values, "b": values | {"options": {}}}), encoding="utf-8")

    shown, compared = hacfg("show", path.name), hacfg("diff", "local", "b", path.name)

    assert f'{{"a": "{MASK}", "b": 1}}' in shown.out
    assert f'{{"a": "{MASK}", "b": 1}} -> {{}}' in compared.out
    assert SECRET not in shown.out + compared.out


def test_what_cannot_be_loaded_is_reported_beside_what_can(hacfg: Hacfg, tmp_path: Path) -> None:
    """One bad file does not hide the good ones, and the status tells of it."""
    (tmp_path / "database_config.json").write_text('{"local": {}}', encoding="utf-8")

    done = hacfg("show", "redis_config.json", "database_config.json")
    as_json = hacfg("show", "redis_config.json", "database_config.json", "--format", "json")
    none = hacfg("show", "nowhere.json")

    assert (done.status, as_json.status, none.status) == (1, 1, 2)
    assert "redis_config.json: local" in done.out
    assert "error[HC206]" in done.err
    assert [each["schema"] for each in json.loads(as_json.out)["configs"]] == ["redis"]
    assert "nowhere.json does not exist" in none.err


def test_warnings_stand_beside_the_config(hacfg: Hacfg) -> None:
    """A warning is no part of what a program reads."""
    done = hacfg("show", "--env", "local", "--format", "json", REDIS_PROT="1")

    assert done.status == 0
    assert "did you mean REDIS_PORT?" in done.err
    assert json.loads(done.out)["configs"]


def test_a_schema_without_environments_has_no_name_to_show(hacfg: Hacfg, tmp_path: Path) -> None:
    """The file is one environment then."""
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": {"host": {"type": "string"}},
    }
    (tmp_path / "x.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (tmp_path / "x.json").write_text('{"host": "h"}', encoding="utf-8")

    done = hacfg("show", "x.json", "--schema", "x.schema.json")

    assert (done.status, done.out) == (0, 'x.json\n  host  "h"  x.json:1:10\n')


@pytest.mark.parametrize(
    ("arguments", "problem", "advice"),
    [
        (["show", ".env"], ".env holds variables", "hacfg show redis_config.json --dotenv .env"),
        (["show", "empty"], "hacfg show: no config file found in empty", "name the files"),
        (
            ["diff", "a", "b", "empty"],
            "hacfg diff: no config file found in empty",
            "name the files",
        ),
        (["doctor", "empty"], "hacfg doctor: no config file found in empty", "name the files"),
        (["env", "--required", "empty"], "hacfg env --required: no config file", "name the files"),
        (["diff", "a"], "ENV is missing", "the one to compare it with"),
    ],
)
def test_misuse_is_explained(
    hacfg: Hacfg, tmp_path: Path, arguments: list[str], problem: str, advice: str
) -> None:
    """What the command is not for, and what to write in its place."""
    (tmp_path / "empty").mkdir()

    done = hacfg(*arguments)

    assert done.status == 2
    assert problem in done.err
    assert advice in done.err


# diff


def test_environments_that_are_alike_have_no_difference(hacfg: Hacfg) -> None:
    """Status 0, so that a script can ask."""
    done = hacfg("diff", "local", "local")

    assert done == (0, "redis_config.json: local -> local: no difference\n", "")


def test_a_default_that_is_written_out_makes_no_difference(hacfg: Hacfg, tmp_path: Path) -> None:
    """Neither does an inherited value that the other environment states itself."""
    values = {
        "_base": {"db": 3},
        "a": {"extends": "_base", "host": "h", "port": 6379, "password": None},
        "b": {"host": "h", "db": 3, "ssl": False},
        "c": {"host": "h", "db": 3.0},
    }
    (tmp_path / "redis_config.json").write_text(json.dumps(values), encoding="utf-8")

    assert hacfg("diff", "a", "b").status == 0
    assert hacfg("diff", "a", "c").out.endswith("  db  3 -> 3.0\n")


def test_differences_are_listed_by_setting(hacfg: Hacfg) -> None:
    """Inherited values count, defaults are marked, and status 1 says that there are some."""
    done = hacfg("diff", "local", "staging")

    assert done.status == 1
    assert done.out.splitlines() == [
        "redis_config.json: local -> staging",
        '  host           "localhost" -> "redis.staging.example.com"',
        "  password       not set -> ${REDIS_PASSWORD}",
        "  retry.retries  3 (default) -> 5",
    ]


def test_differing_secrets_are_masked(hacfg: Hacfg) -> None:
    """Of a literal secret only that there is one, of a placeholder its variable."""
    done = hacfg("diff", "staging", "other")

    assert f"password       ${{REDIS_PASSWORD}} -> {MASK}" in done.out
    assert 'host           "redis.staging.example.com" -> "localhost"' in done.out
    assert SECRET not in done.out


@pytest.mark.parametrize(
    ("name", "problem", "advice"),
    [
        ("stagin", "redis_config.json has no environment stagin", "did you mean staging?"),
        ("zzz", "has no environment zzz", "the file has _base, local, staging, other, broken"),
        ("broken", "environment broken of redis_config.json is not sound", "hacfg validate redis"),
        ("$schema", "has no environment $schema", "the file has"),
    ],
)
def test_an_environment_that_cannot_be_compared(
    hacfg: Hacfg, name: str, problem: str, advice: str
) -> None:
    """An unknown one is suggested, a broken one is the business of validate."""
    done = hacfg("diff", "local", name)

    assert (done.status, done.out) == (2, "")
    assert problem in done.err
    assert advice in done.err


def test_one_file_without_the_environment_hides_no_other(hacfg: Hacfg, tmp_path: Path) -> None:
    """All files are compared, and the worst status counts."""
    (tmp_path / "database_config.json").write_text('{"local": {}}', encoding="utf-8")

    done = hacfg("diff", "local", "staging")

    assert done.status == 2
    assert "redis_config.json: local -> staging" in done.out
    assert "database_config.json has no environment staging" in done.err


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("redis_config.json", "{", "an object is not closed"),
        ("x.json", "{}", "no schema claims this file"),
        ("nowhere.json", None, "nowhere.json does not exist"),
    ],
)
def test_a_file_that_cannot_be_compared_is_no_difference(
    hacfg: Hacfg, tmp_path: Path, name: str, text: str | None, said: str
) -> None:
    """Status 1 says that environments differ; here nothing is known of them."""
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")

    done = hacfg("diff", "local", "staging", name)

    assert (done.status, done.out) == (2, "")
    assert said in done.err
