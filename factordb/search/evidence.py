"""What speaks for a row being what a line means and what against it: as numbers, and in words."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from factordb import units
from factordb.model import regions
from factordb.search import asked as asked_
from factordb.search import basis, texts, unsaid
from factordb.search.asked import Asked
from factordb.search.columns import Columns
from factordb.search.hints import Hint
from factordb.search.texts import Scores

FAR = 9
"""Steps to a region that the one wanted does not lie in."""
_MOST_STEPS = 4
_LATE = 3
"""Years between a line and a factor after which nobody should take it unseen."""
_LOCAL = {"electricity", "heat", "water"}
"""Groups whose factors are of one place: without one, nobody knows which."""


class Line(NamedTuple):
    """What one line asks for; what is stated in a column is exact."""

    text: str
    region: str | None = None
    """Factors of it, and of what it lies in."""
    year: int | None = None
    unit: str | None = None
    """Factors per a unit that it can be counted in."""

    def states(self, hint: Hint) -> bool:
        """A column counts; words beside it are only words."""
        return {"region": self.region, "year": self.year, "unit": self.unit}[hint.kind] is not None


class Wanted(NamedTuple):
    """Where, when and by which measure, of the columns or else of the words."""

    regions: tuple[str, ...]
    year: int | None
    unit: str | None
    """Stated in the column."""
    dimension: str | None
    """Of a unit that the words name."""
    basis: str | None = None
    """The calorific value that the unit or the words name."""

    @property
    def measure(self) -> str | None:
        """The dimension it counts in, as far as it is said."""
        return units.dimension(self.unit) if self.unit else self.dimension

    @classmethod
    def of(cls, line: Line, hints: Sequence[Hint]) -> "Wanted":
        """Return what ``line`` states, and what ``hints`` say where it states nothing."""
        meant = {hint.kind: hint.meant for hint in hints if not line.states(hint)}
        year = line.year or next(map(int, meant.get("year", ())), None)
        return cls(
            (line.region,) if line.region else meant.get("region", ()),
            year,
            line.unit,
            next(iter(meant.get("unit", ())), None),
            basis.stated(" ".join((line.text, *units.annotations(line.unit or "1")))),
        )


def features(held: Columns, wanted: Wanted, asked: Asked, row: int) -> dict[str, float]:
    """Return what the model of confidence looks at, but for how far the next is behind."""
    name = int(held.arrays["name"][row])
    quality = np.array([one[name] for one in asked.had.quality], dtype=np.float32)
    inside = asked.weights * asked.main
    half_sure = (quality > 0) & (quality < 0.9)
    lacking = zip(asked.had.terms, inside * (quality == 0), strict=True)
    code = _word(held, "region", row)
    steps = min((_steps(code, one) for one in wanted.regions), default=0)
    return {
        "coverage": _share(asked.weights, quality),
        "main": _share(inside, quality),
        "head": float(quality[asked.head]) if asked.head is not None else 0.0,
        "central": float(asked.had.central[name] > 0),
        "unsure": _share(inside, half_sure.astype(np.float32)),
        "foreign": float(sum(w > 0 and asked_.is_concept(term.text) for term, w in lacking)),
        **of_name(held, asked, row),
        "local": float(not wanted.regions and _word(held, "group", row) in _LOCAL),
        "late": float(years_away(held, wanted.year, row) > _LATE),
        "basis": float(basis.unsaid(_word(held, "unit", row), wanted.measure, wanted.basis)),
        "money": float(basis.other_money(_word(held, "unit", row), wanted.year)),
        "away": min(steps, _MOST_STEPS) / _MOST_STEPS,
        "unit": float(wanted.unit is not None or wanted.dimension == _word(held, "dimension", row)),
    }


def of_name(held: Columns, asked: Asked, row: int) -> dict[str, float]:
    """Return what the name of a row says that the line does not ask for."""
    activity, stages, facets = (_word(held, c, row) for c in ("activity", "boundary", "facets"))
    return unsaid.of_name(activity, stages, facets, asked.tokens)


def why(held: Columns, wanted: Wanted, asked: Asked, row: int) -> tuple[str, ...]:
    """Return the reasons for and against a row, as sentences."""
    said = []
    (found,) = texts.ways(asked.had, [int(held.arrays["name"][row])])
    for term, way, weight in zip(asked.had.terms, found, asked.weights, strict=True):
        if way is not None:
            said.append(way.says)
        elif weight:
            said.append(f"lacks {term.text!r}")
    said += _of_place(wanted.regions, _word(held, "region", row))
    unit = _word(held, "unit", row)
    if basis.unsaid(unit, wanted.measure, wanted.basis):
        said.append(
            f"is per {unit}; the line counts by {wanted.basis}"
            if wanted.basis
            else f"is per {unit}; the line does not say by which calorific value it counts"
        )
    elif wanted.unit and units.annotations(unit) and not _agree(unit, wanted):
        said.append(f"is per {unit}; the line does not say that it counts so")
    if away := years_away(held, wanted.year, row):
        said.append(f"is {away} year{'s' * (away > 1)} from {wanted.year}")
    return tuple(dict.fromkeys(said))


def _agree(unit: str, wanted: Wanted) -> bool:
    noted = set(units.annotations(unit))
    return bool(units.annotations(wanted.unit or "1")) or noted == {wanted.basis}


def years_away(held: Columns, year: int | None, row: int) -> int:
    """Return how many years lie between a row's and the one asked for; 0 where none is."""
    if year is None:
        return 0
    since, until = (int(held.arrays[end][row]) for end in ("since", "until"))
    return max(since - year, year - until, 0)


@lru_cache(maxsize=512)
def nearness(known: tuple[str, ...], wanted: tuple[str, ...], step: float) -> Scores:
    """Return how near every region is to those wanted, 1 to -1; a step up costs ``step``."""
    away = [min(_steps(code, one) for one in wanted) for code in known]
    return np.array([max(-1.0, 1 - step * n) for n in away], dtype=np.float32)


@lru_cache(maxsize=65_536)
def _steps(code: str, wanted: str) -> int:
    up = regions.chain(wanted)
    return up.index(code) if code in up else FAR


def _of_place(wanted: tuple[str, ...], code: str) -> Sequence[str]:
    if not wanted:
        return ()
    steps = min(_steps(code, one) for one in wanted)
    if steps == 0:
        return (f"is of {code}",)
    if steps == FAR:
        return (f"is of {code}, which the line does not name",)
    return (f"{wanted[0]} has none that fits: {code}, {steps} step{'s' * (steps > 1)} up, has",)


def _share(weights: Scores, quality: Scores) -> float:
    total = float(weights.sum())
    return float((weights * quality).sum()) / total if total else 0.0


def _word(held: Columns, column: str, row: int) -> Any:  # whatever the column holds
    return held.words[column][held.arrays[column][row]]
