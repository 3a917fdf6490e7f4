"""MySQL and MariaDB: how their server greets, and what it means when it refuses."""

from __future__ import annotations

import struct

from ..diagnostic import Fault
from .conversation import ForeignError
from .database_visit import DatabaseVisit, PlainError
from .endpoint import Endpoint
from .step import Finding, Outcome, failed, fine, skipped

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from typing import Any

    from ..compiled.database_config import DatabaseConfig
    from .course import Probe

# https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html
_VERSION, _ERROR = 10, 0xFF
_PROTOCOL_41, _SSL, _SECURE = 0x200, 0x800, 0x8000
_UTF8MB4 = 45
_MOST = 1 << 16


class MysqlVisit(DatabaseVisit):
    """A MySQL or MariaDB server, through mysqlclient or PyMySQL."""

    install = "pip install pymysql, or pip install mysqlclient"

    def __init__(self, config: DatabaseConfig, seconds: float) -> None:
        self.kind = "MariaDB" if config.engine == "mariadb" else "MySQL"
        endpoint = Endpoint(config.host or "", config.port or 3306, "", ("host",), ("port",))
        if config.socket is not None:
            endpoint = Endpoint(socket=config.socket, host_at=("socket",), port_at=("socket",))
        super().__init__(config, endpoint, seconds)
        self._refusal: tuple[int, str] | None = None

    def further(self) -> list[tuple[str, Probe]]:
        """The version."""
        return [("version", self.identify)]

    def greet(self) -> Finding:
        """The step protocol; a server that is full or closed to this host says so at once."""
        found = super().greet()
        if found.outcome is Outcome.FAILED and self._refusal is not None:
            return failed(*self._by_number(*self._refusal))
        return found

    def prelude(self, connection: socket.socket) -> str:  # noqa: D102 - as inherited
        packet = _packet(connection)
        if packet[0] == _ERROR:
            number = int.from_bytes(packet[1:3], "little")
            self._refusal = number, self.scrub(packet[3:].decode("utf-8", "replace"))
            raise ForeignError(packet)
        text, _, rest = packet[1:].partition(b"\0")
        if packet[0] != _VERSION or len(rest) < 15:
            raise ForeignError(packet)
        # Thread, salt and a filler stand before the capabilities.
        (capabilities,) = struct.unpack_from("<H", rest, 13)
        version = _readable(self.scrub(text.decode("utf-8", "replace")))
        if not capabilities & _SSL:
            self.plain = True
            raise PlainError(version)
        asked = struct.pack("<IIB23x", _PROTOCOL_41 | _SSL | _SECURE, 1 << 24, _UTF8MB4)
        connection.sendall(len(asked).to_bytes(3, "little") + b"\1" + asked)
        return f"{version}, offers TLS"

    def open(self) -> Any:  # noqa: D102 - as inherited
        try:
            driver: Any = __import__("MySQLdb")
        except ImportError:
            driver = __import__("pymysql")
            return driver.connect(**self._arguments(), **self._pymysql_tls())
        entry = self.config.django()["OPTIONS"]
        return driver.connect(**entry | self._arguments())

    def _arguments(self) -> dict[str, Any]:
        config = self.config
        given = config.to_dict(reveal_secrets=True)
        seconds = max(1, round(self.wait))
        server: dict[str, Any] = {"host": config.host, "port": config.port}
        if config.socket is not None:
            server = {"unix_socket": config.socket}
        user = {} if config.username is None else {"user": config.username}
        return {
            **server,
            **user,
            "password": given.get("password") or "",
            "database": config.database,
            "charset": config.charset,
            "connect_timeout": seconds,
            "read_timeout": seconds,
        }

    def _pymysql_tls(self) -> dict[str, Any]:
        """PyMySQL knows no TLS that is only preferred."""
        config, mode = self.config, self.config.ssl_mode
        if mode == "disable":
            return {"ssl_disabled": True}
        if mode in ("allow", "prefer"):
            return {}
        files = {"ca": config.ssl_root_cert, "cert": config.ssl_cert, "key": config.ssl_key}
        stated: dict[str, Any] = {name: path for name, path in files.items() if path}
        return {"ssl": {**stated, "check_hostname": mode == "verify-full"}}

    def identify(self) -> Finding:
        """The step version."""
        if self.connection is None:
            return skipped("no driver")
        version = self.value("SELECT VERSION()")
        if isinstance(version, Exception):
            return skipped("the server does not say")
        return fine(_readable(self.scrub(str(version))))

    def judged(self, error: Exception) -> tuple[str, Fault]:
        """By the number of the error, which server and drivers share."""
        number = error.args[0] if error.args else 0
        if "cryptography" in str(error) and isinstance(error, RuntimeError):
            return "PyMySQL lacks cryptography", Fault(
                "HC624",
                "PyMySQL cannot send this password: the package cryptography is not installed",
                ("engine",),
                help=("pip install cryptography",),
            )
        if isinstance(number, int) and number:
            return self._by_number(number, str(error.args[-1]))
        return self.unnamed(error)

    def _by_number(self, number: int, text: str) -> tuple[str, Fault]:
        config, name = self.config, self.name
        user = config.username or "by default"
        if number in (1045, 1698) and config.password is None:
            return "a password is asked for", Fault(
                "HC613",
                f"{name} asks user {user} for a password, and the config has none",
                ("password",),
                help=('write "password": "${DB_PASSWORD}" and set that',),
            )
        table = {
            1045: ("HC612", "password", f"refuses the password of user {user}"),
            1698: ("HC612", "username", f"does not let user {user} in by a password"),
            1049: ("HC617", "database", f"has no database {config.database}"),
            1044: ("HC618", "username", f"keeps user {user} from database {config.database}"),
            1130: ("HC605", "host", "does not let this machine in"),
            1129: ("HC605", "host", "has blocked this machine after too many failures"),
            1040: ("HC622", "host", "has as many clients as it takes"),
            1203: ("HC622", "username", f"has as many clients of user {user} as it takes"),
            3159: ("HC606", "ssl_mode", "wants TLS, and the config does without"),
            1251: ("HC612", "username", "wants a way to log in that the driver does not know"),
        }
        advice = {
            1045: "set it at the server: ALTER USER ... IDENTIFIED BY, or correct it here",
            1049: f"correct the name, or create it: CREATE DATABASE {config.database}",
            1044: f"at the server: GRANT ... ON {config.database}.* TO ...",
            1130: "at the server: CREATE USER for this machine's address",
            1129: "at the server: FLUSH HOSTS, and find out what failed",
            1040: "raise max_connections at the server, or find out who keeps connections open",
            3159: 'write "ssl_mode": "require"',
        }
        if number not in table:
            return "refused", Fault(
                "HC699",
                f"{name} refuses: {self.scrub(text)} ({number})",
                self.line.endpoint.host_at,
                help=("the server's log may say more",),
            )
        code, setting, what = table[number]
        same = ("MySQL says the same where there is no such user for this machine",)
        return what, Fault(
            code,
            f"{name} {what}",
            (setting,),
            notes=same if number == 1045 else (),
            help=(advice[number],) if number in advice else (),
        )


def _packet(connection: socket.socket) -> bytes:
    """The first packet of a server: its length, a number, and what it says."""
    data = b""
    while len(data) < 4 or len(data) < 4 + int.from_bytes(data[:3], "little"):
        received = connection.recv(4096)
        data += received
        strange = len(data) > 4 and (data[3] != 0 or int.from_bytes(data[:3], "little") > _MOST)
        if not received or strange:
            raise ForeignError(data)
    if len(data) == 4:
        raise ForeignError(data)
    return data[4:]


def _readable(version: str) -> str:
    """MariaDB puts the version of an old MySQL before its own."""
    version = version.removeprefix("5.5.5-")
    return version if "MariaDB" in version else f"MySQL {version}"
