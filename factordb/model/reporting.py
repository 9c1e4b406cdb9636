"""Which GWP method a jurisdiction's rules ask for, by reporting year, from one numbered table."""

from functools import cache

from pydantic import Field

from factordb.model import numbered, regions
from factordb.model.amount import Method
from factordb.model.base import Model
from factordb.model.factor import RegionCode
from factordb.model.text import Text

TABLE = "reporting-1"


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


def defaults(region: str, year: int | None = None) -> tuple[Default, ...]:
    """Return what holds at ``region`` in a reporting ``year``: of the nearest that says anything.

    Raises:
        RegionNotFound: there is no such region.
    """
    for code in regions.chain(regions.region(region).code, year):
        found = tuple(d for d in _all() if code in d.regions and d.holds(year))
        if found:
            return found
    return ()


@cache
def _all() -> tuple[Default, ...]:
    return tuple(map(Default.model_validate, numbered.content(TABLE)["defaults"]))


def digest() -> str:
    """Return the digest of the table."""
    return numbered.digest_of(TABLE)
