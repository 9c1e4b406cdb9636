"""Later tables: where a newer factordb opens a catalogue, that its tables hold is an edition."""

from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.record import logbook
from factordb.store import editions

EVENT = "tables"


def take(db: Session) -> int | None:
    """Begin an edition with today's tables where the newest was of earlier ones; return its number.

    A query that names no edition reads today's tables: so what it says of its edition must be what
    that edition says for ever. Nothing is begun by an installation that is older than the newest
    edition, nor on a standby, nor before anything is published. The caller commits.
    """
    newest = editions.current(db)
    if newest == 0 or editions.is_standby(db):
        return None
    recorded = editions.tables(db, newest)
    if recorded == tables.digests() or tables.is_newer(recorded):
        return None
    number = editions.add(db, None, tables.digests(), EVENT)
    logbook.enter(db)
    return number
