import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from factordb.catalogue.safekeeping import sealing
from factordb.errors import BackupBroken, Invalid

PASSPHRASE = "correct horse battery"  # noqa: S105  # guards nothing
CONTENT = b"the key of the log"
SEALED = sealing.seal(CONTENT, PASSPHRASE)


def test_what_was_sealed_is_opened_by_its_passphrase() -> None:
    assert sealing.unseal(SEALED, PASSPHRASE) == CONTENT
    assert CONTENT not in SEALED
    assert sealing.seal(CONTENT, PASSPHRASE) != SEALED, "salt and nonce are new each time"
    said = json.loads(SEALED)["sealing"]
    assert (said["kdf"], said["n"], said["cipher"]) == ("scrypt", 1 << 17, "AES-256-GCM")


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(BackupBroken, match="another passphrase"):
        sealing.unseal(SEALED, PASSPHRASE + "!")


def test_a_passphrase_typed_on_another_keyboard_is_the_same() -> None:
    sealed = sealing.seal(CONTENT, "cafe\u0301 und kuchen")

    assert sealing.unseal(sealed, "caf\u00e9 und kuchen") == CONTENT


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(Invalid, match="12 characters"):
        sealing.seal(CONTENT, "short")


def _changed(**said: object) -> bytes:
    whole = json.loads(SEALED)
    whole["sealing"] |= said
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    "said",
    [{"n": 1 << 30}, {"r": 1 << 20}, {"p": 99}, {"n": 2}, {"n": 70_000}, {"kdf": "none"}],
    ids=str,
)
def test_parameters_that_would_stop_the_machine_or_weaken_the_seal_are_not_followed(
    said: dict[str, object],
) -> None:
    with pytest.raises(BackupBroken):
        sealing.unseal(_changed(**said), PASSPHRASE)


@given(at=some.integers(0), bit=some.integers(0, 7))
@settings(max_examples=25, deadline=None)
def test_one_bit_changed_opens_nothing_else(at: int, bit: int) -> None:
    changed = bytearray(SEALED)
    changed[at % len(changed)] ^= 1 << bit
    try:
        assert sealing.unseal(bytes(changed), PASSPHRASE) == CONTENT  # white space of the JSON
    except BackupBroken:
        return
