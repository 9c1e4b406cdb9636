"""The trail: who did what, when and from where, and what was refused to whom; for admins."""

from typing import Any

from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.model.base import Model
from factordb.model.role import Role
from factordb.store import events
from factordb.store.events import Wanted
from factordb.store.person_tables import EventRow


class EventView(Model):
    """One thing that was done, or refused."""

    id: int
    at: str
    action: str
    """``release.published``, ``token.issued``, ``refused`` …"""
    subject: str
    """What it was about: a release, a digest, a token, or the path that was asked."""
    person: str | None
    """Nobody where a stranger was refused, or a host's shell did it."""
    token: str | None
    """Id of the token that was used."""
    via: str
    """``api`` or ``shell``."""
    address: str | None
    detail: dict[str, Any]


def events_before(
    db: Session, by: Caller, before: int, limit: int, wanted: Wanted
) -> list[EventView]:
    """Return events with ids below ``before``, the newest first.

    Raises:
        NotAllowed: ``by`` is no admin of everything: the trail names every dataset.
    """
    by.require(Role.ADMIN)
    by.require_unscoped()
    return [_view(row, name) for row, name in events.before(db, before, limit, wanted)]


def _view(row: EventRow, name: str | None) -> EventView:
    assert row.id is not None  # noqa: S101  # out of the database
    assert row.at is not None  # noqa: S101  # likewise
    return EventView(
        id=row.id,
        at=row.at.isoformat(timespec="milliseconds"),
        action=row.action,
        subject=row.subject,
        person=name,
        token=row.token_id,
        via=row.via,
        address=row.address,
        detail=row.detail,
    )
