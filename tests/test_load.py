"""The loaders: which environment, which source wins, what is refused, and how it is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from hacfg import (
    ConfigError,
    ConfigFileError,
    apply_env_overrides,
    check_config_file,
    load_config,
    load_database_config,
    load_redis_config,
)
from hacfg.origin import Origin, Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE: dict[str, Any] = {
    "local": {
        "host": "localhost",
        "port": 6379,
        "db": 0,
        "password": None,
        "ssl": False,
        "socket_timeout": 2.0,
        "enable_redis": True,
    },
    "production": {
        "host": "redis.example.com",
        "port": 6379,
        "password": "${REDIS_PASSWORD}",
        "ssl": True,
    },
}


@pytest.fixture
def redis_file(tmp_path: Path) -> Path:
    """A file with a local and a production environment."""
    path = tmp_path / "redis_config.json"
    path.write_text(json.dumps(FILE, indent=2), encoding="utf-8")
    return path


def write(directory: Path, environments: Mapping[str, Any]) -> Path:
    """A Redis config file with these environments."""
    path = directory / "redis_config.json"
    path.write_text(json.dumps(environments, indent=2), encoding="utf-8")
    return path


def codes(error: pytest.ExceptionInfo[ConfigError]) -> list[str]:
    """The codes of an error's diagnostics."""
    return [diagnostic.code for diagnostic in error.value.diagnostics]


def test_the_document_of_the_user_loads(redis_file: Path) -> None:
    """The local environment of the document gives its values, typed."""
    config = load_redis_config(redis_file, env="local", variables={})

    assert (config.host, config.port, config.db, config.password) == ("localhost", 6379, 0, None)
    assert (config.ssl, config.socket_timeout, config.enable_redis) == (False, 2.0, True)
    assert config.environment == "local"


@pytest.mark.parametrize(
    ("variable", "text", "setting", "value"),
    [
        ("REDIS_HOST", "elsewhere", "host", "elsewhere"),
        ("REDIS_PORT", "6380", "port", 6380),
        ("REDIS_DB", " 3 ", "db", 3),
        ("REDIS_SSL", "yes", "ssl", True),
        ("REDIS_SOCKET_TIMEOUT", "1e1", "socket_timeout", 10.0),
        ("REDIS_ENABLE", "off", "enable_redis", False),
    ],
)
def test_each_variable_of_the_document_overrides(
    redis_file: Path, variable: str, text: str, setting: str, value: object
) -> None:
    """A variable is converted to its setting's type and wins over the file."""
    config = load_redis_config(redis_file, env="local", variables={variable: text})

    assert getattr(config, setting) == value
    origin = config.origin(setting)
    assert (origin.source, origin.name) == (Source.VARIABLE, variable)
    assert origin.over is not None
    assert origin.over.source is Source.FILE


def test_the_password_comes_from_its_placeholder(redis_file: Path) -> None:
    """A placeholder takes the variable, whose dollars are never expanded."""
    variables = {"REDIS_PASSWORD": "pa$$w${x}rd"}
    config = load_redis_config(redis_file, env="production", variables=variables)

    assert config.password is not None
    assert config.password.get_secret_value() == "pa$$w${x}rd"


def test_hacfg_env_names_the_environment(redis_file: Path) -> None:
    """Without an argument the variable decides; with one it does not."""
    variables = {"HACFG_ENV": "production", "REDIS_PASSWORD": "x"}

    assert load_redis_config(redis_file, variables=variables).environment == "production"
    assert load_redis_config(redis_file, "local", variables=variables).environment == "local"


def test_an_unknown_environment_falls_back_to_local(
    redis_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The document asks for it, and a warning says so."""
    config = load_redis_config(redis_file, env="testing", variables={})

    assert config.environment == "local"
    (record,) = [r for r in caplog.records if r.levelname == "WARNING"]
    assert "testing is not in the file; using local instead" in record.getMessage()


@pytest.mark.parametrize(
    ("env", "variables", "hint"),
    [
        ("prodution", {}, "did you mean production?"),
        ("eu-live", {}, "a protected environment never falls back"),
        ("testing", {"REDIS_HOST": "x"}, "REDIS_HOST is set"),
        ("testing", {"REDIS_URL": "redis://x"}, "REDIS_URL is set"),
        ("testing", {"REDIS_PASSWORD": "x"}, "REDIS_PASSWORD is set"),
        ("testing", {"REDIS_PASSWORD_FILE": "/x"}, "REDIS_PASSWORD_FILE is set"),
    ],
)
def test_no_fallback_where_it_would_be_wrong(
    redis_file: Path, env: str, variables: dict[str, str], hint: str
) -> None:
    """A near miss, a protected name, or a variable of a real deployment forbids it."""
    with pytest.raises(ConfigError) as error:
        load_redis_config(redis_file, env=env, variables=variables)

    (diagnostic,) = error.value.diagnostics
    assert diagnostic.code == "HC301"
    assert hint in " ".join((*diagnostic.notes, *diagnostic.help))


def test_fallback_can_be_forbidden(redis_file: Path) -> None:
    """`fallback=None` makes every unknown environment an error."""
    with pytest.raises(ConfigError) as error:
        load_redis_config(redis_file, env="testing", variables={}, fallback=None)

    assert codes(error) == ["HC301"]


def test_a_missing_local_lists_what_there_is(tmp_path: Path) -> None:
    """Nothing named and no local: the error names the environments of the file."""
    path = write(tmp_path, {"staging": {"host": "a"}, "_base": {}})

    with pytest.raises(ConfigError, match="the file has staging"):
        load_redis_config(path, variables={})


def test_kubernetes_without_an_environment_is_warned_of(
    redis_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A pod that names no environment most likely forgot it."""
    load_redis_config(redis_file, variables={"KUBERNETES_SERVICE_HOST": "10.0.0.1"})

    assert any("Kubernetes" in record.getMessage() for record in caplog.records)


def test_precedence_of_all_sources(redis_file: Path, tmp_path: Path) -> None:
    """Every source beats the ones before it, and the origin lists them all."""
    path = write(
        tmp_path,
        {
            "_base": {"host": "base", "client_name": "base", "db": 1, "port": 1, "protocol": 2},
            "local": {"extends": "_base", "client_name": "env", "db": 2},
        },
    )
    dotenv = tmp_path / "settings.env"
    dotenv.write_text("REDIS_URL=redis://denv:2/3\nREDIS_PORT=3\nREDIS_PROTOCOL=3\n")
    variables = {"REDIS_URL": "redis://:p@url:4/4", "REDIS_DB": "5"}

    config = load_redis_config(
        path, "local", dotenv=dotenv, variables=variables, overrides={"max_connections": 7}
    )

    assert (config.host, config.port, config.db) == ("url", 4, 5)
    assert (config.client_name, config.protocol, config.max_connections) == ("env", 3, 7)
    assert config.origin("client_name").path == ("local", "client_name")
    assert config.origin("protocol").source is Source.DOTENV
    assert config.origin("max_connections").source is Source.OVERRIDE
    assert config.origin("socket_timeout").source is Source.DEFAULT
    chain = []
    origin: Origin | None = config.origin("db")
    while origin is not None:
        chain.append((origin.source, origin.name.rsplit("/", 1)[-1]))
        origin = origin.over
    assert chain == [
        (Source.VARIABLE, "REDIS_DB"),
        (Source.VARIABLE, "REDIS_URL"),
        (Source.DOTENV, "settings.env"),
        (Source.FILE, "redis_config.json"),
        (Source.FILE, "redis_config.json"),
    ]


def test_a_url_replaces_the_whole_connection(redis_file: Path) -> None:
    """No password of a lower layer goes to the URL's host."""
    config = load_redis_config(
        redis_file,
        "local",
        variables={"REDIS_URL": "redis://other"},
        overrides={"socket_timeout": 9.0},
    )

    assert (config.host, config.port, config.db, config.password) == ("other", 6379, 0, None)
    assert config.socket_timeout == 9.0


def test_a_url_cannot_turn_tls_off_in_production(redis_file: Path) -> None:
    """redis:// over a protected environment with ssl is refused."""
    with pytest.raises(ConfigError) as error:
        load_redis_config(redis_file, "production", variables={"REDIS_URL": "redis://:p@other"})

    assert "HC405" in codes(error)


@pytest.mark.parametrize(
    ("variables", "dotenv", "overrides", "said"),
    [
        (
            {"REDIS_SSL": "false"},
            "",
            {},
            "REDIS_SSL turns TLS off in protected environment production",
        ),
        ({}, "REDIS_TLS=off", {}, "REDIS_TLS turns TLS off in protected environment production"),
        (
            {},
            "",
            {"ssl": False},
            "ssl of the overrides turns TLS off in protected environment production",
        ),
    ],
)
def test_nothing_above_the_file_turns_tls_off_in_production(
    redis_file: Path,
    variables: dict[str, str],
    dotenv: str,
    overrides: dict[str, Any],
    said: str,
) -> None:
    """What a URL may not do, no variable, no .env line and no override may do."""
    settings = redis_file.with_name("settings.env")
    settings.write_text(dotenv, encoding="utf-8")

    with pytest.raises(ConfigError) as error:
        load_redis_config(
            redis_file,
            "production",
            dotenv=settings,
            variables={"REDIS_PASSWORD": "p", **variables},
            overrides=overrides,
        )

    found = [(d.code, d.headline) for d in error.value.diagnostics]
    assert found == [("HC405", said)]


def test_a_variable_turns_off_the_tls_of_a_protected_database(tmp_path: Path) -> None:
    """A weaker mode is a warning; none at all is an error, by a variable and by a URL."""
    path = tmp_path / "database_config.json"
    body = {"engine": "postgresql", "host": "h", "database": "d", "ssl_mode": "verify-full"}
    path.write_text(json.dumps({"production": body}), encoding="utf-8")

    weaker = load_database_config(path, "production", variables={"DB_SSL_MODE": "prefer"})
    found = []
    for variables in (
        {"DB_SSL_MODE": "disable"},
        {"DATABASE_URL": "postgresql://h/d?sslmode=disable"},
    ):
        with pytest.raises(ConfigError) as error:
            load_database_config(path, "production", variables=variables)
        found += codes(error)

    assert weaker.ssl_mode == "prefer"
    assert found == ["HC405", "HC405"]


def test_a_variable_decides_on_tls_where_the_file_leaves_it_to_one(tmp_path: Path) -> None:
    """Without TLS in the file nothing is turned off: the missing TLS stays a warning."""
    production = {"host": "redis.example.com", "ssl": "${REDIS_SSL:-true}"}
    path = write(tmp_path, {"production": production})

    config = load_redis_config(path, "production", variables={"REDIS_SSL": "false"})

    assert config.ssl is False


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("rediss://me:p%40ss@[::1]:7000/2", ("::1", 7000, 2, "me", "p@ss", True)),
        ("redis://h?db=3&client_name=a%2Db", ("h", 6379, 3, None, None, False)),
        ("redis://:a+b@h", ("h", 6379, 0, None, "a+b", False)),
        ("REDIS://H/", ("H", 6379, 0, None, None, False)),
    ],
)
def test_urls(tmp_path: Path, url: str, expected: tuple[object, ...]) -> None:
    """Percent-encoding, IPv6, and the options that redis-py takes."""
    path = write(tmp_path, {"local": {"host": "x"}})
    config = load_redis_config(path, "local", variables={"REDIS_URL": url})
    password = config.password.get_secret_value() if config.password else None

    found = (config.host, config.port, config.db, config.username, password, config.ssl)
    assert found == expected


@pytest.mark.parametrize(
    "url",
    [
        "s3cr3t",
        "http://:s3cr3t@h",
        "redis://:s3cr3t/@h:1",
        "redis://:s3cr3t@h:port",
        "redis://:s3cr3t%zz@h",
        "redis://:s3cr3t@/0",
        "redis://:s3cr3t@h/db",
        "redis://:s3cr3t@h?pasword=s3cr3t",
        "redis://:s3cr3t@h?socket_timeout=s3cr3t",
        "unix://:s3cr3t@h/run",
    ],
)
def test_bad_urls_are_named_and_not_shown(tmp_path: Path, url: str) -> None:
    """The variable is named; nothing of its text is in the message."""
    path = write(tmp_path, {"local": {"host": "x"}})

    with pytest.raises(ConfigError) as error:
        load_redis_config(path, "local", variables={"REDIS_URL": url})

    assert set(codes(error)) == {"HC317"}
    assert "REDIS_URL" in str(error.value)
    assert "s3cr3t" not in repr(error.value.diagnostics)


@pytest.mark.parametrize("source", ["variables", "dotenv"])
def test_a_malformed_url_is_the_only_fault_of_its_connection(tmp_path: Path, source: str) -> None:
    """What the URL would have replaced asks for no variable; what it would not still does."""
    body = {"host": "${A}", "password": "${REDIS_PASSWORD}", "client_name": "${C}", "ssl": True}
    path = write(tmp_path, {"production": body})
    dotenv = tmp_path / "the.env"
    dotenv.write_text("REDIS_URL=nonsense\n" if source == "dotenv" else "")
    variables = {"REDIS_URL": "nonsense"} if source == "variables" else {}

    with pytest.raises(ConfigError) as error:
        load_redis_config(path, "production", variables=variables, dotenv=dotenv)

    found = [(each.code, each.path[-1:]) for each in error.value.diagnostics]
    assert [code for code, _ in found] == ["HC317", "HC305"]
    assert found[1] == ("HC305", ("client_name",))


@pytest.mark.parametrize(
    ("overrides", "advice"),
    [
        ({"port": "6380"}, ("write 6380 without quotes",)),
        ({"port": "${REDIS_PORT}"}, ("write an integer",)),
        ({"host": None}, ("leave it out",)),
        ({"ssl": "true"}, ("write True without quotes",)),
        ({"port": {"env": "X"}}, ()),
        (
            {"retry.retries": 9},
            ("write retries inside the object retry: a name with a dot is one name",),
        ),
    ],
)
def test_advice_on_overrides_can_be_followed(
    redis_file: Path, overrides: dict[str, Any], advice: tuple[str, ...]
) -> None:
    """Placeholders are not expanded there, and there are no lines to leave out."""
    with pytest.raises(ConfigError) as error:
        load_redis_config(redis_file, "local", variables={}, overrides=overrides)

    (diagnostic,) = error.value.diagnostics
    assert diagnostic.help == advice


def test_a_dotted_name_in_a_file_is_nested(tmp_path: Path) -> None:
    """As other tools flatten settings: where it belongs is said."""
    path = write(tmp_path, {"local": {"host": "h", "retry.retries": 2}})

    (diagnostic,) = check_config_file(path).diagnostics

    assert diagnostic.help[0].startswith("write retries inside the object retry")


def test_all_bad_variables_are_reported_together(redis_file: Path) -> None:
    """Type and range, each with its variable and the place that it would have overridden."""
    with pytest.raises(ConfigError) as error:
        load_redis_config(
            redis_file,
            "local",
            variables={"REDIS_PORT": "6379abc", "REDIS_DB": "-1", "REDIS_SSL": "maybe"},
        )

    by_source = {d.primary.source: d for d in error.value.diagnostics}
    assert set(by_source) == {"variable REDIS_PORT", "variable REDIS_DB", "variable REDIS_SSL"}
    port = by_source["variable REDIS_PORT"]
    assert (port.code, port.headline) == (
        "HC312",
        'REDIS_PORT must be an integer, not "6379abc"',
    )
    assert port.notes == (f"it overrides port, 6379, at {redis_file}:4:13",)


def test_aliases_that_disagree_are_an_error(tmp_path: Path) -> None:
    """Two names of one setting in one layer must say the same."""
    path = tmp_path / "database_config.json"
    path.write_text('{"local": {"engine": "postgresql", "host": "h", "database": "d"}}')

    with pytest.raises(ConfigError) as error:
        load_database_config(path, variables={"DB_PASSWORD": "one", "DB_PASS": "two"})
    agreed = load_database_config(path, variables={"DB_PASSWORD": "one", "DB_PASS": "one"})

    assert codes(error) == ["HC315"]
    assert "DB_PASS and DB_PASSWORD" in str(error.value)
    assert agreed.password is not None
    assert agreed.password.get_secret_value() == "one"


def test_a_mounted_secret_is_read(redis_file: Path, tmp_path: Path) -> None:
    """NAME_FILE names a file, whose last line end does not count."""
    mounted = tmp_path / "redis"
    mounted.write_bytes(b"from file \n")
    variables = {"REDIS_PASSWORD_FILE": str(mounted)}

    config = load_redis_config(redis_file, "production", variables=variables)

    assert config.password is not None
    assert config.password.get_secret_value() == "from file "


def test_a_mounted_secret_that_is_not_there(redis_file: Path) -> None:
    """The variable is named, and why its file gives nothing."""
    with pytest.raises(ConfigError) as error:
        load_redis_config(redis_file, "local", variables={"REDIS_PASSWORD_FILE": "/nowhere/x"})

    assert codes(error) == ["HC308"]
    assert "REDIS_PASSWORD_FILE names a file that does not exist" in str(error.value)


def test_a_prefix_replaces_names_url_and_aliases(redis_file: Path) -> None:
    """An application with two Redis servers gives each its own variables."""
    variables = {
        "REDIS_HOST": "wrong",
        "REDIS_URL": "redis://wrong",
        "CACHE_REDIS_HOST": "right",
        "CACHE_REDIS_ENABLE": "no",
    }

    config = load_redis_config(redis_file, "local", prefix="CACHE_REDIS_", variables=variables)

    assert (config.host, config.enable_redis) == ("right", False)


def test_service_links_of_kubernetes_are_ignored(
    redis_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The variables of a Service named redis change nothing, and the log explains."""
    variables = {
        "REDIS_PORT": "tcp://10.0.0.1:6379",
        "REDIS_SERVICE_HOST": "10.0.0.1",
        "REDIS_SERVICE_PORT": "6379",
        "REDIS_PORT_6379_TCP_ADDR": "10.0.0.1",
    }

    config = load_redis_config(redis_file, "local", variables=variables)

    assert config.port == 6379
    (record,) = [r for r in caplog.records if r.levelname == "WARNING"]
    assert "REDIS_PORT comes from Kubernetes" in record.getMessage()


def test_a_misspelt_variable_is_a_warning(
    redis_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """REDIS_PROT does nothing, but somebody meant something by it."""
    load_redis_config(redis_file, "local", variables={"REDIS_PROT": "1", "REDIS_VERSION": "7"})

    (record,) = [r for r in caplog.records if r.levelname == "WARNING"]
    assert "did you mean REDIS_PORT?" in record.getMessage()


@pytest.mark.parametrize(
    ("variables", "code"),
    [({"REDIS_PORT": ""}, "HC313"), ({"REDIS_HOST": ""}, "HC313")],
)
def test_empty_text_is_an_error_where_null_is_not_allowed(
    redis_file: Path, variables: dict[str, str], code: str
) -> None:
    """An empty variable is most likely a mistake of a template."""
    with pytest.raises(ConfigError) as error:
        load_redis_config(redis_file, "local", variables=variables)

    assert codes(error) == [code]


def test_empty_text_is_null_where_that_is_allowed(redis_file: Path) -> None:
    """Only in an environment that is not protected may a secret be empty."""
    local = load_redis_config(redis_file, "local", variables={"REDIS_PASSWORD": ""})

    with pytest.raises(ConfigError) as error:
        load_redis_config(redis_file, "production", variables={"REDIS_PASSWORD": ""})

    assert local.password is None
    assert "HC313" in codes(error)


def test_dotenv_quoting_and_placeholders(tmp_path: Path) -> None:
    """Bare and double-quoted values resolve, single-quoted ones are literal, a $ is itself."""
    path = write(tmp_path, {"local": {"host": "x"}})
    dotenv = tmp_path / ".env"
    dotenv.write_text(
        "REGION=eu\n"
        "REDIS_HOST=redis.${REGION}.example.com\n"
        'REDIS_CLIENT_NAME="a-${REGION}"\n'
        "REDIS_PASSWORD='p$${REGION}$x'\n"
        "REDIS_USERNAME=a$b\n"
    )

    config = load_redis_config(path, "local", dotenv=dotenv, variables={"REGION": "us"})

    assert config.host == "redis.us.example.com"
    assert config.client_name == "a-us"
    assert config.username == "a$b"
    assert config.password is not None
    assert config.password.get_secret_value() == "p$${REGION}$x"


def test_a_bad_dotenv_value_is_shown_at_its_line(tmp_path: Path) -> None:
    """File, line and column of the .env, and what it overrides."""
    path = write(tmp_path, {"local": {"host": "x", "port": 1}})
    dotenv = tmp_path / ".env"
    dotenv.write_text("A=1\nREDIS_PORT=70000\nREDIS_SSL=perhaps\nREDIS_DB=${NOWHERE}\n")

    with pytest.raises(ConfigError) as error:
        load_redis_config(path, "local", dotenv=dotenv, variables={})

    places = {
        (d.primary.source, d.primary.place.line if d.primary.place else 0, d.code)
        for d in error.value.diagnostics
    }
    assert places == {
        (str(dotenv), 2, "HC202"),
        (str(dotenv), 3, "HC312"),
        (str(dotenv), 4, "HC305"),
    }


def test_an_unresolvable_dotenv_value_matters_only_where_it_wins(tmp_path: Path) -> None:
    """A real variable over it makes it irrelevant."""
    path = write(tmp_path, {"local": {"host": "x"}})
    dotenv = tmp_path / ".env"
    dotenv.write_text("REDIS_DB=${NOWHERE}\n")

    config = load_redis_config(path, "local", dotenv=dotenv, variables={"REDIS_DB": "4"})

    assert config.db == 4


def test_only_the_chosen_environment_is_resolved(tmp_path: Path) -> None:
    """A placeholder of another environment is nobody's business."""
    path = write(tmp_path, {"local": {"host": "x"}, "production": {"host": "${NOWHERE}"}})

    assert load_redis_config(path, "local", variables={}).host == "x"


def test_a_relative_file_starts_at_the_document(tmp_path: Path) -> None:
    """`${file:...}` does not depend on where the process runs."""
    (tmp_path / "secret").write_text("s3cr3t\n")
    path = write(tmp_path, {"local": {"host": "x", "password": "${file:secret}"}})

    config = load_redis_config(path, "local", variables={})

    assert config.password is not None
    assert config.password.get_secret_value() == "s3cr3t"


def test_an_application_can_add_a_provider(tmp_path: Path) -> None:
    """A provider is a function from its argument to a text."""
    path = write(tmp_path, {"local": {"host": "x", "password": "${vault:redis/password}"}})

    config = load_redis_config(
        path, "local", variables={}, providers={"vault": lambda name: f"of {name}"}
    )

    assert config.password is not None
    assert config.password.get_secret_value() == "of redis/password"


def test_what_cannot_be_read_is_an_error_of_its_own(tmp_path: Path) -> None:
    """No file means that nothing was checked."""
    with pytest.raises(ConfigFileError) as error:
        load_redis_config(tmp_path / "redis_config.json")

    assert codes(error) == ["HC101"]


def test_overrides_are_never_converted(redis_file: Path) -> None:
    """A Python caller that passes text for a number is wrong."""
    with pytest.raises(ConfigError) as error:
        load_redis_config(redis_file, "local", variables={}, overrides={"port": "6379"})

    (diagnostic,) = error.value.diagnostics
    assert (diagnostic.code, diagnostic.primary.source) == ("HC201", "overrides")


def test_overrides_are_never_expanded(redis_file: Path) -> None:
    """A caller's text is what it is."""
    config = load_redis_config(
        redis_file, "local", variables={"X": "y"}, overrides={"password": "${X}"}
    )

    assert config.password is not None
    assert config.password.get_secret_value() == "${X}"


def test_a_load_is_logged_without_secrets(
    redis_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One INFO line: the absolute file, the environment and why, and a fingerprint."""
    caplog.set_level("INFO")
    variables = {"HACFG_ENV": "production", "REDIS_PASSWORD": "s3cr3t"}

    load_redis_config(redis_file, variables=variables)
    load_redis_config(redis_file, variables={**variables, "REDIS_PASSWORD": "other"})
    load_redis_config(redis_file, variables={**variables, "REDIS_DB": "3"})

    first, second, third = (record.getMessage() for record in caplog.records)
    assert str(redis_file) in first
    assert "production" in first
    assert "HACFG_ENV" in first
    assert "s3cr3t" not in first
    assert first == second
    assert first != third


@pytest.mark.parametrize(("placeholder", "port"), [("${REDIS_PORT:-6380}", 6380), ("6381", 6381)])
def test_service_links_do_not_reach_placeholders(
    tmp_path: Path, placeholder: str, port: int
) -> None:
    """A placeholder takes its default where Kubernetes alone set the variable."""
    written = placeholder if "$" in placeholder else int(placeholder)
    path = write(tmp_path, {"local": {"host": "x", "port": written}})
    variables = {"REDIS_PORT": "tcp://10.0.0.1:6379", "REDIS_SERVICE_HOST": "10.0.0.1"}

    assert load_redis_config(path, "local", variables=variables).port == port


def test_a_service_link_does_not_satisfy_a_placeholder(tmp_path: Path) -> None:
    """Without a default the variable counts as not set."""
    path = write(tmp_path, {"local": {"host": "x", "port": "${REDIS_PORT}"}})
    variables = {"REDIS_PORT": "tcp://10.0.0.1:6379", "REDIS_SERVICE_HOST": "10.0.0.1"}

    with pytest.raises(ConfigError) as error:
        load_redis_config(path, "local", variables=variables)

    assert "HC305" in codes(error)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_overrides_hold_finite_numbers(redis_file: Path, number: float) -> None:
    """No schema accepts NaN, and none is asked."""
    with pytest.raises(ConfigError) as error:
        load_redis_config(redis_file, "local", variables={}, overrides={"socket_timeout": number})

    assert "HC106" in codes(error)


@pytest.mark.parametrize(
    ("variables", "dotenv", "said"),
    [
        ({"REDIS_PORT": "70000"}, "", "REDIS_PORT must be at most 65535, not 70000"),
        ({}, "REDIS_PORT=70000", "REDIS_PORT must be at most 65535, not 70000"),
        ({"REDIS_RETRY_RETRIES": "99"}, "", "REDIS_RETRY_RETRIES must be at most 20, not 99"),
        (
            {"REDIS_URL": "redis://h?socket_timeout=900"},
            "",
            "socket_timeout of REDIS_URL must be at most 300, not 900",
        ),
    ],
)
def test_a_variable_out_of_range_is_named_as_it_was_written(
    redis_file: Path, variables: dict[str, str], dotenv: str, said: str
) -> None:
    """Whoever set REDIS_PORT reads of REDIS_PORT, not of port."""
    settings = redis_file.with_name("settings.env")
    settings.write_text(dotenv, encoding="utf-8")

    with pytest.raises(ConfigError) as error:
        load_redis_config(redis_file, "local", dotenv=settings, variables=variables)

    assert [diagnostic.headline for diagnostic in error.value.diagnostics] == [said]


def test_an_object_that_variables_give_in_part_is_told_by_one_of_them(tmp_path: Path) -> None:
    """What is missing beside REDIS_SENTINEL_NODES is said at that variable."""
    path = write(tmp_path, {"local": {"db": 0}})

    with pytest.raises(ConfigError) as error:
        load_redis_config(path, "local", variables={"REDIS_SENTINEL_NODES": "a:1"})

    (found,) = error.value.diagnostics
    assert found.headline == "sentinel needs service_name"
    assert found.primary.source == "variable REDIS_SENTINEL_NODES"


def test_jsonschema_decides_on_repeated_items(tmp_path: Path) -> None:
    """It overlooks a repeat behind an equal-looking item; then the file is fine, and loads."""
    schema = tmp_path / "u.schema.json"
    items = {"a": {"type": "array", "uniqueItems": True}}
    schema.write_text(json.dumps({"type": "object", "properties": items}), encoding="utf-8")
    path = tmp_path / "u.json"
    path.write_text('{"a": [[1], [true], [1]]}', encoding="utf-8")

    report = check_config_file(str(path), schema=str(schema))
    config: Any = load_config(path, str(schema), variables={})

    assert report.diagnostics == ()
    assert config.a == ((1,), (True,), (1,))


def test_overrides_alone_warn_too(caplog: pytest.LogCaptureFixture) -> None:
    """A near miss says so, whether a load finds it or apply_env_overrides does."""
    found = apply_env_overrides({"port": 1}, variables={"REDIS_PROT": "2"})

    assert found == {"port": 1}
    assert "REDIS_PROT" in caplog.text
    assert "REDIS_PORT" in caplog.text
