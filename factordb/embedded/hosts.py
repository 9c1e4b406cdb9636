"""Which host a home belongs to: a lock on a shared file system may not reach the other host.

Where the file system is of one machine only there is nothing to tell apart, and a container may
come back under another name.
"""

import os
import re
import socket
from pathlib import Path
from typing import NamedTuple

from factordb.embedded import files
from factordb.embedded.home import Home
from factordb.embedded.privilege import OTHERWISE
from factordb.errors import DatabaseUnavailable

OF_ONE_HOST = frozenset(
    {"bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "jfs", "overlay", "tmpfs", "xfs", "zfs"}
)
"""File systems that two hosts cannot write at once."""


class Host(NamedTuple):
    """One machine, from one start to its next; ``boot`` is empty where it is not known."""

    name: str
    boot: str

    def is_same(self, other: "Host") -> bool:
        """Say whether locks reach from one to the other, or one is gone: started anew."""
        return self.name == other.name or bool(self.boot and self.boot == other.boot)


def this() -> Host:
    """Return the host that we are on."""
    machine = _line(Path("/etc/machine-id"))
    name = " ".join(filter(None, (socket.gethostname(), machine)))
    return Host(name, _line(Path("/proc/sys/kernel/random/boot_id")))


def require_ours(home: Home) -> None:
    """Make sure that no other host has the database open.

    Raises:
        DatabaseUnavailable: another host had it last, and did not close it.
    """
    last = _last(home)
    if last is None or last.is_same(this()) or is_of_one_host(home.folder):
        return
    if not (home.data / "postmaster.pid").exists():
        return
    raise DatabaseUnavailable(
        f"{home.folder} is in use by the host {last.name.split()[0]!r}, or was not closed there: "
        f"give each host a FACTORDB_HOME of its own. If that host is gone, delete "
        f"{home.data / 'postmaster.pid'}. {OTHERWISE}"
    )


def claim(home: Home) -> None:
    """Note that this host opens the database."""
    if _last(home) == this():
        return
    fresh = home.host.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(files.opened(fresh, os.O_WRONLY), "w", encoding="utf-8") as file:
        file.write("\n".join(this()) + "\n")
    fresh.replace(home.host)


def is_of_one_host(folder: Path) -> bool:
    """Say whether ``folder`` is on a file system that no other host can write; unknown is no."""
    try:
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    kinds: dict[Path, str] = {}  # what is mounted last covers what was there
    for line in lines:
        before, _, after = line.partition(" - ")
        kinds[Path(_plain(before.split()[4]))] = after.split()[0]
    return next((kinds[p] for p in (folder, *folder.parents) if p in kinds), "") in OF_ONE_HOST


def _last(home: Home) -> Host | None:
    try:
        name, boot, *_ = [*home.host.read_text("utf-8").split("\n"), "", ""]
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return Host(name, boot) if name else None


def _line(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError:
        return ""


def _plain(text: str) -> str:
    """Undo the octal escapes of a mount table."""
    return re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), text)
