"""The last defence of secrets: text that others wrote, with every secret of a config masked."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

from ..secret import MASK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..config import Config

_LONGEST = 300


class Scrubber:
    """Masks the secrets of one config, plain or as a URL has them, in what drivers say."""

    def __init__(self, config: Config) -> None:
        forms = {form for text in _secrets(config) for form in _forms(text)}
        # The longest first: one may be a part of another.
        self._forms = sorted(forms, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text on one line, masked, and cut where it is long."""
        line = printable(self.masked(text))
        return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"

    def masked(self, text: str) -> str:
        """The text as it is, save for the secrets."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text


def printable(text: str) -> str:
    """The text on one line, without what steers a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _secrets(config: Config) -> Iterator[str]:
    shown, told = config.to_dict(), config.to_dict(reveal_secrets=True)
    yield from _differing(shown, told)


def _differing(shown: Any, told: Any) -> Iterator[str]:
    """What is masked in one and told in the other."""
    if isinstance(told, dict) and isinstance(shown, dict):
        for key, value in told.items():
            yield from _differing(shown.get(key), value)
    elif isinstance(told, list) and isinstance(shown, list):
        for one, other in zip(shown, told, strict=True):
            yield from _differing(one, other)
    elif isinstance(told, str) and told and shown != told:
        yield told


def _forms(text: str) -> Iterator[str]:
    yield from (text, quote(text, safe=""), quote(text), quote_plus(text), repr(text)[1:-1])
