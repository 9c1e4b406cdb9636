"""Another key for the log: by rotation under the same name, or as a new origin under another.

Either can be cut short at any moment. Until its leaf is committed nothing has happened; afterwards
the next key lies in the folder, and whoever signs next goes on to the end.
"""

import time
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.record import keys, logbook, vouching
from factordb.catalogue.record.keyring import KEY, NEXT, Keyring
from factordb.catalogue.record.keys import Named
from factordb.catalogue.record.signing import Signer
from factordb.errors import Invalid, KeyUnusable, NotFound
from factordb.log import armour, tree
from factordb.log.notes import SigningKey, VerifierKey
from factordb.model import leaf
from factordb.store import engine as engines
from factordb.store import events, log
from factordb.store.log import Head

_PATIENCE = 20.0
_LOOKS = 0.2


def rotate(engine: Engine, folder: Path, by: Caller, origin: str | None = None) -> VerifierKey:
    """Let a new key take the place of the log's, and return it.

    Raises:
        HistoryRewritten: the log does not begin with what was signed last.
        KeyUnusable: the key is not here, or another signer does not let go.
    """
    vouching.opened(engine, folder, origin)
    _until_signed(engine, folder)
    signer = vouching.opened(engine, folder, origin)
    with signer.ring.alone() as alone, engines.transaction(engine) as db:
        if not alone:
            raise _busy(folder)
        log.locked_head(db)
        if _named(db).key != signer.key.verifier:
            raise _busy(folder)
        following = _following(signer.ring, signer.origin, named=None)
        entry = leaf.of_rotation(signer.key.verifier.text(), following.verifier.text())
        logbook.name_key(db, entry, following.verifier.text())
        told = {"key": following.verifier.text()}
        events.add(db, by.actor, "log.rotated", signer.origin, told)
    _until_signed(engine, folder)
    return following.verifier


def begin_anew(engine: Engine, folder: Path, by: Caller, name: str | None = None) -> VerifierKey:
    """Begin a new origin that goes on from what stands in the database, and return its key.

    Its first leaf names the old origin with size and root of its last checkpoint here.

    Raises:
        Invalid: the log had this name before, or nothing was signed yet.
        KeyUnusable: the folder cannot be written, or another signer does not let go.
    """
    ring = Keyring(folder)
    with ring.made().alone() as alone:
        if not alone:
            raise _busy(folder)
        with engines.transaction(engine) as db:
            logbook.enter(db)
            log.locked_head(db)
            following = _begun(db, ring, by, name)
        ring.retire()
    _until_signed(engine, folder)
    return following.verifier


def _begun(db: Session, ring: Keyring, by: Caller, name: str | None) -> SigningKey:
    last = _named(db)
    there = ring.key(NEXT)
    if last.continues and there is not None and there.verifier == last.key:
        return there  # cut short after its leaf was committed
    names = {one.origin for one in keys.chain(db)}
    if name in names:
        raise Invalid(f"The log was named {name!r} before: a new origin has a new name.")
    following = _following(ring, name, named=names)
    left = _last_signed(db, last.origin)
    key = following.verifier.text()
    entry = leaf.of_origin(key, last.origin, left.size, armour.encoded(left.root))
    logbook.name_key(db, entry, key, "origin")
    events.add(db, by.actor, "log.begun", following.verifier.name, {"from": last.origin})
    return following


def _named(db: Session) -> Named:
    last = keys.last(db)
    if last is None:
        raise Invalid(
            "The log names no key yet, so there is nothing to go on from: start the server."
        )
    return last


def _following(ring: Keyring, name: str | None, named: set[str] | None) -> SigningKey:
    """Return the next key; one that was made before and not come to use is good for the same."""
    there = ring.key(NEXT)
    if there is not None:
        theirs = there.verifier.name
        if theirs == name or (name is None and named is not None and theirs not in named):
            return there
    return ring.make(name, NEXT)


def _last_signed(db: Session, origin: str) -> Head:
    try:
        row = log.newest_checkpoint(db, origin)
    except NotFound:
        return Head(0, tree.EMPTY)
    return Head(row.size, bytes(row.root))


def _until_signed(engine: Engine, folder: Path) -> None:
    """Sign with the key that the log named last, or wait until the server has."""
    end = time.monotonic() + _PATIENCE
    while True:
        Signer.opened(folder, make=False).sign(engine, _PATIENCE)
        ours = Keyring(folder).key()
        with engines.transaction(engine) as db:
            reached, last = log.head(db), _named(db)
            is_signed = log.is_signed(db, last.origin, reached.size)
        if is_signed and ours is not None and ours.verifier == last.key:
            return
        if time.monotonic() > end:
            raise _busy(folder)
        time.sleep(_LOOKS)


def _busy(folder: Path) -> KeyUnusable:
    return KeyUnusable(
        f"Another process signs with {folder / KEY} and does not let go: try again, or stop it."
    )
