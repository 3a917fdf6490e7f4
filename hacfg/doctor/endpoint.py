"""An endpoint: a server to be tried, how it is to be reached, and the settings that say so."""

from __future__ import annotations

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..keypath import KeyPath
    from ..secret import Secret
    from .scrub import Scrubber
    from .security import Security


class Endpoint(Value):
    """Host and port, or a Unix socket, with the settings to blame for each."""

    host: str = ""
    port: int = 0
    socket: str = ""
    host_at: KeyPath = ()
    port_at: KeyPath = ()

    @property
    def name(self) -> str:
        """``redis.example.com:6379``, ``[::1]:6379``, or the path of the socket."""
        if self.socket:
            return self.socket
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Credentials(Value):
    """User and password, and the settings that they come from."""

    username: str | None
    password: Secret | None
    username_at: KeyPath = ("username",)
    password_at: KeyPath = ("password",)


class Access(Value):
    """How to get in: TLS, if any, the credentials, and what masks the secrets in any answer."""

    security: Security | None
    given: Credentials
    scrub: Scrubber


class Limits(Value):
    """How long to wait for a connection and for an answer, in seconds, and what sets that."""

    connect: float
    answer: float
    connect_by: str = "--timeout"
    answer_by: str = "--timeout"

    @classmethod
    def of(cls, most: float, connect: tuple[str, float], answer: tuple[str, float]) -> Limits:
        """The shorter of what the command line allows and what two settings say."""
        (connect_name, connecting), (answer_name, answering) = connect, answer
        return cls(
            min(most, connecting),
            min(most, answering),
            connect_name if connecting < most else "--timeout",
            answer_name if answering < most else "--timeout",
        )
