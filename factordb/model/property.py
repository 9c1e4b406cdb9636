"""Properties: the other numbers the trade needs, immutable documents too."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from factordb.model import vocabulary
from factordb.model.base import Document, DottedSlug, Names, Slug, SortedTexts
from factordb.model.canonical import canonical_text
from factordb.model.dates import Dates
from factordb.model.factor import Facets, RegionCode, Salt, Unit, _periods
from factordb.model.numbers import Number, ordered
from factordb.model.source import Source


class Property(Document):
    """Calorific value, density, loss, kWh per km, a GWP value …: one number with its cell."""

    schema_: Literal["factordb/property/1"] = Field("factordb/property/1", alias="schema")
    dataset: Slug
    ids: SortedTexts | None = None
    """The publisher's own ids."""
    subject: DottedSlug
    """What the number is about: ``fuel.anthracite``, ``gas.ch4``."""
    property: Annotated[str, AfterValidator(vocabulary.check_property)]
    """Which of its properties: ``net-calorific-value``."""
    facets: Facets | None = None
    region: RegionCode
    dates: Dates | None = None
    value: Number | None = None
    """The number, in ``unit``; otherwise ``low`` and ``high``."""
    low: Number | None = None
    high: Number | None = None
    unit: Unit
    """``TJ/Gg``, ``kWh/km``, ``kg{CO2e}/kg``."""
    name: Names = Field(min_length=1)
    """Only the languages that were printed."""
    source: Source
    salt: Salt | None = None
    """Keyed salt of closed datasets, so that a short number cannot be guessed from its digest."""

    @model_validator(mode="after")
    def _is_one_number(self) -> Self:
        ends = (self.low is not None) + (self.high is not None)
        if ends != (2 if self.value is None else 0):
            raise ValueError("give value, or low and high, and not both")
        if not ordered(self.low, self.high):
            raise ValueError(f"runs from {self.low} down to {self.high}: exchange low and high")
        return self

    @model_validator(mode="after")
    def _every_number_has_its_cell(self) -> Self:
        most = 1 if self.value is not None else 2
        if len(self.source.cells) > most:
            raise ValueError(f"names {len(self.source.cells)} cells, but has numbers for {most}")
        return self

    def key(self) -> str:
        """Return what stays the same from release to release, as canonical JSON text."""
        return canonical_text(self._key())

    def identity(self) -> str:
        """Return key and dates, as canonical JSON text: unique in a release."""
        return canonical_text([*self._key(), *_periods(self.dates)])

    def _key(self) -> list[object]:
        return [self.subject, self.property, self.facets or {}, self.region, self.unit]
