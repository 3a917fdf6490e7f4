"""The schema of a config file as a text: what editors hold a file against while it is written."""

from __future__ import annotations

import json

from ..derive import file_schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def file_schema_text(document: dict[str, Any]) -> str:
    """The derived schema of a file, the same text for the same schema."""
    return json.dumps(file_schema(document), indent=2, ensure_ascii=False) + "\n"
