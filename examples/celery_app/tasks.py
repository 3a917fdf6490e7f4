"""A Celery app: its broker is the Redis that the config names."""

from __future__ import annotations

import sys
from pathlib import Path

from celery import Celery

from hacfg import ConfigError, load_redis_config

try:
    config = load_redis_config(Path(__file__).with_name("redis_config.json"))
except ConfigError as error:
    sys.exit(str(error))

app = Celery("tasks")
app.conf.broker_url = config.url()


@app.task(ignore_result=True)
def greet(name: str) -> None:
    """Greets somebody, in the worker."""
    print(f"Hello, {name}!")
