"""A draft: one environment while it is being converted."""

from __future__ import annotations

import math
import re

from ..coerce import coerce
from ..environments import Environment, is_protected_name
from ..keypath import dotted, nested
from ..overlay import combine
from ..placeholders import plain_variable
from ..prospect import prospects
from ..rules import orders, rules_for
from ..secret import holds_credentials
from ..validate import Subject, explain
from .conversion import Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..contract import Contract
    from ..diagnostic import Fault
    from ..keypath import KeyPath
    from ..setting import Setting

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
# How Node names a variable, and how shells and template engines do; nothing may stand beside it.
_OF_NODE = re.compile(rf"process\.env\.({_NAME})|process\.env\[['\"]({_NAME})['\"]\]").fullmatch
_OF_OTHERS = re.compile(rf"\$({_NAME})|%({_NAME})%|\$?\{{\{{ *({_NAME}) *\}}\}}").fullmatch
_EMPTY = "it is empty"


class Draft:
    """The settings of one environment so far, and what was lost on the way.

    A secret never enters it: a placeholder for its variable does.
    """

    def __init__(self, name: str, contract: Contract) -> None:
        self.name = name
        self.contract = contract
        self.settings: dict[str, Any] = {}
        self.losses: list[Loss] = []
        self.variables: list[str] = []
        self._sources: dict[KeyPath, KeyPath] = {}
        self._supplied: set[KeyPath] = set()
        self._refused: set[KeyPath] = set()

    def lose(self, source: KeyPath, reason: str) -> None:
        """An entry of the source that has no place here."""
        self.losses.append(Loss(source, reason))

    def put(self, path: KeyPath, value: Any, source: KeyPath) -> None:
        """A setting, as far as the value can be one; a text is converted to the setting's type."""
        setting = self.contract.settings[path]
        variable = named_variable(value)
        if variable:
            self._set(path, f"${{{variable}}}", source)
        elif setting.secret:
            self._put_secret(setting, value, source)
        elif isinstance(value, str) and (found := _OF_OTHERS(value)):
            # Not of a secret: a password may well begin with a dollar.
            self._set(path, f"${{{next(filter(None, found.groups()))}}}", source)
        elif isinstance(value, str) and holds_credentials(value):
            self.lose(source, "it seems to hold a password")
        elif value is None or value == "":
            if value == "":
                self.lose(source, _EMPTY)
        elif isinstance(value, str) and "${" not in value and "string" not in setting.types:
            typed, misfit = coerce(value, setting)
            if misfit is None:
                self._set(path, typed, source)
            else:
                self.lose(source, f"{dotted(path)} {misfit.reason}")
        elif type(value) in (int, float) and "string" in setting.types:
            self._set(path, str(value), source)
        else:
            self._set(path, value, source)

    def put_seconds(self, path: KeyPath, value: Any, source: KeyPath) -> None:
        """A time that the source has in milliseconds; a whole number of seconds is rounded up."""
        number, misfit = value, None
        if isinstance(value, str):
            number, misfit = coerce(value, self.contract.settings[path].replace(types=("number",)))
        if misfit is not None or type(number) not in (int, float):
            self.lose(source, "it is no number of milliseconds")
            return
        if "number" in self.contract.settings[path].types:
            self._set(path, number / 1000, source)
        else:
            self._set(path, math.ceil(number / 1000), source)

    def settle(self) -> None:
        """Takes out what the schema refuses, and adds placeholders for what it requires."""
        while True:
            faults = list(self._faults())
            refused = next((path for path in map(self._blamed, faults) if path), None)
            if refused is not None:
                reason = next(f.headline for f in faults if self._blamed(f) == refused)
                self.lose(self._sources.pop(refused, (self.name, *refused)), reason)
                # What was written may be refused, and a placeholder for it taken; hardly both.
                self._refused |= self._supplied & {refused}
                self.settings = _without(self.settings, refused)
            elif not self._supply(faults):
                return

    def ordered(self) -> dict[str, Any]:
        """The settings in the order of the schema."""
        order = list(dict.fromkeys(path[0] for path in self.contract.settings))
        return {str(name): self.settings[str(name)] for name in order if name in self.settings}

    def _set(self, path: KeyPath, value: Any, source: KeyPath) -> None:
        if path in self._sources:
            self.lose(source, f"{dotted(path)} was given before")
            return
        self._sources[path] = source
        self.settings = combine(self.settings, nested(path, value))

    def _put_secret(self, setting: Setting, value: Any, source: KeyPath) -> None:
        if value is None or value == "":
            if setting.nullable:
                self._set(setting.path, None, source)
            return
        if isinstance(value, (dict, list, bool)):
            self.lose(source, f"{dotted(setting.path)} must be a string")
            return
        self._set(setting.path, f"${{{setting.variables[0]}}}", source)
        self.variables.append(setting.variables[0])

    @property
    def _known(self) -> set[KeyPath]:
        """The settings that are here already, or that not even a placeholder stands for."""
        return self._refused | self._sources.keys()

    def _faults(self) -> Iterator[Fault]:
        contract, values = self.contract, self.settings
        protected = is_protected_name(self.name)
        part = Environment(self.name, (self.name,), (values,), protected)
        yield from prospects(values, contract)
        base = contract.document()
        written = contract.form("written", base)
        yield from explain(values, Subject(self.name, written, base, contract.settings))
        yield from orders(values, rules_for(contract.settings), part)

    def _blamed(self, fault: Fault) -> KeyPath | None:
        """The setting of this draft that a fault is about."""
        path = fault.path
        while path and path not in self._sources:
            path = path[:-1]
        return path or None

    def _supply(self, faults: list[Fault]) -> bool:
        """A placeholder for the first required setting that is absent; False where none is."""
        before = {fault.headline for fault in faults if fault.code == "HC206"}
        for path, setting in self.contract.settings.items() if before else ():
            if not setting.variables or setting.has_default or path in self._known:
                continue
            tried = self.settings
            self.settings = combine(tried, nested(path, f"${{{setting.variables[0]}}}"))
            if {fault.headline for fault in self._faults()} < before:
                self._sources[path] = (self.name,)
                self._supplied.add(path)
                return True
            self.settings = tried
        return False


def named_variable(value: Any) -> str:
    """The variable that a value stands for, in whatever tool's way to name one; else nothing."""
    if isinstance(value, dict) and len(value) == 1:
        ((key, name),) = value.items()
        known = str(key).lower().lstrip("$") in ("env", "from_env", "fromenv")
        return name if known and isinstance(name, str) and re.fullmatch(_NAME, name) else ""
    if not isinstance(value, str):
        return ""
    found = _OF_NODE(value)
    return next(filter(None, found.groups())) if found else plain_variable(value)


def _without(tree: dict[str, Any], path: KeyPath) -> dict[str, Any]:
    """The tree without what stands at a path, and without the object that this empties."""
    copy = dict(tree)
    first = str(path[0])
    inner = _without(copy.pop(first), path[1:]) if path[1:] else copy.pop(first, None)
    if path[1:] and inner:
        copy[first] = inner
    return copy
