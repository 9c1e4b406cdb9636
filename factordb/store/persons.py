"""Persons and their tokens: issued, found by what a caller shows, revoked."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, select

from factordb.errors import PersonNotFound, TokenNotFound
from factordb.store.person_tables import PersonRow, TokenRow


def find(session: Session, name: str) -> PersonRow | None:
    """Return the person called ``name``, or nothing."""
    return session.exec(select(PersonRow).where(PersonRow.name == name)).first()


def get(session: Session, name: str) -> PersonRow:
    """Return the person called ``name``.

    Raises:
        PersonNotFound: nobody is.
    """
    found = find(session, name)
    if found is None:
        known = ", ".join(person.name for person in every(session)) or "nobody"
        raise PersonNotFound(f"Nobody is called {name!r}; known are {known}.", person=name)
    return found


def every(session: Session) -> list[PersonRow]:
    """Return all persons by name."""
    return list(session.exec(select(PersonRow).order_by(col(PersonRow.name))))


def put(session: Session, name: str, role: str) -> PersonRow:
    """Return the person called ``name``, made or given ``role``; the caller commits."""
    found = find(session, name)
    if found is None:
        found = PersonRow(name=name, role=role)
    found.role = role
    session.add(found)
    session.flush()
    return found


def count_with(session: Session, role: str) -> int:
    """Return how many persons have exactly this role."""
    found = session.connection().execute(
        text("SELECT count(*) FROM person WHERE role = :role"), {"role": role}
    )
    return int(found.scalar_one())


def add_token(session: Session, row: TokenRow) -> None:
    """Keep a token; the caller commits."""
    session.add(row)
    session.flush()


def token(session: Session, id_: str) -> tuple[TokenRow, PersonRow] | None:
    """Return a token with its person, or nothing."""
    wanted = select(TokenRow, PersonRow).join(PersonRow).where(TokenRow.id == id_)
    return session.exec(wanted).first()


def tokens(session: Session) -> list[tuple[TokenRow, PersonRow]]:
    """Return all tokens with their persons, in the order they were issued."""
    wanted = select(TokenRow, PersonRow).join(PersonRow).order_by(col(TokenRow.created_at))
    return list(session.exec(wanted))


def used(session: Session, times: Mapping[str, datetime]) -> None:
    """Note when tokens were used, each once a minute at most; the caller commits.

    One that somebody else is writing is left out: she says as much, or ends it.
    """
    session.connection().execute(
        text("""
            UPDATE token SET used_at = shown.at
            FROM (SELECT token.id, said.at FROM token
                  JOIN unnest(CAST(:ids AS text[]), CAST(:times AS timestamptz[])) AS said (id, at)
                  ON said.id = token.id
                  WHERE used_at IS NULL OR used_at < said.at - interval '1 minute'
                  ORDER BY token.id FOR UPDATE OF token SKIP LOCKED) AS shown
            WHERE token.id = shown.id
        """),
        {"ids": list(times), "times": list(times.values())},
    )


def revoke(session: Session, id_: str) -> None:
    """Make a token worthless from now on; the caller commits.

    Raises:
        TokenNotFound: there is none.
    """
    found = session.connection().execute(
        text(
            "UPDATE token SET revoked_at = coalesce(revoked_at, now()) WHERE id = :id RETURNING id"
        ),
        {"id": id_},
    )
    if found.scalar() is None:
        raise TokenNotFound(f"There is no token {id_[:40]!r}; `factordb token list` tells.")
    session.expire_all()
