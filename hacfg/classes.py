"""The classes of configs: those that hacfg ships, those compiled by a team, those made at once."""

from __future__ import annotations

import sys

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
    """The class for a contract; of a schema that nobody compiled it is made at once.

    Raises:
        ValueError: the schema goes beyond what can be compiled faithfully.
    """
    if contract.name in BUILT_IN and not contract.text and contract is built_in(contract.name):
        module, class_name = _SHIPPED[contract.name]
        shipped: type[Config] = getattr(__import__(module, fromlist=[class_name]), class_name)
        return shipped
    made = _made.get(contract.file)
    if made is None:
        made = _made[contract.file] = _compiled(contract)
    return made


def _compiled(contract: Contract) -> type[Config]:
    from .generate import module_source

    source, faults = module_source(contract.document(), name="schema", class_name="LoadedConfig")
    if faults:
        raise ValueError("; ".join(fault.headline for fault in faults))
    namespace: dict[str, Any] = {"__name__": "hacfg.compiled.loaded"}
    exec(compile(source, "<hacfg compile>", "exec"), namespace)  # noqa: S102 - our own source
    made: type[Config] = namespace["LoadedConfig"]
    return made


class _Tables:
    """The tables of a compiled class, read as the attributes of its module are."""

    def __init__(self, tables: Any) -> None:
        self._tables = tables

    def __getattr__(self, name: str) -> Any:
        return self._tables[name]
