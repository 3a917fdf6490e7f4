"""What ``hacfg init`` writes into files that may be there already."""

from __future__ import annotations

from .addition import Addition, Outcome
from .hook import with_hook
from .table import project_file, with_table

__all__ = ["Addition", "Outcome", "project_file", "with_hook", "with_table"]
