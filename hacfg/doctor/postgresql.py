"""PostgreSQL: how its server greets, and what it means when it refuses."""

from __future__ import annotations

import struct

from ..diagnostic import Fault
from .conversation import ForeignError
from .database_visit import DatabaseVisit, PlainError, home
from .endpoint import Endpoint
from .step import Finding, failed, fine, skipped, warned

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from typing import Any

    from ..compiled.database_config import DatabaseConfig
    from .course import Probe

# https://www.postgresql.org/docs/current/protocol-message-formats.html, SSLRequest
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
_BUSY = (
    *("starting up", "shutting down", "recovery mode", "not yet accepting"),
    *("too many clients", "too many connections", "remaining connection slots"),
)


class PostgresVisit(DatabaseVisit):
    """A PostgreSQL server, through psycopg or psycopg2."""

    kind = "PostgreSQL"
    install = 'pip install "psycopg[binary]"'

    def __init__(self, config: DatabaseConfig, seconds: float) -> None:
        port = config.port or 5432
        if config.socket is not None:
            path = f"{config.socket.rstrip('/')}/.s.PGSQL.{port}"
            endpoint = Endpoint("", port, path, ("socket",), ("port",))
        else:
            endpoint = Endpoint(config.host or "", port, "", ("host",), ("port",))
        super().__init__(config, endpoint, seconds)

    def further(self) -> list[tuple[str, Probe]]:
        """Version, primary or standby, and the schema that is named."""
        named = [("schema", self.find_schema)] if self.config.schema else []
        return [("version", self.identify), ("mode", self.compare), *named]

    def prelude(self, connection: socket.socket) -> str:  # noqa: D102 - as inherited
        connection.sendall(_SSL_REQUEST)
        answer = connection.recv(1)
        if answer == b"S":
            return "PostgreSQL, offers TLS"
        if answer == b"N":
            self.plain = True
            raise PlainError("PostgreSQL")
        # Only of what is no PostgreSQL there is more to read.
        raise ForeignError(answer + (connection.recv(100) if answer else b""))

    def _usual_authority(self) -> str:
        return home(".postgresql", "root.crt")

    def open(self) -> Any:  # noqa: D102 - as inherited
        seconds = max(1, round(self.wait))
        try:
            import psycopg
        except ImportError:
            psycopg2: Any = __import__("psycopg2")
            found = psycopg2.connect(self.config.conninfo(), connect_timeout=seconds)
            found.autocommit = True
            return found
        return psycopg.connect(self.config.conninfo(), autocommit=True, connect_timeout=seconds)

    def identify(self) -> Finding:
        """The step version."""
        if self.connection is None:
            return skipped("no driver")
        version = self.value("SHOW server_version")
        return (
            skipped("the server does not say")
            if isinstance(version, Exception)
            else fine(f"PostgreSQL {self.scrub(str(version))}")
        )

    def compare(self) -> Finding:
        """The step mode: a standby takes no writes."""
        if self.connection is None:
            return skipped("no driver")
        standby = self.value("SELECT pg_is_in_recovery()")
        if isinstance(standby, Exception):
            return skipped("the server does not say")
        if not standby:
            return fine("primary")
        return warned(
            "standby",
            Fault(
                "HC616",
                f"{self.name} is a read-only standby",
                ("host",),
                help=("write the host of the primary, unless the service only reads",),
            ),
        )

    def find_schema(self) -> Finding:
        """The step schema: search_path may name one that is not there, and nothing is said."""
        if self.connection is None:
            return skipped("no driver")
        name = self.config.schema
        found = self.value(f"SELECT count(*) FROM pg_namespace WHERE nspname = '{name}'")  # noqa: S608 - the config's schema allows letters, digits, underscores and hyphens only
        if found == 1:
            return fine(str(name))
        return failed(
            f"no schema {name}",
            Fault(
                "HC617",
                f"database {self.config.database} at {self.name} has no schema {name}",
                ("schema",),
                help=(f'correct the name, or create it: CREATE SCHEMA "{name}"',),
            ),
        )

    def judged(self, error: Exception) -> tuple[str, Fault]:
        """By the words of server and libpq, since they hand out no code while they connect."""
        text = str(error)
        config, name = self.config, self.name
        if "password authentication failed" in text:
            return "the password is wrong", Fault(
                "HC612",
                f"{name} refuses the password of user {config.username}",
                ("password",),
                notes=("PostgreSQL says the same where there is no such user",),
                help=("set it at the server: ALTER ROLE ... PASSWORD, or correct it here",),
            )
        if "no password supplied" in text:
            return "a password is asked for", Fault(
                "HC613",
                f"{name} asks for a password, and the config has none",
                ("password",),
                help=('write "password": "${DB_PASSWORD}" and set that',),
            )
        if "role" in text and "does not exist" in text:
            return "no such user", Fault(
                "HC612",
                f"{name} has no user {config.username}",
                ("username",),
                help=("correct the name, or create the user: CREATE ROLE ... LOGIN",),
            )
        if "database" in text and "does not exist" in text:
            return f"no database {config.database}", Fault(
                "HC617",
                f"{name} has no database {config.database}",
                ("database",),
                help=(f"correct the name, or create it: createdb {config.database}",),
            )
        return self._turned_away(text) or self.unnamed(error)

    def _turned_away(self, text: str) -> tuple[str, Fault] | None:
        name = self.name
        if "pg_hba.conf" in text:
            plain = "no encryption" in text and self.config.ssl_mode in ("disable", "allow")
            advice = "add a line to pg_hba.conf at the server for them, and reload it"
            if plain:
                advice = 'it may want TLS: write "ssl_mode": "require"; else ' + advice
            return "not let in", Fault(
                "HC605",
                f"pg_hba.conf at {name} does not let this user, database and machine in",
                ("host",),
                notes=(self.scrub(text.rpartition("FATAL:")[2]),),
                help=(advice,),
            )
        if any(words in text for words in _BUSY):
            return "not for now", Fault(
                "HC622",
                f"{name} takes no connection for now: {self.scrub(text.rpartition('FATAL:')[2])}",
                ("host",),
                help=("--wait 60 tries again for a minute; max_connections is set at the server",),
            )
        if "permission denied" in text:
            return "permission denied", Fault(
                "HC618",
                f"user {self.config.username} may not use database {self.config.database}",
                ("username",),
                help=("at the server: GRANT CONNECT ON DATABASE ... TO ...",),
            )
        return None
