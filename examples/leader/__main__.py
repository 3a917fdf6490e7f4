"""Leads, or stands by until the leader is gone. Start it in several terminals, and kill some."""

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

from .candidate import Candidate
from .election import TABLES, Election

HERE = Path(__file__).parent


def main() -> None:
    """Works until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m leader", description=__doc__)
    parser.add_argument("--name", default=f"{socket.gethostname()}:{os.getpid()}")
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
        election = Election(database, "example", options.name, redis_config.leases.ttl)
        candidate = Candidate(election, coordinator)
        candidate.run(until=lambda: bool(stops))
    database.close()


if __name__ == "__main__":
    main()
