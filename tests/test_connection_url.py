"""Connection URLs: what they state, and that a refusal shows nothing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hacfg.catalog import built_in
from hacfg.connection_url import Connection, parse_url

if TYPE_CHECKING:
    from hacfg.diagnostic import Fault

SECRET = "zq8Vx3Kp"
ENGINES = "postgres, postgresql, pgsql, mysql, mysql2, mariadb, sqlite, sqlite3"


def stated(url: str) -> dict[str, Any]:
    """The settings that a URL states."""
    connection, faults = parse(url)
    assert not faults
    assert connection is not None
    return dict(connection.values)


def parse(url: str) -> tuple[Connection | None, tuple[Fault, ...]]:
    """What comes of a URL in the variable of its schema."""
    if url.lower().startswith(("redis", "unix", "reds")):
        return parse_url(url, "REDIS_URL", built_in("redis").settings)
    return parse_url(url, "DATABASE_URL", built_in("database").settings)


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("redis://h", {"host": "h", "ssl": False}),
        ("rediss://h/", {"host": "h", "ssl": True}),
        ("redis://h:1/2", {"host": "h", "port": 1, "db": 2, "ssl": False}),
        ("redis://h:/2", {"host": "h", "db": 2, "ssl": False}),
        ("redis://me@h", {"host": "h", "username": "me", "ssl": False}),
        ("redis://:p@h", {"host": "h", "password": "p", "ssl": False}),
        ("redis://me:@h", {"host": "h", "username": "me", "ssl": False}),
        (
            "redis://%3A%40:%2F%25@h",
            {"host": "h", "username": ":@", "password": "/%", "ssl": False},
        ),
        ("redis://h?db=3&client_name=a+b%2B", {"host": "h", "db": 3, "client_name": "a b+"}),
        ("redis://[fe80::1%25eth0]", {"host": "fe80::1%eth0", "ssl": False}),
        ("redis://h?timeout=2", {"host": "h", "pool_timeout": 2, "ssl": False}),
        ("unix:///run/r%20d?db=1", {"unix_socket_path": "/run/r d", "db": 1, "ssl": False}),
        ("unix://me:p@/run/r", {"unix_socket_path": "/run/r", "username": "me", "password": "p"}),
    ],
)
def test_what_a_redis_url_states(url: str, settings: dict[str, Any]) -> None:
    """Each part, decoded once; a scheme says whether there is TLS."""
    assert stated(url) == {"ssl": False} | settings


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("postgres://h/d", {"engine": "postgresql", "host": "h", "database": "d"}),
        ("postgresql+psycopg://h:1", {"engine": "postgresql", "host": "h", "port": 1}),
        ("mysql2://%2Frun%2Fm/d", {"engine": "mysql", "socket": "/run/m", "database": "d"}),
        ("pgsql:///d?host=/run/pg", {"engine": "postgresql", "socket": "/run/pg"}),
        ("postgresql:///?host=%2Frun%2Fpg", {"engine": "postgresql", "socket": "/run/pg"}),
        ("postgresql:///?host=h&user=u&dbname=d", {"host": "h", "username": "u"}),
        ("mariadb://h/d?unix_socket=/run/m", {"engine": "mariadb", "socket": "/run/m"}),
        ("mysql://h/d?ssl_mode=VERIFY_CA&ssl-ca=/a", {"ssl_mode": "verify-ca"}),
        ("postgresql://h/d?sslmode=require&sslrootcert=/a", {"ssl_mode": "require"}),
        ("sqlite:///data/app.db", {"engine": "sqlite", "database": "data/app.db"}),
        ("sqlite:////var/app.db", {"engine": "sqlite", "database": "/var/app.db"}),
        ("sqlite3://", {"engine": "sqlite", "database": ":memory:"}),
    ],
)
def test_what_a_database_url_states(url: str, settings: dict[str, Any]) -> None:
    """The spellings of the drivers and of the platforms that set DATABASE_URL."""
    found = stated(url)

    assert {name: found[name] for name in settings} == settings


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("channel_binding=require", {"channel_binding": "require"}),
        ("options=-c%20search_path%3Da", {"options": "-c search_path=a"}),
        ("client_encoding=utf8", {"client_encoding": "utf8"}),
        ("a=1&&b=", {"a": "1", "b": ""}),
    ],
)
def test_what_only_the_driver_knows_goes_to_its_options(
    query: str, options: dict[str, str]
) -> None:
    """A hosted database names parameters that are no setting of ours."""
    assert stated(f"postgresql://h/d?{query}")["options"] == options


@pytest.mark.parametrize(
    ("url", "headline", "advice"),
    [
        (SECRET, "is no URL", "postgresql://USER:PASSWORD@HOST/NAME"),
        (f"redis:{SECRET}", "is no URL", "redis://USER:PASSWORD@HOST:6379/0"),
        (f"redis://:{SECRET}/@h", "is no URL that can be read", "percent-encode"),
        (f"redis://:{SECRET}%zz@h", "is no URL that can be read", "percent-encode"),
        (f"redis://me:{SECRET}", "is no URL that can be read", "percent-encode"),
        (f"redis://h#{SECRET}", "is no URL that can be read", "percent-encode"),
        (f"redist://:{SECRET}@h", "has an unknown scheme", "did you mean redis://?"),
        (f"{SECRET}://h", "has an unknown scheme", f"known are {ENGINES}"),
        (f"redis://:{SECRET}@/0", "names no host", "redis://HOST:6379/0"),
        (f"redis://h/{SECRET}", "has no database number after the host", "/0"),
        ("redis://h/12345678901", "has no database number after the host", "/0"),
        ("redis://me:99999", "has a port that is no number from 1 to 65535", "redis://:PASSWORD"),
        ("redis://me:0", "has a port that is no number from 1 to 65535", "@HOST:6379/0"),
        (f"mysql://h:{'9' * 5000}/d", "has a port that is no number", "mysql://USER:PASSWORD@"),
        (f"unix://:{SECRET}@h/run", "needs the path of the socket", "unix:///run/redis.sock"),
        ("unix://", "needs the path of the socket", "unix:///run/redis.sock"),
        (f"sqlite://{SECRET}/x", "names a server, which SQLite has not", "sqlite:///file.db"),
        (f"sqlite://{SECRET}@/x", "names a server, which SQLite has not", "sqlite:///file.db"),
        (
            f"redis://h?pasword={SECRET}",
            "has an option that is no setting",
            "did you mean password",
        ),
        (f"redis://h?{SECRET}=1", "has an option that is no setting", "the question mark"),
        (f"mysql://h?{SECRET}@x/d", "has an option that is no setting", "the question mark"),
        (f"mysql://h?tls={SECRET}", "has an option that is no setting", "did you mean ssl_mode?"),
        (f"redis://h?db={SECRET}", "has an option db that must be an integer", ""),
    ],
)
def test_a_url_that_is_refused(url: str, headline: str, advice: str) -> None:
    """The variable is named, and what to write; of the text itself nothing is shown."""
    connection, (fault,) = parse(url)

    assert connection is None
    assert (fault.code, fault.variable) == ("HC317", fault.headline.partition(" ")[0])
    assert headline in fault.headline
    assert advice in "".join(fault.help)
    assert SECRET not in repr(fault)
    assert "99999" not in repr(fault)


def test_all_bad_options_are_told() -> None:
    """One repair, not one for each run."""
    _, faults = parse("redis://h?db=x&pasword=y&port=1")

    assert len(faults) == 2


def test_a_connection_shows_its_names_only() -> None:
    """What stands in a frame of an error holds no value."""
    connection, _ = parse(f"redis://:{SECRET}@h")

    assert repr(connection) == "Connection(password, host, ssl)"
