"""What a worker notes of every request: counts, times, and a line in the access log."""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from factordb.api.bodies import Bodies

_LINES = 512
_BUCKETS = 21
"""Powers of two of a microsecond: 1 µs … 1 s."""


class Meter(Collector):
    """Counts and times of one worker, cheap enough for the fast path."""

    def __init__(self, bodies: Bodies, log: Path | None) -> None:
        self._bodies = bodies
        self._statuses: Counter[int] = Counter()
        self._buckets = [0] * (_BUCKETS + 1)
        self._seconds = 0.0
        self._lines: list[tuple[float, str, str, str, int, int, float]] = []
        self._log = _opened(log)
        self._writing = threading.Lock()
        self.hits = 0
        self.unwritten = 0
        """Lines of the access log that the disk had no room for."""

    def note(  # noqa: PLR0913  # what a line of the log has
        self, address: str, method: str, path: str, status: int, size: int, began: float
    ) -> None:
        """Note one request; ``began`` is a `time.perf_counter`."""
        took = time.perf_counter() - began
        self._statuses[status] += 1
        self._seconds += took
        self._buckets[min(int(took * 1e6).bit_length(), _BUCKETS)] += 1
        if self._log is not None:
            self._lines.append((time.time(), address, method, path, status, size, took))
            if len(self._lines) >= _LINES:
                self.flush()

    def flush(self) -> None:
        """Write the waiting lines of the access log, a JSON object each."""
        if self._log is None or not self._lines:
            return
        with self._writing:  # a line that comes meanwhile stays for the next time
            waiting = self._lines[:]
            del self._lines[: len(waiting)]
            try:
                # At once: several workers append to one file.
                os.write(self._log, b"".join(_line(*said) for said in waiting))
            except OSError:  # a full disk is no reason not to answer
                self.unwritten += len(waiting)

    def exposition(self) -> bytes:
        """Return the metrics of this worker in Prometheus' text format."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily]:
        """Yield what a scrape gets."""
        requests = CounterMetricFamily(
            "factordb_requests", "Requests answered by this worker.", labels=["status"]
        )
        for status, count in sorted(self._statuses.items()):
            requests.add_metric([str(status)], count)
        yield requests
        yield CounterMetricFamily(
            "factordb_fast_path_hits", "Requests answered from memory.", value=self.hits
        )
        yield GaugeMetricFamily(
            "factordb_cached_bytes", "Bodies kept in memory.", value=self._bodies.size
        )
        yield CounterMetricFamily(
            "factordb_access_log_unwritten", "Lines the disk had no room for.", value=self.unwritten
        )
        yield self._times()

    def _times(self) -> HistogramMetricFamily:
        times, below = HistogramMetricFamily("factordb_seconds", "Time to the answer."), 0
        buckets = []
        for power, count in enumerate(self._buckets[:_BUCKETS]):
            below += count
            buckets.append((f"{2**power / 1e6:.6f}", below))
        buckets.append(("+Inf", below + self._buckets[_BUCKETS]))
        times.add_metric([], buckets, sum_value=self._seconds)
        return times


def _line(  # noqa: PLR0913  # what a line of the log has
    at: float, address: str, method: str, path: str, status: int, size: int, took: float
) -> bytes:
    """Return a line; a path may hold anything, and JSON keeps it in one."""
    said = {
        "at": datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds"),
        "address": address,
        "method": method,
        "path": path,
        "status": status,
        "bytes": size,
        "seconds": round(took, 6),
    }
    return orjson.dumps(said) + b"\n"


def _opened(log: Path | None) -> int | None:
    if log is None:
        return None
    if str(log) == "-":
        return 2
    return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
