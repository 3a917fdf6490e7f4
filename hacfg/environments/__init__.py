"""The environments of a document: which there are, what each extends, which are protected."""

from __future__ import annotations

from .environment import (
    DIRECTIVES,
    RESERVED,
    Environment,
    environment_of,
    environments,
    flat,
)
from .naming import is_protected_name, nearly_protected

__all__ = [
    "DIRECTIVES",
    "RESERVED",
    "Environment",
    "environment_of",
    "environments",
    "flat",
    "is_protected_name",
    "nearly_protected",
]
