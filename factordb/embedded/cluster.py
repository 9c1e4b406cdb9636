"""The data folder: made in full or not at all."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from factordb.embedded.home import OTHERWISE, Home, as_uid, reachable
from factordb.errors import DatabaseUnavailable

OWNER = "factordb"
"""The role that owns everything in the embedded database."""

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
_LOCALE = ("-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")


def ensure(home: Home, programs: Path) -> None:
    """Make the data folder where it is missing; one whose making was cut short is made anew.

    Raises:
        DatabaseUnavailable: initdb fails, or no uid can run it.
    """
    fresh = home.folder / "data.new"
    if (home.data / "PG_VERSION").exists():
        shutil.rmtree(fresh, ignore_errors=True)
        return
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(home.data, ignore_errors=True)
    uid = home.runs_as()
    _require_reachable(home, uid)
    maker = _with_a_name(uid)
    fresh.mkdir(0o700)
    if maker is not None:
        os.chown(fresh, maker, maker)
    _initdb(programs, fresh, maker)
    if uid is not None and maker != uid:
        _hand_over(fresh, uid)
    fresh.rename(home.data)


def _initdb(programs: Path, fresh: Path, maker: int | None) -> None:
    options = ("-U", OWNER, "-A", "trust", "--no-instructions", *_LOCALE)
    made = subprocess.run(  # noqa: S603  # our own program
        [str(programs / "initdb"), "-D", str(fresh), *options],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        **as_uid(maker),
    )
    if made.returncode:
        said = (made.stderr or made.stdout).strip()[-1500:]
        raise DatabaseUnavailable(f"The database could not be made: {said} {OTHERWISE}")


def _require_reachable(home: Home, uid: int | None) -> None:
    if uid is not None and not reachable(home.folder, uid):
        raise DatabaseUnavailable(
            f"The database runs as uid {uid}, which cannot reach {home.folder}: a folder above it "
            f"is closed. Set FACTORDB_HOME to an open one, such as /var/lib/factordb. {OTHERWISE}"
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
    known = sorted((entry.pw_uid for entry in pwd.getpwall()), reverse=True)
    if uid in known:
        return uid
    return next((other for other in known if other), uid)


def _hand_over(folder: Path, uid: int) -> None:
    for place, _, names in os.walk(folder):
        os.chown(place, uid, uid, follow_symlinks=False)
        for name in names:
            os.chown(Path(place) / name, uid, uid, follow_symlinks=False)
