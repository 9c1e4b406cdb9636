"""What succeeds what: numbers that are the same thing from year to year and release to release."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from factordb import units
from factordb.catalogue.hits.entry import Entry

Succession = tuple[Hashable, ...]


def succession(entry: Entry) -> Succession:
    """Return what two numbers share where a later one takes the place of an earlier one.

    As in a key, but a facet that is not stated has its default, a unit may be respelt or rescaled,
    and a dataset that repeats a part of another is one with it.
    """
    facets = (entry.manifest.defaults or {}) | entry.facets
    return (
        lineage(entry),
        entry.activity,
        entry.boundary,
        entry.region,
        tuple(sorted(facets.items())),
        entry.dimension,
        units.annotations(entry.unit),
    )


def lineage(entry: Entry) -> str:
    """Return the dataset, or the one that it repeats a part of."""
    return entry.lineage or entry.manifest.subset_of or entry.dataset


def of_today(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return ``entries``, those of one dataset with one lineage: what its newest release says.

    A manifest may be corrected; the releases before it are then a part of the same whole, or the
    newer would not be seen to follow them. What was withdrawn decides nothing.
    """
    entries = tuple(entries)
    said: dict[str, str] = {}
    for entry in sorted(entries, key=lambda e: (e.standing is None, e.edition)):
        said[entry.dataset] = entry.manifest.subset_of or entry.dataset
    return tuple(
        entry
        if lineage(entry) == said[entry.dataset]
        else entry._replace(lineage=said[entry.dataset])
        for entry in entries
    )


def of_one_period(entry: Entry) -> Succession:
    """Return what two numbers share where they say the same thing of the same time."""
    return (*succession(entry), entry.data, entry.applies)


def grouped(
    entries: Iterable[Entry], by: Callable[[Entry], Hashable] = succession
) -> list[list[Entry]]:
    """Return ``entries`` by what they share, in their order."""
    groups: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[by(entry)].append(entry)
    return list(groups.values())


def latest_published(entries: Iterable[Entry]) -> list[Entry]:
    """Return those published last, compared at the precision that all dates have.

    Where one has no date, none is later than another.
    """
    entries = list(entries)
    dates = [e.published for e in entries if e.published]
    if len(dates) < len(entries):
        return entries
    precision = min(map(len, dates), default=0)
    newest = max((date[:precision] for date in dates), default="")
    return [e for e in entries if (e.published or "")[:precision] == newest]
