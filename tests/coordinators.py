"""Coordinators for tests: configs with small times, and asyncio seen from a thread."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from redis_servers import HOST

from hacfg.compiled.redis_config import RedisConfig

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from typing_extensions import Self

QUICK = {
    "host": HOST,
    "socket_timeout": 0.3,
    "socket_connect_timeout": 0.3,
    "pool_timeout": 0.3,
    "retry": {"base_delay": 0.02, "max_delay": 0.08},
    "fallback": {"probe_interval": 0.1, "max_probe_interval": 0.4},
    "leases": {"ttl": 1.0, "renew_deadline": 0.6, "retry_period": 0.1},
}


def quick(port: int | None = None, **changes: Any) -> RedisConfig:
    """A config with small times, so that tests of slow faults are quick."""
    given = {**QUICK, **({} if port is None else {"port": port}), **changes}
    return RedisConfig(**{name: value for name, value in given.items() if value is not None})


class Waiting:
    """An object of asyncio, used as its counterpart for threads: results are waited for."""

    def __init__(self, target: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.target, self.loop = target, loop

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.target, name)
        return self._waiting(value) if callable(value) else value

    def _waiting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            result = function(*args, **named)
            if inspect.isawaitable(result):
                result = self.loop.run_until_complete(_awaited(result))
            return Waiting(result, self.loop) if hasattr(result, "fencing_token") else result

        return call

    def __bool__(self) -> bool:
        return bool(self.target)

    def __enter__(self) -> Self:
        self.loop.run_until_complete(self.target.__aenter__())
        return self

    def __exit__(self, *error: object) -> None:
        self.loop.run_until_complete(self.target.__aexit__(*error))


async def _awaited(result: Any) -> Any:
    return await result
