"""A log that is signed inside of a test's own transaction."""

from sqlmodel import Session

from factordb.catalogue.record import logbook
from factordb.log.checkpoint import Checkpoint
from factordb.log.notes import SigningKey
from factordb.store import log

ORIGIN = "factors.example/log"
KEY = SigningKey(ORIGIN, bytes(range(32)))


def sign(db: Session, key: SigningKey = KEY) -> Session:
    """Enter ``key`` and hand out a checkpoint of the log as it is; return ``db``."""
    logbook.enter(db)
    reached = logbook.enter_key(db, key.verifier.text())
    if not log.is_signed(db, ORIGIN, reached.size):
        note = key.signed(Checkpoint(ORIGIN, reached.size, reached.root).text())
        log.add_checkpoint(db, ORIGIN, reached, note)
    return db
