"""1,000 pins in one call, from memory and from the database, each beside its peer."""

import json
import statistics
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psycopg

from bench import load, servers
from bench.catalogue import digests, fetched
from bench.pairs import Paired, paired, told
from factordb.embedded.lease import Lease

_PINS = 1_000
_CALLS = 40
_PATH = "/v1/factors/batch"
_QUERY = "SELECT digest, body FROM document WHERE digest = ANY(%s)"


def measure() -> list[str]:
    """Return three lines: from memory, with every body out of the database, with headlines."""
    return [
        told("batch of 1,000, warm", _warm(), "factors/s", "bare Starlette", "≥ 500,000"),
        told("batch of 1,000, cold", _cold(), "factors/s", "bare = ANY query", "≥ 60,000"),
        _added(_wished()),
    ]


def _warm() -> Paired:
    with ExitStack() as stack:
        port = stack.enter_context(servers.ours(stack.enter_context(servers.home()), rate="0"))
        request = load.post(_PATH, json.dumps({"digests": digests(port, _PINS)}).encode())
        body = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "body"
        ours = stack.enter_context(load.Load(port, 1))
        ours.rounds([request], 3)
        body.write_bytes(b"x" * _size(port, request))
        peer = stack.enter_context(load.Load(stack.enter_context(servers.bare(body)), 1))
        peer.rounds([request], 3)
        return paired(_asking(ours, request), _asking(peer, request))


def _cold() -> Paired:
    with ExitStack() as stack:
        home = stack.enter_context(servers.home())
        port = stack.enter_context(servers.ours(home, rate="0", cache_bytes="0"))
        names = digests(port, _PINS)
        request = load.post(_PATH, json.dumps({"digests": names}).encode())
        ours = stack.enter_context(load.Load(port, 1))
        lease = stack.enter_context(Lease(home))
        connection = stack.enter_context(psycopg.connect(lease.url))
        raw = [bytes.fromhex(name[7:]) for name in names]

        def peer() -> int:
            for _ in range(_CALLS):
                connection.execute(_QUERY, (raw,)).fetchall()
            return _CALLS * _PINS

        ours.rounds([request], 3)
        return paired(_asking(ours, request), peer)


def _wished() -> Paired:
    with ExitStack() as stack:
        port = stack.enter_context(servers.ours(stack.enter_context(servers.home()), rate="0"))
        pins = {"digests": digests(port, _PINS)}
        wished = load.post(_PATH, json.dumps(pins | {"gwp": "AR6", "in": "kWh"}).encode())
        plain = load.post(_PATH, json.dumps(pins).encode())
        ours = stack.enter_context(load.Load(port, 1))
        ours.rounds([wished, plain], 6)
        return paired(_asking(ours, wished), _asking(ours, plain))


def _added(found: Paired) -> str:
    """Return what re-weighting and conversion add to each factor, the median of the rounds."""
    added = statistics.median(
        1e6 / with_ - 1e6 / without for with_, without in zip(found.ours, found.peers, strict=True)
    )
    return told("batch, in kWh under AR6", found, "factors/s", "without", "") + (
        f"adds ≤ 5 µs a factor; it adds {added:.1f}"
    )


def _asking(load_: load.Load, request: bytes) -> Callable[[], int]:
    return lambda: load_.rounds([request], _CALLS) * _PINS


def _size(port: int, request: bytes) -> int:
    """Return the length of what a batch answers."""
    names = json.loads(request.partition(b"\r\n\r\n")[2])["digests"]
    return sum(len(fetched(port, f"/v1/factors/{name}")) + 100 for name in names)
