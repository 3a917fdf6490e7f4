"""Names of environments: the rule that protects one, and names that just miss it.

A name is protected by a whole word: ``production``, ``prod``, ``prd`` or ``live``, unless ``non``
stands before it. A name just misses that by a slip of the hand in such a word, or where the word
is set off by what does not count: a digit (``prod1``), a capital (``euProd``), a blank.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PROTECTED_WORDS = ("production", "prod", "prd", "live")
_SEPARATORS = str.maketrans("_.", "--")
_JOINTS = r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])"
# A letter more or less makes another word of a short one: prob, prods, lives.
_LONG = 8


@lru_cache(maxsize=64)
def is_protected_name(name: str) -> bool:
    """Whether a name speaks of production: ``eu-prod`` does, ``product-demo`` does not."""
    return _protecting(name.lower().translate(_SEPARATORS).split("-")) != ""


@lru_cache(maxsize=64)
def nearly_protected(name: str) -> str:
    """The word that would protect a name which just misses it; empty where there is none."""
    if is_protected_name(name):
        return ""
    words = [word.lower() for word in re.split(_JOINTS, name) if word]
    return _protecting(words) or _protecting([_meant(word) for word in words])


def _protecting(words: list[str]) -> str:
    words = [word for word in words if word]
    for index, word in enumerate(words):
        if word in _PROTECTED_WORDS and (index == 0 or words[index - 1] != "non"):
            return word
    return ""


def _meant(word: str) -> str:
    return next((known for known in _PROTECTED_WORDS if _is_slip(word, known)), word)


def _is_slip(word: str, known: str) -> bool:
    """Whether one slip of the hand makes the word of the known one."""
    start = 0
    while start < min(len(word), len(known)) and word[start] == known[start]:
        start += 1
    typed, right = word[start:], known[start:]
    while typed and right and typed[-1] == right[-1]:
        typed, right = typed[:-1], right[:-1]
    if len(known) > 3 and len(typed) == 2 and typed == right[::-1]:
        return True
    if len(known) < _LONG:
        return right == "" and len(typed) == 1 and typed == known[start - 1 : start]
    return len(typed) <= 1 and len(right) <= 1
