"""One number of a factor: a gas, its mass or weighted mass, and what it is part of."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from factordb.model import vocabulary
from factordb.model.base import Model
from factordb.model.numbers import Number, ordered
from factordb.model.text import Text, clean

Gas = Annotated[str, AfterValidator(vocabulary.check_gas)]
"""A gas of the vocabulary, spelt as there: ``CO2``, ``HFC-134a``; ``CO2e`` for a sum."""

Method = Annotated[str, AfterValidator(vocabulary.check_gwp_method)]
"""A GWP method of the vocabulary: ``AR5``, ``EF3.1``; ``AR6-20`` over 20 years and not 100."""

Origin = Annotated[str, AfterValidator(vocabulary.check_origin)]
"""Where the carbon comes from: ``fossil``, ``biogenic``, ``land-use``."""

Part = Annotated[str, AfterValidator(clean), StringConstraints(min_length=1, max_length=120)]
"""Which share of the whole this is: ``upstream``, ``A1-A3``, ``margins``."""


class Range(Model):
    """A range or bound; never a headline."""

    in_: Literal["kg", "kg_co2e"] = Field(alias="in")
    """What is counted: kg of the gas, or kg weighted by a GWP method."""
    low: Number | None = None
    high: Number | None = None
    below: Number | None = None
    """Printed as "less than"."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        ends = self.low is not None or self.high is not None
        if ends == (self.below is not None):
            raise ValueError("give low, high or both, or else below")
        if not ordered(self.low, self.high):
            raise ValueError(f"runs from {self.low} down to {self.high}: exchange low and high")
        return self


class Amount(Model):
    gas: Gas
    kg: Number | None = None
    """Mass of the gas in kg per unit of the factor."""
    kg_co2e: Number | None = None
    """Mass weighted by a GWP method, in kg CO2e per unit of the factor."""
    range: Range | None = None
    id: Text | None = None
    """The publisher's id of this very number."""
    gwp: Method | None = None
    """The GWP method; absent where the publisher does not say."""
    origin: Origin | None = None
    part: Part | None = None
    outside: Literal[True] | None = None
    """True where the publisher keeps this out of his total."""
    label: Text | None = None
    """What the publisher calls this number, where more tells it from its neighbours."""
    cell: int = Field(ge=0, le=100_000)
    """Index into the source's cells."""

    @model_validator(mode="after")
    def _is_one_number(self) -> Self:
        if (self.kg is None) + (self.kg_co2e is None) + (self.range is None) != 2:
            raise ValueError("give exactly one of kg, kg_co2e and range")
        if self.gas == "CO2e" and (self.kg is not None or (self.range and self.range.in_ == "kg")):
            raise ValueError("CO2e is weighted: give kg_co2e, not kg")
        return self

    def value(self) -> str | None:
        """Return the number in kg or kg CO2e per unit, or nothing where it is a range."""
        return self.kg if self.kg is not None else self.kg_co2e
