"""Acts of persons that the log holds, and what belongs to a review: submissions, words, checks.

All of them are added and never changed.
"""

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
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from factordb.store.tables import NOW


def _now() -> Any:  # a column of SQLAlchemy
    return Column(DateTime(timezone=True), nullable=False, server_default=NOW)


class ActRow(SQLModel, table=True):
    """One act that is a leaf of the log, word for word, though it is no edition."""

    __tablename__ = "act"
    __table_args__ = (
        UniqueConstraint("digest", name="act_once"),
        CheckConstraint("digest = sha256(body)", "act_is_its_digest"),
        CheckConstraint("kind in ('review', 'hold', 'person-key', 'four-eyes')", "act_kind"),
        CheckConstraint(
            """position(convert_to('"type":"' || kind || '"', 'UTF8') in body) > 0""",
            "act_is_of_its_kind",
        ),
        Index("act_subject", "kind", "subject"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(), primary_key=True))
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    kind: str
    """``review``, ``hold``, ``person-key`` or ``four-eyes``."""
    subject: str
    """What it is about: ``grid-office@2023``, a verifier key, ``four-eyes``."""
    person_id: int | None = Field(default=None, foreign_key="person.id")
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Canonical bytes of the leaf."""
    at: datetime | None = Field(default=None, sa_column=_now())


class SubmissionRow(SQLModel, table=True):
    """A draft that was frozen to be reviewed."""

    __tablename__ = "submission"
    __table_args__ = (Index("submission_release", "release_id"),)

    id: int | None = Field(default=None, primary_key=True)
    release_id: int
    """The draft; one that is imported anew is another, and its reviews are its own."""
    dataset: str
    release: str
    contents: str
    """Digest over its documents, as the leaf of a release has it."""
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by: str
    at: datetime | None = Field(default=None, sa_column=_now())


class ReviewRow(SQLModel, table=True):
    """What a reviewer said, with the words and the sheet that her act names by their digests."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("verdict in ('approve', 'reject', 'comment')", "review_verdict"),
        Index("review_release", "release_id"),
    )

    act_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("act.id"), primary_key=True, autoincrement=False)
    )
    release_id: int
    submission_id: int | None = Field(default=None, foreign_key="submission.id")
    """Nothing where it is of a release that was published already."""
    verdict: str
    words: str | None = None
    sheet: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """Canonical bytes of an inspection's sheet."""


class CommentRow(SQLModel, table=True):
    """A remark on a release, one document in it, or one field of that."""

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("length(words) > 0", "comment_has_words"),
        CheckConstraint("field is null or digest is not null", "comment_on_a_field_of_something"),
        Index("comment_release", "release_id"),
        Index("comment_reference", "dataset", "release"),
    )

    id: int | None = Field(default=None, primary_key=True)
    release_id: int
    dataset: str
    release: str
    digest: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The document; nothing where the whole release is meant."""
    field: str | None = None
    """JSON pointer to a field of it: ``/amounts/0/kg``."""
    words: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by: str
    at: datetime | None = Field(default=None, sa_column=_now())


class CommentEndRow(SQLModel, table=True):
    """Who resolved a comment, and why."""

    __tablename__ = "comment_end"
    __table_args__ = (CheckConstraint("length(reason) > 0", "comment_is_resolved_with_a_reason"),)

    comment_id: int = Field(
        sa_column=Column(Integer, ForeignKey("comment.id"), primary_key=True, autoincrement=False)
    )
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by: str
    reason: str
    at: datetime | None = Field(default=None, sa_column=_now())


class CheckedRow(SQLModel, table=True):
    """A draft was held against the release that was its dataset's last at that time."""

    __tablename__ = "checked"
    __table_args__ = (
        Index("checked_release", "release_id"),
        Index("checked_reference", "dataset", "release"),
    )

    id: int | None = Field(default=None, primary_key=True)
    release_id: int
    dataset: str
    release: str
    against: str | None = None
    """``dataset@release``; nothing where there was none."""
    step: str
    """When: ``import``, ``submit`` or ``publish``."""
    findings: list[dict[str, Any]] = Field(sa_type=JSONB)
    at: datetime | None = Field(default=None, sa_column=_now())
