"""A pinned factor from memory, with all duties on, beside a bare route that returns fixed bytes."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import load, servers
from bench.catalogue import digests, fetched
from bench.pairs import paired, told

_TIMES = 400
_DUTIES = {"rate": "1e9", "burst": "1e9"}


def measure() -> list[str]:
    """Return a line: requests a second, one worker each, 16 kept connections."""
    with ExitStack() as stack:
        folder = stack.enter_context(servers.home())
        kept = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = stack.enter_context(
            servers.ours(folder, access_log=str(kept / "access.log"), **_DUTIES)
        )
        name = digests(port, 1)[0]
        body = kept / "body"
        body.write_bytes(fetched(port, f"/v1/factors/{name}"))
        ours = stack.enter_context(load.Load(port))
        peer = stack.enter_context(load.Load(stack.enter_context(servers.bare(body))))
        request = [load.get(f"/v1/factors/{name}")]
        for one in (ours, peer):
            one.rounds(request, 50)  # warm
        found = paired(
            lambda: ours.rounds(request, _TIMES), lambda: peer.rounds(request, _TIMES), 11
        )
    return [told("pinned GET", found, "requests/s", "bare Starlette", "ratio ≥ 0.9")]
