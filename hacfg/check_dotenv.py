"""The check of a ``.env`` file: the variables in it that the schemas know."""

from __future__ import annotations

from .attribution import in_dotenv, renamed
from .connection_url import parse_url
from .formats.dotenv import quoting
from .keypath import nested
from .placeholders import flawed, parse
from .scene import Scene
from .sources import variable_names
from .validate import Subject, explain
from .variables import overrides

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .contract import Contract
    from .diagnostic import Diagnostic, Fault
    from .document import Document
    from .keypath import KeyPath


def check_variables(
    document: Document, contracts: Sequence[Contract]
) -> tuple[tuple[Diagnostic, ...], tuple[str, ...]]:
    """What is wrong with the variables of a ``.env`` file, and the schemas that know some.

    A value with a placeholder in it is unknown, save for its grammar.
    """
    quotes = quoting(document.text)
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for name, text in (document.tree or {}).items():
        if "${" not in text or quotes.get(name) == "single":
            texts[name] = text
        else:
            faults += (flawed((name,), flaw) for flaw in parse(text)[1])
    schemas = []
    for contract in contracts:
        found, known = _of_contract(texts, contract)
        faults += found
        schemas += [contract.name] if known else []
    names = tuple(variable_names(contract, None) for contract in contracts)
    scene = Scene(contracts[0], document, dotenv=document, names=names)
    return in_dotenv(dict.fromkeys(faults), scene), tuple(schemas)


def _of_contract(texts: dict[str, str], contract: Contract) -> tuple[list[Fault], bool]:
    names = variable_names(contract, None)
    found = overrides(texts, names, protected=False)
    # A mounted secret need not be mounted where the file is checked.
    faults = [fault for fault in found.faults if fault.code != "HC308"]
    for variable, text in found.urls.items():
        faults += parse_url(text, variable, contract.within(names.urls[variable]))[1]
    for path, value in found.values.items():
        faults += _out_of_range(path, value, found.variables[path], contract)
    at_home = [fault.replace(path=(fault.variable,), variable="") for fault in faults]
    return at_home, bool(found.values or found.urls)


def _out_of_range(path: KeyPath, value: Any, variable: str, contract: Contract) -> list[Fault]:
    values = nested(path, value)
    if contract.partial is not None and contract.partial(values):
        return []
    base = contract.document()
    subject = Subject("", contract.form("partial", base), base, contract.settings)
    return [
        renamed(fault, path, variable).replace(
            variable=variable, mentions=(), help=_of_a_text(fault.help)
        )
        for fault in explain(values, subject)
        if fault.path[: len(path)] == path
    ]


def _of_a_text(advice: tuple[str, ...]) -> tuple[str, ...]:
    """The advice for a config file, as far as it holds for a variable: nothing of quotes."""
    return tuple(text for text in advice if "${" not in text and "quotes" not in text)
