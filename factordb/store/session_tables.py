"""Identities that a provider vouches for, and the sessions of who logged in by one."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary
from sqlmodel import Field, SQLModel

from factordb.store.tables import NOW


def _now() -> Any:  # a column of SQLAlchemy
    return Column(DateTime(timezone=True), nullable=False, server_default=NOW)


class IdentityRow(SQLModel, table=True):
    """Whom a provider means by a subject."""

    __tablename__ = "identity"

    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    created_at: datetime | None = Field(default=None, sa_column=_now())


class SessionRow(SQLModel, table=True):
    """One login; its secret is kept as a hash."""

    __tablename__ = "session"
    __table_args__ = (
        Index("session_person", "person_id"),
        CheckConstraint("length(secret) = 32", "session_is_a_hash"),
    )

    secret: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    """SHA-256 of the secret."""
    person_id: int = Field(foreign_key="person.id")
    created_at: datetime | None = Field(default=None, sa_column=_now())
    expires_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class SessionEndRow(SQLModel, table=True):
    """That a session is over before its time."""

    __tablename__ = "session_end"

    secret: bytes = Field(sa_type=LargeBinary, foreign_key="session.secret", primary_key=True)
    at: datetime | None = Field(default=None, sa_column=_now())
