"""Config classes: typed, immutable, valid by construction, silent about their secrets."""

from __future__ import annotations

import copy
import importlib.util
import inspect
import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from enum import Enum, IntEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from random_schemas import NAMES, documents, schemas

import hacfg
from hacfg.arguments import taken
from hacfg.compiled.database_config import DatabaseConfig
from hacfg.compiled.redis_config import RedisConfig
from hacfg.config import Config
from hacfg.errors import ConfigError, InternalError
from hacfg.generate.module import class_source, module_source
from hacfg.generate.typed import class_name_of
from hacfg.origin import Origin, Place, Source
from hacfg.secret import MASK, Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hacfg.config import Origins

ROOT = Path(__file__).parent.parent
PASSWORD = "hunter2-s3cr3t"
# For what type checkers refuse, and rightly.
untyped_redis: Any = RedisConfig
untyped_database: Any = DatabaseConfig
BUILT_IN: dict[str, type[Config]] = {"redis": RedisConfig, "database": DatabaseConfig}


def refused(make: Callable[[], object]) -> list[str]:
    """The headlines of a refusal."""
    with pytest.raises(ConfigError) as caught:
        make()
    return [diagnostic.headline for diagnostic in caught.value.diagnostics]


def reachable(value: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """What an error tracker finds that walks containers and attributes."""
    seen = set() if seen is None else seen
    if id(value) in seen or isinstance(value, (type, ModuleType)):
        return
    seen.add(id(value))
    yield value
    inside: list[Any] = []
    if isinstance(value, Mapping):
        inside = [*value.keys(), *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        inside = list(value)
    else:
        names = [*getattr(value, "__dict__", {}), *getattr(type(value), "__slots__", ())]
        inside = [getattr(value, name, None) for name in names if name != "_get"]
    for each in inside:
        yield from reachable(each, seen)


# Values


def test_attributes_hold_values_and_defaults() -> None:
    """A config gives every setting as an attribute: what was given, else the default."""
    config = RedisConfig(host="redis.example.com", ssl=True)

    assert (config.host, config.ssl) == ("redis.example.com", True)
    assert (config.port, config.db, config.max_connections) == (6379, 0, 50)
    assert config.password is None
    assert config.unix_socket_path is None


def test_objects_are_nested_configs() -> None:
    """An object whose settings all have defaults is always there; one that needs some is not."""
    config = RedisConfig(host="localhost", retry={"retries": 5})

    assert (config.retry.retries, config.retry.base_delay) == (5, 0.5)
    assert config.leases.ttl == 15.0
    assert config.sentinel is None


def test_a_nested_config_can_be_an_argument() -> None:
    """An object is given as a mapping or as an instance of its class, with the same result."""
    section = RedisConfig.Sentinel(nodes=["s-1", "s-2:26380"], service_name="mymaster")

    config = RedisConfig(sentinel=section)

    assert config.sentinel == section
    assert config == RedisConfig(
        sentinel={"nodes": ("s-1", "s-2:26380"), "service_name": "mymaster"}
    )


def test_an_integral_float_is_an_integer() -> None:
    """JSON Schema holds 6379.0 to be an integer, so the attribute is one; a number stays."""
    config = untyped_redis(host="localhost", port=6379.0, socket_timeout=2.0)

    assert type(config.port) is int
    assert type(config.socket_timeout) is float


@pytest.mark.parametrize(
    ("engine", "port", "charset"),
    [("postgresql", 5432, None), ("mysql", 3306, "utf8mb4"), ("mariadb", 3306, "utf8mb4")],
)
def test_a_default_can_depend_on_another_setting(
    engine: Any, port: int, charset: str | None
) -> None:
    """What ``x-default-by`` says is the default for the value of that other setting."""
    config = DatabaseConfig(engine=engine, host="db", database="app")

    assert (config.port, config.charset, config.connect_timeout) == (port, charset, 10)


def test_a_default_that_goes_along_needs_its_leader() -> None:
    """A port is no default of a config without host: a socket and a Sentinel have none."""
    configs = (
        RedisConfig(unix_socket_path="/run/redis.sock"),
        RedisConfig(sentinel={"nodes": ["s"], "service_name": "m"}),
        RedisConfig(enable_redis=False),
        DatabaseConfig(engine="sqlite", database="app.db"),
    )

    assert [config.port for config in configs] == [None] * 4


def test_what_was_given_is_remembered() -> None:
    """Defaults are no part of what was given, so that they cannot break a rule of the schema."""
    config = RedisConfig(unix_socket_path="/run/redis.sock", db=3)

    assert config.to_dict(defaults=False) == {"unix_socket_path": "/run/redis.sock", "db": 3}
    assert RedisConfig(**config.to_dict(defaults=False)) == config


def test_to_dict_leaves_out_what_has_no_value() -> None:
    """A setting without value and default is left out; one whose default is null is not."""
    values = RedisConfig(unix_socket_path="/run/redis.sock").to_dict()

    assert values["username"] is None
    assert "port" not in values
    assert "client_name" not in values
    assert values["retry"] == {"retries": 3, "base_delay": 0.5, "max_delay": 2.0}


def test_to_dict_is_plain() -> None:
    """The values are those of JSON: lists and dicts, no tuples, no secrets that are objects."""
    config = RedisConfig(
        sentinel={"nodes": ["s-1", "s-2"], "service_name": "m", "password": PASSWORD}
    )

    plain = config.to_dict(reveal_secrets=True, defaults=False)

    assert plain == {
        "sentinel": {"nodes": ["s-1", "s-2"], "service_name": "m", "password": PASSWORD}
    }
    assert json.loads(json.dumps(plain)) == plain


# Refusals


@pytest.mark.parametrize(
    ("arguments", "headline"),
    [
        ({"host": "x", "port": 99999}, "port must be at most 65535, not 99999"),
        ({"host": "x", "port": "6379"}, 'port must be an integer, not the string "6379"'),
        ({"host": "x", "port": True}, "port must be an integer, not true"),
        ({"host": "x", "port": 6379.5}, "port must be an integer, not 6379.5"),
        ({"host": None}, "host must be a string, not null"),
        ({"host": "x", "retry": {"retries": 99}}, "retry.retries must be at most 20, not 99"),
        ({"host": "x", "retry": None}, "retry must be an object, not null"),
        ({"host": "x", "prot": 1}, "unknown setting prot"),
        (
            {"host": "x", "leases": {"ttl": 1}},
            "leases.ttl must be more than leases.renew_deadline, 10, its default",
        ),
        (
            {"host": "x", "unix_socket_path": "/run/redis.sock"},
            "host, unix_socket_path, sentinel and cluster exclude each other: keep one of them",
        ),
        ({}, "an enabled Redis needs host, unix_socket_path, sentinel or cluster"),
    ],
)
def test_a_bad_config_cannot_be_made(arguments: dict[str, Any], headline: str) -> None:
    """Constructing validates as the checker does; absent is not None."""
    assert any(headline in said for said in refused(lambda: RedisConfig(**arguments)))


def test_every_fault_is_told_at_once() -> None:
    """Three faults are three diagnostics, each at the call."""
    with pytest.raises(ConfigError) as caught:
        untyped_redis(host="x", port=0, db=-1, protocol=4)

    found = caught.value.diagnostics
    assert {diagnostic.path for diagnostic in found} == {("port",), ("db",), ("protocol",)}
    assert {diagnostic.primary.source for diagnostic in found} == {"RedisConfig(...)"}


def test_advice_is_for_python() -> None:
    """The help says what to write in a call: no placeholder, no line of a file."""
    with pytest.raises(ConfigError) as caught:
        untyped_redis(host="x", prot=6379, ssl="true", client_name=None)

    advice = {diagnostic.path[0]: diagnostic.help for diagnostic in caught.value.diagnostics}
    assert advice == {
        "prot": ("did you mean port?",),
        "ssl": ("write True without quotes",),
        "client_name": ("leave it out",),
    }


def test_advice_names_no_placeholder() -> None:
    """A placeholder means nothing in a call, so none is advised."""
    with pytest.raises(ConfigError) as caught:
        untyped_redis(host="x", port="${REDIS_PORT}", password={"ENV": "REDIS_PASSWORD"})

    advice = {diagnostic.path[0]: diagnostic.help for diagnostic in caught.value.diagnostics}
    assert advice == {"port": ("write an integer",), "password": ()}


def test_settings_are_given_by_name() -> None:
    """A positional argument is a TypeError that says how to write it."""
    with pytest.raises(TypeError, match=r"RedisConfig takes its settings by name"):
        untyped_redis("localhost")


def test_the_base_class_has_no_settings() -> None:
    """Making a bare Config says where classes with settings come from."""
    with pytest.raises(TypeError, match="Config has no settings: hacfg compile writes"):
        Config(host="localhost")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("make", "headline"),
    [
        (lambda: RedisConfig.Retry(retries=99), "retry.retries must be at most 20, not 99"),
        (
            lambda: untyped_redis.Sentinel(nodes=["s"]),
            "sentinel needs service_name",
        ),
        (
            lambda: RedisConfig.Leases(ttl=1),
            "leases.ttl must be more than leases.renew_deadline, 10, its default",
        ),
        (
            lambda: DatabaseConfig.Pool(size=5).replace(size=0),
            "pool.size must be at least 1, not 0",
        ),
    ],
)
def test_a_nested_config_is_valid_by_itself(make: Callable[[], object], headline: str) -> None:
    """An object that is made alone is held against its part of the schema."""
    assert refused(make) == [headline]


class Colour(str, Enum):
    """Texts that have names."""

    RED = "red"


class Number(IntEnum):
    """Numbers that have names."""

    SEVEN = 7


LOOP: list[Any] = []
LOOP.append(LOOP)


@pytest.mark.parametrize(
    ("value", "headline"),
    [
        (b"bytes", "client_name cannot be of type bytes"),
        (Path("somewhere"), f"client_name cannot be of type {type(Path()).__name__}"),
        ({1: 2}, "client_name has a key that is no text"),
        (float("nan"), "client_name must be a finite number"),
        (float("inf"), "client_name must be a finite number"),
        ("\ud800", "client_name holds half of a surrogate pair"),
        (LOOP, "client_name[0] is nested too deeply"),
        ({"set"}, "client_name cannot be of type set"),
    ],
)
def test_what_json_cannot_hold_is_refused(value: Any, headline: str) -> None:
    """A value that no file could hold is refused by its type, without being shown."""
    assert refused(lambda: RedisConfig(host="x", client_name=value)) == [headline]


def test_subclasses_of_plain_types_become_plain() -> None:
    """An Enum of texts or numbers is taken for its value."""
    config = RedisConfig(host="x", client_name=Colour.RED, db=Number.SEVEN)

    assert (config.client_name, type(config.client_name)) == ("red", str)
    assert (config.db, type(config.db)) == (7, int)


class Broken(Mapping[str, Any]):
    """A mapping whose error quotes a secret."""

    def __getitem__(self, key: str) -> Any:
        raise RuntimeError(PASSWORD)

    def __iter__(self) -> Iterator[str]:
        return iter(("retries",))

    def __len__(self) -> int:
        return 1


def test_a_foreign_error_is_dropped() -> None:
    """An error from inside an argument is reported by its kind and place, never by its text."""
    with pytest.raises(InternalError) as caught:
        RedisConfig(host="x", retry=Broken())

    assert "RuntimeError at" in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert caught.value.__context__ is None


# Secrets


def test_secrets_are_masked_everywhere() -> None:
    """A secret shows itself in no text of a config, and in to_dict only when asked."""
    config = RedisConfig(
        host="localhost",
        password=PASSWORD,
        ssl=True,
        ssl_keyfile="/k",
        ssl_certfile="/c",
        ssl_password=Secret(PASSWORD),
    )

    for text in (repr(config), str(config), f"{config}", str(config.to_dict())):
        assert PASSWORD not in text
        assert MASK in text
    assert config.password == Secret(PASSWORD)
    assert config.to_dict(reveal_secrets=True)["ssl_password"] == PASSWORD


def test_a_walk_over_attributes_finds_no_secret() -> None:
    """Neither a config nor what it is made of holds a secret in the open."""
    config = RedisConfig(
        sentinel={"nodes": ["s"], "service_name": "m", "password": PASSWORD}, password=PASSWORD
    )

    assert all(PASSWORD not in str(found) for found in reachable(config))


def test_what_stands_between_shows_no_secret() -> None:
    """The values on their way from the arguments into the config show their names only."""
    found = taken(RedisConfig, {"host": "x", "password": PASSWORD}, {}, "RedisConfig(...)")

    assert repr(found) == "Taken(host, password)"


@pytest.mark.parametrize(
    "make",
    [
        lambda secret: RedisConfig(host="x", password=secret, port=99999),
        lambda secret: RedisConfig(host="x", password=secret).replace(port=99999),
        lambda secret: RedisConfig(host="x").replace(password=secret, port=99999),
        lambda secret: untyped_redis(host="x", pasword=secret),
        lambda secret: untyped_redis(host="x", password=[secret]),
        lambda secret: RedisConfig(host="x", retry=secret),
        lambda secret: untyped_redis.Sentinel(nodes=["a"], password=secret),
        untyped_redis,
        lambda secret: untyped_redis(host="x", password=secret, port=LOOP),
        lambda secret: DatabaseConfig(engine="sqlite", database="x", password=secret),
    ],
)
def test_no_secret_in_an_error(make: Callable[[str], object]) -> None:
    """A refusal carries no secret: not in its text, its fields, its frames, nor in a context."""
    secret = "".join(PASSWORD)

    with pytest.raises((ConfigError, TypeError)) as caught:
        make(secret)

    error = caught.value
    assert error.__context__ is None
    assert error.__cause__ is None
    assert all(PASSWORD not in str(found) for found in reachable(error))
    trace = error.__traceback__
    ours = []
    while trace:
        if "hacfg" in Path(trace.tb_frame.f_code.co_filename).parent.name:
            ours.append(trace.tb_frame.f_code.co_name)
            for found in reachable(trace.tb_frame.f_locals):
                assert PASSWORD not in str(found)
        trace = trace.tb_next
    assert ours


def test_repr_shows_what_was_given() -> None:
    """The repr is the call that makes the config again, secrets aside."""
    config = DatabaseConfig(
        engine="sqlite", database="app.db", pool={"size": 1}, options={"timeout": 5}
    )

    assert repr(config) == (
        "DatabaseConfig(engine='sqlite', database='app.db', pool=DatabaseConfig.Pool(size=1),"
        " options={'timeout': 5})"
    )


def test_repr_survives_a_config_that_is_not_filled() -> None:
    """A debugger that stops inside the constructor can show the object."""
    assert repr(object.__new__(RedisConfig)) == "RedisConfig()"


# Immutability


def test_nothing_can_be_changed() -> None:
    """Attributes cannot be set or deleted; the message says what to do instead."""
    config: Any = RedisConfig(host="localhost")

    with pytest.raises(AttributeError, match=r"replace\(port=\.\.\.\) makes another"):
        config.port = 1
    with pytest.raises(AttributeError, match="cannot be changed"):
        del config.port
    with pytest.raises(AttributeError, match="cannot be changed"):
        config.retry.retries = 1
    with pytest.raises(AttributeError):
        config.unheard_of = 1
    assert config == RedisConfig(host="localhost")


def test_nothing_handed_out_can_be_changed() -> None:
    """Arrays are tuples, free objects mappings without setters; arguments are copied."""
    nodes = ["a:1", "b:2"]
    options: dict[str, Any] = {"keepalives": 1}

    cluster = RedisConfig(cluster={"nodes": nodes})
    database: Any = DatabaseConfig(engine="postgresql", host="db", database="app", options=options)
    nodes.append("c:3")
    options["keepalives"] = 0
    database.to_dict()["options"]["keepalives"] = 0

    assert cluster.cluster is not None
    assert cluster.cluster.nodes == ("a:1", "b:2")
    assert database.options == {"keepalives": 1}
    with pytest.raises(TypeError):
        database.options["keepalives"] = 0
    with pytest.raises(AttributeError):
        database.options._entries = {}
    with pytest.raises(AttributeError):
        del database.options._entries


def test_equality_is_by_value() -> None:
    """Configs are equal when all values in effect are, wherever they came from."""
    written = RedisConfig(host="localhost", port=6379)
    default = RedisConfig._resolved({"host": "localhost"}, origins={})
    options = DatabaseConfig(engine="sqlite", database="a", options={"b": 1, "c": 2})

    assert written == default
    assert hash(written) == hash(default)
    assert written != RedisConfig(host="localhost", port=6380)
    assert written != "localhost"
    assert options == options.replace(options={"c": 2, "b": 1})
    assert len({options, options.replace(options={"c": 2, "b": 1})}) == 1


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickling_keeps_everything(protocol: int) -> None:
    """A config goes to another process and back with its secrets, origins and environment."""
    origins: Origins = {("host",): Origin(Source.FILE, "redis_config.json", ("local", "host"))}
    config = RedisConfig._resolved(
        {"cluster": {"nodes": ["a"]}, "password": PASSWORD}, environment="local", origins=origins
    )

    back = pickle.loads(pickle.dumps(config, protocol))  # noqa: S301 - our own bytes

    assert back == config
    assert back.password == Secret(PASSWORD)
    assert (back.environment, back.origins) == ("local", origins)
    assert back.key_prefix == "hacfg:local:"
    assert repr(back) == repr(config)


def test_pickling_asks_for_lazy_origins() -> None:
    """Origins that are a function are worked out before they leave the process."""
    origins: Origins = {("host",): Origin(Source.FILE, "redis_config.json")}
    config = RedisConfig._resolved({"host": "x"}, environment="local", origins=lambda: origins)

    back = pickle.loads(pickle.dumps(config))  # noqa: S301 - our own bytes

    assert back.origins == origins


def test_a_nested_config_and_its_mapping_pickle() -> None:
    """An object of a config can be pickled alone, a free object too."""
    database = DatabaseConfig(engine="sqlite", database="x", options={"a": 1})

    for part in (database.pool, database.options):
        assert pickle.loads(pickle.dumps(part)) == part  # noqa: S301 - our own bytes


def test_copies_are_the_config_itself() -> None:
    """What cannot change need not be copied."""
    config = RedisConfig(host="localhost")

    assert copy.copy(config) is config
    assert copy.deepcopy([config])[0] is config


# replace


def test_replace_changes_and_validates() -> None:
    """The copy has the change, the original not; an invalid result is refused."""
    config = RedisConfig(host="localhost", password=PASSWORD)

    changed = config.replace(port=6380, retry={"retries": 0})

    assert (changed.port, changed.retry.retries, config.port) == (6380, 0, 6379)
    assert changed.password == Secret(PASSWORD)
    with pytest.raises(ConfigError, match=r"RedisConfig\.replace\(\.\.\.\): port must be at"):
        config.replace(port=0)


def test_replace_takes_another_mode() -> None:
    """Naming one way to connect removes the others, as in a layer of a load."""
    config = RedisConfig(host="localhost", port=6380, db=2)

    changed = config.replace(unix_socket_path="/run/redis.sock")

    assert changed.to_dict(defaults=False) == {"unix_socket_path": "/run/redis.sock", "db": 2}


def test_replace_keeps_the_environment() -> None:
    """The copy is for the same environment; a change knows what it replaced."""
    file = Origin(Source.FILE, "redis_config.json", ("local", "host"), Place(3, 5, 3, 11))
    config = RedisConfig._resolved(
        {"host": "a", "db": 1}, environment="local", origins={("host",): file, ("db",): file}
    )

    changed = config.replace(host="b")

    assert changed.environment == "local"
    assert changed.key_prefix == "hacfg:local:"
    assert changed.origin("host") == Origin(Source.OVERRIDE, "replace(...)", over=file)
    assert changed.origin("db") == file


@pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace is of Python 3.13")
def test_copy_replace() -> None:
    """``copy.replace`` does what ``replace`` does."""
    config = RedisConfig(host="localhost")

    assert copy.replace(config, port=1) == config.replace(port=1)  # type: ignore[attr-defined,unused-ignore]


# Origins


def test_origins_of_a_config_made_by_hand() -> None:
    """What was given comes from the call, the rest is default; there is no environment."""
    config = RedisConfig(host="localhost", retry={"retries": 1})

    assert config.origin("host") == Origin(Source.OVERRIDE, "RedisConfig(...)")
    assert config.origin("retry.retries") == config.origin("host")
    assert config.origin("retry.base_delay") == config.origin("port") == Origin(Source.DEFAULT)
    assert set(config.origins) == {("host",), ("retry", "retries")}
    assert config.environment == ""


def test_origins_are_worked_out_when_asked_for() -> None:
    """A function for the origins is called once, and not before somebody asks."""
    calls = []

    def origins() -> Origins:
        calls.append(1)
        return {("cluster", "nodes", 0): Origin(Source.VARIABLE, "REDIS_CLUSTER_NODES")}

    config = RedisConfig._resolved({"cluster": {"nodes": ["a"]}}, environment="e", origins=origins)
    before = len(calls)

    assert config.origin("cluster.nodes").name == "REDIS_CLUSTER_NODES"
    assert config.origin("cluster").name == "REDIS_CLUSTER_NODES"
    assert config.origin("db").source is Source.DEFAULT
    assert (before, len(calls)) == (0, 1)
    with pytest.raises(AttributeError):
        config.origins.update({})  # type: ignore[attr-defined]


def test_the_origin_of_no_setting() -> None:
    """Asking for what is no setting is an error that suggests one."""
    config = RedisConfig(host="localhost")

    with pytest.raises(AttributeError, match=r"no setting prot, did you mean port\?"):
        config.origin("prot")
    with pytest.raises(AttributeError, match=r"did you mean sentinel\.nodes\?"):
        config.origin("sentinel.node")


# Computed defaults


@pytest.mark.parametrize(
    ("environment", "prefix"),
    [
        ("production", "hacfg:production:"),
        ("eu-west.1", "hacfg:eu-west.1:"),
        ("", "hacfg::"),
        ("{a} b%", "hacfg:%7Ba%7D%20b%25:"),
        ("größe", "hacfg:größe:"),
    ],
)
def test_the_key_prefix_names_the_environment(environment: str, prefix: str) -> None:
    """Each environment has keys of its own by default, which the setting itself would accept."""
    config = RedisConfig._resolved({"host": "x"}, environment=environment, origins={})

    assert config.key_prefix == prefix
    assert config.replace(key_prefix=prefix).key_prefix == prefix
    assert config.origin("key_prefix").source is Source.DEFAULT


# Laws

seconds = st.floats(0.001, 300) | st.integers(1, 300)
redis_values = st.one_of(
    st.fixed_dictionaries({"host": st.just("h")}, optional={"port": st.integers(1, 65535)}),
    st.just({"unix_socket_path": "/run/redis.sock"}),
    st.just({"enable_redis": False}),
    st.fixed_dictionaries(
        {
            "sentinel": st.fixed_dictionaries(
                {"nodes": st.just(["a", "[::1]:7"]), "service_name": st.just("m")},
                optional={"password": st.none() | st.text(min_size=1)},
            )
        }
    ),
    st.just({"cluster": {"nodes": ["a:1"]}}),
).flatmap(
    lambda mode: st.fixed_dictionaries(
        {name: st.just(value) for name, value in mode.items()},
        optional={
            "password": st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
            "username": st.none() | st.just("app"),
            "socket_timeout": seconds,
            "max_connections": st.integers(1, 10000) | st.integers(1, 10000).map(float),
            "retry": st.fixed_dictionaries({}, optional={"retries": st.integers(0, 20)}),
            "key_prefix": st.just("p:"),
        },
    )
)


@given(values=redis_values)
def test_a_config_is_what_it_was_given(values: dict[str, Any]) -> None:
    """What is valid comes out as it went in, by the constructor, the loader's way, and pickling."""
    made = RedisConfig(**values)

    assert made.to_dict(reveal_secrets=True, defaults=False) == values
    assert RedisConfig._resolved(values) == made
    assert RedisConfig(**made.to_dict(reveal_secrets=True, defaults=False)) == made
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes
    assert made.replace() == made


@given(values=redis_values)
def test_masking_hides_the_secrets_and_nothing_else(values: dict[str, Any]) -> None:
    """Masked and revealed differ in secrets only; a null is no secret."""
    config = RedisConfig(**values)

    masked, revealed = config.to_dict(), config.to_dict(reveal_secrets=True)

    assert masked.pop("password") == (revealed.pop("password") and MASK)
    if "sentinel" in masked:
        assert masked["sentinel"].pop("password") == (revealed["sentinel"].pop("password") and MASK)
    assert masked == revealed


# Schemas of others

KAFKA: dict[str, Any] = json.loads((ROOT / "tests" / "kafka.schema.json").read_bytes())


def compiled(document: dict[str, Any], path: Path, **options: str) -> ModuleType:
    """The module of a schema, imported from a file that is on no path."""
    options = {"class_name": "KafkaConfig"} | options
    source, faults = module_source(document, name="kafka", **options)
    assert faults == ()
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The class of a team's own schema, compiled into one module."""
    return compiled(KAFKA, tmp_path_factory.mktemp("kafka") / "kafka_config.py").KafkaConfig


def test_a_module_of_a_team_stands_alone(kafka: Any) -> None:
    """One generated module suffices: it validates and explains without the schema file."""
    assert kafka(class_="x").class_ == "x"
    assert refused(lambda: kafka(class_=1)) == ["class must be a string, not 1"]
    assert inspect.getdoc(kafka) == 'Kafka.\n\nSays """so""" and \\ends\\ in a "quote"'


def test_names_become_attributes(kafka: Any) -> None:
    """What is no name, a keyword, or would hide a method or a type is spelt so that it works."""
    config = kafka(class_="c")

    assert config.bootstrap_servers == ("k:9092",)
    assert (config.replace_, config.str_, config.property_) == (False, "s", "p")
    assert (config.private, config._2fa) == (1, True)
    assert config.Section_ == kafka.Section__(a=1)
    assert config.to_dict()["bootstrap.servers"] == ["k:9092"]
    assert config.origin("bootstrap.servers") == config.origin("bootstrap_servers")


def test_a_setting_is_given_by_attribute_or_by_key(kafka: Any) -> None:
    """What to_dict gives can be given again; both spellings at once are an error."""
    config = kafka(**{"bootstrap.servers": ["a:1"], "class": "c"})

    assert config.bootstrap_servers == ("a:1",)
    assert kafka(**config.to_dict(reveal_secrets=True, defaults=False)) == config
    assert config.replace(bootstrap_servers=["b:1"]).to_dict()["bootstrap.servers"] == ["b:1"]
    assert refused(lambda: kafka(**{"class": "a", "class_": "b"})) == [
        "class is given twice, as class_ too"
    ]


def test_values_are_frozen_by_their_types(kafka: Any) -> None:
    """Arrays of integers hold integers; what is free is frozen all the way down."""
    config = kafka(class_="c", sizes=[1.0, 2], anything={"x": [{"y": [1]}]})

    assert config.sizes == (1, 2)
    assert all(type(size) is int for size in config.sizes)
    assert config.anything == {"x": ({"y": (1,)},)}
    assert config.to_dict()["anything"] == {"x": [{"y": [1]}]}
    assert kafka(class_="c").anything == {"a": (1,)}
    assert isinstance(hash(config), int)


def test_secrets_of_every_type_are_masked(kafka: Any) -> None:
    """Texts inside a secret array or a free object of secrets are wrapped, a number is masked."""
    config = kafka(class_="c", keys=[PASSWORD], sasl={"user": PASSWORD}, pin=4711)

    assert config.keys == (Secret(PASSWORD),)
    assert config.sasl["user"] == Secret(PASSWORD)
    for text in (repr(config), str(config.to_dict())):
        assert PASSWORD not in text
        assert "4711" not in text
    assert config.to_dict(reveal_secrets=True)["sasl"] == {"user": PASSWORD}
    assert config.to_dict()["keys"] == [MASK]
    back = pickle.loads(pickle.dumps(config.to_dict(reveal_secrets=True)))  # noqa: S301 - our own
    assert back["pin"] == 4711


def test_keys_that_a_schema_only_allows_are_kept(kafka: Any) -> None:
    """What a schema does not declare has no attribute, but is neither lost nor shown."""
    config = kafka(class_="c", **{"client.id": PASSWORD})

    assert config.additional == {"client.id": PASSWORD}
    assert config.to_dict(reveal_secrets=True)["client.id"] == PASSWORD
    assert config.to_dict()["client.id"] == MASK
    assert PASSWORD not in repr(config)
    assert config != kafka(class_="c")
    assert config.origin("class").source is Source.OVERRIDE
    assert config.origins[("client.id",)].source is Source.OVERRIDE


def test_an_object_can_have_a_default_of_its_own(kafka: Any) -> None:
    """The default that a schema states for an object fills it."""
    assert kafka(class_="c").consumer.group == "g"
    assert kafka(class_="c").consumer.tls is None


def test_objects_inside_objects(kafka: Any) -> None:
    """Each object inside an object has a class too, and is valid by itself."""
    config = kafka(class_="c", consumer={"group": "g", "tls": {"ca": "/ca"}})

    assert config.consumer.tls == kafka.Consumer.Tls(ca="/ca")
    assert config.origin("consumer.tls.ca").source is Source.OVERRIDE
    assert refused(lambda: kafka.Consumer.Tls(verify=True)) == ["consumer.tls needs ca"]
    assert len(refused(lambda: kafka.Consumer.Tls(ca="relative"))) == 1
    assert kafka(class_="c", consumer={"group": "g", "tls": None}).consumer.tls is None


def test_a_schema_that_holds_itself_ends(kafka: Any) -> None:
    """Where a schema begins again, its objects are free."""
    config = kafka(class_="c", node={"name": "a", "next": {"name": "b", "next": {"name": "c"}}})

    assert config.node.next == {"name": "b", "next": {"name": "c"}}


def test_a_module_without_class(tmp_path: Path) -> None:
    """Without a class name the module holds the tables and the predicates alone."""
    module = compiled(KAFKA, tmp_path / "kafka.py", class_name="")

    assert module.resolved({"class": "x"})
    assert not hasattr(module, "SCHEMA")
    assert not any(isinstance(value, type) for value in vars(module).values())


@pytest.mark.parametrize(
    ("schema", "name"),
    [("kafka", "KafkaConfig"), ("order-service", "OrderServiceConfig"), ("2fa", "Object2faConfig")],
)
def test_a_class_is_named_after_its_schema(schema: str, name: str) -> None:
    """Without a name of its own, a class has that of the schema in camel case."""
    assert class_name_of(schema) == name


def test_the_base_class_must_be_one(tmp_path: Path) -> None:
    """A base that cannot be found, or is no Config, is named."""
    for base in ("hacfg.config:Missing", "hacfg.config:Section", "hacfg.config"):
        with pytest.raises(ImportError, match=r"hacfg\.config has no class"):
            compiled(KAFKA, tmp_path / "kafka.py", base=base)


def test_a_class_can_be_derived_from(kafka: Any) -> None:
    """A team adds methods in a class of its own, which loads and behaves like the compiled one."""

    class Ours(kafka):  # type: ignore[misc]
        def servers(self) -> str:
            return ",".join(self.bootstrap_servers)

    config = Ours(class_="c")

    assert config.servers() == "k:9092"
    assert isinstance(config.replace(class_="d"), Ours)
    assert repr(config) == f"{Ours.__qualname__}(class_='c')"


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(schema=schemas(), values=st.dictionaries(st.sampled_from(NAMES), documents, max_size=4))
def test_every_schema_has_a_class(schema: dict[str, Any], values: dict[str, Any]) -> None:
    """Whatever a schema says, its class compiles, and a valid document goes in and comes out."""
    source, faults = module_source(schema, name="any", class_name="AnyConfig")
    assume(not faults)
    namespace: dict[str, Any] = {"__name__": "any_config"}
    exec(compile(source, "any_config.py", "exec"), namespace)  # noqa: S102 - our own source
    assume(namespace["resolved"](values))

    config = namespace["AnyConfig"]._resolved(values)

    assert config.to_dict(reveal_secrets=True, defaults=False) == values
    assert namespace["AnyConfig"]._resolved(values) == config
    assert isinstance(hash(config), int)
    assert set(config.to_dict()) >= set(values)


# What is generated


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_classes_are_what_the_schemas_compile_to(name: str) -> None:
    """The checked-in classes are those of the present schemas."""
    document = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_bytes())
    cls = BUILT_IN[name]
    base = cls.__mro__[1]

    source = class_source(
        document,
        name=name,
        class_name=cls.__name__,
        base=f"{base.__module__}:{base.__name__}",
        tables=f"hacfg.compiled.{name}",
    )

    assert Path(sys.modules[cls.__module__].__file__ or "").read_text(encoding="utf-8") == source


def test_classes_are_documented() -> None:
    """``help()`` says what each setting is."""
    slots: Any = RedisConfig.__slots__

    assert slots["port"] == "TCP port of the Redis server, from 1 to 65535."
    assert all(slots.values())
    assert RedisConfig.Retry.__doc__
    assert RedisConfig.Retry.__doc__.startswith("What to do when a connection is lost")


def test_start_up_is_light() -> None:
    """Loading a config class and making a config imports nothing that a program would notice."""
    heavy = ["typing", "dataclasses", "pathlib", "logging", "jsonschema", "redis", "asyncio"]
    code = (
        "import sys; before = set(sys.modules);"
        "from hacfg.compiled.redis_config import RedisConfig as R;"
        "R._resolved({'host': 'x', 'password': 'p'}, environment='e', origins={});"
        f"print([name for name in {heavy} if name in sys.modules and name not in before])"
    )

    home = Path(hacfg.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=home, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_a_free_object_shows_only_what_is_harmless() -> None:
    """A secret may stand under a name that nobody would suspect."""
    options: dict[str, Any] = {
        "passfile": "/s3cr3t",
        "api_key": "s3cr3t",
        "keepalives_idle": 30,
        "target_session_attrs": "read-write",
    }
    database: Any = DatabaseConfig(engine="postgresql", host="db", database="app", options=options)

    shown = {
        "passfile": MASK,
        "api_key": MASK,
        "keepalives_idle": 30,
        "target_session_attrs": "read-write",
    }
    assert database.to_dict()["options"] == shown
    assert "s3cr3t" not in repr(database)
    assert database.to_dict(reveal_secrets=True)["options"] == options
    assert database.replace(port=7000).options == options
    assert pickle.loads(pickle.dumps(database)) == database  # noqa: S301 - our own bytes
    assert database.options["api_key"] == "s3cr3t"
