import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlmodel import Session

from factordb.catalogue.record import consistency
from factordb.catalogue.record.consistency import Consistency
from factordb.errors import Invalid, LogBroken, TileNotFound
from factordb.log import armour, tree
from factordb.log.checkpoint import Checkpoint
from factordb.store import log
from factordb.store.log import Place

SIZE = 300
"""More than a tile."""


@pytest.fixture
def grown(db: Session) -> Session:
    """Return a session on a log of 300 entries."""
    entries = [str(n).encode() for n in range(SIZE)]
    log.append(db, entries, [Place("table", bytes(32), None) for _ in entries])
    return db


def at(db: Session, size: int) -> Checkpoint:
    return Checkpoint("a.example/log", size, tree.root(log.nodes(db, size), size))


@pytest.mark.parametrize(
    ("old", "new"), [(0, 0), (0, 1), (0, 300), (1, 1), (1, 2), (255, 256), (256, 257), (7, 300)]
)
def test_any_two_sizes_are_proved(grown: Session, old: int, new: int) -> None:
    proof = consistency.prove(grown, old, new)

    consistency.hold(at(grown, old), at(grown, new), proof)
    assert Consistency.model_validate_json(proof.model_dump_json()) == proof


ENTRIES = [str(n).encode() for n in range(40)]
NODES = tree.nodes_of([tree.leaf_hash(entry) for entry in ENTRIES])


def state(size: int) -> Checkpoint:
    return Checkpoint("a.example/log", size, tree.root(NODES, size))


@given(some.integers(1, 40), some.integers(1, 40), some.integers(0, 31), some.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_one_bit_changed_in_either_root_or_a_hash_is_found(
    a: int, b: int, at: int, bit: int
) -> None:
    old, new = state(min(a, b)), state(max(a, b))
    hashes = tree.consistency(NODES, old.size, new.size) if old.size < new.size else []
    proof = Consistency(old=old.size, new=new.size, hashes=tuple(map(armour.encoded, hashes)))
    consistency.hold(old, new, proof)

    def flipped(content: bytes) -> bytes:
        return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]

    wrong = [(old._replace(root=flipped(old.root)), new, proof)]
    wrong.append((old, new._replace(root=flipped(new.root)), proof))
    for number, hash_ in enumerate(hashes):
        changed = [*hashes[:number], flipped(hash_), *hashes[number + 1 :]]
        told = tuple(map(armour.encoded, changed))
        wrong.append((old, new, proof.model_copy(update={"hashes": told})))
    for one in wrong:
        with pytest.raises(LogBroken, match="does not begin"):
            consistency.hold(*one)


def test_the_empty_log_begins_every_log_and_no_other_does(grown: Session) -> None:
    proof = consistency.prove(grown, 0, 3)
    with pytest.raises(LogBroken):
        consistency.hold(at(grown, 0)._replace(root=bytes(32)), at(grown, 3), proof)
    with pytest.raises(LogBroken, match="other sizes"):
        consistency.hold(at(grown, 1), at(grown, 3), proof)
    with pytest.raises(LogBroken):
        consistency.hold(at(grown, 0), at(grown, 3), proof.model_copy(update={"hashes": ("A",)}))


def test_what_cannot_be_proved_is_said(grown: Session) -> None:
    with pytest.raises(Invalid, match="does not shrink"):
        consistency.prove(grown, 2, 1)
    with pytest.raises(TileNotFound, match="300 entries, not 301"):
        consistency.prove(grown, 1, 301)
