"""Identities and sessions: bound, begun, found, ended; the caller commits."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, select

from factordb.errors import AlreadyLinked
from factordb.store.person_tables import PersonRow
from factordb.store.session_tables import IdentityRow, SessionRow


def link(session: Session, issuer: str, subject: str, person_id: int) -> None:
    """Bind a provider's subject to a person.

    Raises:
        AlreadyLinked: it is bound, maybe to somebody else.
    """
    there = session.get(IdentityRow, (issuer, subject))
    if there is not None:
        raise AlreadyLinked(
            f"{subject[:60]!r} of {issuer} is somebody already: "
            "`factordb events --action identity` tells who, and that never changes."
        )
    session.add(IdentityRow(issuer=issuer, subject=subject, person_id=person_id))
    session.flush()


def person_of(session: Session, issuer: str, subject: str) -> PersonRow | None:
    """Return whom a provider means, or nothing."""
    wanted = select(PersonRow).join(IdentityRow).where(
        IdentityRow.issuer == issuer, IdentityRow.subject == subject
    )  # fmt: skip
    return session.exec(wanted).first()


def begin(session: Session, secret: bytes, person_id: int, expires_at: datetime) -> None:
    """Begin a session with the hash of its secret."""
    session.add(SessionRow(secret=secret, person_id=person_id, expires_at=expires_at))
    session.flush()


def person_in(session: Session, secret: bytes) -> PersonRow | None:
    """Return whose session it is, where it is neither over nor ended."""
    found = session.connection().execute(
        text("""
            SELECT person_id FROM session AS s WHERE secret = :secret AND expires_at > now()
            AND NOT EXISTS (SELECT FROM session_end AS e WHERE e.secret = s.secret)
        """),
        {"secret": secret},
    )
    number = found.scalar()
    return None if number is None else session.get(PersonRow, number)


def end(session: Session, *, secret: bytes | None = None, person_id: int | None = None) -> int:
    """End one session, or all of a person, and return how many it were."""
    found = session.connection().execute(
        text("""
            INSERT INTO session_end (secret)
            SELECT secret FROM session WHERE secret = :secret OR person_id = :person
            ON CONFLICT DO NOTHING
        """),
        {"secret": secret, "person": person_id},
    )
    return found.rowcount
