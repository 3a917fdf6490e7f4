"""The reference of a schema: its settings for readers, as pages and as a ``.env.example``."""

from __future__ import annotations

from .entry import Entry
from .model import Group, Reference, reference_of

__all__ = ["Entry", "Group", "Reference", "reference_of"]
