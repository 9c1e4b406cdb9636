"""The data folder: made in full or not at all."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from factordb.embedded import binaries, files
from factordb.embedded.home import Home
from factordb.embedded.postmaster import OWNER
from factordb.embedded.privilege import OTHERWISE, as_uid, reachable, server_uid
from factordb.errors import DatabaseUnavailable

if sys.platform != "win32":
    import pwd

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
_LOCALE = ("-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")


def ensure(home: Home, programs: Path, held: int) -> None:
    """Make the data folder where it is missing; one whose making was cut short is made anew.

    What makes it inherits the lock ``held``, so that nobody else begins while it lives.

    Raises:
        DatabaseUnavailable: initdb fails, no uid can run it, what is there is not ours, or another
            PostgreSQL wrote it.
    """
    fresh = home.folder / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    if (home.data / "PG_VERSION").exists():
        _require_version(home.data)
        return
    _require_empty(home.data)
    uid = server_uid(home.folder)
    maker = _with_a_name(uid)
    fresh.mkdir(0o700)
    folder = os.open(fresh, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if maker is not None:
            os.fchown(folder, maker, maker)
        _initdb(programs, fresh, maker, (folder, held))
    finally:
        os.close(folder)
    if uid is not None and maker != uid:
        _hand_over(fresh, uid)
    fresh.rename(home.data)
    files.forced_out(home.folder)


def way_to(folder: Path, descriptor: int, uid: int | None) -> str:
    """Return the path by which ``uid`` gets to ``folder``, of which it is given ``descriptor``.

    Below a closed folder that is the descriptor itself, where the system has names for those.

    Raises:
        DatabaseUnavailable: there is no such path.
    """
    given = f"/proc/self/fd/{descriptor}"
    if uid is None or reachable(folder, uid):
        return str(folder)
    if reachable(Path(given), uid, (descriptor,)):
        return given
    raise DatabaseUnavailable(
        f"The database runs as uid {uid}, which cannot reach {folder}: a folder above it is "
        f"closed. Set FACTORDB_HOME to an open one, such as /var/lib/factordb. {OTHERWISE}"
    )


def _initdb(programs: Path, fresh: Path, maker: int | None, given: tuple[int, int]) -> None:
    options = ("-U", OWNER, "-A", "trust", "--no-instructions", *_LOCALE)
    made = subprocess.run(  # noqa: S603  # our own program
        [str(programs / "initdb"), "-D", way_to(fresh, given[0], maker), *options],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        pass_fds=given,
        **as_uid(maker),
    )
    if made.returncode:
        said = (made.stderr or made.stdout).strip()[-1500:]
        raise DatabaseUnavailable(f"The database could not be made: {said} {OTHERWISE}")


def _require_version(data: Path) -> None:
    written, ours = (data / "PG_VERSION").read_text("ascii").strip(), binaries.major()
    if written != ours:
        raise DatabaseUnavailable(
            f"{data} was written by PostgreSQL {written}, and {ours} is installed: make a backup "
            f"with the factordb that wrote it, and restore that into a new folder. {OTHERWISE}"
        )


def _require_empty(data: Path) -> None:
    """What was made here carries its version from the first moment: all else is somebody's."""
    if data.exists() and any(data.iterdir()):
        raise DatabaseUnavailable(
            f"{data} holds no database but other files, which are left alone: set FACTORDB_HOME to "
            f"a folder of its own. {OTHERWISE}"
        )


def _with_a_name(uid: int | None) -> int | None:
    """Return a uid that initdb accepts: it wants a name in the passwd file, postgres does not."""
    if uid is None:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError as error:
            raise DatabaseUnavailable(
                f"The uid {os.geteuid()} has no entry in the passwd file, which making a database "
                f"needs: add one. {OTHERWISE}"
            ) from error
        return None
    known = {entry.pw_uid: entry.pw_name for entry in pwd.getpwall() if entry.pw_uid}
    if uid in known or not known:
        return uid
    return max(known, key=lambda other: (known[other] == "nobody", other))


def _hand_over(folder: Path, uid: int) -> None:
    for place, _, names in os.walk(folder):
        os.chown(place, uid, uid, follow_symlinks=False)
        for name in names:
            os.chown(Path(place) / name, uid, uid, follow_symlinks=False)
