"""The time to load a config: a whole process that does it once, and one that does it again.

    python tests/benchmarks/loading.py --rounds 30 --peers

Every loader reads the same file of two environments, takes ``production``, lays the variables
REDIS_HOST, REDIS_PORT and REDIS_SSL over it, puts the variable in for ``${REDIS_PASSWORD}``, and
checks types and ranges. The measure is a script by hand, without any library. It knows the seven
settings of this file, as the peers do; hacfg and jsonschema hold the file against all that the
Redis schema says. Before the clock runs each loader must give the right values and refuse a port
of 70000. The wheel, and with ``--peers`` the peers, are installed into a temporary venv; each
loader is a module with its bytecode beside it. Peers that are not installed are left out.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import tempfile
from pathlib import Path

from measure import ROOT, build_wheel, environment, good_config, install, interleaved, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from measure import Command

VARIABLES = {
    "REDIS_HOST": "redis.eu.example.com",
    "REDIS_PORT": "6390",
    "REDIS_SSL": "true",
    "REDIS_PASSWORD": "correct-horse",
}
EXPECTED = ["redis.eu.example.com", 6390, 0, "correct-horse", True, 5.0, True]

# Reading, choosing and laying over, for the libraries that only judge.
BY_HAND = """
import json, os, re
VARIABLES = {"host": str, "port": int, "ssl": {"true": True, "false": False}.__getitem__}
PLACEHOLDER = re.compile(r"\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}")

def put_in(value):
    if isinstance(value, str) and "${" in value:
        return PLACEHOLDER.sub(lambda found: os.environ[found[1]], value)
    return value

def merged():
    with open("redis_config.json", encoding="utf-8") as file:
        chosen = json.load(file)["production"]
    values = {name: put_in(value) for name, value in chosen.items()}
    for name, convert in VARIABLES.items():
        text = os.environ.get("REDIS_" + name.upper())
        if text is not None:
            values[name] = convert(text)
    return values
"""
LOADERS = {
    "hand-written": """
from by_hand import merged
KINDS = {"host": str, "port": int, "db": int, "password": (str, type(None)), "ssl": bool,
         "socket_timeout": (int, float), "enable_redis": bool}
RANGES = {"port": (1, 65535), "db": (0, 2147483646), "socket_timeout": (0.001, 300)}

class Redis:
    __slots__ = tuple(KINDS)

def load():
    values = merged()
    for name in KINDS:
        if name not in values:
            raise ValueError(name + " is missing")
    config = Redis()
    for name, value in values.items():
        if name not in KINDS:
            raise ValueError("unknown setting " + name)
        kind = KINDS[name]
        if not isinstance(value, kind) or isinstance(value, bool) and kind is not bool:
            raise ValueError(name + " has the wrong type")
        if name in RANGES:
            low, high = RANGES[name]
            if not low <= value <= high:
                raise ValueError(f"{name} is not between {low} and {high}")
        setattr(config, name, value)
    if not config.host:
        raise ValueError("host is empty")
    return config
""",
    "hacfg": """
from hacfg import load_redis_config

def load():
    return load_redis_config("redis_config.json", "production")
""",
    "msgspec": """
from typing import Annotated
from msgspec import Meta, Struct, convert
from by_hand import merged

class Redis(Struct, frozen=True, forbid_unknown_fields=True):
    host: Annotated[str, Meta(min_length=1)]
    port: Annotated[int, Meta(ge=1, le=65535)]
    db: Annotated[int, Meta(ge=0, le=2147483646)]
    password: str | None
    ssl: bool
    socket_timeout: Annotated[float, Meta(gt=0, le=300)]
    enable_redis: bool

def load():
    return convert(merged(), Redis)
""",
    "pydantic-settings": """
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from by_hand import json

class Redis(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="REDIS_", extra="forbid", frozen=True)
    host: str = Field(min_length=1)
    port: int = Field(ge=1, le=65535)
    db: int = Field(ge=0, le=2147483646)
    password: SecretStr | None
    ssl: bool
    socket_timeout: float = Field(gt=0, le=300)
    enable_redis: bool

    @classmethod
    def settings_customise_sources(cls, settings_cls, init_settings, env_settings, **_):
        return env_settings, init_settings

def load():
    with open("redis_config.json", encoding="utf-8") as file:
        return Redis(**json.load(file)["production"])
""",
    "jsonschema": """
from types import SimpleNamespace
from jsonschema import Draft7Validator
from by_hand import json, merged

with open("redis.schema.json", encoding="utf-8") as file:
    VALIDATOR = Draft7Validator(json.load(file))

def load():
    values = merged()
    VALIDATOR.validate(values)
    return SimpleNamespace(**values)
""",
    # Its checks are for variables: what the file says stands in as their default.
    "environs": """
from types import SimpleNamespace
from environs import Env, validate
from by_hand import json, put_in

def load():
    with open("redis_config.json", encoding="utf-8") as file:
        chosen = json.load(file)["production"]
    variable = Env()
    with variable.prefixed("REDIS_"):
        return SimpleNamespace(
            host=variable.str("HOST", chosen["host"], validate=validate.Length(min=1)),
            port=variable.int("PORT", chosen["port"], validate=validate.Range(1, 65535)),
            db=variable.int("DB", chosen["db"], validate=validate.Range(0, 2147483646)),
            password=variable.str("PASSWORD", put_in(chosen["password"])),
            ssl=variable.bool("SSL", chosen["ssl"]),
            socket_timeout=variable.float(
                "SOCKET_TIMEOUT", chosen["socket_timeout"], validate=validate.Range(0.001, 300)
            ),
            enable_redis=variable.bool("ENABLE_REDIS", chosen["enable_redis"]),
        )
""",
    "typed-settings": """
from pathlib import Path
import attrs
import typed_settings as ts
from attrs.validators import and_, ge, gt, le, min_len
from by_hand import json

@ts.settings(frozen=True)
class Redis:
    host: str = ts.option(validator=min_len(1))
    port: int = ts.option(validator=and_(ge(1), le(65535)))
    db: int = ts.option(validator=and_(ge(0), le(2147483646)))
    password: str | None = ts.secret()
    ssl: bool
    socket_timeout: float = ts.option(validator=and_(gt(0), le(300)))
    enable_redis: bool

def read(path, settings_cls, options):
    return json.loads(path.read_text(encoding="utf-8"))["production"]

def load():
    files = ts.FileLoader({"*.json": read}, [Path("redis_config.json")])
    return ts.load_settings(Redis, [files, ts.EnvLoader("REDIS_")])
""",
    "dynaconf": """
from types import SimpleNamespace
from dynaconf import Dynaconf, Validator

SETTINGS = ("host", "port", "db", "password", "ssl", "socket_timeout", "enable_redis")

def load():
    settings = Dynaconf(
        settings_files=["redis_config.json"],
        environments=True,
        env="production",
        envvar_prefix="REDIS",
        validators=[
            Validator("host", must_exist=True, is_type_of=str, len_min=1),
            Validator("port", must_exist=True, is_type_of=int, gte=1, lte=65535),
            Validator("db", must_exist=True, is_type_of=int, gte=0, lte=2147483646),
            Validator("password", must_exist=True, is_type_of=(str, type(None))),
            Validator("ssl", must_exist=True, is_type_of=bool),
            Validator("socket_timeout", must_exist=True, is_type_of=float, gt=0, lte=300),
            Validator("enable_redis", must_exist=True, is_type_of=bool),
        ],
    )
    return SimpleNamespace(**{name: settings[name] for name in SETTINGS})
""",
}
PEERS = [
    *("msgspec", "pydantic-settings", "jsonschema", "environs", "typed-settings[attrs]", "dynaconf")
]

# What every process does with its loader.
SHOW = """
import json
config = load()
names = ("host", "port", "db", "password", "ssl", "socket_timeout", "enable_redis")
values = [getattr(config, name) for name in names]
values = [v.get_secret_value() if hasattr(v, "get_secret_value") else v for v in values]
print(json.dumps(values))
"""
REPEAT = """
import json, sys
from time import perf_counter
for _ in range(20): load()
times = []
for _ in range(int(sys.argv[1])):
    began = perf_counter()
    load()
    times.append(perf_counter() - began)
print(json.dumps(times))
"""


def main() -> None:
    """Measures and prints two tables: the whole process, and one load of many."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="hacfg-loading-") as name:
        directory = Path(name)
        python = options.python
        if python is None:
            wheel = options.wheel or build_wheel(directory)
            peers = PEERS if options.peers else []
            python = install(directory / "venv", wheel, *peers) / "python"
        work = directory / "work"
        modules = _write(work)
        loaders = {name: module for name, module in modules.items() if _works(python, module, work)}
        cold: dict[str, Command] = {"python -c pass": [python, "-c", "pass"]}
        for loader, module in loaders.items():
            cold[loader] = [python, "-c", f"from {module} import load; load()"]
        once = interleaved(cold, work, options.rounds, VARIABLES)
        again = _warm(python, loaders, work, options)
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    print(f"a process that loads once, {options.rounds} rounds\n{table(once, 'hand-written')}\n")
    rounds = f"{options.warm_rounds} rounds of {options.loads}"
    print(f"a load in a process that has loaded before, {rounds}")
    print(table(again, "hand-written", "µs"))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=30, help="processes of each (default 30)")
    parser.add_argument("--warm-rounds", type=int, default=5, help="processes that load repeatedly")
    parser.add_argument("--loads", type=int, default=300, help="loads in each of them")
    parser.add_argument("--wheel", type=Path, help="measure this wheel instead of building one")
    parser.add_argument("--peers", action="store_true", help="install the peers, too")
    parser.add_argument("--python", type=Path, help="a Python that has hacfg: install nothing")
    return parser.parse_args()


def _write(work: Path) -> dict[str, str]:
    """Writes the config, the schema and the loaders; returns the loaders' modules."""
    work.mkdir()
    config = good_config()
    config["production"]["port"] = 6379
    (work / "redis_config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")
    schema = (ROOT / "schemas" / "redis.schema.json").read_bytes()
    (work / "redis.schema.json").write_bytes(schema)
    (work / "by_hand.py").write_text(BY_HAND, encoding="utf-8")
    modules = {name: f"loader_{name.replace('-', '_')}" for name in LOADERS}
    for name, module in modules.items():
        (work / f"{module}.py").write_text(LOADERS[name], encoding="utf-8")
    return modules


def _works(python: Path, module: str, work: Path) -> bool:
    """Whether a loader's library is installed.

    Raises:
        SystemExit: the loader gives wrong values, or takes a wrong one.
    """
    good = _run([python, "-c", f"from {module} import load\n{SHOW}"], work, VARIABLES)
    if "ModuleNotFoundError" in good.stderr:
        return False
    if good.returncode or json.loads(good.stdout) != EXPECTED:
        raise SystemExit(f"{module} does not load what it should:\n{good.stdout}{good.stderr}")
    wrong = VARIABLES | {"REDIS_PORT": "70000"}
    bad = _run([python, "-c", f"from {module} import load; load()"], work, wrong)
    if not bad.returncode:
        raise SystemExit(f"{module} takes a port of 70000")
    return True


def _warm(
    python: Path, loaders: dict[str, str], work: Path, options: argparse.Namespace
) -> dict[str, list[float]]:
    """The seconds of each load, in processes that take turns."""
    times: dict[str, list[float]] = {name: [] for name in loaders}
    for _ in range(options.warm_rounds):
        for name, module in loaders.items():
            program = f"from {module} import load\n{REPEAT}"
            done = _run([python, "-c", program, str(options.loads)], work, VARIABLES)
            done.check_returncode()
            times[name] += json.loads(done.stdout)
    return times


def _run(
    command: Command, work: Path, variables: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=work,
        env=environment() | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


if __name__ == "__main__":
    main()
