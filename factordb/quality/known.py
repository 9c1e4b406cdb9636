"""What a rule set looks at: the little that is known of every factor, whoever published it."""

from typing import NamedTuple, Self

from factordb.model.factor import Factor
from factordb.model.manifest import Manifest

Span = tuple[str, str]
"""First and last day, ISO 8601."""


class Known(NamedTuple):
    """What is known of one factor, in the words of its document and of its release's manifest."""

    tier: int
    """1: the region's own authority; 2: an international compilation."""
    activity: str
    facets: tuple[tuple[str, str], ...]
    """Sorted by name."""
    region: str
    data: Span | None = None
    applies: tuple[str | None, str | None] | None = None
    published: str | None = None

    @classmethod
    def of(cls, factor: Factor, manifest: Manifest) -> Self:
        """Return what is known of ``factor``."""
        dates = factor.dates
        data, applies = (dates.data, dates.applies) if dates else (None, None)
        return cls(
            manifest.tier,
            factor.activity,
            tuple(sorted((factor.facets or {}).items())),
            factor.region,
            (data.from_, data.to) if data else None,
            (applies.from_, applies.to) if applies else None,
            dates.published if dates else None,
        )

    @property
    def own_year(self) -> int | None:
        """The year it was made for: the first it applies to, else the one it was published in."""
        said = (self.applies and self.applies[0]) or self.published
        return int(said[:4]) if said else None


class Use(NamedTuple):
    """Where, when and on what a factor is to be used; nothing where the caller does not say."""

    region: str | None = None
    year: int | None = None
    technology: str | None = None
