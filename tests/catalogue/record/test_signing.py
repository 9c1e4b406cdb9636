import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine

from factordb.catalogue.record.signing import HEAD, KEY, Signer
from factordb.errors import HistoryRewritten, KeyUnusable
from factordb.log import notes
from factordb.log.checkpoint import Checkpoint
from factordb.store import log
from factordb.store.engine import transaction
from factordb.store.log import Place


def grow(engine: Engine, *entries: bytes) -> None:
    with transaction(engine) as db:
        log.append(db, entries, [Place("table", bytes(32), None) for _ in entries])


def newest(engine: Engine, signer: Signer) -> Checkpoint:
    """Return the newest checkpoint that a signer handed out, its signature checked."""
    with transaction(engine) as db:
        note = log.newest_checkpoint(db, signer.origin).note
    return Checkpoint.parsed(notes.opened(note, [signer.key.verifier])[0])


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first, second = (Signer.opened(tmp_path / "keys") for _ in range(2))

    assert first.key.verifier == second.key.verifier
    assert first.origin.startswith("factordb.local/")
    assert stat.S_IMODE((tmp_path / "keys" / KEY).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_log_is_named_when_its_key_is_made_and_keeps_its_name(tmp_path: Path) -> None:
    assert Signer.opened(tmp_path, "factors.example/log").origin == "factors.example/log"
    assert Signer.opened(tmp_path).origin == "factors.example/log"
    with pytest.raises(KeyUnusable, match="keeps its name"):
        Signer.opened(tmp_path, "other.example/log")


@pytest.mark.parametrize("text", ["", "name", "name !!", "name AAAA", "a b c"])
def test_a_damaged_key_is_no_reason_to_make_a_new_one(tmp_path: Path, text: str) -> None:
    (tmp_path / KEY).write_text(text)

    with pytest.raises(KeyUnusable, match="restore it"):
        Signer.opened(tmp_path)
    assert (tmp_path / KEY).read_text() == text


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(KeyUnusable, match="FACTORDB_KEYS"):
        Signer.opened(tmp_path / "file" / "keys")


def test_the_committed_log_is_signed_once_for_each_size(engine: Engine, tmp_path: Path) -> None:
    signer = Signer.opened(tmp_path)
    assert signer.sign(engine) is None
    grow(engine, b"one")
    signed = signer.sign(engine)
    assert signed == newest(engine, signer)
    assert signer.sign(engine) is None
    grow(engine, b"two", b"three")

    assert (signer.sign(engine), newest(engine, signer).size) == (newest(engine, signer), 3)


def test_a_signature_lost_in_a_crash_is_given_again_the_same(
    engine: Engine, tmp_path: Path
) -> None:
    """The head is written down before the checkpoint is committed."""
    signer = Signer.opened(tmp_path)
    grow(engine, b"one")
    with transaction(engine) as db:
        reached = log.head(db)
    (tmp_path / HEAD).write_text(f"{reached.size} {reached.root.hex()}\n")

    assert signer.sign(engine) == Checkpoint(signer.origin, reached.size, reached.root)


@pytest.mark.parametrize(
    "signed",
    [
        f"5 {bytes(32).hex()}",
        f"2 {bytes(32).hex()}",
        f"1 {bytes(32).hex()}",
    ],
    ids=["longer", "another of this size", "another beginning"],
)
def test_a_log_that_does_not_begin_with_what_was_signed_is_not_signed(
    engine: Engine, tmp_path: Path, signed: str
) -> None:
    signer = Signer.opened(tmp_path)
    grow(engine, b"one", b"two")
    (tmp_path / HEAD).write_text(signed)

    for _ in range(2):
        with pytest.raises(HistoryRewritten, match="does not begin with"):
            signer.sign(engine)
    assert (tmp_path / HEAD).read_text() == signed


def test_two_signers_hand_out_one_history(engine: Engine, tmp_path: Path) -> None:
    """A second replica with a copy of the key finds the size signed, and says nothing."""
    grow(engine, b"one")
    first, second = Signer.opened(tmp_path), Signer.opened(tmp_path)

    assert first.sign(engine)
    assert second.sign(engine) is None
    with transaction(engine) as db:
        assert log.signs_alone(db)
        grow(engine, b"two")
        assert second.sign(engine) is None
    assert second.sign(engine)


def test_each_log_is_signed_with_its_own_key(engine: Engine, tmp_path: Path) -> None:
    ours, other = Signer.opened(tmp_path / "ours"), Signer.opened(tmp_path / "other")
    grow(engine, b"one")

    assert ours.sign(engine)
    assert other.sign(engine)
    assert newest(engine, other).root == newest(engine, ours).root
