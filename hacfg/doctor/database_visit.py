"""A visit to a database server: the steps of the network, TLS, and SELECT 1 by a driver."""

from __future__ import annotations

import os
from contextlib import suppress

from ..diagnostic import Fault
from .conversation import ForeignError
from .course import within
from .endpoint import Limits
from .greeting import kind_of
from .network import Line
from .scrub import Scrubber
from .security import Security
from .step import Finding, Outcome, failed, fine, skipped, warned
from .tls import Encryption

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from typing import Any

    from ..compiled.database_config import DatabaseConfig
    from .course import Probe
    from .endpoint import Endpoint

_CHECKED = ("verify-ca", "verify-full")
_OPTIONAL = ("allow", "prefer")


class PlainError(OSError):
    """The server answers that it has no TLS."""


class DatabaseVisit:
    """What PostgreSQL and MySQL have in common; an engine says how it greets and is spoken to."""

    kind = ""
    install = ""

    def __init__(self, config: DatabaseConfig, endpoint: Endpoint, seconds: float) -> None:
        own = ("connect_timeout", float(config.connect_timeout or seconds))
        self.config, self.scrub = config, Scrubber(config)
        self.line = Line(endpoint, Limits.of(seconds, own, own))
        self.name, self.wait = endpoint.name, self.line.limits.connect
        self.connection: Any = None
        self.plain = False

    def plan(self) -> list[tuple[str, Probe]]:
        """All steps."""
        steps: list[tuple[str, Probe]] = []
        if self.line.has_name:
            steps.append(("DNS", self.line.resolve))
        steps.append(("socket" if self.line.endpoint.socket else "TCP", self.line.connect))
        steps.append(("protocol", self.greet))
        if self.config.ssl_mode != "disable" and not self.line.endpoint.socket:
            steps.append(("TLS", self.encrypt))
        return [*steps, ("authentication", self.log_in), ("SELECT 1", self.select), *self.further()]

    def further(self) -> list[tuple[str, Probe]]:
        """What an engine looks at once the user is in."""
        return []

    def close(self) -> None:
        """Closes the driver's connection."""
        if self.connection is not None:
            with suppress(Exception):
                within(self.wait, self.connection.close)

    def prelude(self, connection: socket.socket) -> str:
        """What is said before TLS begins, and what the server tells of itself.

        Raises:
            OSError: no answer; PlainError, where the server has no TLS.
            ForeignError: what answers is no server of this engine.
        """
        raise NotImplementedError

    def open(self) -> Any:
        """A connection by the first driver that is installed.

        Raises:
            ImportError: there is none.
            Exception: whatever the driver raises.
        """
        raise NotImplementedError

    def judged(self, error: Exception) -> tuple[str, Fault]:
        """A few words and the fault for what a driver raised."""
        raise NotImplementedError

    def greet(self) -> Finding:
        """The step protocol: whether what answers is a server of the engine."""
        try:
            with self.line.opened() as connection:
                return fine(self.prelude(connection))
        except PlainError as error:
            self.plain = True
            return fine(f"{error}, without TLS")
        except ForeignError as error:
            return failed(*self._foreign(error.data))
        except TimeoutError:
            limits = self.line.limits
            limit = f"{limits.connect:g} s ({limits.connect_by})"
            return failed(
                f"no answer within {limit}",
                Fault(
                    "HC603",
                    f"{self.name} takes the connection and does not answer within {limit}",
                    self.line.endpoint.host_at,
                    help=("is the server stopped or overloaded, or is it another service's port?",),
                ),
            )
        except ConnectionError:
            return failed(*self._foreign(b""))

    def _foreign(self, data: bytes) -> tuple[str, Fault]:
        kind = kind_of(data)
        what = f"is {kind}, not {self.kind}" if kind else f"does not answer as {self.kind} does"
        return what, Fault(
            "HC604",
            f"{self.name} {what}",
            self.line.endpoint.port_at,
            help=(f"write host and port of the {self.kind} server",),
        )

    def encrypt(self) -> Finding:
        """The step TLS, as far as ssl_mode asks for it."""
        mode = self.config.ssl_mode or "prefer"
        optional = mode in _OPTIONAL
        if self.plain and optional:
            return fine(f"the server has none, and ssl_mode {mode} goes on without")
        security, fault = self._security(mode)
        if security is None:
            return failed("a file of the config cannot be used", *fault)

        def begin(connection: socket.socket) -> None:
            self.prelude(connection)

        try:
            found = Encryption(self.line, security, begin).handshake(lambda: self.plain)
        except ForeignError as error:
            return failed(*self._foreign(error.data))
        if optional and found.outcome is Outcome.FAILED:
            return warned(f"{found.detail}; ssl_mode {mode} goes on without", *found.faults)
        return found

    def _security(self, mode: str) -> tuple[Security | None, tuple[Fault, ...]]:
        config = self.config
        authority = config.ssl_root_cert or self._usual_authority()
        checks = mode in _CHECKED or (mode == "require" and bool(authority))
        if mode in _CHECKED and not authority:
            return None, (
                Fault(
                    "HC607",
                    f"ssl_mode {mode} checks the certificate, and no authority is named",
                    ("ssl_mode",),
                    help=("name the file with the authority's certificate in ssl_root_cert",),
                ),
            )
        system = authority == "system"
        return Security(
            checks,
            mode == "verify-full" or system,
            "" if system else authority,
            cert=config.ssl_cert or "",
            key=config.ssl_key or "",
            key_password=config.ssl_password,
            on_at=("ssl_mode",),
            ca_at=("ssl_root_cert",),
            cert_at=("ssl_cert",),
            key_at=("ssl_key",),
            off='"ssl_mode": "prefer"',
            as_python=False,
        ), ()

    def _usual_authority(self) -> str:
        """Where the driver looks when no authority is named."""
        return ""

    def log_in(self) -> Finding:
        """The step authentication: a connection by the driver, with all that the config says."""
        outcome = within(2 * self.wait + 1, self._opened)
        if outcome is None:
            return failed(
                f"no answer within {2 * self.wait + 1:g} s",
                Fault("HC603", f"{self.name} does not let the driver in or out", ("host",)),
            )
        driver, error = outcome
        if isinstance(error, ImportError):
            return failed_driver(self.kind, self.install)
        if error is not None:
            return failed(*self.judged(error))
        return fine(f"as user {self.config.username or 'by default'}, {driver}")

    def _opened(self) -> tuple[str, Exception | None]:
        try:
            self.connection = self.open()
        except Exception as error:  # noqa: BLE001 - drivers have errors of many kinds
            return "", error
        module = type(self.connection).__module__.partition(".")[0]
        return f"by {module}", None

    def select(self) -> Finding:
        """The step SELECT 1."""
        if self.connection is None:
            return skipped("no driver")
        value = self.value("SELECT 1")
        if isinstance(value, Exception):
            return failed(*self.judged(value))
        return fine(f"in database {self.config.database}")

    def value(self, statement: str) -> Any:
        """The one value that a statement gives, or the error."""
        try:
            cursor = self.connection.cursor()
            cursor.execute(statement)
            row = cursor.fetchone()
        except Exception as error:  # noqa: BLE001 - as above
            return error
        return row[0] if row else None

    def unnamed(self, error: Exception) -> tuple[str, Fault]:
        """The fault for an error that nothing is known of."""
        text = self.scrub(str(error)) or type(error).__name__
        return "refused", Fault(
            "HC699",
            f"{self.name} refuses: {text}",
            self.line.endpoint.host_at,
            help=("the server's log may say more",),
        )


def failed_driver(kind: str, install: str) -> Finding:
    """The finding where no driver is installed: nothing failed, and nothing more can be tried."""
    return skipped(
        f"no driver for {kind} is installed here",
        Fault(
            "HC624",
            f"no driver for {kind} is installed, so that nobody can log in",
            ("engine",),
            help=(f"install one beside hacfg: {install}",),
        ),
    )


def home(*parts: str) -> str:
    """A file in the home directory, or nothing where it is not there."""
    path = os.path.join(os.path.expanduser("~"), *parts)
    return path if os.path.isfile(path) else ""
