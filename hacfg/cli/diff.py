"""The command ``hacfg diff``: how two environments of a file differ, no variable read."""

from __future__ import annotations

import json

from ..catalog import contract_for
from ..document import read_document
from ..environments import environment_of
from ..keypath import dotted
from ..overlay import fold
from ..secret import MASK
from .arguments import Argument, MisuseError
from .output import put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..contract import Contract
    from ..document import Document
    from ..setting import Setting
    from .arguments import Options

ARGUMENTS = (
    Argument(("first",), "an environment", "ENV", required=True),
    Argument(("second",), "the one to compare it with", "ENV", required=True),
    Argument(
        ("files",), "config files; none: what is found below this directory", "FILE", many=True
    ),
    Argument(("--schema",), "redis, database, or the path of a schema file", "SCHEMA"),
)

_ABSENT = object()


def run(options: Options) -> int:
    """Prints the settings that differ, as the file has them; status 1 where there are any."""
    from .validate import found_files

    files = found_files(options.files)
    if not files:
        return 2
    worst = 0
    for file in files:
        text, status = _compared(file, options)
        put(text)
        worst = max(worst, status)
    return worst


def _compared(file: str, options: Options) -> tuple[str, int]:
    document, _ = read_document(file)
    contract = None
    if document is not None and document.tree is not None:
        contract, _ = contract_for(document, options.schema)
    if document is None or document.tree is None or contract is None:
        from ..check import check_config_file
        from ..report import Style, renderer
        from .validate import status

        report = check_config_file(file, schema=options.schema)
        return renderer("text")([report], Style(summary=False)), status([report]) or 2
    pair = [_values(document, contract, name) for name in (options.first, options.second)]
    lines = [line for s in contract.settings.values() if (line := _line(s, *pair))]
    head = f"{file}: {options.first} -> {options.second}"
    if not lines:
        return f"{head}: no difference\n", 0
    width = max(len(name) for name, _, _ in lines)
    rows = [f"  {name:{width}}  {one} -> {two}" for name, one, two in lines]
    return "\n".join([head, *rows]) + "\n", 1


def _values(document: Document, contract: Contract, name: str) -> dict[str, Any]:
    environment = environment_of(document.tree or {}, name)
    if environment is None:
        from ..suggest import closest

        names = [key for key, body in (document.tree or {}).items() if type(body) is dict]
        near = closest(name, names)
        advice = f"did you mean {near}?" if near else f"the file has {', '.join(names)}"
        raise MisuseError(f"{document.name} has no sound environment {dotted((name,))}", advice)
    return dict(fold(reversed(environment.bodies), contract.exclusive))


def _line(
    setting: Setting, first: dict[str, Any], second: dict[str, Any]
) -> tuple[str, str, str] | None:
    one, two = (_at(values, setting) for values in (first, second))
    if one is _ABSENT and two is _ABSENT:
        return None
    if one == two and type(one) is type(two):
        return None
    return dotted(setting.path), _shown(one, setting), _shown(two, setting)


def _at(values: Any, setting: Setting) -> Any:
    for part in setting.path:
        if type(values) is not dict or part not in values:
            return _ABSENT
        values = values[part]
    return values


def _shown(value: Any, setting: Setting) -> str:
    """The value as the file has it; of a secret only that there is one, or its placeholder."""
    if value is _ABSENT:
        if setting.has_default and not setting.secret:
            return f"{json.dumps(setting.default)} (default)"
        return "not set"
    if setting.secret and value is not None:
        return _placeholder(value) or MASK
    return json.dumps(value, ensure_ascii=False)


def _placeholder(value: Any) -> str:
    """A text that is one placeholder without any text of its own in it."""
    import re

    simple = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}").fullmatch
    return value if isinstance(value, str) and simple(value) else ""
