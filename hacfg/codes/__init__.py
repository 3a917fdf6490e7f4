"""The pages on the codes of diagnostics, for people and for the rules in a report."""

from __future__ import annotations

from .page import Example, File, Page
from .table import GROUPS, page_of, pages
from .writing import as_markdown, as_text

__all__ = ["GROUPS", "Example", "File", "Page", "as_markdown", "as_text", "page_of", "pages"]
