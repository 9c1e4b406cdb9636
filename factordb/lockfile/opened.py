"""Seals that a lockfile opens: pins of a private release, which the log shows as one leaf.

Who has a grant hands on the nonce and the hashes of what is not pinned. It proves the pins, and
tells how many entries stand behind the seal; of the others nothing is told, since each is salted.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, Self

import orjson

from factordb.errors import Invalid
from factordb.log import armour
from factordb.log.seal import Shared
from factordb.model import leaf
from factordb.model.canonical import canonical_bytes, text_of

_RELEASE = re.compile(r"[a-z0-9-]{1,80}@[0-9A-Za-z.-]{1,60}")


class Opened(NamedTuple):
    """The seal of the edition that published a private release, opened for its pins."""

    release: str
    edition: int
    shown: Shared

    def leaf(self, entries: Sequence[bytes]) -> bytes:
        """Return the leaf of the log that ``entries`` stand behind.

        Raises:
            Invalid: they lead to no seal.
        """
        return leaf.of_sealed(text_of(self.shown.seal(entries)), self.edition)

    def text(self) -> str:
        """Return it as a line of a proof."""
        said = {
            "edition": self.edition,
            "hashes": [armour.encoded(one) for one in self.shown.hashes],
            "nonce": armour.encoded(self.shown.nonce),
            "places": list(self.shown.places),
            "release": self.release,
            "size": self.shown.size,
        }
        return canonical_bytes(said).decode()

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Return what a line says.

        Raises:
            Invalid: it says nothing of the kind, or not in the form it is written in.
        """
        try:
            said = orjson.loads(text)
            hashes = tuple(armour.decoded(one) for one in said["hashes"])
            nonce, places = armour.decoded(said["nonce"]), tuple(said["places"])
            found = cls(
                said["release"], said["edition"], Shared(nonce, places, said["size"], hashes)
            )
            numbers = (found.edition, found.shown.size, *places)
            sound = all(type(n) is int and 0 <= n < 1 << 63 for n in numbers)
            sound = sound and all(len(one) == 32 for one in (nonce, *hashes))
            if sound and _RELEASE.fullmatch(found.release) and found.text() == text:
                return found
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
            raise _none(text) from error
        raise _none(text)


def _none(text: str) -> Invalid:
    return Invalid(f"{text[:60]!r} opens no seal.")
