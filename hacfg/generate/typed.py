"""The source of typed classes: attributes for editors and type checkers, tables for the run time.

``hacfg.config`` says what the tables mean.
"""

from __future__ import annotations

import re
from textwrap import indent, wrap

from ..arguments import alone
from ..config import Config
from ..value import Value
from .annotation import written
from .code import WIDTH
from .literal import literal
from .model import camel_case, free_name, model_of, models

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    from ..keypath import KeyPath
    from .model import Model

CONFIG = "hacfg.config:Config"


class Typed(Value):
    """The source of the classes of a schema, and what a module needs besides.

    ``forms`` are the schemas whose predicates the classes call, by the name of the function; the
    module must also hold ``SCHEMA``, the schema as JSON or the name of a file that hacfg ships.
    """

    source: str
    imports: tuple[str, ...] = ()
    typing_imports: tuple[str, ...] = ()
    forms: Mapping[str, dict[str, Any]] = {}


class _Home(Value):
    """Where classes find what they do not hold: predicates, by key path, and the other tables."""

    forms: Mapping[KeyPath, str]
    tables: str


def typed_section(
    document: dict[str, Any], *, class_name: str, base: str = CONFIG, tables: str = ""
) -> Typed:
    """The class of a valid schema, ``class_name``, and the classes of its objects inside it.

    ``base`` is the class that it derives from, as ``module:Class``. The class finds the facts of
    its schema in the module that it stands in, or in the one that ``tables`` names.

    Raises:
        ImportError: there is no such base class.
    """
    module, _, parent = base.partition(":")
    model = model_of(document, class_name, _public_names(module, parent))
    paths = [each.path for each in models(model) if each.path]
    forms: dict[KeyPath, str] = {(): "_tables.resolved" if tables else "resolved"}
    for path in paths:
        forms[path] = _form(path, forms.values())
    source = "\n".join(_class(model, parent, _Home(forms, tables))) + "\n"
    imports = [(module, parent), *([("hacfg.config", "Section")] if paths else [])]
    return Typed(
        source,
        tuple(_imports(imports, tables)),
        tuple(_typing_imports(source)),
        {forms[path]: alone(document, path) for path in paths},
    )


def class_name_of(name: str) -> str:
    """The name of the class of a schema: ``KafkaConfig`` for ``kafka``."""
    return f"{camel_case(name)}Config"


def _public_names(module: str, name: str) -> list[str]:
    """The public names of the base class, which no attribute may hide."""
    from importlib import import_module

    base = getattr(import_module(module), name, None)
    if not isinstance(base, type) or not issubclass(base, Config):
        problem = f"{module} has no class {name} that derives from hacfg.config.Config"
        raise ImportError(problem, name=module)  # noqa: TRY004 - what the caller wrote is no type
    return [each for each in dir(base) if not each.startswith("_")]


def _form(path: KeyPath, taken: Collection[str]) -> str:
    """The name of the predicate that judges an object alone."""
    name = "_".join(re.sub(r"\W", "_", str(part)) for part in path) + "_alone"
    return free_name(name if name[0].isalpha() else f"x{name}", taken)


def _imports(names: list[tuple[str, str]], tables: str) -> Iterator[str]:
    by_module: dict[str, set[str]] = {}
    for module, name in names:
        by_module.setdefault(module, set()).add(name)
    if tables:
        package, _, last = tables.rpartition(".")
        yield f"from {package} import {last} as _tables" if package else f"import {last} as _tables"
    for module in sorted(by_module):
        yield f"from {module} import {', '.join(sorted(by_module[module]))}"


def _typing_imports(source: str) -> Iterator[str]:
    if "Mapping[" in source:
        yield "from collections.abc import Mapping"
    # The predicates need Any, whether the class does or not.
    yield f"from typing import Any{', Literal' if 'Literal[' in source else ''}"
    yield "from typing_extensions import Self"
    if re.search(r"\bSecret\b", source):
        yield "from hacfg.secret import Secret"


def _class(model: Model, parent: str, home: _Home) -> list[str]:
    lines = [f"class {model.name}({parent}):"]
    lines += _docstring(model.title or model.text, model.text if model.title else "", 4)
    for field in model.fields:
        if field.section:
            inside = "\n".join(_class(field.section, "Section", home))
            lines += ["", *indent(inside, "    ").split("\n")]
    lines += ["", "    if TYPE_CHECKING:"]
    lines += ["", *_signature("__init__", model, "None")]
    lines += ["", *_signature("replace", model, "Self")]
    for field in model.fields:
        signature = f"def {field.attribute}(self) -> {written(field.held)}:"
        lines += ["", "        @property", f"        {signature}"]
        lines += _docstring(field.text or f"The setting {field.key}.", "", 12)
    lines += ["", "    else:", *_tables(model, home)]
    return [line.rstrip() for line in lines]


def _signature(name: str, model: Model, result: str) -> list[str]:
    if not model.fields:
        return [f"        def {name}(self) -> {result}: ..."]
    lines = [f"        def {name}(", "            self,", "            *,"]
    for field in model.fields:
        absent = "" if field.required and name == "__init__" else " = ..."
        lines.append(f"            {field.attribute}: {written(field.taken)}{absent},")
    return [*lines, f"        ) -> {result}: ..."]


def _tables(model: Model, home: _Home) -> list[str]:
    fields = model.fields
    rows: dict[str, dict[Any, str]] = {
        "__slots__": {field.attribute: literal(_first_sentence(field.text)) for field in fields},
        "_KEYS": {f.key: literal(f.attribute) for f in fields if f.key != f.attribute},
        "_DEFAULTS": {field.key: literal(field.default) for field in fields if field.has_default},
        "_DEFAULTS_BY": {f.key: literal(f.default_by) for f in fields if f.default_by},
        "_ALONG": {field.key: literal(field.leader) for field in fields if field.leader},
        "_KINDS": {field.key: literal(field.kind) for field in fields if field.kind},
        "_SECTIONS": {field.key: field.section.name for field in fields if field.section},
    }
    lines = [line for name, entries in rows.items() for line in _table(name, entries)]
    return [
        *lines,
        f"        _PATH = {literal(model.path)}",
        f"        _TABLES = {'vars(_tables)' if home.tables else 'globals()'}",
        "        _SCHEMA = SCHEMA",
        f"        _accepts = staticmethod({home.forms[model.path]})",
    ]


def _table(name: str, entries: Mapping[Any, str]) -> list[str]:
    if not entries:
        return [f"        {name} = {{}}"]
    rows = [f"            {literal(key)}: {value}," for key, value in entries.items()]
    return [f"        {name} = {{", *rows, "        }"]


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[^.]\.) (?=[A-Z])", text, maxsplit=1)[0]


def _docstring(first: str, more: str, margin: int) -> list[str]:
    """A docstring whose first paragraph is a summary; one line where that suffices."""
    pad = " " * margin
    opened = f'"""{_escaped(_ended(first))}'
    if not more and len(opened) + 3 <= WIDTH - margin:
        return [f'{pad}{opened}"""']
    lines = _wrapped(opened, margin)
    lines += ["", *_wrapped(_escaped(more), margin)] if more else []
    return [pad + line if line else "" for line in [*lines, '"""']]


def _wrapped(text: str, margin: int) -> list[str]:
    return wrap(text, WIDTH - margin, break_long_words=False, break_on_hyphens=False)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _escaped(text: str) -> str:
    doubled = text.replace("\\", "\\\\").replace('"""', '""\\"')
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in doubled)
