"""That one state of the log is the beginning of another: proved by us, checked by anybody."""

from collections.abc import Sequence

from pydantic import Field
from sqlmodel import Session

from factordb.errors import Invalid, LogBroken, TileNotFound
from factordb.log import armour, tree
from factordb.log.checkpoint import Checkpoint
from factordb.model.base import Model
from factordb.store import log


class Consistency(Model):
    """RFC 6962's proof between two sizes of one tree."""

    old: int = Field(ge=0)
    new: int = Field(ge=0)
    hashes: tuple[str, ...]
    """In base64, in the order of the RFC."""


def prove(db: Session, old: int, new: int) -> Consistency:
    """Return the proof that the first ``old`` entries of the log are those of its first ``new``.

    Raises:
        Invalid: a log does not shrink.
        TileNotFound: it is not that long.
    """
    reached = log.head(db).size
    if old > new:
        raise Invalid(f"A log of {old} entries does not shrink to one of {new}: ask old first.")
    if new > reached:
        raise TileNotFound(f"The log has {reached} entries, not {new}.")
    hashes = tree.consistency(log.nodes(db, new), old, new) if 0 < old < new else []
    return Consistency(old=old, new=new, hashes=tuple(map(armour.encoded, hashes)))


def hold(old: Checkpoint, new: Checkpoint, proof: Consistency) -> None:
    """Do nothing where ``proof`` shows that ``new`` begins with ``old``.

    Raises:
        LogBroken: it does not: one of the two was signed for another history.
    """
    if (old.size, new.size) != (proof.old, proof.new):
        raise LogBroken("The proof is between other sizes than those of the two checkpoints.")
    try:
        if old.size == 0:
            tree.require_consistent((1, new.root), (1, new.root), _hashes(proof))
            begins = old.root == tree.EMPTY
        else:
            tree.require_consistent(old[1:], new[1:], _hashes(proof))
            begins = True
    except Invalid as error:
        raise LogBroken(_differ(old, new)) from error
    if not begins:
        raise LogBroken(_differ(old, new))


def _hashes(proof: Consistency) -> Sequence[bytes]:
    found = [armour.decoded(text) for text in proof.hashes]
    if any(len(hash_) != tree.SIZE for hash_ in found):
        raise Invalid("A hash of the proof has not 32 bytes.")
    return found


def _differ(old: Checkpoint, new: Checkpoint) -> str:
    return (
        f"The log of {new.size} entries ({new.origin}) does not begin with the {old.size} of "
        f"{old.origin}: two histories were signed, or the proof is another. Keep both checkpoints, "
        "and ask the log's operator."
    )
