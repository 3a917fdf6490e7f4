"""A Flask service: counts its visits in Redis."""

from __future__ import annotations

import sys
from pathlib import Path

import redis
from flask import Flask

from hacfg import ConfigError, load_redis_config

CONFIG = Path(__file__).with_name("redis_config.json")


def create_app() -> Flask:
    """The application; where the config is wrong it says so and does not start."""
    try:
        config = load_redis_config(CONFIG)
    except ConfigError as error:
        sys.exit(str(error))
    client = redis.Redis(**config.redis_kwargs())
    app = Flask(__name__)

    @app.get("/")
    def visit() -> dict[str, object]:
        return {"environment": config.environment, "visits": client.incr("visits")}

    return app
