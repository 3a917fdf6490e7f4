"""A secret: a text that shows itself only when asked by name."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

MASK = "**********"

# A URL with a user, "user:password@host", or "password=..." among parameters.
# In JSON, quoted within a text or not, and a private key in PEM form.
_CREDENTIALS = r"[:/][^@]*@|(?i:passw(?:or)?d|pwd|secret|token)\w*(?:\s*=|\\?[\"']\s*:)|-----BEGIN"


class Secret:
    """A text that prints, logs and formats as stars.

    ``get_secret_value()`` gives the text. The text lies in a closure, where neither ``vars()``
    nor an error tracker's walk over attributes finds it. Pickling keeps the text.
    """

    __slots__ = ("_get",)

    if TYPE_CHECKING:
        _get: Any

    def __init__(self, text: str | Secret) -> None:
        plain = text.get_secret_value() if isinstance(text, Secret) else text
        if type(plain) is not str:
            raise TypeError("a Secret holds a str")
        object.__setattr__(self, "_get", lambda: plain)

    def get_secret_value(self) -> str:
        """The text itself."""
        text: str = self._get()
        return text

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __len__(self) -> int:
        return len(self.get_secret_value())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return self.get_secret_value() == other.get_secret_value()

    def __hash__(self) -> int:
        return hash(("Secret", self.get_secret_value()))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a Secret cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a Secret cannot be changed")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Secret, (self.get_secret_value(),)


def holds_credentials(text: str) -> bool:
    """Whether a text that should hold no secret may hold one: ``redis://user:password@host``."""
    import re

    return re.search(_CREDENTIALS, text) is not None
