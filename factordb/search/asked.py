"""What the words of a line ask for, held against all names: terms, what each counts, the head."""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial, reduce
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from factordb.search import confidence, folding, lines, terms, texts, thesaurus, unsaid
from factordb.search.columns import Mask
from factordb.search.generation import Generation
from factordb.search.hints import Words
from factordb.search.rules import rules
from factordb.search.term import Term, Way
from factordb.search.texts import Had, Scores

_SURE = 0.6
"""Least quality of a way by which a line is said to ask for something."""
_LEAST = 0.72
"""Least quality of a way that counts: what is less alike is another word."""
_SHORTEST_BEGINNING = 4
"""Letters of a word that may stand for a longer one that begins so."""
_CONCEPT, _WORD = 1.0, 0.7
"""What a term counts that nothing has: a thing of the field, or any word."""


class Asked(NamedTuple):
    """The words of a line against all names."""

    had: Had
    weights: Scores
    """Of each term; 0 where it says nothing here."""
    head: int | None
    """The term that says what the thing is: the last of the phrase that is about anything."""
    main: Mask
    """Which terms stand in that phrase."""
    tokens: frozenset[str]
    """All that the line asks for by its words and by what they mean."""


class Said(NamedTuple):
    """The terms of a line, whatever it is held against."""

    placed: Sequence[tuple[int, Term]]
    """Each with the number of its phrase."""
    had: Had


def said(index: Generation, phrases: Sequence[lines.Phrase]) -> Said | None:
    """Return the terms of a line; nothing where it says nothing."""
    placed = [(n, term) for n, phrase in enumerate(phrases) for term in _terms(index, phrase)]
    return Said(placed, texts.had(index, [term for _, term in placed])) if placed else None


def weighed(found: Said, names_open: Mask) -> Asked:
    """Return what a line asks for among the names that are open to it."""
    placed, had = found
    main = _main(placed, had, names_open)
    inside = np.array([number == main for number, _ in placed], dtype=np.bool_)
    counts = [_weight(term, one) for (_, term), one in zip(placed, had.quality, strict=True)]
    weights = np.array(counts, dtype=np.float32)
    weights[_in_passing(placed)] = 0
    if not weights.any():  # Where nothing else is said, an idle word is what is meant.
        weights += 1
    weights[~inside] *= confidence.model().ranking["aside"]
    counted = np.flatnonzero(inside & (weights > 0)).tolist()
    sure = {token for _, term in placed for way in _sure(term) for token in way.tokens}
    sure |= {more for token in sure for more in unsaid.meaning(token)}
    return Asked(had, weights, counted[-1] if counted else None, inside, frozenset(sure))


@lru_cache(maxsize=8_192)
def is_concept(text: str) -> bool:
    """Say whether a term is a thing of the field, whether or not any factor is of it."""
    if folding.is_han(text):
        return any(found.end - found.start == len(text) for found in thesaurus.in_han(text))
    return bool(thesaurus.in_words(text.split()))


def _terms(index: Generation, phrase: lines.Phrase) -> Iterator[Term]:
    """Yield the terms of a phrase; a term of several words that no name has, word by word."""
    for term in map(_without_guesses, terms.of(phrase.words, index)):
        parts = term.text.split()
        if len(parts) == 1 or any(_is_there(index, way) for way in term.ways):
            yield term
        else:
            for part in parts:
                yield from map(_without_guesses, terms.of([Words(part, shouted=False)], index))


def _without_guesses(term: Term) -> Term:
    """Return a term without ways that help who searches, but would be taken here unseen."""
    least = _LEAST
    if len(term.text) < _SHORTEST_BEGINNING:
        least = rules().text.prefix + 0.01
    return Term(term.text, tuple(w for w in term.ways if w.quality >= least or w.part))


def _is_there(index: Generation, way: Way) -> bool:
    """Say whether any name has a term in this way."""
    holders: list[npt.NDArray[np.int32]] = [index.tokens.of(token) for token in way.tokens]
    return bool(len(reduce(partial(np.intersect1d, assume_unique=True), holders)))


def _main(placed: Sequence[tuple[int, Term]], had: Had, names_open: Mask) -> int:
    """Return the number of the first phrase whose words an activity has."""
    for (number, term), quality in zip(placed, had.quality, strict=True):
        best = max((way.quality for way in term.ways if way.central), default=0.0)
        if best and bool(((quality >= best * 0.99) & names_open).any()):
            return number
    return placed[0][0]


def _in_passing(placed: Sequence[tuple[int, Term]]) -> list[int]:
    """Return the places of words that only say what for: all but at the end of their phrase."""
    context = confidence.model().context
    following = [*(number for number, _ in placed[1:]), None]
    return [
        at
        for at, ((number, term), after) in enumerate(zip(placed, following, strict=True))
        if number == after and term.text in context
    ]


def _weight(term: Term, quality: Scores) -> float:
    """Return what a term counts: rare words more than common ones, idle words and codes nothing."""
    text = confidence.model().without_idle(term.text)
    if not text or text.isdecimal():
        return 0.0
    there = int(np.count_nonzero(quality))
    if there:
        rare = np.log1p(len(quality) / (1 + there)) / np.log1p(len(quality))
        return float(0.5 + 0.5 * rare)
    if any(map(str.isdigit, text)):
        return 0.0
    return _CONCEPT if is_concept(term.text) else _WORD


def _sure(term: Term) -> list[Way]:
    return [way for way in term.ways if not way.part and way.quality >= _SURE]
