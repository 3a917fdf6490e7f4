"""A document: one config file, read, with the means to say where in it a fault lies."""

from __future__ import annotations

import os.path
import re

from .diagnostic import Diagnostic, Label, Part, severity
from .formats import LIMIT, decode, format_of, place, read
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from typing import Any, TypeAlias

    from .diagnostic import Fault
    from .formats import Format, Span, Spot
    from .keypath import KeyPath
    from .origin import Place

    Extent: TypeAlias = tuple[int, int]
    Shown: TypeAlias = Callable[[KeyPath], bool]


_LINE_BREAK = r"[\r\n]|(?<!\\)(?:\\\\)*\\[nr](?=.)"  # as it is, or as JSON and TOML escape it
_AROUND = "\"' \t\r\n"


class Document(Value):
    """A file that was read: ``name`` as the caller named it, ``tree`` None if it did not parse."""

    name: str
    format: Format
    text: str
    tree: dict[str, Any] | None
    spots: tuple[Spot, ...] = ()

    def __repr__(self) -> str:
        return f"Document({self.name!r})"


def read_document(
    path: str, *, limit: int = LIMIT, form: Format | None = None
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Reads a file of a known ending; the diagnostics say why there is no document.

    ``limit`` is the largest accepted size in bytes; ``form`` the format, where the name of the
    file need not say it.
    """
    form = form or format_of(path)
    if form is None:
        return None, (_unknown_ending(path),)
    data, spot = read(path, limit)
    if spot is not None:
        return None, (_unread(path, spot),)
    return document_of(path, data, form)


def document_of(
    name: str, data: bytes, form: Format
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document that some bytes are."""
    text, spot = decode(data)
    if spot is not None:
        return None, (_unread(name, spot, place(text, spot.start, spot.end) if text else None),)
    tree, spots = form.parse(text)
    return Document(name, form, text, tree, spots), ()


def reading_faults(document: Document, shown: Shown, names: Collection[str]) -> list[Diagnostic]:
    """What the parser found, placed; ``names`` are words that may be shown of a broken file.

    ``shown`` says of the empty path whether all of the file may be shown.
    """
    if not document.spots:
        return []
    from .excerpt import excerpt, veil

    def label(start: int, end: int, text: str) -> Label:
        hidden = [] if shown(()) else veil(document.text, start, names)
        line = excerpt(document.text, start, end, hidden)
        return Label(document.name, text, place(document.text, start, end), line)

    return [
        Diagnostic(
            spot.code,
            severity(spot.code),
            spot.headline,
            (),
            label(spot.start, spot.end, spot.label),
            tuple(label(*mention) for mention in spot.mentions),
            help=spot.help,
        )
        for spot in document.spots
    ]


def diagnose(document: Document, faults: Iterable[Fault], shown: Shown) -> list[Diagnostic]:
    """Places faults: two passes over the text for all of them.

    ``shown`` says whether the value at a document path is known to be no secret.
    """
    faults = list(faults)
    wanted = {fault.path for fault in faults}
    wanted.update(mention.path for fault in faults for mention in fault.mentions)
    spans = document.format.locate(document.text, _with_parents(wanted))
    primary = [_primary_extent(fault, document, spans, shown) for fault in faults]
    others = [[_extent(m.path, m.part, spans) for m in fault.mentions] for fault in faults]
    labels = _Labels(document, [*primary, *(each for extents in others for each in extents)], shown)
    return [
        Diagnostic(
            fault.code,
            severity(fault.code),
            fault.headline,
            fault.path,
            labels.at(extent, fault.label),
            tuple(map(labels.at, mentioned, (mention.text for mention in fault.mentions))),
            fault.notes,
            fault.help,
        )
        for fault, extent, mentioned in zip(faults, primary, others, strict=True)
    ]


def places(document: Document, paths: Iterable[KeyPath]) -> dict[KeyPath, Place]:
    """Where the values at some key paths stand; what is not in the document is left out."""
    spans = document.format.locate(document.text, paths)
    return {path: place(document.text, span.start, span.end) for path, span in spans.items()}


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, none twice."""

    def position(diagnostic: Diagnostic) -> tuple[int, int]:
        found = diagnostic.primary.place
        return (found.line, found.column) if found else (0, 0)

    return tuple(sorted(dict.fromkeys(diagnostics), key=position))


def _with_parents(paths: Iterable[KeyPath]) -> set[KeyPath]:
    return {path[:length] for path in paths for length in range(len(path) + 1)}


def _primary_extent(
    fault: Fault, document: Document, spans: Mapping[KeyPath, Span], shown: Shown
) -> Extent:
    extent = _extent(fault.path, fault.part, spans)
    if fault.within is None or fault.path not in spans or not shown(fault.path):
        return extent
    from .excerpt import narrowed

    return narrowed(document.text, extent, fault.within)


def _extent(path: KeyPath, part: Part, spans: Mapping[KeyPath, Span]) -> Extent:
    """Where a fault lies; what is not in the text is missing from the nearest entry around it."""
    full = len(path)
    while path and path not in spans:
        path = path[:-1]
    span = spans.get(path)
    if span is None:
        return 0, 1
    if part is Part.KEY or len(path) < full:
        key = (span.key_start, span.key_end)
        return key if key[0] < key[1] else (span.start, span.start + 1)
    return span.start, span.end


class _Labels:
    """What makes labels of extents; what is to be hidden is found once for all of them."""

    def __init__(self, document: Document, extents: Iterable[Extent], shown: Shown) -> None:
        from .excerpt import LITERALS, comments, window
        from .secret import holds_credentials

        self.document = document
        windows = [window(document.text, start) for start, _ in extents]
        first = min((first for first, _ in windows), default=0)
        last = max((last for _, last in windows), default=0)
        scalars = document.format.within(document.text, first, last)
        texts = {path: document.text[span.start : span.end] for path, span in scalars.items()}
        hidden = [
            (span.start, span.end)
            for path, span in scalars.items()
            if (not shown(path) and texts[path] not in LITERALS)
            or holds_credentials(texts[path])
            or re.search(_LINE_BREAK, texts[path].strip(_AROUND))
        ]
        if document.format.name != "JSON" and not shown(()):
            known = [(span.key_start, span.key_end) for span in scalars.values()]
            known += [(span.start, span.end) for span in scalars.values()]
            # What a comment says nobody knows: a line that was commented out may hold a password.
            hidden += comments(document.text, (first, last), known)
        hidden.sort()
        self.starts = [start for start, _ in hidden]
        self.ends = [end for _, end in hidden]

    def at(self, extent: Extent, text: str) -> Label:
        from bisect import bisect_left, bisect_right

        from .excerpt import excerpt, window

        whole = self.document.text
        first, last = window(whole, extent[0])
        near = slice(bisect_right(self.ends, first), bisect_left(self.starts, last))
        hidden = zip(self.starts[near], self.ends[near], strict=True)
        return Label(
            self.document.name, text, place(whole, *extent), excerpt(whole, *extent, hidden)
        )


def _unread(path: str, spot: Spot, where: Place | None = None) -> Diagnostic:
    label = Label(path, spot.label, where)
    return Diagnostic(spot.code, severity(spot.code), spot.headline, (), label, help=spot.help)


def _unknown_ending(path: str) -> Diagnostic:
    advice = "name it with .json, .toml or .env, as in redis_config.json"
    if os.path.exists(path) and not os.path.isfile(path):
        advice = "send it to hacfg validate - --stdin-filename redis_config.json"
    return Diagnostic(
        "HC113",
        severity("HC113"),
        "the file name has no ending that says what it holds",
        (),
        Label(path, "not .json, .toml or .env"),
        help=(advice,),
    )
