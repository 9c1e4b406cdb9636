import os
import stat
from pathlib import Path

import pytest

from factordb.embedded import home as homes
from factordb.embedded.home import Home
from factordb.errors import DatabaseUnavailable
from tests.embedded.holders import IS_ROOT, NAMELESS, NOBODY, only_root, run

_DEFAULT = "from factordb.embedded.home import default_folder; print(default_folder())"
_REFUSED = """
from factordb.embedded.home import Home, default_folder
from factordb.errors import DatabaseUnavailable
from pathlib import Path
import sys
try:
    Home(Path(sys.argv[1])).make() if sys.argv[1:] else default_folder()
except DatabaseUnavailable as error:
    print(error.detail)
"""


def mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def test_a_home_and_its_parents_are_made_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o777)
    try:
        Home(tmp_path / "some" / "where").make()
    finally:
        os.umask(before)

    assert mode(tmp_path / "some") == (0o755 if IS_ROOT else 0o700)
    assert mode(tmp_path / "some" / "where") == (0o711 if IS_ROOT else 0o700)


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    Home(tmp_path).make()

    assert mode(tmp_path) == 0o750


def test_a_file_in_the_way_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "home").touch()

    with pytest.raises(DatabaseUnavailable) as refused:
        Home(tmp_path / "home").make()

    assert str(tmp_path / "home") in refused.value.detail
    assert "set FACTORDB_HOME to a folder that can be written" in refused.value.detail
    assert "FACTORDB_DATABASE_URL" in refused.value.detail


def test_a_line_break_in_the_name_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    """PostgreSQL notes the folder in a line of its pid file."""
    with pytest.raises(DatabaseUnavailable, match=r"has a line break in its name: set FACTORDB_H"):
        Home(tmp_path / "a\nb").make()

    assert list(tmp_path.iterdir()) == []


@only_root
def test_a_folder_that_cannot_be_written_is_said_with_what_to_do(place: Path) -> None:
    said = run(_REFUSED, str(place / "home"), uid=NOBODY)

    assert said.startswith(f"{place / 'home'} cannot be used for the database (Permission denied)")
    assert "set FACTORDB_HOME to a folder that can be written" in said


def test_a_disk_that_is_read_only_is_said_with_what_to_do() -> None:
    with pytest.raises(DatabaseUnavailable, match="cannot be used for the database"):
        Home(Path("/proc/factordb")).make()


@only_root
def test_root_keeps_data_where_a_system_does() -> None:
    assert homes.default_folder() == Path("/var/lib/factordb")


def a_user() -> int | None:
    return NOBODY if IS_ROOT else None


def test_a_user_keeps_data_where_users_do() -> None:
    said = run(_DEFAULT, uid=a_user(), env={"HOME": "/home/ada"})

    assert said == "/home/ada/.local/share/factordb"


def test_a_user_may_keep_data_elsewhere() -> None:
    assert run(_DEFAULT, uid=a_user(), env={"XDG_DATA_HOME": "/data"}) == "/data/factordb"


def test_a_relative_data_folder_is_no_data_folder() -> None:
    said = run(_DEFAULT, uid=a_user(), env={"XDG_DATA_HOME": "data", "HOME": "/home/ada"})

    assert said == "/home/ada/.local/share/factordb"


@only_root
def test_a_user_without_a_home_folder_is_told_to_name_one() -> None:
    said = run(_REFUSED, uid=NAMELESS)

    assert said.startswith(f"The uid {NAMELESS} has no home folder: set FACTORDB_HOME")
