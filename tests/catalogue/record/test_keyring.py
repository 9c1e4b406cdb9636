import os
import shutil
import stat
from pathlib import Path

import pytest

from factordb.catalogue.record.keyring import HEAD, KEY, MARK, NEXT, NOTHING, RETIRED, Keyring
from factordb.errors import KeyUnusable
from factordb.store.log import Head

SOME = Head(7, bytes(range(32)))


def where(folder: Path) -> str | None:
    found = Keyring(folder).signed()
    return found.where if found else None


def test_a_fresh_key_has_signed_nothing_and_its_folder_is_closed(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys")
    assert ring.key() is None
    made = ring.make("factors.example/log")
    found, signed = ring.key(), ring.signed()

    assert found is not None
    assert found.verifier == made.verifier
    assert signed is not None
    assert (signed.head, signed.where) == (NOTHING, "here")
    for file in (KEY, HEAD, MARK):
        assert stat.S_IMODE((ring.folder / file).stat().st_mode) == 0o600


def test_a_head_is_known_where_it_was_written_and_nowhere_else(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys")
    ring.make(None)
    ring.keep(SOME)
    shutil.copytree(ring.folder, tmp_path / "copy")
    ring.folder.rename(tmp_path / "moved")

    assert where(tmp_path / "moved") == "here", "the folder is the same under another name"
    assert where(tmp_path / "copy") == "elsewhere"
    Keyring(tmp_path / "copy").keep(SOME, bound=False)
    assert where(tmp_path / "copy") == "restored"


def test_putting_an_older_copy_back_in_place_does_not_pass(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys")
    ring.make(None)
    shutil.copytree(ring.folder, tmp_path / "backup")
    ring.keep(SOME)
    shutil.rmtree(ring.folder)
    shutil.copytree(tmp_path / "backup", ring.folder)

    assert where(ring.folder) == "elsewhere"
    (ring.folder / MARK).unlink()
    assert where(ring.folder) == "elsewhere"


def test_the_next_key_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    ring.make("a.example/log")
    following = ring.make("a.example/log", NEXT)
    ring.keep(SOME)
    ring.turn()
    found, signed = ring.key(), ring.signed()

    assert found is not None
    assert found.verifier == following.verifier
    assert ring.key(NEXT) is None
    assert signed is not None
    assert signed.head == SOME


def test_a_key_that_retires_is_put_aside_with_its_head(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    old = ring.make("a.example/log").verifier
    ring.keep(SOME)
    ring.make("b.example/log", NEXT)
    said = (tmp_path / HEAD).read_text()
    ring.retire()
    aside, signed = tmp_path / RETIRED / old.id.hex(), ring.signed()

    assert (aside / HEAD).read_text() == said
    assert signed is not None
    assert signed.head == NOTHING
    assert stat.S_IMODE((aside / KEY).stat().st_mode) == 0o600


def test_a_folder_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    with ring.alone(0) as first, ring.alone(0) as second:
        assert (first, second) == (True, False)
    with ring.alone(0) as again:
        assert again


def test_what_cannot_be_read_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / KEY).mkdir()
    with pytest.raises(KeyUnusable, match="restore --secrets"):
        Keyring(tmp_path).key()
    (tmp_path / "file").touch()
    with pytest.raises(KeyUnusable, match="FACTORDB_KEYS"):
        Keyring(tmp_path / "file" / "keys").made()


def test_no_scrap_is_left_where_a_process_of_the_same_number_was_killed(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    scrap = tmp_path / f"{HEAD}.{os.getpid()}.new"
    scrap.write_text("half")
    ring.keep(SOME)

    assert not scrap.exists()
