"""The files of hacfg itself that are derived from its schemas."""

from __future__ import annotations

import json
import os.path

from ..shipped import schema_path
from .file_schema import file_schema_text
from .module import class_source, module_source

CLASSES = {
    "redis": ("RedisConfig", "hacfg.redis_rendering:RedisRendering"),
    "database": ("DatabaseConfig", "hacfg.database_rendering:DatabaseRendering"),
}
"""The schemas by name, and of each the typed class and what that derives from."""

PROJECT = "hacfg.project"
"""The schema of a project's table, of which only the predicate is needed."""


def derived_files() -> dict[str, str]:
    """Every derived file by its absolute path, with the text that it must hold.

    Each schema gives a module with its facts and predicates, another one with its class, which a
    check does without, and the schema of a file.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    modules = os.path.join(package, "compiled")
    texts: dict[str, str] = {}
    for name, (class_name, base) in CLASSES.items():
        path = schema_path(f"{name}.schema.json")
        with open(path, "rb") as stream:
            document = json.loads(stream.read())
        source, faults = module_source(document, name=name)
        if faults:
            raise ValueError(f"{name}.schema.json: {faults[0].headline}")
        texts[os.path.join(modules, f"{name}.py")] = source
        texts[os.path.join(modules, f"{name}_config.py")] = class_source(
            document, name=name, class_name=class_name, base=base, tables=f"hacfg.compiled.{name}"
        )
        schemas = os.path.dirname(path)
        texts[os.path.join(schemas, f"{name}_config.schema.json")] = file_schema_text(document)
    with open(schema_path(f"{PROJECT}.schema.json"), "rb") as stream:
        source, _ = module_source(json.loads(stream.read()), name=PROJECT)
    texts[os.path.join(modules, "project.py")] = source
    return texts
