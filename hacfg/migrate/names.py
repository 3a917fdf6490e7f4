"""Variables that people and platforms use for Redis and databases, beside those of the schemas."""

from __future__ import annotations

import re

from .database_keys import ENGINES as _ENGINES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..keypath import KeyPath

_SERVER = {
    "HOST": ("host",),
    "PORT": ("port",),
    "USER": ("username",),
    "USERNAME": ("username",),
    "PASSWORD": ("password",),
    "DB": ("database",),
    "DATABASE": ("database",),
    "DBNAME": ("database",),
}

ALIASES: dict[str, dict[str, KeyPath]] = {
    "redis": {
        "REDIS_HOSTNAME": ("host",),
        "REDIS_SERVER": ("host",),
        "REDIS_DATABASE": ("db",),
        "REDIS_AUTH": ("password",),
        "REDIS_USE_TLS": ("ssl",),
        "REDIS_USE_SSL": ("ssl",),
        "REDIS_PREFIX": ("key_prefix",),
        "REDISHOST": ("host",),
        "REDISPORT": ("port",),
        "REDISUSER": ("username",),
        "REDISPASSWORD": ("password",),
    },
    "database": {
        "DB_CONNECTION": ("engine",),
        "DB_DRIVER": ("engine",),
        "DB_TYPE": ("engine",),
        "DB_CLIENT": ("engine",),
        "DB_HOSTNAME": ("host",),
        "DB_SERVER": ("host",),
        "DB_DBNAME": ("database",),
        "DB_PWD": ("password",),
        "DB_SSL": ("ssl_mode",),
        "DB_POOL_MAX": ("pool", "size"),
        "DB_UNIX_SOCKET": ("socket",),
        **{
            f"{prefix}{name}": path
            for prefix in ("POSTGRES_", "POSTGRESQL_", "PG", "PG_", "MYSQL_", "MYSQL", "MARIADB_")
            for name, path in _SERVER.items()
        },
        "PGSSLMODE": ("ssl_mode",),
        "PGSSLROOTCERT": ("ssl_root_cert",),
        "PGSSLCERT": ("ssl_cert",),
        "PGSSLKEY": ("ssl_key",),
        "PGAPPNAME": ("application_name",),
        "PGCONNECT_TIMEOUT": ("connect_timeout",),
    },
}
"""The settings of each schema by such names."""

URLS = {
    "redis": ("REDIS_URL", "REDIS_TLS_URL", "REDISCLOUD_URL", "CACHE_URL"),
    "database": (
        *("DATABASE_URL", "DB_URL", "POSTGRES_URL", "POSTGRESQL_URL", "MYSQL_URL"),
        *("SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL"),
    ),
}
"""Variables that hold a whole connection."""

ENGINES = {**_ENGINES, "pgsql": "postgresql"}

IMPLIED = (
    (r"PG|POSTGRES", "postgresql"),
    (r"MYSQL", "mysql"),
    (r"MARIADB", "mariadb"),
)
"""Beginnings of names that tell the engine."""

BELONGS = re.compile(r"(?:DB|DATABASE|PG|POSTGRES|POSTGRESQL|MYSQL|MARIADB|REDIS)_").match
"""Whether a variable speaks of Redis or a database at all."""
