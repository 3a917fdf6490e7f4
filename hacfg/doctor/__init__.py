"""The doctor: connects with a config for real, step by step, and says what is wrong."""

from __future__ import annotations

from .examination import Unsuited, examined
from .sections import sections
from .step import Outcome, Step, worst

__all__ = ["Outcome", "Step", "Unsuited", "examined", "sections", "worst"]
