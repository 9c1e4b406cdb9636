"""From a command to a server that is ready, the embedded database included."""

import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path

from bench import servers
from bench.pairs import Paired, told_in_seconds

_ROUNDS = 5


def measure() -> list[str]:
    """Return two lines: the first start, which publishes all seeds, and later ones."""
    with servers.home() as folder, tempfile.TemporaryDirectory() as kept:
        body = Path(kept) / "body"
        body.write_bytes(b"{}")
        first = _ready(servers.ours(folder))
        found = Paired([], [])
        for _ in range(_ROUNDS):
            found.ours.append(1 / _ready(servers.ours(folder)))
            found.peers.append(1 / _ready(servers.bare(body)))
    return [
        f"{'first start, all seeds':<28} {first:>10.2f} {'s':<10} target < 15 s",
        told_in_seconds("start to ready, warm", found, "bare Starlette", "< 1.5 s"),
    ]


def _ready(server: AbstractContextManager[int]) -> float:
    """Return how long ``server`` takes until it answers; then it is stopped."""
    began = time.perf_counter()
    with server:
        return time.perf_counter() - began
