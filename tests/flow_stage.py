"""A stage for flows: replies are given, and time passes only by them and by pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hacfg.compiled.redis_config import RedisConfig
from hacfg.coordinator import Claim, Lease
from hacfg.coordinator.connections import Driver, finished
from hacfg.coordinator.core import Core

if TYPE_CHECKING:
    from collections.abc import Coroutine


class Call(NamedTuple):
    """A command that a flow sent, and how long it would have waited."""

    args: tuple[str | int, ...]
    seconds: float


class Stage(Core[Lease, Claim]):
    """A coordinator's flows with a clock of the test's own, before no server."""

    kinds = (Lease, Claim, Driver)

    def __init__(self, **settings: Any) -> None:
        self.now, self.took = 1000.0, 0.0
        self.calls: list[Call] = []
        self.pauses: list[float] = []
        self.replies: list[Any] = []
        super().__init__(RedisConfig(host="redis.example.com", **settings), clock=lambda: self.now)
        self.driver = Player(self)

    def play(self, flow: Coroutine[Any, Any, Any], replies: list[Any], took: float = 0.0) -> Any:
        """Runs a flow: each call takes that long and gets the next reply, or raises it."""
        self.replies, self.took = list(replies), took
        return finished(flow)


class Player(Driver):
    """Gives the replies of a stage."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.config, 1)
        self.stage = stage

    async def call(self, *command: str | int, seconds: float) -> Any:
        """The next reply."""
        stage = self.stage
        stage.calls.append(Call(command, seconds))
        reply = stage.replies.pop(0)
        # A reply can be late because the process was paused; silence is bounded.
        stage.now += min(stage.took, seconds) if isinstance(reply, Exception) else stage.took
        if isinstance(reply, BaseException):
            raise reply
        return reply

    async def pause(self, seconds: float) -> bool:
        """Turns the clock; nobody tells it to stop."""
        self.stage.pauses.append(seconds)
        self.stage.now += seconds
        return False

    async def probe(self) -> None:
        """The next reply, as if on a connection of its own."""
        await self.call("PING", seconds=0.5)
