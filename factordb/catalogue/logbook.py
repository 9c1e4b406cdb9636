"""What is published is entered in the log, in the same transaction and in the order of editions."""

import hashlib

from sqlmodel import Session

from factordb.model import leaf
from factordb.model.canonical import raw, text_of
from factordb.store import documents, editions, log, releases
from factordb.store.log import Head, Place
from factordb.store.tables import ReleaseRow

_KINDS: tuple[leaf.DocumentKind, ...] = ("factor", "property", "label")


def enter(db: Session) -> Head:
    """Enter every edition that is not in the log yet, and return the head; the caller commits.

    What was published before there was a log is entered by the first publish after.
    """
    reached = log.head(db)
    for edition, release_id in log.not_entered(db):
        entries, places = _event(db, edition, releases.by_id(db, release_id))
        reached = log.append(db, entries, places)
        log.close_edition(db, edition, reached)
    return reached


def enter_key(db: Session, verifier: str) -> Head:
    """Enter the key that signs from here on, where it is not the last; the caller commits."""
    digest = hashlib.sha256(verifier.encode()).digest()
    reached = log.locked_head(db)
    if log.newest(db, "key") == digest:
        return reached
    return log.append(db, [leaf.of_key(verifier)], [Place("key", digest, None)])


def _event(db: Session, edition: int, row: ReleaseRow) -> tuple[list[bytes], list[Place]]:
    """Return the leaves of one edition: tables that are new, documents by digest, the release."""
    reference, number = f"{row.dataset}@{row.name}", releases.id_of(row)
    entries, places = _tables(db, edition)
    digests: list[bytes] = []
    for kind in _KINDS:
        found = documents.digests_of(db, kind, number)
        digests += found
        entries += [leaf.of_document(kind, text_of(digest), reference) for digest in found]
        places += [Place(kind, digest, number) for digest in found]
    files = [bytes(row.read), *([bytes(row.mapping)] if row.mapping else [])]
    manifest = bytes(row.manifest)
    entries.append(
        leaf.of_release(
            reference,
            edition,
            text_of(manifest),
            [text_of(file) for file in files],
            leaf.contents(digests),
        )
    )
    return entries, [*places, Place("release", manifest, number)]


def _tables(db: Session, edition: int) -> tuple[list[bytes], list[Place]]:
    told = editions.tables_of(db, edition)
    there = log.known(db, "table", [raw(digest) for digest in told.values()])
    fresh = {name: raw(digest) for name, digest in sorted(told.items())}
    fresh = {name: digest for name, digest in fresh.items() if digest not in there}
    entries = [leaf.of_table(name, text_of(digest)) for name, digest in fresh.items()]
    return entries, [Place("table", digest, None) for digest in fresh.values()]
