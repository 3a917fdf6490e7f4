"""The version of hacfg: the one place that says it, read by the build as well."""

from __future__ import annotations

__version__ = "0.1.0"
