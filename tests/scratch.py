"""Where tests keep what they throw away: in memory, where there is room for it.

Most of a run is databases made and dropped, some thousands of small files each time; in memory that
takes a tenth of what it takes on a disk.
"""

import os
import tempfile
from pathlib import Path

_SHARED = Path("/dev/shm")  # noqa: S108  # looked at, and its folders are named by `tempfile`
_ROOM = 4 << 30


def keep_in_memory() -> None:
    """Have all that is temporary, here and in children, kept in memory if that can be."""
    if "TMPDIR" not in os.environ and _has_room():
        os.environ["TMPDIR"] = tempfile.tempdir = str(_SHARED)


def _has_room() -> bool:
    """Return whether the memory's folder may be written, run from, and is large enough."""
    if not os.access(_SHARED, os.W_OK) or _available() < 2 * _ROOM:
        return False
    found = os.statvfs(_SHARED)
    return found.f_bavail * found.f_frsize >= _ROOM and not found.f_flag & os.ST_NOEXEC


def _available() -> int:
    """Return how much memory is to be had: the least of the machine's and of what we may have."""
    lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    free = next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable"))
    bound = Path("/sys/fs/cgroup/memory.max")
    said = bound.read_text("ascii").strip() if bound.exists() else "max"
    return free if said == "max" else min(free, int(said))
