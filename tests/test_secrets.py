"""Secrets in failures: whatever goes wrong, a secret is in nothing that an error leaves behind."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType, FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any, NamedTuple, TypeAlias

import pytest

import hacfg
from hacfg import (
    ConfigError,
    DatabaseConfig,
    InternalError,
    RedisConfig,
    Secret,
    apply_env_overrides,
    load_config,
    load_config_file,
    load_database_config,
    load_redis_config,
)
from hacfg.check import Report
from hacfg.cli.main import main
from hacfg.report import FORMATS, Style, renderer
from hacfg.request import Request

SECRET = "zq8Vx3Kp7Wm"
PACKAGE = str(Path(hacfg.__file__).parent)
# Four letters of a password are a clue too, as an excerpt that is cut short would show.
FRAGMENTS = [SECRET[start : start + 4] for start in range(len(SECRET) - 3)]


# The search for a leak


def tells(text: object) -> bool:
    """Whether a text holds a part of the secret."""
    plain = text.decode("latin-1") if isinstance(text, (bytes, bytearray)) else str(text)
    return any(fragment in plain for fragment in FRAGMENTS)


def reachable(value: Any, name: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    """What a walk from a value finds, and how it got there: a debugger or a tracker sees as much.

    It walks containers, attributes, slots, and what functions enclose. A ``Secret`` stays shut: it
    is what a text is hidden in.
    """
    if id(value) in seen or isinstance(value, (type, ModuleType, Secret)):
        return
    seen.add(id(value))
    yield name, value
    inside: list[tuple[str, Any]] = []
    if isinstance(value, Mapping):
        inside += [(f"{name} key", key) for key in value]
        inside += [(f"{name}[{key!r}]", item) for key, item in value.items()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        inside += [(f"{name}[{number}]", item) for number, item in enumerate(value)]
    if isinstance(value, FunctionType):
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        enclosed = [*cells, *(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values()]
        inside += [(f"{name} encloses {number}", item) for number, item in enumerate(enclosed)]
    if isinstance(value, MethodType):
        inside.append((f"{name}.__self__", value.__self__))
    names = [*getattr(value, "__dict__", {})]
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        names += [slots] if isinstance(slots, str) else slots
    inside += [(f"{name}.{each}", getattr(value, each)) for each in names if hasattr(value, each)]
    for where, item in inside:
        yield from reachable(item, where, seen)


def told_by(value: Any, name: str) -> Iterator[str]:
    """The places below a value where the secret lies open."""
    for where, found in reachable(value, name, set()):
        if isinstance(found, (str, bytes, bytearray, int, float)) and tells(found):
            yield where
        elif tells(repr(found)):
            yield f"repr({where})"


def frames(error: BaseException, package: str) -> Iterator[FrameType]:
    """The frames of a traceback that belong to a package."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename.startswith(package):
            yield frame


def leaks(error: BaseException, package: str = PACKAGE) -> list[str]:
    """Every place where an error, its kin or the frames that it passed tell the secret."""
    found: list[str] = []
    pending: list[BaseException | None] = [error]
    while pending:
        each = pending.pop()
        if each is None:
            continue
        pending += [each.__cause__, each.__context__]
        kind = type(each).__name__
        texts = {
            f"str({kind})": str(each),
            f"repr({kind})": repr(each),
            f"traceback of {kind}": "".join(traceback.format_exception(each)),
        }
        found += [where for where, text in texts.items() if tells(text)]
        for attribute in ("args", "__dict__", "__notes__"):
            found += told_by(getattr(each, attribute, ()), f"{kind}.{attribute}")
        for frame in frames(each, package):
            for name, value in frame.f_locals.items():
                found += told_by(value, f"{name} in {frame.f_code.co_name}")
    return found


def rendered(error: BaseException) -> str:
    """The diagnostics of an error in all the formats that there are."""
    report = Report("file", getattr(error, "diagnostics", ()))
    return "".join(renderer(form)([report], Style()) for form in FORMATS)


# What goes wrong


class Schema(NamedTuple):
    """A shipped schema, and what the failures need to know of it."""

    name: str
    kind: type[hacfg.Config]
    sound: dict[str, Any]
    prefix: str
    url: str
    scheme: str
    choice: str
    tls: dict[str, Any]
    without_tls: dict[str, str]

    @property
    def file(self) -> str:
        """The name that config files of the schema have."""
        return f"{self.name}_config.json"


REDIS = Schema(
    "redis",
    RedisConfig,
    {"host": "h", "port": 6379},
    "REDIS_",
    "REDIS_URL",
    "redis",
    "ssl_cert_reqs",
    {"ssl": True},
    {"REDIS_SSL": "false"},
)
DATABASE = Schema(
    "database",
    DatabaseConfig,
    {"engine": "postgresql", "host": "h", "port": 5432, "database": "app"},
    "DB_",
    "DATABASE_URL",
    "postgresql",
    "ssl_mode",
    {"ssl_mode": "require"},
    {"DB_SSL_MODE": "disable"},
)
SCHEMAS = {schema.name: schema for schema in (REDIS, DATABASE)}


class Failure(NamedTuple):
    """A config file and the sources beside it that make a load fail with some code."""

    code: str
    text: str | bytes
    variables: Mapping[str, str] = MappingProxyType({})
    dotenv: str | bytes = ""
    overrides: Mapping[str, Any] = MappingProxyType({})
    provider: Callable[[str], Any] | None = None


def file_of(settings: Mapping[str, Any]) -> str:
    """The text of a config file with one environment."""
    return json.dumps({"local": settings}, indent=2)


def refuses(_: str) -> str:
    """A provider whose error quotes what it read."""
    raise RuntimeError(f"cannot parse {SECRET}")


def answers_bytes(_: str) -> Any:
    """A provider that does not keep to its type, and makes a bug of what it read."""
    return SECRET.encode()


Make: TypeAlias = Callable[[Schema], Failure]


def always(failure: Failure) -> Make:
    """A failure that is the same for every schema."""
    return lambda _: failure


# In the file itself: no schema is needed to fail.
TEXTS: dict[str, Failure] = {
    "syntax error behind the secret": Failure(
        "HC104", f'{{"local": {{"password": "{SECRET}" "port": 1}}}}'
    ),
    "syntax error in the secret": Failure("HC104", f'{{"local": {{"password": "{SECRET}\n'),
    "secret without quotes": Failure("HC104", f'{{"local": {{"password": {SECRET}}}}}'),
    "duplicate key": Failure(
        "HC105", f'{{"local": {{"password": "{SECRET}", "password": "{SECRET}"}}}}'
    ),
    "duplicate key that is none of ours": Failure(
        "HC105", f'{{"local": {{"pasword": "{SECRET}", "pasword": "{SECRET}"}}}}'
    ),
    "bad UTF-8": Failure("HC103", f'{{"local": {{"password": "{SECRET}'.encode() + b'\xff"}}'),
    "too deep": Failure("HC108", f'{{"local": {{"password": {"[" * 300}"{SECRET}"{"]" * 300}}}}}'),
    "number too large": Failure("HC107", f'{{"local": {{"password": "{SECRET}", "port": 1e999}}}}'),
    "half a surrogate pair": Failure("HC109", f'{{"local": {{"password": "{SECRET}\\ud800"}}}}'),
    "no object at the top": Failure("HC111", json.dumps([SECRET])),
    "no environment": Failure("HC309", json.dumps({"password": SECRET})),
    "environment that is no object": Failure("HC303", json.dumps({"local": SECRET})),
    "extends of the wrong type": Failure("HC310", file_of({"extends": [SECRET]})),
    "extends nothing known": Failure("HC301", file_of({"extends": "lokal", "password": SECRET})),
}
IN_TEXT: dict[str, Make] = {name: always(failure) for name, failure in TEXTS.items()}
# In the values of the file.
IN_VALUES: dict[str, Make] = {
    "wrong type in the secret": lambda s: Failure(
        "HC201", file_of(s.sound | {"password": [SECRET]})
    ),
    "object for the secret": lambda s: Failure(
        "HC201", file_of(s.sound | {"password": {SECRET: SECRET}})
    ),
    "wrong type elsewhere": lambda s: Failure(
        "HC201", file_of(s.sound | {"password": SECRET, "port": "x"})
    ),
    "out of range elsewhere": lambda s: Failure(
        "HC202", file_of(s.sound | {"password": SECRET, "port": 99999})
    ),
    "missing setting": always(
        Failure("HC206", file_of({"password": SECRET, "engine": "postgresql"}))
    ),
    "unknown key": lambda s: Failure("HC205", file_of(s.sound | {"pasword": SECRET})),
    "unknown object": lambda s: Failure("HC205", file_of(s.sound | {"retrys": {"a": [SECRET]}})),
    "settings that need another": lambda s: Failure(
        "HC208", file_of(s.sound | {"ssl_password": SECRET})
    ),
    "URL in place of a host": lambda s: Failure(
        "HC204", file_of(s.sound | {"host": f"{s.scheme}://me:{SECRET}@h"})
    ),
    "URL in place of a port": lambda s: Failure(
        "HC201", file_of(s.sound | {"port": f"{s.scheme}://me:{SECRET}@h"})
    ),
    "literal secret in production": lambda s: Failure(
        "HC401", file_of(s.sound | {"password": SECRET, "protected": True})
    ),
    "default that is a literal secret": lambda s: Failure(
        "HC401", file_of(s.sound | {"password": f"${{X:-{SECRET}}}", "protected": True})
    ),
}
# In placeholders.
IN_PLACEHOLDERS: dict[str, Make] = {
    "malformed placeholder": lambda s: Failure(
        "HC304", file_of(s.sound | {"password": f"${{{SECRET}"})
    ),
    "operator that is none": lambda s: Failure(
        "HC304", file_of(s.sound | {"password": f"${{X {SECRET}}}"})
    ),
    "variable that is not set": lambda s: Failure(
        "HC305", file_of(s.sound | {"password": f"{SECRET}${{X}}"})
    ),
    "placeholder of the wrong type": lambda s: Failure(
        "HC312", file_of(s.sound | {"port": "${X}"}), {"X": SECRET}
    ),
    "secret in a choice": lambda s: Failure(
        "HC203",
        file_of(s.sound | {s.choice: f"${{{s.prefix}PASSWORD}}"}),
        {f"{s.prefix}PASSWORD": SECRET},
    ),
    "provider's secret in a choice": lambda s: Failure(
        "HC203",
        file_of(s.sound | {s.choice: "${vault:x}"}),
        provider=lambda _: SECRET,
    ),
    "provider that raises": lambda s: Failure(
        "HC308", file_of(s.sound | {"password": "${vault:x}"}), provider=refuses
    ),
    "provider's secret in a number": lambda s: Failure(
        "HC312", file_of(s.sound | {"port": "${vault:x}"}), provider=lambda _: SECRET
    ),
    "bug in a provider": lambda s: Failure(
        "", file_of(s.sound | {"password": "${vault:x}"}), provider=answers_bytes
    ),
}
# In variables.
IN_VARIABLES: dict[str, Make] = {
    "bad variable beside the secret": lambda s: Failure(
        "HC312",
        file_of(s.sound),
        {f"{s.prefix}PASSWORD": SECRET, f"{s.prefix}PORT": "x"},
    ),
    "URL in a variable of a number": lambda s: Failure(
        "HC312", file_of(s.sound), {f"{s.prefix}PORT": f"{s.scheme}://me:{SECRET}@h"}
    ),
    "secret that is no UTF-8": lambda s: Failure(
        "HC312", file_of(s.sound), {f"{s.prefix}PASSWORD": f"{SECRET}\udcff"}
    ),
    "conflicting aliases": lambda s: Failure(
        "HC315",
        file_of(s.sound),
        {f"{s.prefix}PASSWORD": SECRET, f"{s.prefix}PASS": f"{SECRET}2"},
    ),
    "URL with an unknown scheme": lambda s: Failure(
        "HC317", file_of(s.sound), {s.url: f"{SECRET}://me:{SECRET}@h"}
    ),
    "text that is no URL": lambda s: Failure("HC317", file_of(s.sound), {s.url: SECRET}),
    "URL with a slash in the secret": lambda s: Failure(
        "HC317", file_of(s.sound), {s.url: f"{s.scheme}://me:{SECRET}/{SECRET}@h"}
    ),
    "URL with the secret as its port": lambda s: Failure(
        "HC317", file_of(s.sound), {s.url: f"{s.scheme}://me:{SECRET}"}
    ),
    "URL with a bad option": lambda s: Failure(
        "HC317", file_of(s.sound), {s.url: f"{s.scheme}://me:{SECRET}@h?{SECRET}@h={SECRET}"}
    ),
    "URL with an option of the wrong type": lambda s: Failure(
        "HC317", file_of(s.sound), {s.url: f"{s.scheme}://h/0?connect_timeout={SECRET}"}
    ),
}
# In values that only a load as a whole can judge.
IN_LOADS: dict[str, Make] = {
    "variable over a literal secret": lambda s: Failure(
        "HC202",
        file_of(s.sound | {"password": SECRET}),
        {f"{s.prefix}PORT": "99999", f"{s.prefix}PASSWORD": SECRET},
    ),
    "variable over a URL": lambda s: Failure(
        "HC202",
        file_of(s.sound | {"port": f"{s.scheme}://me:{SECRET}@h"}),
        {f"{s.prefix}PORT": "99999"},
    ),
    "empty secret": lambda s: Failure(
        "HC313",
        file_of(s.sound | {"protected": True, "password": SECRET}),
        {f"{s.prefix}PASSWORD": ""},
    ),
    "URL of a host that is none": lambda s: Failure(
        "HC204", file_of(s.sound), {s.url: f"{s.scheme}://me:{SECRET}@a b"}
    ),
    "broken line in .env": lambda s: Failure(
        "HC112", file_of(s.sound), dotenv=f"{SECRET}\n{s.prefix}PORT=1\n"
    ),
    "quote that is not closed in .env": lambda s: Failure(
        "HC112", file_of(s.sound), dotenv=f'{s.prefix}PASSWORD="{SECRET}\n{s.prefix}PORT=1\n'
    ),
    ".env that is no UTF-8": lambda s: Failure(
        "HC103", file_of(s.sound), dotenv=f"{s.prefix}PASSWORD={SECRET}".encode() + b"\xff"
    ),
    "bad value in .env": lambda s: Failure(
        "HC312", file_of(s.sound), dotenv=f"{s.prefix}PASSWORD={SECRET}\n{s.prefix}PORT=x\n"
    ),
    "URL in a number of .env": lambda s: Failure(
        "HC312", file_of(s.sound), dotenv=f"{s.prefix}PORT={s.scheme}://me:{SECRET}@h\n"
    ),
    "value out of range in .env": lambda s: Failure(
        "HC202", file_of(s.sound), dotenv=f"{s.prefix}PASSWORD={SECRET}\n{s.prefix}PORT=0\n"
    ),
    "comment beside a bad value in .env": lambda s: Failure(
        "HC202", file_of(s.sound), dotenv=f"{s.prefix}PORT=0 # was {SECRET}\n"
    ),
    "TLS turned off": lambda s: Failure(
        "HC405",
        file_of(s.sound | s.tls | {"protected": True, "password": "${X}"}),
        s.without_tls | {"X": SECRET},
    ),
    "bad placeholder in .env": lambda s: Failure(
        "HC304", file_of(s.sound), dotenv=f"{s.prefix}PASSWORD=${{{SECRET}\n"
    ),
    "unset placeholder in .env": lambda s: Failure(
        "HC305", file_of(s.sound), dotenv=f"{s.prefix}PASSWORD={SECRET}${{X}}\n"
    ),
    "failing URL in .env": lambda s: Failure(
        "HC317", file_of(s.sound), dotenv=f"{s.url}={s.scheme}://:{SECRET}/@h\n"
    ),
    "conflicting aliases in .env": lambda s: Failure(
        "HC315",
        file_of(s.sound),
        dotenv=f"{s.prefix}PASSWORD={SECRET}\n{s.prefix}PASS={SECRET}2\n",
    ),
    "override of the wrong type": lambda s: Failure(
        "HC201", file_of(s.sound), overrides={"password": [SECRET]}
    ),
    "override beside a secret": lambda s: Failure(
        "HC202", file_of(s.sound), overrides={"password": Secret(SECRET), "port": 99999}
    ),
    "override of an unknown setting": lambda s: Failure(
        "HC205", file_of(s.sound), overrides={"pasword": SECRET}
    ),
    "override of no JSON type": lambda s: Failure(
        "HC201", file_of(s.sound), overrides={"password": SECRET.encode()}
    ),
    "URL in an override": lambda s: Failure(
        "HC201", file_of(s.sound), overrides={"port": f"{s.scheme}://me:{SECRET}@h"}
    ),
    "bug on the way": lambda s: Failure(
        "", file_of(s.sound | {"password": SECRET}), overrides={"password": Unruly()}
    ),
}


class Unruly(Mapping[str, Any]):
    """A mapping that quotes a secret when it is read."""

    def __getitem__(self, key: str) -> Any:
        raise RuntimeError(f"{key} is {SECRET}")

    def __iter__(self) -> Iterator[str]:
        return iter(("x",))

    def __len__(self) -> int:
        return 1


# How a load is asked for


class Attempt(NamedTuple):
    """A failure, set up in a directory, for one of the functions that load."""

    schema: Schema
    failure: Failure
    path: Path
    dotenv: Path | None

    def sources(self) -> dict[str, Any]:
        """The arguments that all loaders share."""
        provider = self.failure.provider
        return {
            "dotenv": self.dotenv,
            "variables": self.failure.variables,
            "overrides": self.failure.overrides,
            "providers": {"vault": provider} if provider else None,
        }


LOADERS: dict[str, Callable[[Attempt], Any]] = {
    "load_redis_config": lambda a: load_redis_config(a.path, "local", **a.sources()),
    "load_database_config": lambda a: load_database_config(a.path, "local", **a.sources()),
    "load_config by class": lambda a: load_config(a.path, a.schema.kind, "local", **a.sources()),
    "load_config by name": lambda a: load_config(a.path, a.schema.name, "local", **a.sources()),
}
PARTS: dict[str, Callable[[Attempt], Any]] = {
    "load_config_file": lambda a: load_config_file(a.path, "local"),
    "apply_env_overrides": lambda a: apply_env_overrides(
        {**a.schema.sound, "password": SECRET}, a.schema.name, variables=a.failure.variables
    ),
}
ALL = IN_TEXT | IN_VALUES | IN_PLACEHOLDERS | IN_VARIABLES | IN_LOADS
UNLIKE = {"load_redis_config": "database", "load_database_config": "redis"}
FAILURES_OF = dict.fromkeys(LOADERS, ALL) | {
    "load_config_file": IN_TEXT,
    "apply_env_overrides": IN_VARIABLES,
}
MATRIX = [
    pytest.param(function, (schema, make), id=f"{function}: {schema.name}: {name}")
    for function, failures in FAILURES_OF.items()
    for schema in SCHEMAS.values()
    if UNLIKE.get(function) != schema.name
    for name, make in failures.items()
]


@pytest.fixture
def attempt(request: pytest.FixtureRequest, tmp_path: Path) -> Attempt:
    """A failure with its files written."""
    schema, make = request.param
    failure = make(schema)
    path = tmp_path / schema.file
    path.write_bytes(failure.text if isinstance(failure.text, bytes) else failure.text.encode())
    if not failure.dotenv:
        return Attempt(schema, failure, path, None)
    dotenv = tmp_path / ".env"
    text = failure.dotenv
    dotenv.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Attempt(schema, failure, path, dotenv)


@pytest.mark.parametrize(("function", "attempt"), MATRIX, indirect=["attempt"])
def test_no_failure_tells_the_secret(
    attempt: Attempt, caplog: pytest.LogCaptureFixture, function: str
) -> None:
    """Not by its text, its fields, its context, the frames that it passed, a report or the log."""
    caplog.set_level(logging.DEBUG)

    with pytest.raises((ConfigError, InternalError)) as caught:
        (LOADERS | PARTS)[function](attempt)

    error = caught.value
    codes = [diagnostic.code for diagnostic in getattr(error, "diagnostics", ())]
    assert attempt.failure.code in codes or (not codes and not attempt.failure.code), str(error)
    assert leaks(error) == []
    assert not tells(rendered(error))
    assert not tells(caplog.text)
    assert list(frames(error, PACKAGE))


COMMANDS = [
    pytest.param(command, (schema, make), id=f"{command}: {schema.name}: {name}")
    for command in ("validate", "show")
    for schema in SCHEMAS.values()
    for name, make in ALL.items()
    if not make(schema).overrides and make(schema).provider is None
]


@pytest.mark.parametrize(("command", "attempt"), COMMANDS, indirect=["attempt"])
def test_no_command_tells_the_secret(
    attempt: Attempt,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    """A command that loads says what is wrong, in every format, and never a secret."""
    for name, text in attempt.failure.variables.items():
        monkeypatch.setenv(name, text)
    dotenv = ["--dotenv", str(attempt.dotenv)] if attempt.dotenv else []
    formats = FORMATS if command == "validate" else ("text", "json")

    for form in formats:
        main([command, str(attempt.path), "--env", "local", "--format", form, *dotenv])
        said = "".join(capsys.readouterr())
        assert attempt.failure.code in said
        assert not tells(said)


# Configs made by hand

untyped_redis: Any = RedisConfig
BY_HAND: dict[str, Callable[[str], object]] = {
    "constructor": lambda secret: RedisConfig(host="h", password=secret, port=99999),
    "constructor, unknown name": lambda secret: untyped_redis(host="h", pasword=secret),
    "constructor, by place": lambda secret: untyped_redis("h", secret),
    "constructor, wrong type": lambda secret: untyped_redis(host="h", password=[secret]),
    "constructor, bug": lambda secret: untyped_redis(host="h", password=secret, retry=Unruly()),
    "section": lambda secret: untyped_redis.Sentinel(nodes=[], password=secret),
    "replace": lambda secret: RedisConfig(host="h", password=secret).replace(port=99999),
    "replace of the secret": lambda secret: RedisConfig(host="h").replace(
        password=f"{secret}\ud800"
    ),
    "replace with the secret": lambda secret: RedisConfig(host="h").replace(
        password=secret, port=99999
    ),
    "replace, unknown name": lambda secret: untyped_redis(host="h").replace(pasword=secret),
}


@pytest.mark.parametrize("make", BY_HAND.values(), ids=BY_HAND)
def test_no_refused_config_tells_the_secret(
    caplog: pytest.LogCaptureFixture, make: Callable[[str], object]
) -> None:
    """The same of a config that is made or changed by hand."""
    caplog.set_level(logging.DEBUG)

    with pytest.raises((ConfigError, InternalError, TypeError)) as caught:
        make("".join(SECRET))

    assert leaks(caught.value) == []
    assert not tells(caplog.text)
    assert list(frames(caught.value, PACKAGE))


@pytest.mark.parametrize(
    "arguments",
    [
        {"variables": {"REDIS_PASSWORD": SECRET.encode()}},
        {"overrides": [("password", SECRET)]},
        {"providers": lambda _: SECRET},
    ],
    ids=["variables", "overrides", "providers"],
)
def test_no_misuse_tells_the_secret(tmp_path: Path, arguments: dict[str, Any]) -> None:
    """A secret in an argument of the wrong kind is in no message and in no frame that raises."""
    path = tmp_path / "redis_config.json"
    path.write_text(file_of(REDIS.sound), encoding="utf-8")

    with pytest.raises(TypeError) as caught:
        load_redis_config(path, "local", **arguments)

    assert leaks(caught.value) == []


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_no_change_of_a_loaded_config_tells_the_secret(tmp_path: Path, schema: Schema) -> None:
    """A loaded config knows its sources, and a change that is refused shows none of them."""
    path = tmp_path / schema.file
    path.write_text(file_of(schema.sound | {"password": SECRET}), encoding="utf-8")
    config: Any = load_config(path, schema.kind, "local", variables={})

    with pytest.raises(ConfigError) as caught:
        config.replace(port=99999)

    assert leaks(caught.value) == []
    assert list(frames(caught.value, PACKAGE))


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_no_log_of_a_good_load_tells_the_secret(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, schema: Schema
) -> None:
    """A load that succeeds logs its warnings and its line, secrets from everywhere left out."""
    caplog.set_level(logging.DEBUG)
    path = tmp_path / schema.file
    path.write_text(file_of(schema.sound | {"password": SECRET}), encoding="utf-8")
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"{schema.prefix}PASSWRD={SECRET}\n", encoding="utf-8")
    variables = {
        schema.url: f"{schema.scheme}://me:{SECRET}@h/0",
        f"{schema.prefix}PASWORD": SECRET,
        "HACFG_ENV": "testing",
    }

    config: Any = load_config(
        path, schema.kind, "local", variables=variables, dotenv=dotenv, prefix=None
    )

    assert config.password == Secret(SECRET)
    assert f"did you mean {schema.prefix}PASSWORD?" in caplog.text
    assert "fingerprint" in caplog.text
    assert not tells(caplog.text)
    assert not tells(repr(config))
    assert not any(tells(origin) for origin in config.origins.values())


# The search itself


def enclosing(text: str) -> Callable[[], str]:
    """A function that holds a text where no attribute leads."""
    return lambda: text


def in_its_text(text: str) -> None:
    """Quotes what it was given."""
    raise ValueError(f"bad password {text}")


def in_a_field(text: str) -> None:
    """Lets an error pass that keeps what it refused."""
    document = f"[{text}]"
    del text
    json.loads(document)


def in_its_context(text: str) -> None:
    """Hides an error of Python's behind its own, which keeps it none the less."""
    try:
        int(text)
    except ValueError:
        del text
        raise RuntimeError("bad password") from None


def in_a_note(text: str) -> None:
    """Notes what it was about."""
    error: Any = ValueError("bad password")
    error.__notes__ = [text]
    del text
    raise error


def in_a_container(text: str) -> None:
    """Keeps what it read in a variable."""
    settings = {"local": [(text,)]}
    del text
    raise ValueError(f"bad password in {len(settings)}")


def in_an_object(text: str) -> None:
    """Keeps what it read in an object whose repr says nothing."""
    settings = Request("x", overrides={"password": text})
    del text
    raise ValueError(f"bad password in {settings}")


def in_a_closure(text: str) -> None:
    """Keeps a function that knows what was read."""
    reader = enclosing(text)
    del text
    raise ValueError(f"bad password in {reader.__name__}")


@pytest.mark.parametrize(
    ("careless", "where"),
    [
        (in_its_text, "str(ValueError)"),
        (in_its_text, "traceback of ValueError"),
        (in_a_field, "JSONDecodeError.__dict__['doc']"),
        (in_its_context, "str(ValueError)"),
        (in_a_note, "ValueError.__notes__[0]"),
        (in_a_container, "settings in in_a_container['local'][0][0]"),
        (in_an_object, "settings in in_an_object.overrides['password']"),
        (in_a_closure, "reader in in_a_closure encloses 0"),
    ],
)
def test_the_search_finds_what_a_careless_loader_leaves(
    careless: Callable[[str], None], where: str
) -> None:
    """Every way to tell a secret is found, so that finding none means something."""
    with pytest.raises((ValueError, RuntimeError)) as caught:
        careless(SECRET)

    assert where in leaks(caught.value, __file__)
