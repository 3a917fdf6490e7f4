"""The derived schemas: for an environment as written, for a part of one, for a whole file."""

from __future__ import annotations

from .derivation import file_schema, partial, written
from .vocabulary import PLACEHOLDER, WHOLE_PLACEHOLDER

__all__ = ["PLACEHOLDER", "WHOLE_PLACEHOLDER", "file_schema", "partial", "written"]
