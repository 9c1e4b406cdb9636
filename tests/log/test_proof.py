import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.log import tree
from factordb.log.checkpoint import Checkpoint
from factordb.log.notes import SigningKey
from factordb.log.proof import Proof

ORIGIN = "factordb.example/log"
KEY = SigningKey(ORIGIN, bytes(range(32)))
KEYS = [KEY.verifier]


def entry(number: int) -> bytes:
    return f"entry {number}".encode()


def proof(index: int, size: int, origin: str = ORIGIN) -> Proof:
    nodes = tree.nodes_of([tree.leaf_hash(entry(number)) for number in range(size)])
    note = KEY.signed(Checkpoint(origin, size, tree.root(nodes, size)).text())
    return Proof(index, tuple(tree.inclusion(nodes, index, size)), note)


@given(some.integers(1, 70), some.data())
def test_an_entry_is_proved_from_the_file_alone(size: int, data: some.DataObject) -> None:
    index = data.draw(some.integers(0, size - 1))
    file = proof(index, size).text()

    assert Proof.parsed(file).require(entry(index), ORIGIN, KEYS).size == size


def test_a_file_reads_as_the_specification_draws_it() -> None:
    lines = proof(3, 5).text().split("\n")

    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 3"]
    assert lines[5:8] == ["", ORIGIN, "5"]
    assert lines[-1] == ""


def test_an_extra_line_is_passed_over() -> None:
    file = proof(3, 5).text().replace("\nindex", "\nextra AAAA\nindex")

    assert Proof.parsed(file).require(entry(3), ORIGIN, KEYS)


def test_another_entry_place_log_or_key_is_refused() -> None:
    found = proof(3, 5)
    with pytest.raises(Invalid, match="does not stand in the log"):
        found.require(entry(2), ORIGIN, KEYS)
    with pytest.raises(Invalid, match="does not stand in the log"):
        found._replace(place=2).require(entry(3), ORIGIN, KEYS)
    with pytest.raises(Invalid, match="of the log"):
        found.require(entry(3), "another.example/log", KEYS)
    with pytest.raises(Invalid, match="none of the keys"):
        found.require(entry(3), ORIGIN, [SigningKey("stranger", bytes(32)).verifier])


@pytest.mark.parametrize(
    "change",
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("index 3", "index 03"),
        ("index 3", "index -1"),
        ("index 3\n", ""),
        ("index 3\n", "index 3\nAAAA\n"),
        ("\n\n", "\n"),
    ],
)
def test_what_is_no_proof_is_refused(change: tuple[str, str]) -> None:
    with pytest.raises(Invalid):
        Proof.parsed(proof(3, 5).text().replace(*change, 1)).require(entry(3), ORIGIN, KEYS)
