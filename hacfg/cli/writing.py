"""The writing of files by a command: whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from stat import S_IMODE, S_ISREG

_STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/")


def write_whole(path: str, data: bytes) -> str:
    """Writes a file in place of what was there; gives the reason where that fails.

    A device, a pipe or a stream of the process is written to as it is.
    """
    try:
        if _is_special(path):
            with open(path, "ab") as stream:
                stream.write(data)
        else:
            # A link stays one.
            _replace(os.path.realpath(path), data)
    except OSError as error:
        return os.strerror(error.errno or 0).lower()
    return ""


def _is_special(path: str) -> bool:
    # A stream may lead to a file, which then holds what else was printed.
    if path.startswith(_STREAMS):
        return True
    try:
        return not S_ISREG(os.stat(path).st_mode)
    except FileNotFoundError:
        return False


def _replace(path: str, data: bytes) -> None:
    part = f"{path}.{os.urandom(6).hex()}.part"
    # A name that is taken is somebody else's, a link that leads elsewhere perhaps.
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(number, "wb") as stream:
            stream.write(data)
        with suppress(FileNotFoundError):
            os.chmod(part, S_IMODE(os.stat(path).st_mode))
        os.replace(part, path)
    except BaseException:
        os.remove(part)
        raise
