"""Regions as they are shown: names, dated parents, and the chain a fallback climbs."""

from factordb.catalogue.tables import TODAY, Tables
from factordb.model.base import Model
from factordb.model.reporting import Default


class ParentView(Model):
    code: str
    since: int | None
    """First data year."""
    until: int | None
    """Last data year."""
    part: dict[str, str] | None
    """The part of the region that lies in it, where it is not the whole."""


class RegionView(Model):
    code: str
    kind: str
    name: dict[str, str]
    also: tuple[str, ...]
    parents: tuple[ParentView, ...]
    chain: tuple[str, ...]
    """The region itself, then what a fallback tries, in order."""
    reporting: tuple[Default, ...]
    """GWP methods that its rules ask for in reporting years, where no method is named."""


def region(code: str, year: int | None = None, tables: Tables = TODAY) -> RegionView:
    """Return a region, its chain as it was in the data ``year``, or as it is.

    Raises:
        RegionNotFound: there is none; the sentence names the nearest.
    """
    found = tables.regions.region(code)
    parents = (ParentView(**p._asdict()) for p in found.parents)
    return RegionView(
        code=found.code,
        kind=found.kind,
        name=found.name,
        also=found.also,
        parents=tuple(parents),
        chain=tables.regions.chain(code, year),
        reporting=tables.reporting.defaults(code, year, tables.regions),
    )
