"""The search for the files that a command is for: files named, directories, and patterns."""

from __future__ import annotations

import os

from ..diagnostic import Diagnostic, Label, severity
from ..keypath import legible
from .glob import is_pattern, pattern
from .tree import Search, files_below, is_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .tree import Trouble


def find(
    places: Sequence[str], claimed: Callable[[str], bool]
) -> tuple[list[str], tuple[Diagnostic, ...]]:
    """The files in the order of the places, none twice, and what kept others from being found.

    A file named is taken as it is. Of a directory those files are taken that ``claimed`` says yes
    to, of a pattern (``conf/**/*.json``) all that it fits.
    """
    if len(places) == 1:
        # Nothing is in one place twice, and a place may hold very many files.
        if not _is_searched(places[0]):
            return [*places], ()
        found, failed = _found(places[0], claimed)
        return [*found], tuple(failed)
    files: dict[str, str] = {}
    failures: list[Diagnostic] = []
    for place in places:
        if not _is_searched(place):
            files.setdefault(spelt_plainly(place), place)
            continue
        found, failed = _found(place, claimed)
        for file in found:
            files.setdefault(spelt_plainly(file), file)
        failures += failed
    return list(files.values()), tuple(failures)


def spelt_plainly(name: str) -> str:
    """A path in the spelling by which a file named twice is known: ``./a//b`` is ``a/b``."""
    if os.sep == "/" and "/." not in name and "//" not in name and name[:1] not in ("/", "."):
        return name
    if os.path.isabs(name):
        name = name.removeprefix(os.path.join(_here(), ""))
    # What stands before ".." may be a link, so that it cannot be taken out of the text.
    return name if os.pardir in name else os.path.normpath(name)


def _here() -> str:
    try:
        return os.getcwd()
    except OSError:  # it was deleted
        return os.sep


def _is_searched(place: str) -> bool:
    if is_pattern(place):
        return not os.path.lexists(place) or os.path.isdir(place)
    return os.path.isdir(place)


def _found(
    place: str, claimed: Callable[[str], bool]
) -> tuple[Iterable[str], Iterable[Diagnostic]]:
    if os.path.isdir(place):
        search = Search(
            lambda folder: is_source(os.path.basename(folder)),
            lambda path: claimed(os.path.join(place, path)),
        )
        paths, troubles = files_below(place, search)
        return _joined(place, paths), map(_unsearched, troubles)
    wanted = pattern(place)
    base = wanted.base or os.curdir
    if not os.path.isdir(base):
        return (), [_fits_nothing(place)]
    search = Search(lambda folder: wanted.leads(folder, is_source), wanted.fits)
    paths, troubles = files_below(base, search)
    if not paths and not troubles:
        return (), [_fits_nothing(place)]
    return _joined(base, paths), map(_unsearched, troubles)


def _joined(directory: str, paths: Iterable[str]) -> Iterable[str]:
    prefix = os.path.join(directory, "").removeprefix(os.path.join(os.curdir, ""))
    for path in paths:
        yield prefix + (path.replace("/", os.sep) if os.sep != "/" else path)


def _unsearched(trouble: Trouble) -> Diagnostic:
    directory, reason = trouble
    return _failure(
        directory,
        f"{legible(directory)} cannot be searched: {legible(reason)}",
        "let the user that hacfg runs as read the directory, or name the files",
    )


def _fits_nothing(place: str) -> Diagnostic:
    return _failure(
        place,
        f"no file fits {legible(place)}",
        "** stands for any directories, * and ? for parts of a name; hidden files and those that"
        " git ignores must be named",
    )


def _failure(place: str, headline: str, advice: str) -> Diagnostic:
    return Diagnostic("HC101", severity("HC101"), headline, (), Label(place), help=(advice,))
