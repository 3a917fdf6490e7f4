"""An address with more in it than a host: what stands there, and where each part of it belongs."""

from __future__ import annotations

import re

from ..secret import holds_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..keypath import KeyPath
    from .subject import Subject

# A password may hold any of these marks itself, so nothing that is not told apart for certain is
# taken for a host: no advice is better than one that quotes a password.
_parts = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?P<user>[^@/]*@)?(?P<host>\[[^\]@]+\]|[^:/@?#\s\[\]]+)"
    r"(?::(?P<port>[0-9]+))?(?:[/?#][^@]*)?"
).fullmatch


def is_address(path: KeyPath) -> bool:
    """Whether the setting at a path holds a host, by its name, or one of several nodes."""
    return path[-1] == "host" or path[-2:-1] in (("nodes",), ("hosts",))


def misplaced(text: str, fits: Callable[[str], object], path: KeyPath) -> str:
    """What stands in a text that is no host, in a few words."""
    if "://" in text:
        return "a URL"
    if text.startswith("/"):
        return "a path"
    if "@" in text:
        return "a user before the host"
    if any(mark in text for mark in ",;"):
        return "more than one host"
    if any(c.isspace() for c in text):
        return "a blank inside"
    found = _parts(text)
    if found and found["port"] and fits(found["host"]):
        return "no such port" if type(path[-1]) is int else "a port behind the host"
    return "no host"


def put_right(
    text: str, fits: Callable[[str], object], path: KeyPath, subject: Subject
) -> tuple[str, ...]:
    """Where the parts of an address belong; nothing where that is not certain."""
    if text.startswith("/"):
        for name in ("unix_socket_path", "socket"):
            if (*path[:-1], name) in subject.settings:
                return (f"the path of a socket belongs to {name}",)
        return ()
    found = _parts(text)
    if not found:
        return ()
    host, port = found["host"].strip("[]") if path[-1] == "host" else found["host"], found["port"]
    if type(path[-1]) is int:
        node = f"{host}:{port}" if port else host
        return (f'write "{node}"',) if fits(node) and node != text else ()
    if not fits(host) or len(port or "") > 5 or not 0 < int(port or 1) < 65536:
        return ()
    placed = [f'host to "{host}"'] + ([f"port to {int(port)}"] if port else [])
    rest = ""
    if found["user"]:
        rest = "; the user and the password have settings of their own"
        if not holds_credentials(text):
            rest = "; the user has a setting of its own"
    return (f"set {' and '.join(placed)}{rest}",)
