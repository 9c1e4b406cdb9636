"""Why there is not one answer, in sentences that name what to do next."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.resolve import years
from factordb.catalogue.resolve.case import Case
from factordb.catalogue.resolve.narrowing import distinct

_MOST = 5
"""Losers that a sentence names; `explain` gives all."""


class Would(NamedTuple):
    """What a fallback would give at one place."""

    needs: tuple[str, ...]
    """Fallbacks that were not asked for: ``region``, ``year``."""
    entries: Sequence[Entry]


def ambiguity(entries: Sequence[Entry], case: Case) -> str:
    """Return in what equal candidates differ, and how to say which is meant."""
    sayings: dict[str, list[object]] = {
        "activity": [e.activity for e in entries],
        "dataset": [e.dataset for e in entries],
        "region": [e.region for e in entries],
        "use": [e.purpose for e in entries],
        "unit": [e.unit for e in entries],
        "boundary": [e.boundary for e in entries],
        "facets": [tuple(sorted(e.facets.items())) for e in entries],
        "period": [years.period(e) for e in entries],
        "gas": [e.gas for e in entries],
        "GWP method": [e.gwp for e in entries],
        "conventions": [_conventions(e, case) for e in entries],
    }
    differ = [word for word, said in sayings.items() if len(set(said)) > 1]
    return (
        f"{len(entries)} factors answer {case.question.subject} equally well; they differ in "
        f"{', '.join(differ) or 'their documents only'}: name what you mean, or take one by its "
        "digest."
    )


def none(case: Case, losers: Iterable[tuple[Entry, str]], would: Sequence[Would]) -> str:
    """Return why nothing answers: what was considered, and what a fallback would give."""
    asked = case.question
    said = f"No factor of {asked.subject}"
    said += f" at {asked.region}" if asked.region else ""
    said += f" for {asked.year}" if asked.year else ""
    said += f" serves {asked.use}." if asked.use else " answers."
    if not case.entries:
        said += " Nothing of it is published there or around: search finds what there is."
    lost = _told(losers)
    if lost:
        more = f"; and {len(lost) - _MOST} more" if len(lost) > _MOST else ""
        said += f" Considered: {'; '.join(lost[:_MOST])}{more}."
    by_needs: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for found in would:
        by_needs[found.needs] += found.entries
    for needs, entries in by_needs.items():
        given = ", ".join(f"{e.region} {years.period(e)} {_number(e)}" for e in entries)
        said += f" A fallback by {' and '.join(needs)} would give: {given}."
    return said


def unmatched(entry: Entry, year: object) -> str:
    """Return why a number was not taken for a year."""
    return f"it is of another time: {years.period(entry)}; {year} was asked for"


def _told(losers: Iterable[tuple[Entry, str]]) -> list[str]:
    """Return each reason once, with where it stands."""
    return distinct(f"{entry.dataset} {entry.region}: {why}" for entry, why in losers)


def _number(entry: Entry) -> str:
    return "(its value needs a grant)" if entry.withheld else str(entry.value)


def _conventions(entry: Entry, case: Case) -> tuple[tuple[str, str], ...]:
    if entry.withheld:
        return ()
    return tuple(sorted((case.load(entry.digest).conventions or {}).items()))
