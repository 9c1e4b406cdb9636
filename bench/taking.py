"""One file taken in by a process of its own: what it took of time, of CPU and of memory.

Started as ``python -m bench.taking``; the parent, the child that reads and the database's process
are measured apart. Peaks are those of the program alone: `ru_maxrss` counts what started it too,
which is a gigabyte and more where the bench has held an index.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from bench import servers
from factordb.catalogue.importing.intake import Asked, take_in
from factordb.catalogue.opening import Where, opened
from factordb.store import engine as engines

_TICKS = os.sysconf("SC_CLK_TCK")


class Taken(NamedTuple):
    """What one import took."""

    documents: int
    state: str
    seconds: float
    parent: float
    """Seconds of CPU."""
    child: float
    database: float
    """Of the one process that serves the import."""
    parent_mib: int
    """The most memory it ever had."""
    child_mib: int

    def cpu(self) -> float:
        """Return the seconds of CPU of all three."""
        return self.parent + self.child + self.database

    def told(self) -> str:
        """Return time, CPU and memory in words."""
        return (
            f"CPU parent {self.parent:.1f} + child {self.child:.1f} + database "
            f"{self.database:.1f} s   peak parent {self.parent_mib} MiB, child "
            f"{self.child_mib} MiB"
        )


def take(file: Path, dataset: str, layout: str | None, *, publish: bool) -> Taken:
    """Return what it took to take ``file`` into an empty catalogue."""
    asked = {"dataset": dataset, "release": "1", "layout": layout, "publish": publish}
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "bench.taking", str(file), json.dumps(asked)],
        cwd=servers.ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Taken(*json.loads(done.stdout.splitlines()[-1]))


class _Child:
    """The child that reads, watched for the most memory it has."""

    def __init__(self) -> None:
        self.mib = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "_Child":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            for pid in _children():
                self.mib = max(self.mib, _peak(pid))


def _children() -> list[str]:
    """Return the processes that the main thread has started."""
    own = Path(f"/proc/self/task/{os.getpid()}/children")
    return own.read_text().split() if own.exists() else []


def _peak(pid: str) -> int:
    """Return the most MiB that a process ever had since its program began."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    kib = next((line.split()[1] for line in lines if line.startswith("VmHWM")), "0")
    return int(kib) >> 10


def _seconds_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _main(file: str, asked: Mapping[str, object]) -> None:
    with servers.home() as folder, opened(Where(home=folder)) as found, _Child() as child:
        start, before = time.perf_counter(), os.times()
        with engines.transaction(found.engine) as db:
            pid = int(db.connection().execute(text("SELECT pg_backend_pid()")).scalar_one())
            idle = _seconds_of(pid)
            done = take_in(db, Path(file), Asked.model_validate(asked))
            served = _seconds_of(pid) - idle
        seconds, after = time.perf_counter() - start, os.times()
        peak = _peak("self")
    taken = Taken(
        documents=done.tally.factors + done.tally.properties,
        state=done.state,
        seconds=seconds,
        parent=after.user + after.system - before.user - before.system,
        child=after.children_user
        - before.children_user
        + after.children_system
        - before.children_system,
        database=served,
        parent_mib=peak,
        child_mib=child.mib,
    )
    print(json.dumps(taken))


if __name__ == "__main__":
    _main(sys.argv[1], json.loads(sys.argv[2]))
