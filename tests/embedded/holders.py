"""Processes that hold leases, and the processes behind them, for tests that kill them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from factordb.embedded import locks, postmaster
from factordb.embedded.home import Home

ROOT = Path(__file__).parents[2]
NOBODY = 65_534
IS_ROOT = os.geteuid() == 0

_HOLD = """
import sys
from pathlib import Path
from factordb.embedded.lease import Lease
from factordb.errors import DatabaseUnavailable
try:
    with Lease(Path(sys.argv[1])) as lease:
        print(lease.url, flush=True)
        sys.stdin.readline()
except DatabaseUnavailable as error:
    print(error.detail, flush=True)
"""


class Holder:
    """A process that holds a lease on ``folder`` until it is told to leave, or killed."""

    def __init__(
        self,
        folder: Path,
        uid: int | None = None,
        before: tuple[str, ...] = (),
        env: dict[str, str] | None = None,
        umask: int = 0o022,
    ) -> None:
        variables = {k: v for k, v in os.environ.items() if not k.startswith(("XDG", "HOME"))}
        other = {} if uid is None else {"user": uid, "group": uid, "extra_groups": ()}
        self.process = subprocess.Popen(  # type: ignore[call-overload]  # uid, gid or neither
            [*before, sys.executable, "-c", _HOLD, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**variables, "PYTHONPATH": str(ROOT), **(env or {})},
            umask=umask,
            cwd="/",
            **other,
        )

    def said(self) -> str:
        """Return the address, or the sentence why there is none."""
        return str(self.process.stdout.readline().decode().strip())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def leave(self) -> None:
        self.process.communicate(b"\n", timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()
        self.process.stdin.close()
        self.process.stdout.close()


def postmaster_of(folder: Path) -> int:
    """Return the process number of a server that is known to live."""
    found = postmaster.read(Home(folder))
    assert found is not None
    return found.pid


def keeper_of(folder: Path) -> int:
    """Return the process number of the living server's keeper: its parent."""
    return parent_of(postmaster_of(folder))


def parent_of(pid: int) -> int:
    told = Path(f"/proc/{pid}/stat").read_text()
    return int(told.rpartition(")")[2].split()[1])


def children_of(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and parent_of(int(entry.name)) == pid:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Say whether ``holds`` becomes true in time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def is_over(folder: Path) -> bool:
    """Say whether the server of ``folder`` and its keeper are gone, or go in time."""
    home = Home(folder)
    return within(25, lambda: locks.is_free(home.server) and locks.is_free(home.keeper))
