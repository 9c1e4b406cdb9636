import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.log import seal, tree
from factordb.log.seal import Opening

entries = some.lists(some.binary(min_size=1, max_size=40), min_size=1, max_size=40)
nonces = some.binary(min_size=16, max_size=32)


@given(entries, nonces, some.data())
def test_every_entry_opens_its_seal_and_no_other(
    found: list[bytes], nonce: bytes, data: some.DataObject
) -> None:
    place = data.draw(some.integers(0, len(found) - 1))

    opening = Opening.of(nonce, found, place)

    assert opening.seal() == seal.sealed(nonce, found)
    assert opening._replace(entry=opening.entry + b"x").seal() != seal.sealed(nonce, found)
    assert opening._replace(nonce=nonce + b"x").seal() != seal.sealed(nonce, found)


def test_a_seal_is_over_nonce_root_and_size() -> None:
    nonce = b"n" * 32
    root = tree.leaf_hash(b"one")

    meant = hashlib.sha256(nonce + root + (1).to_bytes(8, "big")).digest()

    assert seal.sealed(nonce, [b"one"]) == meant
    assert seal.sealed(b"m" * 32, [b"one"]) != meant


def test_an_opening_tells_nothing_of_other_entries() -> None:
    found = [b"one", b"two", b"three"]

    told = str(Opening.of(b"n" * 32, found, 0).plain())

    assert "one" in told
    assert "two" not in told
    assert "three" not in told


def test_an_opening_with_a_hash_too_many_is_refused() -> None:
    opening = Opening.of(b"n" * 32, [b"one", b"two"], 0)

    with pytest.raises(Invalid):
        opening._replace(hashes=(*opening.hashes, b"x" * 32)).seal()
