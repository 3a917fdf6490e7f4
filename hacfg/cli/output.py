"""The two streams that a command writes to, whatever is at their other end."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


class UnwritableError(Exception):
    """Standard output did not take a text, for the reason given."""


class UnreadError(Exception):
    """Whoever read standard output has gone, as ``head`` does when it has seen enough."""


def put(text: str) -> None:
    """Writes to standard output; where there is none from the start, that is no fault.

    Raises:
        UnreadError: nobody reads it any more.
        UnwritableError: the text is lost, as on a full disk.
    """
    error = _write(sys.stdout, text)
    if isinstance(error, BrokenPipeError):
        raise UnreadError
    if error:
        raise UnwritableError(os.strerror(error.errno or 0).lower())


def complain(text: str) -> None:
    """Writes to standard error, the loss of which changes no outcome."""
    _write(sys.stderr, text)


def _write(stream: TextIO | None, text: str) -> OSError | None:
    """Why the text is lost, if it is."""
    if stream is None:  # whoever started the process closed it
        return None
    try:
        stream.write(_encodable(text, stream.encoding or "utf-8"))
        stream.flush()
    except OSError as error:
        _abandon(stream)
        return error
    return None


def _encodable(text: str, encoding: str) -> str:
    """The text with what a C locale or an old Windows code page lacks written as escapes."""
    if text.isascii():
        return text
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _abandon(stream: TextIO) -> None:
    # Python flushes once more when it ends, and would complain in its own words.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
