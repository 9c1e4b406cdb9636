"""``factors.lock.proof``: one proof for all that a lockfile pins, under one signed checkpoint.

A first line that says what it is; ``lockfile`` and the digest of the lockfile it was made for;
where manifests are pinned, the ``release`` entries of the log that name them, which no line of a
lockfile can rebuild; where a private release is pinned, what opens its ``seal``; an ``index`` for
each pin, factors in the order of release and digest, then properties, then manifests, and for each
seal in place of the pins behind it; the hashes that all of them share; an empty line; the
checkpoint. Where the log's key was rotated, the rotations follow, and the first line ends in 2.
"""

import re
from typing import NamedTuple, Self

from factordb.errors import Invalid, LockfileBroken
from factordb.lockfile.opened import Opened
from factordb.log import armour, rotations
from factordb.log.proof import HEADER as ROTATION
from factordb.log.rotations import Rotation
from factordb.model.canonical import is_digest

HEADER = "factordb/lockfile-proof/1"
ROTATED = "factordb/lockfile-proof/2"
"""The first line where rotations follow."""
_RELEASE = "release "
_SEAL = "seal "
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


class SharedProof(NamedTuple):
    lockfile: str
    """Digest of the lockfile's text: no proof covers its words, so a slip in them shows here."""
    places: tuple[int, ...]
    """Where in the log each pin stands."""
    hashes: tuple[bytes, ...]
    checkpoint: str
    """The signed note."""
    rotations: tuple[Rotation, ...] = ()
    """By which whoever trusts an older key of the log learns the one that signed."""
    releases: tuple[bytes, ...] = ()
    """Entries of the log that name a manifest which is pinned, by release."""
    seals: tuple[Opened, ...] = ()
    """What opens the seals of private releases that are pinned, by release."""

    def text(self) -> str:
        """Return the file."""
        lines = [ROTATED if self.rotations else HEADER, f"lockfile {self.lockfile}"]
        lines += [f"release {entry.decode()}" for entry in self.releases]
        lines += [f"seal {one.text()}" for one in self.seals]
        lines += [f"index {place}" for place in self.places]
        lines += map(armour.encoded, self.hashes)
        return "\n".join([*lines, "", self.checkpoint]) + rotations.written(self.rotations)

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Return the proof in a file.

        Raises:
            LockfileBroken: it is none, or is not in the form it was written in.
        """
        head, blank, rest = text.partition("\n\n")
        checkpoint, rotated, more = rest.partition(f"{ROTATION}\n")
        header, *lines = head.split("\n")
        lockfile = lines[0].removeprefix("lockfile ") if lines else ""
        if header not in (HEADER, ROTATED) or not blank or not is_digest(lockfile):
            raise broken(f"its first lines are {HEADER} and lockfile with a digest")
        named = [line for line in lines[1:] if line.startswith(_RELEASE)]
        indexes = [index for line in lines[1:] if (index := _INDEX.fullmatch(line))]
        opened = [line for line in lines[1:] if line.startswith(_SEAL)]
        seals = tuple(_opened(line.removeprefix(_SEAL)) for line in opened)
        hashes = tuple(map(_hash, lines[1 + len(named) + len(opened) + len(indexes) :]))
        entries = tuple(line.removeprefix(_RELEASE).encode() for line in named)
        chain = _rotations(rotated + more)
        places = tuple(int(index[1]) for index in indexes)
        found = cls(lockfile, places, hashes, checkpoint, chain, entries, seals)
        _require_strict(checkpoint)
        if found.text() != text:
            raise broken("it is not in the form it was written in")
        return found


def broken(says: str) -> LockfileBroken:
    """Return the error of a proof that does not hold."""
    return LockfileBroken(f"The proof does not hold: {says}.", what="proof")


def _rotations(text: str) -> tuple[Rotation, ...]:
    try:
        return rotations.parsed(text)
    except Invalid as error:
        raise broken(error.detail.rstrip(".")) from error


def _opened(line: str) -> Opened:
    try:
        return Opened.parsed(line)
    except Invalid as error:
        raise broken(error.detail.rstrip(".")) from error


def _hash(line: str) -> bytes:
    found = armour.decoded(line)
    if len(found) != 32:
        raise broken(f"{line[:60]!r} is neither an index nor a hash")
    return found


def _require_strict(checkpoint: str) -> None:
    """Base64 leaves bits over, in which a change would show nowhere else."""
    for line in checkpoint.partition("\n\n")[2].splitlines():
        if not armour.decoded(line.rpartition(" ")[2]):
            raise LockfileBroken(
                f"The signature {line[:60]!r} is none that anybody writes: it was changed.",
                what="signature",
            )
