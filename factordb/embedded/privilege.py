"""The uid of the server: PostgreSQL refuses to run as root, and no user is made for it."""

import os
import subprocess
from pathlib import Path
from typing import Any

from factordb.errors import DatabaseUnavailable

PRIVATE_UID = 60_711
"""Of the range that nobody hands out (60706–61183 on systems with systemd)."""

OTHERWISE = "Or name a server in FACTORDB_DATABASE_URL."
_SHELL = "/bin/sh"


def server_uid(folder: Path) -> int | None:
    """Return the uid that serves the home ``folder``; nothing where it is our own.

    Only root has a choice: whom the home belongs to, or nobody that exists.
    """
    if os.geteuid() != 0:
        return None
    return folder.stat().st_uid or PRIVATE_UID


def as_uid(uid: int | None) -> dict[str, Any]:
    """Return what makes a child run as ``uid``; nothing where it is our own."""
    return {} if uid is None else {"user": uid, "group": uid, "extra_groups": []}


def require(uid: int | None) -> None:
    """Make sure that a child may run as ``uid``.

    Raises:
        DatabaseUnavailable: this root lacks the capabilities, or knows no such uid.
    """
    try:
        subprocess.run([_SHELL, "-c", ":"], check=True, cwd="/", **as_uid(uid))  # noqa: S603
    except OSError as error:
        raise DatabaseUnavailable(
            f"PostgreSQL does not run as root, and this root cannot start a process as uid {uid} "
            f"({error.strerror}): give the container the capabilities SETUID, SETGID, CHOWN and "
            f"KILL, or run factordb as an ordinary user. {OTHERWISE}"
        ) from error


def reachable(path: Path, uid: int, descriptors: tuple[int, ...] = ()) -> bool:
    """Say whether ``uid``, given ``descriptors``, gets to ``path``: a parent may be closed."""
    test = [_SHELL, "-c", 'test -x "$1"', "sh", str(path)]
    given: dict[str, Any] = {"cwd": "/", "pass_fds": descriptors, **as_uid(uid)}
    return subprocess.run(test, check=False, **given).returncode == 0  # noqa: S603
