"""How Chinese sounds: syllables and initials of names, and of what is typed in pinyin."""

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_SYLLABLE = 6
LONGEST_INITIALS = 6
LONGEST_TYPED = 40
"""Letters of pinyin that are taken apart."""

_INITIALS = (*"bpmfdtnlgkhjqxrzcsyw", "zh", "ch", "sh")
_FINALS = re.findall(
    r"\w+",
    "a ai an ang ao e ei en eng er i ia ian iang iao ie in ing iong iu o ong ou u ua uai uan uang "
    "ue ui un uo v ve",
)


@lru_cache(maxsize=8_192)
def syllables(run: str) -> tuple[str, ...]:
    """Return the syllables of a Chinese run, without tones: ``重庆`` is ``chong qing``."""
    return tuple(_reading()(run))


@lru_cache(maxsize=4_096)
def typed(word: str) -> tuple[str, ...]:
    """Return the syllables that ``word`` is spelt of, the fewest that do; none where none do."""
    if len(word) > LONGEST_TYPED:
        return ()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            before = best[start]
            if before is None or word[start:end] not in _syllables():
                continue
            found = best[end]
            if found is None or len(before) + 1 < len(found):
                best[end] = (*before, word[start:end])
    return best[-1] or ()


def pairs(said: tuple[str, ...]) -> list[str]:
    """Return neighbouring syllables, by which runs are found: ``dian wang`` in any longer run."""
    if len(said) == 1:
        return list(said)
    return [f"{first} {second}" for first, second in pairwise(said)]


def initials(said: tuple[str, ...]) -> set[str]:
    """Return the initials of every stretch of two to six syllables: ``trq`` of 天然气."""
    letters = "".join(one[0] for one in said)
    return {
        letters[start : start + size]
        for size in range(2, LONGEST_INITIALS + 1)
        for start in range(len(letters) - size + 1)
    }


@cache
def _syllables() -> frozenset[str]:
    """All that may be typed; some of them no word of the language has."""
    whole = {"a", "ai", "an", "ang", "ao", "e", "ei", "en", "eng", "er", "o", "ou"}
    return frozenset(whole | {i + f for i in _INITIALS for f in _FINALS})


@cache
def _reading() -> "Callable[[str], list[str]]":
    """Return the reading of a run, made once it is needed: its dictionaries take 57 MB."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  # only the builder of an index needs it

    read: Callable[[str], list[str]] = lazy_pinyin
    return read
