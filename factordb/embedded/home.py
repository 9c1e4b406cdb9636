"""Where the data live, and which uid the server runs as."""

import os
import socket
import stat
import subprocess
from pathlib import Path
from typing import Any

from factordb.errors import DatabaseUnavailable

PRIVATE_UID = 60_711
"""Of the range that nobody hands out (60706–61183 on systems with systemd)."""

LONGEST_SOCKET = 107
"""Bytes of a socket's whole path."""

SOCKET = ".s.PGSQL.5432"
OTHERWISE = "Or name a server in FACTORDB_DATABASE_URL."


class Home:
    """The folder of one embedded database, and the names of what lies in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.lease = folder / "lease"
        self.start = folder / "start.lock"
        self.keeper = folder / "keeper.lock"
        self.server = folder / "server.lock"
        self.log = folder / "postgres.log"
        self.keeper_log = folder / "keeper.log"
        self.host = folder / "host"

    def make(self) -> None:
        """Make the folder where it is missing.

        Raises:
            DatabaseUnavailable: it cannot be made or written, or another host uses it.
        """
        try:
            mode = 0o711 if os.geteuid() == 0 else 0o700
            self.folder.mkdir(mode, parents=True, exist_ok=True)
            descriptor = os.open(self.lease, os.O_RDWR | os.O_CREAT, 0o600)
            os.close(descriptor)
        except OSError as error:
            raise DatabaseUnavailable(
                f"{self.folder} cannot be used for the database ({error.strerror}): set "
                f"FACTORDB_HOME to a folder that can be written. {OTHERWISE}"
            ) from error
        self._claim()

    def _claim(self) -> None:
        """Locks do not reach across hosts, so a home belongs to the one that made it."""
        ours = socket.gethostname()
        if not self.host.exists():
            self.host.write_text(ours, "utf-8")
        owner = self.host.read_text("utf-8").strip()
        if owner and owner != ours and not locks_are_free(self):
            raise DatabaseUnavailable(
                f"{self.folder} is in use by the host {owner!r}: give each host a FACTORDB_HOME of "
                f"its own. {OTHERWISE}"
            )
        if owner != ours and not (self.data / "postmaster.pid").exists():
            self.host.write_text(ours, "utf-8")
        elif owner != ours:
            raise DatabaseUnavailable(
                f"{self.folder} was last used by the host {owner!r}, and was not closed there. If "
                f"that host is gone, delete {self.data / 'postmaster.pid'}. {OTHERWISE}"
            )

    def runs_as(self) -> int | None:
        """Return the uid of the server, or nothing where it is our own: only root has two."""
        if os.geteuid() != 0:
            return None
        return self.folder.stat().st_uid or PRIVATE_UID

    def socket_folder(self) -> Path:
        """Return a folder of ours for the socket, short enough, made where it is missing."""
        uid = self.runs_as()
        owner = os.geteuid() if uid is None else uid
        name = f"factordb-{owner}-{_short_hash(self.folder)}"
        own = os.environ.get("XDG_RUNTIME_DIR") if uid is None else "/run"
        for base in filter(None, (own, str(self.folder), "/tmp")):  # noqa: S108  # mode 0700, checked
            folder = Path(base) / name
            if _made(folder, owner) and (uid is None or reachable(folder, uid)):
                return folder
        raise DatabaseUnavailable(
            f"There is no folder for the database's socket: {self.folder} is too long for one, and "
            f"neither /run nor /tmp can be written. {OTHERWISE}"
        )


def default_folder() -> Path:
    """Return where data live when nobody says: ``/var/lib/factordb`` for root."""
    named = os.environ.get("FACTORDB_HOME")
    if named:
        return Path(named)
    if os.geteuid() == 0:
        return Path("/var/lib/factordb")
    shared = os.environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "factordb"


def locks_are_free(home: Home) -> bool:
    """Say whether no server of ``home`` lives on this host."""
    from factordb.embedded import locks  # noqa: PLC0415  # not on Windows

    return locks.is_free(home.server)


def as_uid(uid: int | None) -> dict[str, Any]:
    """Return what makes a child run as ``uid``; nothing where it is our own."""
    return {} if uid is None else {"user": uid, "group": uid, "extra_groups": []}


def reachable(path: Path, uid: int) -> bool:
    """Say whether ``uid`` gets to ``path``: a parent may be closed to it."""
    test = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
    return subprocess.run(test, check=False, **as_uid(uid)).returncode == 0  # noqa: S603


def _made(folder: Path, owner: int) -> bool:
    if len(os.fsencode(folder / SOCKET)) > LONGEST_SOCKET:
        return False
    try:
        folder.mkdir(0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
            return False
        if os.geteuid() == 0:
            os.chown(folder, owner, owner)
        folder.chmod(0o700)
    except OSError:
        return False
    return True


def _short_hash(folder: Path) -> str:
    import hashlib  # noqa: PLC0415  # only here

    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
