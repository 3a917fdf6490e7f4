"""The command ``hacfg explain``: a page on a code, or the list of all codes."""

from __future__ import annotations

import re

from ..codes import GROUPS, as_text, page_of
from ..diagnostic import CODES
from ..keypath import legible
from ..wording import enumeration
from .arguments import Argument, MisuseError
from .output import put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .arguments import Options

ARGUMENTS = (
    Argument(("codes",), "codes such as HC201 or 201; none: a list of all", "CODE", many=True),
)

# What is easily typed or read for a digit.
_DIGITS = str.maketrans("OoIiLlSsBZz", "00111155822")
_CODE = re.compile(r"(?:error|warning)?\[?(?:hc)?[-_ ]?([0-9oilsbz]{3})\]?:?", re.IGNORECASE)


def run(options: Options) -> int:
    """Prints the pages of the codes, or all codes by group."""
    if not options.codes:
        put("".join(f"{line}\n" for line in _overview()))
        return 0
    put("\n".join([_page(text) for text in options.codes]))
    return 0


def _page(text: str) -> str:
    """The page of a code in whatever spelling.

    Raises:
        MisuseError: there is no such code.
    """
    read = _CODE.fullmatch(text.strip())
    page = page_of(f"HC{read[1].translate(_DIGITS)}") if read else None
    if page is None:
        raise MisuseError(f"there is no code {legible(text)}", _advice(text))
    return as_text(page)


def _advice(text: str) -> str:
    near = _of_group(text) if re.search(r"[0-9]", text) else _by_words(text)
    return f"did you mean {enumeration(near, 'or')}?" if near else "hacfg explain lists the codes"


def _of_group(text: str) -> list[str]:
    """The code that shares most with what may be one: HC21 is nearest to HC210."""
    digits = re.sub(r"[^0-9]", "", text.translate(_DIGITS) if len(text) <= 6 else text)[:3]
    known = [code for code in CODES if code[2:].startswith(digits[:2])]
    return sorted(known, key=lambda code: abs(int(code[2:]) - int(f"{digits:0<3}")))[:1]


def _by_words(text: str) -> list[str]:
    """The codes whose titles speak of what was written: ``explain placeholder``."""
    words = re.findall(r"[a-z]{3,}", text.lower())
    if not words:
        return []
    return [code for code, title in CODES.items() if all(word in title.lower() for word in words)]


def _overview() -> Iterator[str]:
    for number, (group, (_, title)) in enumerate(GROUPS.items()):
        yield from ("",) if number else ()
        yield f"{title}:"
        yield from (f"  {code}  {text}" for code, text in CODES.items() if code.startswith(group))
    yield ""
    yield "hacfg explain CODE prints the page on one of them."
