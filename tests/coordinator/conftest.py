"""What the tests of the coordinator share: a real server, and both coordinators."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from coordinators import Waiting
from redis_servers import Server, proxied, running

from hacfg.coordinator import AsyncRedisCoordinator, RedisCoordinator

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Iterator

    from redis_servers import Proxy

    from hacfg.compiled.redis_config import RedisConfig


@pytest.fixture
def server(tmp_path: pathlib.Path) -> Iterator[Server]:
    """An empty server of the test's own."""
    with running(Server(tmp_path / "redis")) as started:
        yield started


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    """A proxy before the server."""
    with proxied(server.port) as started:
        yield started


@pytest.fixture(params=["threads", "asyncio"])
def coordinate(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Makes coordinators: the test runs for threads, and again for asyncio."""
    made: list[Any] = []
    loop = asyncio.new_event_loop()

    def make(config: RedisConfig, **options: Any) -> Any:
        coordinator: Any
        if request.param == "threads":
            coordinator = RedisCoordinator(config, **options)
        else:
            coordinator = Waiting(AsyncRedisCoordinator(config, **options), loop)
            coordinator.__enter__()
        made.append(coordinator)
        return coordinator

    yield make
    for coordinator in made:
        coordinator.close()
    loop.close()
