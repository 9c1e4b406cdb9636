"""Properties looked up by what they are about: calorific values, densities, GWP values."""

from typing import Annotated

from pydantic import AfterValidator, Field
from sqlalchemy import Row
from sqlmodel import Session

from factordb.catalogue.looking import paging
from factordb.model import vocabulary
from factordb.model.base import DottedSlug, Model, Slug
from factordb.model.dates import Dates
from factordb.model.factor import RegionCode
from factordb.model.property import Property
from factordb.store import properties


class PropertyQuery(Model):
    """Which properties; every field narrows, and all are exact."""

    subject: DottedSlug | None = Field(None, examples=["fuel.diesel"])
    """The subject, or a word all subjects below it share: ``fuel``, ``fuel.diesel``."""
    property: Annotated[str, AfterValidator(vocabulary.check_property)] | None = Field(
        None, examples=["net-calorific-value"]
    )
    region: RegionCode | None = Field(None, examples=["GLO"])
    dataset: Slug | None = Field(None, examples=["ipcc-2006-fuels"])
    edition: int | None = Field(None, ge=1, le=2**31 - 1, examples=[12])
    """The edition meant; the newest where none is named."""
    limit: int = Field(100, ge=1, le=1_000, examples=[2])
    """Items of a page."""
    cursor: str | None = Field(None, max_length=200)
    """The `next` of the page before."""


class PropertyView(Model):
    digest: str
    dataset: str
    release: str
    """The newest release of the edition that it stands in."""
    subject: str
    property: str
    facets: dict[str, str]
    name: dict[str, str]
    region: str
    dates: Dates | None
    value: str | None
    """Decimal string in ``unit``; nothing where the publisher gives a range."""
    low: str | None
    high: str | None
    unit: str


class Properties(Model):
    edition: int
    items: tuple[PropertyView, ...]
    """By subject, property, region and dataset."""
    next: str | None
    """Cursor of the next page; nothing on the last."""


def look_up(db: Session, query: PropertyQuery) -> Properties:
    """Return the properties that ``query`` names, each document once.

    Raises:
        EditionAhead: this replica has not reached the edition yet.
        Invalid: the cursor is none of ours.
    """
    offset, edition = paging.read(db, query.cursor, query.edition)
    given = query.model_dump(include={"subject", "property", "region", "dataset"})
    wanted = {name: value for name, value in given.items() if value is not None}
    rows = properties.matching(db, edition, wanted, offset, query.limit + 1)
    page = rows[: query.limit]
    ours = properties.names(db, edition, [bytes(row.digest) for row in page])
    more = len(rows) > query.limit
    return Properties(
        edition=edition,
        items=tuple(_view(row, ours.get(bytes(row.digest), {})) for row in page),
        next=paging.written(offset + query.limit, edition) if more else None,
    )


def _view(row: Row[tuple[object, ...]], ours: dict[str, str]) -> PropertyView:
    found = Property.of(bytes(row.body))
    return PropertyView(
        digest=f"sha256:{bytes(row.digest).hex()}",
        dataset=row.dataset,
        release=row.release,
        subject=found.subject,
        property=found.property,
        facets=found.facets or {},
        name=ours | found.name,
        region=found.region,
        dates=found.dates,
        value=found.value,
        low=found.low,
        high=found.high,
        unit=found.unit,
    )
