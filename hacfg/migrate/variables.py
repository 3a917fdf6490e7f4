"""A flat ``.env`` file, converted: its variables of Redis and of a database as configs."""

from __future__ import annotations

import re

from ..connection_url import parse_url
from .conversion import Conversion, Loss
from .draft import Draft
from .names import ALIASES, BELONGS, ENGINES, IMPLIED, URLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..contract import Contract
    from ..keypath import KeyPath


# MariaDB's own images take the variables of MySQL.
_KINDRED = {"mysql", "mariadb"}


def from_variables(
    texts: Mapping[str, str], environment: str, contracts: Sequence[Contract]
) -> Conversion | None:
    """One environment of each schema that the variables speak of; None where they do of none."""
    configs: dict[str, Any] = {}
    losses: list[Loss] = []
    variables: list[str] = []
    taken: set[str] = set()
    for contract in contracts:
        names = _names(contract)
        mine = [name for name in texts if name in names]
        urls = [name for name in texts if name in URLS.get(contract.name, ())]
        taken.update(mine, urls)
        strangers = _of_other_engines(texts, [*urls, *mine], contract)
        losses += (Loss((name,), reason) for name, reason in strangers.items())
        mine = [name for name in mine if name not in strangers]
        urls = [name for name in urls if name not in strangers]
        if not mine and not urls:
            continue
        draft = Draft(environment, contract)
        for name in mine:
            _put(draft, names[name], name, texts[name])
        # As in a load, what a variable says alone wins over the URL.
        for name in urls:
            _put_url(draft, name, texts[name])
        _imply_engine(draft, mine)
        draft.settle()
        configs[contract.name] = {environment: draft.ordered()}
        losses += draft.losses
        variables += draft.variables
    rest = [name for name in texts if name not in taken]
    losses += (Loss((name,), "hacfg has no such setting") for name in rest if BELONGS(name))
    return Conversion(configs, tuple(losses), tuple(dict.fromkeys(variables))) if configs else None


def _of_other_engines(
    texts: Mapping[str, str], names: Sequence[str], contract: Contract
) -> dict[str, str]:
    """The variables of another engine than the first that is told, and why they stay behind."""
    if ("engine",) not in contract.settings:
        return {}
    told = {name: engine for name in names if (engine := _engine_of(name, texts[name], contract))}
    if not told:
        return {}
    first, engine = next(iter(told.items()))
    return {
        name: f"it is of {other}, and {first} says {engine}"
        for name, other in told.items()
        if other != engine and {other, engine} != _KINDRED
    }


def _engine_of(name: str, text: str, contract: Contract) -> str:
    """The engine that a variable tells: a URL by its scheme, another by its name or its text."""
    if name in URLS["database"]:
        found, _ = parse_url(text, name, contract.settings)
        return str(found.values["engine"]) if found else ""
    if _names(contract).get(name) == ("engine",):
        return ENGINES.get(text.lower(), "")
    return next((engine for pattern, engine in IMPLIED if re.match(pattern, name)), "")


def _names(contract: Contract) -> dict[str, KeyPath]:
    """The variables of each setting: its own, and those that people and platforms use."""
    own = {name: path for path, s in contract.settings.items() for name in s.variables}
    return {**ALIASES.get(contract.name, {}), **own}


def _put(draft: Draft, path: KeyPath, name: str, text: str) -> None:
    setting = draft.contract.settings[path]
    if path == ("engine",):
        text = ENGINES.get(text.lower(), text)
    if path == ("ssl_mode",) and text.lower() in ("true", "false", "1", "0"):
        text = "require" if text.lower() in ("true", "1") else "disable"
    if setting.secret and text:
        # It is set already, and by this name.
        draft.put(path, {"ENV": name}, (name,))
    elif setting.types and "string" not in setting.types and not text.strip():
        draft.lose((name,), "it is empty")
    else:
        draft.put(path, text, (name,))


def _put_url(draft: Draft, name: str, text: str) -> None:
    found, faults = parse_url(text, name, draft.contract.settings)
    if found is None:
        draft.lose((name,), faults[0].headline)
        return
    for key, value in found.values.items():
        path: KeyPath = (key,)
        if draft.settings.get(key) is not None:
            draft.lose((name,), f"its {key} gives way to the variable of its own")
        elif path in draft.contract.settings:
            draft.put(path, value, (name,))


def _imply_engine(draft: Draft, names: Sequence[str]) -> None:
    """The engine that the names themselves tell: PGHOST is one of PostgreSQL."""
    if ("engine",) not in draft.contract.settings or "engine" in draft.settings:
        return
    for name in names:
        engine = next((e for pattern, e in IMPLIED if re.match(pattern, name)), None)
        if engine:
            draft.put(("engine",), engine, (name,))
            return
