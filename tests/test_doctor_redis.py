"""The doctor at Redis: real servers, sound and with every fault that can be made here."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest
from certificates import Authority
from redis_servers import HOST, Server, eventually, free_port, has_tls, running
from tls_servers import listening, tls_server

from hacfg.compiled.redis_config import RedisConfig
from hacfg.coordinator import scripts
from hacfg.doctor import Outcome, Step, examined
from hacfg.doctor.lease_trial import SCRIPT

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator

SECRET = "hunter2 & more"


def steps(seconds: float = 2.0, **settings: Any) -> dict[str, Step]:
    """The steps of an examination by name, the last of each."""
    found = examined(RedisConfig(**{"host": HOST, **settings}), seconds)
    assert isinstance(found, tuple)
    return {step.name: step for step in found}


def codes(found: dict[str, Step]) -> list[str]:
    """The codes of all faults."""
    return [fault.code for step in found.values() for fault in step.faults]


def only_fault(found: dict[str, Step], name: str) -> Any:
    """The one fault, which the named step failed with; what comes after was not tried."""
    order = list(found)
    assert found[name].outcome is Outcome.FAILED
    after = {found[each].outcome for each in order[order.index(name) + 1 :]}
    assert after <= {Outcome.NOT_TRIED}
    (fault,) = (fault for step in found.values() for fault in step.faults)
    return fault


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without a password."""
    with running(Server(tmp_path_factory.mktemp("redis"))) as each:
        yield each


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a password, and with users that may do little."""
    with running(Server(tmp_path_factory.mktemp("closed"), "--requirepass", SECRET)) as each:
        with each.client(password=SECRET) as client:
            for name, *rules in (
                ("full", "~*", "+@all"),
                ("reader", "~*", "+@read", "+@connection", "+info"),
                ("stranger", "~other:*", "+@all"),
                ("timeless", "~*", "+@all", "-time", "-getset"),
            ):
                client.execute_command("ACL", "SETUSER", name, "on", f">{SECRET}", *rules)
        yield each


def test_all_is_well(server: Server) -> None:
    """Every step at a sound server is ok and timed, and nothing is left behind."""
    found = steps(host="localhost", port=server.port)

    assert list(found) == [
        *("DNS", "TCP", "protocol", "authentication", "ping"),
        *("version", "mode", "client", "permission", "memory"),
    ]
    assert {step.outcome for step in found.values()} == {Outcome.OK}
    assert all(step.seconds is not None for step in found.values())
    assert re.match(r"Redis [0-9]+\.[0-9]+", found["version"].detail)
    assert found["mode"].detail.startswith("standalone, primary")
    with server.client() as client:
        assert client.dbsize() == 0


def test_an_unknown_host() -> None:
    """A name without an address is said to be one."""
    fault = only_fault(steps(host="nonexistent.invalid"), "DNS")

    assert fault.code == "HC601"
    assert fault.headline == "host nonexistent.invalid cannot be resolved"
    assert fault.path == ("host",)


def test_a_closed_port() -> None:
    """A refused connection is told from one that is not answered."""
    port = free_port()

    fault = only_fault(steps(port=port), "TCP")

    assert (fault.code, fault.path) == ("HC602", ("host",))
    assert fault.headline == f"{HOST}:{port} refuses the connection"


def test_nobody_takes_the_connection() -> None:
    """Where connections are not taken the wait ends by the limit, which is named."""
    with socket.socket() as full, contextlib.ExitStack() as stack:
        full.bind((HOST, 0))
        full.listen(0)
        # A queue that is full makes the system drop what comes, as a firewall does.
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)  # noqa: FBT003 - the name of the standard library
            waiting.connect_ex(full.getsockname())
        fault = only_fault(steps(port=full.getsockname()[1], socket_connect_timeout=0.2), "TCP")

    assert fault.code == "HC602"
    assert "does not answer within 0.2 s (socket_connect_timeout)" in fault.headline


def test_a_stopped_server(tmp_path: pathlib.Path) -> None:
    """A server that takes the connection and says nothing is not waited for without end."""
    with running(Server(tmp_path)) as server:
        server.pause()
        fault = only_fault(steps(0.3, port=server.port), "protocol")
        server.resume()

    assert fault.code == "HC603"
    assert "does not answer within 0.3 s (--timeout)" in fault.headline


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "is an HTTP server, not Redis"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "is an SSH server, not Redis"),
        (b"\x4a\x00\x00\x00\x0a8.0.36\x00", "is a MySQL server, not Redis"),
        (b"what?\r\n", "does not answer as Redis does"),
        (b"$999999999999\r\n", "does not answer as Redis does"),
        (b"*2\r\n" * 20, "does not answer as Redis does"),
        (b"", "ends the connection without an answer, as Redis does not"),
    ],
)
def test_no_redis(said: bytes, told: str) -> None:
    """What answers otherwise is named where its first words tell."""

    def serve(connection: socket.socket) -> None:
        connection.recv(100)
        connection.sendall(said)

    with listening(serve) as port:
        fault = only_fault(steps(0.5, port=port), "protocol")

    assert (fault.code, fault.path) == ("HC604", ("port",))
    assert fault.headline == f"{HOST}:{port} {told}"


def test_a_server_that_drips() -> None:
    """An answer that comes byte by byte counts as none when the time is over."""
    stop = threading.Event()

    def serve(connection: socket.socket) -> None:
        connection.recv(100)
        while not stop.wait(0.05):
            connection.sendall(b"+")

    with listening(serve) as port:
        fault = only_fault(steps(0.3, port=port), "protocol")
        stop.set()

    assert fault.code == "HC603"


def test_the_password_is_right(closed: Server) -> None:
    """A server with a password and one who has it are fine."""
    found = steps(port=closed.port, password=SECRET)

    assert {step.outcome for step in found.values()} == {Outcome.OK}
    assert found["protocol"].detail == "Redis, asks for a password"


def test_the_password_is_wrong(closed: Server) -> None:
    """A refused password is said, and not shown."""
    found = steps(port=closed.port, password="wrong-password")
    fault = only_fault(found, "authentication")

    assert (fault.code, fault.path) == ("HC612", ("password",))
    assert fault.headline == f"{HOST}:{closed.port} refuses the password"
    assert "wrong-password" not in repr(found)


def test_a_server_that_tells_what_it_was_told() -> None:
    """A secret that a server repeats is masked, and what would steer a terminal is taken out."""

    def serve(connection: socket.socket) -> None:
        while said := connection.recv(1000):
            told = said.split(b"\r\n")[-2] if b"AUTH" in said else b"NOAUTH"
            connection.sendall(b"-ERR \x1b[31m no, not " + told + b"\r\n")

    with listening(serve) as port:
        found = steps(port=port, password=SECRET)
        greeted = only_fault(found, "protocol")

    assert greeted.headline == f"{HOST}:{port} refuses: ERR [31m no, not NOAUTH"

    def open_at_first(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"+PONG\r\n")
        serve(connection)

    with listening(open_at_first) as port:
        found = steps(port=port, password=SECRET)

    assert SECRET not in repr(found)
    assert "no, not **********" in only_fault(found, "authentication").headline


def test_no_such_user(closed: Server) -> None:
    """A user is named where the server refuses one, which tells it from a password alone."""
    fault = only_fault(
        steps(port=closed.port, username="nobody", password=SECRET), "authentication"
    )

    assert fault.code == "HC612"
    assert fault.headline == f"{HOST}:{closed.port} refuses the password of user nobody"


def test_no_password(closed: Server) -> None:
    """A server that asks for a password gets none from this config."""
    fault = only_fault(steps(port=closed.port), "authentication")

    assert (fault.code, fault.path) == ("HC613", ("password",))


def test_a_password_that_nobody_wants(server: Server) -> None:
    """A password for an open server is warned of; clients differ in what they make of it."""
    found = steps(port=server.port, password=SECRET)

    assert found["authentication"].outcome is Outcome.WARNING
    assert codes(found)[0] == "HC614"


def test_a_database_that_is_not_there(server: Server) -> None:
    """A number beyond those of the server is a fault of that setting."""
    fault = only_fault(steps(port=server.port, db=99), "client")

    assert (fault.code, fault.path) == ("HC617", ("db",))


@pytest.mark.parametrize(
    ("user", "path", "told"),
    [
        ("reader", ("username",), "may not run EVAL and EVALSHA"),
        ("stranger", ("key_prefix",), "may not use keys under hacfg::"),
        ("timeless", ("username",), "may not run TIME and GETSET"),
    ],
)
def test_a_missing_permission(closed: Server, user: str, path: tuple[str, ...], told: str) -> None:
    """What an ACL forbids is named, all of it at once, with the command that allows it."""
    fault = only_fault(steps(port=closed.port, username=user, password=SECRET), "permission")

    assert (fault.code, fault.path) == ("HC618", path)
    assert fault.headline.startswith(f"user {user} {told}")
    assert f"ACL SETUSER {user} " in fault.help[0]


def test_what_the_advice_grants_suffices(closed: Server) -> None:
    """Doing what the advice says mends the fault."""
    fault = only_fault(steps(port=closed.port, username="timeless", password=SECRET), "permission")
    with closed.client(password=SECRET) as client:
        client.execute_command(*fault.help[0].removeprefix("at the server: ").split())
    found = steps(port=closed.port, username="timeless", password=SECRET)
    with closed.client(password=SECRET) as client:
        client.execute_command("ACL", "SETUSER", "timeless", "-time", "-getset")

    assert found["permission"].outcome is Outcome.OK


def test_the_trial_runs_what_leases_run() -> None:
    """No command of the coordinator's scripts is left out of the trial."""
    used = {name for text in scripts.TEXTS.values() for name in re.findall(r"call\('(\w+)'", text)}
    tried = set(re.findall(r"try\('(\w+)'", SCRIPT))

    assert used <= tried


def test_evicting_memory(tmp_path: pathlib.Path) -> None:
    """A limit with a policy that evicts is warned of."""
    options = ("--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru")
    with running(Server(tmp_path, *options)) as server:
        found = steps(port=server.port)

    assert found["memory"].outcome is Outcome.WARNING
    assert found["memory"].detail.startswith("allkeys-lru at 50 MiB")
    assert codes(found) == ["HC619"]


def test_a_replica(server: Server, tmp_path: pathlib.Path) -> None:
    """A read-only replica is said to be one, and of whom."""
    with running(Server(tmp_path, "--replicaof", HOST, str(server.port))) as replica:
        fault = only_fault(steps(port=replica.port), "mode")

    assert (fault.code, fault.path) == ("HC616", ("host",))
    assert f"a read-only replica of {HOST}:{server.port}" in fault.headline


@pytest.fixture(scope="module")
def sentinel(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Sentinel that watches over the server."""
    directory = tmp_path_factory.mktemp("sentinel")
    file = directory / "sentinel.conf"
    port = free_port()
    file.write_text(f"port {port}\nsentinel monitor mymaster {HOST} {server.port} 1\n")
    with running(Server(directory, str(file), "--sentinel", port=port)) as each:
        yield each


def by_sentinel(*nodes: str, service: str = "mymaster", **more: Any) -> dict[str, Any]:
    """Settings that name Sentinels."""
    return {"host": None, "sentinel": {"nodes": list(nodes), "service_name": service, **more}}


def examine(settings: dict[str, Any], seconds: float = 2.0) -> list[Step]:
    """All steps of an examination."""
    given = {name: value for name, value in settings.items() if value is not None}
    found = examined(RedisConfig(**given), seconds)
    assert isinstance(found, tuple)
    return list(found)


def test_sentinel(sentinel: Server, server: Server) -> None:
    """The Sentinel is asked for the primary, and the primary is examined."""
    found = examine(by_sentinel(f"{HOST}:{sentinel.port}"))

    assert {step.outcome for step in found} == {Outcome.OK}
    assert [step.detail for step in found if step.name == "primary"] == [f"{HOST}:{server.port}"]
    assert {step.target for step in found} == {
        f"{HOST}:{sentinel.port}",
        f"{HOST}:{server.port}",
    }


def test_one_sentinel_of_two(sentinel: Server) -> None:
    """A Sentinel that is down is a warning while another answers."""
    found = examine(by_sentinel(f"{HOST}:{free_port()}", f"{HOST}:{sentinel.port}"))

    assert {step.outcome for step in found if step.faults} == {Outcome.WARNING}
    assert found[-1].outcome is Outcome.OK


def test_an_unknown_service(sentinel: Server) -> None:
    """A misspelt service gets the name that is nearest."""
    found = examine(by_sentinel(f"{HOST}:{sentinel.port}", service="mymastr"))

    (fault,) = (fault for step in found for fault in step.faults)
    assert (fault.code, fault.path) == ("HC620", ("sentinel", "service_name"))
    assert fault.help == ("did you mean mymaster?",)


def test_too_few_sentinels(sentinel: Server) -> None:
    """A Sentinel that knows fewer others than wanted is not believed, as by redis-py."""
    found = examine(by_sentinel(f"{HOST}:{sentinel.port}", min_other_sentinels=2))

    (fault,) = (fault for step in found for fault in step.faults)
    assert (fault.code, fault.path) == ("HC620", ("sentinel", "min_other_sentinels"))


def test_a_sentinel_taken_for_a_server(sentinel: Server) -> None:
    """The advice for a Sentinel's port among the servers is what to write, by its own names."""
    fault = only_fault(steps(port=sentinel.port), "mode")

    assert (fault.code, fault.path) == ("HC615", ("port",))
    assert f'{{"nodes": ["{HOST}:{sentinel.port}"], "service_name": "mymaster"}}' in fault.help[0]


def test_a_server_taken_for_a_sentinel(server: Server) -> None:
    """A server among the Sentinels is said to be one."""
    found = examine(by_sentinel(f"{HOST}:{server.port}"))

    (fault,) = (fault for step in found for fault in step.faults)
    assert (fault.code, fault.path) == ("HC615", ("sentinel", "nodes", 0))


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A cluster of one node that has all slots."""
    options = ("--cluster-enabled", "yes")
    with running(Server(tmp_path_factory.mktemp("cluster"), *options)) as each:
        with each.client() as client:
            client.execute_command("CLUSTER", "ADDSLOTS", *range(16384))
            assert eventually(
                lambda: client.execute_command("CLUSTER INFO")["cluster_state"] == "ok"
            )
        yield each


def test_cluster(node: Server) -> None:
    """A whole cluster is fine, its announced nodes and a lease included."""
    found = examine({"cluster": {"nodes": [f"{HOST}:{node.port}"]}})

    assert {step.outcome for step in found} == {Outcome.OK}
    details = {step.name: step.detail for step in found}
    assert details["cluster"] == "ok, 1 primary, 16384 of 16384 slots"
    assert details["nodes"] == "1 of 1 primaries reached"


def test_a_node_taken_for_a_server(node: Server) -> None:
    """A node of a cluster is told from a server of its own."""
    fault = only_fault(steps(port=node.port), "mode")

    assert (fault.code, fault.path) == ("HC615", ("host",))
    assert f'"cluster": {{"nodes": ["{HOST}:{node.port}"]}}' in fault.help[0]


def test_a_server_taken_for_a_node(server: Server) -> None:
    """A server among the nodes is said to be none of a cluster."""
    found = examine({"cluster": {"nodes": [f"{HOST}:{server.port}"]}})

    (fault,) = (fault for step in found for fault in step.faults)
    assert (fault.code, fault.path) == ("HC615", ("cluster", "nodes", 0))


def test_a_cluster_with_a_gap(tmp_path: pathlib.Path) -> None:
    """Slots without a node are counted."""
    with running(Server(tmp_path, "--cluster-enabled", "yes")) as node:
        with node.client() as client:
            client.execute_command("CLUSTER", "ADDSLOTS", *range(16000))
        found = examine({"cluster": {"nodes": [f"{HOST}:{node.port}"]}})

    (fault,) = (fault for step in found for fault in step.faults)
    assert fault.code == "HC621"
    assert "384 of 16384 slots have no node" in fault.headline


def test_a_socket(tmp_path: pathlib.Path) -> None:
    """A Unix socket is tried by its path."""
    path = tmp_path / "redis.sock"
    with running(Server(tmp_path, "--unixsocket", str(path))):
        found = examine({"unix_socket_path": str(path)})

    assert {step.outcome for step in found} == {Outcome.OK}
    assert found[0].name == "socket"


def test_no_socket(tmp_path: pathlib.Path) -> None:
    """A path without a socket is said to be one."""
    found = examine({"unix_socket_path": str(tmp_path / "redis.sock")})

    (fault,) = (fault for step in found for fault in step.faults)
    assert (fault.code, fault.path) == ("HC602", ("unix_socket_path",))
    assert fault.headline.endswith("no such file")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Signs the certificates of these tests."""
    return Authority(tmp_path_factory.mktemp("authority"))


NO_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
PONG = b"+PONG\r\n"


def test_a_sound_certificate(authority: Authority) -> None:
    """Version, cipher, owner, issuer and days left are told of a certificate that is trusted."""
    with tls_server(*authority.issue("fresh", days=90), answer=PONG) as port:
        step = steps(port=port, ssl=True, ssl_ca_certs=authority.path)["TLS"]

    assert step.outcome is Outcome.OK
    assert re.fullmatch(r"TLSv1\.3, TLS_\w+; fresh, issued by ca, (89|90) days left", step.detail)


def test_a_certificate_that_ends_soon(authority: Authority) -> None:
    """Less than a month is warned of."""
    with tls_server(*authority.issue("soon", days=7), answer=PONG) as port:
        step = steps(port=port, ssl=True, ssl_ca_certs=authority.path)["TLS"]

    assert step.outcome is Outcome.WARNING
    assert [fault.code for fault in step.faults] == ["HC610"]


@pytest.mark.parametrize(
    ("issue", "trusted", "code", "told"),
    [
        ({"days": -3}, True, "HC608", "expired on 20"),
        ({"host": "redis.example.com"}, True, "HC609", f"is not for {HOST}"),
        ({}, False, "HC607", "is not trusted: its authority is none that"),
    ],
)
def test_a_bad_certificate(
    authority: Authority,
    issue: dict[str, Any],
    trusted: bool,  # noqa: FBT001 - a column of the table
    code: str,
    told: str,
) -> None:
    """Expired, for another host, not trusted: each is said plainly, with what it does hold."""
    settings: dict[str, Any] = {"ssl_ca_certs": authority.path} if trusted else {}
    with tls_server(*authority.issue(f"bad-{code}", **issue), answer=PONG) as port:
        found = steps(port=port, ssl=True, **settings)
    fault = only_fault(found, "TLS")

    assert fault.code == code
    assert told in fault.headline
    assert f"bad-{code}, issued by ca" in found["TLS"].detail


def test_a_certificate_signed_by_itself(tmp_path: pathlib.Path, authority: Authority) -> None:
    """A server that shows its own authority as its certificate is not trusted by others."""
    own = Authority(tmp_path, "own")
    with tls_server(*own.itself(), answer=PONG) as port:
        fault = only_fault(steps(port=port, ssl=True, ssl_ca_certs=authority.path), "TLS")

    assert (fault.code, fault.path) == ("HC607", ("ssl_ca_certs",))
    assert "signed by itself" in fault.headline
    assert fault.notes == ("it is own, issued by itself",)


def test_an_unchecked_certificate(authority: Authority) -> None:
    """Where the config does not check the certificate, its end is told all the same."""
    with tls_server(*authority.issue("old", days=-3), answer=PONG) as port:
        step = steps(port=port, ssl=True, ssl_cert_reqs="none")["TLS"]

    assert step.outcome is Outcome.WARNING
    assert step.detail.endswith("; not checked")


def test_a_client_certificate_is_wanted(authority: Authority) -> None:
    """A server that asks for a client certificate is understood, before and after TLS 1.3."""
    cert, key = authority.issue("asking")
    with tls_server(cert, key, authority=authority.path, answer=PONG) as port:
        found = steps(port=port, ssl=True, ssl_ca_certs=authority.path)

    faults = [fault for step in found.values() for fault in step.faults if fault.code == "HC611"]
    assert [fault.headline for fault in faults] == [
        f"{HOST}:{port} asks for a client certificate, and the config has none"
    ]


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"ssl_ca_certs": "missing.pem"}, ("ssl_ca_certs",)),
        ({"ssl_ca_certs": __file__}, ("ssl_ca_certs",)),
        ({"ssl_ca_data": NO_CERTIFICATE}, ("ssl_ca_data",)),
        ({"ssl_ca_path": "missing"}, ("ssl_ca_path",)),
        ({"ssl_certfile": "missing.crt", "ssl_keyfile": "missing.key"}, ("ssl_certfile",)),
        ({"ssl_certfile": __file__, "ssl_keyfile": __file__}, ("ssl_certfile",)),
        ({"ssl_ciphers": "NONE-SUCH"}, ("ssl_ciphers",)),
    ],
)
def test_files_that_cannot_be_used(
    server: Server, settings: dict[str, Any], path: tuple[str, ...]
) -> None:
    """A file that is missing or holds something else is a fault of the setting that names it."""
    fault = only_fault(steps(port=server.port, ssl=True, **settings), "TLS")

    assert (fault.code, fault.path) == ("HC611", path)


@pytest.mark.parametrize("password", [None, "wrong"])
def test_an_encrypted_key(server: Server, authority: Authority, password: str | None) -> None:
    """An encrypted key asks nobody at the terminal: without its password it cannot be used."""
    cert, key = authority.issue("locked", "right")
    given: dict[str, Any] = {} if password is None else {"ssl_password": password}

    fault = only_fault(
        steps(port=server.port, ssl=True, ssl_certfile=cert, ssl_keyfile=key, **given), "TLS"
    )

    assert (fault.code, fault.path) == ("HC611", ("ssl_keyfile",))


def test_the_server_speaks_plain(server: Server) -> None:
    """TLS that the server does not speak is told from a fault of TLS."""
    fault = only_fault(steps(0.5, port=server.port, ssl=True), "TLS")

    assert (fault.code, fault.path) == ("HC606", ("ssl",))
    assert fault.headline.endswith(f"and {HOST}:{server.port} speaks without it")


def test_the_server_speaks_tls(authority: Authority) -> None:
    """TLS that the config has off is found out by a handshake."""
    with tls_server(*authority.issue("hidden"), answer=PONG) as port:
        fault = only_fault(steps(port=port), "protocol")

    assert (fault.code, fault.path) == ("HC606", ("ssl",))
    assert fault.headline == f"{HOST}:{port} speaks TLS, and the config has it off"


def test_redis_over_tls(tmp_path: pathlib.Path, authority: Authority) -> None:
    """A real server over TLS with client certificates is fine from end to end."""
    if not has_tls():
        pytest.skip("this redis-server was built without TLS: apt-get install redis-server")
    cert, key = authority.issue("redis", days=90)
    port = free_port()
    options = ["--port", "0", "--tls-port", str(port), "--tls-ca-cert-file", authority.path]
    options += ["--tls-cert-file", cert, "--tls-key-file", key]
    mine: dict[str, Any] = dict(
        zip(("ssl_certfile", "ssl_keyfile"), authority.issue("client"), strict=True)
    )
    with running(Server(tmp_path, *options, port=port)):
        found = steps(port=port, ssl=True, ssl_ca_certs=authority.path, **mine)
        without = steps(port=port, ssl=True, ssl_ca_certs=authority.path)
        plain = steps(port=port)

    assert {step.outcome for step in found.values()} == {Outcome.OK}
    assert codes(without) == ["HC611"]
    assert codes(plain) == ["HC606"]
