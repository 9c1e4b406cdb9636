"""Cells of a file that say "not available", with what is known of the numbers they could hold."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from factordb.model.reading import Blank
from factordb.store import copying
from factordb.store.tables import BlankRow

COLUMNS = ("release_id", "ordinal", "count", "at", "id", "identity", "pick")


def add(
    session: Session, release_id: int, blanks: Iterable[Blank], closed: str | None = None
) -> None:
    """Add a draft's blanks, in the file's order; the caller commits.

    ``closed`` is the dataset whose grant they are read by; everybody reads them where none is.
    """
    lines = (
        copying.line((release_id, ordinal, b.count, b.at, b.id, b.identity, b.pick))
        for ordinal, b in enumerate(blanks, start=1)
    )
    copying.into(session, "blank", COLUMNS, lines, closed)


def of_release(
    session: Session, release_id: int, after: int = 0, limit: int | None = None
) -> list[BlankRow]:
    """Return a release's blanks behind the ordinal ``after``, in the file's order."""
    wanted = (
        select(BlankRow)
        .where(BlankRow.release_id == release_id, col(BlankRow.ordinal) > after)
        .order_by(col(BlankRow.ordinal))
        .limit(limit)
    )
    return list(session.exec(wanted))
