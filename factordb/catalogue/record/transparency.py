"""The log as it is read by anybody: checkpoint, key, tiles, and proofs of single documents."""

from sqlmodel import Session

from factordb.catalogue.record import keys
from factordb.errors import DigestNotFound, NotFound
from factordb.log import rotations, tiles, tree
from factordb.log.checkpoint import of_note
from factordb.log.proof import Proof
from factordb.model.canonical import raw
from factordb.store import log

KINDS = ("factor", "property", "label")


def checkpoint(db: Session) -> str:
    """Return the newest signed checkpoint, a note.

    Raises:
        NotFound: none is signed yet.
    """
    return log.newest_checkpoint(db).note


def key(db: Session) -> str:
    """Return the verifier key that the newest checkpoints are signed with, as the log names it.

    Raises:
        NotFound: no key is entered yet.
    """
    return keys.in_force(db).key.text()


def key_and_chain(db: Session) -> str:
    """Return the verifier key in a line, and after an empty one how it followed on older ones.

    Raises:
        NotFound: no key is entered yet.
    """
    chain = rotations.written(keys.handed_on(db))
    return f"{key(db)}\n" + (f"\n{chain}" if chain else "")


def tile(db: Session, path: str) -> bytes:
    """Return a tile's hashes, or a bundle's entries: ``0/x001/234``, ``entries/000.p/7``.

    Raises:
        Invalid: the path is none of a tile.
        TileNotFound: the log is not that long.
    """
    return log.content(db, tiles.parsed(path))


def proof(db: Session, digest: str) -> tuple[bytes, str]:
    """Return the entry of a document and the C2SP tlog-proof that it stands in the log.

    It is the entry of the release that published the document first.

    Raises:
        Invalid: ``digest`` is malformed.
        DigestNotFound: no published document has it.
        NotFound: it was published a moment ago, and is not signed yet.
    """
    found = log.places(db, raw(digest), KINDS)
    if not found:
        raise DigestNotFound(
            f"No published document has the digest {digest}; search or resolve to find one.",
            digest=digest,
        )
    place, _ = found[0]
    note = log.newest_checkpoint(db).note
    size = of_note(note).size
    if place >= size:
        raise NotFound("The document is published, and not signed yet: ask again in a second.")
    hashes = tree.inclusion(log.nodes(db, size), place, size)
    return log.entry(db, place), Proof(place, tuple(hashes), note).text()
