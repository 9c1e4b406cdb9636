"""The event table: every change and every refusal, added and never changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from factordb.store.person_tables import EventRow, PersonRow


class Actor(NamedTuple):
    """Who acts, and from where."""

    via: str
    """``shell`` or ``api``."""
    person_id: int | None = None
    token_id: str | None = None
    address: str | None = None


class Told(NamedTuple):
    """What happened, before it is written."""

    at: datetime
    actor: Actor
    action: str
    subject: str
    detail: Mapping[str, Any]


class Wanted(NamedTuple):
    """Which events are meant; all where nothing is named."""

    action: str | None = None
    """A whole action, or all that begin with it: ``release`` is ``release.published`` too."""
    subject: str | None = None
    """A whole subject, or of a dataset its releases as well."""
    person: str | None = None


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


def add_all(session: Session, told: Iterable[Told]) -> None:
    """Note what happened, each at its time; the caller commits."""
    session.add_all(
        EventRow(
            at=one.at,
            via=one.actor.via,
            person_id=one.actor.person_id,
            token_id=one.actor.token_id,
            address=one.actor.address,
            action=one.action,
            subject=one.subject,
            detail=dict(one.detail),
        )
        for one in told
    )
    session.flush()


def before(
    session: Session, id_: int, limit: int, wanted: Wanted
) -> list[tuple[EventRow, str | None]]:
    """Return the events ahead of ``id_`` with the names of who did them, the newest first."""
    asked = select(EventRow, PersonRow.name).join(PersonRow, isouter=True)
    asked = asked.where(col(EventRow.id) < id_)
    if wanted.action is not None:
        action = col(EventRow.action)
        asked = asked.where(
            (action == wanted.action) | action.startswith(f"{wanted.action}.", autoescape=True)
        )
    if wanted.subject is not None:
        subject = col(EventRow.subject)
        asked = asked.where(
            (subject == wanted.subject) | subject.startswith(f"{wanted.subject}@", autoescape=True)
        )
    if wanted.person is not None:
        asked = asked.where(PersonRow.name == wanted.person)
    return list(session.exec(asked.order_by(col(EventRow.id).desc()).limit(limit)))


def about(session: Session, subject: str) -> list[EventRow]:
    """Return the events about ``subject``, in order."""
    wanted = select(EventRow).where(EventRow.subject == subject).order_by(col(EventRow.id))
    return list(session.exec(wanted))


def after(session: Session, id_: int, limit: int) -> list[EventRow]:
    """Return the events behind ``id_``, in order."""
    wanted = select(EventRow).where(col(EventRow.id) > id_).order_by(col(EventRow.id)).limit(limit)
    return list(session.exec(wanted))


def last(session: Session, subject: str, action: str) -> EventRow | None:
    """Return what was done to ``subject`` last, of one kind, or nothing."""
    wanted = select(EventRow).where(EventRow.subject == subject, EventRow.action == action)
    return session.exec(wanted.order_by(col(EventRow.id).desc())).first()
