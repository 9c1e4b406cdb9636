"""Folders of indexes are held by who uses them; those that nobody has used for long are cleared.

A lock, not a date, says that a folder is in use: a server may read one for months and write nothing
into it. The lock file is looked at again once it is locked, since it may have been cleared
meanwhile.
"""

import contextlib
import fcntl
import math
import os
import secrets
import shutil
import time
import weakref
from collections.abc import Callable
from pathlib import Path

UNUSED = 30 * 86_400
"""Seconds after which an index that nobody holds goes: what is asked for again is built again."""
_LOCK = "in-use"
_GONE = ".gone-"
_OFTEN = 3_600
"""Seconds between two notes that a folder is still used."""
_AT_ONCE = 16
"""Folders that one clearing takes away at most: who waits for it does not wait for hundreds."""


class Hold:
    """The hold of one process on one folder, until it ends or forgets it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _LOCK
        self._held: int | None = None
        self._closed: weakref.finalize[..., Hold] | None = None
        self._noted = -math.inf

    def take(self) -> None:
        """Hold the folder, which is there; what is held already is only noted as used.

        Where it cannot be written nobody clears it, and there is nothing to hold.
        """
        if self._held is None or not _is_there(self._held, self._file):
            self.let_go()
            self._held = _locked(self._file)
            if self._held is not None:
                self._closed = weakref.finalize(self, os.close, self._held)
        if self._held is not None and time.monotonic() - self._noted > _OFTEN:
            self._noted = time.monotonic()
            with contextlib.suppress(OSError):
                os.utime(self._file)

    def let_go(self) -> None:
        """Hold it no longer."""
        if self._closed is not None:
            self._closed()
        self._held = self._closed = None


def clear(root: Path, keep: Path, vanished: Callable[[Path], bool] = lambda _: False) -> list[Path]:
    """Take away folders two below ``root`` that nobody holds, and return them.

    Those go that were not used for long, and those of what has ``vanished``; ``keep`` never does.
    """
    gone: list[Path] = []
    for of_one in _folders(root):
        for folder in _folders(of_one):
            if folder == keep or len(gone) >= _AT_ONCE:
                continue
            if _taken_away(folder, lost=vanished(folder)):
                gone.append(folder)
        with contextlib.suppress(OSError):  # Something else is still in it, or just came.
            of_one.rmdir()
    return gone


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())
    except OSError:
        return []


def _taken_away(folder: Path, *, lost: bool) -> bool:
    """Take ``folder`` away where nobody holds it, and it is old, or of what is no more."""
    if folder.name.startswith(_GONE):  # Somebody died over it.
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()
    if not lost and time.time() - _last_used(folder) < UNUSED:
        return False
    away = folder.with_name(f"{_GONE}{secrets.token_hex(8)}")
    try:
        with (folder / _LOCK).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not lost and time.time() - os.fstat(lock.fileno()).st_mtime < UNUSED:
                return False
            folder.rename(away)
    except OSError:  # It is held, or is another's.
        return False
    shutil.rmtree(away, ignore_errors=True)
    return True


def _last_used(folder: Path) -> float:
    try:
        return max(path.stat().st_mtime for path in (folder, folder / _LOCK) if path.exists())
    except OSError:
        return time.time()


def _locked(file: Path) -> int | None:
    while True:
        try:
            lock = os.open(file, os.O_WRONLY | os.O_CREAT, 0o644)
        except OSError:
            return None
        fcntl.flock(lock, fcntl.LOCK_SH)
        if _is_there(lock, file):
            return lock
        os.close(lock)


def _is_there(lock: int, file: Path) -> bool:
    try:
        there, held = file.stat(), os.fstat(lock)
    except OSError:
        return False
    return (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino)
