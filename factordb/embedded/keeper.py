"""The process that keeps the server: starts it, waits for the last lease to end, stops it.

Started as ``python -m factordb.embedded.keeper HOME DESCRIPTOR [name=value …]``. It ignores the
signals of a terminal, and where it is killed the kernel stops the server.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from factordb.embedded import binaries, cluster, locks
from factordb.embedded.home import Home, as_uid
from factordb.embedded.lease import address
from factordb.errors import DatabaseUnavailable

LOOKS = 0.05
"""Seconds between two looks at the lease."""
STOPPING_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1
_SETTINGS = (
    *("listen_addresses=", "unix_socket_permissions=0700", "shared_buffers=128MB"),
    *("max_connections=200", "max_wal_size=2GB", "wal_compression=on", "jit=off"),
)


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
    except (DatabaseUnavailable, OSError, subprocess.SubprocessError) as error:
        _tell(told, str(error) or repr(error))
        return
    _tell(told, "ok")
    if _wait_for_the_last(home, server):
        _stop(home, server)


def _tell(descriptor: int, text: str) -> None:
    os.write(descriptor, text.encode()[:4000])
    os.close(descriptor)


def _served(home: Home, settings: tuple[str, ...]) -> "subprocess.Popen[bytes] | None":
    """Start the server, or adopt a healthy one whose keeper was killed (then nothing is returned).

    Every process of PostgreSQL inherits the lock's descriptor: while one lives, it is held.
    """
    held = locks.take(home.server)
    if held is None and address(home):
        return None
    if held is None:
        held = locks.take(home.server, timeout=STOPPING_SECONDS)
    if held is None:
        raise DatabaseUnavailable("An older process of the database does not end.")
    programs = binaries.folder(home)
    cluster.ensure(home, programs)
    folder = home.socket_folder()
    options = [f"-c{setting}" for setting in (*_SETTINGS, *settings)]
    with home.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603  # our own program
            [str(programs / "postgres"), "-D", str(home.data), "-k", str(folder), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[held],
            env=cluster.ENVIRONMENT,
            start_new_session=True,
            cwd="/",
            preexec_fn=_follows(os.getpid()),  # no threads in a keeper
            **as_uid(home.runs_as()),
        )


def _follows(keeper: int) -> Callable[[], None]:
    """Return what makes a child stop fast when ``keeper`` dies; only Linux can."""

    def begin() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
            if os.getppid() != keeper:
                os._exit(1)
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(signum, signal.SIG_DFL)

    return begin


def _wait_for_the_last(home: Home, server: "subprocess.Popen[bytes] | None") -> bool:
    """Return when nobody holds a lease any more, and keep it; or when the server ended: False."""
    while True:
        if server is not None and server.poll() is not None:
            return False
        if server is None and locks.is_free(home.server):
            return False
        if locks.take(home.lease) is not None:
            return True
        time.sleep(LOOKS)


def _stop(home: Home, server: "subprocess.Popen[bytes] | None") -> None:
    if server is None:
        _signal_adopted(home)
        locks.take(home.server, timeout=STOPPING_SECONDS)
        return
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOPPING_SECONDS)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def _signal_adopted(home: Home) -> None:
    """The server lock is held, so the number in the pid file is the server's, and nobody else's."""
    try:
        pid = int((home.data / "postmaster.pid").read_text("utf-8").split("\n", 1)[0])
        os.kill(pid, signal.SIGINT)
    except (OSError, ValueError):
        return


if __name__ == "__main__":
    main(*sys.argv[1:])
