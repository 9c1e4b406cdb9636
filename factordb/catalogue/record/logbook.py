"""What is published is entered in the log, in the same transaction and in the order of editions.

Acts of persons that publish nothing (reviews, holds released, keys, four eyes) are entered between
editions, as they happen.
"""

import hashlib
from collections.abc import Collection

from sqlmodel import Session

from factordb.log import seal
from factordb.model import leaf
from factordb.model.canonical import digest as digest_of
from factordb.model.canonical import raw, text_of
from factordb.store import (
    acts,
    advisories,
    assessments,
    closing,
    documents,
    log,
    log_keys,
    releases,
    seals,
    standings,
    viewing,
)
from factordb.store.log import Head, Place
from factordb.store.review_tables import ActRow
from factordb.store.tables import EditionRow, ReleaseRow

Leaves = tuple[list[bytes], list[Place]]
"""Entries, and for each what it speaks of."""

_KINDS: tuple[leaf.DocumentKind, ...] = ("factor", "property", "label")


def enter(db: Session) -> Head:
    """Enter every act and edition not in the log yet, and return the head; the caller commits.

    What was published before there was a log is entered by the first publish after. Acts come
    first: who decided that four eyes are needed said so before what is published now.
    """
    reached = log.locked_head(db)  # from here on nobody else enters anything
    with viewing.everything(db):
        waiting = acts.pending(db)
        if waiting:
            entries = [entry_of(db, act) for act in waiting]
            places = [Place(act.kind, bytes(act.digest), None) for act in waiting]
            reached = log.append(db, entries, places)
        for edition in log.not_entered(db):
            dataset = private_of(db, edition)
            if dataset is not None:
                seals.make(db, edition.number, dataset)
            entries, places = leaves(db, edition, _entered(db, edition))
            reached = log.append(db, entries, places)
            log.close_edition(db, edition.number, reached)
    return reached


def entry_of(db: Session, act: ActRow) -> bytes:
    """Return the leaf of an act: word for word, but sealed where it is about a private dataset."""
    dataset = act.subject.partition("@")[0] if act.kind in ("review", "hold") else ""
    if not dataset or releases.access_of(db, dataset) != "private":
        return bytes(act.body)
    (salt,) = closing.salts(db, dataset, [bytes(act.body)])
    return leaf.of_sealed(text_of(seal.sealed(bytes.fromhex(salt), [bytes(act.body)])))


def enter_key(db: Session, verifier: str) -> Head:
    """Enter the log's first key; the caller commits.

    Where one is entered, only a rotation or a new origin names another.
    """
    reached = log.locked_head(db)
    if log_keys.newest(db) is not None:
        return reached
    return name_key(db, leaf.of_key(verifier), verifier)


def name_key(db: Session, entry: bytes, verifier: str, kind: str = "key") -> Head:
    """Enter a leaf by which the log goes on under the key ``verifier``; the caller commits."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return log.append(db, [entry], [Place(kind, digest, None)])


def leaves(db: Session, edition: EditionRow, seen: Collection[bytes]) -> Leaves:
    """Return the leaves of an edition: tables not ``seen`` before, then what befell its release.

    Of a private dataset it is one leaf that says nothing but that something happened; the tables
    wait for the next edition that says what it is. The session has to see everything.
    """
    if private_of(db, edition) is not None:
        hash_ = seal.sealed(seals.nonce(db, edition.number), befallen(db, edition)[0])
        return [leaf.of_sealed(text_of(hash_), edition.number)], [Place("sealed", hash_, None)]
    tables, befell = _tables(edition, seen), befallen(db, edition)
    return tables[0] + befell[0], tables[1] + befell[1]


def private_of(db: Session, edition: EditionRow) -> str | None:
    """Return the private dataset that an edition is about, if it is about one."""
    if edition.release_id is None:
        return advisories.private_of(db, edition.number)
    dataset = releases.by_id(db, edition.release_id).dataset
    return dataset if releases.access_of(db, dataset) == "private" else None


def befallen(db: Session, edition: EditionRow) -> Leaves:
    """Return the leaves of what an edition says, whether they are public or sealed."""
    if edition.release_id is None:
        return _advised(db, edition)
    row = releases.by_id(db, edition.release_id)
    befell = _release if edition.event == "published" else _said
    # What is assessed is looked for in every edition, so that nothing slips in beside.
    parts = [befell(db, edition, row), _judged(db, edition, row), _advised(db, edition)]
    return [e for part in parts for e in part[0]], [p for part in parts for p in part[1]]


def _release(db: Session, edition: EditionRow, row: ReleaseRow) -> Leaves:
    """Return a leaf a document, by digest, and at the end the one that sums them up."""
    reference, number = f"{row.dataset}@{row.name}", releases.id_of(row)
    entries: list[bytes] = []
    places: list[Place] = []
    digests: list[bytes] = []
    for kind in _KINDS:
        found = documents.digests_of(db, kind, number)
        digests += found
        entries += leaf.of_documents(kind, found, reference)
        places += [Place(kind, digest, number) for digest in found]
    assessed = _assessed(db, edition, row)
    entries, places = entries + assessed[0], places + assessed[1]
    # A file of few numbers is guessed from its hash: of closed datasets none is named.
    files = [bytes(file) for file in (row.read, row.mapping) if file is not None]
    named = (
        [text_of(file) for file in files] if releases.access_of(db, row.dataset) == "open" else []
    )
    manifest = bytes(row.manifest)
    summed = leaf.contents(digests)
    last = leaf.of_release(reference, edition.number, text_of(manifest), named, summed)
    return [*entries, last], [*places, Place("release", manifest, number)]


def _assessed(db: Session, edition: EditionRow, row: ReleaseRow) -> Leaves:
    """Return the leaf of what a rule set found; none where none looked, as before there was one."""
    number, rules = releases.id_of(row), assessments.rules(db, edition.number)
    if rules is None and edition.event != "published":
        return [], []
    digest, count = assessments.contents(db, edition.number, number)
    if rules is None and count == 0:
        return [], []
    entry = leaf.of_assessments(
        rules or "", f"{row.dataset}@{row.name}", edition.number, text_of(digest), count
    )
    return [entry], [Place("assessments", digest, number)]


def _advised(db: Session, edition: EditionRow) -> Leaves:
    entries, places = [], []
    for said in advisories.of_edition(db, edition.number):
        digest = digest_of(said.body)
        entries.append(leaf.of_advisory(said.id, digest, edition.number))
        places.append(Place("advisory", raw(digest), None))
    return entries, places


def _judged(db: Session, edition: EditionRow, row: ReleaseRow) -> Leaves:
    reference, number = f"{row.dataset}@{row.name}", releases.id_of(row)
    entries, places = [], []
    for factor, body in assessments.by_persons(db, edition.number):
        said = digest_of(body)
        entries.append(leaf.of_assessment(said, text_of(factor), reference, edition.number))
        places.append(Place("assessment", raw(said), number))
    return entries, places


def _said(db: Session, edition: EditionRow, row: ReleaseRow) -> Leaves:
    reference, number = f"{row.dataset}@{row.name}", releases.id_of(row)
    entries, places = _assessed(db, edition, row)
    for said in standings.of_edition(db, edition.number):
        digest = bytes(said.digest) if said.digest is not None else None
        told = text_of(digest) if digest is not None else None
        entries.append(leaf.of_standing(said.kind, reference, edition.number, said.reason, told))
        places.append(Place("standing", digest or bytes(row.manifest), number))
    return entries, places


def _tables(edition: EditionRow, seen: Collection[bytes]) -> Leaves:
    told = {name: raw(digest) for name, digest in sorted(edition.tables.items())}
    fresh = {name: digest for name, digest in told.items() if digest not in seen}
    entries = [leaf.of_table(name, text_of(digest)) for name, digest in fresh.items()]
    return entries, [Place("table", digest, None) for digest in fresh.values()]


def _entered(db: Session, edition: EditionRow) -> set[bytes]:
    return log.known(db, "table", map(raw, edition.tables.values()))
