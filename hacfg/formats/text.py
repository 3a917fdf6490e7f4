"""The text of a file: how its bytes are read and decoded, and where in it a problem lies."""

from __future__ import annotations

import os
import stat

from ..keypath import quoted
from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from ..origin import Place

LIMIT: Final = 10 * 1024 * 1024
"""Largest file that is read, in bytes."""

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

# Without O_NONBLOCK a pipe that nobody writes to would hold the process; without O_BINARY
# Windows translates line ends, and offsets no longer fit.
_HOW = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Spot(Value):
    """A problem at offsets of a text, in characters, the end excluded; it quotes nothing of it.

    ``mentions`` are further places with a few words each. An empty span stands between two
    characters, as at the end of a file.
    """

    code: str
    headline: str
    start: int = 0
    end: int = 0
    label: str = ""
    help: tuple[str, ...] = ()
    mentions: tuple[tuple[int, int, str], ...] = ()


class Span(Value):
    """Where an entry stands: offsets of its key, quotes included, and of its value.

    An array item has no key: there both key offsets are the start of the value. A table that
    has no text of its own (a TOML header, a part of a dotted key) stands where it is named.
    """

    key_start: int
    key_end: int
    start: int
    end: int


def read(path: str, limit: int = LIMIT) -> tuple[bytes, Spot | None]:
    """The bytes of a regular file of at most ``limit`` bytes, or why there are none."""
    try:
        descriptor = os.open(path, _HOW)
    except (OSError, ValueError) as error:
        return b"", _unreadable(path, error)
    try:
        return _read(descriptor, path, limit)
    except OSError as error:
        return b"", _unreadable(path, error)
    finally:
        os.close(descriptor)


def decode(data: bytes) -> tuple[str, Spot | None]:
    """The text of UTF-8 bytes, without a byte order mark, which no column counts.

    Where a byte is wrong, the text has U+FFFD in its place, so that the spot can be shown.
    """
    data = data.removeprefix(_UTF8_MARK)
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        first = error.start
    if data.startswith(_UTF16_MARKS):
        return "", Spot(
            "HC103",
            "the file is UTF-16, not UTF-8",
            help=("save it as UTF-8; in Windows PowerShell by `| Out-File -Encoding utf8`, not >",),
        )
    start = len(data[:first].decode())
    return data.decode(errors="replace"), Spot(
        "HC103",
        "the file is not UTF-8",
        start,
        start + 1,
        "no UTF-8 character",
        ("save the file as UTF-8; it may be Latin-1 or Windows-1252 now",),
    )


def place(text: str, start: int, end: int) -> Place:
    r"""The lines and columns of a span; a line ends with ``\n``, ``\r\n`` or a lone ``\r``."""
    from ..origin import Place

    line, first, _ = line_bounds(text, start)
    end_line, end_first, _ = line_bounds(text, end)
    return Place(line, start - first + 1, end_line, end - end_first + 1)


def line_bounds(text: str, offset: int) -> tuple[int, int, int]:
    """The number of the line that holds an offset, where it begins, where its line end begins."""
    # The \n of \r\n belongs to the line that it ends.
    before = offset - 1 if text[max(offset - 1, 0) : offset + 1] == "\r\n" else offset
    number = text.count("\n", 0, before) + 1
    first = text.rfind("\n", 0, before) + 1
    last = text.find("\n", before)
    last = len(text) if last < 0 else last
    if "\r" in text:
        number += text.count("\r", 0, before) - text.count("\r\n", 0, before)
        first = max(first, text.rfind("\r", 0, before) + 1)
        lone = text.find("\r", before, last)
        last = last if lone < 0 else lone
    return number, first, last


def _read(descriptor: int, path: str, limit: int) -> tuple[bytes, Spot | None]:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return b"", _irregular(path, status.st_mode)
    if status.st_size > limit:
        return b"", too_large(path, limit)
    # A buffer of the file's size: one of `limit` bytes would cost more than the reading.
    data = os.read(descriptor, status.st_size + 1)
    if len(data) == status.st_size:
        return data, None
    # A file that grows, or one of /proc, which has no size.
    parts, length = [data], len(data)
    while data and length <= limit:
        data = os.read(descriptor, limit + 1 - length)
        parts.append(data)
        length += len(data)
    return (b"", too_large(path, limit)) if length > limit else (b"".join(parts), None)


def _unreadable(path: str, error: OSError | ValueError) -> Spot:
    name = _shown(path)
    if isinstance(error, FileNotFoundError) and os.path.islink(path):
        advice = "let the link lead to the file, or remove it"
        return Spot("HC101", f"{name} is a link to a file that does not exist", help=(advice,))
    if isinstance(error, FileNotFoundError):
        example = f"{path}.example"
        advice = f"copy {_shown(example)} to {name} and fill it in"
        found = os.path.isfile(example)
        return Spot("HC101", f"{name} does not exist", help=(advice,) if found else ())
    if os.path.isdir(path):  # pragma: no cover - only Windows refuses to open a directory
        return _irregular(path, stat.S_IFDIR)
    if isinstance(error, PermissionError):
        advice = "let the user that hacfg runs as read the file"
        return Spot("HC101", f"{name} cannot be read: permission denied", help=(advice,))
    if isinstance(error, ValueError) or error.errno is None:
        return Spot("HC101", f"{name} is no file name")
    return Spot("HC101", f"{name} cannot be read: {os.strerror(error.errno).lower()}")


def _irregular(path: str, mode: int) -> Spot:
    name = _shown(path)
    if stat.S_ISDIR(mode):
        return Spot("HC101", f"{name} is a directory, not a file", help=("name a file in it",))
    if stat.S_ISFIFO(mode):
        advice = f"let hacfg read it as standard input: hacfg validate - < {name}"
        return Spot("HC101", f"{name} is a pipe, not a file", help=(advice,))
    return Spot("HC101", f"{name} is a device, not a file", help=("write it to a file first",))


def too_large(path: str, limit: int) -> Spot:
    """What is said of a file that is larger than ``limit`` bytes."""
    size = f"{limit // 1024 // 1024} MiB" if limit >= 1024 * 1024 else f"{limit} bytes"
    return Spot(
        "HC102",
        f"{_shown(path)} is larger than {size}",
        help=("check that this is the config that you mean",),
    )


def _shown(path: str) -> str:
    return path if path.isprintable() else quoted(path)
