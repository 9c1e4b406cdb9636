"""Editions: the state of the catalogue after each publishing event, numbered without gaps."""

from sqlalchemy import text
from sqlmodel import Session, col, select

from factordb.errors import EditionAhead, EditionNotFound
from factordb.store.tables import EditionRow

NEWEST = 2**31 - 1
"""Stands for every edition there is: what has a digest is asked for without naming one."""

_LOG = 7_001
"""Advisory lock: editions are numbered in the order they are committed."""


def current(session: Session) -> int:
    """Return the number of the newest edition; 0 where nothing is published."""
    found = session.connection().execute(text("SELECT max(number) FROM edition")).scalar()
    return int(found or 0)


def meant(session: Session, edition: int | None) -> int:
    """Return ``edition`` where it is there, and the newest where none is named.

    Raises:
        EditionNotFound: editions begin with 1.
        EditionAhead: this replica has not reached it yet.
    """
    newest = current(session)
    if edition is None:
        return newest
    if edition < 1:
        raise EditionNotFound(f"Editions begin with 1; {edition} was asked for.", edition=edition)
    if edition > newest:
        raise EditionAhead(
            f"Edition {edition} is not reached yet: the newest here is {newest}. Try again later.",
            edition=edition,
            newest=newest,
        )
    return edition


def tables(session: Session, edition: int) -> dict[str, str]:
    """Return the digests of the tables that an edition recorded, by name."""
    found = session.connection().execute(
        text("SELECT tables FROM edition WHERE number = :number"), {"number": edition}
    )
    return dict(found.scalar_one())


def is_standby(session: Session) -> bool:
    """Say whether this database follows another one, and so takes no writes."""
    return bool(session.connection().execute(text("SELECT pg_is_in_recovery()")).scalar())


def following(session: Session) -> int:
    """Return the number of the next edition, which nobody else can now begin.

    Asked for after all checks, so that numbers follow the order of commits; no sequence, since a
    rollback would leave a gap.
    """
    session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOG})
    return current(session) + 1


def add(
    session: Session, release_id: int | None, tables: dict[str, str], event: str = "published"
) -> int:
    """Begin the next edition and return its number; the caller commits."""
    number = following(session)
    session.add(EditionRow(number=number, release_id=release_id, tables=tables, event=event))
    session.flush()
    return number


def every(session: Session, until: int = NEWEST) -> list[EditionRow]:
    """Return the editions up to ``until``, in order."""
    wanted = select(EditionRow).where(EditionRow.number <= until).order_by(col(EditionRow.number))
    return list(session.exec(wanted))


def get(session: Session, number: int) -> EditionRow:
    """Return one edition, which is there."""
    return session.get_one(EditionRow, number)


def of_release(session: Session, release_id: int) -> list[EditionRow]:
    """Return the editions that say something of a release, in order."""
    wanted = select(EditionRow).where(EditionRow.release_id == release_id)
    return list(session.exec(wanted.order_by(col(EditionRow.number))))
