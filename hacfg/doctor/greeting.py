"""A greeting: what kind of server spoke, judged by the first bytes that it sent."""

from __future__ import annotations

TYPE_CHECKING = False

_KINDS = (
    (b"HTTP/", "an HTTP server"),
    (b"<", "an HTTP server"),
    (b"SSH-", "an SSH server"),
    (b"220", "a mail or FTP server"),
    (b"* OK", "a mail server"),
    (b"RFB ", "a VNC server"),
    (b"AMQP", "an AMQP server"),
    (b"ERROR\r\n", "a memcached server"),
)


def kind_of(data: bytes) -> str:
    """``an HTTP server``, or nothing where the bytes tell none."""
    if data[:2] == b"\x15\x03":
        return "a server that speaks TLS"
    # Length, number 0, and the version of the protocol or an error.
    if len(data) > 4 and data[3] == 0 and data[4] in (0x0A, 0xFF):
        return "a MySQL server"
    return next((kind for start, kind in _KINDS if data.startswith(start)), "")


def speaks_tls(data: bytes) -> bool:
    """Whether the bytes are an alert of TLS, or nothing: what a TLS server does with plain text."""
    return not data or data[:2] == b"\x15\x03"
