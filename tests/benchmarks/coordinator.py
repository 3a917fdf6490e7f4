"""What the coordinator costs beside redis-py: a ping, and a lock with its release.

    python tests/benchmarks/coordinator.py --rounds 31

Client and server are pinned to one core, and what is counted is the time that both spend on it:
the figures drift threefold otherwise, and other work on the machine would be counted as well. The
two take turns, and the median of each counts. It fails where a ratio is above its bound.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import redis
from measure import ROOT

from hacfg.compiled.redis_config import RedisConfig
from hacfg.coordinator import RedisCoordinator

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS = 300
BOUNDS = {"ping": 1.05, "lock and release": 0.80}


class Meter:
    """Counts the processor time of this process and of a server, in microseconds a call."""

    def __init__(self, server: int, rounds: int) -> None:
        self.server, self.rounds = Path(f"/proc/{server}/schedstat"), rounds
        core = min(os.sched_getaffinity(0))
        for process in (0, server):
            os.sched_setaffinity(process, {core})

    def compare(self, *functions: Callable[[], object]) -> list[float]:
        """The median of each, taken in turns."""
        rounds = [[self._once(function) for function in functions] for _ in range(self.rounds)]
        return [statistics.median(column) for column in zip(*rounds, strict=True)]

    def _once(self, function: Callable[[], object]) -> float:
        began = self._now()
        for _ in range(CALLS):
            function()
        return (self._now() - began) / CALLS / 1000

    def _now(self) -> int:
        return time.process_time_ns() + int(self.server.read_text().split()[0])


def measured(port: int, meter: Meter) -> dict[str, list[float]]:
    """Ours and redis-py's, by what is measured."""
    plain, other = (
        redis.Redis(host="127.0.0.1", port=port),
        redis.Redis(host="127.0.0.1", port=port),
    )
    lock = other.lock("lock", timeout=30, blocking=False)

    def theirs() -> None:
        lock.acquire()
        lock.release()

    with plain, other, RedisCoordinator(RedisConfig(host="127.0.0.1", port=port)) as coordinator:

        def ours() -> None:
            with coordinator.acquire_signal_lock("lock", ttl=30.0):
                pass

        return {
            "ping": meter.compare(coordinator.ping, plain.ping),
            "lock and release": meter.compare(ours, theirs),
        }


def main() -> int:
    """Measures and prints one table; 1 where a bound is broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=31, help="rounds of each (default 31)")
    options = parser.parse_args()
    sys.path.append(str(ROOT / "tests"))
    from redis_servers import Server, running

    with (
        tempfile.TemporaryDirectory(prefix="hacfg-") as name,
        running(Server(Path(name))) as server,
    ):
        assert server.process is not None
        table = measured(server.port, Meter(server.process.pid, options.rounds))
    print(f"Python {platform.python_version()}, redis-py {redis.__version__}, us of processor time")
    broken = 0
    for what, (ours, theirs) in table.items():
        ratio = ours / theirs
        broken |= ratio > BOUNDS[what]
        print(f"{what:18}{ours:8.1f}{theirs:8.1f}  ratio {ratio:.2f}, at most {BOUNDS[what]:.2f}")
    return int(broken)


if __name__ == "__main__":
    raise SystemExit(main())
