"""Standings: statements that a release, or a factor in it, is withdrawn or superseded."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from factordb.store import editions
from factordb.store.tables import StandingRow


def add(  # noqa: PLR0913  # what a statement is made of
    session: Session,
    release_id: int,
    kind: str,
    reason: str,
    tables: dict[str, str],
    digests: Sequence[bytes] = (),
) -> int:
    """Say that ``digests`` of a release, or all of it, are withdrawn or superseded.

    This is an edition of its own, whose number is returned: what an earlier one answers stays.
    The caller commits.
    """
    number = editions.following(session)
    session.add_all(
        StandingRow(release_id=release_id, digest=digest, kind=kind, since=number, reason=reason)
        for digest in digests or (None,)
    )
    session.flush()
    return editions.add(session, release_id, tables, kind)


def of_edition(session: Session, edition: int) -> list[StandingRow]:
    """Return what an edition says, in the order of the digests it speaks of."""
    wanted = select(StandingRow).where(StandingRow.since == edition)
    return list(session.exec(wanted.order_by(col(StandingRow.digest), col(StandingRow.id))))
