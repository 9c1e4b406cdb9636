"""Processes that hold leases, and the processes behind them, for tests that kill them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import psycopg
import pytest

from factordb.embedded import locks, postmaster
from factordb.embedded.home import Home
from factordb.embedded.privilege import as_uid, reachable

ROOT = Path(__file__).parents[2]
NOBODY = 65_534
IS_ROOT = os.geteuid() == 0
NAMELESS = 71_234
"""A uid without entry in the passwd file."""

only_root = pytest.mark.skipif(not IS_ROOT, reason="only root can be somebody else")
needs_mounts = pytest.mark.skipif(
    not IS_ROOT or subprocess.run(["unshare", "-m", "true"], check=False).returncode != 0,
    reason="only a root with CAP_SYS_ADMIN can mount",
)

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


def interpreter(uid: int | None) -> str:
    """Return a Python of this version that ``uid`` can run; the test is skipped without one."""
    if uid is None:
        return sys.executable
    if not reachable(ROOT / "factordb", uid) or not reachable(Path(_packages()), uid):
        pytest.skip("the checkout lies below a folder that is closed to other users")
    for candidate in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        if reachable(Path(candidate), uid):
            return candidate
    pytest.skip("no Python of this version that another user can run")


def surroundings(env: dict[str, str] | None = None) -> dict[str, str]:
    """Return an environment with ``env`` and what finds the modules, and no home folder."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG", "HOME", "PG"))}
    return {**kept, "PYTHONPATH": f"{ROOT}:{_packages()}", **(env or {})}


def run(
    code: str, *arguments: str, uid: int | None = None, env: dict[str, str] | None = None
) -> str:
    """Return what a Python program printed, run by ``uid``."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [interpreter(uid), "-c", code, *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd="/",
        env=surroundings(env),
        **as_uid(uid),
    )
    return done.stdout.strip()


def _packages() -> str:
    return str(Path(pytest.__file__).parents[1])


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
        self.process: subprocess.Popen[bytes] = subprocess.Popen(
            [*before, interpreter(uid), "-c", _HOLD, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=surroundings(env),
            umask=umask,
            cwd="/",
            **as_uid(uid),
        )

    def said(self) -> str:
        """Return the address, or the sentence why there is none."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().strip()

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
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()


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


def asked(url: str, query: str) -> object:
    """Return the first cell that ``query`` answers."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def told(url: str, statement: str) -> None:
    """Carry out a statement that answers nothing."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


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


def programs_in(folder: Path) -> list[str]:
    """Return the command lines of living processes that name ``folder``, but for our own."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if entry.name.isdigit() and str(folder) in line and int(entry.name) != os.getpid():
            found.append(line)
    return found
