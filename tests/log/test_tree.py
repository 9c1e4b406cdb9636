import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.log import tree

VECTORS = [
    bytes.fromhex(h) for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")
]
VECTORS.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = {
    1: "6e340b9cffb37a98",
    2: "fac54203e7cc696c",
    3: "aeb6bcfe274b70a1",
    5: "4e3bbb1f7b478dcf",
    7: "ddb89be403809e32",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
sizes = some.integers(1, 300)


def leaves(size: int) -> list[bytes]:
    return [tree.leaf_hash(str(number).encode()) for number in range(size)]


def plainly(hashes: list[bytes]) -> bytes:
    """The RFC's definition, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\1" + plainly(hashes[:k]) + plainly(hashes[k:])).digest()


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_of_the_rfcs_own_examples(size: int) -> None:
    nodes = tree.nodes_of([tree.leaf_hash(entry) for entry in VECTORS[:size]])

    assert tree.root(nodes, size).hex().startswith(ROOTS[size])


@given(some.integers(0, 600))
def test_a_root_is_what_the_rfc_defines(size: int) -> None:
    assert tree.root(tree.nodes_of(leaves(size)), size) == plainly(leaves(size))


@given(sizes, some.data())
def test_every_leaf_is_proved_and_no_other_with_its_proof(size: int, data: some.DataObject) -> None:
    hashes = leaves(size)
    nodes, index = tree.nodes_of(hashes), data.draw(some.integers(0, size - 1))
    path = tree.inclusion(nodes, index, size)

    assert tree.root_of_inclusion(index, size, hashes[index], path) == plainly(hashes)
    other = tree.leaf_hash(b"other")
    assert tree.root_of_inclusion(index, size, other, path) != plainly(hashes)


@given(sizes, some.data())
def test_a_log_that_grew_is_proved_and_one_that_was_rewritten_is_not(
    new: int, data: some.DataObject
) -> None:
    hashes, old = leaves(new), data.draw(some.integers(1, new))
    path = tree.consistency(tree.nodes_of(hashes), old, new)
    before, after = (old, plainly(hashes[:old])), (new, plainly(hashes))

    tree.require_consistent(before, after, path)
    rewritten = [tree.leaf_hash(b"rewritten"), *hashes[1:]]
    with pytest.raises(Invalid):
        tree.require_consistent((old, plainly(rewritten[:old])), after, path)


@given(sizes, some.data())
def test_one_proof_serves_many_leaves(size: int, data: some.DataObject) -> None:
    hashes = leaves(size)
    indexes = data.draw(some.sets(some.integers(0, size - 1), min_size=1, max_size=40))
    known = {index: hashes[index] for index in indexes}
    proof = tree.shared(tree.nodes_of(hashes), indexes, size)

    assert tree.root_of_shared(size, known, proof) == plainly(hashes)
    if proof:
        with pytest.raises(Invalid, match="lacks"):
            tree.root_of_shared(size, known, proof[:-1])
    with pytest.raises(Invalid, match="surplus"):
        tree.root_of_shared(size, known, [*proof, bytes(32)])


@given(sizes, some.data())
def test_a_changed_leaf_or_hash_changes_the_root(size: int, data: some.DataObject) -> None:
    hashes = leaves(size)
    indexes = data.draw(some.sets(some.integers(0, size - 1), min_size=1, max_size=10))
    known = {index: hashes[index] for index in indexes}
    proof = tree.shared(tree.nodes_of(hashes), indexes, size)
    struck = data.draw(some.sampled_from(sorted(indexes)))

    assert tree.root_of_shared(size, known | {struck: bytes(32)}, proof) != plainly(hashes)
    for place in range(len(proof)):
        forged = [*proof[:place], bytes(32), *proof[place + 1 :]]
        assert tree.root_of_shared(size, known, forged) != plainly(hashes)


@pytest.mark.parametrize(
    "path", [[], [bytes(32)] * 2, [bytes(32)] * 4], ids=["none", "short", "long"]
)
def test_a_proof_has_as_many_hashes_as_the_tree_asks(path: list[bytes]) -> None:
    with pytest.raises(Invalid, match="hashes"):
        tree.root_of_inclusion(3, 7, bytes(32), path)


def test_what_is_not_in_the_log_is_not_proved() -> None:
    nodes = tree.nodes_of(leaves(5))
    for index in (-1, 5):
        with pytest.raises(Invalid, match="no entry"):
            tree.inclusion(nodes, index, 5)
        with pytest.raises(Invalid, match="no entry"):
            tree.root_of_inclusion(index, 5, bytes(32), [])
    with pytest.raises(Invalid, match="lacks"):
        tree.shared(nodes, [5], 5)
    with pytest.raises(Invalid, match="no leaf"):
        tree.root_of_shared(5, {5: bytes(32)}, [])
    for old in (0, 6):
        with pytest.raises(Invalid, match="grow"):
            tree.consistency(nodes, old, 5)
        with pytest.raises(Invalid, match="grow"):
            tree.require_consistent((old, bytes(32)), (5, bytes(32)), [])


def test_the_empty_log_has_the_empty_root() -> None:
    assert tree.root(tree.nodes_of([]), 0) == hashlib.sha256(b"").digest()
