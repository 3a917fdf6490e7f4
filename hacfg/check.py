"""The check: every environment of a file held against its schema, no variable read."""

from __future__ import annotations

import os

from .catalog import BUILT_IN, built_in, contract_for
from .diagnostic import COULD_NOT_CHECK, Fault, Part
from .document import diagnose, in_order, read_document, reading_faults
from .environments import environments, flat
from .keypath import texts
from .overlay import fold
from .rules import POLICY, in_scope, orders, policy, policy_of_connection, rules_for, shared
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from typing import Any

    from .contract import Contract
    from .diagnostic import Diagnostic
    from .document import Document
    from .environments import Environment
    from .keypath import KeyPath
    from .shelf import Shelf


_NOWHERE: frozenset[KeyPath] = frozenset()


class Report(Value):
    """What a check found in one file, in the order of the file; ``schema`` is the one applied.

    ``environments`` are those that were checked; ``loaded`` is the one that was loaded instead.
    ``preventing`` are the codes that say that the file could not be checked at all.
    """

    file: str
    diagnostics: tuple[Diagnostic, ...]
    schema: str = ""
    environments: tuple[str, ...] = ()
    loaded: str = ""
    preventing: frozenset[str] = COULD_NOT_CHECK

    def prevented_by(self, diagnostic: Diagnostic) -> bool:
        """Whether a diagnostic says that the file could not be checked at all."""
        return diagnostic.code in self.preventing

    def environment_of(self, diagnostic: Diagnostic) -> str:
        """The environment that a diagnostic is about; empty where that is the file as such."""
        if self.loaded:
            return self.loaded
        first = str(diagnostic.path[0]) if diagnostic.path else ""
        return first if first in self.environments else ""


def check_config_file(
    path: str | os.PathLike[str], *, schema: str | Contract | Shelf | None = None
) -> Report:
    """Checks a config file without reading any variable.

    ``schema`` is the name of a shipped schema, the path of a schema file, or a contract; without
    it the file's ``$schema`` or its name decides, among the schemas of a shelf too. Nothing is
    raised for a bad file: the report says it.

    Raises:
        TypeError: the path is neither a text nor a ``pathlib.Path``.
    """
    name = os.fsdecode(path)
    document, failures = read_document(name)
    return check_document(document, schema) if document else Report(name, failures)


def check_document(document: Document, schema: str | Contract | Shelf | None = None) -> Report:
    """Checks a document that was read, as a config file is checked."""
    if document.format.name == ".env":
        return _check_variables(document, schema)
    contract, failures = contract_for(document, schema)
    if contract is None:
        return Report(document.name, tuple(_unread(document, None)) or failures)
    found = _unread(document, contract)
    if document.tree is None:
        return Report(document.name, in_order(found), contract.name)
    if contract.environments:
        parts, faults = environments(document.tree, rules_for(contract.settings).known)
    else:
        parts, faults = (flat(document.tree),), ()
    faults += _judge(document, contract, parts)
    if faults:
        from .shown import shown_by

        found += diagnose(document, faults, shown_by(contract))
    checked = tuple([part.name for part in parts if part.name])
    return Report(document.name, in_order(found) if found else (), contract.name, checked)


def _check_variables(document: Document, schema: str | Contract | Shelf | None) -> Report:
    from .check_dotenv import check_variables
    from .contract import Contract

    contracts = [built_in(name) for name in BUILT_IN]
    if isinstance(schema, (str, Contract)):
        contract, failures = contract_for(document, schema)
        if contract is None:
            return Report(document.name, failures)
        contracts = [contract]
    found, known = check_variables(document, contracts)
    words = {name for each in contracts for s in each.settings.values() for name in s.variables}
    spots = reading_faults(document, lambda _: False, {*words, "export"})
    return Report(document.name, in_order([*spots, *found]), ", ".join(known))


def _unread(document: Document, contract: Contract | None) -> list[Diagnostic]:
    """What the parser found; nothing is shown of a file that no schema tells the secrets of."""
    if not document.spots:
        return []
    if contract is None:
        return reading_faults(document, lambda _: False, ())
    from .shown import names_shown, shown_by

    return reading_faults(document, shown_by(contract), names_shown(contract))


def _judge(
    document: Document, contract: Contract, parts: tuple[Environment, ...]
) -> tuple[Fault, ...]:
    """The faults of every environment, at their places in the document."""
    rules = rules_for(contract.settings)
    unsettled = "${" in document.text
    if unsettled:
        from .prospect import prospects
    found: list[tuple[Environment, Fault]] = []
    judged = []
    for part in parts:
        values = fold(reversed(part.bodies), contract.exclusive)
        local = prospects(values, contract) if unsettled else []
        accepts = contract.partial if part.incomplete else contract.written
        if accepts is None or not accepts(values):
            told = {fault.path for fault in local}
            local += (f for f in _explained(part, values, contract) if f.path not in told)
        disorders = orders(values, rules, part)
        wrong = {fault.path for fault in local} if local else _NOWHERE
        if disorders:
            local += [fault for fault in disorders if wrong.isdisjoint(_places(fault))]
        local += policy(part, values, rules)
        if contract.scopes:
            local += _of_scopes(part, values, contract, wrong)
        if local:
            found += ((part, fault) for fault in local)
        judged.append((part, values))
    common = shared(judged, rules) if len(judged) > 1 else []
    for scope in contract.scopes:
        common += shared(judged, rules_for(contract.within(scope.path)), scope.path)
    return (*_each_once(found), *common) if found or common else ()


def _of_scopes(
    part: Environment,
    values: Mapping[str, Any],
    contract: Contract,
    wrong: AbstractSet[KeyPath],
) -> Iterable[Fault]:
    """What the rules say of the objects that are connections of their own."""
    for scope in contract.scopes:
        known = contract.within(scope.path)
        found = in_scope(scope.path, values, known, lambda v, r: orders(v, r, part))
        yield from (fault for fault in found if wrong.isdisjoint(_places(fault)))
        yield from in_scope(
            scope.path, values, known, lambda v, r: policy_of_connection(part, v, r)
        )


def _explained(
    part: Environment, values: Mapping[str, Any], contract: Contract
) -> tuple[Fault, ...]:
    from .validate import Subject, explain

    base = contract.document()
    if part.incomplete:
        form = contract.form("partial", base)
    elif any(True for _ in texts(values, "${")):
        form = contract.form("written", base)
    else:
        # Without a placeholder both say the same, and what the author wrote is judged faster.
        form = base
    return explain(values, Subject(part.name, form, base, contract.settings))


def _places(fault: Fault) -> Iterable[KeyPath]:
    return (fault.path, *(mention.path for mention in fault.mentions))


def _each_once(found: list[tuple[Environment, Fault]]) -> Iterable[Fault]:
    """The faults at their homes, none of them again for an environment that inherits it."""
    told = {(part.name, fault.code, fault.label) for part, fault in found if not fault.path}
    kept: dict[tuple[Any, ...], Fault] = {}
    for part, fault in found:
        inherited = ((name, fault.code, fault.label) in told for name in part.chain[1:])
        if fault.path or not any(inherited):
            home = at_home(fault, part)
            # A secret of a template is one fault, however many protected environments have it.
            said = fault.label if fault.code in POLICY and fault.path else fault.headline
            kept.setdefault((home.code, home.path, said), home)
    return kept.values()


def at_home(fault: Fault, part: Environment) -> Fault:
    """The fault at its document path: in the environment, or in the parent that wrote it."""
    return fault.replace(
        path=part.written(fault.path),
        part=fault.part if fault.path else Part.KEY,
        mentions=tuple(m.replace(path=part.written(m.path)) for m in fault.mentions),
    )
