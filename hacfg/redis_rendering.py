"""The renderings of a Redis config: what redis-py takes.

They reveal secrets; that is their purpose. Nothing is rendered of what only hacfg's coordinator
knows: retries, leases, fallback, the waiting time of the pool.
"""

from __future__ import annotations

from .config import Config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_SENTINEL_PORT = 26379
_CLUSTER_PORT = 6379

_CONNECTION = (
    *("client_name", "protocol", "socket_timeout", "socket_connect_timeout", "socket_keepalive"),
    *("health_check_interval", "max_connections", "username", "password"),
)
_MODES = ("host", "unix_socket_path", "sentinel", "cluster")
_NO_SERVER = "the config names no Redis server: enable_redis is false"
_TLS = (
    *("ssl_ca_certs", "ssl_ca_path", "ssl_ca_data", "ssl_certfile", "ssl_keyfile", "ssl_password"),
    *("ssl_cert_reqs", "ssl_ciphers"),
)


class RedisRendering(Config):
    """What every Redis config can do, whatever its schema says besides."""

    __slots__ = ()

    @classmethod
    def _computed(cls, environment: str) -> Mapping[str, Any]:
        """The default of ``key_prefix``: ``hacfg:production:``; made by hand, ``hacfg::``.

        What the setting may not hold is percent-encoded: braces would choose the slot.
        """
        if environment.isalnum() and environment.isascii():
            return {"key_prefix": f"hacfg:{environment}:"}
        unfit = {c for c in environment if ord(c) <= 32 or c in "\x7f{}%"}
        for character in sorted(unfit, key=lambda c: c != "%"):
            environment = environment.replace(character, f"%{ord(character):02X}")
        return {"key_prefix": f"hacfg:{environment}:"}

    def url(self) -> str:
        """The connection as a URL for ``redis.from_url``, with its secrets.

        ``redis://``, ``rediss://`` for TLS, or ``unix://``, as redis-py reads them. It holds the
        server, database and credentials, and the settings of TLS that were given, save
        ``ssl_min_version``, which not every redis-py reads from a URL. Timeouts and limits are
        left out: ``redis_kwargs()`` has everything.

        Raises:
            ValueError: the config names a Sentinel, a cluster or nothing; there is no URL for it.
        """
        problem = _without_url(self.to_dict())
        if problem:
            raise ValueError(problem)
        values = self.to_dict(reveal_secrets=True)
        given = self.to_dict(reveal_secrets=True, defaults=False)
        if "unix_socket_path" in values:
            path = _quoted(values["unix_socket_path"], "/")
            return f"unix://{_credentials(values)}{path}?db={values['db']}"
        server = f"{_credentials(values)}{_host(values['host'])}:{values['port']}/{values['db']}"
        if not values["ssl"]:
            return f"redis://{server}"
        query = {name: given[name] for name in _TLS if name in given}
        query["ssl_check_hostname"] = str(_checks_hostname(values)).lower()
        return f"rediss://{server}?" + "&".join(f"{k}={_quoted(v)}" for k, v in query.items())

    def redis_kwargs(self) -> dict[str, Any]:
        """Keyword arguments for redis-py, with secrets.

        They are those of ``redis.Redis``; of ``redis.sentinel.Sentinel`` where the config names
        Sentinels, and of ``redis.RedisCluster`` where it names a cluster. Times are in seconds.
        RedisCluster itself drops ``ssl_min_version``, ``ssl_ciphers`` and
        ``health_check_interval``.

        Raises:
            ValueError: the config names no server; ``enable_redis`` is false then.
        """
        if not any(mode in self.to_dict() for mode in _MODES):
            raise ValueError(_NO_SERVER)
        values = self.to_dict(reveal_secrets=True)
        kwargs: dict[str, Any] = {name: values[name] for name in _CONNECTION if name in values}
        kwargs |= _tls(values)
        if "cluster" in values:
            return _cluster(values["cluster"]) | kwargs
        kwargs["db"] = values["db"]
        if "sentinel" in values:
            return _sentinel(values["sentinel"], kwargs) | kwargs
        if "unix_socket_path" in values:
            return {"unix_socket_path": values["unix_socket_path"]} | kwargs
        return {"host": values["host"], "port": values["port"]} | kwargs

    def addresses(self) -> tuple[tuple[str, int], ...]:
        """Host and port of every server to ask first: Sentinels, nodes, or the one server.

        A Unix socket has none. An IPv6 address stands without brackets.
        """
        values = self.to_dict()
        if "sentinel" in values:
            return _addresses(values["sentinel"]["nodes"], _SENTINEL_PORT)
        if "cluster" in values:
            return _addresses(values["cluster"]["nodes"], _CLUSTER_PORT)
        return ((values["host"], values["port"]),) if "host" in values else ()


def _tls(values: Mapping[str, Any]) -> dict[str, Any]:
    if not values["ssl"]:
        return {}
    from ssl import TLSVersion

    versions = {"TLSv1.2": TLSVersion.TLSv1_2, "TLSv1.3": TLSVersion.TLSv1_3}
    return {
        "ssl": True,
        **{name: values[name] for name in _TLS if name in values},
        "ssl_check_hostname": _checks_hostname(values),
        "ssl_min_version": versions[values["ssl_min_version"]],
    }


def _checks_hostname(values: Mapping[str, Any]) -> bool:
    """Always to be stated: redis-py before 6.0 checks no name unless it is told to."""
    return bool(values["ssl_check_hostname"]) and values["ssl_cert_reqs"] != "none"


def _sentinel(sentinel: Mapping[str, Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The Sentinels are reached like the server, with credentials of their own."""
    shared = {
        name: value
        for name, value in kwargs.items()
        if name.startswith(("socket_", "ssl")) or name in ("client_name", "protocol")
    }
    return {
        "sentinels": list(_addresses(sentinel["nodes"], _SENTINEL_PORT)),
        "min_other_sentinels": sentinel["min_other_sentinels"],
        "sentinel_kwargs": {
            **shared,
            "username": sentinel["username"],
            "password": sentinel["password"],
        },
    }


def _cluster(cluster: Mapping[str, Any]) -> dict[str, Any]:
    from redis.cluster import ClusterNode

    nodes = _addresses(cluster["nodes"], _CLUSTER_PORT)
    return {
        "startup_nodes": [ClusterNode(*address) for address in nodes],  # type: ignore[no-untyped-call]
        "require_full_coverage": cluster["require_full_coverage"],
        "dynamic_startup_nodes": cluster["dynamic_startup_nodes"],
    }


def _addresses(nodes: list[str], default: int) -> tuple[tuple[str, int], ...]:
    return tuple(_address(node, default) for node in nodes)


def _address(node: str, default: int) -> tuple[str, int]:
    host, port = node, ""
    if not node.endswith("]") and ":" in node:
        host, _, port = node.rpartition(":")
    return host.strip("[]"), int(port) if port else default


def _credentials(values: Mapping[str, Any]) -> str:
    username, password = values["username"], values["password"]
    if username is None and password is None:
        return ""
    return f"{_quoted(username or '')}{'' if password is None else ':' + _quoted(password)}@"


def _host(host: str) -> str:
    return f"[{_quoted(host, ':')}]" if ":" in host else host


def _quoted(text: str, safe: str = "") -> str:
    from urllib.parse import quote

    return quote(text, safe=safe)


def _without_url(values: Mapping[str, Any]) -> str:
    """Why there is no URL; the values are masked."""
    for mode, client in (
        ("sentinel", "redis.sentinel.Sentinel"),
        ("cluster", "redis.RedisCluster"),
    ):
        if mode in values:
            return f"no URL can name a {mode}: redis_kwargs() has the arguments of {client}"
    return "" if "host" in values or "unix_socket_path" in values else _NO_SERVER
