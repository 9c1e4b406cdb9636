"""How far a factor is from where and when it is used."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from factordb.model import regions
from factordb.model.regions import Regions
from factordb.quality.known import Known, Span

_RELATIVE = "relative"
_SMALL = ("subdivision", "grid", "egrid", "country")


class Place(NamedTuple):
    """How the factor's region lies to the one of its use."""

    relation: str
    """``own`` where no place of use is named; ``same``, ``includes``, ``part``, ``neighbour``,
    ``near``, ``other``; ``unknown``."""
    kind: str
    """Kind of the factor's region."""
    steps: int = 0
    """How far the region table's chain is climbed."""
    shared: str = ""
    """The region that both lie in."""


class Time(NamedTuple):
    """How far the data lie from the year of use."""

    how: str
    """``inside`` or ``apart``."""
    years: int
    days: int
    """From the nearest day of the data to the last of the year."""


@lru_cache(maxsize=65_536)
def place(
    region: str, asked: str | None, year: int | None, table: Regions = regions.TODAY
) -> Place:
    """Return how ``region`` lies to ``asked``, by the region table's chain in ``year``."""
    kind = table.region(region).kind
    if asked is None or asked == region:
        return Place("own" if asked is None and kind != _RELATIVE else _same(asked), kind)
    above, beside = table.chain(asked, year), table.chain(region, year)
    if region in above:
        return Place("includes", kind, steps=above.index(region))
    if asked in beside:
        return Place("part", kind, steps=beside.index(asked))
    if {kind, table.region(asked).kind} & {_RELATIVE, "publisher"}:
        return Place("unknown", kind)  # the table does not say what such an area holds
    shared = next((code for code in above[1:] if code in beside), regions.WORLD)
    shared_kind = table.region(shared).kind
    if shared_kind in _SMALL:
        return Place("neighbour", kind, shared=shared)
    return Place("near" if shared_kind == "area" else "other", kind, shared=shared)


def _same(asked: str | None) -> str:
    """The rest of a dataset's world is a place only where that very word is asked for."""
    return "unknown" if asked is None else "same"


@lru_cache(maxsize=65_536)
def time(data: Span | None, year: int | None) -> Time | None:
    """Return how far ``data`` lies from ``year``, or nothing where either is not known."""
    if data is None or year is None or not 1 <= year <= 9999:
        return None
    first, last = int(data[0][:4]), int(data[1][:4])
    if first <= year <= last:
        return Time("inside", 0, 0)
    end = date(year, 12, 31)
    if year > last:
        return Time("apart", year - last, (end - date.fromisoformat(data[1])).days)
    return Time("apart", first - year, (date.fromisoformat(data[0]) - end).days)


def applies(known: Known, year: int) -> bool:
    """Say whether the publisher names ``year`` among those his number applies to."""
    if known.applies is None:
        return False
    first, last = known.applies
    return (first or "0000") <= f"{year:04}-12-31" and f"{year:04}-01-01" <= (last or "9999")
