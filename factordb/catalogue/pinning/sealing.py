"""Sealing: a lockfile gets its bodies, and one proof that all its pins stand in the log."""

from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from factordb.catalogue.record import keys, transparency
from factordb.catalogue.reference import split
from factordb.errors import DigestNotFound, Invalid, LockfileBroken, NotFound
from factordb.lockfile import bodies
from factordb.lockfile import files as reading
from factordb.lockfile.asked import Asked
from factordb.lockfile.files import Files
from factordb.lockfile.locked import Locked
from factordb.lockfile.proofs import SharedProof
from factordb.lockfile.verifying import Trust, hold, verify
from factordb.log import tree
from factordb.log.checkpoint import of_note
from factordb.log.notes import VerifierKey
from factordb.model.canonical import digest, raw, text_of
from factordb.store import documents, log, releases


class Sealed(NamedTuple):
    """Lockfile, proof and bodies."""

    lock: bytes
    proof: SharedProof
    bodies: bytes


def seal(db: Session, locked: Locked) -> Sealed:
    """Return the three files of ``locked``, under the newest checkpoint.

    Raises:
        DigestNotFound: a pin does not stand in this log.
        NotFound: a pin was published a moment ago, and is not signed yet.
    """
    lock, note = locked.text().encode(), log.newest_checkpoint(db).note
    size = of_note(note).size
    places, entries = _places(db, locked)
    if places and max(places) >= size:
        raise NotFound("A pin is published, and not signed yet: lock again in a second.")
    hashes = tree.shared(log.nodes(db, size), places, size) if places else []
    chain = keys.handed_on(db)
    proof = SharedProof(digest(lock), tuple(places), tuple(hashes), note, chain, entries)
    names = {name for _, name in (*locked.leaves(), *locked.properties())}
    found = documents.published(db, sorted(names), ("factor", "property"))
    manifests = documents.any_bodies(db, [raw(name) for _, name in locked.manifests()])
    found |= {text_of(name): body for name, body in manifests.items()}
    return Sealed(lock, proof, bodies.written(found))


def write(db: Session, files: Files, made: Locked, asked: Asked) -> list[Path]:
    """Write ``made``, verified as its readers will, and return the files that changed.

    Where the files hold and say the same already, no byte changes: an older proof is as good.

    Raises:
        Invalid: the log is not the one that ``asked`` trusts; nothing is written.
    """
    own = VerifierKey.parsed(transparency.key(db))
    trust = Trust(asked.keys or (own,), asked.origin)
    if _stands(files, made, trust):
        return []
    sealed = held(db, made, trust)
    contents = (
        (files.bodies, sealed.bodies),
        (files.proof, sealed.proof.text().encode()),
        (files.lock, sealed.lock),
    )
    return [file for file, content in contents if reading.write(file, content)]


def held(db: Session, made: Locked, trust: Trust | None = None) -> Sealed:
    """Return the three files of ``made``, verified as their readers will.

    Raises:
        Invalid: they do not hold by ``trust``; without one by the log's own key.
    """
    trust = trust or Trust((VerifierKey.parsed(transparency.key(db)),))
    sealed = seal(db, made)
    try:
        hold(made, sealed.proof, sealed.bodies, trust)
    except LockfileBroken as error:
        raise Invalid(f"Nothing is written: {error.detail}", **error.facts) from error
    return sealed


def _stands(files: Files, made: Locked, trust: Trust) -> bool:
    there, proof, content = map(reading.read, (files.lock, files.proof, files.bodies))
    if proof is None or content is None or there != made.text().encode():
        return False
    try:
        verify(there, proof, content, trust)
    except LockfileBroken:
        return False
    return True


def _places(db: Session, locked: Locked) -> tuple[list[int], tuple[bytes, ...]]:
    """Return where all pins stand, in the proof's order, and the entries that name manifests."""
    pins = (
        ("factor", locked.leaves()),
        ("property", locked.properties()),
        ("release", locked.manifests()),
    )
    names = {release for _, some in pins for release, _ in some}
    rows = {name: releases.find(db, *split(name)) for name in names}
    known = {name: releases.id_of(row) for name, row in rows.items() if row is not None}
    places: list[int] = []
    named: list[int] = []
    for kind, some in pins:
        pairs = [(raw(pin), known.get(release, 0)) for release, pin in some]
        found = log.places_in(db, kind, pairs) if pairs else {}
        for (release, pin), pair in zip(some, pairs, strict=True):
            if pair not in found:
                raise DigestNotFound(
                    f"{pin} of {release} does not stand in this log: the lockfile was made of "
                    "another catalogue, or this one is older.",
                    digest=pin,
                )
        places += (named := [found[pair] for pair in pairs])
    return places, tuple(log.entry(db, place) for place in named)
