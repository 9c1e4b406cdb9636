"""Advisories as they are kept: a row each time one is given, corrected or withdrawn."""

from datetime import datetime

from sqlalchemy import Column, DateTime, Index, Integer, LargeBinary
from sqlmodel import Field, SQLModel

from factordb.store.tables import NOW


class AdvisoryRow(SQLModel, table=True):
    """One notice; of several with one id the last counts."""

    __tablename__ = "advisory"
    __table_args__ = (Index("advisory_id", "id"),)

    edition: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    """The edition that it is; earlier ones do not know it."""
    id: str
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Canonical bytes."""
    closed: str | None = Field(default=None, foreign_key="dataset.slug")
    """The private dataset it speaks of; who may not know of that knows of no notice."""
    at: datetime | None = Field(
        default=None,
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=NOW),
    )
