import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from factordb.catalogue.record import vouching
from factordb.catalogue.record.keyring import HEAD, KEY, Signed
from factordb.catalogue.record.signing import Signer
from factordb.errors import HistoryRewritten, KeyUnusable
from factordb.log import notes
from factordb.log.checkpoint import Checkpoint
from factordb.store import engine as engines
from factordb.store import log
from factordb.store.engine import transaction
from factordb.store.log import Head, Place
from tests.conftest import Databases


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
    signer.ring.keep(reached)

    assert signer.sign(engine) == Checkpoint(signer.origin, reached.size, reached.root)


@pytest.mark.parametrize(
    "signed",
    [
        Head(5, bytes(32)),
        Head(2, bytes(32)),
        Head(1, bytes(32)),
    ],
    ids=["longer", "another of this size", "another beginning"],
)
def test_a_log_that_does_not_begin_with_what_was_signed_is_not_signed(
    engine: Engine, tmp_path: Path, signed: Head
) -> None:
    signer = Signer.opened(tmp_path)
    grow(engine, b"one", b"two")
    signer.ring.keep(signed)

    for _ in range(2):
        with pytest.raises(HistoryRewritten, match="does not begin with"):
            signer.sign(engine)
    assert signer.ring.signed() == Signed(signed, "here")


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


def copied(folder: Path, to: Path) -> Signer:
    """Return the signer of a copy that keeps times, modes and owners, as backups do."""
    subprocess.run(["cp", "-a", str(folder), str(to)], check=True)
    return Signer.opened(to)


def test_a_copy_of_the_folder_signs_nothing_until_it_is_adopted(
    engine: Engine, tmp_path: Path
) -> None:
    """Whoever has it may have signed beyond what this head says."""
    signer = vouching.opened(engine, tmp_path / "keys", None)
    signer.sign(engine)
    copy = copied(tmp_path / "keys", tmp_path / "copy")
    grow(engine, b"two")

    with pytest.raises(KeyUnusable, match=r"was copied .*factordb log adopt"):
        copy.sign(engine)
    assert signer.sign(engine)
    assert copy.adopt(engine).size == 2
    grow(engine, b"three")
    assert copy.sign(engine)


def test_a_copied_key_begins_no_log_in_another_database(
    engine: Engine, databases: Databases, tmp_path: Path
) -> None:
    vouching.opened(engine, tmp_path / "keys", None).sign(engine)
    copy = copied(tmp_path / "keys", tmp_path / "copy")
    other = databases.copy()
    elsewhere = engines.connect(databases.server(other))

    with pytest.raises(KeyUnusable, match="was copied"):
        vouching.opened(elsewhere, copy.folder, None)
    with pytest.raises(KeyUnusable, match="never knew the key"):
        copy.adopt(elsewhere)
    with pytest.raises(HistoryRewritten):
        vouching.opened(elsewhere, tmp_path / "keys", None)
    with transaction(elsewhere) as db:
        assert log.head(db).size == 0
    elsewhere.dispose()
    databases.drop(other)


def test_a_key_without_its_head_signs_nothing(engine: Engine, tmp_path: Path) -> None:
    signer = Signer.opened(tmp_path)
    grow(engine, b"one")
    signer.sign(engine)
    (tmp_path / HEAD).unlink()
    grow(engine, b"two")

    with pytest.raises(KeyUnusable, match=r"is missing.*no one knows what was signed"):
        signer.sign(engine)


@pytest.mark.parametrize("text", ["", "1", "x y", "1 zz", "1 00 a b"])
def test_a_damaged_head_is_not_taken_for_an_empty_one(
    engine: Engine, tmp_path: Path, text: str
) -> None:
    signer = Signer.opened(tmp_path)
    grow(engine, b"one")
    (tmp_path / HEAD).write_text(text)

    with pytest.raises(KeyUnusable):
        signer.sign(engine)


def test_a_restored_head_goes_on_only_where_it_is_the_last_that_the_database_knows(
    engine: Engine, tmp_path: Path
) -> None:
    signer = Signer.opened(tmp_path)
    heads = []
    for entry in (b"one", b"two"):
        grow(engine, entry)
        signer.sign(engine)
        heads.append(signer.ring.signed())
    grow(engine, b"three")
    older, same = (found.head for found in heads if found)
    signer.ring.keep(older, bound=False)
    with pytest.raises(KeyUnusable, match="was restored and speaks of 1 entries"):
        signer.sign(engine)
    signer.ring.keep(same, bound=False)

    assert signer.sign(engine) == newest(engine, signer)
    found = signer.ring.signed()
    assert found is not None
    assert (found.where, found.head.size) == ("here", 3)


def test_a_stranger_to_a_signed_log_is_told_what_to_do(engine: Engine, tmp_path: Path) -> None:
    vouching.opened(engine, tmp_path / "keys", None).sign(engine)

    with pytest.raises(KeyUnusable, match=r"restore --secrets FILE.*new-origin"):
        vouching.opened(engine, tmp_path / "empty", None)
    with pytest.raises(KeyUnusable, match="is signed with the key"):
        Signer.opened(tmp_path / "other").sign(engine)


def test_two_databases_that_part_are_not_signed_with_one_key(
    databases: Databases, tmp_path: Path
) -> None:
    """As after a promotion, while the old server still lives; both use one folder of the key."""
    first = databases.copy()
    engine = engines.connect(databases.server(first))
    vouching.opened(engine, tmp_path, None).sign(engine)
    engine.dispose()
    second = databases.copy_of(first)
    old, new = (engines.connect(databases.server(name)) for name in (first, second))
    signer = Signer.opened(tmp_path)
    for number, (one, entry) in enumerate([(old, b"a"), (new, b"b"), (old, b"c"), (new, b"d")]):
        grow(one, entry)
        if one is old:
            assert signer.sign(one), number
        else:
            with pytest.raises(HistoryRewritten, match="does not begin with"):
                signer.sign(one)
    for one, name in ((old, first), (new, second)):
        one.dispose()
        databases.drop(name)


def test_two_processes_with_one_folder_hand_out_one_history(
    databases: Databases, tmp_path: Path
) -> None:
    """Each signs its own of two databases that parted: the folder's lock lets one go first."""
    first = databases.copy()
    engine = engines.connect(databases.server(first))
    vouching.opened(engine, tmp_path, None).sign(engine)
    engine.dispose()
    names = [first, databases.copy_of(first)]
    for name in names:
        one = engines.connect(databases.server(name))
        grow(one, name.encode())
        one.dispose()
    code = (
        "import sys; from pathlib import Path; from factordb.store import engine\n"
        "from factordb.catalogue.record.signing import Signer; from factordb.errors import *\n"
        "signer = Signer.opened(Path(sys.argv[1])); there = engine.connect(sys.argv[2])\n"
        "sys.stdin.readline()\n"
        "try: print(signer.sign(there, 20).size)\n"
        "except HistoryRewritten: print('refused')\n"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), databases.server(name)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    told = sorted(process.communicate("go\n", timeout=60)[0].strip() for process in both)
    for name in names:
        databases.drop(name)

    assert told == ["2", "refused"]
