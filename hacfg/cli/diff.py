"""The command ``hacfg diff``: how two environments of a file differ, no variable read."""

from __future__ import annotations

import json

from ..catalog import contract_for
from ..disclosure import disclosed
from ..document import read_document
from ..effective import masked
from ..environments import environment_of
from ..keypath import dotted
from ..overlay import fold
from ..secret import MASK
from .absence import absence
from .arguments import Argument
from .load_options import SCHEMA
from .output import complain, put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..contract import Contract
    from ..setting import Setting
    from ..shelf import Shelf
    from .arguments import Options

ARGUMENTS = (
    Argument(("first",), "an environment", "ENV", required=True),
    Argument(("second",), "the one to compare it with", "ENV", required=True),
    Argument(
        ("files",), "config files; none: what is found below this directory", "FILE", many=True
    ),
    SCHEMA,
)

_ABSENT = object()


def run(options: Options) -> int:
    """Prints the settings that differ, as the file has them; status 1 where there are any."""
    from .steering import steering
    from .validate import found_files, unsteered

    steered, failure = steering(options.schema)
    if failure:
        return unsteered(failure)
    files = found_files(options.files, steered, "diff")
    if not files:
        return 2
    worst = 0
    for file in files:
        text, status = _compared(file, steered.schema(file), options)
        put(text)
        worst = max(worst, status)
    return worst


def _compared(
    file: str, schema: Contract | str | Shelf | None, options: Options
) -> tuple[str, int]:
    document, _ = read_document(file)
    contract = None
    if document is not None and document.tree is not None:
        contract, _ = contract_for(document, schema)
    if document is None or document.tree is None or contract is None:
        from ..check import check_config_file
        from ..report import Style, renderer

        report = check_config_file(file, schema=schema)
        complain(renderer("text")([report], Style(summary=False)))
        return "", 2
    pair = []
    for name in (options.first, options.second):
        environment = environment_of(document.tree, name)
        if environment is None:
            complain(f"hacfg diff: {absence(document.name, document.tree, name)}\n")
            return "", 2
        pair.append(fold(reversed(environment.bodies), contract.exclusive))
    lines = [line for s in contract.settings.values() if (line := _line(s, *pair))]
    head = f"{file}: {options.first} -> {options.second}"
    if not lines:
        return f"{head}: no difference\n", 0
    width = max(len(name) for name, _, _ in lines)
    rows = [f"  {name:{width}}  {one} -> {two}" for name, one, two in lines]
    return "\n".join([head, *rows]) + "\n", 1


def _line(
    setting: Setting, first: Mapping[str, Any], second: Mapping[str, Any]
) -> tuple[str, str, str] | None:
    one, two = (_at(values, setting) for values in (first, second))
    if one is _ABSENT and two is _ABSENT:
        return None
    if one is _ABSENT or two is _ABSENT:
        if _is_default(setting, one, two):
            return None
    elif _same(one, two):
        return None
    return dotted(setting.path), _shown(one, setting), _shown(two, setting)


def _same(one: Any, two: Any) -> bool:
    """Equality that takes 1, 1.0 and true for three values, as a file has them."""
    return json.dumps(one, sort_keys=True) == json.dumps(two, sort_keys=True)


def _is_default(setting: Setting, one: Any, two: Any) -> bool:
    """Whether the one of two values that is given says what the other leaves to the default."""
    given = two if one is _ABSENT else one
    return setting.has_default and _same(given, setting.default)


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
            return f"{json.dumps(disclosed(setting.default, setting))} (default)"
        return "not set"
    if setting.secret and value is not None:
        return _placeholder(value) or MASK
    shown = masked(disclosed(value, setting))
    return MASK if shown == MASK else json.dumps(shown, ensure_ascii=False)


def _placeholder(value: Any) -> str:
    """A text that is one placeholder without any text of its own in it."""
    import re

    simple = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}").fullmatch
    return value if isinstance(value, str) and simple(value) else ""
