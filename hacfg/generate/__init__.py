"""What is made from a schema ahead of time: predicates, modules, the schemas of editors."""

from __future__ import annotations

from .file_schema import file_schema_text
from .module import class_source, loose_source, module_source, sound_module_source
from .shipped import derived_files
from .typed import class_name_of

__all__ = [
    "class_name_of",
    "class_source",
    "derived_files",
    "file_schema_text",
    "loose_source",
    "module_source",
    "sound_module_source",
]
