"""Renderings of configs: what is written is read back by the library that it is for."""

from __future__ import annotations

import inspect
import ssl
from importlib import import_module
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
import redis
import sqlalchemy
from hypothesis import example, given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict
from redis import cluster as redis_cluster
from redis import connection as redis_connection
from redis import sentinel as redis_sentinel
from redis.connection import SSLConnection, UnixDomainSocketConnection
from sqlalchemy.engine import make_url

from hacfg import connection_url
from hacfg.compiled import database
from hacfg.compiled import redis as redis_tables
from hacfg.compiled.database_config import DatabaseConfig
from hacfg.compiled.redis_config import RedisConfig
from hacfg.setting import Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Libraries whose types are none or half.
django_conf: Any = import_module("django.conf")
django_db: Any = import_module("django.db")
pymysql: Any = import_module("pymysql")
parse_url: Any = redis_connection.parse_url
cleanup_kwargs: Any = redis_cluster.cleanup_kwargs
Sentinel: Any = redis_sentinel.Sentinel

NASTY = "'\"\\ @:/?#[]%&=+%41%zz;,<>{}|^~`$(){}!*é€😀"
SECRET = "hunter2-s3cr3t"

printable = st.characters(exclude_categories=["Cs", "Cc"])
passwords = st.text(printable, min_size=1) | st.text(st.sampled_from(NASTY), min_size=1)
# What the schema allows: no blanks, and for databases none around the name.
usernames = st.none() | st.text(
    st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=1, max_size=30
)
names = st.text(
    st.sampled_from(NASTY.replace("/", "").replace("\\", "")), min_size=1, max_size=30
).filter(lambda text: text == text.strip())
files = st.text(st.sampled_from(NASTY + "/"), min_size=1, max_size=30).filter(
    lambda text: text == text.strip() and not text.startswith("/")
)


def every_nasty(function: Callable[..., None]) -> Callable[..., None]:
    """The passwords that must be among the examples, whatever chance brings."""
    for password in (NASTY, " blank around ", "'", "\\", "\\'", "%", "%25", "a b", "+", "@", ":"):
        function = example(password=password)(function)
    return function


def postgres(**settings: Any) -> DatabaseConfig:
    """A PostgreSQL config, as short as can be."""
    return DatabaseConfig(**({"engine": "postgresql", "host": "db", "database": "app"} | settings))


def connect_arguments(url: str) -> dict[str, Any]:
    """The arguments that SQLAlchemy hands to the driver, without importing it."""
    parsed = make_url(url)
    _, arguments = parsed.get_dialect()().create_connect_args(parsed)
    arguments.pop("client_flag", None)
    return dict(arguments)


def frames(error: BaseException) -> Iterator[dict[str, Any]]:
    """The locals of the frames of hacfg that an error passed."""
    trace = error.__traceback__
    while trace:
        if Path(trace.tb_frame.f_code.co_filename).parent.name == "hacfg":
            yield trace.tb_frame.f_locals
        trace = trace.tb_next


def assert_refused(render: Callable[[], object], words: str) -> None:
    """A rendering refuses with these words, and no frame of ours holds the secret."""
    with pytest.raises(ValueError, match=words) as caught:
        render()

    assert SECRET not in str(caught.value)
    found = list(frames(caught.value))
    assert found
    assert all(SECRET not in str(local) for held in found for local in held.values())


# Redis


@every_nasty
@given(password=passwords)
def test_a_redis_url_is_read_back(password: str) -> None:
    """redis-py reads from the URL what the config says, whatever the password holds."""
    config = RedisConfig(
        host="redis.example.com", port=6380, db=3, username="app", password=password
    )

    assert parse_url(config.url()) == {
        "host": "redis.example.com",
        "port": 6380,
        "db": 3,
        "username": "app",
        "password": password,
    }


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({"host": "h"}, "redis://h:6379/0"),
        ({"host": "h", "username": "u"}, "redis://u@h:6379/0"),
        ({"host": "h", "password": "p"}, "redis://:p@h:6379/0"),
        ({"host": "::1", "db": 1}, "redis://[::1]:6379/1"),
        ({"host": "fe80::1%eth0"}, "redis://[fe80::1%25eth0]:6379/0"),
        ({"unix_socket_path": "/run/a b.sock", "db": 2}, "unix:///run/a%20b.sock?db=2"),
        (
            {"unix_socket_path": "/run/r.sock", "username": "u", "password": "p"},
            "unix://u:p@/run/r.sock?db=0",
        ),
        ({"host": "h", "ssl": True}, "rediss://h:6379/0?ssl_check_hostname=true"),
        (
            {"host": "h", "ssl": True, "ssl_cert_reqs": "none"},
            "rediss://h:6379/0?ssl_cert_reqs=none&ssl_check_hostname=false",
        ),
    ],
)
def test_redis_urls(settings: dict[str, Any], url: str) -> None:
    """Each mode has its scheme; TLS always says whether the host's name is checked."""
    assert RedisConfig(**settings).url() == url


def test_a_redis_url_names_the_server() -> None:
    """What redis-py reads for an IPv6 address and a socket is the server of the config."""
    address = parse_url(RedisConfig(host="fe80::1%eth0").url())
    socket = parse_url(RedisConfig(unix_socket_path="/run/a b#?.sock", db=2).url())

    assert address["host"] == "fe80::1%eth0"
    assert socket == {
        "path": "/run/a b#?.sock",
        "db": 2,
        "connection_class": UnixDomainSocketConnection,
    }


def test_a_redis_url_carries_tls() -> None:
    """The settings of TLS that were given are read back by redis-py."""
    tls: dict[str, Any] = {
        "ssl_ca_certs": "/etc/ssl/our ca.pem",
        "ssl_certfile": "/c.pem",
        "ssl_keyfile": "/k.pem",
        "ssl_password": "p&=",
        "ssl_ca_data": "-----BEGIN CERTIFICATE-----\nA+/=\n-----END CERTIFICATE-----\n",
        "ssl_cert_reqs": "optional",
        "ssl_check_hostname": False,
    }

    read = parse_url(RedisConfig(host="h", ssl=True, **tls).url())

    assert read.pop("connection_class") is SSLConnection
    assert read == {"host": "h", "port": 6379, "db": 0, **tls}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"sentinel": {"nodes": ["s"], "service_name": "m", "password": SECRET}},
            r"no URL can name a sentinel: redis_kwargs\(\) has the arguments of redis.sentinel",
        ),
        ({"cluster": {"nodes": ["c"]}}, "no URL can name a cluster"),
        ({"enable_redis": False}, "names no Redis server: enable_redis is false"),
    ],
)
def test_what_has_no_redis_url(settings: dict[str, Any], words: str) -> None:
    """Sentinel and cluster have no URL, and a disabled Redis may have no server."""
    config = RedisConfig(**settings, password=SECRET)

    assert_refused(config.url, words)


def test_redis_kwargs_of_no_server() -> None:
    """Arguments need a server; a disabled Redis that names one has some."""
    config = RedisConfig(enable_redis=False, password=SECRET)

    assert_refused(config.redis_kwargs, "names no Redis server")
    assert RedisConfig(enable_redis=False, host="h").redis_kwargs()["host"] == "h"


@every_nasty
@given(password=passwords)
def test_redis_kwargs_are_those_of_redis_py(password: str) -> None:
    """``redis.Redis`` takes the arguments, and its connections get the values of the config."""
    config = RedisConfig(
        host="h", port=6380, db=3, username="u", password=password, client_name="c", protocol=2,
        socket_timeout=1.5, socket_connect_timeout=2, socket_keepalive=False,
        health_check_interval=0, max_connections=7,
    )  # fmt: skip

    with redis.Redis(**config.redis_kwargs()) as client:
        pool = client.connection_pool

    expected = {
        "host": "h", "port": 6380, "db": 3, "username": "u", "password": password,
        "client_name": "c", "socket_timeout": 1.5, "socket_connect_timeout": 2,
        "socket_keepalive": False, "health_check_interval": 0, "protocol": 2,
    }  # fmt: skip
    assert {name: pool.connection_kwargs.get(name) for name in expected} == expected
    assert pool.max_connections == 7


def test_redis_kwargs_of_tls() -> None:
    """TLS comes with its versions as Python has them, and the check of the host's name stated."""
    config = RedisConfig(
        host="h", ssl=True, ssl_min_version="TLSv1.3", ssl_ciphers="ECDHE+AESGCM",
        ssl_certfile="/c", ssl_keyfile="/k", ssl_password=SECRET, ssl_ca_path="/ca",
    )  # fmt: skip

    with redis.Redis(**config.redis_kwargs()) as client:
        pool = client.connection_pool

    expected = {
        "ssl_min_version": ssl.TLSVersion.TLSv1_3, "ssl_ciphers": "ECDHE+AESGCM",
        "ssl_check_hostname": True, "ssl_cert_reqs": "required", "ssl_certfile": "/c",
        "ssl_keyfile": "/k", "ssl_password": SECRET, "ssl_ca_path": "/ca",
    }  # fmt: skip
    assert {name: pool.connection_kwargs.get(name) for name in expected} == expected
    assert pool.connection_class is SSLConnection
    assert isinstance(pool.make_connection(), SSLConnection)


def test_redis_kwargs_without_tls() -> None:
    """Without TLS no setting of it is passed, defaults included."""
    arguments = RedisConfig(host="h").redis_kwargs()

    assert [name for name in arguments if name.startswith("ssl")] == []


def test_redis_kwargs_check_no_name_of_an_unchecked_certificate() -> None:
    """Python refuses to check a name without a certificate, so it is not asked to."""
    arguments = RedisConfig(host="h", ssl=True, ssl_cert_reqs="none").redis_kwargs()

    assert arguments["ssl_check_hostname"] is False


def test_redis_kwargs_of_a_socket() -> None:
    """A Unix socket is an argument of ``redis.Redis`` too."""
    config = RedisConfig(unix_socket_path="/run/redis.sock", db=2)

    with redis.Redis(**config.redis_kwargs()) as client:
        pool = client.connection_pool

    assert pool.connection_class is UnixDomainSocketConnection
    assert pool.connection_kwargs["path"] == "/run/redis.sock"


def test_redis_kwargs_of_a_sentinel() -> None:
    """The arguments are those of Sentinel: the Sentinels have credentials of their own."""
    config = RedisConfig(
        sentinel={
            "nodes": ["s-1", "s-2:26380", "[::1]"], "service_name": "m", "username": "guard",
            "password": "watch", "min_other_sentinels": 1,
        },
        username="app", password="secret", db=2, ssl=True, socket_timeout=1,
    )  # fmt: skip

    sentinel = Sentinel(**config.redis_kwargs())
    asked = [client.connection_pool.connection_kwargs for client in sentinel.sentinels]
    primary = sentinel.master_for("m").connection_pool

    assert [(kwargs["host"], kwargs["port"]) for kwargs in asked] == list(config.addresses())
    assert {(kwargs["username"], kwargs["password"]) for kwargs in asked} == {("guard", "watch")}
    assert {kwargs["socket_timeout"] for kwargs in asked} == {1}
    assert all(kwargs["ssl_check_hostname"] is True for kwargs in asked)
    assert sentinel.min_other_sentinels == 1
    assert primary.connection_kwargs["password"] == "secret"
    assert primary.connection_kwargs["db"] == 2
    assert issubclass(primary.connection_class, SSLConnection)


def test_redis_kwargs_of_a_cluster() -> None:
    """The arguments are those of RedisCluster, which has database 0 only and is not told so."""
    config = RedisConfig(
        cluster={"nodes": ["127.0.0.1:7000", "[::1]"], "require_full_coverage": False},
        username="app",
        password=SECRET,
    )

    arguments = config.redis_kwargs()
    inspect.signature(redis_cluster.RedisCluster.__init__).bind(None, **arguments)
    kept = cleanup_kwargs(**arguments)

    assert [(node.host, node.port) for node in arguments["startup_nodes"]] == [
        ("127.0.0.1", 7000),
        ("::1", 6379),
    ]
    assert (arguments["require_full_coverage"], arguments["dynamic_startup_nodes"]) == (False, True)
    assert (kept["username"], kept["password"]) == ("app", SECRET)
    assert "db" not in arguments


@pytest.mark.parametrize(
    ("settings", "addresses"),
    [
        ({"host": "::1", "port": 1}, (("::1", 1),)),
        ({"unix_socket_path": "/run/r"}, ()),
        ({"cluster": {"nodes": ["a", "b:7"]}}, (("a", 6379), ("b", 7))),
        (
            {"sentinel": {"nodes": ["[::1]:7", "[::2]", "c"], "service_name": "m"}},
            (("::1", 7), ("::2", 26379), ("c", 26379)),
        ),
    ],
)
def test_addresses(settings: dict[str, Any], addresses: tuple[tuple[str, int], ...]) -> None:
    """Nodes become host and port; those of Sentinel and cluster have ports by default."""
    assert RedisConfig(**settings).addresses() == addresses


@every_nasty
@given(password=passwords)
def test_hacfg_reads_its_own_redis_url(password: str) -> None:
    """The URL can be put into REDIS_URL, and the same connection comes out."""
    config = RedisConfig(host="::1", port=6380, db=3, password=password, ssl=True)
    settings = {row[0]: Setting(*row) for row in redis_tables.SETTINGS}

    read, faults = connection_url.parse_url(config.url(), "REDIS_URL", settings)

    assert faults == ()
    assert read is not None
    assert RedisConfig(**read.values) == config


# PostgreSQL


@every_nasty
@given(password=passwords)
def test_a_conninfo_is_read_back(password: str) -> None:
    """What libpq reads from the string is what the config says, whatever the password holds."""
    config = postgres(username="o'brien \\ co", password=password, port=5433)

    assert conninfo_to_dict(config.conninfo()) == {
        "host": "db",
        "port": "5433",
        "dbname": "app",
        "user": "o'brien \\ co",
        "password": password,
        "connect_timeout": "10",
        "sslmode": "prefer",
    }


@every_nasty
@given(password=passwords)
def test_a_uri_is_the_same_to_libpq(password: str) -> None:
    """``url()`` and ``conninfo()`` say the same to libpq."""
    config = postgres(
        host="fe80::1", username="app@", password=password, database="a?b c%41", schema="S-1",
        options={"keepalives": True, "target_session_attrs": "read-write", "service": None},
    )  # fmt: skip

    read = conninfo_to_dict(config.url())

    assert read == conninfo_to_dict(config.conninfo())
    assert (read["password"], read["dbname"], read["host"]) == (password, "a?b c%41", "fe80::1")
    assert (read["keepalives"], read["target_session_attrs"]) == ("1", "read-write")
    assert "service" not in read


def test_everything_reaches_libpq() -> None:
    """Each setting that PostgreSQL has becomes its parameter."""
    config = postgres(
        ssl_mode="verify-full", ssl_root_cert="/ca 1.pem", ssl_cert="/c", ssl_key="/k",
        ssl_password="p'w", application_name="it's me", connect_timeout=3, schema="tenant-1",
        statement_timeout=1.5, options={"options": "-c geqo=off"},
    )  # fmt: skip

    read = conninfo_to_dict(config.conninfo())

    assert read == {
        "host": "db", "port": "5432", "dbname": "app", "connect_timeout": "3",
        "sslmode": "verify-full", "sslrootcert": "/ca 1.pem", "sslcert": "/c", "sslkey": "/k",
        "sslpassword": "p'w", "application_name": "it's me",
        "options": '-c search_path="tenant-1" -c statement_timeout=1500 -c geqo=off',
    }  # fmt: skip


def test_a_socket_of_postgresql() -> None:
    """The directory of the socket is libpq's host; the port chooses the socket in it."""
    config = DatabaseConfig(engine="postgresql", socket="/var/run/postgresql", database="app")
    other = config.replace(port=5433)

    for text in (config.conninfo(), config.url()):
        read = conninfo_to_dict(text)
        assert (read["host"], read["port"]) == ("/var/run/postgresql", "5432")
    assert conninfo_to_dict(other.url())["port"] == "5433"
    arguments = connect_arguments(other.sqlalchemy_url())
    assert (arguments["host"], arguments["port"]) == ("/var/run/postgresql", "5433")


@pytest.mark.parametrize(
    ("seconds", "milliseconds"), [(30, 30000), (0.5, 500), (0.0004, 1), (3600, 3600000)]
)
def test_statement_timeout_in_milliseconds(seconds: float, milliseconds: int) -> None:
    """PostgreSQL and MySQL count in milliseconds, and never get 0, which would mean no limit."""
    mysql = DatabaseConfig(
        engine="mysql", host="db", database="app", statement_timeout=seconds
    ).django()

    read = conninfo_to_dict(postgres(statement_timeout=seconds).conninfo())

    assert read["options"] == f"-c statement_timeout={milliseconds}"
    assert mysql["OPTIONS"]["init_command"] == f"SET SESSION max_execution_time={milliseconds}"


@pytest.mark.parametrize(
    ("seconds", "written"), [(30, "30"), (0.5, "0.5"), (1e-9, "0.000001"), (1.25, "1.25")]
)
def test_statement_timeout_of_mariadb(seconds: float, written: str) -> None:
    """MariaDB counts in seconds, in decimals without an exponent."""
    config = DatabaseConfig(engine="mariadb", host="db", database="app", statement_timeout=seconds)

    command = config.django()["OPTIONS"]["init_command"]

    assert command == f"SET SESSION max_statement_time={written}"


# SQLAlchemy


@every_nasty
@given(password=passwords)
@pytest.mark.parametrize(
    ("engine", "driver"),
    [
        ("postgresql", "psycopg"),
        ("postgresql", "psycopg2"),
        ("mysql", "mysqldb"),
        ("mysql", "pymysql"),
        ("mariadb", "mysqldb"),
        ("mariadb", "pymysql"),
    ],
)
def test_a_sqlalchemy_url_is_read_back(engine: Any, driver: Any, password: str) -> None:
    """SQLAlchemy reads from the URL what the config says, whatever the password holds."""
    if driver == "pymysql":
        password = "".join(character for character in password if ord(character) < 256) or "p"
    config = DatabaseConfig(
        engine=engine, host="::1", port=7, database="app", username="app@", password=password
    )

    read = make_url(config.sqlalchemy_url(driver))

    assert read.drivername == f"{engine}+{driver}"
    assert (read.username, read.password) == ("app@", password)
    assert (read.host, read.port, read.database) == ("::1", 7, "app")


@given(name=names)
def test_every_database_name_reaches_the_driver(name: str) -> None:
    """A name with characters that URLs give a meaning reaches the driver as it is."""
    postgresql = connect_arguments(postgres(database=name).sqlalchemy_url())
    mysql = DatabaseConfig(engine="mysql", host="db", database=name)
    mysqldb = connect_arguments(mysql.sqlalchemy_url())

    assert postgresql["dbname"] == name
    assert mysqldb.get("db", mysqldb.get("database")) == name
    assert connect_arguments(mysql.sqlalchemy_url("pymysql"))["database"] == name


def test_default_drivers() -> None:
    """Each engine has a driver by default; one that is for another engine is refused."""
    mysql = DatabaseConfig(engine="mysql", host="db", database="app", password=SECRET)
    sqlite = DatabaseConfig(engine="sqlite", database="app.db")

    assert make_url(postgres().sqlalchemy_url()).drivername == "postgresql+psycopg"
    assert make_url(mysql.sqlalchemy_url()).drivername == "mysql+mysqldb"
    assert make_url(sqlite.sqlalchemy_url()).drivername == "sqlite+pysqlite"
    assert make_url(sqlite.sqlalchemy_url("aiosqlite")).drivername == "sqlite+aiosqlite"
    assert_refused(
        lambda: mysql.sqlalchemy_url("psycopg"), "psycopg is no driver for mysql that hacfg knows"
    )


def test_sqlalchemy_hands_on_what_libpq_takes() -> None:
    """The arguments of psycopg are the parameters of the conninfo."""
    config = postgres(
        username="u", password=NASTY, ssl_mode="require", schema="s", statement_timeout=1,
        options={"keepalives_idle": 30},
    )  # fmt: skip

    arguments = connect_arguments(config.sqlalchemy_url())

    stated = {name: str(value) for name, value in arguments.items() if name != "context"}
    assert stated == conninfo_to_dict(config.conninfo())


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {"ssl_mode": "PREFERRED"}),
        ({"ssl_mode": "disable"}, {"ssl_mode": "DISABLED"}),
        ({"ssl_mode": "require"}, {"ssl_mode": "REQUIRED"}),
        (
            {"ssl_mode": "verify-ca", "ssl_root_cert": "/ca"},
            {"ssl_mode": "VERIFY_CA", "ssl": {"ca": "/ca"}},
        ),
        (
            {"ssl_mode": "verify-full", "ssl_root_cert": "/a b", "ssl_cert": "/c", "ssl_key": "/k"},
            {"ssl_mode": "VERIFY_IDENTITY", "ssl": {"ca": "/a b", "cert": "/c", "key": "/k"}},
        ),
    ],
)
def test_tls_of_mysqlclient(settings: dict[str, Any], expected: dict[str, Any]) -> None:
    """Both SQLAlchemy and Django hand TLS to mysqlclient in MySQL's words."""
    config = DatabaseConfig(engine="mysql", host="db", database="app", **settings)

    arguments = connect_arguments(config.sqlalchemy_url())
    options = config.django()["OPTIONS"]

    for found in (arguments, options):
        assert {name: found[name] for name in found if name.startswith("ssl")} == expected
        assert (found["charset"], found["connect_timeout"]) == ("utf8mb4", 10)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {}),
        ({"ssl_mode": "disable"}, {"ssl_disabled": "true"}),
        ({"ssl_mode": "require"}, {"ssl": {"check_hostname": False}}),
        (
            {"ssl_mode": "verify-ca", "ssl_root_cert": "/ca"},
            {"ssl": {"ca": "/ca", "check_hostname": False}},
        ),
        (
            {"ssl_mode": "verify-full", "ssl_root_cert": "/ca"},
            {"ssl": {"ca": "/ca", "check_hostname": True}},
        ),
        ({"ssl_mode": "prefer", "ssl_root_cert": "/ca"}, {}),
        (
            {"ssl_mode": "allow", "ssl_cert": "/c", "ssl_key": "/k"},
            {"ssl": {"cert": "/c", "key": "/k", "check_hostname": False}},
        ),
    ],
)
def test_tls_of_pymysql(settings: dict[str, Any], expected: dict[str, Any]) -> None:
    """PyMySQL gets TLS as SQLAlchemy collects it for it."""
    config = DatabaseConfig(engine="mariadb", host="db", database="app", **settings)

    arguments = connect_arguments(config.sqlalchemy_url("pymysql"))

    assert {name: arguments[name] for name in arguments if name.startswith("ssl")} == expected


@given(password=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), min_size=1))
def test_pymysql_takes_the_arguments(password: str) -> None:
    """PyMySQL itself accepts what SQLAlchemy would hand to it, and means to use TLS."""
    config = DatabaseConfig(
        engine="mysql", host="db", database="app", username="app", password=password,
        ssl_mode="require", statement_timeout=2, options={"local_infile": True},
    )  # fmt: skip

    link = pymysql.connect(
        **connect_arguments(config.sqlalchemy_url("pymysql")), defer_connect=True
    )

    assert link.password == password.encode("latin-1")
    assert (link.user, link.db) == ("app", "app")
    assert link.ssl
    assert link.init_command == "SET SESSION max_execution_time=2000"


def test_pymysql_cannot_send_every_password() -> None:
    """PyMySQL encodes passwords as Latin-1; one that does not fit is refused before it tries."""
    config = DatabaseConfig(engine="mysql", host="db", database="app", password=f"{SECRET}€")

    assert_refused(lambda: config.sqlalchemy_url("pymysql"), "PyMySQL sends passwords in Latin-1")


def test_a_socket_of_mysql() -> None:
    """The socket of MySQL is an argument of its own."""
    config = DatabaseConfig(engine="mysql", socket="/run/mysqld/my sql.sock", database="app")

    arguments = connect_arguments(config.sqlalchemy_url())
    read = dj_database_url.parse(config.url())

    assert arguments["unix_socket"] == "/run/mysqld/my sql.sock"
    assert "host" not in arguments
    assert read["OPTIONS"]["unix_socket"] == "/run/mysqld/my sql.sock"
    assert config.django()["HOST"] == "/run/mysqld/my sql.sock"


def test_an_engine_of_postgresql_has_the_pool() -> None:
    """``create_engine`` takes the URL and the arguments of the pool."""
    config = postgres(pool={"size": 3, "max_overflow": 1, "timeout": 2.5, "recycle": None})

    engine = sqlalchemy.create_engine(config.sqlalchemy_url(), **config.sqlalchemy_kwargs())

    pool: Any = engine.pool
    assert (pool.size(), pool._max_overflow, pool._timeout, pool._recycle) == (3, 1, 2.5, -1)
    assert pool._pre_ping is True


@pytest.mark.parametrize("database", ["app.sqlite3", "a b'é&=#.db", ":memory:"])
def test_sqlite_opens(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLAlchemy opens the very file: relative to the directory, absolute, or in memory."""
    monkeypatch.chdir(tmp_path)
    paths = (
        [database] if database == ":memory:" else [database, str(tmp_path / f"absolute {database}")]
    )

    for path in paths:
        config = DatabaseConfig(engine="sqlite", database=path, options={"timeout": 3})
        engine = sqlalchemy.create_engine(config.sqlalchemy_url(), **config.sqlalchemy_kwargs())
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text("create table t (a)"))
        engine.dispose()

    assert sorted(path.name for path in tmp_path.iterdir()) == (
        [] if database == ":memory:" else sorted([database, f"absolute {database}"])
    )


# Django and dj-database-url


@every_nasty
@given(password=passwords)
@pytest.mark.parametrize("engine", ["postgresql", "mysql"])
def test_dj_database_url_reads_the_url(engine: Any, password: str) -> None:
    """dj-database-url makes of the URL the dictionary that ``django()`` gives."""
    config = DatabaseConfig(
        engine=engine, host="db", port=7, database="a?b #1", username="app@", password=password
    )

    read = dj_database_url.parse(config.url())

    expected = config.django()
    assert {name: read.get(name) for name in expected} == expected


def test_dj_database_url_reads_sqlite() -> None:
    """Relative, absolute and in memory: the name of the file is the config's."""
    for path in ("data/app 1.db", "/srv/a?b.db", ":memory:"):
        config = DatabaseConfig(engine="sqlite", database=path)
        read = dj_database_url.parse(config.url())

        assert (read["ENGINE"], read["NAME"]) == ("django.db.backends.sqlite3", path)


@pytest.fixture(scope="module")
def _django() -> None:
    django_conf.settings.configure(USE_TZ=True)


@pytest.mark.usefixtures("_django")
def test_django_makes_connection_parameters_of_it() -> None:
    """Django's own backend turns the dictionary into the parameters of the conninfo."""
    config = postgres(
        username="u", password=NASTY, schema="s", statement_timeout=2, ssl_mode="require",
        options={"keepalives": True}, pool={"recycle": 60, "pre_ping": False},
    )  # fmt: skip

    connection = django_db.ConnectionHandler({"default": config.django()})["default"]
    parameters = connection.get_connection_params()

    expected = conninfo_to_dict(config.conninfo())
    found = {name: parameters[name] for name in expected}
    assert {name: str(int(v) if v is True else v) for name, v in found.items()} == expected
    assert connection.settings_dict["CONN_MAX_AGE"] == 60
    assert connection.settings_dict["CONN_HEALTH_CHECKS"] is False


@pytest.mark.usefixtures("_django")
def test_django_opens_sqlite(tmp_path: Path) -> None:
    """Django opens the file that the config names, with the options of the driver."""
    config = DatabaseConfig(
        engine="sqlite", database=str(tmp_path / "a b.db"), options={"timeout": 3}
    )

    connection = django_db.ConnectionHandler({"default": config.django()})["default"]
    connection.ensure_connection()
    connection.connection.execute("create table t (a)")
    connection.close()

    assert (tmp_path / "a b.db").exists()
    assert connection.get_connection_params()["timeout"] == 3


def test_django_without_a_pool() -> None:
    """Unless the pool is given, Django keeps its own habit of closing connections."""
    assert "CONN_MAX_AGE" not in postgres().django()
    assert DatabaseConfig(engine="sqlite", database="app.db").django() == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "app.db",
    }


def test_django_of_mysql() -> None:
    """The dictionary of MySQL has the shape that Django documents."""
    config = DatabaseConfig(
        engine="mariadb", host="db", database="app", username="u", password="p", ssl_mode="require"
    )

    assert config.django() == {
        "ENGINE": "django.db.backends.mysql",
        "NAME": "app",
        "USER": "u",
        "PASSWORD": "p",
        "HOST": "db",
        "PORT": 3306,
        "OPTIONS": {"charset": "utf8mb4", "connect_timeout": 10, "ssl_mode": "REQUIRED"},
    }


# Limits


@pytest.mark.parametrize(
    ("settings", "method", "words"),
    [
        ({"engine": "mysql"}, "conninfo", "for PostgreSQL, and the engine is mysql"),
        (
            {"engine": "mysql", "ssl_cert": "/c", "ssl_key": "/k", "ssl_password": SECRET},
            "django",
            "take no password for ssl_key",
        ),
        (
            {"engine": "mariadb", "statement_timeout": 1, "options": {"init_command": "SET a=1"}},
            "sqlalchemy_url",
            "init_command leaves no place for statement_timeout",
        ),
        ({"engine": "postgresql", "password": f"{SECRET}\0"}, "url", "password holds a NUL"),
        ({"engine": "postgresql", "password": f"{SECRET}\0"}, "conninfo", "password holds a NUL"),
    ],
)
def test_what_cannot_be_rendered(settings: dict[str, Any], method: str, words: str) -> None:
    """What an engine cannot be told is refused, and never left out silently."""
    config = DatabaseConfig(**({"host": "db", "database": "app", "password": SECRET} | settings))

    assert_refused(getattr(config, method), words)


@every_nasty
@given(password=passwords)
@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb"])
def test_hacfg_reads_its_own_database_url(engine: Any, password: str) -> None:
    """The URL's server, credentials and database come out of DATABASE_URL as they went in."""
    config = DatabaseConfig(
        engine=engine, host="::1", port=7, database="a b", username="u", password=password
    )
    settings = {row[0]: Setting(*row) for row in database.SETTINGS}
    url = config.url().partition("?")[0]

    read, faults = connection_url.parse_url(url, "DATABASE_URL", settings)

    assert faults == ()
    assert read is not None
    assert DatabaseConfig(**read.values) == config
