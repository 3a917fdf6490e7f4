"""The examples: each runs as its users run it, against a real server, and fails fast."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import redis
from command import HOME, run, variables
from redis_servers import Server, running

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parent.parent / "examples"
PROGRAMS = {
    "script": "import count_keys; count_keys.main()",
    "flask_service": "import service; service.create_app()",
    "django_settings": "import django; django.setup()",
    "celery_app": "import tasks",
    # What they do is in test_example_signals.py and test_example_leader.py.
    "signals": "import signals.__main__; signals.__main__.main()",
    "leader": "import leader.__main__; leader.__main__.main()",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that the examples share."""
    with running(Server(tmp_path_factory.mktemp("examples") / "redis")) as started:
        yield started


def start(
    example: str, directory: Path, program: str, **changes: str
) -> subprocess.CompletedProcess[str]:
    """Runs a program that can import an example's modules, in a directory of its own."""
    path = os.pathsep.join([HOME, str(EXAMPLES), str(EXAMPLES / example)])
    settings = {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=directory,
        env=variables(DJANGO_SETTINGS_MODULE="settings", **settings, **changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def printed(done: subprocess.CompletedProcess[str]) -> Any:
    """What a program printed as JSON; its standard error where it failed."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_examples_are_clean() -> None:
    """Their files pass the check with warnings as errors, and all of them are found."""
    done = run(EXAMPLES.parent, "validate", "--strict", "examples")

    assert (done.returncode, done.stdout.strip()) == (0, "9 files checked, no problem found")


def test_every_example_is_run_here() -> None:
    """An example that no test runs would rot."""
    directories = {path.parent.name for path in EXAMPLES.glob("*/*.py")}

    # The message broker has no Redis, and tests of its own below.
    assert directories == {*PROGRAMS, "message_broker"}


@pytest.mark.parametrize("example", PROGRAMS)
def test_a_wrong_config_does_not_start(tmp_path: Path, example: str) -> None:
    """Every fault is printed with its place and no traceback, and the status is 1."""
    done = start(example, tmp_path, PROGRAMS[example], REDIS_PORT="70000", REDIS_SSL="maybe")

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 2
    assert "REDIS_PORT: " in done.stderr
    assert "REDIS_SSL: " in done.stderr


@pytest.mark.parametrize("example", PROGRAMS)
def test_a_missing_secret_does_not_start(tmp_path: Path, example: str) -> None:
    """In production the variable of the password must be set."""
    done = start(example, tmp_path, PROGRAMS[example], HACFG_ENV="production", DB_PASSWORD="x")

    assert done.returncode == 1
    assert done.stderr.strip().endswith("set REDIS_PASSWORD")
    assert len(done.stderr.splitlines()) == 1


def test_the_script_says_where_settings_come_from(tmp_path: Path, server: Server) -> None:
    """The host is the file's, the port the variable's, and the keys are the server's."""
    with redis.Redis(port=server.port, db=7) as client:
        client.mset({"a": 1, "b": 2})
    port = str(server.port)

    done = start("script", tmp_path, PROGRAMS["script"], REDIS_PORT=port, REDIS_DB="7")

    file = EXAMPLES / "script" / "redis_config.json"
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        f"host is localhost, from {file}:3:13",
        f"port is {port}, from variable REDIS_PORT",
        "db is 7, from variable REDIS_DB",
        "it holds 2 keys",
    ]


def test_the_flask_service_counts_visits(tmp_path: Path, server: Server) -> None:
    """Its test client sees one visit more each time."""
    program = """
import json, service
client = service.create_app().test_client()
print(json.dumps([client.get("/").get_json() for _ in range(2)]))
"""

    done = start("flask_service", tmp_path, program, REDIS_PORT=str(server.port), REDIS_DB="1")

    assert printed(done) == [
        {"environment": "local", "visits": 1},
        {"environment": "local", "visits": 2},
    ]


def test_django_uses_database_and_cache(tmp_path: Path, server: Server) -> None:
    """A query reaches the database, and a cached value comes back from the server."""
    program = """
import django, json
django.setup()
from django.core.cache import cache
from django.db import connection
cache.set("colour", "blue")
with connection.cursor() as cursor:
    cursor.execute("SELECT 6 * 7")
    print(json.dumps([cursor.fetchone()[0], cache.get("colour")]))
"""
    port = str(server.port)

    done = start("django_settings", tmp_path, program, REDIS_PORT=port, REDIS_DB="2")

    assert printed(done) == [42, "blue"]
    assert (tmp_path / "app.sqlite3").exists()
    with redis.Redis(port=server.port, db=2) as client:
        assert client.dbsize() == 1


def test_django_in_production_has_the_secrets(tmp_path: Path) -> None:
    """PostgreSQL is verified by its certificate, and the cache is reached over TLS."""
    program = """
import django, json
django.setup()
from django.conf import settings
print(json.dumps([settings.DATABASES["default"], settings.CACHES["default"]["LOCATION"]]))
"""

    done = start(
        "django_settings",
        tmp_path,
        program,
        HACFG_ENV="production",
        DB_PASSWORD="d%b",
        REDIS_PASSWORD="r@d",
    )

    database, location = printed(done)
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["USER"], database["PASSWORD"]) == ("app", "d%b")
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (600, True)
    assert location.startswith("rediss://:r%40d@your-redis-host.example.com:6379/0")


@pytest.mark.parametrize("example", ["signals", "leader"])
def test_a_database_that_will_never_do_does_not_start(tmp_path: Path, example: str) -> None:
    """An engine that the example does not speak, or a file that is none, is said in one line."""
    (tmp_path / "text").write_text("This is not a database, and 100 bytes long. " * 3)
    given = {"REDIS_ENABLE": "false", "DB_HOST": "localhost"}
    mysql = start(example, tmp_path, PROGRAMS[example], DB_ENGINE="mysql", **given)
    text = start(example, tmp_path, PROGRAMS[example], DB_NAME="text", REDIS_ENABLE="false")

    expected = "this example speaks SQLite and PostgreSQL, and the config says mysql\n"
    assert (mysql.returncode, mysql.stderr) == (1, expected)
    assert (text.returncode, text.stderr) == (
        1,
        "the tables cannot be made: file is not a database\n",
    )


def test_celery_sends_to_the_broker(tmp_path: Path, server: Server) -> None:
    """A task that is sent waits in the broker's queue."""
    program = "import tasks; tasks.greet.delay('Ada')"

    done = start("celery_app", tmp_path, program, REDIS_PORT=str(server.port), REDIS_DB="3")

    assert (done.returncode, done.stderr) == (0, "")
    with redis.Redis(port=server.port, db=3) as client:
        assert client.llen("celery") == 1


def test_celery_in_production_verifies_the_broker(tmp_path: Path) -> None:
    """Celery reads password and TLS out of the URL as they are in the config."""
    program = """
import json, ssl, tasks
with tasks.app.connection_for_write() as connection:
    required = connection.ssl["ssl_cert_reqs"] is ssl.CERT_REQUIRED
    print(json.dumps([connection.hostname, connection.password, required]))
"""

    done = start("celery_app", tmp_path, program, HACFG_ENV="production", REDIS_PASSWORD="p/w@:%")

    assert printed(done) == ["your-redis-host.example.com", "p/w@:%", True]


BROKER = EXAMPLES / "message_broker"
CONSUMER = "import consumer; consumer.main()"


def test_the_schema_of_the_broker_is_clean() -> None:
    """A team's schema and its files pass every check, warnings included."""
    done = [run(BROKER, *arguments) for arguments in (["schema", "check"], ["validate"])]

    assert [each.returncode for each in done] == [0, 0]
    assert [each.stdout for each in done] == ["1 file checked, no problem found\n"] * 2


def test_what_is_made_of_the_schema_of_the_broker_is_current() -> None:
    """The class and the schema for editors are what hacfg compile writes now."""
    derived = ["-o", "kafka_config.py", "--file-schema", "kafka_config.schema.json"]

    done = run(BROKER, "compile", "kafka.schema.json", *derived, "--check")

    assert (done.returncode, done.stderr) == (0, "")


def test_the_consumer_says_where_it_would_connect(tmp_path: Path) -> None:
    """Its config is typed, and its variables come before the file."""
    secret = {"HACFG_ENV": "production", "KAFKA_SECURITY_PASSWORD": "hunter2"}

    local = start("message_broker", tmp_path, CONSUMER, KAFKA_TOPIC="refunds")
    production = start("message_broker", tmp_path, CONSUMER, **secret)
    lost = start("message_broker", tmp_path, CONSUMER, HACFG_ENV="production")

    file = BROKER / "kafka_config.json"
    assert local.stdout.splitlines()[0] == f"topic refunds of localhost:9092, from {file}:4:17"
    assert "sasl.password" in production.stdout
    assert "hunter2" not in production.stdout
    assert lost.returncode == 1
    assert lost.stderr.strip().endswith("set KAFKA_SECURITY_PASSWORD")
