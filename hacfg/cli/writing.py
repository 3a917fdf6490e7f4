"""The writing of files by a command: whole or not at all."""

from __future__ import annotations

import os
from stat import S_ISREG

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
    part = f"{path}.{os.getpid()}.part"
    try:
        with open(part, "wb") as stream:
            stream.write(data)
        os.replace(part, path)
    except OSError:
        if os.path.exists(part):
            os.remove(part)
        raise
