"""The keys of Sequelize and db-migrate, in lower case, and what each of them is here."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..keypath import KeyPath

PLAIN: dict[str, KeyPath] = {
    "dialect": ("engine",),
    "driver": ("engine",),
    "host": ("host",),
    "hostname": ("host",),
    "port": ("port",),
    "database": ("database",),
    "username": ("username",),
    "user": ("username",),
    "password": ("password",),
    "schema": ("schema",),
    "charset": ("charset",),
    "socketpath": ("socket",),
}
"""Keys whose value is that of the setting."""

ENGINES = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "pg": "postgresql",
    "mysql": "mysql",
    "mysql2": "mysql",
    "mariadb": "mariadb",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
}

TIMES: dict[str, KeyPath] = {
    "connecttimeout": ("connect_timeout",),
    "connectiontimeoutmillis": ("connect_timeout",),
    "statement_timeout": ("statement_timeout",),
}
"""Keys whose value is in milliseconds."""

OF_POOL = {
    "min": "no least number of connections is kept",
    "idle": "a connection is replaced by its age, pool.recycle, not after being idle",
    "evict": "a connection is replaced by its age, pool.recycle, not by a search",
    "maxuses": "a connection is replaced by its age, pool.recycle, not after some uses",
}

OF_DIALECT_OPTIONS: dict[str, KeyPath] = {
    "application_name": ("application_name",),
    "charset": ("charset",),
    "socketpath": ("socket",),
}

_APPLICATION = "it steers the application and says nothing of the connection"
_MIGRATIONS = "it steers the tool's migrations"

_REASONS = {
    "logging benchmark logqueryparameters": "logging is the application's",
    "define query sync hooks operatorsaliases omitnull quoteidentifiers isolationlevel"
    " transactiontype typevalidation underscored timestamps": _APPLICATION,
    "seederstorage seederstoragepath seederstoragetablename migrationstorage migrationstoragepath"
    " migrationstoragetablename migrationstoragetableschema sql-file coffee-file ignore-on-init"
    " multiplestatements flags": _MIGRATIONS,
    "defaultenv": "the environment is chosen by HACFG_ENV, or else it is local",
    "replication": "a config names one server; write an environment for each",
    "timezone": "the time zone is the application's",
    "protocol": "the engine has one protocol",
    "native dialectmodule dialectmodulepath": "the driver is the application's",
    "retry": "trying again is the application's",
    "tunnel ssh": "hacfg opens no tunnel",
}

NOT_OURS = {key: reason for keys, reason in _REASONS.items() for key in keys.split()}
"""Keys without a place here, and why."""
