import pytest

from factordb.errors import LockfileBroken
from factordb.lockfile.proofs import HEADER, SharedProof
from tests.lockfile.locks import a_locked, written

TEXT = written(a_locked()).proof.decode()


def test_a_proof_is_read_back_as_it_was_written() -> None:
    proof = SharedProof.parsed(TEXT)

    assert proof.text() == TEXT
    assert len(proof.places) == 3
    assert proof.checkpoint.startswith("factors.example/log\n14\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HEADER, "factordb/lockfile-proof/2"),
        ("lockfile sha256:", "lockfile sha255:"),
        ("index 0", "index 00"),
        ("index 0", "index 0 "),
        ("index 0\n", "index 0\nAAAA\n"),
    ],
)
def test_a_proof_of_another_form_is_refused(old: str, new: str) -> None:
    assert old in TEXT

    with pytest.raises(LockfileBroken) as error:
        SharedProof.parsed(TEXT.replace(old, new, 1))
    assert error.value.facts["what"] == "proof"


def test_an_index_behind_the_hashes_is_refused() -> None:
    lines = TEXT.split("\n")
    index = lines.pop(2)
    lines.insert(lines.index(""), index)

    with pytest.raises(LockfileBroken, match="neither an index nor a hash"):
        SharedProof.parsed("\n".join(lines))


def test_bits_that_base64_leaves_over_are_no_place_to_hide() -> None:
    first = next(line for line in TEXT.split("\n") if line.endswith("="))
    last = first[-2]
    other = chr(ord(last) + 1)

    with pytest.raises(LockfileBroken):
        SharedProof.parsed(TEXT.replace(first, first[:-2] + other + "=", 1))


def test_bits_left_over_in_the_signature_neither() -> None:
    line = TEXT.splitlines()[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = alphabet[alphabet.index(line[-2]) ^ 1]

    with pytest.raises(LockfileBroken) as error:
        SharedProof.parsed(TEXT.replace(line, line[:-2] + other + "="))
    assert error.value.facts["what"] == "signature"
