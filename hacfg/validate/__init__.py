"""The explanation of a refused environment: what jsonschema finds, said for people.

jsonschema is the authority on what is wrong; this package chooses among its findings and words
them. It is imported only once a predicate has refused.
"""

from __future__ import annotations

from .explanation import explain
from .subject import Subject

__all__ = ["Subject", "explain"]
