"""Who vouched for the log at which size: every leaf of a key and every checkpoint, checked."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from sqlmodel import Session

from factordb.catalogue.record import keys
from factordb.catalogue.record.keys import Named
from factordb.errors import Invalid, LogBroken
from factordb.log import armour, notes, rotations, tree
from factordb.log.checkpoint import Checkpoint
from factordb.log.notes import VerifierKey
from factordb.model import leaf
from factordb.store import log
from factordb.store.log import Place
from factordb.store.log_tables import CheckpointRow

_MARKS = (b'"type":"key"', b'"type":"origin"')


class Whole(NamedTuple):
    """The log rebuilt from its entries."""

    entries: list[bytes]
    nodes: tree.Nodes


class Vouched(NamedTuple):
    named: Mapping[int, Named]
    """The keys that the log names, by the place of their leaf."""
    checkpoints: list[Checkpoint]
    key: VerifierKey | None
    """The one in force, which is trusted or follows from one that is."""


def hold(db: Session, whole: Whole, trusted: VerifierKey | None) -> Vouched:
    """Check leaves of keys and signed checkpoints, and return what there is.

    Raises:
        LogBroken: something is wrong; the sentence names the first thing that is.
    """
    named = [
        _named(place, entry)
        for place, entry in enumerate(whole.entries)
        if any(mark in entry for mark in _MARKS)
    ]
    _require_chain(whole, named)
    for one in named:
        kind = "origin" if one.continues else "key"
        if log.places_between(db, one.place, one.place + 1) != [
            Place(kind, keys.digest_of(one.key), None)
        ]:
            raise LogBroken(f"The row of the key at {one.place} of the log names another.")
    found = [_checkpoint(whole, named, row) for row in log.checkpoints(db)]
    return Vouched({one.place: one for one in named}, found, _in_force(db, named, trusted))


def _named(place: int, entry: bytes) -> Named:
    try:
        found = keys.read(place, entry)
    except Invalid as error:
        raise LogBroken(error.detail) from error
    text = found.key.text()
    meant = leaf.of_key(text)
    if found.replaces:
        meant = leaf.of_rotation(found.replaces.text(), text)
    elif found.continues:
        head = found.continues.head
        root = armour.encoded(head.root)
        meant = leaf.of_origin(text, found.continues.origin, head.size, root)
    if entry != meant:
        raise LogBroken(f"Entry {place} of the log names a key in another way than any is named.")
    return found


def _require_chain(whole: Whole, named: Sequence[Named]) -> None:
    """Each key replaces the one before, or begins an origin that goes on from it."""
    if named and (named[0].replaces or named[0].continues):
        raise LogBroken("The first key of the log follows on another.")
    for before, one in pairwise(named):
        if one.continues is not None:
            origin, head = one.continues
            follows = (
                origin == before.origin
                and one.origin != origin
                and head.size <= one.place
                and tree.root(whole.nodes, head.size) == head.root
            )
        else:
            follows = one.replaces == before.key and one.origin == before.origin
        if not follows:
            raise LogBroken(f"The key at {one.place} of the log does not follow on the one before.")


def _checkpoint(whole: Whole, named: Sequence[Named], row: CheckpointRow) -> Checkpoint:
    speaking = _speaking(named, row.size)
    try:
        text, vouching = notes.opened(row.note, speaking)
        checkpoint = Checkpoint.parsed(text)
    except Invalid as error:
        raise LogBroken(f"The checkpoint of size {row.size}: {error.detail}") from error
    if len(vouching) < len(speaking) or row.note.count("\n— ") != len(vouching):
        raise LogBroken(f"The checkpoint of size {row.size} lacks a signature, or has another.")
    said = (row.origin, row.size, bytes(row.root))
    if tuple(checkpoint) != said or text != checkpoint.text():
        raise LogBroken(f"The checkpoint of size {row.size} says something else than its note.")
    if row.size > len(whole.entries) or tree.root(whole.nodes, row.size) != checkpoint.root:
        raise LogBroken(
            f"The checkpoint of size {row.size} was signed for another log than this one."
        )
    return checkpoint


def _speaking(named: Sequence[Named], size: int) -> list[VerifierKey]:
    """Return the keys that sign the log at ``size``: one, and both where one replaced another."""
    before = [one for one in named if one.place < size]
    if not before:
        return []
    last = before[-1]
    both = last.replaces is not None and last.place == size - 1
    return [last.replaces, last.key] if both and last.replaces else [last.key]


def _in_force(
    db: Session, named: Sequence[Named], trusted: VerifierKey | None
) -> VerifierKey | None:
    if not named:
        if trusted is not None:
            raise LogBroken("The log names no key, so none that is trusted signed it.")
        return None
    try:
        now = keys.in_force(db).key
        follow = rotations.spans([trusted or now], keys.handed_on(db))
    except Invalid as error:
        raise LogBroken(f"A rotation of the key: {error.detail}") from error
    if now not in follow:
        raise LogBroken(
            f"The log is signed with {now.text()}, and with none of the keys that you trust or "
            "that follow from it: compare it with the one its operator publishes."
        )
    return now
