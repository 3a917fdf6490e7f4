"""Books signals: of all workers that get the same one, one books it. Start as many as you like."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
from pathlib import Path

from database import Database

from hacfg import ConfigError, load_database_config, load_redis_config
from hacfg.coordinator import RedisCoordinator

from .claims import TABLES, Claims
from .source import Source
from .worker import Worker

HERE = Path(__file__).parent
log = logging.getLogger("signals")


def main() -> None:
    """Works until SIGTERM or Ctrl-C, then says who decided what."""
    parser = argparse.ArgumentParser(prog="python -m signals", description=__doc__)
    parser.add_argument("file", nargs="?", default="signals.jsonl", help="where signals arrive")
    parser.add_argument("--name", default=f"{socket.gethostname()}:{os.getpid()}")
    parser.add_argument("--work", type=float, default=0.5, help="seconds that a signal takes")
    options = parser.parse_args()
    try:
        redis_config = load_redis_config(HERE / "redis_config.json")
        database_config = load_database_config(HERE / "database_config.json")
    except ConfigError as error:
        sys.exit(str(error))
    stops: list[int] = []
    # No more than this: the lock of an Event may be held by what the signal interrupts.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: stops.append(number))
    name = options.name.replace("%", "%%")
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s {name} %(message)s")
    database = Database(database_config, TABLES)
    with RedisCoordinator(redis_config) as coordinator:
        claims = Claims(database, options.name, redis_config.leases.ttl)
        worker = Worker(claims, coordinator, options.work)
        try:
            worker.run(Source(Path(options.file)), until=lambda: bool(stops))
        except OSError as error:
            sys.exit(f"the signals cannot be read: {error}")
        health = coordinator.health()
    database.close()
    for what, times in sorted(worker.counts.items()):
        log.info("%4d x %s", times, what)
    log.info("Redis: lost %d times, back %d times", health.trips, health.recoveries)


if __name__ == "__main__":
    main()
