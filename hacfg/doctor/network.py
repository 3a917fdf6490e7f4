"""The network: whether a name has addresses, and whether one of them takes a connection."""

from __future__ import annotations

import errno
import os
import socket
import time
from contextlib import suppress

from ..diagnostic import Fault
from ..wording import enumeration
from .course import within
from .step import Finding, failed, fine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .endpoint import Endpoint, Limits

_UNREACHABLE = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL)


class Line:
    """A way to one server: its addresses once they are known, and sockets to the one that works."""

    def __init__(self, endpoint: Endpoint, limits: Limits) -> None:
        self.endpoint, self.limits = endpoint, limits
        self._addresses: list[tuple[Any, ...]] = []

    @property
    def has_name(self) -> bool:
        """Whether the host is a name that must be resolved, and no address."""
        if self.endpoint.socket:
            return False
        for family in (socket.AF_INET, socket.AF_INET6):
            with suppress(OSError):
                socket.inet_pton(family, self.endpoint.host)
                return False
        return "%" not in self.endpoint.host

    def resolve(self) -> Finding:
        """The step DNS: the addresses of the host, as this machine resolves it."""
        found = within(self.limits.connect, self._looked_up)
        name = self.endpoint.host
        if found is None:
            detail = f"no answer within {_seconds(self.limits.connect)}"
            return failed(detail, self._unresolved("the name server does not answer"))
        if isinstance(found, socket.gaierror):
            return failed(*self._not_found(found))
        if isinstance(found, UnicodeError):
            return failed("no such name", self._unresolved(f"{name} is no name that DNS can hold"))
        self._addresses = found
        shown = list(dict.fromkeys(str(address[4][0]) for address in found))
        more = f" and {len(shown) - 4} more" if len(shown) > 4 else ""
        return fine(", ".join(shown[:4]) + more)

    def _looked_up(self) -> Any:
        try:
            return self._resolved()
        except (socket.gaierror, UnicodeError) as error:
            return error

    def _resolved(self) -> list[tuple[Any, ...]]:
        endpoint = self.endpoint
        return [*socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)]

    def _not_found(self, error: socket.gaierror) -> tuple[str, Fault]:
        if error.errno == getattr(socket, "EAI_AGAIN", None):
            return (
                "the name server gives no answer",
                self._unresolved("no name server answered, so that it may exist or not"),
            )
        if error.errno == getattr(socket, "EAI_NODATA", None):
            return "no address", self._unresolved("the name is known, and has no address")
        return "no such name", self._unresolved("there is no such name")

    def _unresolved(self, note: str) -> Fault:
        return Fault(
            "HC601",
            f"host {self.endpoint.host} cannot be resolved",
            self.endpoint.host_at,
            label=note,
            help=(
                (
                    "check the spelling, and that it is a name of the network this command runs in:"
                    " names of Docker Compose and Kubernetes exist inside only"
                ),
            ),
        )

    def connect(self) -> Finding:
        """The step TCP, or Unix socket: whether somebody listens."""
        try:
            connection = self.opened()
        except OSError as error:
            return failed(*self._refused(error))
        with connection:
            if self.endpoint.socket:
                return fine()
            return fine(f"connected to {connection.getpeername()[0]}")

    def opened(self, seconds: float | None = None) -> socket.socket:
        """A connection, its timeout set.

        Raises:
            OSError: there is none; the error is that of the last address.
        """
        limit = self.limits.connect if seconds is None else seconds
        if self.endpoint.socket:
            return self._to_path(limit)
        if not self._addresses:
            self._addresses = self._resolved()
        end = time.monotonic() + limit
        problem: OSError = TimeoutError(errno.ETIMEDOUT, "")
        for index, (family, kind, protocol, _, address) in enumerate(self._addresses):
            connection = socket.socket(family, kind, protocol)
            connection.settimeout(max(end - time.monotonic(), 0.001))
            try:
                connection.connect(address)
            except OSError as error:
                connection.close()
                problem = error
                continue
            connection.settimeout(limit)
            # What worked is tried first from now on.
            self._addresses.insert(0, self._addresses.pop(index))
            return connection
        raise problem

    def _to_path(self, limit: float) -> socket.socket:
        if not hasattr(socket, "AF_UNIX"):
            raise OSError(errno.EAFNOSUPPORT, "")
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(limit)
        try:
            connection.connect(self.endpoint.socket)
        except OSError:
            connection.close()
            raise
        return connection

    def _refused(self, error: OSError) -> tuple[str, Fault]:
        endpoint = self.endpoint
        if endpoint.socket:
            return self._no_socket(error)
        if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT:
            limit = f"{_seconds(self.limits.connect)} ({self.limits.connect_by})"
            return f"no answer within {limit}", self._unreached(
                f"{endpoint.name} does not answer within {limit}",
                "a firewall or security group that drops packets does that, and a host that is off:"
                " allow this machine to reach the port, or correct host and port",
            )
        if error.errno == errno.ECONNREFUSED:
            return "connection refused", self._unreached(
                f"{endpoint.name} refuses the connection",
                "nothing listens there: start the server, or correct host and port; in a container"
                " localhost is the container itself",
            )
        if error.errno in _UNREACHABLE:
            return "unreachable", self._unreached(
                f"{endpoint.name} is unreachable from this machine",
                "no route leads there: check the network, a VPN, or host",
            )
        reason = os.strerror(error.errno or 0).lower()
        return reason, self._unreached(f"{endpoint.name} cannot be reached: {reason}", "")

    def _unreached(self, headline: str, advice: str) -> Fault:
        endpoint = self.endpoint
        told = sorted({str(entry[4][0]) for entry in self._addresses} - {endpoint.host})
        return Fault(
            "HC602",
            headline,
            endpoint.host_at,
            notes=(f"tried {enumeration(told)}",) if told else (),
            help=(advice,) if advice else (),
        )

    def _no_socket(self, error: OSError) -> tuple[str, Fault]:
        path = self.endpoint.socket
        words = {
            errno.ENOENT: ("no such file", "the server makes it: start it, or correct the path"),
            errno.ECONNREFUSED: (
                "nothing listens",
                "the file is there and nobody answers: start the server",
            ),
            errno.EACCES: (
                "permission denied",
                "let this user read and write the socket, as by the server's group",
            ),
        }
        reason, advice = words.get(
            error.errno or 0, (os.strerror(error.errno or 0).lower(), "check the path")
        )
        return reason, Fault(
            "HC602",
            f"the socket {path} cannot be connected to: {reason}",
            self.endpoint.host_at,
            help=(advice,),
        )


def _seconds(seconds: float) -> str:
    return f"{seconds:g} s"
