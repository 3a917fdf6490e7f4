"""The classes of configs: those that hacfg ships, those compiled by a team, those made at once."""

from __future__ import annotations

import sys
from functools import partial

from .catalog import BUILT_IN, built_in, of_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .config import Config
    from .contract import Contract

_SHIPPED = {
    "redis": ("hacfg.compiled.redis_config", "RedisConfig"),
    "database": ("hacfg.compiled.database_config", "DatabaseConfig"),
}
_contracts: dict[type, Contract] = {}
_made: dict[str, type[Config]] = {}


def contract_of(kind: type[Config]) -> Contract:
    """The contract that a compiled class carries.

    Raises:
        TypeError: the class was not made by ``hacfg compile``.
    """
    for name in BUILT_IN:
        module, class_name = _SHIPPED[name]
        if module in sys.modules and issubclass(kind, getattr(sys.modules[module], class_name)):
            return built_in(name)
    contract = _contracts.get(kind)
    if contract is None:
        tables = getattr(kind, "_TABLES", None)
        if tables is None:
            raise TypeError(f"{kind.__name__} is no config class: hacfg compile writes those")
        contract = _contracts[kind] = of_module(_Tables(tables), "", kind._SCHEMA)  # noqa: SLF001
    return contract


def class_of(contract: Contract) -> type[Config]:
    """The class for a contract; of a schema that nobody compiled it is made at once."""
    known: type[Config] | None = contract.memo.get("class")
    if known is None:
        known = contract.memo["class"] = _shipped(contract) or _made_of(contract)
    return known


def _shipped(contract: Contract) -> type[Config] | None:
    if contract.name not in BUILT_IN or contract is not built_in(contract.name):
        return None
    module, class_name = _SHIPPED[contract.name]
    shipped: type[Config] = getattr(__import__(module, fromlist=[class_name]), class_name)
    return shipped


def _made_of(contract: Contract) -> type[Config]:
    made = _made.get(contract.text)
    if made is None:
        made = _made[contract.text] = _compiled(contract.document())
    return made


def _compiled(document: dict[str, Any]) -> type[Config]:
    """The class of a schema; jsonschema judges for it, since compiling takes longer than asking."""
    from .generate import loose_source
    from .judge import predicate

    namespace: dict[str, Any] = {"__name__": "hacfg.compiled.loaded"}
    source, forms = loose_source(document, name="schema", class_name="LoadedConfig")
    for name, form in forms.items():
        namespace[name] = predicate(partial(_itself, form))
    exec(compile(source, "<hacfg compile>", "exec"), namespace)  # noqa: S102 - our own source
    made: type[Config] = namespace["LoadedConfig"]
    return made


def _itself(form: dict[str, Any]) -> dict[str, Any]:
    return form


class _Tables:
    """The tables of a compiled class, read as the attributes of its module are."""

    def __init__(self, tables: Any) -> None:
        self._tables = tables

    def __getattr__(self, name: str) -> Any:
        if name not in self._tables:
            raise AttributeError(name)
        return self._tables[name]
