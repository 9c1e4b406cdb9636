"""The tables of the log. All but the head is added and never changed; the head only grows."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    text,
)
from sqlmodel import Field, SQLModel

from factordb.store.tables import NOW


class LogHeadRow(SQLModel, table=True):
    """How many leaves the log has, and its root; one row."""

    __tablename__ = "log_head"
    __table_args__ = (CheckConstraint("one", "log_has_one_head"),)

    one: bool = Field(default=True, sa_column=Column(Boolean, primary_key=True))
    size: int = Field(sa_type=BigInteger)
    root: bytes


class LogTileRow(SQLModel, table=True):
    """Up to 256 hashes of one level of tiles."""

    __tablename__ = "log_tile"
    __table_args__ = (CheckConstraint("length(hashes) = 32 * width", "log_tile_has_its_width"),)

    level: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    width: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    hashes: bytes


class LogBundleRow(SQLModel, table=True):
    """Up to 256 entries, each behind its length."""

    __tablename__ = "log_bundle"

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    width: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    entries: bytes


class LogLeafRow(SQLModel, table=True):
    """Where in the log something stands."""

    __tablename__ = "log_leaf"
    __table_args__ = (
        Index("log_leaf_digest", "digest"),
        Index("log_leaf_keys", "place", postgresql_where=text("kind IN ('key', 'origin')")),
    )

    place: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    kind: str
    digest: bytes
    """Of the document, table or manifest that the leaf speaks of."""
    release_id: int | None = None


class LogEditionRow(SQLModel, table=True):
    """How long the log was after an edition: an edition is a size of the log."""

    __tablename__ = "log_edition"

    edition: int = Field(
        sa_column=Column(
            Integer, ForeignKey("edition.number"), primary_key=True, autoincrement=False
        )
    )
    size: int = Field(sa_type=BigInteger)
    root: bytes


class CheckpointRow(SQLModel, table=True):
    """One signed checkpoint, as it was handed out."""

    __tablename__ = "checkpoint"

    origin: str = Field(primary_key=True)
    size: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    root: bytes
    note: str
    at: datetime | None = Field(
        default=None,
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=NOW),
    )
