"""File locks: what says who is there, since a process number says nothing.

Windows has other locks; the embedded database is not offered there.
"""

import fcntl
import os
import time
from pathlib import Path

PAUSE = 0.005
"""Seconds between two looks at a lock."""


def take(path: Path, *, shared: bool = False, timeout: float = 0) -> int | None:
    """Return a descriptor that holds the lock ``path``, or nothing after ``timeout`` seconds.

    The lock is held until the descriptor, and every copy a child inherited, is closed.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    end = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(descriptor, how)
        except BlockingIOError:
            if time.monotonic() >= end:
                os.close(descriptor)
                return None
            time.sleep(PAUSE)
        else:
            return descriptor


def is_free(path: Path) -> bool:
    """Say whether nobody holds the lock ``path``."""
    descriptor = take(path)
    if descriptor is None:
        return False
    os.close(descriptor)
    return True
