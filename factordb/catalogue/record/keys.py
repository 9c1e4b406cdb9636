"""The keys that the log itself names: the first, its successors, and those of new origins."""

import hashlib
from typing import Any, NamedTuple

import orjson
from sqlmodel import Session

from factordb.errors import Invalid, NotFound
from factordb.log import armour, checkpoint, rotations, tree
from factordb.log.notes import VerifierKey
from factordb.log.proof import Proof
from factordb.log.rotations import Rotation
from factordb.store import log, log_keys
from factordb.store.log import Head


class Left(NamedTuple):
    """The log that another goes on from."""

    origin: str
    head: Head


class Named(NamedTuple):
    """One leaf that names a key."""

    place: int
    entry: bytes
    key: VerifierKey
    replaces: VerifierKey | None = None
    """The key before it in the same log, where it took the place of one."""
    continues: Left | None = None
    """The log before it, where it began a new one."""

    @property
    def origin(self) -> str:
        return self.key.name


def digest_of(key: VerifierKey) -> bytes:
    """Return what the row of a key's leaf has for its digest."""
    return hashlib.sha256(key.text().encode()).digest()


def read(place: int, entry: bytes) -> Named:
    """Return what a leaf says of a key.

    Raises:
        Invalid: it says nothing of one.
    """
    try:
        said: dict[str, Any] = orjson.loads(entry)
        key = VerifierKey.parsed(said["key"])
        before = VerifierKey.parsed(said["replaces"]) if "replaces" in said else None
        return Named(place, entry, key, before, _left(said.get("continues")))
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid(f"Entry {place} of the log names no key.") from error


def chain(db: Session) -> list[Named]:
    """Return every key that the log names, in order."""
    return [read(place, entry) for place, entry in log_keys.every(db)]


def last(db: Session) -> Named | None:
    """Return the key that the log named last, which alone may go on; nothing where none is."""
    found = log_keys.newest(db)
    return None if found is None else read(*found)


def in_force(db: Session) -> Named:
    """Return the key that the newest checkpoints are signed with.

    Raises:
        NotFound: none is named yet.
    """
    for one in reversed(chain(db)):
        if one.replaces is None or _rotated(db, one) is not None:
            return one
    raise NotFound("No key is entered yet: ask again when the server has started.")


def handed_on(db: Session) -> tuple[Rotation, ...]:
    """Return the rotations of the log under its present name, the oldest first."""
    named = chain(db)
    since = max((n for n, one in enumerate(named) if one.replaces is None), default=0)
    made = (_rotated(db, one) for one in named[since:] if one.replaces)
    return tuple(rotation for rotation in made if rotation is not None)


def trusted(db: Session) -> rotations.Spans:
    """Return the present key and what each before it vouches for, as the log itself says.

    Raises:
        NotFound: none is named yet.
    """
    return rotations.spans([in_force(db).key], handed_on(db))


def _rotated(db: Session, named: Named) -> Rotation | None:
    """Return the rotation to a key; nothing while its checkpoint is not signed with both."""
    size = named.place + 1
    note = log_keys.checkpoint(db, named.origin, size)
    if note is None:
        return None
    hashes = tree.inclusion(log.nodes(db, size), named.place, size)
    return Rotation.of(named.entry, Proof(named.place, tuple(hashes), note))


def _left(said: Any) -> Left | None:
    if said is None:
        return None
    head = Head(int(said["size"]), armour.decoded(said["root"]))
    checkpoint.Checkpoint(str(said["origin"]), *head)
    return Left(str(said["origin"]), head)
