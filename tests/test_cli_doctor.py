"""The command ``hacfg doctor``: what it prints, its status, and that it comes to an end."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from certificates import Authority
from command import HOME, run
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from redis_servers import HOST, Server, free_port, running

from hacfg.cli.main import main
from hacfg.compiled.database_config import DatabaseConfig
from hacfg.compiled.redis_config import RedisConfig
from hacfg.doctor.certificate import read_certificate
from hacfg.doctor.scrub import Scrubber

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "hunter2/&?=%"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a password."""
    with running(Server(tmp_path_factory.mktemp("redis"), "--requirepass", SECRET)) as each:
        yield each


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory that commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(place: Path, name: str = "redis_config.json", /, **settings: Any) -> None:
    """A config file with the environment local."""
    text = json.dumps({"local": settings}, indent=2)
    (place / name).write_text(text)


def test_all_is_well(
    place: Path,
    server: Server,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each step stands on its line with its outcome in words, its time and what was found."""
    write(place, host=HOST, port=server.port, password="${REDIS_SECRET}")
    monkeypatch.setenv("REDIS_SECRET", SECRET)

    status = main(["doctor"])

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "redis_config.json: local (HACFG_ENV is not set)"
    assert lines[1] == f"  {HOST}:{server.port}"
    assert lines[2].split()[1:3] == ["ok", "TCP"]
    assert lines[2].split()[4] == "ms"
    assert lines[-1] == "1 config tried, all fine"
    assert status == 0


def test_what_fails_is_blamed_on_its_source(
    place: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The diagnostic points to the line of the file, or to the variable that overrides it."""
    port = free_port()
    write(place, host=HOST, port=port)

    status = main(["doctor"])
    by_file = capsys.readouterr().out
    monkeypatch.setenv("REDIS_HOST", "localhost")
    main(["doctor"])
    by_variable = capsys.readouterr().out

    assert f"error[HC602]: {HOST}:{port} refuses the connection\n" in by_file
    assert "--> redis_config.json:3:13\n" in by_file
    assert "--> variable REDIS_HOST\n" in by_variable
    assert by_file.count("not tried") == 8
    assert by_file.splitlines()[-1] == "1 of 1 config failed"
    assert status == 1


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_is_printed(
    place: Path, server: Server, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong password is nowhere in the output, though it stands in the file."""
    write(place, host=HOST, port=server.port, password="wrong-password")

    status = main(["doctor", "--format", form])

    printed = capsys.readouterr()
    assert "HC612" in printed.out
    assert "wrong-password" not in printed.out + printed.err
    assert status == 1


def test_json(place: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON has a version, and for each config its steps and diagnostics."""
    write(place, host=HOST, port=server.port)
    write(place, "database_config.json", engine="sqlite", database=":memory:")

    status = main(["doctor", "--format", "json"])

    document = json.loads(capsys.readouterr().out)
    database, redis = document["configs"]
    assert document["version"] == 1
    assert (database["outcome"], database["status"], database["diagnostics"]) == ("ok", 0, [])
    assert (redis["file"], redis["environment"]) == ("redis_config.json", "local")
    assert (redis["outcome"], redis["status"]) == ("failed", 1)
    assert [each["outcome"] for each in redis["steps"]][:4] == ["ok", "ok", "failed", "not tried"]
    assert redis["steps"][0]["milliseconds"] > 0
    assert redis["steps"][3]["milliseconds"] is None
    (diagnostic,) = redis["diagnostics"]
    assert (diagnostic["code"], diagnostic["setting"]) == ("HC613", "password")
    assert status == 1


def test_redis_is_off(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A config that turns Redis off says so, and nothing is connected to."""
    write(place, enable_redis=False)

    status = main(["doctor"])

    out = capsys.readouterr().out
    assert "Redis is off: enable_redis is false (redis_config.json:3:21)\n" in out
    assert out.endswith("1 config, nothing to connect to\n")
    assert status == 0


@pytest.mark.parametrize(
    ("arguments", "told", "expected"),
    [
        (["redis_config.json"], "error[HC201]: port must be an integer", 1),
        (["missing/redis_config.json"], "error[HC101]", 2),
        (["redis_config.json", "--env", "production"], "error[HC301]", 1),
        (["redis_config.json", "--timeout", "0"], "--timeout takes seconds above 0", 2),
        (["redis_config.json", "--timeout", "nan"], "--timeout takes seconds above 0", 2),
        (["redis_config.json", "--wait", "soon"], "--wait takes seconds above 0", 2),
        ([".env"], "holds variables, and no environment to connect with", 2),
        (["--schema", "nothing.json", "redis_config.json"], "error[HC501]", 2),
    ],
)
def test_what_cannot_be_tried(
    place: Path,
    arguments: list[str],
    told: str,
    expected: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A config that cannot be loaded is reported as by validate, and nothing is connected to."""
    write(place, host=HOST, port="six")

    status = main(["doctor", *arguments])

    printed = capsys.readouterr()
    assert told in printed.out + printed.err
    assert status == expected


def test_a_schema_of_a_team(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is neither Redis nor a database cannot be tried."""
    (place / "kafka.schema.json").write_text('{"type": "object", "properties": {}}')
    (place / "kafka.json").write_text("{}")

    status = main(["doctor", "kafka.json", "--schema", "kafka.schema.json"])

    assert "nothing is known of how to connect by the schema kafka" in capsys.readouterr().out
    assert status == 2


def test_sections_of_a_schema(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A schema that refers to ours has sections, each of which is tried and blamed at its place."""
    names = ("redis", "database")
    refs = {name: {"$ref": f"urn:hacfg:schemas/{name}.schema.json"} for name in names}
    schema = {"type": "object", "x-environments": True, "properties": refs}
    (place / "app.schema.json").write_text(json.dumps(schema))
    port = free_port()
    redis = {"host": HOST, "port": port}
    write(place, "app.json", redis=redis, database={"engine": "sqlite", "database": ":memory:"})

    status = main(["doctor", "app.json", "--schema", "app.schema.json"])

    out = capsys.readouterr().out
    assert f"error[HC602]: {HOST}:{port} refuses the connection\n --> app.json:4:15\n" in out
    assert "SELECT 1" in out
    assert status == 1


def test_templates_are_passed_over(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A search leaves out the files that end in .example: nobody has their servers."""
    write(place, "database_config.json", engine="sqlite", database=":memory:")
    write(place, "redis_config.json.example", host="redis.example.com")

    status = main(["doctor"])

    assert "redis_config" not in capsys.readouterr().out
    assert status == 0


def test_waiting_for_a_server(
    place: Path, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With --wait a server that comes up later is waited for, and progress goes to stderr."""
    late = Server(tmp_path_factory.mktemp("late"))
    write(place, host=HOST, port=late.port)
    starting = threading.Timer(0.3, late.start)
    starting.start()
    try:
        status = main(["doctor", "--wait", "20"])
    finally:
        starting.join()
        late.kill()

    printed = capsys.readouterr()
    assert printed.out.endswith("1 config tried, all fine\n")
    assert "TCP failed (connection refused); waiting" in printed.err
    assert status == 0


def test_waiting_in_vain(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The wait ends, and the last failure is reported; what cannot be loaded is not waited for."""
    write(place, host=HOST, port=free_port())
    start = time.monotonic()

    status = main(["doctor", "--wait", "0.6"])

    assert capsys.readouterr().out.endswith("1 of 1 config failed\n")
    assert time.monotonic() - start >= 0.6
    assert status == 1


def test_a_table_that_weighs(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The project may hold a failure of a server to be a warning."""
    write(place, host=HOST, port=free_port())
    (place / "hacfg.toml").write_text('[severity]\nHC602 = "warning"\n')

    status = main(["doctor"])

    assert "warning[HC602]" in capsys.readouterr().out
    assert status == 0


def test_no_driver(place: Path) -> None:
    """A driver that is not installed is skipped and named, and fails nothing."""
    from postgres_servers import running as postgres_running

    for module in ("psycopg", "psycopg2"):
        (place / f"{module}.py").write_text("raise ImportError")
    import postgres_servers

    with postgres_running(postgres_servers.Server()) as database:
        write(place, "database_config.json", **database.settings)
        result = run(place, "doctor", env={"PYTHONPATH": f"{place}:{HOME}"})

    assert "warning[HC624]: no driver for PostgreSQL is installed" in result.stdout
    assert 'pip install "psycopg[binary]"' in result.stdout
    assert result.returncode == 0


def test_signs_fit_the_terminal(place: Path) -> None:
    """Where the output takes no ticks, ASCII stands in their place."""
    write(place, "database_config.json", engine="sqlite", database=":memory:")
    result = run(place, "doctor", env={"PYTHONIOENCODING": "ascii"})

    assert "    + ok  " in result.stdout
    assert "\\u" not in result.stdout


def test_colour(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    """Colours come where they are wanted, and only there."""
    write(place, "database_config.json", engine="sqlite", database=":memory:")
    main(["doctor"])
    plain = capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["doctor"])

    assert "\x1b[" not in plain
    assert "\x1b[32m✓ ok" in capsys.readouterr().out


def test_foreign_words_are_scrubbed() -> None:
    """Whatever a driver quotes of a config's secrets is masked, in a URL's spelling too."""
    database = DatabaseConfig(engine="mysql", host="db", database="app", password=SECRET)
    redis = RedisConfig(sentinel={"nodes": ["a"], "service_name": "s", "password": SECRET})

    for config in (database, redis):
        scrub = Scrubber(config)
        told = scrub(f"cannot open mysql://u:hunter2%2F%26%3F%3D%25@db\nwith {SECRET}")

        assert told == "cannot open mysql://u:**********@db with **********"


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x80", b"\x30\x05abc", b"\x00" * 50])
def test_no_certificate(data: bytes) -> None:
    """Bytes that are no certificate give none."""
    assert read_certificate(data) is None


@pytest.mark.parametrize("name", ["redis.example.com", "Dienst für Bestellungen"])
def test_a_certificate_as_others_read_it(tmp_path: Path, name: str) -> None:
    """What is read from the bytes of a certificate is what cryptography reads from them."""
    authority = Authority(tmp_path, "ca")
    path, _ = authority.issue(name, days=200, host="redis.example.com")
    text = Path(path).read_bytes()
    told = x509.load_pem_x509_certificate(text)

    read = read_certificate(told.public_bytes(Encoding.DER))

    assert read is not None
    assert (read.subject, read.issuer) == (name, "ca")
    assert read.names == ("redis.example.com",)
    assert read.begin == told.not_valid_before_utc.timestamp()
    assert read.end == told.not_valid_after_utc.timestamp()
