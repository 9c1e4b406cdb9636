"""How well names have what a query asks: a share of each term, BM25, and likeness."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from factordb.search import terms as terms_
from factordb.search.generation import Generation
from factordb.search.lists import Numbers
from factordb.search.rules import rules
from factordb.search.term import Term, Way

Scores = npt.NDArray[np.float32]
_PART = 0.5
"""Least share of a Chinese term's pairs that counts as having part of it."""


class Had(NamedTuple):
    """What the names have of a query."""

    terms: Sequence[Term]
    quality: Sequence[Scores]
    """Term by term, of every name; 0 where it has nothing of it."""
    shares: npt.NDArray[np.int16]
    """How many of the terms each name has."""
    central: npt.NDArray[np.int16]
    """How many of them are words of its activity."""
    lists: Mapping[str, Numbers]
    """The names of each token."""


def had(index: Generation, terms: Sequence[Term]) -> Had:
    """Return how much every name has of each term."""
    names = index.facts.names
    every = {token for term in terms for way in term.ways for token in way.tokens}
    lists = {token: index.tokens.of(token) for token in every}
    quality = [_quality(lists, term.ways, names) for term in terms]
    shares, central = (np.zeros(names, dtype=np.int16) for _ in range(2))
    for term, one in zip(terms, quality, strict=True):
        shares += one > 0
        central += _quality(lists, [way for way in term.ways if way.central], names) > 0
    return Had(terms, quality, shares, central, lists)


def score(index: Generation, found: Had, names: npt.NDArray[np.int64]) -> Scores:
    """Return how well each of ``names`` fits, 0 to 1."""
    if not found.terms or not len(names):
        return np.ones(len(names), dtype=np.float32)
    weights = rules().text
    total = weights.coverage * _coverage(found, names)
    total += weights.focus * found.central.take(names) / np.maximum(index.sizes.take(names), 1)
    total += weights.bm25 * _nearest(index, found, names)
    first = _best(total, weights.compared)
    asked = " ".join(
        " ".join(t.text) if not t.text.isascii() else t.text.replace("-", " ") for t in found.terms
    )
    total[first] += weights.alike * _alike(index, asked, names[first])
    return total


def ways(found: Had, names: Sequence[int]) -> list[tuple[Way | None, ...]]:
    """Return for each of ``names`` in which way it has each term; nothing where it does not."""
    asked = np.array(names, dtype=np.int32)
    by_term = [_ways(found.lists, term, asked) for term in found.terms]
    return list(zip(*by_term, strict=True)) if by_term else [()] * len(asked)


def _ways(lists: Mapping[str, Numbers], term: Term, names: Numbers) -> list[Way | None]:
    had: list[Way | None] = [None] * len(names)
    left = np.arange(len(names))
    for way in term.ways:
        has = _has(lists, way, names.take(left))
        for at in left[has].tolist():
            had[at] = way
        left = left[~has]
        if not len(left):
            break
    return had


def _has(lists: Mapping[str, Numbers], way: Way, names: Numbers) -> npt.NDArray[np.bool_]:
    there = np.zeros(len(names), dtype=np.int16)
    for token in way.tokens:
        there += _holds(lists[token], names)
    return there >= (_PART if way.part else 1) * len(way.tokens)


def _holds(holders: Numbers, names: Numbers) -> npt.NDArray[np.bool_]:
    if not len(holders):
        return np.zeros(len(names), dtype=np.bool_)
    found: npt.NDArray[np.bool_] = holders.take(holders.searchsorted(names), mode="clip") == names
    return found


def _quality(lists: Mapping[str, Numbers], ways: Sequence[Way], names: int) -> Scores:
    best = np.zeros(names, dtype=np.float32)
    for way in reversed(ways):
        if len(way.tokens) == 1:
            best[lists[way.tokens[0]]] = way.quality
            continue
        seen = np.zeros(names, dtype=np.int16)
        for token in way.tokens:
            seen[lists[token]] += 1
        if way.part:
            share = seen.astype(np.float32) / len(way.tokens)
            np.maximum(best, np.where(share >= _PART, share * way.quality, 0), out=best)
        else:
            best[seen == len(way.tokens)] = way.quality
    return best


def _best(scores: Scores, most: int) -> npt.NDArray[np.intp]:
    """Return the places of the ``most`` best, the best first; of equals those that stand first."""
    among = np.arange(len(scores))
    if most < len(scores):
        bound = np.partition(scores, len(scores) - most)[len(scores) - most]
        among = np.flatnonzero(scores >= bound)
    return among[np.argsort(-scores[among], kind="stable")][:most]


def _coverage(found: Had, names: npt.NDArray[np.int64]) -> Scores:
    """Return the share of the query that each name has; rare terms weigh more."""
    total, weight = np.zeros(len(names), dtype=np.float32), 0.0
    for quality in found.quality:
        rare = float(np.log1p(len(quality) / (1 + np.count_nonzero(quality))))
        total += rare * quality.take(names)
        weight += rare
    return total / weight if weight else total


def _nearest(index: Generation, found: Had, names: npt.NDArray[np.int64]) -> Scores:
    """Return BM25 as a share of the best; 0 for names beyond those it puts in order."""
    words = sorted({t for term in found.terms for way in term.ways for t in way.tokens})
    near, points = index.names.nearest(words, terms_.pieces_of(found.terms), rules().text.retrieved)
    scores = np.zeros(index.facts.names, dtype=np.float32)
    if len(near):
        scores[near] = points / max(float(points[0]), 1e-9)
    return scores.take(names)


def _alike(index: Generation, asked: str, names: npt.NDArray[np.int64]) -> Scores:
    """Return how alike ``asked`` and the best line of each name are."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # `factordb --help` need not wait for it

    lines = [index.lines[int(name)].split("\n") for name in names]
    places: dict[str, int] = {}  # Many names share lines: each is compared once.
    of = [places.setdefault(line, len(places)) for some in lines for line in some]
    every = list(places)
    likeness = process.cdist([asked], every, scorer=fuzz.token_set_ratio)[0]
    likeness = likeness + process.cdist([asked], every, scorer=fuzz.token_sort_ratio)[0]
    likeness = likeness.take(of)
    starts = np.cumsum([0, *map(len, lines[:-1])])
    best: Scores = np.maximum.reduceat(likeness, starts).astype(np.float32) / np.float32(200)
    return best
