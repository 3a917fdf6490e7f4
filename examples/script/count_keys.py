"""A script: says which Redis it talks to, where it knows that from, and how many keys are there."""

from __future__ import annotations

import sys
from pathlib import Path

import redis

from hacfg import ConfigError, load_redis_config

CONFIG = Path(__file__).with_name("redis_config.json")


def main() -> None:
    """Ends with the diagnostics and status 1 where the config is wrong."""
    try:
        config = load_redis_config(CONFIG)
    except ConfigError as error:
        sys.exit(str(error))
    for name in ("host", "port", "db"):
        print(f"{name} is {getattr(config, name)}, from {config.origin(name)}")
    with redis.Redis(**config.redis_kwargs()) as client:
        print(f"it holds {client.dbsize()} keys")


if __name__ == "__main__":
    main()
