"""Processes that work on one database until they are told to stop; who is killed is replaced."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from factordb.embedded import locks
from factordb.embedded.home import Home
from tests.embedded.holders import ROOT, programs_in, surroundings, within
from tests.soak.victims import Victims

_AGAIN = "again"
_LONGER = 60.0
_PATIENCE = 5.0
_KILLED, _TOLD = -9, -15
"""How a process ends by a kill, and by our word where it has not begun to listen."""


class Plan(NamedTuple):
    """Whom to kill, how often, and in which order: the same for the same ``seed``."""

    many: int
    """Processes that work at once."""
    kinds: Sequence[str]
    longest: float
    """Seconds between two kills, at most."""
    seed: int
    least: int = 1
    """Acknowledgements before it ends, should the machine be slow."""
    kills: int = 0
    """Kills before it ends, likewise."""


class Ended(NamedTuple):
    killed: Counter[str]
    faults: list[str]
    """What ended in another way than by a kill or at the end."""
    left: list[str]
    """What was still running long after the last had left."""


def work(module: str, home: Path, seconds: float, plan: Plan) -> Ended:
    """Let processes of ``module`` work for ``seconds`` while they and others are killed.

    Each gets the home, a number, and a file to note in what was acknowledged to it.
    """
    chance = random.Random(plan.seed)  # noqa: S311  # it keeps no secret
    victims, crowd, faults = Victims(home, chance), _Crowd(module, home), list[str]()
    for _ in range(plan.many):
        crowd.begin()
    end = time.monotonic() + seconds
    while time.monotonic() < end or _too_early(home, plan, end, victims.killed.total()):
        done = _size(home)
        time.sleep(chance.uniform(plan.longest / 10, plan.longest))
        # On a slow machine too there is work between two kills, or nothing would be proved.
        within(_PATIENCE, lambda before=done: _size(home) > before)  # type: ignore[misc]
        victims.kill_one(crowd.pids(), plan.kinds)
        faults += crowd.replaced()
    faults += crowd.ended()
    within(30, lambda: locks.is_free(Home(home).server) and locks.is_free(Home(home).keeper))
    within(5, lambda: not programs_in(home))
    return Ended(victims.killed, faults, programs_in(home))


def _too_early(home: Path, plan: Plan, end: float, killed: int) -> bool:
    done = sum(not line.startswith(_AGAIN) for line in notes(home))
    longest = _LONGER + plan.kills * (plan.longest + _PATIENCE)
    return (done < plan.least or killed < plan.kills) and time.monotonic() < end + longest


def _size(home: Path) -> int:
    return sum(file.stat().st_size for file in (home / "notes").iterdir() if not file.suffix)


def notes(home: Path) -> list[str]:
    """Return the whole lines that the processes noted; a last one may be cut."""
    files = [file for file in (home / "notes").iterdir() if not file.suffix]
    return [line for file in files for line in file.read_text().split("\n")[:-1]]


def told_to_stop() -> Callable[[], bool]:
    """Return what says, in one of the processes, whether it is to stop: told so, or left alone."""
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda signum, _: told.append(signum))
    parent = os.getppid()
    return lambda: bool(told) or os.getppid() != parent


class _Crowd:
    def __init__(self, module: str, home: Path) -> None:
        self._module = module
        self._home = home
        self._living: list[subprocess.Popen[bytes]] = []
        self._numbers = 0
        (home / "notes").mkdir()

    def begin(self) -> None:
        self._numbers += 1
        file = self._home / "notes" / str(self._numbers)
        with file.with_suffix(".err").open("wb") as errors:
            self._living.append(
                subprocess.Popen(
                    [
                        *(sys.executable, "-m", self._module),
                        *(str(self._home), str(self._numbers), str(file)),
                    ],
                    stderr=errors,
                    stdin=subprocess.DEVNULL,
                    env=surroundings(),
                    cwd=ROOT,
                )
            )

    def pids(self) -> list[int]:
        return [process.pid for process in self._living if process.poll() is None]

    def replaced(self) -> list[str]:
        """Begin one for each that ended, and return what ended by itself."""
        gone = [process for process in self._living if process.poll() is not None]
        self._living = [process for process in self._living if process not in gone]
        for _ in gone:
            self.begin()
        return [self._fault(process) for process in gone if process.returncode != _KILLED]

    def ended(self) -> list[str]:
        """Tell all to stop, and return what did not stop well."""
        for process in self._living:
            process.terminate()
        for process in self._living:
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return [self._fault(p) for p in self._living if p.returncode not in (0, _KILLED, _TOLD)]

    def _fault(self, process: "subprocess.Popen[bytes]") -> str:
        number = process.args[-2]  # type: ignore[index]  # a list, see above
        said = (self._home / "notes" / f"{number!s}.err").read_text("utf-8", "replace")
        return f"{self._module} {number!s} ended with {process.returncode}: {said[-2000:]}"
