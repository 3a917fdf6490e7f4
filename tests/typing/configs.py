"""What type checkers must know of config classes; checked by tests/test_typing.py, never run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from kafka_config import KafkaConfig
from typing_extensions import assert_type

from hacfg.compiled.database_config import DatabaseConfig
from hacfg.compiled.redis_config import RedisConfig
from hacfg.origin import Origin
from hacfg.secret import Secret


def attributes(config: RedisConfig) -> None:
    """A default makes an attribute certain; a mode that may not be chosen leaves None."""
    assert_type(config.host, "str | None")
    assert_type(config.port, "int | None")
    assert_type(config.db, int)
    assert_type(config.ssl, bool)
    assert_type(config.socket_timeout, float)
    assert_type(config.password, "Secret | None")
    assert_type(config.protocol, "Literal[2, 3] | None")
    assert_type(config.ssl_cert_reqs, Literal["none", "optional", "required"])


def objects(config: RedisConfig) -> None:
    """An object with defaults is certain, another may be absent; arrays are tuples."""
    assert_type(config.retry, RedisConfig.Retry)
    assert_type(config.retry.retries, int)
    assert_type(config.sentinel, "RedisConfig.Sentinel | None")
    if config.sentinel is not None:
        assert_type(config.sentinel.nodes, "tuple[str, ...]")
        assert_type(config.sentinel.password, "Secret | None")


def databases(config: DatabaseConfig) -> None:
    """What the schema requires is certain, and a choice has its words."""
    assert_type(config.engine, Literal["postgresql", "mysql", "mariadb", "sqlite"])
    assert_type(config.database, str)
    assert_type(config.connect_timeout, "int | None")
    assert_type(config.pool.recycle, "int | None")
    assert_type(config.options, "Mapping[str, str | float | bool | None] | None")


def methods(config: RedisConfig, database: DatabaseConfig) -> None:
    """What all configs can do, and what the renderings give."""
    assert_type(config.replace(port=1), RedisConfig)
    assert_type(config.retry.replace(retries=1), RedisConfig.Retry)
    assert_type(config.to_dict(), "dict[str, Any]")
    assert_type(config.origin("port"), Origin)
    assert_type(config.environment, str)
    assert_type(config.url(), str)
    assert_type(config.redis_kwargs(), "dict[str, Any]")
    assert_type(config.addresses(), "tuple[tuple[str, int], ...]")
    assert_type(database.sqlalchemy_url("psycopg"), str)
    assert_type(database.django(), "dict[str, Any]")


def arguments(secret: Secret, extra: Mapping[str, Any]) -> None:
    """A secret is given as text or wrapped, an object as its class or a mapping."""
    RedisConfig(host="h", password="p", retry={"retries": 1})
    RedisConfig(host="h", password=secret, retry=RedisConfig.Retry(retries=1))
    RedisConfig(cluster={"nodes": ["a"]}, username=None)
    RedisConfig(sentinel=RedisConfig.Sentinel(nodes=("a",), service_name="m"))
    DatabaseConfig(engine="mysql", database="d", host="h", options=extra)


def of_a_team(config: KafkaConfig) -> None:
    """The class of a team's own schema is as well known."""
    assert_type(config.bootstrap_servers, "tuple[str, ...]")
    assert_type(config.class_, str)
    assert_type(config.acks, "Literal[0, 1, 'all']")
    assert_type(config.ratio, "float | None")
    assert_type(config.anything, Any)
    assert_type(config.keys, "tuple[Secret, ...] | None")
    assert_type(config.sasl, "Mapping[str, Secret] | None")
    assert_type(config.consumer, KafkaConfig.Consumer)
    assert_type(config.consumer.tls, "KafkaConfig.Consumer.Tls | None")
    assert_type(config.str_, str)
    assert_type(config.property_, str)
    assert_type(config.replace(class_="c"), KafkaConfig)


def misuses(config: RedisConfig) -> None:
    """Every line is an error to a type checker."""
    config.port = 1  # error
    config.retry.retries = 1  # error
    config.prot  # error
    config.sentinel.nodes  # error
    config.password.strip()  # error
    RedisConfig("localhost")  # error
    RedisConfig(host=None)  # error
    RedisConfig(host="h", prot=1)  # error
    RedisConfig(host="h", port="6379")  # error
    RedisConfig(host="h", ssl_cert_reqs="maybe")  # error
    RedisConfig(host="h", retry=1)  # error
    RedisConfig.Sentinel(nodes=["a"])  # error
    DatabaseConfig(engine="oracle", database="d")  # error
    DatabaseConfig(engine="sqlite")  # error
    config.replace(port="1")  # error
    config.replace(prot=1)  # error
    config.redis_kwargs(1)  # error
    KafkaConfig()  # error
