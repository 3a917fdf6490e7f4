"""A conversation: commands and replies with one Redis server, in RESP2, without any client.

What redis-py does by itself when it connects (HELLO, AUTH, SELECT, CLIENT) cannot be told apart in
its errors, and each is a step of its own here. https://redis.io/docs/latest/develop/reference/protocol-spec/
"""

from __future__ import annotations

import time
from contextlib import suppress
from ssl import SSLError

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from typing import Any

_MOST = 1_000_000
_DEEPEST = 8


class Refusal(Value):
    """An error that the server answered with."""

    text: str


class ForeignError(Exception):
    """What answered does not speak RESP: the first bytes of what it said, none where it hung up."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.data = data


class Conversation:
    """Owns a connection; each answer must be there within ``seconds``."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection, self._seconds = connection, seconds
        self._buffer, self._end = b"", 0.0

    def close(self) -> None:
        """Ends it."""
        self._connection.close()

    def ask(self, *words: str | int) -> Any:
        """The reply to a command: a text, a number, None, a list of these, or a refusal.

        Raises:
            OSError: the connection is gone, or the answer late.
            ForeignError: the answer is none of Redis.
        """
        parts = [str(word).encode() for word in words]
        sent = b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self._end = time.monotonic() + self._seconds
        self._connection.settimeout(self._seconds)
        # A server that hangs up has mostly said why: that is read below.
        with suppress(ConnectionError, SSLError):
            self._connection.sendall(b"*%d\r\n%s" % (len(parts), sent))
        return self._reply(_DEEPEST)

    def _reply(self, depth: int) -> Any:
        line = self._line()
        kind, rest = line[:1], line[1:]
        if kind == b"+":
            return rest.decode("utf-8", "replace")
        if kind == b"-":
            return Refusal(rest.decode("utf-8", "replace"))
        if kind not in (b":", b"$", b"*") or not rest.lstrip(b"-").isdigit() or not depth:
            raise ForeignError(line + self._buffer)
        number = int(rest)
        if kind == b":":
            return number
        if number < 0:
            return None
        if number > _MOST:
            raise ForeignError(line)
        if kind == b"*":
            return [self._reply(depth - 1) for _ in range(number)]
        while len(self._buffer) < number + 2:
            self._receive()
        text, self._buffer = self._buffer[:number], self._buffer[number + 2 :]
        return text.decode("utf-8", "replace")

    def _line(self) -> bytes:
        while b"\r\n" not in self._buffer:
            if self._buffer[:1] not in (b"", b"+", b"-", b":", b"$", b"*"):
                raise ForeignError(self._buffer)
            if len(self._buffer) > _MOST:
                raise ForeignError(self._buffer[:100])
            self._receive()
        line, _, self._buffer = self._buffer.partition(b"\r\n")
        return line

    def _receive(self) -> None:
        self._connection.settimeout(max(self._end - time.monotonic(), 0.001))
        data = self._connection.recv(65536)
        if not data:
            raise ForeignError(b"")
        self._buffer += data


def pairs(reply: Any) -> dict[str, Any]:
    """A flat list of names and values as a mapping."""
    if not isinstance(reply, list):
        return {}
    return dict(zip(map(str, reply[::2]), reply[1::2], strict=False))


def fields(reply: Any) -> dict[str, str]:
    """The ``name:value`` lines of INFO and CLUSTER INFO as a mapping."""
    if not isinstance(reply, str):
        return {}
    lines = (line.partition(":") for line in reply.splitlines())
    return {name: value for name, colon, value in lines if colon}
