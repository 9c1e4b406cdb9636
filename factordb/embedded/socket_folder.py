"""A folder for the server's socket: ours alone, and short enough."""

import hashlib
import os
from pathlib import Path

from factordb.embedded.privilege import OTHERWISE, reachable, server_uid
from factordb.errors import DatabaseUnavailable

LONGEST = 107
"""Bytes of a socket's whole path."""

SOCKET = ".s.PGSQL.5432"
_NOT_PLAIN = frozenset(',"')
"""PostgreSQL takes a list of folders, and so does whoever connects."""


def made(home: Path) -> Path:
    """Return the folder for the socket of ``home``, made where it is missing.

    The first that will do of the run-time folder, the home itself and the temporary folder.

    Raises:
        DatabaseUnavailable: none can be had.
    """
    uid = server_uid(home)
    owner = os.geteuid() if uid is None else uid
    name = f"factordb-{owner}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    own = os.environ.get("XDG_RUNTIME_DIR") if uid is None else "/run"
    for base in filter(None, (own, str(home), "/tmp")):  # noqa: S108  # mode 0700, checked
        folder = Path(base).absolute() / name
        if _fits(folder) and _is_ours(folder, owner) and (uid is None or reachable(folder, uid)):
            return folder
    raise DatabaseUnavailable(
        f"There is no folder for the database's socket: {home} cannot hold one (its path may be "
        f"too long), and neither the run-time folder nor /tmp can be written. {OTHERWISE}"
    )


def _fits(folder: Path) -> bool:
    text = str(folder)
    return len(os.fsencode(folder / SOCKET)) <= LONGEST and _NOT_PLAIN.isdisjoint(text)


def _is_ours(folder: Path, owner: int) -> bool:
    """Make ``folder`` for ``owner``; say no where somebody else has it, or it is a link."""
    try:
        folder.mkdir(0o700, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        if os.fstat(descriptor).st_uid not in (owner, os.geteuid()):
            return False
        if os.geteuid() == 0:
            os.fchown(descriptor, owner, -1)
        os.fchmod(descriptor, 0o700)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
