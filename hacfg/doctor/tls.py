"""TLS: a handshake with the config's own settings, and a verdict on what the server shows."""

from __future__ import annotations

import os
import ssl
from contextlib import suppress

from ..diagnostic import Fault
from .certificate import day, read_certificate
from .security import context_for
from .step import Finding, failed, fine, warned

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from .certificate import Certificate
    from .network import Line
    from .security import Security

SOON = 30
"""A certificate that has fewer days left is warned of."""

# What X509_verify_cert(3) calls them.
_NOT_YET, _EXPIRED, _SELF_SIGNED, _SELF_SIGNED_IN_CHAIN = 9, 10, 18, 19
_NO_ISSUER, _NO_ISSUER_AT_ALL, _OTHER_HOST, _OTHER_ADDRESS = 20, 21, 62, 64


class Encryption:
    """TLS on a line. ``begin`` is what the server must be told first, if anything."""

    def __init__(
        self, line: Line, security: Security, begin: Callable[[socket.socket], None] | None = None
    ) -> None:
        self.line, self.security = line, security
        self._begin = begin or (lambda _: None)

    def handshake(self, speaks_plain: Callable[[], bool]) -> Finding:
        """The step TLS; ``speaks_plain`` finds out whether the server answers without it."""
        context, fault = context_for(self.security)
        if context is None:
            return failed("a file of the config cannot be used", *fault)
        try:
            with self.opened(context) as connection:
                return self._shown(connection)
        except ssl.SSLCertVerificationError as error:
            return self._distrusted(error)
        except OSError as error:
            if speaks_plain():
                return failed("the server speaks without TLS", self._one_sided())
            return failed(*self._broken(error))

    def opened(self, context: ssl.SSLContext) -> ssl.SSLSocket:
        """An encrypted connection.

        Raises:
            OSError: there is none; SSLError is one of its kinds.
        """
        connection = self.line.opened()
        try:
            self._begin(connection)
            return context.wrap_socket(connection, server_hostname=self.line.endpoint.host or None)
        except BaseException:
            connection.close()
            raise

    def _shown(self, connection: ssl.SSLSocket) -> Finding:
        certificate = read_certificate(connection.getpeercert(binary_form=True) or b"")
        cipher = connection.cipher()
        detail = f"{connection.version()}, {cipher[0] if cipher else 'no cipher'}"
        if certificate is None:
            return fine(detail)
        detail += f"; {described(certificate)}"
        if not self.security.checks:
            detail += "; not checked"
        left = certificate.days_left()
        if left >= SOON:
            return fine(detail)
        return warned(detail, self._expiring(certificate, left))

    def _expiring(self, certificate: Certificate, left: int) -> Fault:
        name = self.line.endpoint.name
        gone = left < 0  # and nobody checks it
        when = f"expired on {certificate.last_day}" if gone else f"expires in {_days(left)}"
        return Fault(
            "HC610",
            f"the certificate of {name} {when}",
            self.security.on_at,
            notes=(f"it is {_of(certificate)}, and ends on {certificate.last_day}",),
            help=("renew it at the server, or find out why what renews it has not",),
        )

    def _one_sided(self) -> Fault:
        return Fault(
            "HC606",
            f"the config wants TLS, and {self.line.endpoint.name} speaks without it",
            self.security.on_at,
            help=(
                f"use the server's TLS port, or turn TLS on there; or write {self.security.off}",
            ),
        )

    def _distrusted(self, error: ssl.SSLCertVerificationError) -> Finding:
        certificate = self._anyway()
        name, code = self.line.endpoint.name, error.verify_code
        said = described(certificate) if certificate else error.verify_message
        if code in (_EXPIRED, _NOT_YET):
            return failed(said, self._out_of_time(certificate, expired=code == _EXPIRED))
        if code in (_OTHER_HOST, _OTHER_ADDRESS):
            return failed(said, self._other_host(certificate))
        words = {
            _SELF_SIGNED: "it is signed by itself",
            _SELF_SIGNED_IN_CHAIN: "its authority is none that this machine or the config trusts",
            _NO_ISSUER: "its authority is none that this machine or the config trusts",
            _NO_ISSUER_AT_ALL: "its authority is none that this machine or the config trusts",
        }
        reason = words.get(code, error.verify_message)
        return failed(said, self._untrusted(name, reason, certificate))

    def _untrusted(self, name: str, reason: str, certificate: Certificate | None) -> Fault:
        security = self.security
        named = security.ca_file or security.ca_directory or security.ca_text
        setting = security.ca_at[0] if security.ca_at else "the authority"
        advice = (
            f"{setting} must hold the certificate of the authority that signed it"
            if named
            else f"name the file with the authority's certificate in {setting}"
        )
        return Fault(
            "HC607",
            f"the certificate of {name} is not trusted: {reason}",
            security.ca_at if named else security.on_at,
            notes=(f"it is {_of(certificate)}",) if certificate else (),
            help=(advice,),
        )

    def _out_of_time(self, certificate: Certificate | None, *, expired: bool) -> Fault:
        name = self.line.endpoint.name
        if not expired:
            begin = f", but from {day(certificate.begin)} on" if certificate else ""
            headline = f"the certificate of {name} is not valid yet{begin}"
            advice = "set the clock of this machine, or wait"
        else:
            end = f" on {certificate.last_day}" if certificate else ""
            headline = f"the certificate of {name} expired{end}"
            advice = "renew it at the server and restart that; is the clock of this machine right?"
        # One in the chain above it may be meant.
        inner = certificate is not None and expired and certificate.days_left() >= 0
        notes = ("one of the authorities above it has expired, not itself",) if inner else ()
        if inner:
            headline = f"the certificate of {name} leads to one that has expired"
        return Fault("HC608", headline, self.security.on_at, notes=notes, help=(advice,))

    def _other_host(self, certificate: Certificate | None) -> Fault:
        endpoint = self.line.endpoint
        names = ", ".join(certificate.names[:8]) if certificate else ""
        return Fault(
            "HC609",
            f"the certificate of {endpoint.name} is not for {endpoint.host}",
            endpoint.host_at,
            label="not a name in the certificate" if names else "",
            notes=(f"it is for {names}",) if names else ("it names no host",),
            help=("write a host that is in the certificate, or have one issued for this host",),
        )

    def _anyway(self) -> Certificate | None:
        """What the server shows to one who does not check it."""
        context, _ = context_for(self.security.replace(checks=False, checks_host=False))
        if context is None:
            return None
        with suppress(OSError), self.opened(context) as connection:
            return read_certificate(connection.getpeercert(binary_form=True) or b"")
        return None

    def _broken(self, error: OSError) -> tuple[str, Fault]:
        name, security = self.line.endpoint.name, self.security
        if isinstance(error, TimeoutError):
            reason = f"no answer within {self.line.limits.connect:g} s"
            return reason, Fault(
                "HC603",
                f"{name} takes the connection and does not answer the TLS handshake",
                self.line.endpoint.host_at,
                help=("is the server stopped or overloaded, or is the port another service's?",),
            )
        wanted = certificate_wanted(error, name, security)
        if wanted is not None:
            return "a client certificate is asked for", wanted
        reason = reason_of(error)
        advice = "see what the server's log says of it"
        if "version" in reason:
            advice = "server and config have no version of TLS in common: compare the lowest ones"
        elif "cipher" in reason or "handshake failure" in reason:
            advice = "server and config may have no cipher in common, or a client certificate lacks"
        return reason, Fault(
            "HC611",
            f"the TLS handshake with {name} fails: {reason}",
            security.on_at,
            help=(advice,),
        )


def certificate_wanted(error: Exception, name: str, security: Security) -> Fault | None:
    """The fault where a server ends the connection since the client shows no good certificate.

    TLS 1.3 says so after the handshake only, when the client first reads.
    """
    reason = reason_of(error)
    if "certificate required" not in reason and "bad certificate" not in reason:
        return None
    setting = security.cert_at[0]
    if security.cert:
        return Fault(
            "HC611",
            f"{name} does not accept the client certificate of the config",
            security.cert_at,
            help=(f"{setting} must be signed by an authority that the server trusts",),
        )
    return Fault(
        "HC611",
        f"{name} asks for a client certificate, and the config has none",
        security.on_at,
        help=(
            (
                f"name certificate and key in {setting} and {security.key_at[0]}, or let the server"
                " not ask for one (for Redis: tls-auth-clients no)"
            ),
        ),
    )


def reason_of(error: Exception) -> str:
    """What OpenSSL or the system says, in lower case."""
    if isinstance(error, ssl.SSLError) and error.reason:
        words = str(error.reason).lower().replace("_", " ")
        return words.removeprefix("tlsv1 alert ").removeprefix("tlsv13 alert ")
    if isinstance(error, ssl.SSLError):
        return "the server ended the connection" if "EOF" in str(error) else "a fault in TLS"
    if isinstance(error, ConnectionError):
        return "the server ended the connection"
    return os.strerror(getattr(error, "errno", None) or 0).lower()


def described(certificate: Certificate) -> str:
    """``redis.example.com, issued by R3, 61 days left``."""
    left = certificate.days_left()
    ends = f"{_days(left)} left" if left >= 0 else f"expired on {certificate.last_day}"
    return f"{_of(certificate)}, {ends}"


def _of(certificate: Certificate) -> str:
    owner = certificate.subject or ", ".join(certificate.names[:1]) or "a certificate without name"
    if certificate.subject == certificate.issuer:
        return f"{owner}, issued by itself"
    return f"{owner}, issued by {certificate.issuer or 'an authority without name'}"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
