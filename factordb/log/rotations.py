"""Rotations: a log goes on under a new key, and whoever trusts one of the two learns the other.

A rotation is a leaf that names both keys, proved by a C2SP tlog-proof whose ``extra`` is the leaf
itself, under a checkpoint that both keys signed. Text of several: one after the other, the oldest
first.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Self

import orjson

from factordb.errors import Invalid, UntrustedKey
from factordb.log import armour, notes
from factordb.log.checkpoint import Checkpoint
from factordb.log.notes import VerifierKey
from factordb.log.proof import HEADER, Proof

_MOST = 100


class Span(NamedTuple):
    """The sizes of the log that a key may vouch for."""

    since: int = 0
    until: int | None = None
    """The last; nothing where no rotation is known that replaced the key."""

    def __contains__(self, size: object) -> bool:
        assert isinstance(size, int)  # noqa: S101  # as the protocol has it
        return self.since <= size and (self.until is None or size <= self.until)


Spans = Mapping[VerifierKey, Span]


class Rotation(NamedTuple):
    old: VerifierKey
    new: VerifierKey
    entry: bytes
    """The leaf that names both."""
    proof: Proof
    """That it stands in the log, under a checkpoint with both signatures."""

    @classmethod
    def of(cls, entry: bytes, proof: Proof) -> Self:
        """Return the rotation that ``entry`` tells of, both signatures and the proof checked.

        Raises:
            Invalid: it is none, or does not hold.
        """
        old, new = named(entry)
        checkpoint = proof.require(entry, old.name, [old, new])
        _, vouching = notes.opened(proof.checkpoint, [old, new])
        if len(vouching) < 2 or checkpoint.size != proof.place + 1:
            raise _none("its checkpoint ends with the leaf and is signed with both keys")
        return cls(old, new, entry, proof)

    @property
    def size(self) -> int:
        """How long the log is with the leaf: what the old key vouches for last."""
        return self.proof.place + 1

    def text(self) -> str:
        """Return the proof, its leaf in it."""
        head, _, rest = self.proof.text().partition("\n")
        return f"{head}\nextra {armour.encoded(self.entry)}\n{rest}"


def parsed(text: str) -> tuple[Rotation, ...]:
    """Return the rotations of a text, each checked; none where it is empty.

    Raises:
        Invalid: it holds something else, or is not in the form it was written in.
    """
    blocks = [f"{HEADER}\n{block}" for block in text.split(f"{HEADER}\n")[1:]]
    if len(blocks) > _MOST:
        raise _none(f"{_MOST} are the most")
    found = tuple(_one(block) for block in blocks)
    if written(found) != text:
        raise _none("it is not in the form it was written in")
    return found


def told(answer: str) -> tuple[Rotation, ...]:
    """Return the rotations that a log tells after its key, as ``/log/key`` does.

    Raises:
        Invalid: one does not hold.
    """
    _, begins, rest = answer.partition(f"{HEADER}\n")
    return parsed(begins + rest)


def written(rotations: Iterable[Rotation]) -> str:
    """Return the text that holds ``rotations``."""
    return "".join(rotation.text() for rotation in rotations)


def named(entry: bytes) -> tuple[VerifierKey, VerifierKey]:
    """Return the old and the new key that a leaf names; both have the name of the log.

    Raises:
        Invalid: it is no leaf of a rotation.
    """
    try:
        said = orjson.loads(entry)
        old, new = VerifierKey.parsed(said["replaces"]), VerifierKey.parsed(said["key"])
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, Invalid) as error:
        raise _none("its leaf names the old and the new key") from error
    if said.get("type") != "key" or old.name != new.name or old == new:
        raise _none("its leaf names two keys of one log")
    return old, new


def spans(keys: Iterable[VerifierKey], rotations: Sequence[Rotation]) -> Spans:
    """Return for every key that is trusted, or follows from one that is, what it vouches for."""
    found = {key: Span() for key in keys}
    for _ in rotations:  # as many steps as a chain can have links
        for one in rotations:
            if one.old in found or one.new in found:
                old, new = found.get(one.old, Span()), found.get(one.new, Span())
                found[one.old] = old._replace(until=one.size)
                found[one.new] = new._replace(since=one.size)
    return found


def opened(note: str, trusted: Spans) -> tuple[Checkpoint, list[VerifierKey]]:
    """Return the checkpoint in ``note`` and which of the ``trusted`` keys vouch for it.

    Raises:
        Invalid: it is no signed checkpoint, or a signature does not hold.
        UntrustedKey: no key signed it that may vouch for a log of this size.
    """
    text, vouching = notes.opened(note, trusted)
    checkpoint = Checkpoint.parsed(text)
    within = [key for key in vouching if checkpoint.size in trusted[key]]
    if not within:
        raise UntrustedKey(
            f"The checkpoint of {checkpoint.size} entries is signed with a key that vouched for a "
            "log of another size: it was rotated. Nothing that it signs beyond is believed."
        )
    return checkpoint, within


def _one(block: str) -> Rotation:
    lines = block.split("\n", 2)
    extra = lines[1] if len(lines) > 1 else ""
    entry = armour.decoded(extra.removeprefix("extra "))
    if not extra.startswith("extra ") or not entry:
        raise _none("its second line is extra and the leaf")
    return Rotation.of(entry, Proof.parsed(block))


def _none(says: str) -> Invalid:
    return Invalid(f"This is no rotation of a log's key: {says}.")
