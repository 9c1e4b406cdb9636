"""Four eyes: who brought a draft in does not let it through.

Persons are compared, not tokens, and whoever sits at the host's shell is one too. They begin when a
second reviewer is first known, which the database itself notes, and stay on: only a decision of an
admin, with a reason that the log keeps, switches them off.
"""

from datetime import UTC, datetime
from typing import Literal

import orjson
from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.record import logbook
from factordb.errors import FourEyes, Invalid
from factordb.model import leaf
from factordb.model.base import Model
from factordb.model.role import Role
from factordb.store import acts, events, persons, releases, reviews
from factordb.store.tables import ReleaseRow

SUBJECT = "four-eyes"
LONGEST_REASON = 2_000
State = Literal["on", "off"]


class EyesView(Model):
    """Whether four eyes are needed, and who said so."""

    state: State
    by: str | None
    """Nobody where they never began; ``factordb`` where a second reviewer became known."""
    reason: str | None
    at: str | None
    reviewers: tuple[str, ...]
    """Persons with the role of a reviewer today."""


class Hands(Model):
    """Who brought a draft in."""

    importer: str | None
    """Nobody where it is not on record, or was done before persons were."""
    submitter: str | None
    ids: frozenset[int]
    """Persons that four eyes do not count."""


def state(db: Session) -> EyesView:
    """Return whether four eyes are needed now."""
    said = [orjson.loads(act.body) for act in acts.about(db, SUBJECT, SUBJECT)]
    last = said[-1] if said else {"state": "off"}
    return EyesView(
        state=last["state"],
        by=last.get("by"),
        reason=last.get("reason"),
        at=last.get("at"),
        reviewers=tuple(p.name for p in persons.every(db) if p.role == Role.REVIEWER),
    )


def are_on(db: Session) -> bool:
    """Say whether four eyes are needed now."""
    return state(db).state == "on"


def switch(db: Session, by: Caller, wanted: State, reason: str) -> EyesView:
    """Switch four eyes on or off, as a leaf of the log; the caller commits.

    Raises:
        NotAllowed: ``by`` is no admin.
        Invalid: no reason is given, or they are so already.
    """
    by.require(Role.ADMIN)
    by.require_unscoped()
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Invalid(f"Give a reason of 1 to {LONGEST_REASON} characters: the log keeps it.")
    if state(db).state == wanted:
        raise Invalid(f"Four eyes are {wanted} already; `factordb review eyes` says since when.")
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    body = leaf.of_four_eyes(wanted, by.name or "", reason, at)
    acts.add(db, SUBJECT, SUBJECT, body, by.actor.person_id)
    events.add(db, by.actor, f"four-eyes.{wanted}", SUBJECT, {"reason": reason})
    logbook.enter(db)
    return state(db)


def hands(db: Session, row: ReleaseRow) -> Hands:
    """Return who imported and who submitted a draft."""
    names = {person.id: person.name for person in persons.every(db)}
    imported = events.last(db, f"{row.dataset}@{row.name}", "release.imported")
    submitted = reviews.submission(db, releases.id_of(row))
    ids = {imported.person_id if imported else None, submitted.person_id if submitted else None}
    return Hands(
        importer=names.get(imported.person_id) if imported else None,
        submitter=submitted.by if submitted else None,
        ids=frozenset(one for one in ids if one is not None),
    )


def person(by: Caller, doing: str) -> int:
    """Return the person who acts.

    Raises:
        Invalid: she is none that the catalogue knows.
    """
    if by.actor.person_id is None:
        raise Invalid(f"Only a known person may {doing}: show a token, or use the host's shell.")
    return by.actor.person_id


def require_other(db: Session, by: Caller, row: ReleaseRow, doing: str) -> None:
    """Do nothing where four eyes let ``by`` do what lets a draft through.

    Raises:
        FourEyes: she brought it in herself.
    """
    if not are_on(db):
        return
    found = hands(db, row)
    if person(by, doing) in found.ids:
        as_what = "imported" if by.name == found.importer else "submitted"
        raise FourEyes(
            f"{by.name} {as_what} {row.dataset}@{row.name}, so another person has to {doing}: four "
            "eyes are on. Whose token or account it is makes no difference.",
            release=f"{row.dataset}@{row.name}",
        )
