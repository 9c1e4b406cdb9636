"""``factors.lock.proof``: one proof for all that a lockfile pins, under one signed checkpoint.

A first line that says what it is; ``lockfile`` and the digest of the lockfile it was made for; an
``index`` for each pin, in the order of release and digest; the hashes that all of them share; an
empty line; the checkpoint.
"""

import base64
import binascii
import re
from typing import NamedTuple, Self

from factordb.errors import LockfileBroken
from factordb.model.canonical import is_digest

HEADER = "factordb/lockfile-proof/1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


class SharedProof(NamedTuple):
    lockfile: str
    """Digest of the lockfile's text: no proof covers its words, so a slip in them shows here."""
    places: tuple[int, ...]
    """Where in the log each pin stands."""
    hashes: tuple[bytes, ...]
    checkpoint: str
    """The signed note."""

    def text(self) -> str:
        """Return the file."""
        lines = [HEADER, f"lockfile {self.lockfile}"]
        lines += [f"index {place}" for place in self.places]
        lines += [base64.b64encode(hash_).decode() for hash_ in self.hashes]
        return "\n".join([*lines, "", self.checkpoint])

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Return the proof in a file.

        Raises:
            LockfileBroken: it is none, or is not in the form it was written in.
        """
        head, blank, checkpoint = text.partition("\n\n")
        header, *lines = head.split("\n")
        lockfile = lines[0].removeprefix("lockfile ") if lines else ""
        if header != HEADER or not blank or not is_digest(lockfile):
            raise broken(f"its first lines are {HEADER} and lockfile with a digest")
        indexes = [index for line in lines[1:] if (index := _INDEX.fullmatch(line))]
        hashes = tuple(map(_hash, lines[1 + len(indexes) :]))
        found = cls(lockfile, tuple(int(i[1]) for i in indexes), hashes, checkpoint)
        _require_strict(checkpoint)
        if found.text() != text:
            raise broken("it is not in the form it was written in")
        return found


def broken(says: str) -> LockfileBroken:
    """Return the error of a proof that does not hold."""
    return LockfileBroken(f"The proof does not hold: {says}.", what="proof")


def _hash(line: str) -> bytes:
    found = _decoded(line)
    if len(found) != 32:
        raise broken(f"{line[:60]!r} is neither an index nor a hash")
    return found


def _require_strict(checkpoint: str) -> None:
    """Base64 leaves bits over, in which a change would show nowhere else."""
    for line in checkpoint.partition("\n\n")[2].splitlines():
        if not _decoded(line.rpartition(" ")[2]):
            raise LockfileBroken(
                f"The signature {line[:60]!r} is none that anybody writes: it was changed.",
                what="signature",
            )


def _decoded(text: str) -> bytes:
    """Return what base64 says, or nothing where it is not as an encoder writes it."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return found if base64.b64encode(found).decode() == text else b""
