"""File formats: text to plain trees, and back from key paths to places in the text."""

from __future__ import annotations

from .table import Format, format_of, without_template_ending
from .text import LIMIT, Span, Spot, decode, line_bounds, place, read, too_large

__all__ = [
    "LIMIT",
    "Format",
    "Span",
    "Spot",
    "decode",
    "format_of",
    "line_bounds",
    "place",
    "read",
    "too_large",
    "without_template_ending",
]
