"""hacfg: config files held against JSON Schemas, loaded as typed, immutable configs."""

from __future__ import annotations

from . import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .names import *  # noqa: F403

__all__ = [*names.__all__]  # noqa: PLE0604 - strings, of the one table


def __getattr__(name: str) -> object:
    if name not in names.HOMES:
        raise AttributeError(f"module hacfg has no attribute {name!r}")
    return getattr(__import__(f"hacfg.{names.HOMES[name]}", fromlist=[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *names.HOMES})
