"""The prospect of an environment: what its placeholders can become, seen without any variable.

A placeholder is an unknown value of the right type. What is known of it before any variable is
read, its grammar, its default, the text around it, is judged here.
"""

from __future__ import annotations

from .diagnostic import Fault
from .keypath import dotted, texts
from .placeholders import (
    PROVIDERS,
    alternatives,
    flawed,
    known,
    parse,
    plain_variable,
    unknown,
    whole,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from .contract import Contract
    from .keypath import KeyPath
    from .placeholders import Template
    from .setting import Setting

_OF_VALUES = frozenset({"HC201", "HC202", "HC203", "HC204", "HC209", "HC210", "HC299"})


def prospects(values: Mapping[str, Any], contract: Contract) -> list[Fault]:
    """What is wrong with the placeholders of an environment, whatever the variables will be."""
    faults: list[Fault] = []
    for path, text in texts(values, "${"):
        if plain_variable(text):
            continue
        template, flaws = parse(text)
        if template is not None:
            flaws = unknown(template, PROVIDERS)
        faults += (flawed(path, flaw) for flaw in flaws)
        setting = contract.setting(path)
        if template is not None and setting is not None:
            faults += _of_setting(path, template, setting, contract)
    return faults


def _of_setting(
    path: KeyPath, template: Template, setting: Setting, contract: Contract
) -> list[Fault]:
    plain = known(template)
    if plain is not None:
        # An escaped text looks like a placeholder to the predicates, which then say nothing of it.
        judged = "string" in setting.types and not setting.secret
        return _refused(path, plain, contract) if judged else []
    if whole(template) is None and "string" not in setting.types:
        return [_inside_text(path, setting)]
    taken = alternatives(template)
    return _of_texts(taken, path, setting, contract) if taken else []


def _of_texts(
    taken: Iterable[str], path: KeyPath, setting: Setting, contract: Contract
) -> list[Fault]:
    from .coerce import coerce

    faults: dict[str, Fault] = {}
    for text in taken:
        value, misfit = coerce(text, setting)
        if misfit is not None:
            found = [_misfit(path, misfit.reason, setting)]
        elif contract.partial is None or not contract.partial(_by_itself(path, value)):
            found = [_of_default(fault) for fault in _refused(path, value, contract)]
        else:
            continue
        # One default makes several texts where there are several variables.
        faults.update((fault.headline, fault) for fault in found)
    return list(faults.values())


def _refused(path: KeyPath, value: Any, contract: Contract) -> list[Fault]:
    """What the schema has against a value by itself."""
    from .validate import Subject, explain

    base = contract.document()
    escaped = type(value) is str and "${" in value
    form = base if escaped else contract.form("partial", base)
    subject = Subject("", form, base, contract.settings)
    found = explain(_by_itself(path, value), subject)
    return [fault for fault in found if fault.path == path and fault.code in _OF_VALUES]


def _of_default(fault: Fault) -> Fault:
    return fault.replace(
        code="HC306", headline=f"the default in the placeholder does not fit: {fault.headline}"
    )


def _misfit(path: KeyPath, reason: str, setting: Setting) -> Fault:
    from .coerce import advice

    variable = setting.variables[0] if setting.variables else "NAME"
    return Fault(
        "HC306",
        f"the default in the placeholder does not fit: {dotted(path)} {reason}",
        path,
        label=f"the default {reason}",
        help=(f'write {advice(setting)} after :-, or "${{{variable}}}" for no default',),
    )


def _inside_text(path: KeyPath, setting: Setting) -> Fault:
    variable = setting.variables[0] if setting.variables else "NAME"
    return Fault(
        "HC307",
        f"{dotted(path)} is no text, so that a placeholder must be the whole value",
        path,
        label="text around a placeholder",
        help=(f'write "${{{variable}}}" and nothing else',),
    )


def _by_itself(path: KeyPath, value: Any) -> dict[str, Any]:
    """The tree that holds a value at its path, and beside it only placeholders in arrays."""
    for part in reversed(path):
        value = ["${X}"] * part + [value] if type(part) is int else {part: value}
    tree: dict[str, Any] = value
    return tree
