"""The event table: every change and every refusal, added and never changed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from factordb.store.person_tables import EventRow


class Actor(NamedTuple):
    """Who acts, and from where."""

    via: str
    """``shell`` or ``api``."""
    person_id: int | None = None
    token_id: str | None = None
    address: str | None = None


def add(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Note what was done; the caller commits."""
    row = EventRow(
        via=actor.via,
        person_id=actor.person_id,
        token_id=actor.token_id,
        address=actor.address,
        action=action,
        subject=subject,
        detail=dict(detail or {}),
    )
    session.add(row)
    session.flush()


def about(session: Session, subject: str) -> list[EventRow]:
    """Return the events about ``subject``, in order."""
    wanted = select(EventRow).where(EventRow.subject == subject).order_by(col(EventRow.id))
    return list(session.exec(wanted))


def after(session: Session, id_: int, limit: int) -> list[EventRow]:
    """Return the events behind ``id_``, in order."""
    wanted = select(EventRow).where(col(EventRow.id) > id_).order_by(col(EventRow.id)).limit(limit)
    return list(session.exec(wanted))
