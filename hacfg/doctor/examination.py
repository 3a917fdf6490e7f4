"""The examination of a config: the steps of its kind."""

from __future__ import annotations

from ..database_rendering import DatabaseRendering
from ..redis_rendering import RedisRendering
from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .step import Step


class Unsuited(Value):
    """Why there is nothing to connect to, in a few words, and the setting that says so."""

    reason: str
    setting: str


def examined(config: Any, seconds: float) -> tuple[Step, ...] | Unsuited:
    """Connects as the config says; ``seconds`` is the most that one wait may take.

    Raises:
        TypeError: it is the config of neither Redis nor a database.
    """
    if isinstance(config, RedisRendering):
        from .redis_examination import RedisExamination

        redis: Any = config
        if not redis.enable_redis:
            return Unsuited("Redis is off: enable_redis is false", "enable_redis")
        return tuple(RedisExamination(redis, seconds).steps())
    if isinstance(config, DatabaseRendering):
        from .database_examination import database_steps

        return tuple(database_steps(config, seconds))
    raise TypeError("a RedisConfig or a DatabaseConfig is examined, and nothing else")
