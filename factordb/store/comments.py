"""Comments on releases and what stands in them: put, resolved, and for ever on record."""

from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session, col, select

from factordb.errors import CommentNotFound
from factordb.store.review_tables import CommentEndRow, CommentRow


class Commented(NamedTuple):
    """A comment, and who resolved it, if anybody has."""

    comment: CommentRow
    end: CommentEndRow | None


def add(session: Session, row: CommentRow) -> CommentRow:
    """Keep a comment; the caller commits."""
    session.add(row)
    session.flush()
    return row


def end(session: Session, row: CommentEndRow) -> None:
    """Keep that a comment is resolved; the caller commits."""
    session.add(row)
    session.flush()


def get(session: Session, id_: int) -> Commented:
    """Return a comment.

    Raises:
        CommentNotFound: there is none.
    """
    found = session.get(CommentRow, id_)
    if found is None:
        raise CommentNotFound(f"There is no comment {id_}; `factordb review show` tells.", id=id_)
    return Commented(found, session.get(CommentEndRow, id_))


def of_reference(session: Session, dataset: str, release: str) -> list[Commented]:
    """Return every comment on a release, on earlier drafts of it too, the oldest first."""
    wanted = (
        select(CommentRow, CommentEndRow)
        .join(CommentEndRow, isouter=True)
        .where(CommentRow.dataset == dataset, CommentRow.release == release)
        .order_by(col(CommentRow.id))
    )
    return [Commented(comment, ended) for comment, ended in session.exec(wanted)]


def stands(session: Session, release_id: int, digest: bytes) -> bool:
    """Say whether a document stands in a release, draft or published."""
    found = session.connection().execute(
        text("""
            SELECT EXISTS (SELECT FROM factor WHERE release_id = :id AND digest = :digest)
                OR EXISTS (SELECT FROM property WHERE release_id = :id AND digest = :digest)
                OR EXISTS (SELECT FROM label WHERE release_id = :id AND digest = :digest)
        """),
        {"id": release_id, "digest": digest},
    )
    return bool(found.scalar_one())
