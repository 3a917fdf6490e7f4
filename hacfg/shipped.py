"""The files that hacfg ships, schemas and examples of configs: where they lie."""

from __future__ import annotations

import os.path

_PACKAGE = os.path.dirname(os.path.abspath(__file__))

# A wheel holds the files inside the package; in a checkout they stand beside it.
_CHECKOUT = os.path.dirname(_PACKAGE)
_SCHEMAS = (os.path.join(_PACKAGE, "schemas"), os.path.join(_CHECKOUT, "schemas"))
_EXAMPLES = (os.path.join(_PACKAGE, "templates"), _CHECKOUT)


def schema_path(file_name: str) -> str:
    """The absolute path of a shipped schema, such as ``redis.schema.json``.

    Raises:
        FileNotFoundError: hacfg ships no schema of that name.
    """
    return _found(file_name, _SCHEMAS, "schema")


def example_path(file_name: str) -> str:
    """The absolute path of a shipped example, such as ``redis_config.json.example``.

    Raises:
        FileNotFoundError: hacfg ships no example of that name.
    """
    return _found(file_name, _EXAMPLES, "example")


def _found(file_name: str, directories: tuple[str, ...], what: str) -> str:
    for directory in directories:
        path = os.path.join(directory, file_name)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(f"hacfg ships no {what} {file_name}")
