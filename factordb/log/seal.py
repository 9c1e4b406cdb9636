"""Seals: many entries behind one hash that tells nothing, and the proof that one was among them."""

import base64
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from factordb.errors import Invalid
from factordb.log import tree


def sealed(nonce: bytes, entries: Sequence[bytes]) -> bytes:
    """Return the hash that stands for ``entries``: over a nonce, the root of their tree, its size.

    Who knows the nonce can open it for one entry, and shows no other.
    """
    nodes = _nodes(entries)
    return _seal(nonce, tree.root(nodes, len(entries)), len(entries))


class Opening(NamedTuple):
    """What shows that one entry stands behind a seal."""

    entry: bytes
    nonce: bytes
    place: int
    size: int
    hashes: tuple[bytes, ...]

    @classmethod
    def of(cls, nonce: bytes, entries: Sequence[bytes], place: int) -> "Opening":
        """Return what shows that the entry at ``place`` is one of ``entries``."""
        path = tree.inclusion(_nodes(entries), place, len(entries))
        return cls(entries[place], nonce, place, len(entries), tuple(path))

    def seal(self) -> bytes:
        """Return the seal that this opens.

        Raises:
            Invalid: the hashes lead to no root of this size.
        """
        leaf = tree.leaf_hash(self.entry)
        root = tree.root_of_inclusion(self.place, self.size, leaf, self.hashes)
        return _seal(self.nonce, root, self.size)

    def plain(self) -> dict[str, object]:
        """Return it in JSON's own types."""
        return {
            "entry": self.entry.decode(),
            "nonce": base64.b64encode(self.nonce).decode(),
            "place": self.place,
            "size": self.size,
            "hashes": [base64.b64encode(one).decode() for one in self.hashes],
        }


class Shared(NamedTuple):
    """What shows that several entries stand behind one seal, without the entries themselves."""

    nonce: bytes
    places: tuple[int, ...]
    size: int
    hashes: tuple[bytes, ...]

    @classmethod
    def of(cls, nonce: bytes, entries: Sequence[bytes], places: Sequence[int]) -> "Shared":
        """Return what shows that the entries at ``places`` are some of ``entries``."""
        hashes = tree.shared(_nodes(entries), places, len(entries))
        return cls(nonce, tuple(places), len(entries), tuple(hashes))

    def seal(self, entries: Sequence[bytes]) -> bytes:
        """Return the seal that ``entries`` at these places stand behind.

        Raises:
            Invalid: they are not as many as the places, or lead to no root of this size.
        """
        if len(set(self.places)) != len(entries) or len(self.places) != len(entries):
            raise Invalid(f"The seal is opened for {len(self.places)} entries, not {len(entries)}.")
        leaves = dict(zip(self.places, map(tree.leaf_hash, entries), strict=True))
        root = tree.root_of_shared(self.size, leaves, self.hashes)
        return _seal(self.nonce, root, self.size)


def _nodes(entries: Sequence[bytes]) -> tree.Nodes:
    return tree.nodes_of([tree.leaf_hash(entry) for entry in entries])


def _seal(nonce: bytes, root: bytes, size: int) -> bytes:
    return hashlib.sha256(nonce + root + size.to_bytes(8, "big")).digest()
