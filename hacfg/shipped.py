"""The schemas that hacfg ships: where their files lie."""

from __future__ import annotations

import os.path

_PACKAGE = os.path.dirname(os.path.abspath(__file__))

# A wheel holds the schemas inside the package; in a checkout they stand beside it.
_DIRECTORIES = (
    os.path.join(_PACKAGE, "schemas"),
    os.path.join(os.path.dirname(_PACKAGE), "schemas"),
)


def schema_path(file_name: str) -> str:
    """The absolute path of a shipped schema, such as ``redis.schema.json``.

    Raises:
        FileNotFoundError: hacfg ships no schema of that name.
    """
    for directory in _DIRECTORIES:
        path = os.path.join(directory, file_name)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(f"hacfg ships no schema {file_name}")
