"""The examination of a database config: the steps of its engine."""

from __future__ import annotations

from .course import carried_out

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .step import Step


def database_steps(config: Any, seconds: float) -> list[Step]:
    """The steps in the order they were tried; ``seconds`` is the most that one wait may take."""
    visit: Any
    if config.engine == "sqlite":
        from .sqlite import SqliteVisit

        visit = SqliteVisit(config, seconds)
    elif config.engine == "postgresql":
        from .postgresql import PostgresVisit

        visit = PostgresVisit(config, seconds)
    else:
        from .mysql import MysqlVisit

        visit = MysqlVisit(config, seconds)
    try:
        return list(carried_out(visit.name, visit.plan(), visit.wait))
    finally:
        visit.close()
