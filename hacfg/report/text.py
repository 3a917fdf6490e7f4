"""The format ``text``: each problem with its excerpt, for people."""

from __future__ import annotations

from .summary import summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..check import Report
    from . import Style
    from .block import Paint

_CODES = {"error": "1;31", "warning": "1;33", "frame": "1;34", "bold": "1", "good": "32"}


def render(reports: Sequence[Report], style: Style) -> str:
    """Every problem as a block, and a closing line."""
    paint = painter(style.colour)
    text = "".join(_blocks(reports, paint))
    if not style.summary:
        return text
    return text + paint("bold" if text else "good", summary(reports, style.good)) + "\n"


def _blocks(reports: Sequence[Report], paint: Paint) -> Iterator[str]:
    for report in reports:
        for diagnostic in report.diagnostics:
            from .block import block

            yield block(diagnostic, paint) + "\n"


def painter(colour: bool) -> Paint:  # noqa: FBT001 - the one thing it depends on
    """What colours texts, or leaves them as they are."""
    return _coloured if colour else _plain


def _plain(_: str, text: str) -> str:
    return text


def _coloured(kind: str, text: str) -> str:
    return f"\x1b[{_CODES[kind]}m{text}\x1b[0m"
