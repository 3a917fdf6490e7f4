"""The names that hacfg gives out, and the module that each of them lives in."""
# ruff: noqa: TC004 - type checkers read the imports; at run time hacfg.__getattr__ serves them

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .check import Report, check_config_file
    from .compiled.database_config import DatabaseConfig
    from .compiled.redis_config import RedisConfig
    from .config import Config
    from .diagnostic import Diagnostic
    from .errors import ConfigError, ConfigFileError, InternalError
    from .loaders import load_config, load_database_config, load_redis_config
    from .origin import Origin
    from .parts import apply_env_overrides, load_config_file
    from .placeholders import PROVIDERS
    from .secret import Secret
    from .version import __version__

__all__ = [
    "PROVIDERS",
    "Config",
    "ConfigError",
    "ConfigFileError",
    "DatabaseConfig",
    "Diagnostic",
    "InternalError",
    "Origin",
    "RedisConfig",
    "Report",
    "Secret",
    "__version__",
    "apply_env_overrides",
    "check_config_file",
    "load_config",
    "load_config_file",
    "load_database_config",
    "load_redis_config",
]

HOMES = {
    "Config": "config",
    "ConfigError": "errors",
    "ConfigFileError": "errors",
    "DatabaseConfig": "compiled.database_config",
    "Diagnostic": "diagnostic",
    "InternalError": "errors",
    "Origin": "origin",
    "PROVIDERS": "placeholders",
    "RedisConfig": "compiled.redis_config",
    "Report": "check",
    "Secret": "secret",
    "__version__": "version",
    "apply_env_overrides": "parts",
    "check_config_file": "check",
    "load_config": "loaders",
    "load_config_file": "parts",
    "load_database_config": "loaders",
    "load_redis_config": "loaders",
}
