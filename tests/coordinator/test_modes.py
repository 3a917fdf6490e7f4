"""Every way to reach Redis, from the config alone: socket, TLS, ACL, Sentinel, cluster."""

from __future__ import annotations

import contextlib
import inspect
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import redis.asyncio
from certificates import Authority
from coordinators import QUICK, quick
from redis_servers import HOST, Server, eventually, free_port, has_tls, running

from hacfg.coordinator import Refused

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Iterator


def works(coordinator: Any) -> bool:
    """Whether a lock can be had, renewed and given back, and a claim be done."""
    lock = coordinator.acquire_signal_lock("mode")
    claim = coordinator.claim_signal(f"signal {time.monotonic_ns()}")
    return bool(coordinator.ping() and lock.renew() and lock.release() and claim.done())


def test_a_unix_socket(tmp_path: pathlib.Path, coordinate: Callable[..., Any]) -> None:
    """No port is asked."""
    path = tmp_path / "redis.sock"
    with running(Server(tmp_path, "--unixsocket", str(path))):
        coordinator = coordinate(quick(host=None, unix_socket_path=str(path)))

        assert works(coordinator)


def test_an_acl_user(server: Server, coordinate: Callable[..., Any]) -> None:
    """A user with the least that the coordinator needs."""
    commands = [
        f"+{name}" for name in "ping eval evalsha get getset set del pexpire pttl time".split()
    ]
    with server.client() as client:
        client.acl_setuser(
            "orders", enabled=True, passwords=["+pw"], keys=["hacfg:*"], commands=commands
        )
        client.config_set("requirepass", "other")
    coordinator = coordinate(quick(server.port, username="orders", password="pw"))

    assert works(coordinator)


def test_another_database(server: Server, coordinate: Callable[..., Any]) -> None:
    """Keys are where db says."""
    coordinator = coordinate(quick(server.port, db=3, client_name="orders", protocol=2))

    assert works(coordinator)
    with server.client(db=3) as client:
        assert client.dbsize() > 0
        assert "orders" in {each["name"] for each in client.client_list()}


@pytest.fixture
def authority(tmp_path: pathlib.Path) -> Authority:
    """A private authority; without TLS in the server the test is skipped by name."""
    if not has_tls():
        pytest.skip("this redis-server was built without TLS")
    return Authority(tmp_path)


@contextlib.contextmanager
def over_tls(authority: Authority, clients: str) -> Iterator[Server]:
    """A server that speaks TLS only."""
    certificate, key = authority.issue("server")
    port = free_port()
    options = ["--port", "0", "--tls-port", str(port), "--tls-cert-file", certificate]
    options += ["--tls-key-file", key, "--tls-ca-cert-file", authority.path]
    server = Server(authority.directory, *options, "--tls-auth-clients", clients, port=port)
    with running(server):
        yield server


def test_tls_with_a_private_authority(authority: Authority, coordinate: Callable[..., Any]) -> None:
    """The server's certificate is checked against it."""
    with over_tls(authority, "no") as server:
        coordinator = coordinate(quick(server.port, ssl=True, ssl_ca_certs=authority.path))

        assert works(coordinator)


def test_tls_with_a_client_certificate(
    authority: Authority, coordinate: Callable[..., Any]
) -> None:
    """Its key may be encrypted."""
    if "ssl_password" not in inspect.signature(redis.asyncio.Redis.__init__).parameters:
        pytest.skip("asyncio in this redis-py reads no encrypted key: install a newer redis")
    certificate, key = authority.issue("client", password="open sesame")
    given = {"ssl_certfile": certificate, "ssl_keyfile": key, "ssl_password": "open sesame"}
    with over_tls(authority, "yes") as server:
        config = quick(server.port, ssl=True, ssl_ca_certs=authority.path, **given)
        without = quick(server.port, ssl=True, ssl_ca_certs=authority.path)

        assert works(coordinate(config))
        assert not coordinate(without).is_available()


def test_a_server_that_nobody_trusts_gets_nothing(
    authority: Authority, tmp_path: pathlib.Path, coordinate: Callable[..., Any]
) -> None:
    """A certificate of another authority is an outage with its reason."""
    other = Authority(tmp_path / "..", "other")
    with over_tls(authority, "no") as server:
        coordinator = coordinate(quick(server.port, ssl=True, ssl_ca_certs=other.path))

        assert not coordinator.is_available()
        assert "certificate" in coordinator.health().reason.lower()


def test_a_rotated_secret_file_is_read_at_the_next_connect(
    server: Server, tmp_path: pathlib.Path, coordinate: Callable[..., Any]
) -> None:
    """Neither a new config nor a restart is needed."""
    from hacfg.loaders import load_redis_config

    secret, file = tmp_path / "secret", tmp_path / "redis_config.json"
    secret.write_text("old\n")
    settings = {**QUICK, "port": server.port, "password": "${file:secret}"}
    file.write_text(json.dumps({"local": settings}))
    with server.client() as client:
        client.config_set("requirepass", "old")
        coordinator = coordinate(load_redis_config(file, variables={}))
        assert works(coordinator)

        secret.write_text("new\n")
        client.config_set("requirepass", "new")
        client.client_kill_filter(_type="normal", skipme=True)

    assert works(coordinator)
    assert coordinator.health().trips == 0


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    """Three primaries that share the slots."""
    directory = tmp_path_factory.mktemp("cluster")
    options = ("--cluster-enabled", "yes", "--cluster-node-timeout", "1000")
    with contextlib.ExitStack() as stack:
        servers = [
            stack.enter_context(running(Server(directory / str(n), *options))) for n in "123"
        ]
        clients = [stack.enter_context(server.client()) for server in servers]
        for number, client in enumerate(clients):
            slots = range(16384 * number // 3, 16384 * (number + 1) // 3)
            client.execute_command("CLUSTER", "ADDSLOTS", *slots)
            client.execute_command("CLUSTER", "MEET", HOST, servers[0].port)

        def agree() -> bool:
            told = [str(client.execute_command("CLUSTER INFO")) for client in clients]
            return all("cluster_state" in each and "'fail'" not in each for each in told)

        assert eventually(agree, 20)
        yield servers


def test_a_cluster(cluster: list[Server], coordinate: Callable[..., Any]) -> None:
    """Locks of many names, on all nodes, each with its fencing token in the same slot."""
    nodes = [f"{HOST}:{server.port}" for server in cluster]
    config = quick(host=None, cluster={"nodes": nodes}, socket_timeout=2.0)
    coordinator = coordinate(config.replace(key_prefix=f"{time.monotonic_ns()}:"))

    locks = [coordinator.acquire_signal_lock(f"name {n}", ttl=30.0) for n in range(40)]

    assert all(locks)
    assert not coordinator.acquire_signal_lock("name 7")
    assert all(lock.renew() for lock in locks)
    assert works(coordinator)
    sizes = []
    for server in cluster:
        with server.client() as client:
            sizes.append(client.dbsize())
    assert all(sizes)


def test_a_cluster_out_of_reach(coordinate: Callable[..., Any]) -> None:
    """It falls back like a single server."""
    nodes = [f"{HOST}:{free_port()}"]

    coordinator = coordinate(quick(host=None, cluster={"nodes": nodes}))

    assert not coordinator.is_available()
    assert coordinator.acquire_signal_lock("a").why is Refused.UNAVAILABLE


@contextlib.contextmanager
def watched(directory: pathlib.Path, password: str) -> Iterator[tuple[list[Server], Server]]:
    """A primary, its replica, and a Sentinel that watches them."""
    secure = ("--requirepass", password, "--masterauth", password)
    with contextlib.ExitStack() as stack:
        primary = stack.enter_context(running(Server(directory / "primary", *secure)))
        following = ("--replicaof", HOST, str(primary.port), "--repl-diskless-sync-delay", "0")
        replica = stack.enter_context(running(Server(directory / "replica", *secure, *following)))
        sentinel = Server(directory / "sentinel")
        file = directory / "sentinel" / "sentinel.conf"
        file.write_text(
            f"port {sentinel.port}\nrequirepass guard\n"
            f"sentinel monitor main {HOST} {primary.port} 1\n"
            f"sentinel auth-pass main {password}\n"
            "sentinel down-after-milliseconds main 500\nsentinel failover-timeout main 3000\n"
        )
        sentinel.options = (str(file), "--sentinel")
        stack.enter_context(running(sentinel))
        with sentinel.client(password="guard") as client:
            assert eventually(lambda: client.sentinel_slaves("main"), 20)
        yield [primary, replica], sentinel


@pytest.mark.slow
def test_sentinel_and_a_failover(tmp_path: pathlib.Path, coordinate: Callable[..., Any]) -> None:
    """The primary is killed: after the failover its successor is used, and tokens still rise."""
    with watched(tmp_path, "pw") as (servers, sentinel):
        watch = {"nodes": [f"{HOST}:{sentinel.port}"], "service_name": "main", "password": "guard"}
        config = quick(host=None, sentinel=watch, password="pw", socket_timeout=1.0)
        coordinator = coordinate(config)
        assert works(coordinator)
        lock = coordinator.acquire_signal_lock("a", ttl=60.0)
        servers[0].kill()

        assert coordinator.ping() is False
        assert eventually(coordinator.ping, 20)
        again = coordinator.acquire_signal_lock("a", ttl=60.0)
        assert again.why is Refused.HELD if not again else again.fencing_token > lock.fencing_token
        assert coordinator.acquire_signal_lock("b").fencing_token > lock.fencing_token
        assert works(coordinator)
