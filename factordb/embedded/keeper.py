"""The process that keeps the server: starts it, waits for the last lease to end, stops it.

Started as ``python -m factordb.embedded.keeper HOME DESCRIPTOR [name=value …]``. It ignores the
signals of a terminal, and where it is killed the kernel stops the server.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from factordb.embedded import (
    binaries,
    cluster,
    files,
    hosts,
    locks,
    postmaster,
    socket_folder,
)
from factordb.embedded.home import Home
from factordb.embedded.privilege import OTHERWISE, as_uid, require, server_uid
from factordb.errors import DatabaseUnavailable

LOOKS = 0.05
"""Seconds between two looks at the lease."""
STOPPING_SECONDS = 20.0
LONGEST_LOG = 16 << 20
"""Bytes of log after which a start begins a new one."""
_PR_SET_PDEATHSIG = 1
_LINUX = sys.platform == "linux"
_SETTINGS = (
    *("listen_addresses=", "unix_socket_permissions=0700", "cluster_name=factordb"),
    *("shared_buffers=128MB", "max_connections=200", "max_wal_size=2GB", "wal_compression=on"),
    *("jit=off", "timezone=UTC", "log_timezone=UTC", "log_checkpoints=off"),
)

Server = subprocess.Popen[bytes]


def main(folder: str, descriptor: str, *settings: str) -> None:
    """Keep the server of ``folder``; say so, or why not, to ``descriptor``."""
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)
    home, told = Home(Path(folder)), int(descriptor)
    keeping = locks.take(home.keeper)
    if keeping is None:
        _tell(told, "ok")
        return
    try:
        server = _served(home, settings)
    except DatabaseUnavailable as error:
        _tell(told, error.detail)
        return
    except (OSError, subprocess.SubprocessError) as error:
        _tell(told, f"The database in {folder} could not be started ({error}). {OTHERWISE}")
        return
    _tell(told, "ok")
    if _wait_for_the_last(home, server):
        found = postmaster.read(home)
        _stop(home, server)
        if found is not None:
            with contextlib.suppress(OSError):  # made anew by the next; not empty after a kill
                found.folder.rmdir()


def _tell(descriptor: int, text: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # who asked was killed; others may wait
        os.write(descriptor, text.encode()[:4000])
    os.close(descriptor)


def _served(home: Home, settings: tuple[str, ...]) -> Server | None:
    """Start the server, or adopt a healthy one whose keeper was killed (then nothing is returned).

    Every process of PostgreSQL inherits the lock's descriptor: while one lives, it is held. On
    Linux a server without a keeper is stopping already, and is not worth adopting; where it does
    not come to an end, it is ended: what it acknowledged is on the disk.
    """
    held = locks.take(home.server, timeout=STOPPING_SECONDS if _LINUX else 0)
    if held is None and postmaster.answering(home):
        return None
    if held is None:
        if _LINUX:
            locks.end_holders(home.server)
        held = locks.take(home.server, timeout=STOPPING_SECONDS)
    if held is None:
        raise DatabaseUnavailable(
            f"An older process of the database in {home.folder} does not end: end the processes "
            f"named 'postgres: factordb'. {OTHERWISE}"
        )
    uid = server_uid(home.folder)
    require(uid)
    programs = binaries.folder(home.folder)
    hosts.claim(home)
    cluster.ensure(home, programs, held)
    # Nobody lives here, whatever process now has the number in it.
    (home.data / "postmaster.pid").unlink(missing_ok=True)
    return _started(home, programs / "postgres", held, settings)


def _started(home: Home, program: Path, held: int, settings: tuple[str, ...]) -> Server:
    uid = server_uid(home.folder)
    folder = socket_folder.made(home.folder)
    (folder / f"{socket_folder.SOCKET}.lock").unlink(missing_ok=True)
    options = [f"-c{setting}" for setting in (*_SETTINGS, *settings)]
    data = os.open(home.data, os.O_RDONLY | os.O_DIRECTORY)
    with os.fdopen(_log(home), "ab") as log:
        return subprocess.Popen(  # noqa: S603  # our own program
            [str(program), "-D", cluster.way_to(home.data, data, uid), "-k", str(folder), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[held, data],
            env=cluster.ENVIRONMENT,
            start_new_session=True,
            cwd="/",
            preexec_fn=_follows(os.getpid()),  # no threads in a keeper
            **as_uid(uid),
        )


def _log(home: Home) -> int:
    if home.log.exists() and home.log.stat().st_size > LONGEST_LOG:
        home.log.replace(home.log.with_suffix(".log.1"))
    return files.opened(home.log, os.O_WRONLY | os.O_APPEND)


def _follows(keeper: int) -> Callable[[], None]:
    """Return what makes a child stop fast when ``keeper`` dies; only Linux can."""

    def begin() -> None:
        if _LINUX:
            # Not SIGINT: told so while it recovers from a crash, PostgreSQL 18 may wait for ever.
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT, 0, 0, 0)
            if os.getppid() != keeper:
                os._exit(1)
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(signum, signal.SIG_DFL)

    return begin


def _wait_for_the_last(home: Home, server: Server | None) -> bool:
    """Return True when the server is to be stopped, and False when it ended by itself.

    It is stopped when nobody holds a lease any more, which then is held alone until the end; or
    when its socket was swept away, as a run-time folder is when its user logs out.
    """
    socket: Path | None = None
    while True:
        if server is not None and server.poll() is not None:
            return False
        if server is None and locks.is_free(home.server):
            return False
        if locks.take(home.lease) is not None:
            return True
        socket = socket or _socket(home)
        if socket is not None and not socket.exists():
            return True
        time.sleep(LOOKS)


def _socket(home: Home) -> Path | None:
    """Return where the server's socket is, once it must be there."""
    found = postmaster.read(home)
    return found.socket if found and found.ready else None


def _stop(home: Home, server: Server | None) -> None:
    if server is None:
        found = postmaster.read(home)
        if found is not None:  # the server lock is held: the number is the server's, nobody else's
            os.kill(found.pid, signal.SIGINT)
        locks.take(home.server, timeout=STOPPING_SECONDS)
        return
    for signum in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(signum)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(STOPPING_SECONDS)
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
