"""A ``.env`` file as a source of variables, its placeholders resolved."""

from __future__ import annotations

from .document import read_document, reading_faults
from .placeholders import expand, parse
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .diagnostic import Diagnostic
    from .document import Document
    from .placeholders import Flaw, Provider


class DotenvFile(Value):
    """The variables of a ``.env`` file: texts, and for those that cannot be resolved the flaws.

    Placeholders of bare and double-quoted values are resolved, by the process's variables first
    and then by the lines above; single-quoted values are literal. The flaws matter only where a
    variable is used.
    """

    document: Document
    texts: Mapping[str, str]
    flaws: Mapping[str, tuple[Flaw, ...]]

    def __repr__(self) -> str:
        return f"DotenvFile({self.document.name!r})"


def read_dotenv(
    path: str, process: Mapping[str, str], providers: Mapping[str, Provider]
) -> tuple[DotenvFile | None, tuple[Diagnostic, ...]]:
    """Reads a ``.env`` file, whatever its name; the diagnostics may be warnings beside a result."""
    from .formats import format_of
    from .formats.dotenv import quoting

    document, failures = read_document(path, form=format_of(".env"))
    if document is None:
        return None, failures
    found = tuple(reading_faults(document, _nothing, ()))
    quotes = quoting(document.text)
    texts: dict[str, str] = {}
    flaws: dict[str, tuple[Flaw, ...]] = {}
    for name, text in (document.tree or {}).items():
        if "${" not in text or quotes.get(name) == "single":
            texts[name] = text
            continue
        template, wrong = parse(text)
        value = None
        if template is not None:
            value, wrong = expand(template, {**texts, **process}, providers)
        if value is None:
            flaws[name] = wrong
        else:
            texts[name] = value
    return DotenvFile(document, texts, flaws), found


def _nothing(_: object) -> bool:
    return False
