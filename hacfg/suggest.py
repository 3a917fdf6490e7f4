"""A suggestion: the known name that somebody most likely meant."""

from __future__ import annotations

import re
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeAlias

    Words: TypeAlias = tuple[str, ...]

LONGEST = 100  # characters; a longer name is no slip of the hand

_JOINTS = re.compile(
    r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])"
)
_ROWS = "qwertyuiop asdfghjkl zxcvbnm"
_VOWELS = "aeiou"
# A name with one of these before it means something else: prod is not non-prod.
_OPPOSED = frozenset({"no", "non", "not", "pre"})


def closest(
    name: str,
    candidates: Iterable[str],
    synonyms: Mapping[str, str] = {},
    prefixes: tuple[str, ...] = (),
) -> str | None:
    """The candidate that ``name`` was most likely meant to be, or nothing rather than nonsense.

    Case, dashes, blanks and camelCase make no difference, nor does one of the ``prefixes`` on
    either side. ``synonyms`` maps what people write to the name that is right. Slips count as in
    the Damerau-Levenshtein distance, and the shorter a word, the fewer are allowed. What is no
    slip may be the one candidate that ``name`` shortens (``prod``, ``max_conn``, ``certfile``).
    The order of the candidates is of no account.
    """
    typed = _words(name)
    if not typed or len(name) > LONGEST:
        return None
    stems = tuple(words for words in map(_words, prefixes) if words)
    bare = _bare(typed, stems)
    direct = [(candidate, candidate, 0) for candidate in candidates]
    indirect = [(word, meant, 1) for word, meant in synonyms.items()]
    ranked = []
    for written, meant, detour in direct + indirect:
        known = _words(written)
        pairs = {(typed, known), (bare, _bare(known, stems))}
        slips = [count for pair in pairs if (count := _slips(*pair)) is not None]
        if slips:
            ranked.append((min(slips), detour, typed[0][0] != known[0][0], written, meant))
    if ranked:
        return min(ranked)[-1]
    known_words = ((candidate, _words(candidate)) for candidate, _, _ in direct)
    longer = {name for name, known in known_words if _shortens(bare, _bare(known, stems))}
    return longer.pop() if len(longer) == 1 else None


@lru_cache(maxsize=1024)
def _words(name: str) -> Words:
    return tuple(word.lower() for word in _JOINTS.split(name) if word)


@lru_cache(maxsize=1024)
def _bare(words: Words, stems: tuple[Words, ...]) -> Words:
    for stem in stems:
        if words[: len(stem)] == stem and len(words) > len(stem):
            return words[len(stem) :]
        joined = "".join(stem)
        if words and words[0].startswith(joined) and words[0] != joined:
            return (words[0][len(joined) :], *words[1:])
    return words


def _slips(typed: Words, known: Words) -> int | None:
    """How many slips lead from one to the other; nothing where they are too many."""
    left, right = "".join(typed), "".join(known)
    if not right:
        return None
    if left == right:
        return 0
    allowed = _allowed(min(len(left), len(right)))
    # Most names have little in common, which is soon told: a slip changes two letters at most.
    if abs(len(left) - len(right)) > allowed or len(_letters(left) ^ _letters(right)) > 2 * allowed:
        return None
    if len(typed) != len(known) or len(typed) == 1:
        return _within(left, right, allowed)
    # Word by word, since min_delay is not max_delay, however long the two are.
    total = 0
    for one, other in zip(typed, known, strict=True):
        slips = _within(one, other, _allowed(max(len(one), len(other))))
        if slips is None:
            return None
        total += slips
    return total if total <= allowed else None


def _allowed(length: int) -> int:
    return 0 if length < 3 else 1 if length < 6 else 2 if length < 9 else 3


@lru_cache(maxsize=1024)
def _letters(word: str) -> frozenset[str]:
    return frozenset(word)


def _within(left: str, right: str, allowed: int) -> int | None:
    if abs(len(left) - len(right)) > allowed:
        return None
    distance = _distance(left, right)
    return distance if distance <= allowed else None


def _distance(left: str, right: str) -> int:
    """The optimal string alignment distance, in which some replacements count twice."""
    before: list[int] = []
    above = list(range(len(right) + 1))
    for i, a in enumerate(left):
        row = [i + 1]
        for j, b in enumerate(right):
            cost = min(above[j + 1] + 1, row[j] + 1, above[j] + _replacement(a, b))
            if i and j and a == right[j - 1] and b == left[i - 1]:
                cost = min(cost, before[j - 1] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]


def _replacement(a: str, b: str) -> int:
    """Vowels and keys side by side are easily confused; other letters make another word."""
    if a == b:
        return 0
    confused = a + b in _ROWS or b + a in _ROWS or (a in _VOWELS and b in _VOWELS)
    return 1 if confused else 2


def _shortens(typed: Words, known: Words) -> bool:
    """Whether the words stand for ``known``: each shortened, or all of them its head or tail."""
    if len("".join(typed)) < 3:
        return False
    if len(typed) == len(known):
        return all(map(_abbreviates, typed, known))
    rest = len(known) - len(typed)
    # One word of three is shared by too much: hostname is not ssl_check_hostname.
    if not 0 < rest <= len(typed):
        return False
    return typed == known[: len(typed)] or (typed == known[rest:] and known[0] not in _OPPOSED)


def _abbreviates(word: str, known: str) -> bool:
    return word == known or (len(word) >= 3 and known.startswith(word))
