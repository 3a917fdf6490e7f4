"""The renderings of a database config: what drivers and frameworks take.

They reveal secrets; that is their purpose. Quoting is that of the standard or the library that
each one names, so that every password comes out as it went in.
"""

from __future__ import annotations

from .config import Config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal, TypeAlias

    Driver: TypeAlias = Literal[
        "psycopg", "psycopg2", "mysqldb", "pymysql", "pysqlite", "aiosqlite"
    ]

_DRIVERS = {
    "postgresql": ("psycopg", "psycopg2"),
    "mysql": ("mysqldb", "pymysql"),
    "mariadb": ("mysqldb", "pymysql"),
    "sqlite": ("pysqlite", "aiosqlite"),
}
_DJANGO = {
    "postgresql": "django.db.backends.postgresql",
    "mysql": "django.db.backends.mysql",
    "mariadb": "django.db.backends.mysql",
    "sqlite": "django.db.backends.sqlite3",
}
# The words of libpq as MySQL has them.
_SSL_MODES = {
    "disable": "DISABLED",
    "allow": "PREFERRED",
    "prefer": "PREFERRED",
    "require": "REQUIRED",
    "verify-ca": "VERIFY_CA",
    "verify-full": "VERIFY_IDENTITY",
}
_LIBPQ = {
    "connect_timeout": "connect_timeout",
    "ssl_mode": "sslmode",
    "ssl_root_cert": "sslrootcert",
    "ssl_cert": "sslcert",
    "ssl_key": "sslkey",
    "ssl_password": "sslpassword",
    "application_name": "application_name",
}


class DatabaseRendering(Config):
    """What every database config can do, whatever its schema says besides.

    ``options`` are handed on: in a text a boolean is ``1`` or ``0``, and null is left out.
    """

    __slots__ = ()

    def url(self) -> str:
        """The connection as a URL, with its secrets: ``postgresql://user:password@host:5432/app``.

        For PostgreSQL it is a URI of libpq, which psql and most libraries read; for MySQL and
        MariaDB it has the options of mysqlclient, ``ssl-ca``, ``ssl-cert`` and ``ssl-key`` in
        MySQL's spelling; for SQLite three slashes come before a relative path and four before an
        absolute one.

        Raises:
            ValueError: the engine has no way to say what the config says.
        """
        values = self._values_for("url")
        engine = values["engine"]
        if engine == "sqlite":
            return f"sqlite:///{_quoted(values['database'], '/:')}{_query(_options(values))}"
        if engine == "postgresql":
            query = _libpq(values)
        else:
            query = {**_mysql(values), **_files(values, "ssl-")}
        server = _server(values, _host_in_uri(values), query)
        return f"{engine}://{server}/{_quoted(values['database'])}{_query(query)}"

    def conninfo(self) -> str:
        """The connection string of libpq, with its secrets, for ``psycopg.connect`` and psql.

        As in https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING: keywords
        and values, quoted where they must be.

        Raises:
            ValueError: the engine is not PostgreSQL.
        """
        engine = self.to_dict()["engine"]
        if engine != "postgresql":
            raise ValueError(f"conninfo() is for PostgreSQL, and the engine is {engine}")
        values = self._values_for("conninfo")
        stated = {
            "host": values.get("host") or values["socket"],
            "port": values.get("port", 5432),
            "dbname": values["database"],
            "user": values["username"],
            "password": values["password"],
            **_libpq(values),
        }
        return " ".join(f"{k}={_in_conninfo(_text(v))}" for k, v in stated.items() if v is not None)

    def sqlalchemy_url(self, driver: Driver | None = None) -> str:
        """The URL for ``sqlalchemy.create_engine``, with its secrets.

        Without a driver it is psycopg for PostgreSQL, mysqldb (mysqlclient) for MySQL and MariaDB,
        and pysqlite. PyMySQL knows no TLS that is only preferred: with ``allow`` and ``prefer``
        it does what it does by default. SQLAlchemy before 2.1 cannot open a SQLite file with ``%``
        or ``?`` in its name.

        Raises:
            ValueError: the driver is none that hacfg knows for this engine, or cannot be told what
                the config says.
        """
        engine = self.to_dict()["engine"]
        known = _DRIVERS[engine]
        if driver is not None and driver not in known:
            said = " and ".join(known)
            raise ValueError(
                f"{driver} is no driver for {engine} that hacfg knows: those are {said}"
            )
        if driver == "pymysql" and not _is_latin(self):
            raise ValueError("PyMySQL sends passwords in Latin-1, which cannot hold this one")
        values = self._values_for("sqlalchemy_url")
        return _sqlalchemy(values, driver or known[0])

    def sqlalchemy_kwargs(self) -> dict[str, Any]:
        """Keyword arguments for ``sqlalchemy.create_engine``: the pool. Times are in seconds."""
        values = self.to_dict()
        pool = values["pool"]
        kwargs = {
            "pool_recycle": -1 if pool["recycle"] is None else pool["recycle"],
            "pool_pre_ping": pool["pre_ping"],
        }
        if values["database"] == ":memory:" and values["engine"] == "sqlite":
            # Its pool is one connection for each thread, without sizes.
            return kwargs
        return kwargs | {
            "pool_size": pool["size"],
            "max_overflow": pool["max_overflow"],
            "pool_timeout": pool["timeout"],
        }

    def django(self) -> dict[str, Any]:
        """The dictionary for an entry of Django's ``DATABASES``, with its secrets.

        MySQL and MariaDB are spoken to through mysqlclient. Where ``pool`` is given, its
        ``recycle`` and ``pre_ping`` become ``CONN_MAX_AGE`` and ``CONN_HEALTH_CHECKS``; a pool
        Django has not.

        Raises:
            ValueError: the engine has no way to say what the config says.
        """
        values = self._values_for("django")
        engine = values["engine"]
        entry: dict[str, Any] = {"ENGINE": _DJANGO[engine], "NAME": values["database"]}
        if engine == "sqlite":
            options = values.get("options", {})
        else:
            entry |= {
                "USER": values["username"] or "",
                "PASSWORD": values["password"] or "",
                "HOST": values.get("host") or values["socket"],
                "PORT": values.get("port", ""),
            }
            options = _libpq(values) if engine == "postgresql" else _mysql(values)
            files = _files(values, "") if engine != "postgresql" else {}
            options |= {"ssl": files} if files else {}
            options |= {key: v for key, v in values.get("options", {}).items() if key != "options"}
        if options:
            entry["OPTIONS"] = options
        if "pool" in self.to_dict(defaults=False):
            entry["CONN_MAX_AGE"] = values["pool"]["recycle"]
            entry["CONN_HEALTH_CHECKS"] = values["pool"]["pre_ping"]
        return entry

    def _values_for(self, method: str) -> dict[str, Any]:
        """The values, secrets revealed; what cannot be said is refused before they are."""
        problem = _unsayable(self.to_dict()) or _nul(self)
        if problem:
            raise ValueError(f"{method}(): {problem}")
        return self.to_dict(reveal_secrets=True)


def _unsayable(values: Mapping[str, Any]) -> str:
    """Why a rendering cannot say what the config says; the values are masked."""
    options = values.get("options", {})
    if values["engine"] in ("mysql", "mariadb"):
        if "ssl_password" in values:
            return "the drivers of MySQL take no password for ssl_key: decrypt the file"
        if "statement_timeout" in values and "init_command" in options:
            return "options.init_command leaves no place for statement_timeout: put it there"
    return ""


def _nul(config: Config) -> str:
    values = config.to_dict(reveal_secrets=True, defaults=False)
    named = [name for name, value in values.items() if type(value) is str and "\0" in value]
    return f"{named[0]} holds a NUL, which no driver can send" if named else ""


def _is_latin(config: Config) -> bool:
    password = config.to_dict(reveal_secrets=True)["password"] or ""
    return all(ord(character) < 256 for character in password)


def _sqlalchemy(values: Mapping[str, Any], driver: str) -> str:
    engine = values["engine"]
    name = f"{engine}+{driver}"
    if engine == "sqlite":
        return f"{name}:///{_in_path(values['database'])}{_query(_options(values))}"
    if engine == "postgresql":
        query = _libpq(values)
    elif driver == "pymysql":
        query = _pymysql(values)
    else:
        query = {**_mysql(values), **_files(values, "ssl_")}
    server = _server(values, _host_in_sqlalchemy(values), query)
    database = values["database"]
    if not {*database} & {*"%?@"}:
        return f"{name}://{server}/{database}{_query(query)}"
    # SQLAlchemy unquotes this part since 2.1 only, and takes what is before @ for a user.
    query["dbname" if engine == "postgresql" else "database"] = database
    return f"{name}://{server}{_query(query)}"


def _libpq(values: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of libpq besides server, database and user."""
    stated = {word: values[name] for name, word in _LIBPQ.items() if name in values}
    further = _options(values)
    commands = []
    if "schema" in values:
        commands.append(f'-c search_path="{values["schema"]}"')
    if "statement_timeout" in values:
        commands.append(f"-c statement_timeout={_milliseconds(values)}")
    if "options" in further:
        commands.append(str(further.pop("options")))
    return {**stated, **({"options": " ".join(commands)} if commands else {}), **further}


def _mysql(values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of mysqlclient besides server, database, user and the files of TLS."""
    stated = {name: values[name] for name in ("charset", "connect_timeout") if name in values}
    stated["ssl_mode"] = _SSL_MODES[values["ssl_mode"]]
    return {**stated, **_init_command(values), **_options(values)}


def _pymysql(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same for PyMySQL, whose TLS SQLAlchemy collects from what begins with ``ssl_``."""
    stated = {name: values[name] for name in ("charset", "connect_timeout") if name in values}
    mode, files = values["ssl_mode"], _files(values, "ssl_")
    if mode == "disable":
        stated["ssl_disabled"] = "true"
    elif mode in ("allow", "prefer"):
        files.pop("ssl_ca", None)
        stated |= {**files, "ssl_check_hostname": "false"} if files else {}
    else:
        stated |= {**files, "ssl_check_hostname": "true" if mode == "verify-full" else "false"}
    return {**stated, **_init_command(values), **_options(values)}


def _init_command(values: Mapping[str, Any]) -> dict[str, str]:
    if "statement_timeout" not in values:
        return {}
    if values["engine"] == "mysql":
        return {"init_command": f"SET SESSION max_execution_time={_milliseconds(values)}"}
    # MariaDB counts in seconds and keeps microseconds; 0 would mean no limit.
    seconds = f"{max(values['statement_timeout'], 1e-6):.6f}".rstrip("0").rstrip(".")
    return {"init_command": f"SET SESSION max_statement_time={seconds}"}


def _milliseconds(values: Mapping[str, Any]) -> int:
    """The statement timeout, never 0, which would mean no limit."""
    seconds: float = values["statement_timeout"]
    return max(1, round(seconds * 1000))


def _files(values: Mapping[str, Any], prefix: str) -> dict[str, str]:
    names = {"ca": "ssl_root_cert", "cert": "ssl_cert", "key": "ssl_key"}
    return {f"{prefix}{word}": values[name] for word, name in names.items() if name in values}


def _options(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in values.get("options", {}).items() if v is not None}


def _server(values: Mapping[str, Any], host: str, query: dict[str, Any]) -> str:
    """User, password, host and port; a socket goes into the query instead."""
    username, password = values["username"], values["password"]
    server = ""
    if username is not None or password is not None:
        server = (
            _quoted(username or "") + ("" if password is None else f":{_quoted(password)}") + "@"
        )
    if "socket" not in values:
        return f"{server}{host}:{values['port']}"
    if values["engine"] == "postgresql":
        query |= {"host": values["socket"], "port": values.get("port", 5432)}
    else:
        query["unix_socket"] = values["socket"]
    return server


def _host_in_uri(values: Mapping[str, Any]) -> str:
    host: str = values.get("host", "")
    return f"[{_quoted(host, ':')}]" if ":" in host else host


def _host_in_sqlalchemy(values: Mapping[str, Any]) -> str:
    """SQLAlchemy takes a host as it stands, without unquoting."""
    host: str = values.get("host", "")
    return f"[{host}]" if ":" in host else host


def _in_path(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3F")


def _in_conninfo(text: str) -> str:
    """Quoted as libpq wants it: backslashes before quotes and backslashes."""
    if text and text.isascii() and text.replace("_", "").replace("-", "").isalnum():
        return text
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _query(parameters: Mapping[str, Any]) -> str:
    pairs = [f"{_quoted(name)}={_quoted(_text(value))}" for name, value in parameters.items()]
    return f"?{'&'.join(pairs)}" if pairs else ""


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _quoted(text: str, safe: str = "") -> str:
    from urllib.parse import quote

    return quote(text, safe=safe)
