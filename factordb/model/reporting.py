"""Which GWP method a jurisdiction's rules ask for, by reporting year, from one numbered table."""

from functools import cache, cached_property
from pathlib import Path

from pydantic import Field

from factordb.model import regions
from factordb.model.amount import Method
from factordb.model.base import Model
from factordb.model.factor import RegionCode
from factordb.model.regions import Regions
from factordb.model.text import Text
from factordb.numbered import Family, Table

FAMILY = Family("reporting", Path(__file__).with_name("tables"))


class Default(Model):
    """What one jurisdiction asks for where no method is named."""

    regions: tuple[RegionCode, ...] = Field(min_length=1)
    """Where it holds; and in all that lies there, unless something nearer does."""
    scheme: Text
    """Whose rules they are."""
    method: Method
    since: int | None = None
    """First reporting year; open where absent."""
    until: int | None = None
    """Last reporting year; open where absent."""
    citation: Text
    sure: str
    """``seen`` in the publication, or ``check``."""

    def holds(self, year: int | None) -> bool:
        """Say whether it holds in ``year``; without a year, in any."""
        return year is None or (self.since or 0) <= year <= (self.until or 9999)


class Reporting(Table):
    """One numbered table of what jurisdictions ask for."""

    def __init__(self, name: str) -> None:
        super().__init__(FAMILY, name)

    @cached_property
    def _all(self) -> tuple[Default, ...]:
        return tuple(map(Default.model_validate, self.content["defaults"]))

    def defaults(
        self, region: str, year: int | None = None, table: Regions = regions.TODAY
    ) -> tuple[Default, ...]:
        """Return what holds at ``region`` in a reporting ``year``: of the nearest that has any.

        Raises:
            RegionNotFound: there is no such region.
        """
        for code in table.chain(table.region(region).code, year):
            found = tuple(d for d in self._all if code in d.regions and d.holds(year))
            if found:
                return found
        return ()


@cache
def named(name: str) -> Reporting:
    """Return the table ``name``: ``reporting-1``."""
    return Reporting(name)


TODAY = named(FAMILY.newest())
"""The newest table."""

defaults = TODAY.defaults
