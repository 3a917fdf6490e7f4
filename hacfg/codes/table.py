"""The table of all pages: which module holds those of a group."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Page

GROUPS = {
    "HC1": ("reading", "Reading a file"),
    "HC2": ("values", "What the schema refuses"),
    "HC3": ("environments", "Environments, placeholders and variables"),
    "HC4": ("policy", "Policy"),
    "HC5": ("schemas", "Schemas"),
    "HC6": ("live", "Live checks, by hacfg doctor"),
}
"""What the codes of a group begin with: the module of its pages beside this one, and its title."""


def page_of(code: str) -> Page | None:
    """The page on a code such as ``HC201``, or None where there is no such code."""
    return next((page for page in _of_group(code[:3]) if page.code == code), None)


def pages() -> Iterator[Page]:
    """All pages, in the order of the codes."""
    for group in GROUPS:
        yield from _of_group(group)


def _of_group(group: str) -> tuple[Page, ...]:
    if group not in GROUPS:
        return ()
    module = __import__(f"{__package__}.{GROUPS[group][0]}", fromlist=["PAGES"])
    found: tuple[Page, ...] = module.PAGES
    return found
