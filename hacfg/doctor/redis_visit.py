"""A visit: the steps that are the same at every Redis server, Sentinel and node of a cluster."""

from __future__ import annotations

import errno
import os
import ssl
from contextlib import suppress

from ..diagnostic import Fault
from .conversation import Conversation, ForeignError, Refusal, fields, pairs
from .greeting import kind_of, speaks_tls
from .refusals import meaning, of_credentials, unasked
from .security import context_for
from .step import Finding, failed, fine, skipped, warned
from .tls import Encryption, certificate_wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .course import Probe
    from .endpoint import Access
    from .network import Line

_OLDEST = (5, 0)
"""The oldest Redis whose scripts may write after asking for the time, as those of leases do."""


class RedisVisit:
    """One server visited: its connection stays open from the step protocol on."""

    def __init__(self, line: Line, access: Access) -> None:
        self.line, self.security = line, access.security
        self.given, self.scrub = access.given, access.scrub
        self.name = line.endpoint.name
        self.server: dict[str, Any] = {}
        self._open = False
        self._conversation: Conversation | None = None

    def plan(self) -> list[tuple[str, Probe]]:
        """The steps up to the version."""
        steps: list[tuple[str, Probe]] = []
        if self.line.has_name:
            steps.append(("DNS", self.line.resolve))
        steps.append(("socket" if self.line.endpoint.socket else "TCP", self.line.connect))
        if self.security is not None:
            encryption = Encryption(self.line, self.security)
            steps.append(("TLS", lambda: encryption.handshake(self._speaks_plain)))
        return [
            *steps,
            ("protocol", self.greet),
            ("authentication", self.authenticate),
            ("ping", self.ping),
            ("version", self.identify),
        ]

    def close(self) -> None:
        """Ends the conversation."""
        if self._conversation is not None:
            self._conversation.close()

    def ask(self, *words: str | int) -> Any:
        """The reply to a command, or the finding that there is none.

        After the first failure every later question finds the connection gone.
        """
        if self._conversation is None:
            return failed("no connection")
        try:
            return self._masked(self._conversation.ask(*words))
        except (OSError, ForeignError) as error:
            return failed(*self._silent(error))

    def _masked(self, reply: Any) -> Any:
        """The reply, should the server repeat a secret that it was told."""
        if isinstance(reply, str):
            return self.scrub.masked(reply)
        if isinstance(reply, Refusal):
            return Refusal(self.scrub.masked(reply.text))
        return [self._masked(each) for each in reply] if isinstance(reply, list) else reply

    def greet(self) -> Finding:
        """The step protocol: whether what answers is Redis, and whether it wants a password."""
        try:
            self._conversation = Conversation(self._connected(), self.line.limits.answer)
            reply = self._conversation.ask("PING")
        except (OSError, ForeignError) as error:
            return failed(*self._silent(error))
        if not isinstance(reply, Refusal):
            self._open = True
            return fine("Redis, without a password")
        text = reply.text
        if text.startswith(("NOAUTH", "ERR operation not permitted")):
            return fine("Redis, asks for a password")
        if text.startswith("NOPERM"):
            return fine("Redis")
        return failed(*meaning(text, self.name, self.line.endpoint.host_at, self.scrub))

    def _connected(self) -> Any:
        if self.security is None:
            return self.line.opened()
        context, _ = context_for(self.security)
        if context is None:
            raise OSError(errno.EIO, "")
        return Encryption(self.line, self.security).opened(context)

    def authenticate(self) -> Finding:
        """The step authentication: AUTH with the config's user and password."""
        given = self.given
        if given.password is None:
            if self._open:
                return fine("none asked for")
            reply = self.ask("PING")
        else:
            user = [] if given.username is None else [given.username]
            reply = self.ask("AUTH", *user, given.password.get_secret_value())
        if isinstance(reply, Finding):
            return reply
        if not isinstance(reply, Refusal):
            return fine(f"as user {given.username or 'default'}")
        if "without any password" in reply.text or "no password is set" in reply.text:
            return warned("the server asks for none", unasked(self.name, given))
        return failed(*of_credentials(reply.text, self.name, given, self.scrub))

    def ping(self) -> Finding:
        """The step ping."""
        reply = self.ask("PING")
        if isinstance(reply, Finding):
            return reply
        if isinstance(reply, Refusal):
            return failed(*meaning(reply.text, self.name, self.given.username_at, self.scrub))
        return fine()

    def identify(self) -> Finding:
        """The step version; what the server says of itself serves the steps after it."""
        self.server = pairs(self.ask("HELLO", "2"))
        about = fields(self.ask("INFO", "server"))
        version = about.get("redis_version") or str(self.server.get("version", ""))
        if "redis_mode" in about:
            self.server.setdefault("mode", about["redis_mode"])
        if not version:
            return skipped("the server does not say")
        name = f"Redis {version}"
        if "valkey_version" in about:
            name = f"Valkey {about['valkey_version']}, compatible with {name}"
        if number(version) >= _OLDEST:
            return fine(name)
        return warned(
            name,
            Fault(
                "HC623",
                f"{self.name} is Redis {version}: leases need Redis 5.0 or later",
                self.line.endpoint.host_at,
                help=("update the server; locks and leadership do not work with this one",),
            ),
        )

    def _speaks_plain(self) -> bool:
        """Whether the server answers PING without TLS."""
        with suppress(OSError, ForeignError):
            seconds = min(self.line.limits.connect, 2.0)
            conversation = Conversation(self.line.opened(seconds), seconds)
            try:
                conversation.ask("PING")
                return True
            finally:
                conversation.close()
        return False

    def _silent(self, error: Exception) -> tuple[str, Fault]:
        """A few words and the fault where no answer of Redis came."""
        at, limits = self.line.endpoint.host_at, self.line.limits
        if isinstance(error, TimeoutError):
            limit = f"{limits.answer:g} s ({limits.answer_by})"
            return f"no answer within {limit}", Fault(
                "HC603",
                f"{self.name} takes the connection and does not answer within {limit}",
                at,
                help=("is the server stopped or overloaded, or is the port another service's?",),
            )
        if self.security is not None:
            wanted = certificate_wanted(error, self.name, self.security)
            if wanted is not None:
                return "a client certificate is asked for", wanted
        data = error.data if isinstance(error, ForeignError) else b""
        gone = isinstance(error, (ForeignError, ConnectionError))
        if self.security is None and gone and speaks_tls(data) and self._shakes_hands():
            return "the server speaks TLS", Fault(
                "HC606",
                f"{self.name} speaks TLS, and the config has it off",
                self._tls_at(),
                help=('write "ssl": true, or use the port of the server that speaks without TLS',),
            )
        if isinstance(error, ForeignError):
            return self._foreign(data)
        reason = os.strerror(getattr(error, "errno", None) or 0).lower()
        if isinstance(error, (ConnectionError, ssl.SSLError)):
            reason = "it ends the connection"
        return reason, Fault(
            "HC604",
            f"{self.name} does not answer as Redis does: {reason}",
            at,
            help=("the server's log may say why; is it the right port?",),
        )

    def _tls_at(self) -> tuple[str | int, ...]:
        return ("ssl",)

    def _foreign(self, data: bytes) -> tuple[str, Fault]:
        kind = kind_of(data)
        what = f"is {kind}, not Redis" if kind else "does not answer as Redis does"
        if not data:
            what = "ends the connection without an answer, as Redis does not"
        return what, Fault(
            "HC604",
            f"{self.name} {what}",
            self.line.endpoint.port_at,
            help=("write the port of the Redis server: 6379 unless it was changed",),
        )

    def _shakes_hands(self) -> bool:
        """Whether the server takes a TLS handshake."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with suppress(OSError), self.line.opened(min(self.line.limits.connect, 2.0)) as plain:
            context.wrap_socket(plain).close()
            return True
        return False


def number(version: str) -> tuple[int, int]:
    """Major and minor number of a version."""
    parts = [int(part) if part.isdigit() else 0 for part in version.split(".")]
    return (*parts, 0, 0)[:2]  # type: ignore[return-value]
