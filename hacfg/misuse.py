"""Misuse of a loader: an argument of a kind that no caller can mean, and what to pass instead."""

from __future__ import annotations

import os
from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .request import Request

_TEXTS = {
    "env": "the name of an environment",
    "prefix": "one such as CACHE_REDIS_",
    "fallback": "the name of an environment",
}
_PATHS = {"path": "the path of a config file", "dotenv": "the path of a .env file"}
_MAPPINGS = {
    "config": "as load_config_file gives it",
    "overrides": "such as {'port': 6380}",
    "variables": "such as os.environ",
    "providers": "such as hacfg.PROVIDERS",
}
_NEEDED = ("path", "config")


def misuse(arguments: Mapping[str, Any]) -> str:
    """What is wrong with the kinds of some arguments, by name; empty where nothing is.

    No value is shown: it may be a secret in the wrong place.
    """
    problems = (_problem(name, value) for name, value in arguments.items())
    return next(filter(None, problems), "")


def with_plain_paths(request: Request) -> Request:
    """The request with its paths as texts; pathlib's are as welcome."""
    paths = {name: getattr(request, name) for name in ("path", "dotenv", "schema")}
    plain = {name: os.fspath(path) for name, path in paths.items() if isinstance(path, os.PathLike)}
    return request.replace(**plain)


def _problem(name: str, value: Any) -> str:
    if value is None and name not in _NEEDED:
        return ""
    if name in _TEXTS and not isinstance(value, str):
        return _said(name, value, f"pass {_TEXTS[name]} as a str")
    if name in _PATHS and not _is_path(value):
        return _said(name, value, f"pass {_PATHS[name]}, a str or a pathlib.Path")
    if name == "schema" and not (hasattr(value, "_TABLES") or _is_path(value)):
        return _said(name, value, "pass a class that hacfg compile wrote, or a schema's name")
    if name in _MAPPINGS and not isinstance(value, Mapping):
        return _said(name, value, f"pass a mapping, {_MAPPINGS[name]}")
    if name == "variables":
        odd = next((each for each, text in value.items() if not isinstance(text, str)), None)
        return "" if odd is None else f"variables hold texts, and that of {odd} is none: pass a str"
    return ""


def _is_path(value: Any) -> bool:
    return isinstance(value, (str, os.PathLike)) and isinstance(os.fspath(value), str)


def _said(name: str, value: Any, advice: str) -> str:
    if value is None:
        kind = "None"
    elif isinstance(value, type):
        kind = f"the class {value.__name__}"
    else:
        kind = f"of type {type(value).__name__}"
    return f"{name} cannot be {kind}: {advice}"
