"""Pinyin as terms: what sounds so, and other words for what sounds so."""

from collections.abc import Sequence

from factordb.search import sounds, thesaurus
from factordb.search.generation import Generation
from factordb.search.rules import rules
from factordb.search.term import Term, Way, meant_by

_MOST_SYLLABLES = 24


def heard(words: list[str], index: Generation) -> int:
    """Return how many of the first words are pinyin: none that is a word itself, or a term."""
    count = 0
    for word in words:
        if not sounds.typed(word) or thesaurus.in_words([word]):
            break
        if f"w{word}" in index.tokens and not count:
            break
        count += 1
    said = _syllables(words[:count])
    return count if 1 < len(said) <= _MOST_SYLLABLES and _all_heard(said, index) else 0


def _syllables(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(syllable for word in words for syllable in sounds.typed(word))


def _all_heard(said: tuple[str, ...], index: Generation) -> bool:
    """Say whether names sound so, or every stretch is a term."""
    if all(f"s{pair}" in index.tokens for pair in sounds.pairs(said)):
        return True
    return all(" ".join(said[a:b]) in index.spoken for a, b in _stretches(said, index))


def _stretches(said: tuple[str, ...], index: Generation) -> list[tuple[int, int]]:
    """Return where the syllables are terms, the longest first, and what lies between."""
    found: list[tuple[int, int]] = []
    start = place = 0
    while place < len(said):
        ends = range(len(said), place + 1, -1)
        end = next((e for e in ends if " ".join(said[place:e]) in index.spoken), None)
        if end is None:
            place += 1
            continue
        found += [(start, place)] if start < place else []
        found.append((place, end))
        start = place = end
    return [*found, *([(start, len(said))] if start < len(said) else [])]


def of_sound(words: Sequence[str], index: Generation) -> list[Term]:
    """Return the terms of pinyin: what sounds so, and other words for what sounds so."""
    said = _syllables(words)
    return [_sounding(said[a:b], index) for a, b in _stretches(said, index)]


def _sounding(said: tuple[str, ...], index: Generation) -> Term:
    text, quality = " ".join(said), rules().text.sound
    concepts = [index.concepts[number] for number in index.spoken.of(text)]
    heard = Way(tuple(f"s{p}" for p in sounds.pairs(said)), quality, f"{text!r} as it sounds")
    return Term(text, (heard, *meant_by(text, concepts, quality)))
