"""A lease on the embedded database: while anybody holds one, it runs.

Nobody counts and nobody trusts a process number. Who needs the database holds a shared lock on the
lease; the keeper tries for an exclusive one, and gets it when the last has left, however it left.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from factordb.embedded import locks
from factordb.embedded.cluster import OWNER
from factordb.embedded.home import OTHERWISE, Home, default_folder
from factordb.errors import DatabaseUnavailable

SECONDS = 30.0
LEAVING_SECONDS = 10.0


class Lease:
    """The right to the embedded database, for as long as it is open."""

    def __init__(self, folder: Path | None = None, settings: tuple[str, ...] = ()) -> None:
        """Take a lease on the database in ``folder``, and start it where it does not run.

        ``settings`` are PostgreSQL's, as ``name=value``; they hold where this lease starts it.

        Raises:
            DatabaseUnavailable: it cannot be started here; the sentence says what to do.
        """
        self._home = Home((folder or default_folder()).absolute().resolve())
        self._settings = settings
        self._home.make()
        # Waits while a keeper is stopping: it holds the lease alone until its server is gone.
        self._lease = locks.take(self._home.lease, shared=True, timeout=SECONDS)
        if self._lease is None:
            raise DatabaseUnavailable(f"The database is still stopping: try again. {OTHERWISE}")
        try:
            self.url = self.ensure()
        except BaseException:
            os.close(self._lease)
            raise

    def ensure(self) -> str:
        """Return the owner's address of the running database; start it where it ended."""
        found = address(self._home)
        if found and not locks.is_free(self._home.keeper):
            return found
        starting = locks.take(self._home.start, timeout=SECONDS)
        if starting is None:
            raise DatabaseUnavailable(f"Another command is starting the database. {OTHERWISE}")
        try:
            return self._started()
        finally:
            os.close(starting)

    def close(self) -> None:
        """Leave; whoever leaves last waits for the database to stop cleanly."""
        if self._lease is None:
            return
        os.close(self._lease)
        self._lease = None
        end = time.monotonic() + LEAVING_SECONDS
        while time.monotonic() < end and not self._is_settled():
            time.sleep(0.01)

    def _is_settled(self) -> bool:
        """Say whether no process of the server lives, or somebody else still uses it."""
        if locks.is_free(self._home.server):
            return True
        if locks.is_free(self._home.lease):
            return False
        shared = locks.take(self._home.lease, shared=True)
        if shared is not None:
            os.close(shared)
        return shared is not None

    def _started(self) -> str:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if not locks.is_free(self._home.keeper):
                found = address(self._home)
                if found:
                    return found
                time.sleep(locks.PAUSE)
            else:
                self._spawn()
        raise DatabaseUnavailable(
            f"The database did not start in {SECONDS:g} seconds. Its log ends: "
            f"{_tail(self._home.log)} {OTHERWISE}"
        )

    def _spawn(self) -> None:
        """Start a keeper; it says ``ok`` once it keeps, or what it lacks."""
        reading, writing = os.pipe()
        paths = os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path if entry)
        with self._home.keeper_log.open("ab") as log:
            keeper = subprocess.Popen(  # noqa: S603  # our own module
                [
                    *(sys.executable, "-m", "factordb.embedded.keeper"),
                    *(str(self._home.folder), str(writing), *self._settings),
                ],
                pass_fds=[writing],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                cwd="/",
                env={**os.environ, "PYTHONPATH": paths},
            )
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read().decode()
        # Somebody must take note of its end, or it stays as a zombie while we live.
        threading.Thread(target=keeper.wait, daemon=True).start()
        if said != "ok":
            raise DatabaseUnavailable(said or f"The keeper ended: {_tail(self._home.keeper_log)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def address(home: Home) -> str | None:
    """Return the owner's address where a connection succeeds, and nothing elsewhere."""
    import psycopg  # noqa: PLC0415  # `factordb --help` need not wait for it

    try:
        lines = (home.data / "postmaster.pid").read_text("utf-8").split("\n")
        found = f"postgresql://{OWNER}@/postgres?host={lines[4]}&port={lines[3]}"
        psycopg.connect(found, connect_timeout=2).close()
    except (OSError, IndexError, psycopg.OperationalError):
        return None
    return found


def _tail(log: Path) -> str:
    try:
        return log.read_text("utf-8", "replace")[-800:].strip()
    except OSError:
        return "nothing"
