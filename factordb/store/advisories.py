"""Advisories in the database: added as editions, read as they stand in one."""

from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session, col, select

from factordb.store import editions
from factordb.store.advisory_tables import AdvisoryRow
from factordb.store.editions import NEWEST


class Said(NamedTuple):
    """One notice as it was given."""

    edition: int
    id: str
    body: bytes


class Subject(NamedTuple):
    """What an advisory may name of one factor."""

    digest: bytes
    key: str
    activity: str
    ids: tuple[str, ...]


def add(
    session: Session, id_: str, body: bytes, tables: dict[str, str], closed: str | None = None
) -> int:
    """Give a notice as the next edition, and return its number; the caller commits.

    ``closed`` is the private dataset that it is about: nobody else learns of it.
    """
    number = editions.following(session)
    session.add(AdvisoryRow(edition=number, id=id_, body=body, closed=closed))
    session.flush()
    return editions.add(session, None, tables, "advised")


def of_edition(session: Session, edition: int) -> list[Said]:
    """Return what an edition says; one notice, or none."""
    return [
        _said(r) for r in session.exec(select(AdvisoryRow).where(AdvisoryRow.edition == edition))
    ]


def of_id(session: Session, id_: str, edition: int = NEWEST) -> list[Said]:
    """Return every state of one notice, the oldest first."""
    wanted = select(AdvisoryRow).where(AdvisoryRow.id == id_, AdvisoryRow.edition <= edition)
    return [_said(r) for r in session.exec(wanted.order_by(col(AdvisoryRow.edition)))]


def every(session: Session) -> list[Said]:
    """Return every state of every notice, the oldest first."""
    wanted = select(AdvisoryRow).order_by(col(AdvisoryRow.edition))
    return [_said(r) for r in session.exec(wanted)]


def private_of(session: Session, edition: int) -> str | None:
    """Return the private dataset that the notice of an edition is about, if it is about one."""
    found = session.exec(select(AdvisoryRow.closed).where(AdvisoryRow.edition == edition))
    return found.first()


def ids(session: Session) -> dict[int, str]:
    """Return the ids of all notices by the editions that they are."""
    rows = session.exec(select(AdvisoryRow.edition, AdvisoryRow.id))
    return dict(rows.all())


def standing(session: Session, edition: int = NEWEST, since: int = 0) -> list[Said]:
    """Return the last state of each notice in ``edition``, of those given after ``since``."""
    rows = session.connection().execute(
        text("""
            SELECT edition, id, body FROM (
                SELECT DISTINCT ON (id) edition, id, body FROM advisory
                WHERE edition <= :edition ORDER BY id, edition DESC) AS last
            WHERE edition > :since ORDER BY edition
        """),
        {"edition": edition, "since": since},
    )
    return [Said(number, id_, bytes(body)) for number, id_, body in rows]


def beyond(session: Session, edition: int) -> bool:
    """Say whether there is a notice of an edition that there is not."""
    found = session.exec(select(AdvisoryRow).where(AdvisoryRow.edition > edition).limit(1))
    return found.first() is not None


def subjects(session: Session, release_id: int) -> list[Subject]:
    """Return what a notice may name of every factor of a release."""
    rows = session.connection().execute(
        text(
            "SELECT digest, key, activity, ids FROM factor WHERE release_id = :id ORDER BY ordinal"
        ),
        {"id": release_id},
    )
    return [
        Subject(bytes(digest), key, activity, tuple(ids)) for digest, key, activity, ids in rows
    ]


def _said(row: AdvisoryRow) -> Said:
    return Said(row.edition, row.id, bytes(row.body))
