"""What PostgreSQL acknowledged to anybody is there, whoever of all behind it was killed."""

import statistics
from pathlib import Path
from typing import NamedTuple

import psycopg

from factordb.embedded.lease import Lease
from tests.soak import crowd
from tests.soak.crowd import Ended, Plan
from tests.soak.victims import BACKEND, CLIENT, KEEPER, POSTMASTER

_KINDS = (CLIENT, KEEPER, POSTMASTER, BACKEND)


class Written(NamedTuple):
    ended: Ended
    acknowledged: int
    missing: int
    outages: list[float]
    """Seconds from a failure until a row was acknowledged again."""

    def wrong(self) -> list[str]:
        lost = [f"{self.missing} acknowledged rows are missing"] if self.missing else []
        return [*lost, *self.ended.faults, *self.ended.left]

    def told(self) -> str:
        outages = self.outages or [0.0]
        killed = ", ".join(f"{n} {kind}s" for kind, n in sorted(self.ended.killed.items()))
        return (
            f"rows: {self.acknowledged:,} acknowledged, {self.missing} missing; killed {killed}; "
            f"{len(self.outages)} outages, median {statistics.median(outages):.2f} s, longest "
            f"{max(outages):.2f} s; {len(self.ended.faults)} faults, "
            f"{len(self.ended.left)} processes left"
        )


def run(home: Path, seconds: float, writers: int = 6, seed: int = 0) -> Written:
    """Kill for ``seconds`` while ``writers`` write; ``home`` is an empty folder."""
    with Lease(home) as lease, psycopg.connect(lease.url) as connection:
        connection.execute("CREATE TABLE written (writer int, row int, PRIMARY KEY (writer, row))")
    ended = crowd.work("tests.soak.writer", home, seconds, Plan(writers, _KINDS, 0.4, seed))
    lines = [line.split() for line in crowd.notes(home)]
    acknowledged = {(int(words[1]), int(words[2])) for words in lines if words[0] == "row"}
    outages = [float(words[1]) for words in lines if words[0] == "outage"]
    with Lease(home) as lease, psycopg.connect(lease.url) as connection:
        found = set(connection.execute("SELECT writer, row FROM written").fetchall())
    return Written(ended, len(acknowledged), len(acknowledged - found), outages)
