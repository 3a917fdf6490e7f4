"""The loaders: public functions that give a config, or raise from a frame without raw values."""

from __future__ import annotations

import os
import sys

from .classes import class_of
from .errors import ConfigError, ConfigFileError, InternalError, places_of
from .load import resolve
from .placeholders import PROVIDERS
from .request import Request
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from .compiled.database_config import DatabaseConfig
    from .compiled.redis_config import RedisConfig
    from .config import Config
    from .diagnostic import Diagnostic
    from .load import Loaded
    from .placeholders import Provider

    AnyConfig = TypeVar("AnyConfig", bound=Config)

# Kinds that are right at a glance; anything else is looked at closely.
_PLAIN = frozenset({str, type(None)})
_ARGUMENTS = (
    *("path", "schema", "env", "dotenv", "prefix", "overrides", "variables", "fallback"),
    "providers",
)


class Outcome(Value):
    """What came of a load: a value; or why there is none.

    ``diagnostics`` say that, or the places of a ``bug``, or what the ``misuse`` of an argument is.
    """

    value: Any = None
    diagnostics: tuple[Diagnostic, ...] = ()
    bug: str = ""
    misuse: str = ""


def load_redis_config(  # noqa: PLR0913 - each is a source of its own
    path: str | os.PathLike[str] = "redis_config.json",
    env: str | None = None,
    *,
    dotenv: str | os.PathLike[str] | None = None,
    prefix: str | None = None,
    overrides: Mapping[str, Any] | None = None,
    variables: Mapping[str, str] | None = None,
    fallback: str | None = "local",
    providers: Mapping[str, Provider] | None = None,
) -> RedisConfig:
    """Loads the Redis config of one environment; ``load_config`` says what the arguments are.

    Raises:
        ConfigError: the config cannot be used; ``diagnostics`` says why, secrets masked.
        ConfigFileError: the file could not be read at all.
    """
    outcome = _load(path, "redis", env, dotenv, prefix, overrides, variables, fallback, providers)
    del overrides, variables, providers
    config: RedisConfig = delivered(outcome)
    return config


def load_database_config(  # noqa: PLR0913 - as above
    path: str | os.PathLike[str] = "database_config.json",
    env: str | None = None,
    *,
    dotenv: str | os.PathLike[str] | None = None,
    prefix: str | None = None,
    overrides: Mapping[str, Any] | None = None,
    variables: Mapping[str, str] | None = None,
    fallback: str | None = "local",
    providers: Mapping[str, Provider] | None = None,
) -> DatabaseConfig:
    """Loads the database config of one environment; ``load_config`` says what the arguments are.

    Raises:
        ConfigError: the config cannot be used; ``diagnostics`` says why, secrets masked.
        ConfigFileError: the file could not be read at all.
    """
    outcome = _load(
        path, "database", env, dotenv, prefix, overrides, variables, fallback, providers
    )
    del overrides, variables, providers
    config: DatabaseConfig = delivered(outcome)
    return config


def load_config(  # noqa: PLR0913 - as above
    path: str | os.PathLike[str],
    schema: type[AnyConfig] | str | None = None,
    env: str | None = None,
    *,
    dotenv: str | os.PathLike[str] | None = None,
    prefix: str | None = None,
    overrides: Mapping[str, Any] | None = None,
    variables: Mapping[str, str] | None = None,
    fallback: str | None = "local",
    providers: Mapping[str, Provider] | None = None,
) -> AnyConfig:
    """Loads one environment of a config file, everything resolved.

    Args:
        path: a ``.json`` or ``.toml`` file.
        schema: a compiled config class; the name of a shipped schema; the path of a schema
            file; or None, and the file's ``$schema`` or name decides.
        env: the environment; without it ``HACFG_ENV`` names one, else it is ``local``.
        dotenv: a ``.env`` file; variables of the process win over it.
        prefix: replaces the prefix of the variables, as in ``CACHE_REDIS_``.
        overrides: nested Python values above all other sources, never converted.
        variables: what to read in place of the process's variables.
        fallback: the environment to use where the named one is not in the file and nothing
            speaks against it; None forbids that.
        providers: the placeholder providers, by name; ``hacfg.PROVIDERS`` is the default.

    Raises:
        ConfigError: the config cannot be used; ``diagnostics`` says why, secrets masked.
        ConfigFileError: the file or the schema could not be read at all.
        TypeError: an argument is of a kind that no loader takes.
        InternalError: a bug in hacfg or in a provider.
    """
    outcome = _load(path, schema, env, dotenv, prefix, overrides, variables, fallback, providers)
    del overrides, variables, providers
    config: AnyConfig = delivered(outcome)
    return config


def delivered(outcome: Outcome) -> Any:
    """The value of an outcome; the one place that raises."""
    if outcome.misuse:
        raise TypeError(outcome.misuse)
    if outcome.bug:
        raise InternalError(outcome.bug)
    if not outcome.diagnostics:
        return outcome.value
    from .diagnostic import COULD_NOT_CHECK

    if any(diagnostic.code in COULD_NOT_CHECK for diagnostic in outcome.diagnostics):
        raise ConfigFileError(outcome.diagnostics)
    raise ConfigError(outcome.diagnostics)


def _load(  # noqa: PLR0913, PLR0917 - the arguments of the loaders, made one request
    path: Any,
    schema: Any,
    env: str | None,
    dotenv: Any,
    prefix: str | None,
    overrides: Mapping[str, Any] | None,
    variables: Mapping[str, str] | None,
    fallback: str | None,
    providers: Mapping[str, Provider] | None,
) -> Outcome:
    request = Request(
        path,
        schema,
        env,
        os.environ if variables is None else variables,
        dotenv,
        prefix,
        {} if overrides is None else overrides,
        (),
        fallback,
        PROVIDERS if providers is None else providers,
    )
    plain = {type(path), type(schema), type(env), type(dotenv), type(prefix), type(fallback)}
    if not plain <= _PLAIN or path is None or not (variables is overrides is providers is None):
        from .misuse import misuse, with_plain_paths

        wrong = misuse({name: getattr(request, name) for name in _ARGUMENTS})
        if wrong:
            return Outcome(misuse=wrong)
        request = with_plain_paths(request)
    try:
        return _configured(request)
    except Exception as error:  # noqa: BLE001 - an error of ours would carry every frame along
        return Outcome(bug=places_of(error))


def _configured(request: Request) -> Outcome:
    kind: Any = request.schema
    if isinstance(kind, type):
        from .classes import contract_of

        request = request.replace(schema=contract_of(kind))
    loaded, diagnostics = resolve(request)
    if loaded is None:
        return Outcome(diagnostics=diagnostics)
    if not isinstance(kind, type):
        kind = class_of(loaded.scene.contract)
    # Without logging in the process nobody would see an INFO line: it is imported for a warning.
    if diagnostics or loaded.selection.warning or "logging" in sys.modules:
        from .journal import report_load

        report_load(loaded, diagnostics)
    return Outcome(config_of(loaded, kind, lambda: _values_again(request)))


def config_of(
    loaded: Loaded,
    kind: type[AnyConfig],
    again: Callable[[], Mapping[str, Any] | None] | None = None,
) -> AnyConfig:
    """The typed config of a load; ``again`` gives the values of another one."""
    return kind._resolved(  # noqa: SLF001 - the one maker of configs beside their constructors
        loaded.values,
        environment=loaded.selection.environment.name,
        origins=lambda: _origins(loaded),
        again=again,
    )


def _values_again(request: Request) -> Mapping[str, Any] | None:
    try:
        loaded, _ = resolve(request)
    except Exception:  # noqa: BLE001 - as in _load; what was loaded first stays in use
        return None
    return loaded.values if loaded else None


def _origins(loaded: Loaded) -> Any:
    from .attribution import origins
    from .keypath import leaves

    return origins((path for path, _ in leaves(loaded.values)), loaded.scene)
