import os
import stat
from pathlib import Path

import pytest

from factordb.embedded import files
from tests.embedded.holders import NOBODY, only_root


def made(path: Path) -> os.stat_result:
    os.close(files.opened(path, os.O_RDWR))
    return path.stat()


def test_a_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    assert stat.S_IMODE(made(tmp_path / "new").st_mode) == 0o600


def test_what_a_file_holds_is_kept(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("kept")
    made(tmp_path / "old")

    assert (tmp_path / "old").read_text() == "kept"


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")

    with pytest.raises(OSError, match="symbolic links"):
        files.opened(tmp_path / "link", os.O_RDWR)


@only_root
def test_what_root_makes_in_somebodys_folder_is_theirs(tmp_path: Path) -> None:
    os.chown(tmp_path, NOBODY, NOBODY)

    assert made(tmp_path / "new").st_uid == NOBODY


@only_root
def test_roots_file_behind_a_second_name_is_not_given_away(tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "lease").hardlink_to(tmp_path / "secret")
    os.chown(theirs, NOBODY, NOBODY)

    assert made(theirs / "lease").st_uid == 0


def test_a_folder_is_forced_to_the_disk(tmp_path: Path) -> None:
    files.forced_out(tmp_path)
    with pytest.raises(FileNotFoundError):
        files.forced_out(tmp_path / "missing")
