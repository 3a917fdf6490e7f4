"""The check of a schema: what is wrong with it, and what its author may not have meant."""

from __future__ import annotations

from .bundle import bundled
from .check import Report
from .document import in_order, read_document, reading_faults
from .formats import format_of
from .schema_advice import advice_on_settings, refused_values
from .schema_file import diagnosed
from .schema_words import advice_on_words
from .soundness import endless, unsound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .diagnostic import Diagnostic, Fault

_UNREAD = frozenset({"HC101", "HC102", "HC113"})  # whatever else is wrong, was found by checking


def check_schema_file(path: str) -> Report:
    """Checks a schema of any draft; the report is one like that of a config file.

    What follows from another fault is not looked for: the settings of a schema are asked about
    only once it is sound and its references lead somewhere.
    """
    document, failures = read_document(path, form=format_of(".json"))
    if document is None:
        return _report(path, failures)
    if document.tree is None:
        return _report(path, in_order(reading_faults(document, _shown, ())))
    faults = [*_faults(document.tree, path)]
    return _report(path, diagnosed(document, faults))


def _report(path: str, diagnostics: tuple[Diagnostic, ...]) -> Report:
    return Report(path, diagnostics, "schema", preventing=_UNREAD)


def _faults(tree: dict[str, Any], path: str) -> Iterator[Fault]:
    found = unsound(tree)
    yield from found
    yield from advice_on_words(tree)
    if found:
        return
    bundle, lost = bundled(tree, path)
    lost = lost or endless(bundle)
    yield from lost
    if not lost:
        yield from refused_values(bundle, tree)
        yield from advice_on_settings(bundle, tree)


def _shown(_: object) -> bool:
    return True
