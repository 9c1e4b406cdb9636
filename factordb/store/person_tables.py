"""Persons, tokens and events."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from factordb.store.tables import NOW


def _now() -> Any:  # a column of SQLAlchemy
    return Column(DateTime(timezone=True), nullable=False, server_default=NOW)


class PersonRow(SQLModel, table=True):
    """Somebody who is known by name, and what she may do."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("name", name="person_name"),
        CheckConstraint("role in ('reader', 'curator', 'reviewer', 'admin')", "person_role"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    role: str
    created_at: datetime | None = Field(default=None, sa_column=_now())


class TokenRow(SQLModel, table=True):
    """One token of a person; its secret is kept as a hash."""

    __tablename__ = "token"
    __table_args__ = (CheckConstraint("length(secret) = 32", "token_is_a_hash"),)

    id: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """SHA-256 of the secret."""
    label: str
    datasets: list[str] = Field(sa_type=ARRAY(Text))
    """Datasets it is good for; all where none is named."""
    created_at: datetime | None = Field(default=None, sa_column=_now())
    expires_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    used_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    """When it was used last, to the minute."""


class EventRow(SQLModel, table=True):
    """Who did what, when, from where; refusals too."""

    __tablename__ = "event"
    __table_args__ = (
        Index("event_subject", "subject"),
        CheckConstraint("via in ('shell', 'api')", "event_via"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(), primary_key=True))
    at: datetime | None = Field(default=None, sa_column=_now())
    person_id: int | None = Field(default=None, foreign_key="person.id")
    token_id: str | None = Field(default=None, foreign_key="token.id")
    via: str
    address: str | None = None
    """Where a request came from."""
    action: str
    """``release.published``, ``token.issued``, ``refused``."""
    subject: str
    """What it was about: ``grid-office@2023``, a digest, a person."""
    detail: dict[str, Any] = Field(sa_type=JSONB)
