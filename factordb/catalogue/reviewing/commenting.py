"""Comments: what somebody remarks of a release, a document in it, or one field of that."""

from typing import Annotated

import orjson
from pydantic import Field
from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.reference import split
from factordb.catalogue.reviewing import eyes
from factordb.errors import AlreadyReviewed, DigestNotFound, Invalid
from factordb.model import pointer
from factordb.model.base import DigestText, Model
from factordb.model.canonical import raw, text_of
from factordb.model.role import Role
from factordb.model.text import Text
from factordb.model.times import told
from factordb.store import comments, documents, events, releases
from factordb.store.comments import Commented
from factordb.store.review_tables import CommentEndRow, CommentRow

LONGEST = 2_000


class Remark(Model):
    """What somebody says."""

    says: Annotated[Text, Field(max_length=LONGEST)]
    digest: DigestText | None = None
    """The document; the whole release where none is named."""
    field: Annotated[str, Field(max_length=400)] | None = None
    """JSON pointer to a field of the document: ``/amounts/0/kg``."""


class CommentView(Model):
    id: int
    release: str
    digest: str | None
    field: str | None
    says: str
    by: str
    at: str
    resolved_by: str | None
    reason: str | None
    resolved_at: str | None


def add(db: Session, by: Caller, reference: str, remark: Remark) -> CommentView:
    """Keep a comment; the caller commits.

    Raises:
        NotAllowed: ``by`` is neither curator nor reviewer.
        ReleaseNotFound: there is no such release.
        DigestNotFound: the document does not stand in it.
        Invalid: the document has no such field.
    """
    dataset, name = split(reference)
    by.require_hand(dataset)
    person = eyes.person(by, "comment")
    row = releases.readable(db, dataset, name)
    _require_there(db, releases.id_of(row), reference, remark)
    kept = CommentRow(
        release_id=releases.id_of(row),
        dataset=dataset,
        release=name,
        digest=raw(remark.digest) if remark.digest else None,
        field=remark.field,
        words=remark.says,
        person_id=person,
        by=by.name or "",
    )
    comments.add(db, kept)
    said = {"comment": kept.id, "digest": remark.digest, "field": remark.field}
    events.add(db, by.actor, "comment.made", reference, said | {"says": remark.says})
    return view(Commented(kept, None))


def resolve(db: Session, by: Caller, id_: int, reason: str) -> CommentView:
    """Say that a comment is settled, and why; the caller commits.

    Raises:
        NotAllowed: it is another person's, and ``by`` is no reviewer.
        FourEyes: it is on a draft that she brought in herself, and another person's.
        CommentNotFound: there is none.
        AlreadyReviewed: it is resolved already.
        Invalid: no reason is given.
    """
    found = comments.get(db, id_)
    comment = found.comment
    person = eyes.person(by, "resolve a comment")
    if comment.person_id == person:
        by.require_hand(comment.dataset)
    else:
        by.require(Role.REVIEWER, comment.dataset)
        row = releases.find(db, comment.dataset, comment.release)
        if row is not None:
            eyes.require_other(db, by, row, "resolve another's comment")
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST:
        raise Invalid(f"Give a reason of 1 to {LONGEST} characters.")
    if found.end is not None:
        raise AlreadyReviewed(f"Comment {id_} was resolved by {found.end.by} already.", id=id_)
    kept = CommentEndRow(comment_id=id_, person_id=person, by=by.name or "", reason=reason)
    comments.end(db, kept)
    reference = f"{comment.dataset}@{comment.release}"
    events.add(db, by.actor, "comment.resolved", reference, {"comment": id_, "reason": reason})
    return view(Commented(comment, kept))


def listed(db: Session, reference: str) -> list[CommentView]:
    """Return every comment on a release, on earlier drafts of it too, the oldest first.

    Raises:
        ReleaseNotFound: there is none.
    """
    releases.readable(db, *split(reference))
    return [view(one) for one in comments.of_reference(db, *split(reference))]


def open_of(db: Session, reference: str) -> list[CommentView]:
    """Return the comments on a release that nobody has resolved."""
    return [one for one in listed(db, reference) if one.resolved_by is None]


def view(one: Commented) -> CommentView:
    """Return a comment as it is shown."""
    comment, ended = one
    return CommentView(
        id=comment.id or 0,
        release=f"{comment.dataset}@{comment.release}",
        digest=text_of(bytes(comment.digest)) if comment.digest is not None else None,
        field=comment.field,
        says=comment.words,
        by=comment.by,
        at=told(comment.at),
        resolved_by=ended.by if ended else None,
        reason=ended.reason if ended else None,
        resolved_at=told(ended.at) if ended else None,
    )


def _require_there(db: Session, release_id: int, reference: str, remark: Remark) -> None:
    if remark.digest is None:
        if remark.field is not None:
            raise Invalid("A field is of a document: name its digest as well.")
        return
    digest = raw(remark.digest)
    if not comments.stands(db, release_id, digest):
        raise DigestNotFound(
            f"{remark.digest} does not stand in {reference}; the release lists its documents.",
            digest=remark.digest,
        )
    if remark.field is not None:
        body = documents.any_bodies(db, [digest])[digest]
        pointer.value(orjson.loads(body), remark.field)
