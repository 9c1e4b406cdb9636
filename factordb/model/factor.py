"""Emission factors: amounts of greenhouse gas per one unit of an activity."""

from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from factordb import units
from factordb.errors import RegionNotFound, UnknownWord
from factordb.model import regions, vocabulary
from factordb.model.amount import Amount
from factordb.model.base import Codes, Document, DottedSlug, Model, Names, Slug, SortedTexts
from factordb.model.canonical import canonical_bytes, canonical_text
from factordb.model.dates import Applies, Dates, Period
from factordb.model.numbers import Number
from factordb.model.pick import Pick
from factordb.model.source import Source
from factordb.model.text import Text


def _canonical_unit(text: str) -> str:
    canonical = units.canonical(text)
    if canonical != text:
        raise ValueError(f"write the unit {text!r} as {canonical!r}")
    return text


def _known_region(code: str) -> str:
    try:
        return regions.region(code).code
    except RegionNotFound as error:  # inside a document it is a word that cannot be meant
        raise UnknownWord(error.detail, **error.facts) from error


def _by_cell(amounts: tuple[Amount, ...]) -> tuple[Amount, ...]:
    """Return ``amounts`` in one order, however they were given."""
    if len(amounts) == 1:
        return amounts
    if len({_told_apart(a) for a in amounts}) < len(amounts):
        raise ValueError(_contradiction(amounts))
    if all(one.cell < next_.cell for one, next_ in pairwise(amounts)):
        return amounts
    return tuple(sorted(amounts, key=lambda a: (a.cell, canonical_bytes(a.plain()))))


def _told_apart(amount: Amount) -> tuple[str | None, ...]:
    return amount.gas, amount.gwp, amount.origin, amount.part


def _contradiction(amounts: tuple[Amount, ...]) -> str:
    """Return what is wrong where two amounts answer to one pick."""
    twice = next(a for a in amounts if sum(_told_apart(b) == _told_apart(a) for b in amounts) > 1)
    numbers = [b.value() or "a range" for b in amounts if _told_apart(b) == _told_apart(twice)]
    return (
        f"gives {', '.join(Pick.of(twice).plain().values())} twice, {' and '.join(numbers[:4])}: "
        "tell them apart by gwp, origin or part, or make two factors by a facet"
    )


Unit = Annotated[str, AfterValidator(_canonical_unit)]
"""What the amounts are per, in canonical spelling: ``kWh``, ``kWh{NCV}``, ``short ton-mile``."""

RegionCode = Annotated[str, AfterValidator(_known_region)]
"""A code of the region table: ``CN-SH``, ``US-EGRID-CAMX``, ``GLO``."""

Facets = Annotated[
    dict[str, str], Field(min_length=1, max_length=24), AfterValidator(vocabulary.check_facets)
]
"""What else tells two numbers of one activity apart; names and closed values of the vocabulary."""

Boundary = Annotated[
    tuple[str, ...], Field(min_length=1), AfterValidator(vocabulary.sorted_boundary)
]
"""Stages in the vocabulary's order: ``["combustion"]``."""

Uses = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(vocabulary.sorted_uses)]
"""What the publisher says the number is for, sorted: ``["organisation"]``."""


Salt = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""128 bits as hex digits."""


class Uncertainty(Model):
    """As the publisher states it; never converted in storage."""

    distribution: Slug
    """``lognormal``, ``normal``, ``uniform``, ``triangular`` or ``interval``."""
    parameters: dict[Slug, Number] = Field(min_length=1)
    """The distribution's own numbers: ``{"gsd": "1.05"}``, ``{"half-range-percent": "5"}``."""
    basis: Text | None = None
    """What the publisher says about how it was found."""


class Quality(Model):
    """The publisher's own scores, under the scheme he names."""

    scheme: Slug
    scores: dict[Slug, Number] = Field(min_length=1)


class Factor(Document):
    """One factor is one immutable document; its digest is its pin."""

    schema_: Literal["factordb/factor/1"] = Field("factordb/factor/1", alias="schema")
    dataset: Slug
    """The series of releases it belongs to."""
    ids: SortedTexts | None = None
    """The publisher's own ids."""
    activity: DottedSlug
    """What emits, general to special; the same for every region and year."""
    facets: Facets | None = None
    boundary: Boundary | None = None
    region: RegionCode
    dates: Dates | None = None
    unit: Unit
    name: Names = Field(min_length=1)
    """Only the languages that were printed."""
    use: Uses | None = None
    """Only where the publisher says so."""
    status: Annotated[str, AfterValidator(vocabulary.check_status)] | None = None
    """``archived`` where the publisher says so."""
    conventions: (
        Annotated[dict[str, str], Field(min_length=1), AfterValidator(vocabulary.check_conventions)]
        | None
    ) = None
    """How the publisher counts: ``{"biogenic-co2": "excluded"}``."""
    uncertainty: Uncertainty | None = None
    quality: Quality | None = None
    properties: dict[Slug, Number] | None = Field(None, min_length=1)
    """Further numbers of the same thing: ``{"biogenic-carbon-content": "0.47"}``, kg per unit."""
    classification: Codes | None = Field(None, min_length=1)
    """Codes printed beside it: ``{"naics-2017": ["111110"]}``."""
    amounts: Annotated[tuple[Amount, ...], Field(min_length=1), AfterValidator(_by_cell)]
    source: Source
    salt: Salt | None = None
    """Keyed salt of closed datasets, so that a short number cannot be guessed from its digest."""

    @model_validator(mode="after")
    def _every_amount_has_its_cell(self) -> Self:
        used = {amount.cell for amount in self.amounts}
        if used != set(range(len(self.source.cells))):
            raise ValueError(
                f"amounts point at cells {sorted(used)}, but {len(self.source.cells)} are given"
            )
        return self

    def key(self) -> str:
        """Return what stays the same from release to release, as canonical JSON text."""
        return canonical_text(self._key())

    def identity(self) -> str:
        """Return key and dates, as canonical JSON text: unique in a release."""
        return canonical_text([*self._key(), *_periods(self.dates)])

    def named(self) -> tuple[str, str]:
        """Return key and identity; many factors of a release have the same dates."""
        key = self.key()
        return key, f"{key[:-1]},{_dated(self.dates)}]"

    def _key(self) -> list[object]:
        return [self.activity, self.facets or {}, self.boundary or (), self.region, self.unit]


def _periods(dates: Dates | None) -> list[object]:
    """Return the two periods that belong to an identity; publication does not."""
    if dates is None:
        return [None, None]
    return [_ends(dates.data), _ends(dates.applies)]


@lru_cache(maxsize=1024)
def _dated(dates: Dates | None) -> str:
    return canonical_text(_periods(dates))[1:-1]


def _ends(period: Period | Applies | None) -> dict[str, str] | None:
    if period is None:
        return None
    ends = {"from": period.from_, "to": period.to}
    return {end: day for end, day in ends.items() if day is not None}
