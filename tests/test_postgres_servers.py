"""The PostgreSQL server that tests share: it is real, and it is alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from postgres_servers import Server


def test_a_server(postgres: Server) -> None:
    """It answers on its port, and a database made for a test is empty."""
    name = postgres.new_database()
    settings = postgres.settings

    with psycopg.connect(
        host=settings["host"],
        port=settings["port"],
        dbname=name,
        user=settings["username"],
        password=settings["password"],
    ) as connection:
        tables = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()

    assert tables == (0,)


def test_it_wants_its_password(postgres: Server) -> None:
    """A wrong password is refused, so that tests of credentials test something."""
    settings = postgres.settings

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(
            host=settings["host"],
            port=settings["port"],
            dbname="postgres",
            user=settings["username"],
            password="wrong",
        )
