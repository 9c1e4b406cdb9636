"""Proof that one entry stands in a log (C2SP tlog-proof), checked offline with a trusted key."""

import re
from collections.abc import Iterable
from typing import NamedTuple, Self

from factordb.errors import Invalid
from factordb.log import armour, notes, tree
from factordb.log.checkpoint import Checkpoint
from factordb.log.notes import VerifierKey

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 64
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


class Proof(NamedTuple):
    place: int
    hashes: tuple[bytes, ...]
    """From the leaf's sibling up."""
    checkpoint: str
    """The signed note."""

    def text(self) -> str:
        """Return the file that is handed out."""
        hashes = map(armour.encoded, self.hashes)
        return "\n".join([HEADER, f"index {self.place}", *hashes, "", self.checkpoint])

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Return the proof in a file; an ``extra`` line is passed over.

        Raises:
            Invalid: it is no proof.
        """
        head, blank, checkpoint = text.partition("\n\n")
        header, *lines = head.split("\n")
        if lines and lines[0].startswith("extra "):
            lines = lines[1:]
        index = _INDEX.fullmatch(lines[0]) if lines else None
        if header != HEADER or not blank or index is None or len(lines) > MOST_HASHES + 1:
            raise Invalid(
                f"This is no proof: its first line is {HEADER}, then an index and hashes."
            )
        return cls(int(index[1]), tuple(map(_hash, lines[1:])), checkpoint)

    def require(self, entry: bytes, origin: str, keys: Iterable[VerifierKey]) -> Checkpoint:
        """Return the checkpoint under which ``entry`` stands in the log ``origin``.

        Raises:
            Invalid: no trusted key signed the checkpoint, it is another log's, or the entry does
                not lead to its root.
        """
        text, _ = notes.opened(self.checkpoint, keys)
        checkpoint = Checkpoint.parsed(text)
        if checkpoint.origin != origin:
            raise Invalid(f"The proof is of the log {checkpoint.origin!r}, not of {origin!r}.")
        leaf = tree.leaf_hash(entry)
        found = tree.root_of_inclusion(self.place, checkpoint.size, leaf, self.hashes)
        if found != checkpoint.root:
            raise Invalid(
                "The entry does not stand in the log at this place: it, or the proof, is "
                "another one."
            )
        return checkpoint


def _hash(line: str) -> bytes:
    found = armour.decoded(line)
    if len(found) != 32:
        raise Invalid(f"{line[:60]!r} is no hash of a proof: 32 bytes in base64.")
    return found
