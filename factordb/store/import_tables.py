"""Imports, their progress, and the holds that checks put on drafts."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from factordb.store.tables import NOW


def _now() -> Any:  # a column of SQLAlchemy
    return Column(DateTime(timezone=True), nullable=False, server_default=NOW)


def _time() -> Any:  # likewise
    return Column(DateTime(timezone=True))


class ImportRow(SQLModel, table=True):
    """One file that was, is or will be read into a draft."""

    __tablename__ = "import"
    __table_args__ = (
        CheckConstraint(
            "state in ('queued', 'running', 'done', 'failed', 'cancelled', 'lost')", "import_state"
        ),
        Index("import_release", "dataset", "release"),
    )

    id: int | None = Field(default=None, primary_key=True)
    dataset: str
    release: str
    file: str
    """Its name, as it was given."""
    state: str = "queued"
    person_id: int | None = Field(default=None, foreign_key="person.id")
    cancelled: bool = False
    """Somebody asked for its end."""
    report: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    """What became of it; empty until it ended."""
    created_at: datetime | None = Field(default=None, sa_column=_now())
    started_at: datetime | None = Field(default=None, sa_column=_time())
    ended_at: datetime | None = Field(default=None, sa_column=_time())


class ImportEventRow(SQLModel, table=True):
    """One step of an import, in order."""

    __tablename__ = "import_event"
    __table_args__ = (Index("import_event_import", "import_id", "id"),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(), primary_key=True))
    import_id: int = Field(foreign_key="import.id")
    at: datetime | None = Field(default=None, sa_column=_now())
    kind: str
    """``progress``, or the state it came into."""
    detail: dict[str, Any] = Field(sa_type=JSONB)


class HoldRow(SQLModel, table=True):
    """A finding that keeps a draft from being published."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("severity in ('refuse', 'hold')", "hold_severity"),
        Index("hold_release_id", "release_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    release_id: int
    """The draft; one that is imported anew is another, and its holds are its own."""
    dataset: str
    release: str
    rule: str
    severity: str
    sentence: str
    count: int
    places: list[dict[str, Any]] = Field(sa_type=JSONB)
    at: datetime | None = Field(default=None, sa_column=_now())


class HoldReleaseRow(SQLModel, table=True):
    """Who released a hold, and why."""

    __tablename__ = "hold_release"
    __table_args__ = (CheckConstraint("length(reason) > 0", "hold_is_released_with_a_reason"),)

    hold_id: int = Field(
        sa_column=Column(Integer, ForeignKey("hold.id"), primary_key=True, autoincrement=False)
    )
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by: str
    """Her name, also where she sits at the host's shell."""
    reason: str
    at: datetime | None = Field(default=None, sa_column=_now())
