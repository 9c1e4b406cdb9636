"""Numbers of a file that became nothing, with their cells and reasons."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from factordb.model.reading import Rejection
from factordb.store import copying
from factordb.store.tables import RejectionRow

COLUMNS = ("release_id", "ordinal", "at", "printed", "reason", "numbers")


def add(
    session: Session, release_id: int, rejections: Iterable[Rejection], closed: str | None = None
) -> None:
    """Add a draft's rejections, in the file's order; the caller commits.

    ``closed`` is the dataset whose grant they are read by; everybody reads them where none is.
    """
    lines = (
        copying.line((release_id, ordinal, r.at, r.printed, r.reason, r.numbers))
        for ordinal, r in enumerate(rejections, start=1)
    )
    copying.into(session, "rejection", COLUMNS, lines, closed)


def of_release(session: Session, release_id: int, after: int, limit: int) -> list[RejectionRow]:
    """Return a release's rejections behind the ordinal ``after``, in the file's order."""
    wanted = (
        select(RejectionRow)
        .where(RejectionRow.release_id == release_id, col(RejectionRow.ordinal) > after)
        .order_by(col(RejectionRow.ordinal))
        .limit(limit)
    )
    return list(session.exec(wanted))
