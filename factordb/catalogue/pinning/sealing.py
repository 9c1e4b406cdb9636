"""Sealing: a lockfile gets its bodies, and one proof that all its pins stand in the log."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from factordb.catalogue.record import keys, transparency, unsealing
from factordb.catalogue.reference import split
from factordb.errors import DigestNotFound, Invalid, LockfileBroken, NotFound
from factordb.lockfile import bodies
from factordb.lockfile import files as reading
from factordb.lockfile.asked import Asked
from factordb.lockfile.files import Files
from factordb.lockfile.locked import Locked
from factordb.lockfile.opened import Opened
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
    places, named, seals = _stand(db, locked)
    if places and max(places) >= size:
        raise NotFound("A pin is published, and not signed yet: lock again in a second.")
    hashes = tree.shared(log.nodes(db, size), places, size) if places else []
    chain = keys.handed_on(db)
    proof = SharedProof(digest(lock), places, tuple(hashes), note, chain, named, seals)
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


class _Stand(NamedTuple):
    """Where the pins of a lockfile stand, in the proof's order."""

    places: tuple[int, ...]
    named: tuple[bytes, ...]
    """The entries that name manifests."""
    seals: tuple[Opened, ...]
    """What opens the seals of private releases."""


def _stand(db: Session, locked: Locked) -> _Stand:
    pins = [
        *(("factor", release, raw(pin)) for release, pin in locked.leaves()),
        *(("property", release, raw(pin)) for release, pin in locked.properties()),
        *(("release", release, raw(pin)) for release, pin in locked.manifests()),
    ]
    found = {name: releases.find(db, *split(name)) for name in {release for _, release, _ in pins}}
    rows = {name: row for name, row in found.items() if row is not None}
    closed = {n: unsealing.behind(db, r) for n, r in rows.items() if unsealing.is_sealed(db, r)}
    ids = {name: releases.id_of(row) for name, row in rows.items()}
    places = _open_places(db, [pin for pin in pins if pin[1] not in closed], ids)
    named, sealed = list[bytes](), dict[str, list[int]]()
    for kind, release, pin in pins:
        if release in closed:
            place = closed[release].place(kind, pin)
            sealed.setdefault(release, []).append(_require_there(place, release, pin))
            entry = closed[release].entries[sealed[release][-1]] if kind == "release" else b""
        else:
            entry = log.entry(db, places[kind, release, pin]) if kind == "release" else b""
        named += [entry] if entry else []
    opened = [Opened(n, closed[n].edition, closed[n].shown(sealed[n])) for n in sorted(sealed)]
    behind = (closed[one.release].at for one in opened)
    return _Stand((*places.values(), *behind), tuple(named), tuple(opened))


def _open_places(
    db: Session, pins: Sequence[tuple[str, str, bytes]], ids: Mapping[str, int]
) -> dict[tuple[str, str, bytes], int]:
    """Return where pins stand that the log itself names, in their order."""
    found: dict[tuple[str, str, bytes], int] = {}
    for kind in ("factor", "property", "release"):
        some = [pin for pin in pins if pin[0] == kind]
        pairs = [(digest, ids.get(release, 0)) for _, release, digest in some]
        there = log.places_in(db, kind, pairs) if pairs else {}
        for pin, pair in zip(some, pairs, strict=True):
            found[pin] = _require_there(there.get(pair), pin[1], pin[2])
    return found


def _require_there(place: int | None, release: str, pin: bytes) -> int:
    if place is None:
        raise DigestNotFound(
            f"{text_of(pin)} of {release} does not stand in this log: the lockfile was made of "
            "another catalogue, or this one is older.",
            digest=text_of(pin),
        )
    return place
