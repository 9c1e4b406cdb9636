"""Acts: what persons decided that is a leaf of the log, added and never changed."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlmodel import Session, col, select

from factordb.model.canonical import raw_digest
from factordb.store.review_tables import ActRow

KINDS = ("review", "hold", "person-key", "four-eyes")


def add(
    session: Session, kind: str, subject: str, body: bytes, person_id: int | None = None
) -> ActRow:
    """Keep an act whose leaf is ``body``, and return it; the caller enters it and commits."""
    row = ActRow(
        digest=raw_digest(body), kind=kind, subject=subject, body=body, person_id=person_id
    )
    session.add(row)
    session.flush()
    return row


def pending(session: Session) -> list[ActRow]:
    """Return the acts that are not in the log yet, in the order they were put."""
    rows = session.connection().execute(
        text(
            "SELECT id FROM act WHERE NOT EXISTS (SELECT FROM log_leaf "
            "WHERE log_leaf.digest = act.digest AND log_leaf.kind = act.kind) ORDER BY id"
        )
    )
    wanted = select(ActRow).where(col(ActRow.id).in_(list(rows.scalars())))
    return list(session.exec(wanted.order_by(col(ActRow.id))))


def about(session: Session, kind: str, subject: str) -> list[ActRow]:
    """Return the acts of one kind about ``subject``, the oldest first."""
    wanted = select(ActRow).where(ActRow.kind == kind, ActRow.subject == subject)
    return list(session.exec(wanted.order_by(col(ActRow.id))))


def of_kind(session: Session, kind: str) -> list[ActRow]:
    """Return all acts of one kind, the oldest first."""
    return list(session.exec(select(ActRow).where(ActRow.kind == kind).order_by(col(ActRow.id))))


def every(session: Session) -> list[ActRow]:
    """Return all acts, the oldest first."""
    return list(session.exec(select(ActRow).order_by(col(ActRow.id))))


def places(session: Session, digests: Iterable[bytes]) -> dict[bytes, int]:
    """Return where in the log acts stand, by their digests."""
    rows = session.connection().execute(
        text(
            "SELECT digest, place FROM log_leaf WHERE digest = ANY(:digests) AND kind = ANY(:kinds)"
        ),
        {"digests": list(digests), "kinds": list(KINDS)},
    )
    return {bytes(digest): place for digest, place in rows}
