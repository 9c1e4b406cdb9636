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
from factordb.model import regions
from factordb.model.regions import Regions
from factordb.quality import distance, grading
from factordb.quality import scheme as schemes
from factordb.quality.assessing import ASPECTS, Evidence
from factordb.quality.known import Known, Use
from factordb.quality.statement import Found
from factordb.search.columns import Mask
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


def reaching(index: Generation, use: Use, least: str, tables: Tables = TODAY) -> Mask:
    """Return for each row whether it has the grade ``least`` for ``use``, or a better one.

    What was published before rules assessed anything has no grade.
    """
    held = index.columns
    places, of_region = _alike(tuple(held.words["region"]), use.region, use.year, tables.regions)
    distinct = tuple(held.words["finding"])
    passing = _passing(distinct, places, use, grade.full(least, tables), tables)
    mask: Mask = passing[held.arrays["finding"], of_region[held.arrays["region"]]]
    return mask


@lru_cache(maxsize=256)
def _passing(
    distinct: tuple[str, ...], places: tuple[str, ...], use: Use, least: str, tables: Tables
) -> npt.NDArray[np.bool_]:
    """Return for each finding at each place whether it is good enough."""
    return np.array(
        [[_reaches(found, place, use, least, tables) for place in places] for found in distinct],
        dtype=np.bool_,
    ).reshape(len(distinct), len(places))


@lru_cache(maxsize=256)
def _alike(
    codes: tuple[str, ...], asked: str | None, year: int | None, table: Regions
) -> tuple[tuple[str, ...], Numbers]:
    """Return a region for each way to lie to the one asked for, and which of them each has."""
    known: dict[tuple[str, str], int] = {}
    first: list[str] = []
    of_region = np.zeros(len(codes), dtype=np.int32)
    for number, code in enumerate(codes):
        place = distance.place(code, asked, year, table)
        way = (place.relation, place.kind)
        if way not in known:
            known[way] = len(first)
            first.append(code)
        of_region[number] = known[way]
    return tuple(first) or (regions.WORLD,), of_region


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
