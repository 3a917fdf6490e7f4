"""Many files, checked in batches, and by a second process too where that pays.

Whoever is free takes the next batch, so that a busy processor holds nobody up. The second process
is a bare fork: it shares what is loaded, and hands back only what it found.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Final, NoReturn, TypeAlias

    from ..check import Report

    Check: TypeAlias = Callable[[str], Report | None]
    Found: TypeAlias = dict[int, list[Report]]
    Work: TypeAlias = Callable[[Iterable[int]], Found]

_LEAST: Final = 32
"""Files in a batch, the last one excepted."""

_MOST_BATCHES: Final = 256
"""The number of a batch is one byte."""

_PAYS: Final = 600
"""From so many files on the fork costs less than it saves."""


def check_many(files: Sequence[str], check: Check, show: Callable[[int], None]) -> list[Report]:
    """What ``check`` finds, in the order of the files; None is nothing to tell.

    ``show`` is told now and then how many files are done.
    """
    size = max(_LEAST, -(-len(files) // _MOST_BATCHES))
    numbers = range(-(-len(files) // size))

    def work(taken: Iterable[int]) -> Found:
        found: Found = {}
        for number in taken:
            show(number * size)
            batch = files[number * size : (number + 1) * size]
            reports = [report for file in batch if (report := check(file)) is not None]
            if reports:
                found[number] = reports
        return found

    found = _with_help(numbers, work) if _help_pays(len(files)) else work(numbers)
    return [report for number in sorted(found) for report in found[number]]


def _help_pays(count: int) -> bool:
    if count < _PAYS or not hasattr(os, "fork") or _processors() < 2:
        return False
    # A fork takes no other thread along, but every lock that one holds.
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # pragma: no cover - macOS


def _with_help(numbers: range, work: Work) -> Found:
    """The work, done by this process and a second one."""
    taking, giving = os.pipe()
    os.write(giving, bytes(numbers))
    os.close(giving)
    answers, answering = os.pipe()
    helper = os.fork()
    if helper == 0:  # pragma: no cover - the measure of coverage does not follow it
        _help(taking, answering, work)
    os.close(answering)
    try:
        found = work(_taken(taking))
        answer = b"".join(iter(lambda: os.read(answers, 1 << 16), b""))
    except BaseException:
        from signal import SIGKILL

        os.kill(helper, SIGKILL)
        os.waitpid(helper, 0)
        raise
    finally:
        os.close(taking)
        os.close(answers)
    _, status = os.waitpid(helper, 0)
    if status:
        # What it took is lost with it; if a fault of ours ended it, that shows itself here.
        return work(numbers)
    if answer:
        import pickle

        found.update(pickle.loads(answer))  # noqa: S301 - from our own fork
    return found


def _help(taking: int, answering: int, work: Work) -> NoReturn:  # pragma: no cover
    """What the second process does; it ends without a word, and without any clean-up."""
    status = 1
    try:
        found = work(_taken(taking))
        if found:
            import pickle

            with open(answering, "wb") as stream:
                stream.write(pickle.dumps(found))
        status = 0
    finally:
        os._exit(status)


def _taken(taking: int) -> Iterator[int]:
    """The numbers of the batches that nobody else has taken."""
    while number := os.read(taking, 1):
        yield number[0]
