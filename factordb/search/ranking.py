"""What counts beside the words: place, time, newness, use, and being what is usually meant."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from factordb.model import regions
from factordb.search import folding, unsaid
from factordb.search.columns import Columns, Filters, Rows, Taken
from factordb.search.generation import Generation
from factordb.search.hints import Hint
from factordb.search.item import ALWAYS
from factordb.search.rules import rules
from factordb.search.texts import Had, Scores

_SPREAD = 400
"""Rows, the best first, of which it is counted how often they are said."""
_OFTEN = 8
FAR = 99
"""Steps to a region that the one wanted does not lie in, nor in it."""


class Looked(NamedTuple):
    """What is looked for, once its words are read."""

    text: str
    filters: Filters
    had: Had
    read: Sequence[Hint]


def scores(index: Generation, looked: Looked, taken: Taken) -> Scores:
    """Return what each of the rows that are ``taken`` scores for all but its words."""
    held, weights = index.columns, rules().weights
    text, filters, had, read = looked
    wanted = _wanted(filters.region, read)
    near = (weights.region if wanted else weights.breadth) * _nearness(held.regions, wanted)
    if not wanted and (home := _home(text)) is not None:
        near = near + weights.home * _nearness(held.regions, (home,))
    found: Scores = near.take(taken["region"])
    year = filters.year or next((int(h.meant[0]) for h in read if h.kind == "year"), None)
    found += weights.year * _year_nearness(taken, year)
    found += _newness(held, index.facts.edition).take(taken["edition"])
    found -= _usually(held, had).take(taken["kind"])
    for hint in read:
        if hint.kind in ("unit", "activity"):
            very = held.number(hint.kind, hint.exact)
            found += weights.very * (taken[hint.kind] == very)
    if filters.use is not None:
        stated = np.array([bool(kind.uses) for kind in held.kinds], dtype=np.float32)
        found += weights.use * stated.take(taken["kind"])
    return found


def _newness(held: Columns, newest: int) -> Scores:
    """Return for each edition what it counts to be of it."""
    editions = np.arange(held.newest + 1, dtype=np.int32)
    newness: Scores = rules().weights.newest * (editions / max(1, newest)).astype(np.float32)
    return newness


def spread(held: Columns, rows: Rows, found: Scores) -> Scores:
    """Let what is said in the same words again follow what is said in others about as well.

    The same fuel of two hundred countries would fill page after page. Only what stands first is
    gone through; all behind it counts as said often, so that its order stays.
    """
    first = _first(found)
    if len(rows) < 2 or len(first) > _SPREAD * 4:
        return found
    names = held.arrays["name"].take(rows.take(first))
    order = np.lexsort((rows.take(first), -found.take(first), names))
    places = np.arange(len(first))
    begins = np.ones(len(first), dtype=np.bool_)
    begins[1:] = names[order][1:] != names[order][:-1]
    times = np.empty(len(first), dtype=np.float32)
    times[order] = places - np.maximum.accumulate(np.where(begins, places, 0))
    costs = np.full(len(rows), _OFTEN, dtype=np.float32)
    costs[first] = np.minimum(times, _OFTEN)
    less: Scores = found - rules().weights.again * costs
    return less


def _first(found: Scores) -> npt.NDArray[np.intp]:
    if len(found) <= _SPREAD:
        return np.arange(len(found))
    bound = np.partition(found, len(found) - _SPREAD)[len(found) - _SPREAD]
    return np.flatnonzero(found >= bound)


def steps(code: str, wanted: str) -> int:
    """Return the steps up from the region wanted to ``code``, or down to it; far otherwise."""
    up, down = regions.chain(wanted), regions.chain(code)
    if code in up:
        return up.index(code)
    return down.index(wanted) + 1 if wanted in down else FAR


def _wanted(region: str | None, read: Sequence[Hint]) -> tuple[str, ...]:
    if region is not None:
        return (region,)
    return next((hint.meant for hint in read if hint.kind == "region"), ())


def _home(text: str) -> str | None:
    """Return the region that words in a language most likely mean, where they name none."""
    if any(folding.is_han(char) for char in text):
        return rules().home.get("zh")
    return None


@lru_cache(maxsize=512)
def _nearness(known: tuple[str, ...], wanted: tuple[str, ...]) -> Scores:
    """Return how near every known region is to those wanted; how wide it is where none is."""
    if not wanted:
        breadth = rules().breadth
        return np.array([breadth[regions.region(c).kind] for c in known], dtype=np.float32)
    step = rules().region_step
    away = [min(steps(code, one) for one in wanted) for code in known]
    return np.array([max(0.0, 1 - step * many) for many in away], dtype=np.float32)


def _usually(held: Columns, had: Had) -> Scores:
    """Return what each kind of row loses by not being what is usually meant by the words."""
    asked = frozenset(token for term in had.terms for way in term.ways for token in way.tokens)
    costs: Scores = _plainness(held) + _beside(held, unsaid.beside_of(asked))
    by_group = _aside(held, asked) if had.terms else -_browsed(held)
    return costs + by_group.take(held.of_kinds("group"))


_PLAIN: WeakKeyDictionary[Columns, Scores] = WeakKeyDictionary()
_BESIDE: WeakKeyDictionary[Columns, dict[frozenset[str], Scores]] = WeakKeyDictionary()


def _plainness(held: Columns) -> Scores:
    """Return for each kind what its facets cost."""
    if held not in _PLAIN:
        many = [kind.telling for kind in held.kinds]
        _PLAIN[held] = rules().weights.plainness * np.array(many, dtype=np.float32)
    return _PLAIN[held]


def _beside(held: Columns, asked: frozenset[str]) -> Scores:
    """Return for each kind what its boundary costs; stages that are ``asked`` for cost nothing."""
    known = _BESIDE.setdefault(held, {})
    if asked not in known:
        some = [unsaid.beside(set(kind.boundary), asked) for kind in held.kinds]
        known[asked] = rules().weights.beside * np.array(some, dtype=np.float32)
    return known[asked]


def _aside(held: Columns, asked: frozenset[str]) -> Scores:
    """Return for each group what it costs to be of it, where no word asks for it."""
    costs = np.zeros(len(held.words["group"]), dtype=np.float32)
    for group, aside in rules().aside.items():
        number = held.number("group", group)
        if number >= 0 and not _asks_for(group, aside.unless, asked):
            costs[number] = aside.costs
    return costs


def _browsed(held: Columns) -> Scores:
    """Return for each group what it counts to be of it, where nothing else is said."""
    counts = rules().browsed
    return np.array([counts.get(group, 0.0) for group in held.words["group"]], dtype=np.float32)


def _asks_for(group: str, concepts: Iterable[str], asked: frozenset[str]) -> bool:
    return f"w{group}" in asked or any(f"c{concept}" in asked for concept in concepts)


def _year_nearness(taken: Taken, year: int | None) -> Scores:
    """Return how near each row is to ``year``; how new its years are where none is asked for."""
    if year is None:
        last = taken["last"]
        away = np.minimum(np.arange(int(last.max(initial=0)), -1, -1), 10)
        newness: Scores = _near_years().take(away).take(last)
        return newness
    since = taken["since"].astype(np.int32)
    until = taken["until"].astype(np.int32)
    away = np.clip(np.maximum(since - year, year - until), 0, 10)
    near: Scores = _near_years().take(away)
    return np.where((since == ALWAYS[0]) & (until == ALWAYS[1]), rules().timeless, near).astype(
        np.float32
    )


@cache
def _near_years() -> Scores:
    """Return how near it is to be no, one, two … ten years away."""
    steps_ = rules().year_step * np.arange(11, dtype=np.float32)
    near: Scores = np.clip(1 - steps_, 0, 1).astype(np.float32)
    return near
