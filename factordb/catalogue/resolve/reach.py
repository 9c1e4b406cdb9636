"""Where an answer may come from: the region asked for, and what a fallback climbs to."""

from collections.abc import Iterable

from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.resolve.case import Level, Reason
from factordb.catalogue.resolve.question import Question
from factordb.catalogue.resolve.rules import Rules
from factordb.model import regions
from factordb.model.regions import Regions

RELATIVE = "relative"


def levels(
    question: Question, rules: Rules, relative: Iterable[str] = (), table: Regions = regions.TODAY
) -> tuple[Level, ...]:
    """Return the region asked for, then the dated chain above it by the rules' kinds.

    ``relative`` are codes that mean the rest of a dataset's world; they are one level. The chain
    is that of the year asked; of today for ``latest`` and where no year is asked.
    """
    if question.region is None:
        return ()
    rank = {kind: place for place, kind in enumerate(rules.fallback.climbs)}
    shared = _shared(question.region, _year(question), table)
    above: list[tuple[int, Level]] = [
        (rank[kind], shared if code in shared else (code,))
        for code in table.chain(question.region, _year(question))[1:]
        if (kind := table.region(code).kind) in rank and code not in shared[1:]
    ]
    rest = tuple(sorted(set(relative) - {question.region}))
    if rest and RELATIVE in rank:
        above.append((rank[RELATIVE], rest))
    above.sort(key=lambda ranked: ranked[0])
    return ((question.region,), *(level for _, level in above))


def _shared(region: str, year: int | None, table: Regions) -> Level:
    """Return the regions that each hold a part of ``region`` only: none goes before another."""
    return tuple(p.code for p in table.region(region).parents if p.part and p.holds(year))


def objection(entry: Entry, question: Question, table: Regions = regions.TODAY) -> Reason:
    """Return why ``entry``, at a region in reach, does not hold for the one asked for."""
    asked = question.region
    if asked in (None, entry.region) or table.region(entry.region).kind != RELATIVE:
        return None
    left_out = (entry.manifest.complements or {}).get(entry.region)
    if left_out is None:
        return f"{entry.dataset} does not say which regions its {entry.region} leaves out"
    year = _year(question)
    above = table.chain(str(asked), year)
    if found := next((code for code in left_out if code in above), None):
        where = "is" if found == asked else "lies in"
        return f"its {entry.region} leaves out {found}, which {asked} {where}"
    if found := next((code for code in left_out if asked in table.chain(code, year)), None):
        return f"its {entry.region} leaves out {found}, a part of {asked}"
    return None


def _year(question: Question) -> int | None:
    return question.year if isinstance(question.year, int) else None
