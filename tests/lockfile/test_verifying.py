"""Whatever is changed in the three files is found, and the first thing wrong is named."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from factordb.errors import LockfileBroken
from factordb.lockfile.bodies import written as written_bodies
from factordb.lockfile.locked import Locked
from factordb.lockfile.proofs import SharedProof
from factordb.lockfile.verifying import Trust, Verified, require_asked, verify
from factordb.log.notes import SigningKey
from factordb.model.canonical import digest
from tests.examples import a_factor
from tests.lockfile.locks import (
    BEIJING,
    KEY,
    MIXED,
    ORIGIN,
    SHANGHAI,
    TRUST,
    Written,
    a_line,
    a_locked,
    written,
)

WHOLE = written(a_locked())


def checked(files: Written, trust: Trust = TRUST) -> Verified:
    return verify(files.lock, files.proof, files.bodies, trust)


def fault(files: Written, trust: Trust = TRUST) -> Any:  # what a fact holds
    with pytest.raises(LockfileBroken) as error:
        checked(files, trust)
    return error.value.facts["what"]


def with_proof(files: Written, **changes: Any) -> Written:
    proof = SharedProof.parsed(files.proof.decode())._replace(**changes)
    return files._replace(proof=proof.text().encode())


def relocked(locked: Locked) -> Written:
    """Return files whose maker went on to write the proof of the changed lockfile anew."""
    return with_proof(WHOLE, lockfile=digest(locked.text().encode()))._replace(
        lock=locked.text().encode()
    )


def changed(alias: str, **answer: Any) -> Locked:
    locked = a_locked()
    line = locked.factors[alias]
    fresh = line.model_copy(update={"answer": line.answer.model_copy(update=answer)})
    return locked.model_copy(update={"factors": locked.factors | {alias: fresh}})


def test_what_is_sound_verifies_without_a_server() -> None:
    found = checked(WHOLE)

    assert (found.factors, found.values, found.origin) == (5, 5, ORIGIN)
    assert found.keys == (KEY.verifier.text(),)


def test_without_bodies_the_pins_are_proved_and_no_number_is_checked() -> None:
    found = verify(WHOLE.lock, WHOLE.proof, None, TRUST)

    assert (found.factors, found.values) == (5, 0)


def test_a_changed_body_is_named_with_its_alias() -> None:
    files = WHOLE._replace(bodies=WHOLE.bodies.replace(b"0.6", b"0.7"))

    with pytest.raises(LockfileBroken, match=r"^bj: no body hashes to") as error:
        checked(files)
    assert error.value.facts == {"what": "body", "alias": "bj"}


def test_a_body_left_out_and_one_too_many_are_named() -> None:
    lines = WHOLE.bodies.splitlines(keepends=True)

    assert fault(WHOLE._replace(bodies=b"".join(lines[1:]))) == "body"
    assert fault(WHOLE._replace(bodies=WHOLE.bodies + b"{}\n")) == "body"


def test_a_changed_digest_in_the_lockfile_is_named_as_such() -> None:
    files = WHOLE._replace(lock=changed("bj", digest=digest(b"x")).text().encode())

    assert fault(files) == "digest"


def test_a_pin_that_stands_in_no_log_does_not_become_true_by_a_body() -> None:
    stranger = a_factor(region="CN-BJ", value="0.1")
    locked = a_locked(bj=a_line(stranger))
    body = {f.digest(): f.canonical() for f in (SHANGHAI, stranger, MIXED)}

    assert fault(relocked(locked)._replace(bodies=written_bodies(body))) == "proof"


def test_another_release_of_the_same_document_is_another_leaf() -> None:
    assert fault(relocked(changed("bj", release="grid-office@2024"))) == "proof"


@pytest.mark.parametrize(
    "said",
    [
        {"value": "0.61"},
        {"value": "0.60"},
        {"unit": "MWh"},
        {"gas": "CO2e"},
        {"gwp": "AR6"},
        {"computed": True},
        {"key": '["electricity.grid",{},[],"CN-BJ","kWh"]'},
        {"release": "other-office@2023"},
    ],
    ids=str,
)
def test_what_the_body_does_not_say_is_found_although_the_proof_was_made_anew(
    said: dict[str, Any],
) -> None:
    assert fault(relocked(changed("bj", **said))) == "value"


def test_a_computed_value_is_computed_again() -> None:
    value = a_locked().factors["tj"].answer.value

    assert value == "0.93330"
    assert fault(relocked(changed("tj", value="0.9334"))) == "value"


def test_a_hash_of_the_proof_that_was_changed_is_named() -> None:
    hashes = SharedProof.parsed(WHOLE.proof.decode()).hashes

    assert fault(with_proof(WHOLE, hashes=(bytes(32), *hashes[1:]))) == "proof"
    assert fault(with_proof(WHOLE, hashes=hashes[1:])) == "proof"
    assert fault(with_proof(WHOLE, hashes=(*hashes, bytes(32)))) == "proof"


def test_an_index_that_was_changed_is_named() -> None:
    places = SharedProof.parsed(WHOLE.proof.decode()).places

    assert fault(with_proof(WHOLE, places=(places[1], places[0], *places[2:]))) == "proof"
    assert fault(with_proof(WHOLE, places=places[:-1])) == "proof"
    assert fault(with_proof(WHOLE, places=(*places[:-1], 10**9))) == "proof"


def test_a_forged_signature_is_named() -> None:
    note = SharedProof.parsed(WHOLE.proof.decode()).checkpoint
    forged = note.replace(ORIGIN + "\n14", ORIGIN + "\n15", 1)

    assert forged != note
    assert fault(with_proof(WHOLE, checkpoint=forged)) == "signature"


def test_a_key_that_nobody_trusts_is_named() -> None:
    stranger = SigningKey(ORIGIN, bytes(32))

    assert fault(written(a_locked(), stranger)) == "key"
    assert fault(WHOLE, Trust((stranger.verifier,))) == "key"


def test_another_log_is_named() -> None:
    assert fault(WHOLE, TRUST._replace(origin="elsewhere.example/log")) == "origin"
    other = a_locked()
    log = other.log.model_copy(update={"origin": "elsewhere.example/log"})
    assert fault(relocked(other.model_copy(update={"log": log}))) == "origin"


def test_after_rotation_an_older_lockfile_verifies_with_the_key_of_its_time() -> None:
    newer = SigningKey(ORIGIN, bytes(32))
    both = Trust((newer.verifier, KEY.verifier), ORIGIN)

    assert checked(WHOLE, both).keys == (KEY.verifier.text(),)
    assert checked(written(a_locked(), newer), both).keys == (newer.verifier.text(),)


SECOND, THIRD = SigningKey(ORIGIN, b"2" * 32), SigningKey(ORIGIN, b"3" * 32)
ROTATED = written(a_locked(), rotated=(SECOND, THIRD))


@pytest.mark.parametrize("trusted", [KEY, SECOND, THIRD])
def test_a_newer_lockfile_verifies_with_any_key_the_log_ever_had(trusted: SigningKey) -> None:
    """The rotations stand in its proof."""
    assert checked(ROTATED, Trust((trusted.verifier,), ORIGIN)).keys == (THIRD.verifier.text(),)


def test_an_older_lockfile_verifies_with_the_newest_key_and_the_rotations() -> None:
    newest = Trust((THIRD.verifier,), ORIGIN)
    chain = SharedProof.parsed(ROTATED.proof.decode()).rotations

    assert fault(WHOLE, newest) == "key"
    assert checked(WHOLE, newest._replace(rotations=chain)).keys == (KEY.verifier.text(),)


def test_an_older_key_vouches_for_nothing_beyond_its_rotation() -> None:
    """As a thief of it would: the log of his own making is longer than the key's time."""
    chain = SharedProof.parsed(ROTATED.proof.decode()).rotations
    forged = written(a_locked(), KEY, later=100)

    assert fault(forged, Trust((THIRD.verifier,), ORIGIN, chain)) == "key"
    assert fault(forged, TRUST._replace(rotations=chain)) == "key"


def test_rotations_between_strangers_do_not_pass() -> None:
    strangers = written(a_locked(), SECOND, rotated=(THIRD,))
    chain = SharedProof.parsed(strangers.proof.decode()).rotations

    assert fault(strangers) == "key"
    assert fault(with_proof(WHOLE, rotations=chain)) == "proof"


def test_a_word_that_no_proof_covers_is_found_by_the_digest_in_the_proof_file() -> None:
    steps = changed("bj", steps=("region: CN-BJ was tried",))

    assert fault(WHOLE._replace(lock=steps.text().encode())) == "lockfile"


def test_questions_are_held_against_what_is_asked() -> None:
    locked = a_locked()
    asked = {alias: line.question for alias, line in locked.factors.items()}
    require_asked(locked, asked.items())

    for other in (asked | {"new": {"activity": "x"}}, asked | {"bj": {"activity": "x"}}, {}):
        with pytest.raises(LockfileBroken, match="factordb lock"):
            require_asked(locked, other.items())


@dataclasses.dataclass
class Flip:
    """One character of a text, or one bit of bytes, changed."""

    file: str
    at: int
    bit: int

    def applied(self, files: Written) -> Written:
        content = files._asdict()[self.file]
        at = self.at % len(content)
        flipped = content[:at] + bytes([content[at] ^ (1 << self.bit)]) + content[at + 1 :]
        return files._replace(**{self.file: flipped})


flips = some.builds(
    Flip, some.sampled_from(["lock", "proof", "bodies"]), some.integers(0), some.integers(0, 7)
)


@pytest.mark.parametrize("files", [WHOLE, ROTATED], ids=["whole", "rotated"])
@given(flip=flips)
@settings(max_examples=200, deadline=None)
def test_one_bit_changed_anywhere_is_found_and_named(files: Written, flip: Flip) -> None:
    named = fault(flip.applied(files))

    assert (
        named
        in {
            "lock": {"lockfile", "digest", "value", "proof", "origin", "body"},
            "proof": {"proof", "signature", "key", "origin", "lockfile"},
            "bodies": {"body"},
        }[flip.file]
    )


def test_an_empty_lockfile_verifies_too() -> None:
    empty = a_locked().model_copy(update={"factors": {}})

    assert checked(written(empty)).factors == 0


def test_the_log_may_have_grown_since() -> None:
    assert checked(written(a_locked(), later=500)).factors == 5
    assert BEIJING.digest() in WHOLE.lock.decode()
