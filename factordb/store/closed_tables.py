"""Closed datasets: tables beside those of open ones, secrets, grants and the nonces of seals."""

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
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from factordb.store.tables import (
    NOW,
    WITH_IDS,
    ArtifactRow,
    BlankRow,
    DocumentRow,
    FactorRow,
    LabelRow,
    PropertyRow,
    RejectionRow,
)


def _beside(row: type[SQLModel], keys: tuple[str, ...], *more: Any) -> Table:  # parts of a table
    """Return a table with the columns of ``row``, and the dataset that each row is of."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel's own
    columns: list[Column[Any]] = [
        Column(
            c.name,
            c.type,
            primary_key=c.name in keys,
            nullable=c.nullable,
            autoincrement=False,
        )
        for c in table.columns
    ]
    of = Column(
        "dataset", String, ForeignKey("dataset.slug"), primary_key="dataset" in keys, nullable=False
    )
    return Table(f"closed_{table.name}", SQLModel.metadata, *columns, of, *more)


DOCUMENT = _beside(
    DocumentRow,
    ("digest",),
    CheckConstraint("digest = sha256(body)", "closed_document_is_its_digest"),
    CheckConstraint(
        """position(convert_to('"schema":"factordb/' || kind || '/', 'UTF8') in body) > 0""",
        "closed_document_is_of_its_kind",
    ),
)
ARTIFACT = _beside(
    ArtifactRow,
    ("dataset", "sha256"),
    CheckConstraint("sha256 = sha256(content)", "closed_artifact_is_its_hash"),
)
FACTOR = _beside(
    FactorRow,
    ("release_id", "digest"),
    PrimaryKeyConstraint("digest", "release_id", name="closed_factor_pkey"),
    UniqueConstraint("release_id", "identity", name="closed_factor_once_a_release"),
    Index("closed_factor_ordinal", "release_id", "ordinal"),
    Index("closed_factor_activity", "activity", "region"),
    Index("closed_factor_ids", "ids", postgresql_using="gin", postgresql_where=WITH_IDS),
)
PROPERTY = _beside(
    PropertyRow,
    ("release_id", "digest"),
    PrimaryKeyConstraint("digest", "release_id", name="closed_property_pkey"),
    UniqueConstraint("release_id", "identity", name="closed_property_once_a_release"),
    Index("closed_property_ordinal", "release_id", "ordinal"),
    Index("closed_property_subject", "subject", "region"),
)
LABEL = _beside(
    LabelRow,
    ("release_id", "digest"),
    Index("closed_label_about", "about"),
    Index("closed_label_ordinal", "release_id", "ordinal"),
)
REJECTION = _beside(RejectionRow, ("release_id", "ordinal"))
BLANK = _beside(BlankRow, ("release_id", "ordinal"))


def _now() -> Any:  # a column of SQLAlchemy
    return Column(DateTime(timezone=True), nullable=False, server_default=NOW)


class SecretRow(SQLModel, table=True):
    """What the documents of one closed dataset are salted with; the owner's alone."""

    __tablename__ = "dataset_secret"
    __table_args__ = (CheckConstraint("length(secret) = 32", "dataset_secret_length"),)

    dataset: str = Field(primary_key=True, foreign_key="dataset.slug")
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: datetime | None = Field(default=None, sa_column=_now())


class GrantRow(SQLModel, table=True):
    """A grant to read a closed dataset, given or taken; of several the last counts."""

    __tablename__ = "dataset_grant"
    __table_args__ = (Index("dataset_grant_person", "person_id", "dataset"),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(), primary_key=True))
    dataset: str = Field(foreign_key="dataset.slug")
    person_id: int = Field(foreign_key="person.id")
    given: bool
    by: str
    """Who gave or took it."""
    at: datetime | None = Field(default=None, sa_column=_now())


class SealRow(SQLModel, table=True):
    """What the contents of a sealed leaf are hashed with."""

    __tablename__ = "seal"
    __table_args__ = (CheckConstraint("length(nonce) = 32", "seal_nonce"),)

    edition: int = Field(
        sa_column=Column(
            Integer, ForeignKey("edition.number"), primary_key=True, autoincrement=False
        )
    )
    dataset: str = Field(foreign_key="dataset.slug")
    nonce: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
