"""Initials: of terms and names whose Chinese words begin so, whole or only the first of them."""

import re
from collections.abc import Iterable

from factordb.search import sounds
from factordb.search.generation import Generation
from factordb.search.rules import Text, rules
from factordb.search.term import Way, meant_by


def by_initials(word: str, index: Generation, weights: Text) -> list[Way]:
    """Return the ways in which ``word`` is initials: of terms, and of what lies within names."""
    if not re.fullmatch(r"[a-z]{2,40}", word):
        return []
    concepts = [index.concepts[number] for number in index.spoken.of(f"i{word}")]
    ways = meant_by(word, concepts, weights.initials)
    letters = [word[i : i + sounds.LONGEST_INITIALS] for i in range(max(1, len(word) - 5))]
    if len(word) >= 2 and all(f"i{one}" in index.tokens for one in letters):
        heads = tuple(f"i{one}" for one in letters)
        ways.append(Way(heads, weights.initials, f"{word!r} as initials"))
    return ways


def first_initials(word: str, index: Generation, weights: Text) -> list[Way]:
    """Return the first letters as initials where all of them are nobody's: ``dl`` of ``dlyl``.

    Those of a term go before longer ones that only happen to lie within a name.
    """
    if not re.fullmatch(r"[a-z]{3,12}", word):
        return []
    for end in range(len(word) - 1, 1, -1):
        meant = index.spoken.of(f"{'i' if end > 2 else 'j'}{word[:end]}")
        if len(meant):
            concepts = [index.concepts[number] for number in meant]
            return [*_as_initials(word, end, weights, concepts), *_of_names(word, end, index)]
    for end in range(len(word) - 1, 1, -1):
        if heads := _of_names(word, end, index):
            return heads
    return []


def _as_initials(word: str, end: int, weights: Text, concepts: Iterable[str]) -> list[Way]:
    head, quality = word[:end], _of_first(word, end, weights)
    return [
        way._replace(says=f"{head!r} of {word!r} as initials: {way.says.partition(' is ')[2]}")
        for way in meant_by(head, concepts, quality)
    ]


def _of_names(word: str, end: int, index: Generation) -> list[Way]:
    head = word[:end]
    if f"i{head}" not in index.tokens:
        return []
    quality = _of_first(word, end, rules().text)
    return [Way((f"i{head}",), quality, f"{head!r} of {word!r} as initials")]


def _of_first(word: str, end: int, weights: Text) -> float:
    return round(weights.initials * end / len(word), 3)
