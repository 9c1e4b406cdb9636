"""What closes a dataset's documents: salts that only its owner's secret gives, and grants."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from factordb.store.closed_tables import GrantRow


class Granted(NamedTuple):
    """A grant as it stands."""

    dataset: str
    access: str
    person: str
    by: str
    """Who gave it."""
    at: str


def salts(session: Session, dataset: str, bodies: Sequence[bytes]) -> list[str]:
    """Return the salt of each document of a closed dataset, from its bytes without a salt.

    It is half of an HMAC-SHA256 under the dataset's secret, which does not leave the database; the
    session has to have been granted the dataset.
    """
    if not bodies:
        return []
    found = session.connection().execute(
        text("SELECT public.salts(:dataset, :bodies)"), {"dataset": dataset, "bodies": list(bodies)}
    )
    return list(found.scalar_one())


def grant(session: Session, dataset: str, person_id: int, by: str, *, given: bool) -> None:
    """Give a person a grant to read a dataset, or take it; the caller commits."""
    session.add(GrantRow(dataset=dataset, person_id=person_id, given=given, by=by))
    session.flush()


_STANDING = """
    SELECT DISTINCT ON (dataset, person_id) dataset, person_id, given, by, at
    FROM dataset_grant ORDER BY dataset, person_id, id DESC
"""


def granted(session: Session, person_id: int) -> frozenset[str]:
    """Return the closed datasets that a person may read."""
    rows = session.connection().execute(
        text(f"SELECT dataset FROM ({_STANDING}) AS last WHERE given AND person_id = :person"),  # noqa: S608  # our own words
        {"person": person_id},
    )
    return frozenset(rows.scalars())


def grants(session: Session) -> list[Granted]:
    """Return every grant that stands, by dataset and person, of datasets the session may know."""
    rows = session.connection().execute(
        text(f"""
            SELECT last.dataset, access, person.name, last.by,
                   to_char(last.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            FROM ({_STANDING}) AS last JOIN dataset ON slug = last.dataset
            JOIN person ON person.id = person_id
            WHERE given ORDER BY last.dataset, person.name
        """)  # noqa: S608  # our own words
    )
    return [Granted(*row) for row in rows]
