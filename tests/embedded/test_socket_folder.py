import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from factordb.embedded import socket_folder
from tests.embedded.holders import IS_ROOT, NOBODY, only_root, run

_MADE = """
import sys; from pathlib import Path; from factordb.embedded import socket_folder
print(socket_folder.made(Path(sys.argv[1])))
"""


@pytest.fixture
def made(place: Path) -> Iterator[list[Path]]:
    """Return a list of folders that are gone after the test, as they may lie anywhere."""
    folders: list[Path] = []
    yield folders
    for folder in folders:
        shutil.rmtree(folder)


def test_it_is_the_servers_alone(place: Path, made: list[Path]) -> None:
    made.append(socket_folder.made(place))

    found = made[0].stat()
    assert stat.S_IMODE(found.st_mode) == 0o700
    assert found.st_uid == (60_711 if IS_ROOT else os.geteuid())


def test_it_is_the_same_every_time_and_another_for_another_home(
    place: Path, made: list[Path]
) -> None:
    (place / "a").mkdir()
    (place / "b").mkdir()
    made += [socket_folder.made(place / "a"), socket_folder.made(place / "b")]

    assert socket_folder.made(place / "a") == made[0] != made[1]


def test_the_longest_home_has_a_socket_short_enough(place: Path, made: list[Path]) -> None:
    home = place / ("x" * 120) / ("y" * 120)
    home.mkdir(parents=True)
    made.append(socket_folder.made(home))

    assert len(os.fsencode(made[0] / socket_folder.SOCKET)) <= socket_folder.LONGEST


def user_made(home: Path, **env: str) -> Path:
    return Path(run(_MADE, str(home), uid=NOBODY if IS_ROOT else None, env=env))


@pytest.fixture
def home(place: Path) -> Path:
    """Return the home of an ordinary user."""
    home = place / "home"
    home.mkdir(0o700)
    if IS_ROOT:
        os.chown(home, NOBODY, NOBODY)
    return home


def test_a_user_has_it_in_the_runtime_folder(place: Path, home: Path) -> None:
    runtime = place / "run"
    runtime.mkdir(0o777)
    runtime.chmod(0o777)

    assert user_made(home, XDG_RUNTIME_DIR=str(runtime)).parent == runtime


@pytest.mark.parametrize("name", ["gone", "with,comma", 'with"quote'])
def test_a_runtime_folder_that_will_not_do_is_passed_over(
    place: Path, home: Path, name: str
) -> None:
    if name != "gone":
        (place / name).mkdir()
        (place / name).chmod(0o777)

    assert user_made(home, XDG_RUNTIME_DIR=str(place / name)).parent == home


@only_root
@pytest.mark.parametrize("theirs", ["folder", "link", "file"])
def test_what_somebody_else_put_there_is_not_trusted(place: Path, home: Path, theirs: str) -> None:
    runtime = place / "run"
    runtime.mkdir()
    runtime.chmod(0o1777)
    trap = runtime / user_made(home).name
    if theirs == "folder":
        trap.mkdir()
        trap.chmod(0o777)
    elif theirs == "link":
        trap.symlink_to(place)
    else:
        trap.touch()

    assert user_made(home, XDG_RUNTIME_DIR=str(runtime)).parent == home
