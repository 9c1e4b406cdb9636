"""Files of a home, made for whoever owns it."""

import os
from pathlib import Path


def opened(path: Path, flags: int) -> int:
    """Return a descriptor of ``path``, which is made where it is missing; a link is refused.

    Root may work in the home of somebody else, who must be able to go on alone afterwards.
    """
    flags |= os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    if os.geteuid() == 0:
        owner, found = path.parent.stat().st_uid, os.fstat(descriptor)
        if found.st_uid != owner and found.st_nlink == 1 and found.st_size == 0:
            os.fchown(descriptor, owner, -1)
    return descriptor


def forced_out(folder: Path) -> None:
    """Write to the disk what was made, renamed or deleted in ``folder``."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
