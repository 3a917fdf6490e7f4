"""What a reference says in sentences, whatever markup it is written in."""

from __future__ import annotations

from ..value import Value
from ..wording import enumeration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .model import Reference


class Markup(Value):
    """How a page marks a text as code, and how it writes a plain one."""

    code: Callable[[str], str]
    plain: Callable[[str], str]


def frame(reference: Reference, markup: Markup) -> Iterator[str]:
    """Which files the schema is for, and which variables."""
    code = markup.code
    if reference.files:
        yield f"files: {', '.join(map(code, reference.files))}"
    if reference.environments:
        yield "each key at the top of a file is an environment"
    if reference.prefix:
        yield f"variables begin with {code(reference.prefix)}"
    if reference.url_variable:
        yield f"{code(reference.url_variable)} holds a whole connection as a URL"


def rules(reference: Reference, markup: Markup) -> Iterator[str]:
    """Which settings exclude each other, and what else holds between them."""
    if reference.exclusive:
        groups = (" with ".join(map(markup.code, group)) for group in reference.exclusive)
        yield f"one of {enumeration(groups, 'or')}: they exclude each other"
    yield from map(markup.plain, reference.rules)
