"""File locks: what says who is there, since a process number says nothing.

Windows has other locks; the embedded database is not offered there.
"""

import os
import signal
import sys
import time
from pathlib import Path

from factordb.embedded import files

if sys.platform != "win32":
    import fcntl

PAUSE = 0.005
"""Seconds between two looks at a lock."""


def take(path: Path, *, shared: bool = False, timeout: float = 0) -> int | None:
    """Return a descriptor that holds the lock ``path``, or nothing after ``timeout`` seconds.

    The lock is held until the descriptor, and every copy a child inherited, is closed.
    """
    descriptor = files.opened(path, os.O_RDWR)
    how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    end = time.monotonic() + timeout
    try:
        while not _locked(descriptor, how):
            if time.monotonic() >= end:
                os.close(descriptor)
                return None
            time.sleep(PAUSE)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def is_free(path: Path) -> bool:
    """Say whether nobody holds the lock ``path``."""
    descriptor = take(path)
    if descriptor is None:
        return False
    os.close(descriptor)
    return True


def end_holders(path: Path) -> None:
    """Kill every process that holds the lock ``path``; only where the system can name them.

    A number is taken at its word for as long only as it is held fast: it cannot be somebody else's.
    """
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            process = os.pidfd_open(int(entry.name))
        except OSError:
            continue
        try:
            if _holds(entry, path):
                signal.pidfd_send_signal(process, signal.SIGKILL)
        except OSError:  # gone, or not ours to see
            continue
        finally:
            os.close(process)


def _holds(process: Path, path: Path) -> bool:
    """Say whether a descriptor of the process is the locked one; who only looks has another."""
    return any(
        "FLOCK" in (process / "fdinfo" / link.name).read_text()
        for link in (process / "fd").iterdir()
        if link.samefile(path)
    )


def _locked(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how)
    except BlockingIOError:
        return False
    return True
