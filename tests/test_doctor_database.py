"""The doctor at databases: a real PostgreSQL, SQLite files, and what greets as MySQL does."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import struct
from typing import TYPE_CHECKING, Any

import postgres_servers
import pytest
from certificates import Authority
from postgres_servers import PASSWORD
from redis_servers import HOST, free_port
from tls_servers import listening

from hacfg.compiled.database_config import DatabaseConfig
from hacfg.doctor import Outcome, Step, examined

if TYPE_CHECKING:
    import pathlib
    import socket
    from collections.abc import Iterator


def steps(seconds: float = 3.0, /, **settings: Any) -> dict[str, Step]:
    """The steps of an examination by name."""
    found = examined(DatabaseConfig(**settings), seconds)
    assert isinstance(found, tuple)
    return {step.name: step for step in found}


def only_fault(found: dict[str, Step], name: str) -> Any:
    """The one fault, which the named step failed with; what comes after was not tried."""
    order = list(found)
    assert found[name].outcome is Outcome.FAILED
    assert {found[each].outcome for each in order[order.index(name) + 1 :]} <= {Outcome.NOT_TRIED}
    (fault,) = (fault for step in found.values() for fault in step.faults)
    return fault


def test_all_is_well(postgres: postgres_servers.Server) -> None:
    """Every step at a sound server is ok, down to the version that it tells."""
    found = steps(**postgres.settings | {"host": "localhost", "ssl_mode": "disable"})

    assert list(found) == [
        *("DNS", "TCP", "protocol", "authentication", "SELECT 1", "version", "mode")
    ]
    assert {step.outcome for step in found.values()} == {Outcome.OK}
    assert found["version"].detail.startswith("PostgreSQL ")
    assert found["mode"].detail == "primary"


@pytest.mark.parametrize(
    ("changes", "code", "path", "told"),
    [
        ({"password": "wrong-password"}, "HC612", ("password",), "refuses the password of user"),
        ({"username": "nobody-at-all"}, "HC612", ("password",), "refuses the password of user"),
        ({"password": None}, "HC613", ("password",), "asks for a password"),
        ({"database": "missing"}, "HC617", ("database",), "has no database missing"),
    ],
)
def test_nobody_gets_in(
    postgres: postgres_servers.Server,
    changes: dict[str, Any],
    code: str,
    path: tuple[str, ...],
    told: str,
) -> None:
    """What the server says of user, password and database is said plainly, and not the secret."""
    found = steps(**postgres.settings | changes)
    fault = only_fault(found, "authentication")

    assert (fault.code, fault.path) == (code, path)
    assert told in fault.headline
    assert "wrong-password" not in repr(found)


def test_a_schema_that_is_not_there(postgres: postgres_servers.Server) -> None:
    """A search_path without its schema is found, of which PostgreSQL says nothing."""
    found = steps(**postgres.settings, schema="billing")

    assert only_fault(found, "schema").code == "HC617"
    assert steps(**postgres.settings, schema="public")["schema"].outcome is Outcome.OK


def test_not_in_pg_hba(postgres: postgres_servers.Server) -> None:
    """A user whom pg_hba.conf turns away gets told so, in the server's own words too."""
    file = postgres.directory / "data" / "pg_hba.conf"
    rules = file.read_text()
    file.write_text(f"host all turned_away all reject\n{rules}")
    postgres.execute("SELECT pg_reload_conf()")
    try:
        found = steps(**postgres.settings | {"username": "turned_away", "ssl_mode": "disable"})
    finally:
        file.write_text(rules)
        postgres.execute("SELECT pg_reload_conf()")
    fault = only_fault(found, "authentication")

    assert (fault.code, fault.path) == ("HC605", ("host",))
    assert "turned_away" in fault.notes[0]


def test_tls_that_the_server_lacks(postgres: postgres_servers.Server) -> None:
    """TLS that is required of a server without it fails; where it is only preferred it does not."""
    fault = only_fault(steps(**postgres.settings, ssl_mode="require"), "TLS")

    assert (fault.code, fault.path) == ("HC606", ("ssl_mode",))
    assert steps(**postgres.settings)["TLS"].outcome is Outcome.OK


def test_a_stopped_server() -> None:
    """A server that takes the connection and says nothing is not waited for without end."""
    with postgres_servers.running(postgres_servers.Server()) as server:
        server.pause()
        fault = only_fault(steps(0.3, **server.settings), "protocol")
        server.resume()

    assert fault.code == "HC603"


def test_a_closed_port() -> None:
    """A refused connection is a fault of host and port, whatever the engine."""
    for engine in ("postgresql", "mysql", "mariadb"):
        found = steps(engine=engine, host=HOST, port=free_port(), database="app")

        assert only_fault(found, "TCP").code == "HC602"


def test_no_postgresql() -> None:
    """A server of another kind is named where its first words tell."""

    def serve(connection: socket.socket) -> None:
        connection.recv(100)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with listening(serve) as port:
        found = steps(engine="postgresql", host=HOST, port=port, database="app")
    fault = only_fault(found, "protocol")

    assert (fault.code, fault.path) == ("HC604", ("port",))
    assert fault.headline == f"{HOST}:{port} is an HTTP server, not PostgreSQL"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Signs the certificates of these tests."""
    return Authority(tmp_path_factory.mktemp("authority"))


def negotiating(cert: str, key: str) -> Any:
    """Serves the beginning of a PostgreSQL connection over TLS, and then hangs up."""
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)

    def serve(connection: socket.socket) -> None:
        connection.recv(8)
        connection.sendall(b"S")
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as it:
            it.recv(1000)

    return serve


@pytest.mark.parametrize(
    ("mode", "issue", "outcome", "codes"),
    [
        ("require", {"days": 90}, Outcome.OK, []),
        ("require", {"days": 3}, Outcome.WARNING, ["HC610"]),
        ("verify-full", {"days": 90}, Outcome.OK, []),
        ("verify-full", {"days": 90, "host": "db.example.com"}, Outcome.FAILED, ["HC609"]),
        ("verify-ca", {"days": 90, "host": "db.example.com"}, Outcome.OK, []),
        ("verify-ca", {"days": -3}, Outcome.FAILED, ["HC608"]),
        ("prefer", {"days": -3}, Outcome.WARNING, ["HC610"]),
    ],
)
def test_tls_by_ssl_mode(
    authority: Authority, mode: str, issue: dict[str, Any], outcome: Outcome, codes: list[str]
) -> None:
    """The certificate is held to what ssl_mode asks of it, and its end is told in any case."""
    files = authority.issue(f"db-{mode}-{issue['days']}", **issue)
    checked = {"ssl_root_cert": authority.path} if mode.startswith("verify") else {}
    with listening(negotiating(*files)) as port:
        step = steps(
            engine="postgresql", host=HOST, port=port, database="app", ssl_mode=mode, **checked
        )["TLS"]

    assert (step.outcome, [fault.code for fault in step.faults]) == (outcome, codes)


def test_postgresql_over_tls(authority: Authority) -> None:
    """A real server over TLS is fine from end to end, its certificate checked."""
    if not postgres_servers.has_tls():
        pytest.skip("this PostgreSQL was built without TLS: apt-get install postgresql")
    cert, key = authority.issue("postgres", days=90)
    with contextlib.closing(postgres_servers.Server()) as server:
        for name, path in (("server.crt", cert), ("server.key", key)):
            server.place(name, path)
        server.options = (
            "ssl=on",
            f"ssl_cert_file={server.directory / 'server.crt'}",
            f"ssl_key_file={server.directory / 'server.key'}",
        )
        server.start()
        found = steps(**server.settings, ssl_mode="verify-full", ssl_root_cert=authority.path)

    assert {step.outcome for step in found.values()} == {Outcome.OK}
    assert "postgres, issued by ca" in found["TLS"].detail


# The greeting of MySQL: protocol 10, version, thread, salt, capabilities without TLS.
GREETING = b"\x0a8.0.36\x00" + struct.pack("<I8sxHBHH", 7, b"saltsalt", 0xF7FF & ~0x800, 45, 2, 0)


def packet(content: bytes) -> bytes:
    """A packet of MySQL, the first of a connection."""
    return len(content).to_bytes(3, "little") + b"\0" + content


@pytest.fixture
def saying() -> Iterator[Any]:
    """Makes a server that says something at once and hangs up; gives its port."""
    with contextlib.ExitStack() as stack:

        def port_of(said: bytes) -> int:
            def serve(connection: socket.socket) -> None:
                connection.sendall(said)
                connection.recv(1000)

            return stack.enter_context(listening(serve))

        yield port_of


def test_mysql_greets(saying: Any) -> None:
    """The greeting tells version and TLS before any driver is asked."""
    found = steps(engine="mysql", host=HOST, port=saying(packet(GREETING)), database="app")

    assert found["protocol"].outcome is Outcome.OK
    assert found["protocol"].detail == "MySQL 8.0.36, without TLS"
    assert found["TLS"].outcome is Outcome.OK
    assert found["authentication"].outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        (packet(b"\xff" + struct.pack("<H", 1130) + b"Host is not allowed"), "HC605", ("host",)),
        (packet(b"\xff" + struct.pack("<H", 1040) + b"Too many connections"), "HC622", ("host",)),
        (packet(b"\xff" + struct.pack("<H", 1999) + b"Something else"), "HC699", ("host",)),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "HC604", ("port",)),
        (packet(b"\x09old"), "HC604", ("port",)),
        (b"\x01\x00\x00\x00", "HC603", ("host",)),
    ],
)
def test_mysql_refuses(saying: Any, said: bytes, code: str, path: tuple[str, ...]) -> None:
    """A server that turns this client away in its first packet is understood."""
    found = steps(0.5, engine="mysql", host=HOST, port=saying(said), database="app")
    fault = only_fault(found, "protocol")

    assert (fault.code, fault.path) == (code, path)


def test_a_sqlite_file(tmp_path: pathlib.Path) -> None:
    """A database that is there is opened and read."""
    path = tmp_path / "app.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")
    found = steps(engine="sqlite", database=str(path))

    assert {step.outcome for step in found.values()} == {Outcome.OK}
    assert found["SELECT 1"].detail == "1 entry in its schema"


def test_a_missing_sqlite_file(tmp_path: pathlib.Path) -> None:
    """A file that is not there is said to be missing, and is not made."""
    path = tmp_path / "app.sqlite3"
    fault = only_fault(steps(engine="sqlite", database=str(path)), "file")

    assert (fault.code, fault.path) == ("HC617", ("database",))
    assert not path.exists()


def test_a_file_that_is_no_database(tmp_path: pathlib.Path) -> None:
    """A text file is told from a database; so is a directory."""
    path = tmp_path / "app.sqlite3"
    path.write_text("no database, and longer than the header of one: " * 100)

    assert only_fault(steps(engine="sqlite", database=str(path)), "SELECT 1").code == "HC625"
    assert only_fault(steps(engine="sqlite", database=str(tmp_path)), "file").code == "HC625"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do all")
def test_a_file_of_somebody_else(tmp_path: pathlib.Path) -> None:
    """A file that may be read and not written works, and is warned of."""
    path = tmp_path / "app.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")
    path.chmod(0o400)
    found = steps(engine="sqlite", database=str(path))

    assert found["file"].outcome is Outcome.WARNING
    assert [fault.code for fault in found["file"].faults] == ["HC618"]
    assert found["SELECT 1"].outcome is Outcome.OK


def test_a_locked_sqlite_file(tmp_path: pathlib.Path) -> None:
    """A file that another transaction holds is waited for no longer than the limit."""
    path = tmp_path / "app.sqlite3"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")
        connection.execute("BEGIN EXCLUSIVE")
        fault = only_fault(steps(0.2, engine="sqlite", database=str(path)), "SELECT 1")

    assert fault.code == "HC622"


def test_sqlite_in_memory() -> None:
    """The memory of the process is always there."""
    found = steps(engine="sqlite", database=":memory:")

    assert [step.outcome for step in found.values()] == [Outcome.OK, Outcome.OK]


def test_no_secret_is_told(postgres: postgres_servers.Server) -> None:
    """The password is in no step and no fault, though it is the right one."""
    assert PASSWORD not in repr(steps(**postgres.settings | {"database": "missing"}))
