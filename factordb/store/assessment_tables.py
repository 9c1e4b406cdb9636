"""Assessments: what rule sets and persons say of the quality of factors."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary
from sqlmodel import Field, SQLModel


class AssessmentRow(SQLModel, table=True):
    """One assessment: of all factors that a rule set finds it of, or of one by a person."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("number > 0", "assessment_number"),
        Index("assessment_factor", "factor"),
        Index("assessment_release", "release_id"),
    )

    edition: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    """The edition that it is part of; earlier ones do not know it."""
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    release_id: int = Field(foreign_key="release.id")
    factor: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """Digest of the factor that a person assessed; nothing where a rule set did."""
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Canonical bytes of what is said."""


class AssessedRow(SQLModel, table=True):
    """Which assessment of the rule set a factor of a release has."""

    __tablename__ = "assessed"

    release_id: int = Field(primary_key=True)
    ordinal: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    number: int
