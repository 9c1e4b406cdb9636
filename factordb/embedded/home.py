"""Where the data live."""

import os
from pathlib import Path

from factordb.embedded import files
from factordb.embedded.privilege import OTHERWISE
from factordb.errors import DatabaseUnavailable

FOR_ROOT = Path("/var/lib/factordb")


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
            DatabaseUnavailable: it cannot be made or written, or its name has a line break.
        """
        if "\n" in str(self.folder):
            raise DatabaseUnavailable(
                f"The folder {str(self.folder)!r} has a line break in its name: set FACTORDB_HOME "
                f"to another. {OTHERWISE}"
            )
        try:
            _make(self.folder, 0o711 if os.geteuid() == 0 else 0o700)
            os.close(files.opened(self.lease, os.O_RDWR))
        except OSError as error:
            raise DatabaseUnavailable(
                f"{self.folder} cannot be used for the database ({error.strerror}): set "
                f"FACTORDB_HOME to a folder that can be written. {OTHERWISE}"
            ) from error


def default_folder() -> Path:
    """Return where data live when nobody says: ``/var/lib/factordb`` for root.

    Raises:
        DatabaseUnavailable: an ordinary user without a home folder.
    """
    if os.geteuid() == 0:
        return FOR_ROOT
    shared = os.environ.get("XDG_DATA_HOME", "")
    if Path(shared).is_absolute():
        return Path(shared) / "factordb"
    try:
        return Path.home() / ".local" / "share" / "factordb"
    except RuntimeError as error:
        raise DatabaseUnavailable(
            f"The uid {os.geteuid()} has no home folder: set FACTORDB_HOME to a folder for the "
            f"database. {OTHERWISE}"
        ) from error


def _make(folder: Path, mode: int) -> None:
    """Make ``folder`` and its parents; modes are those asked for, whatever the umask takes away.

    What is there already keeps its mode.
    """
    if folder.is_dir():
        return
    _make(folder.parent, 0o755 if os.geteuid() == 0 else 0o700)
    try:
        folder.mkdir(mode)
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        folder.chmod(mode)
