"""Which keys speak for the log: leaves among the others, found without going over all of them."""

from sqlalchemy import text
from sqlmodel import Session

from factordb.store import log
from factordb.store.log_tables import CheckpointRow

KINDS = ("key", "origin")
_AMONG = "kind IN ('key', 'origin')"  # in the words of the index


def every(session: Session) -> list[tuple[int, bytes]]:
    """Return place and entry of each leaf that names a key, in order."""
    places = session.connection().execute(
        text(f"SELECT place FROM log_leaf WHERE {_AMONG} ORDER BY place")  # noqa: S608  # our own words
    )
    return [(place, log.entry(session, place)) for place in places.scalars().all()]


def newest(session: Session) -> tuple[int, bytes] | None:
    """Return place and entry of the leaf that named a key last; nothing where none did."""
    place = (
        session.connection()
        .execute(
            text(f"SELECT max(place) FROM log_leaf WHERE {_AMONG}")  # noqa: S608  # our own words
        )
        .scalar()
    )
    return None if place is None else (int(place), log.entry(session, int(place)))


def checkpoint(session: Session, origin: str, size: int) -> str | None:
    """Return the note that the log ``origin`` handed out at ``size``, if it did."""
    row = session.get(CheckpointRow, (origin, size))
    return row.note if row else None
