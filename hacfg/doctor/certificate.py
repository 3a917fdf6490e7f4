"""A certificate: what it says of its owner, read from its DER form (RFC 5280, X.690).

The module ssl gives these only of a certificate that it trusts, and most needed are they where it
does not.
"""

from __future__ import annotations

import time
from calendar import timegm
from ipaddress import ip_address

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMON_NAME = bytes.fromhex("550403")
_ORGANIZATION = bytes.fromhex("55040a")
_ALTERNATIVE_NAMES = bytes.fromhex("551d11")
_VERSION, _EXTENSIONS = 0xA0, 0xA3
_DNS_NAME, _IP_ADDRESS = 0x82, 0x87
_UTC_TIME = 0x17
_DAY = 86400


class Certificate(Value):
    """Owner, issuer, the names it is for, and the seconds since 1970 between which it is valid."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    begin: int
    end: int

    def days_left(self, now: float | None = None) -> int:
        """Whole days until it expires; negative where it has expired."""
        return int((self.end - (time.time() if now is None else now)) // _DAY)

    @property
    def last_day(self) -> str:
        """The day on which it expires, as ``2027-01-31``."""
        return day(self.end)


def day(moment: int) -> str:
    """The day of a moment in UTC, as ``2027-01-31``."""
    return time.strftime("%Y-%m-%d", time.gmtime(moment))


def read_certificate(data: bytes) -> Certificate | None:
    """The certificate in DER form, or None where it is none."""
    try:
        return _read(data)
    except (IndexError, ValueError, StopIteration):
        return None


def _read(data: bytes) -> Certificate:
    body = next(_elements(next(_elements(data))[1]))[1]
    fields = [field for field in _elements(body) if field[0] != _VERSION]
    _, _, (_, issuer), (_, validity), (_, subject), *rest = fields
    begin, end = (_moment(tag, value) for tag, value in _elements(validity))
    extensions = [value for tag, value in rest if tag == _EXTENSIONS]
    names = tuple(name for value in extensions for name in _names(value))
    return Certificate(_owner(subject), _owner(issuer), names, begin, end)


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element that stands side by side."""
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        if at + length > len(data):
            raise ValueError("an element is longer than what holds it")
        yield tag, data[at : at + length]
        at += length


def _moment(tag: int, value: bytes) -> int:
    text = value.decode("ascii")
    if tag == _UTC_TIME:  # two digits for the year: 1950 to 2049
        text = ("19" if text >= "5" else "20") + text
    return timegm(time.strptime(text, "%Y%m%d%H%M%SZ"))


def _owner(name: bytes) -> str:
    """The common name, else the organization, else nothing."""
    found: dict[bytes, str] = {}
    for _, group in _elements(name):
        for _, pair in _elements(group):
            (_, kind), (_, value) = _elements(pair)
            found.setdefault(kind, value.decode("utf-8", "replace"))
    shown = found.get(_COMMON_NAME) or found.get(_ORGANIZATION) or ""
    return "".join(c if c.isprintable() else " " for c in shown)


def _names(extensions: bytes) -> Iterator[str]:
    for _, extension in _elements(next(_elements(extensions))[1]):
        (_, kind), *_, (_, value) = _elements(extension)
        if kind != _ALTERNATIVE_NAMES:
            continue
        for tag, name in _elements(next(_elements(value))[1]):
            if tag == _DNS_NAME:
                yield name.decode("ascii", "replace")
            elif tag == _IP_ADDRESS:
                yield str(ip_address(name))
