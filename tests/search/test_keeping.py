import os
import subprocess
import sys
import time
from pathlib import Path

from factordb.search import keeping
from factordb.search.keeping import Hold

LONG_AGO = time.time() - 2 * keeping.UNUSED


def a_folder(root: Path, name: str, used: float = LONG_AGO) -> Path:
    """Return the index folder ``name`` below ``root``, last used at a time."""
    folder = root / name / "rules"
    folder.mkdir(parents=True)
    (folder / "in-use").touch()
    for path in (folder / "in-use", folder):
        os.utime(path, (used, used))
    return folder


def cleared(root: Path, keep: Path | None = None, lost: Path | None = None) -> list[Path]:
    return keeping.clear(root, keep or root, lambda folder: folder == lost)


def test_what_nobody_used_for_long_goes_and_its_database_with_it(tmp_path: Path) -> None:
    old, new = a_folder(tmp_path, "old"), a_folder(tmp_path, "new", time.time())

    assert cleared(tmp_path) == [old]
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    assert new.exists()


def test_what_is_held_stays_however_old_and_whatever_is_said_of_it(tmp_path: Path) -> None:
    held, lost = a_folder(tmp_path, "held"), a_folder(tmp_path, "lost")
    holds = Hold(held), Hold(lost)
    for hold in holds:
        hold.take()
    for folder in (held, lost):
        os.utime(folder / "in-use", (LONG_AGO, LONG_AGO))

    assert cleared(tmp_path, lost=lost) == []

    for hold in holds:
        hold.let_go()
    assert cleared(tmp_path, lost=lost) == [held, lost]


def test_what_another_process_holds_stays_until_it_is_killed(tmp_path: Path) -> None:
    held = a_folder(tmp_path, "held")
    code = (
        "import sys, time; from pathlib import Path; from factordb.search.keeping import Hold; "
        "hold = Hold(Path(sys.argv[1])); hold.take(); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(held)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        os.utime(held / "in-use", (LONG_AGO, LONG_AGO))

        assert cleared(tmp_path) == []

        other.kill()
    assert cleared(tmp_path, lost=held) == [held]


def test_what_is_kept_stays(tmp_path: Path) -> None:
    assert cleared(tmp_path, keep=a_folder(tmp_path, "ours")) == []


def test_what_vanished_goes_though_it_was_just_used(tmp_path: Path) -> None:
    lost = a_folder(tmp_path, "lost", time.time())

    assert cleared(tmp_path, lost=lost) == [lost]


def test_who_comes_while_a_folder_is_cleared_holds_the_next(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, "old")
    hold = Hold(folder)
    cleared(tmp_path)
    hold.take()  # There is nothing to hold now.
    folder.mkdir(parents=True)

    hold.take()

    assert cleared(tmp_path, lost=folder) == []


def test_a_hold_moves_to_a_folder_that_was_made_anew(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, "ours", time.time())
    hold = Hold(folder)
    hold.take()
    (folder / "in-use").unlink()

    hold.take()

    assert cleared(tmp_path, lost=folder) == []


def test_a_clearing_is_bounded_and_the_next_goes_on(tmp_path: Path) -> None:
    for number in range(20):
        a_folder(tmp_path, f"old-{number:02}")

    assert [len(cleared(tmp_path)) for _ in range(3)] == [16, 4, 0]


def test_what_a_killed_clearing_left_goes_with_the_next(tmp_path: Path) -> None:
    left = tmp_path / "old" / ".gone-1"
    left.mkdir(parents=True)

    assert cleared(tmp_path) == [left]


def test_links_to_elsewhere_are_not_followed(tmp_path: Path) -> None:
    elsewhere = a_folder(tmp_path / "elsewhere", "mine")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(elsewhere.parent)

    assert cleared(root) == []
    assert elsewhere.exists()
