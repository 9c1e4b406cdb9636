"""A log that went on under a new key, twice; who trusts any of the three learns the others."""

import pytest

from factordb.errors import Invalid, UntrustedKey
from factordb.log import rotations, tree
from factordb.log.checkpoint import Checkpoint
from factordb.log.notes import SigningKey
from factordb.log.proof import Proof
from factordb.log.rotations import Rotation
from factordb.model import leaf

ORIGIN = "factors.example/log"
FIRST, SECOND, THIRD, STRANGER = (SigningKey(ORIGIN, bytes([n]) * 32) for n in range(1, 5))


def a_rotation(old: SigningKey, new: SigningKey, place: int = 4, **odd: object) -> Rotation:
    """Return a rotation in a log whose last leaf it is; ``odd`` replaces a part of it."""
    entry = leaf.of_rotation(old.verifier.text(), new.verifier.text())
    entries = [*(str(n).encode() for n in range(place)), entry]
    nodes = tree.nodes_of([tree.leaf_hash(e) for e in entries])
    text = Checkpoint(ORIGIN, place + 1, tree.root(nodes, place + 1)).text()
    note = odd.get("note") or new.cosigned(old.signed(text))
    proof = Proof(place, tuple(tree.inclusion(nodes, place, place + 1)), str(note))
    return Rotation.of(bytes(odd.get("entry", entry)), proof)  # type: ignore[call-overload]  # bytes


CHAIN = (a_rotation(FIRST, SECOND, 4), a_rotation(SECOND, THIRD, 9))


def signed(key: SigningKey, size: int) -> str:
    return key.signed(Checkpoint(ORIGIN, size, bytes(32)).text())


def test_a_chain_is_read_back_as_it_was_written() -> None:
    text = rotations.written(CHAIN)

    assert rotations.parsed(text) == CHAIN
    assert rotations.parsed("") == ()
    assert rotations.told(f"{THIRD.verifier.text()}\n\n{text}") == CHAIN
    assert rotations.told(THIRD.verifier.text()) == ()
    assert text.startswith("c2sp.org/tlog-proof@v1\nextra ")


@pytest.mark.parametrize("trusted", [FIRST, SECOND, THIRD])
def test_who_trusts_one_key_believes_each_for_its_own_time(trusted: SigningKey) -> None:
    spans = rotations.spans([trusted.verifier], CHAIN)

    for key, sizes in ((FIRST, (1, 5)), (SECOND, (5, 6, 10)), (THIRD, (10, 11, 999))):
        for size in sizes:
            assert rotations.opened(signed(key, size), spans)[1] == [key.verifier]
    for key, size in ((FIRST, 6), (SECOND, 4), (SECOND, 11), (THIRD, 9)):
        with pytest.raises(UntrustedKey):
            rotations.opened(signed(key, size), spans)


def test_a_rotation_between_strangers_gives_no_trust() -> None:
    spans = rotations.spans([STRANGER.verifier], CHAIN)

    assert list(spans) == [STRANGER.verifier]
    with pytest.raises(UntrustedKey):
        rotations.opened(signed(THIRD, 20), spans)


def test_a_new_key_alone_cannot_say_that_it_replaces_another() -> None:
    rooted = Checkpoint.parsed(CHAIN[0].proof.checkpoint.partition("\n\n")[0] + "\n").text()
    for signer in (SECOND, FIRST):
        with pytest.raises(Invalid):
            a_rotation(FIRST, SECOND, note=signer.signed(rooted))


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"[]",
        b'{"key":"x","type":"key"}',
        leaf.of_key(FIRST.verifier.text()),
        leaf.of_rotation(FIRST.verifier.text(), FIRST.verifier.text()),
        leaf.of_rotation(FIRST.verifier.text(), SigningKey("b.example", bytes(32)).verifier.text()),
    ],
)
def test_a_leaf_that_names_no_two_keys_of_one_log_is_none(entry: bytes) -> None:
    with pytest.raises(Invalid):
        rotations.named(entry)


def test_one_bit_changed_in_a_chain_is_found() -> None:
    text = rotations.written(CHAIN).encode()
    for at in range(len(text)):
        changed = bytearray(text)
        changed[at] ^= 1 << (at % 8)
        try:
            read = changed.decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises(Invalid):
            rotations.parsed(read)
