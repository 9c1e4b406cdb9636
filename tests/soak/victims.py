"""Who may be killed: the processes behind one embedded database, and no other on the machine."""

import os
import random
import signal
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from factordb.embedded import postmaster
from factordb.embedded.home import Home
from tests.embedded.holders import children_of, parent_of

POSTMASTER, KEEPER, BACKEND, CLIENT, CHILD = "postmaster", "keeper", "backend", "client", "child"


class Victims:
    """Kills at random and counts whom."""

    def __init__(self, home: Path, chance: random.Random) -> None:
        self.killed: Counter[str] = Counter()
        self._home = home
        self._chance = chance

    def kill_one(self, clients: Sequence[int], kinds: Sequence[str]) -> None:
        """Kill one process of a random kind; none where there is none just now."""
        kind = self._chance.choice(kinds)
        with suppress(OSError, IndexError):
            pid, named = self._one(kind, clients)
            if _killed(pid, named):
                self.killed[kind] += 1

    def _one(self, kind: str, clients: Sequence[int]) -> tuple[int, str]:
        """Return a process and what its command line must hold, since a number says little."""
        if kind == CLIENT:
            return self._chance.choice(clients), "tests.soak"
        if kind == CHILD:
            children = [child for client in clients for child in children_of(client)]
            return self._chance.choice(children), "factordb.importers.child"
        found = postmaster.read(Home(self._home))
        server = found.pid if found else 0
        if kind == KEEPER:
            return parent_of(server), f"factordb.embedded.keeper {self._home}"
        if kind == BACKEND:
            return self._chance.choice(children_of(server)), "postgres: factordb: "
        return server, str(self._home)


def _killed(pid: int, named: str) -> bool:
    """Kill ``pid`` where it is what it is taken for; it cannot become another in between."""
    process = os.pidfd_open(pid)
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        if named not in line:
            return False
        signal.pidfd_send_signal(process, signal.SIGKILL)
    finally:
        os.close(process)
    return True
