import os
import time
from pathlib import Path

import orjson
import pytest
from prometheus_client.parser import text_string_to_metric_families

from factordb.api.bodies import Bodies
from factordb.api.metering import Meter


def metrics(meter: Meter) -> dict[str, float]:
    families = text_string_to_metric_families(meter.exposition().decode())
    return {
        sample.name + "".join(sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_answers_are_counted_by_status() -> None:
    meter = Meter(Bodies(10), None)
    for status in (200, 200, 404):
        meter.note("-", "GET", "/", status, 5, time.perf_counter())

    found = metrics(meter)

    assert found["factordb_requests_total200"] == 2
    assert found["factordb_requests_total404"] == 1


def test_times_are_a_histogram_whose_last_bucket_has_all() -> None:
    meter = Meter(Bodies(10), None)
    for seconds in (0, 0.01, 100):
        meter.note("-", "GET", "/", 200, 5, time.perf_counter() - seconds)

    found = metrics(meter)
    buckets = [value for name, value in found.items() if name.startswith("factordb_seconds_bucket")]

    assert found["factordb_seconds_bucket+Inf"] == found["factordb_seconds_count"] == 3
    assert buckets == sorted(buckets)
    assert found["factordb_seconds_sum"] == pytest.approx(100.01, abs=0.1)


def test_the_cache_and_its_hits_are_told() -> None:
    bodies = Bodies(100)
    bodies.keep("a", b"12345")
    meter = Meter(bodies, None)
    meter.hits += 1

    found = metrics(meter)

    assert found["factordb_cached_bytes"] == 5
    assert found["factordb_fast_path_hits_total"] == 1


def test_each_request_is_one_line_of_json_whatever_its_path_holds(tmp_path: Path) -> None:
    meter = Meter(Bodies(10), tmp_path / "log")
    for path in ("/v1/a", '/v1/"\n127.0.0.1 forged\t电', "/\udcff"[:1]):
        meter.note("127.0.0.1", "GET", path, 404, 7, time.perf_counter())
    meter.flush()

    lines = (tmp_path / "log").read_bytes().splitlines()
    first, second, _ = map(orjson.loads, lines)

    assert (first["path"], first["status"], first["bytes"]) == ("/v1/a", 404, 7)
    assert second["path"] == '/v1/"\n127.0.0.1 forged\t电'
    assert first["at"].endswith("+00:00")


def test_lines_wait_for_each_other(tmp_path: Path) -> None:
    meter = Meter(Bodies(10), tmp_path / "log")
    meter.note("-", "GET", "/", 200, 0, time.perf_counter())
    assert (tmp_path / "log").read_bytes() == b""

    for _ in range(600):
        meter.note("-", "GET", "/", 200, 0, time.perf_counter())

    assert (tmp_path / "log").read_bytes().count(b"\n") == 512


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full disk at hand")  # noqa: PTH110
def test_a_full_disk_is_counted_and_stops_nobody() -> None:
    meter = Meter(Bodies(10), Path("/dev/full"))
    meter.note("-", "GET", "/", 200, 0, time.perf_counter())
    meter.flush()

    assert metrics(meter)["factordb_access_log_unwritten_total"] == 1
