"""The factors that a line of a list may mean, each with what speaks for it and against it."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from factordb import units
from factordb.model import regions
from factordb.search import asked as asked_
from factordb.search import confidence, evidence, lines
from factordb.search.asked import Asked, Said
from factordb.search.columns import Columns, Filters, Good, Mask, Rows
from factordb.search.evidence import Line, Wanted
from factordb.search.generation import Generation
from factordb.search.hints import Hint
from factordb.search.texts import Scores

__all__ = ["Candidate", "Likely", "Line"]

_LEAD = 20.0
"""Points before the next activity beyond which it does not matter how many."""
_LOOKED_AT = 40
"""Rows that are looked at for each candidate that is given."""

Names = npt.NDArray[np.int64]
Graded = Callable[[str | None, int | None], Good]
"""Gives what says which rows are good enough for a region and a year."""


class _Open(NamedTuple):
    """What columns state: it opens some rows, and closes all others."""

    region: str | None
    unit: str | None
    year: int | None
    """Where it matters for what is good enough."""
    good: bool
    """Whether only that is open which is good enough."""


class Candidate(NamedTuple):
    row: int
    score: float
    features: Mapping[str, float]
    """What the model of confidence looks at; of the first candidate only."""
    why: tuple[str, ...]
    activity: str = ""
    part: int = 0
    """In which of several indexes it stands."""


class Likely:
    """Finds what lines mean in one state of the catalogue."""

    def __init__(
        self,
        index: Generation,
        edition: int,
        fallen: Mapping[int, str],
        good: Graded | None = None,
    ) -> None:
        """Look in one edition of ``index``; ``good`` says which rows are good enough."""
        self._good = good
        self._index, self._held = index, index.columns
        self._there = _standing(index.columns, edition, fallen)
        self.known: list[str] = list(self._held.words["region"])
        """Regions that factors are of."""
        self._open: dict[_Open, tuple[Mask, Mask]] = {}
        self._near: dict[tuple[_Open, tuple[str, ...]], Scores] = {}
        self._bases: dict[str, Mask] = {}
        self._last: tuple[str, Sequence[Hint], Said | None] | None = None

    def of(self, line: Line, most: int, *, good_or_not: bool = False) -> list[Candidate]:
        """Return the likeliest factors of ``line``, the best first; none where nothing is alike."""
        good = self._good is not None and not good_or_not
        opened = _Open(line.region, line.unit, line.year if good else None, good)
        rows_open, names_open = self._opened(opened)
        hints, said = self._said(line.text)
        if said is None:
            return []
        asked = asked_.weighed(said, names_open)
        wanted = Wanted.of(line, hints)
        names, by_name = self._names(asked, names_open, self._nearest(opened, wanted.regions))
        rows = self._held.of_names(names)
        rows = rows[rows_open[rows]]
        if not len(rows):
            return []
        scores = by_name[np.searchsorted(names, self._held.arrays["name"][rows])]
        scores = scores + self._by_row(wanted, rows)
        chosen = self._chosen(rows, scores, most)
        found = evidence.features(self._held, wanted, asked, int(rows[chosen[0]]))
        found["lead"] = self._lead(rows, scores, chosen[0])
        return [
            Candidate(
                row=int(rows[at]),
                score=round(float(scores[at]), 1),
                features=found if at == chosen[0] else {},
                why=evidence.why(self._held, wanted, asked, int(rows[at])),
                activity=self._held.words["activity"][self._held.arrays["activity"][rows[at]]],
            )
            for at in chosen
        ]

    def _said(self, text: str) -> tuple[Sequence[Hint], Said | None]:
        """Return what a text names and says; asked again, in another unit, it is still known."""
        if self._last is None or self._last[0] != text:
            read = lines.read(text, self.known)
            self._last = (text, read.hints, asked_.said(self._index, read.phrases))
        return self._last[1:]

    def _opened(self, opened: _Open) -> tuple[Mask, Mask]:
        """Return which rows, and names of rows, are of the region or what it lies in, and fit."""
        if opened not in self._open:
            region, unit, year, good = opened
            held, rows = self._held, self._there.copy()
            if region is not None:
                codes = [held.number("region", code) for code in regions.chain(region)]
                rows &= np.isin(held.arrays["region"], codes)
            if unit is not None:
                fits = [units.fits(one, unit) for one in held.words["unit"]]
                rows &= np.array(fits, dtype=np.bool_)[held.arrays["unit"]]
            if good and self._good is not None:
                some = np.flatnonzero(rows)
                rows[some] = self._good(region, year)(some)
            names = np.zeros(self._index.facts.names, dtype=np.bool_)
            names[held.arrays["name"][rows]] = True
            self._open[opened] = (rows, names)
        return self._open[opened]

    def _nearest(self, opened: _Open, wanted: tuple[str, ...]) -> Scores:
        """Return how near the nearest open row of each name is to the region wanted."""
        key = (opened, wanted)
        if key not in self._near:
            rows = np.flatnonzero(self._open[opened][0])
            near = _near(tuple(self.known), wanted)[self._held.arrays["region"][rows]]
            nearest = np.full(self._index.facts.names, -1, dtype=np.float32)
            np.maximum.at(nearest, self._held.arrays["name"][rows], near)
            self._near[key] = nearest
        return self._near[key]

    def _names(self, asked: Asked, names_open: Mask, nearest: Scores) -> tuple[Names, Scores]:
        """Return the names that have most of a line, and how well each fits it."""
        ranking = confidence.model().ranking
        total = float(asked.weights.sum()) or 1.0
        quick = np.zeros(self._index.facts.names, dtype=np.float32)
        for weight, quality in zip(asked.weights, asked.had.quality, strict=True):
            if weight:
                quick += weight * quality
        quick *= ranking["coverage"] / total
        if asked.head is not None:
            quick += ranking["head"] * asked.had.quality[asked.head]
        quick += ranking["central"] * (asked.had.central > 0)
        quick[~names_open | (asked.had.shares == 0)] = 0
        names = np.flatnonzero(quick)
        most = int(ranking["names"])
        if len(names) > most:
            order = quick[names] + ranking["region"] * nearest[names]
            names = np.sort(names[np.argpartition(-order, most - 1)[:most]])
        plain = [self._plainness(int(name), asked) for name in names]
        return names, quick[names] + np.array(plain, dtype=np.float32)

    def _plainness(self, name: int, asked: Asked) -> float:
        """Return what a name loses by what it says unasked."""
        ranking = confidence.model().ranking
        row = int(self._held.arrays["starts"][name])
        said = evidence.of_name(self._held, asked, row)
        return -sum(ranking[kind] * count for kind, count in said.items())

    def _by_row(self, wanted: Wanted, rows: Rows) -> Scores:
        """Return what place, time, measure and newness of each row count."""
        ranking, arrays = confidence.model().ranking, self._held.arrays
        near = _near(tuple(self.known), wanted.regions)
        scores = ranking["region"] * near[arrays["region"][rows]]
        scores += ranking["year"] * _year_nearness(arrays, rows, wanted.year)
        scores += ranking["newest"] * arrays["edition"][rows] / max(1, self._held.newest)
        if wanted.unit is not None:
            same = arrays["unit"][rows] == self._held.number("unit", wanted.unit)
            scores += ranking["unit"] * same
        elif wanted.dimension is not None:
            number = self._held.number("dimension", wanted.dimension)
            scores += ranking["dimension"] * (arrays["dimension"][rows] == number)
        if wanted.basis is not None:
            scores += ranking["basis"] * self._by(wanted.basis)[arrays["unit"][rows]]
        found: Scores = scores.astype(np.float32)
        return found

    def _by(self, basis: str) -> Mask:
        """Return which units count by a calorific value."""
        if basis not in self._bases:
            self._bases[basis] = self._held.table(
                "unit", lambda unit: basis in units.annotations(unit)
            )
        return self._bases[basis]

    def _chosen(self, rows: Rows, scores: Scores, most: int) -> list[int]:
        """Return places of the best rows; of what differs in years or spelling of the unit one."""
        held, chosen, seen = self._held, list[int](), set[tuple[object, ...]]()
        bound = min(len(rows), _LOOKED_AT * most)
        among = np.argpartition(-scores, bound - 1)[:bound]
        for at in among[np.lexsort((rows[among], -scores[among]))].tolist():
            row = rows[at]
            unit = held.words["unit"][held.arrays["unit"][row]]
            told = (int(held.arrays[c][row]) for c in ("activity", "boundary", "facets", "region"))
            same = (*told, units.annotations(unit))
            if same not in seen:
                seen.add(same)
                chosen.append(at)
            if len(chosen) == most:
                break
        return chosen

    def _lead(self, rows: Rows, scores: Scores, first: int) -> float:
        """Return how far the best of another activity is behind the first, 0 to 1."""
        activity = self._held.arrays["activity"][rows]
        others = scores[activity != activity[first]]
        if not len(others):
            return 1.0
        return min(max(float(scores[first] - others.max()), 0.0), _LEAD) / _LEAD


def merged(parts: Sequence[Sequence[Candidate]], most: int) -> list[Candidate]:
    """Return the likeliest of several indexes; how far the next is behind is told of all of them.

    What stands in an earlier index goes first where they are as likely.
    """
    some = [one._replace(part=part) for part, found in enumerate(parts) for one in found]
    some.sort(key=lambda one: -one.score)
    if not some:
        return []
    first, *others = some
    behind = [first.score - one.score for one in others if one.activity != first.activity]
    lead = min([first.features["lead"], *(min(points, _LEAD) / _LEAD for points in behind)])
    return [first._replace(features={**first.features, "lead": lead}), *others[: most - 1]]


def _standing(held: Columns, edition: int, fallen: Mapping[int, str]) -> Mask:
    """Say of every row whether it stands and no later one says the same."""
    rows = held.passing(None, Filters(), edition)
    rows = rows[~(held.arrays["archived"][rows] | np.isin(rows, list(fallen)))]
    return held.there(rows[~held.hidden(rows, held.there(rows))])


@lru_cache(maxsize=512)
def _near(known: tuple[str, ...], wanted: tuple[str, ...]) -> Scores:
    """Return how near every region is to those wanted; how wide it is where none is."""
    model = confidence.model()
    if wanted:
        return evidence.nearness(known, wanted, model.ranking["step"])
    wide = [model.breadth.get(regions.region(code).kind, 0.0) for code in known]
    return np.array(wide, dtype=np.float32)


def _year_nearness(
    arrays: Mapping[str, npt.NDArray[np.int16]], rows: Rows, year: int | None
) -> Scores:
    """Return how near each row is to ``year``; how new its years are where none is asked for."""
    if year is None:
        last = arrays["last"][rows]
        away = np.minimum(last.max(initial=0) - last, 10)
    else:
        since, until = (arrays[end][rows].astype(np.int32) for end in ("since", "until"))
        away = np.clip(np.maximum(since - year, year - until), 0, 10)
    near: Scores = (1 - away / 10).astype(np.float32)
    return near
