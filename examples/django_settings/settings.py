"""A Django settings module: the database and the cache come from hacfg."""

from __future__ import annotations

import sys
from pathlib import Path

from hacfg import ConfigError, load_database_config, load_redis_config

HERE = Path(__file__).parent

try:
    _database = load_database_config(HERE / "database_config.json")
    _cache = load_redis_config(HERE / "redis_config.json")
except ConfigError as error:
    sys.exit(str(error))

DATABASES = {"default": _database.django()}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _cache.url(),
    }
}
INSTALLED_APPS: list[str] = []
USE_TZ = True
