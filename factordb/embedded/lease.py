"""A lease on the embedded database: while anybody holds one, it runs.

Nobody counts and nobody trusts a process number. Who needs the database holds a shared lock on the
lease; the keeper tries for an exclusive one, and gets it when the last has left, however it left.
"""

import os
import selectors
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from factordb.embedded import files, hosts, locks, postmaster
from factordb.embedded.home import Home, default_folder
from factordb.embedded.privilege import OTHERWISE
from factordb.errors import DatabaseUnavailable

SECONDS = 60.0
"""How long a start may take: after a crash the server reads what it had written ahead."""
ATTEMPTS = 5
"""Starts after which the fault is not somebody's ``kill``."""
LEAVING_SECONDS = 10.0


class Lease:
    """The right to the embedded database, for as long as it is open.

    Each process takes its own; a process that was forked shares its parent's, which then ends
    with the later of the two.
    """

    def __init__(self, folder: Path | None = None, settings: tuple[str, ...] = ()) -> None:
        """Take a lease on the database in ``folder``, and start it where it does not run.

        ``settings`` are PostgreSQL's, as ``name=value``; they hold where this lease starts it.
        ``url`` is then the owner's address. Of the variables that libpq reads, those that no
        address overrules are taken out of the environment.

        Raises:
            DatabaseUnavailable: it cannot be started here; the sentence says what to do.
        """
        if sys.platform == "win32":
            raise DatabaseUnavailable(
                "On Windows factordb starts no database of its own: name a server in "
                "FACTORDB_DATABASE_URL."
            )
        self._home = Home((folder or default_folder()).expanduser().absolute().resolve())
        self._settings = settings
        self._lease: int | None = None
        postmaster.forget_others()
        self._home.make()
        try:
            self._enter()
        except OSError as error:
            self._leave()
            raise DatabaseUnavailable(
                f"{self._home.folder} cannot be used for the database ({error}): set FACTORDB_HOME "
                f"to a folder on a local disk that can be written. {OTHERWISE}"
            ) from error
        except BaseException:
            self._leave()
            raise

    @property
    def folder(self) -> Path:
        """The home: what belongs to this database lies in it."""
        return self._home.folder

    def ensure(self) -> str:
        """Return the owner's address of the running database; start it where it ended."""
        found = postmaster.answering(self._home)
        if found and not locks.is_free(self._home.keeper):
            return found
        starting = locks.take(self._home.start, timeout=SECONDS)
        if starting is None:
            raise DatabaseUnavailable(
                f"Another command has been starting the database for {SECONDS:g} seconds: try "
                f"again. {OTHERWISE}"
            )
        try:
            return self._started()
        finally:
            os.close(starting)

    def close(self) -> None:
        """Leave; whoever leaves last waits for the database to stop cleanly."""
        if self._lease is None:
            return
        self._leave()
        end = time.monotonic() + LEAVING_SECONDS
        while time.monotonic() < end and not self._is_settled():
            time.sleep(0.01)

    def _enter(self) -> None:
        hosts.require_ours(self._home)
        # Waits while a keeper is stopping: it holds the lease alone until its server is gone.
        self._lease = locks.take(self._home.lease, shared=True, timeout=SECONDS)
        if self._lease is None:
            raise DatabaseUnavailable(f"The database is still stopping: try again. {OTHERWISE}")
        self.url = self.ensure()

    def _leave(self) -> None:
        if self._lease is not None:
            os.close(self._lease)
            self._lease = None

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
        end, attempts = time.monotonic() + SECONDS, 0
        while time.monotonic() < end:
            if not locks.is_free(self._home.keeper):
                found = postmaster.answering(self._home)
                if found:
                    return found
                time.sleep(locks.PAUSE)
            elif attempts < ATTEMPTS:
                attempts += 1
                self._spawn(end)
            else:
                break
        raise DatabaseUnavailable(self._why_not(attempts))

    def _why_not(self, attempts: int) -> str:
        found = postmaster.read(self._home)
        if not attempts and found and not found.socket.exists():
            return (
                f"The database of {self._home.folder} is kept by a process that shares the folder "
                f"but not {found.folder}, such as another container. {OTHERWISE}"
            )
        refusal = postmaster.refusal(found) if found else "it wrote no address"
        log = _tail(self._home.log) or _tail(self._home.keeper_log)
        return (
            f"The database in {self._home.folder} did not start ({refusal}). {OTHERWISE} Its log "
            f"ends: {log}"
        )

    def _spawn(self, end: float) -> None:
        """Start a keeper; it says ``ok`` once it keeps, or what it lacks, or was killed."""
        reading, writing = os.pipe()
        flags = os.O_WRONLY | os.O_APPEND | os.O_TRUNC
        with os.fdopen(reading, "rb", buffering=0) as pipe:
            try:
                with os.fdopen(files.opened(self._home.keeper_log, flags), "ab") as log:
                    keeper = self._keeper(writing, log.fileno())
            finally:
                os.close(writing)
            # Somebody must take note of its end, or it stays as a zombie while we live.
            threading.Thread(target=keeper.wait, daemon=True).start()
            with selectors.DefaultSelector() as waiting:
                waiting.register(pipe, selectors.EVENT_READ)
                ready = waiting.select(max(0.0, end - time.monotonic()))
            said = pipe.read(4096).decode() if ready else ""
        if said not in ("", "ok"):
            raise DatabaseUnavailable(said)

    def _keeper(self, writing: int, log: int) -> "subprocess.Popen[bytes]":
        paths = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
        return subprocess.Popen(  # noqa: S603  # our own module
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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _tail(log: Path) -> str:
    try:
        return log.read_bytes()[-800:].decode("utf-8", "replace").strip()
    except OSError:
        return ""
