"""Which rows of the search index have the grade that is asked for.

A grade depends on the place and year that it is asked for, so that no column of letters could hold
it. What a rule set found of a factor does not: that is a column, of few distinct values behind many
rows, and each is graded once for each way to lie to the place that is asked for.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from factordb.catalogue.hits import grade
from factordb.catalogue.tables import TODAY, Tables
from factordb.quality import distance, grading
from factordb.quality import scheme as schemes
from factordb.quality.assessing import ASPECTS, Evidence
from factordb.quality.known import Known, Use
from factordb.quality.statement import Found
from factordb.search.columns import Good, Mask, Rows
from factordb.search.generation import Generation

Numbers = npt.NDArray[np.int32]


def told(body: bytes) -> str:
    """Return what grades come of, of what a rule set found: classes and dates."""
    found = Found.of(body)
    applies = found.applies or {}
    return orjson.dumps(
        [
            [found.classes.get(aspect) for aspect in ASPECTS],
            found.data,
            (applies.get("from"), applies.get("to")) if applies else None,
            found.published,
        ]
    ).decode()


def reaching(index: Generation, use: Use, least: str, tables: Tables = TODAY) -> Good:
    """Return what says of rows whether they have the grade ``least`` for ``use``, or a better one.

    What was published before rules assessed anything has no grade.
    """
    return _graded(index, use, grade.full(least, tables), tables)


class _Graded:
    """What is known by now of findings and regions; what is asked for first is worked out then."""

    def __init__(self, index: Generation, use: Use, least: str, tables: Tables) -> None:
        self._held = index.columns
        self._use, self._least, self._tables = use, least, tables
        findings, regions_ = (len(self._held.words[name]) for name in ("finding", "region"))
        self._like: dict[tuple[str, str], str] = {}
        self._known = np.full((findings, regions_), -1, dtype=np.int8)

    def __call__(self, rows: Rows) -> Mask:
        """Return which of ``rows`` are good enough."""
        findings, places = (self._held.arrays[name][rows] for name in ("finding", "region"))
        if (self._known[findings, places] < 0).any():
            self._work_out(findings.astype(np.int64) * self._known.shape[1] + places)
        mask: Mask = self._known[findings, places] == 1
        return mask

    def _work_out(self, pairs: Rows) -> None:
        for pair in np.unique(pairs).tolist():
            finding, place = divmod(pair, self._known.shape[1])
            if self._known[finding, place] < 0:
                found, region = self._held.words["finding"][finding], self._region(place)
                good = _reaches(found, region, self._use, self._least, self._tables)
                self._known[finding, place] = good

    def _region(self, number: int) -> str:
        """Return the region that stands for all that lie so to the one that is asked for."""
        code: str = self._held.words["region"][number]
        use, table = self._use, self._tables.regions
        found = distance.place(code, use.region, use.year, table)
        return self._like.setdefault((found.relation, found.kind), code)


_graded = lru_cache(maxsize=32)(_Graded)


@lru_cache(maxsize=65_536)
def _reaches(found: str, region: str, use: Use, least: str, tables: Tables) -> bool:
    if not found:
        return False
    (classes, data, applies, published), (reference, _, letter) = (
        _read_back(found),
        least.partition(":"),
    )
    known = Known(
        tier=0,  # what it told is told by the classes
        activity="",
        facets=(),
        region=region,
        data=data,
        applies=applies,
        published=published,
    )
    evidence = Evidence(classes, known, tables.regions)
    reached = grade.letter_of(evidence, schemes.named(reference), use, tables)
    return grading.at_least(reached, letter)


@lru_cache(maxsize=8_192)
def _read_back(found: str) -> tuple[Any, ...]:
    classes, data, applies, published = orjson.loads(found)
    return tuple(classes), data and tuple(data), applies and tuple(applies), published
