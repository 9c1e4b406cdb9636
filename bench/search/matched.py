"""Labelled lines against the seeds: what comes first, how sure, and whether it is right."""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from bench.search import catalogue, lines, peers
from bench.search.lines import Line
from factordb.errors import UnknownUnit
from factordb.search import basis, confidence, hints, likely
from factordb.search.generation import Generation
from factordb.search.item import Item
from factordb.search.likely import Candidate, Likely
from factordb.search.shelf import Shelf

MOST = 5


class Tried(NamedTuple):
    """A line, and what is found for it."""

    line: Line
    candidates: Sequence[Candidate]
    right: tuple[bool, ...]
    """Of each candidate."""
    readable: bool
    """Whether its unit is known; else nobody may accept."""

    @property
    def probability(self) -> float:
        """How sure the first candidate is right; 0 where there is none."""
        if not self.candidates:
            return 0.0
        return confidence.model().probability(self.candidates[0].features)

    @property
    def decision(self) -> confidence.Decision:
        """What would be answered."""
        if not self.candidates:
            return "none"
        features = self.candidates[0].features if self.readable else {}
        return confidence.model().decision(self.probability, features, readable=self.readable)


@cache
def index() -> Generation:
    """Return an index of the seeds."""
    items = catalogue.seeds()
    newest = max(item.edition for item in items)
    return Shelf(peers.folder()).extend(newest, "lines", lambda _: items)


@cache
def every() -> tuple[Tried, ...]:
    """Return all labelled lines, each with what is found for it in the seeds."""
    found = Likely(index(), index().facts.edition, {})
    by_place = {(item.release, item.ordinal): item for item in catalogue.seeds()}
    release, ordinal = (index().columns.arrays[name] for name in ("release", "ordinal"))

    def item(candidate: Candidate) -> Item:
        return by_place[int(release[candidate.row]), int(ordinal[candidate.row])]

    tried = []
    for line in lines.every():
        asked, readable = asked_of(line)
        candidates = found.of(asked, MOST)
        right = tuple(line.fits(item(candidate)) for candidate in candidates)
        tried.append(Tried(line, candidates, right, readable))
    return tuple(tried)


def asked_of(line: Line) -> tuple[likely.Line, bool]:
    """Return the line as it is asked, and whether its unit is known."""
    given, unit, readable = line.given, None, True
    if "unit" in given:
        try:
            unit = basis.unit(given["unit"])
        except UnknownUnit:
            readable = False
    known = index().columns.words["region"]
    region = hints.region(given["region"], known) if "region" in given else None
    year = int(given["year"]) if "year" in given else None
    return likely.Line(given["text"], region, year, unit), readable


def wilson(right: int, of: int) -> tuple[float, float, float]:
    """Return a share, and the interval that holds it in 95 of 100 cases."""
    if not of:
        return 0.0, 0.0, 1.0
    z, share = 1.96, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return share, middle - half, middle + half
