"""Standings: statements that a release, or a factor in it, is withdrawn or superseded."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session, col, or_, select

from factordb.store import editions
from factordb.store.editions import NEWEST
from factordb.store.tables import EditionRow, StandingRow


class Said(NamedTuple):
    """What is said of one document, or of a release that it stands in."""

    digest: bytes
    dataset: str
    release: str
    kind: str
    since: int
    """The edition that says so."""
    reason: str


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
    """Return what an edition says of its release, in the order of the digests it speaks of."""
    wanted = (
        select(StandingRow)
        .join(EditionRow, col(EditionRow.number) == StandingRow.since)
        .where(StandingRow.since == edition, StandingRow.release_id == EditionRow.release_id)
    )
    return list(session.exec(wanted.order_by(col(StandingRow.digest), col(StandingRow.id))))


def of_release(session: Session, release_id: int, digest: bytes | None = None) -> str | None:
    """Return what stands of a release, or of a factor in it, today; nothing where it is sound."""
    wanted = select(StandingRow).where(
        StandingRow.release_id == release_id,
        or_(col(StandingRow.digest).is_(None), col(StandingRow.digest) == digest),
    )
    found = session.exec(wanted.order_by(col(StandingRow.id).desc())).first()
    return found.kind if found else None


def there_are(session: Session) -> bool:
    """Say whether anything was ever withdrawn or superseded here."""
    found = session.connection().execute(text("SELECT EXISTS (SELECT FROM standing)"))
    return bool(found.scalar_one())


def of_documents(
    session: Session, digests: Sequence[bytes], edition: int = NEWEST, kind: str = "factor"
) -> dict[bytes, list[Said]]:
    """Return what is said in ``edition`` of documents, in every release they stand in, by digest.

    Of several statements about one document in one release the last counts. ``kind`` is its table.
    """
    rows = session.connection().execute(
        text(f"""
            SELECT DISTINCT ON (told.digest, release.id)
                   told.digest, dataset, release.name, kind, since, reason
            FROM {kind} AS told JOIN standing USING (release_id)
            JOIN release ON release.id = release_id
            WHERE told.digest = ANY(:digests) AND since <= :edition
              AND (standing.digest IS NULL OR standing.digest = told.digest)
            ORDER BY told.digest, release.id, standing.id DESC
        """),  # noqa: S608  # our own word
        {"digests": list(digests), "edition": edition},
    )
    found: dict[bytes, list[Said]] = {}
    for digest, *more in rows:
        found.setdefault(bytes(digest), []).append(Said(bytes(digest), *more))
    return found
