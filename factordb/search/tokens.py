"""What a name is found by: words, pairs of Chinese characters, pieces, concepts and sounds.

Every token begins with a letter that says what it is, so that one list holds them all:
``w`` a word, ``h`` one or two Chinese characters, ``c`` a concept, ``s`` neighbouring syllables,
``i`` initials, ``g`` three letters of a word; ``aw`` and ``ac`` a word and a concept of the
activity, which is what a factor is about, where other words only tell it from its like.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from factordb.search import folding, sounds, thesaurus

LONGEST_JOINT = 24
_SLUG = re.compile(r"([a-z0-9-]+\.[a-z0-9.-]+) ")
_TECHNOLOGY = "technology "


def of_text(text: str) -> tuple[set[str], set[str]]:
    """Return the tokens of folded ``text`` that are listed, and the pieces of its words."""
    listed: set[str] = set()
    pieces: set[str] = set()
    for line in text.split("\n"):
        listed |= {f"a{token}" for token in of_activity(line)}
        words: list[str] = []
        for run in folding.runs(line):
            if folding.is_han(run):
                listed |= of_han(run)
            else:
                words.append(folding.stem(run))
                words += _after_joint(run)
        concepts = {f"c{found.concept}" for found in thesaurus.in_words(_plain(words))}
        listed |= concepts | {f"c{f.concept}" for f in thesaurus.in_words(words)}
        listed |= {f"w{word}" for word in words}
        for word in words:
            pieces |= _pieces(word)
    return listed, pieces


def activity_words(line: str) -> list[str]:
    """Return the words of an activity; none where ``line`` is no activity."""
    slug = _SLUG.match(line)
    return [folding.stem(word) for word in re.split(r"[.-]", slug[1])] if slug else []


def of_activity(line: str) -> set[str]:
    """Return the words and concepts of an activity or technology; the longest concepts only."""
    if line.startswith(_TECHNOLOGY):
        words = [folding.stem(word) for word in line.removeprefix(_TECHNOLOGY).split("-")]
    else:
        words = activity_words(line)
    meant = thesaurus.longest(thesaurus.in_words(words))
    joined = ("".join(pair) for pair in pairwise(words))
    # Only numbers are joined, r and 410a: a gas of an oil field is no gasoil.
    numbers = thesaurus.in_words([both for both in joined if any(map(str.isdigit, both))])
    return {f"w{word}" for word in words} | {f"c{found.concept}" for found in (*meant, *numbers)}


def _after_joint(run: str) -> list[str]:
    """Return what a joined run is found by besides itself: ``r-410a`` also as ``r410a``."""
    parts = folding.parts(run)
    if len(parts) == 1:
        return []
    joint = "".join(parts)
    more = [joint] if len(joint) <= LONGEST_JOINT else []
    return [*more, *map(folding.stem, parts)]


def _plain(words: list[str]) -> list[str]:
    """Return the words without what hyphens joined: ``life-cycle`` stands before its parts."""
    return [word for word in words if word.isalnum()]


@lru_cache(maxsize=8_192)
def of_han(run: str) -> frozenset[str]:
    """Return the tokens of a Chinese run."""
    said = sounds.syllables(run)
    return frozenset(
        {f"h{char}" for char in run}
        | {f"h{pair}" for pair in pairs(run)}
        | {f"c{found.concept}" for found in thesaurus.in_han(run)}
        | {f"s{pair}" for pair in (*sounds.pairs(said), *said)}
        | {f"i{letters}" for letters in sounds.initials(said)}
    )


def pairs(run: str) -> list[str]:
    """Return neighbouring characters: 天然 and 然气 of 天然气."""
    return [run[start : start + 2] for start in range(len(run) - 1)]


@lru_cache(maxsize=8_192)
def _pieces(word: str) -> frozenset[str]:
    return frozenset(f"g{piece}" for piece in pieces(word))


def pieces(word: str) -> list[str]:
    """Return three letters at a time, the ends marked: ``$di die ies`` … of ``diesel``."""
    marked = f"${word}$"
    return [marked[start : start + 3] for start in range(len(marked) - 2)]


def joined(tokens: Iterable[str]) -> str:
    """Return tokens as one text that is taken apart at its spaces."""
    return " ".join(sorted(token.replace(" ", "_") for token in tokens))
