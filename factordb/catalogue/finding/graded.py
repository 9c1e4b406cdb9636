"""Which rows of the search index have the grade that is asked for: few cases behind many rows."""

from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from sqlmodel import Session

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
from factordb.store import assessments

Numbers = npt.NDArray[np.int32]


class _Findings(NamedTuple):
    """What the rules found of every row of a generation."""

    of_rows: Numbers
    """Place in ``distinct``; 0 where a row was published before there were rules."""
    distinct: tuple[bytes, ...]
    """The findings themselves; the first is nothing."""


_held: WeakKeyDictionary[Generation, _Findings] = WeakKeyDictionary()


def reaching(db: Session, index: Generation, use: Use, least: str, tables: Tables = TODAY) -> Mask:
    """Return for each row whether it has the grade ``least`` for ``use``, or a better one.

    What was published before rules assessed anything has no grade.
    """
    if index not in _held:
        _held[index] = _read(db, index)
    findings = _held[index]
    places, of_region = _alike(
        tuple(index.columns.words["region"]), use.region, use.year, tables.regions
    )
    passing = _passing(findings.distinct, places, use, grade.full(least, tables), tables)
    return passing[findings.of_rows, of_region[index.columns.arrays["region"]]]


@lru_cache(maxsize=256)
def _passing(
    distinct: tuple[bytes, ...], places: tuple[str, ...], use: Use, least: str, tables: Tables
) -> npt.NDArray[np.bool_]:
    """Return for each finding at each place whether it is good enough."""
    return np.array(
        [[_reaches(body, place, use, least, tables) for place in places] for body in distinct],
        dtype=np.bool_,
    )


def _read(db: Session, index: Generation) -> _Findings:
    release, ordinal = (index.columns.arrays[name] for name in ("release", "ordinal"))
    places: dict[bytes, int] = {b"": 0}
    of_rows = np.zeros(len(release), dtype=np.int32)
    for number in np.unique(release).tolist():
        rows = np.flatnonzero(release == number)
        by_ordinal = np.zeros(int(ordinal[rows].max()) + 1, dtype=np.int32)
        bodies = {
            n: places.setdefault(body, len(places))
            for n, body in assessments.findings(db, number).items()
        }
        for at, which in assessments.numbers(db, number):
            if at < len(by_ordinal):
                by_ordinal[at] = bodies[which]
        of_rows[rows] = by_ordinal[ordinal[rows]]
    return _Findings(of_rows, tuple(places))


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
def _reaches(body: bytes, region: str, use: Use, least: str, tables: Tables) -> bool:
    if not body:
        return False
    found, (reference, _, letter) = _read_back(body), least.partition(":")
    applies = found.applies or {}
    known = Known(
        tier=0,  # what it told is told by the classes
        activity="",
        facets=(),
        region=region,
        data=found.data,
        applies=(applies.get("from"), applies.get("to")) if applies else None,
        published=found.published,
    )
    evidence = Evidence(
        tuple(found.classes.get(aspect) for aspect in ASPECTS), known, tables.regions
    )
    reached = grade.letter_of(evidence, schemes.named(reference), use, tables)
    return grading.at_least(reached, letter)


@lru_cache(maxsize=8192)
def _read_back(body: bytes) -> Found:
    return Found.of(body)
