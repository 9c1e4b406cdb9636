"""The search of a server, asked fifty times a second: a catalogue in the store, filters, HTTP.

Each answer is timed from when it should have been asked for, so that one that comes late makes
those behind it late as well.
"""

import csv
import itertools
import os
import random
import socket
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson
from sqlmodel import Session

from bench import manifest, servers
from bench.search import catalogue, hostile, invented, labels
from factordb import shipped
from factordb.catalogue import access, opening
from factordb.catalogue.finding.indexing import Indexes
from factordb.catalogue.importing.intake import Asked, take_in
from factordb.catalogue.opening import Where, opened
from factordb.catalogue.publishing import holding, publishing
from factordb.search import folding
from factordb.search.item import Item
from factordb.store import engine as engines

SIZE = 300_000
RATE, SECONDS, CONNECTIONS = 50, 30, 8
_FILTERS = ("", "", "&region=CN", "&year=2022&unit=kg", "&group=fuel", "&min_grade=ef-dqr:C")
_COLUMNS = (
    *("activity", "name.en", "name.zh", "synonyms.en", "synonyms.zh", "boundary", "region"),
    *("dates.data", "unit", "cell.unit", "cell.at", "cell.printed"),
)
_TOML = f"""{manifest.TOML}
[constants]
"amount.gas" = "CO2"
"source.document" = "Invented"
"""


def measure(size: int = SIZE) -> list[str]:
    """Return what `told` says, as one list."""
    return list(told(size))


def told(size: int = SIZE) -> Iterator[str]:
    """Yield a line a figure."""
    with servers.home() as folder:
        with opened(Where(home=folder, seeds=shipped.SEEDS)) as found:
            with engines.transaction(found.engine) as db, tempfile.TemporaryDirectory() as kept:
                asked = Asked(dataset="bench", release="1")
                count = take_in(db, _table(Path(kept), size), asked).tally.factors
                _publish(db)
            wall, cpu = time.perf_counter(), time.process_time()
            with engines.transaction(found.engine) as db:
                index = Indexes(opening.cache(None, folder)).covering(db).generation
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            yield (
                f"search over HTTP: {index.facts.factors:,} factors ({count:,} invented), index "
                f"built from the store in {wall:.1f} s ({cpu:.1f} s of one core)"
            )
        with servers.ours(folder, rate="100000", burst="100000") as port:
            paths = _paths()
            _asked(port, paths[:200], RATE)  # Files are read and tables made before it is timed.
            for name, some in (("no filter", paths[::2]), ("filtered", paths[1::2])):
                yield f"  {name:<10} {_said(_asked(port, some[: RATE * SECONDS], RATE))}"
            worst = [f"/v1/search?q={urllib.parse.quote(q)}" for q in hostile.queries()]
            yield f"  {'worst':<10} {_said(_asked(port, worst * 5, RATE // 5))}"
            before = _cpu()
            done = _asked(port, paths[: RATE * 10], RATE)
            spent = (_cpu() - before) / len(done)
            yield (
                f"  {spent * 1e3:.2f} ms of processor an answer; load of the machine "
                f"{os.getloadavg()[0]:.1f} (target: p95 ≤ 8 ms at {RATE}/s on a quiet one)"
            )


def _table(folder: Path, size: int) -> Path:
    """Write as many invented factors as make ``size`` together with the seeds."""
    (folder / "release.toml").write_text(_TOML, "utf-8")
    file = folder / "factors.csv"
    seeds = catalogue.seeds()
    items = invented.around(seeds, size)[len(seeds) :]
    facets = sorted({name for item in items for name, _ in item.facets})
    there: set[tuple[object, ...]] = set()
    with file.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow((*_COLUMNS, *(f"facets.{name}" for name in facets)))
        for number, item in enumerate(items):
            year = _first_free(item, there)
            told = dict(item.facets)
            en, zh, more_en, more_zh = _names(item)
            stages = orjson.dumps(item.boundary).decode()
            said = (item.activity, en, zh, more_en, more_zh, stages, item.region, year, item.unit)
            printed = (f"kg/{item.unit}", f"line {number}", f"0.{number:06}")
            lines.writerow((*said, *printed, *(told.get(name, "") for name in facets)))
    return file


def _publish(db: Session) -> None:
    """Publish what was taken in, whatever the checks hold: numbers that count lines are absurd."""
    host = access.shell("host")
    for held in holding.listed(db, "bench@1"):
        holding.release(db, host, held.id, "These numbers are invented, and count lines.")
    publishing.publish(db, "bench@1", host)


def _first_free(item: Item, there: set[tuple[object, ...]]) -> int:
    """Return the year of ``item``, or the next in which nothing else is told by the same."""
    told = item.activity, item.facets, item.boundary, item.region, item.unit
    year = next(y for y in itertools.count(item.years[0]) if (*told, y) not in there)
    there.add((*told, year))
    return year


def _names(item: Item) -> tuple[str, str, str, str]:
    """Return the names of ``item`` in English and Chinese, and what else is said in either."""
    said = itertools.takewhile(
        lambda line: not line.startswith(item.activity), item.text.split("\n")
    )
    both: tuple[list[str], list[str]] = ([], [])
    for line in said:
        both[any(map(folding.is_han, line))].append(line)
    en, zh = both
    more_en, more_zh = (orjson.dumps(lines[1:]).decode() if lines[1:] else "" for lines in both)
    return (en[0] if en else "", zh[0] if zh else "", more_en, more_zh)


def _paths() -> list[str]:
    """Return questions, without and with filters in turn, more than are asked."""
    chance = random.Random(7)  # noqa: S311  # the same questions each time
    queries = [label.query for label in labels.every()]
    chance.shuffle(queries)
    found = []
    for number in range(2 * RATE * SECONDS):
        words = urllib.parse.quote(queries[number % len(queries)])
        more = chance.choice(_FILTERS[2:]) if number % 2 else ""
        found.append(f"/v1/search?q={words}{more}")
    return found


def _asked(port: int, paths: Sequence[str], rate: int) -> list[float]:
    """Ask for ``paths``, so many a second over kept connections; return the seconds each took."""
    begin = time.perf_counter() + 0.2
    took = [0.0] * len(paths)

    def some(first: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for number in range(first, len(paths), CONNECTIONS):
                due = begin + number / rate
                time.sleep(max(0.0, due - time.perf_counter()))
                _heard(connection, paths[number])
                took[number] = time.perf_counter() - due

    threads = [threading.Thread(target=some, args=(n,)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def _heard(connection: socket.socket, path: str) -> None:
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(1 << 16)
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError((head + body).decode(errors="replace")[:300])
    size = next(
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    )
    left = size - len(body)
    while left > 0:
        left -= len(connection.recv(min(left, 1 << 16)))


def _said(took: Sequence[float]) -> str:
    marks = statistics.quantiles(took, n=100, method="inclusive")
    return (
        f"p50 {marks[49] * 1e3:.1f}  p95 {marks[94] * 1e3:.1f}  p99 {marks[98] * 1e3:.1f}  "
        f"slowest {max(took) * 1e3:.0f} ms   ({len(took)} answers)"
    )


def _cpu() -> float:
    """Return the seconds of processor that our server has taken so far."""
    spent = 0.0
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = process.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            spent += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


if __name__ == "__main__":
    for line in told(int(sys.argv[1]) if sys.argv[1:] else SIZE):
        print(line, flush=True)
