"""Words for the same thing: concepts of the field, found in names and in queries alike.

The table is plain data with a version of its own: 电网 = 电力 = grid electricity, lorry = truck =
HGV. Refrigerant numbers are read, not listed: R-410A = R410a, HFC-134a = R134a.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from factordb.numbered import Family
from factordb.search import folding

FAMILY = Family("thesaurus", Path(__file__).with_name("tables"))
TABLE = FAMILY.newest()
_REFRIGERANT = re.compile(r"(?:r|hfc|hcfc|cfc|hfo|pfc)-?(\d{2,4}[a-z]{0,3}\d?)")
LONGEST_TERM = 7
"""Words of the longest term that is looked for."""


class Found(NamedTuple):
    """A term where it stands in a text."""

    start: int
    end: int
    """First position after it: of characters in a Chinese run, else of words."""
    concept: str


@cache
def content() -> dict[str, Any]:
    """Return the table."""
    loaded: dict[str, Any] = orjson.loads(FAMILY.file(TABLE).read_bytes())
    return loaded


def digest() -> str:
    """Return the digest of the table, as an edition records it."""
    return FAMILY.digest(TABLE)


@cache
def concepts() -> tuple[str, ...]:
    """Return the ids of all concepts, in the table's order."""
    return tuple(concept["id"] for concept in content()["concepts"])


@cache
def chinese(concept: str) -> tuple[str, ...]:
    """Return the Chinese terms of a concept."""
    return next(tuple(one["zh"]) for one in content()["concepts"] if one["id"] == concept)


@lru_cache(maxsize=8_192)
def in_han(run: str) -> tuple[Found, ...]:
    """Return every term in a Chinese run; terms may lie in others."""
    terms, longest = _han()
    return tuple(
        Found(start, end, concept)
        for start in range(len(run))
        for end in range(start + 1, min(len(run), start + longest) + 1)
        for concept in terms.get(run[start:end], ())
    )


def in_words(words: Sequence[str]) -> list[Found]:
    """Return every term in a row of stemmed words; terms may lie in others."""
    return list(_in_words(words))


def _in_words(words: Sequence[str]) -> Iterator[Found]:
    terms = _latin()
    for start, word in enumerate(words):
        refrigerant = _REFRIGERANT.fullmatch(word)
        if refrigerant:
            yield Found(start, start + 1, f"refrigerant {refrigerant[1]}")
        for size, wanted in terms.get(word, ()):
            concepts = wanted.get(tuple(words[start : start + size]), ())
            for concept in concepts:
                yield Found(start, start + size, concept)


def longest(found: Sequence[Found]) -> list[Found]:
    """Return terms that do not lie in longer ones: 天然气 in 液化天然气 is not meant."""
    kept = [
        one
        for one in found
        if not any(
            other.start <= one.start
            and one.end <= other.end
            and other.end - other.start > one.end - one.start
            for other in found
        )
    ]
    return sorted(set(kept))


@cache
def _han() -> tuple[dict[str, tuple[str, ...]], int]:
    terms: dict[str, tuple[str, ...]] = {}
    for concept in content()["concepts"]:
        for term in concept["zh"]:
            one = folding.folded(term)
            terms[one] = (*terms.get(one, ()), concept["id"])
    return terms, max(map(len, terms))


_ByWords = dict[tuple[str, ...], tuple[str, ...]]


@cache
def _latin() -> dict[str, tuple[tuple[int, _ByWords], ...]]:
    """Return terms by their first word, then by how many words they have."""
    found: dict[str, dict[int, _ByWords]] = {}
    for concept in content()["concepts"]:
        for term in (*concept["en"], *concept.get("other", ())):
            for words in {stemmed(term), stemmed(term.replace("-", " "))}:
                by_words = found.setdefault(words[0], {}).setdefault(len(words), {})
                if concept["id"] not in by_words.get(words, ()):
                    by_words[words] = (*by_words.get(words, ()), concept["id"])
    return {first: tuple(sizes.items()) for first, sizes in found.items()}


def stemmed(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` as terms are compared: joined words whole, plurals off."""
    return tuple(folding.stem(run) for run in folding.runs(folding.folded(text)))
