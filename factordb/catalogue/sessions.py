"""Logging in by a provider of identities: who was invited gets a session, and nobody else.

A provider says who somebody is; what she may do is said here. So its subject is bound to a person
by an admin first: whoever has an account there is nobody here until then.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.errors import Invalid, NotAllowed
from factordb.model.role import Role
from factordb.store import events, persons, sessions
from factordb.store.events import Actor

_LONGEST = 255
"""Of a subject, as OpenID Connect has it."""


class Begun(NamedTuple):
    """A session, with its secret, which is not kept."""

    secret: str
    person: str
    seconds: int


class Who(NamedTuple):
    """Whom a provider vouches for."""

    issuer: str
    subject: str


def invite(db: Session, by: Caller, who: Who, person: str, role: Role) -> None:
    """Let somebody log in as ``person``, who is made known where she is not; the caller commits.

    Raises:
        NotAllowed: ``by`` is no admin.
        AlreadyLinked: the identity is somebody already.
        Invalid: the name or the subject cannot be meant.
    """
    by.require(Role.ADMIN)
    access.require_name(person)
    if not 0 < len(who.subject) <= _LONGEST or not who.subject.isprintable():
        raise Invalid(f"A subject has 1 to {_LONGEST} characters: the provider tells it.")
    row = persons.put(db, person, role)
    assert row.id is not None  # noqa: S101  # given by the flush
    sessions.link(db, who.issuer, who.subject, row.id)
    told = {"issuer": who.issuer, "subject": who.subject, "role": role.value}
    events.add(db, by.actor, "identity.invited", person, told)


def begin(db: Session, who: Who, hours: float, address: str | None) -> Begun:
    """Begin a session of whom a provider vouches for; the caller commits.

    Raises:
        NotAllowed: she was not invited; the sentence says what an admin would do.
    """
    person = sessions.person_of(db, who.issuer, who.subject)
    if person is None or person.id is None:
        raise NotAllowed(
            f"{who.subject[:_LONGEST]!r} of {who.issuer} is nobody here yet: ask an admin for "
            "`factordb identity invite`.",
            subject=who.subject[:_LONGEST],
        )
    secret = secrets.token_urlsafe(32)
    expires = datetime.now(UTC) + timedelta(hours=hours)
    sessions.begin(db, _hash(secret), person.id, expires)
    actor = Actor("api", person.id, None, address)
    events.add(db, actor, "session.begun", person.name, {"issuer": who.issuer})
    return Begun(secret, person.name, int(hours * 3_600))


def caller(db: Session, secret: str, address: str | None) -> Caller | None:
    """Return whose session it is; nobody where it is over, ended, or none of ours."""
    person = sessions.person_in(db, _hash(secret))
    return None if person is None else access.of_person(db, person, address)


def end(db: Session, by: Caller, secret: str) -> None:
    """End a session; the caller commits."""
    if sessions.end(db, secret=_hash(secret)):
        events.add(db, by.actor, "session.ended", by.name or "")


def end_all(db: Session, by: Caller, person: str) -> int:
    """End all sessions of a person, and return how many it were; the caller commits.

    Raises:
        NotAllowed: ``by`` is no admin.
        PersonNotFound: nobody is called so.
    """
    by.require(Role.ADMIN)
    count = sessions.end(db, person_id=persons.get(db, person).id)
    events.add(db, by.actor, "session.ended", person, {"sessions": count})
    return count


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
