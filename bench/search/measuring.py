"""The measurement: what is found, how soon, how large the index is; peers in the same run.

The wall clock of a shared machine says little; the processor's time of the searching thread, which
is printed beside it, says what an answer costs wherever it is asked.
"""

import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench import servers
from bench.search import catalogue, hostile, invented, labels, peers
from bench.search.labels import Label
from factordb.embedded.lease import Lease
from factordb.search import folding
from factordb.search.columns import Filters
from factordb.search.generation import Generation
from factordb.search.item import Item
from factordb.search.searching import Asked, search
from factordb.search.shelf import Shelf

if TYPE_CHECKING:
    import psycopg

SIZES = (10_000, 100_000, 300_000, 1_000_000)
_PEERS_UP_TO = 300_000
_PEER_QUERIES = 60
_BESIDE = 300_000
_PAGE = 20
_FILTERS = (Filters(region="CN"), Filters(year=2022, dimension="mass"), Filters(group="fuel"))


class Tried(NamedTuple):
    """One query: at which rank the first right hit stood, and how long it took."""

    kind: str
    rank: int | None
    wall: float
    cpu: float


def measure(sizes: Sequence[int] = SIZES) -> list[str]:
    """Return what `told` says, as one list."""
    return list(told(sizes))


def told(sizes: Sequence[int] = SIZES) -> Iterator[str]:
    """Yield a line a figure."""
    base = [*catalogue.seeds(), *catalogue.publishers()]
    every = labels.every()
    reported = [label for label in every if label.half == "reported"]
    yield (
        f"search: {len(every)} labelled queries, {len(reported)} of them only reported; "
        f"{len(base)} real factors ({'with' if catalogue.PUBLISHERS.exists() else 'without'} "
        "publishers' files), the rest invented around them; load of the machine "
        f"{os.getloadavg()[0]:.1f}"
    )
    for size in sizes:
        yield from _of_size(invented.around(base, size), size, every, reported)
    if more := catalogue.base_carbone():
        yield from _with_base_carbone([*base, *more], len(more), reported)


def _with_base_carbone(base: list[Item], more: int, reported: list[Label]) -> Iterator[str]:
    """Yield how well the same is found beside Base Carbone, and what stands in that."""
    items = invented.around(base, _BESIDE)
    folder = peers.folder()
    index = Shelf(folder).extend(max(item.edition for item in items), "bench", lambda _: items)
    asked = _asking(index, items, Filters())
    yield f"\n{_BESIDE:,} factors, {more:,} of them of Base Carbone"
    yield f"  the same labels  {_shares(_all(reported, asked))}"
    yield from _by_kind(_all(labels.of_base_carbone(), asked))
    shutil.rmtree(folder)


def _of_size(
    items: list[Item], size: int, every: list[Label], reported: list[Label]
) -> Iterator[str]:
    folder = peers.folder()
    shelf, edition = Shelf(folder), max(item.edition for item in items)
    start, cpu = time.perf_counter(), time.process_time()
    index = shelf.extend(edition, "bench", lambda _: items)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    disk = sum(file.stat().st_size for file in index.folder.rglob("*") if file.is_file())
    yield (
        f"\n{size:,} factors, {index.facts.names:,} names: built in {wall:.1f} s "
        f"({cpu:.1f} s of one core), {disk / 1e6:.0f} MB, "
        f"{_private(folder):.0f} MB of its own in a worker that has searched"
    )
    asked = _asking(index, items, Filters())
    _all(every[::5], asked)  # Files are read and tables made before anything is timed.
    ours = _all(reported, asked)
    yield from _by_kind(ours)
    tuned = _all([label for label in every if label.half == "tuning"], asked)
    yield f"  tuning half      {_shares(tuned)}"
    filtered = [
        tried
        for number, filters in enumerate(_FILTERS)
        for tried in _all(reported[number::3], _asking(index, items, filters))
    ]
    yield f"  soon, no filter  {_soon(ours)}"
    yield f"  soon, filtered   {_soon(filtered)}"
    yield f"  soon, the worst  {_soon(_hostile(index))}"
    yield from _beside(items, reported, ours, size)
    shutil.rmtree(folder)


def _hostile(index: Generation) -> list[Tried]:
    tried = []
    for query in hostile.queries():
        wall, cpu = time.perf_counter(), time.thread_time()
        search(index, Asked(query, Filters(), index.facts.edition, {}, _PAGE))
        took = time.perf_counter() - wall, time.thread_time() - cpu
        tried.append(Tried("hostile", None, *took))
    return tried


Judge = Callable[[], int | None]
"""Gives the rank of the first right hit; judging is not part of what is timed."""
Ask = Callable[[Label], Judge]


def _asking(index: Generation, items: list[Item], filters: Filters) -> Ask:
    by_place = {(item.release, item.ordinal): item for item in items}
    release, ordinal = index.columns.arrays["release"], index.columns.arrays["ordinal"]
    edition = index.facts.edition

    def ask(label: Label) -> Judge:
        result = search(index, Asked(label.query, filters, edition, {}, _PAGE))

        def rank() -> int | None:
            hits = (by_place[int(release[f.row]), int(ordinal[f.row])] for f in result.found)
            return next((rank for rank, item in enumerate(hits, 1) if label.fits(item)), None)

        return rank

    return ask


def _all(labels_: Sequence[Label], ask: Ask) -> list[Tried]:
    tried = []
    for label in labels_:
        wall, cpu = time.perf_counter(), time.thread_time()
        judge = ask(label)
        wall, cpu = time.perf_counter() - wall, time.thread_time() - cpu
        tried.append(Tried(label.kind, judge(), wall, cpu))
    return tried


def _by_kind(tried: list[Tried]) -> Iterator[str]:
    yield "  reported half    queries  recall@1              recall@5              MRR"
    for kind in (*sorted({one.kind for one in tried}), None):
        some = [one for one in tried if kind in (None, one.kind)]
        yield f"  {kind or 'all':<16} {len(some):>7}  {_shares(some)}"


def _shares(tried: Sequence[Tried]) -> str:
    first = _wilson(sum(one.rank == 1 for one in tried), len(tried))
    five = _wilson(sum(one.rank is not None and one.rank <= 5 for one in tried), len(tried))
    mrr = sum(1 / one.rank for one in tried if one.rank) / len(tried)
    return f"{first}  {five}  {mrr:.3f}"


def _wilson(right: int, of: int) -> str:
    """Return a share with the interval that holds it in 95 of 100 cases."""
    z, share = 1.96, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return f"{share:.3f} ({middle - half:.3f}–{middle + half:.3f})"


def _soon(tried: Sequence[Tried]) -> str:
    wall, cpu = (sorted(getattr(one, way) for one in tried) for way in ("wall", "cpu"))
    marks = [(int(len(tried) * share), share) for share in (0.5, 0.95, 0.99)]
    said = [f"p{share * 100:.0f} {wall[at] * 1e3:.2f}" for at, share in marks]
    return f"{' '.join(said)} ms   (of one core: p95 {cpu[marks[1][0]] * 1e3:.2f} ms)"


def _beside(
    items: list[Item], reported: list[Label], ours: list[Tried], size: int
) -> Iterator[str]:
    """Yield the peers: BM25 over all labels, the slow ones over a few of each kind."""
    texts = list(dict.fromkeys(folding.folded(item.text) for item in items))
    numbers = {text: number for number, text in enumerate(texts)}
    holders: list[list[Item]] = [[] for _ in texts]
    for item in items:
        holders[numbers[folding.folded(item.text)]].append(item)

    def ask(ranks: peers.Ranks) -> Ask:
        def answered(label: Label) -> Judge:
            names = ranks(label.query, _PAGE)

            def rank() -> int | None:
                right = (any(label.fits(item) for item in holders[name]) for name in names)
                return next((place for place, fits in enumerate(right, 1) if fits), None)

            return rank

        return answered

    yield f"  plain BM25       {_peer(_all(reported, ask(peers.plain_bm25(texts))))}"
    if size > _PEERS_UP_TO:
        return
    few = [label for number, label in enumerate(_stratified(reported)) if number < _PEER_QUERIES]
    same = {label.id for label in few}
    some = [one for label, one in zip(reported, ours, strict=True) if label.id in same]
    yield f"  of {len(few)} queries, {len(few) // len({label.kind for label in few})} of a kind:"
    yield f"    this search       {_peer(some)}"
    yield f"    rapidfuzz alone   {_peer(_all(few, ask(peers.rapidfuzz_alone(texts))))}"
    with ExitStack() as stack:
        for name, ranks in peers.pg_trgm(_postgres(stack), texts).items():
            yield f"    {name:<17} {_peer(_all(few, ask(ranks)))}"


def _peer(tried: Sequence[Tried]) -> str:
    return f"{_shares(tried)}   {_soon(tried)}"


def _stratified(reported: list[Label]) -> list[Label]:
    """Return labels of each kind in turn."""
    turns: dict[str, int] = {}
    placed = []
    for label in reported:
        turns[label.kind] = turns.get(label.kind, 0) + 1
        placed.append((turns[label.kind], label.kind, label))
    return [label for _, _, label in sorted(placed, key=lambda one: one[:2])]


def _postgres(stack: ExitStack) -> "psycopg.Connection[tuple[int]]":
    """Return a connection to a PostgreSQL of this run's own."""
    import psycopg  # noqa: PLC0415  # only this peer needs it

    lease = stack.enter_context(Lease(stack.enter_context(servers.home())))
    address = lease.url.replace("postgresql+psycopg://", "postgresql://", 1)
    return stack.enter_context(psycopg.connect(address))


_WORKER = """
import re, sys
from pathlib import Path
from bench.search import labels
from factordb.search.columns import Filters
from factordb.search.searching import Asked, search
from factordb.search.shelf import Shelf

def private():
    said = Path("/proc/self/smaps_rollup").read_text()
    return sum(int(kb) for kb in re.findall(r"Anonymous: +(\\d+)", said)) / 1024

before = private()
index = Shelf(Path(sys.argv[1])).current()
for label in labels.every()[::5]:
    search(index, Asked(label.query, Filters(), index.facts.edition, {}, 20))
print(private() - before)
"""


def _private(folder: Path) -> float:
    """Return what a process has of its own beside what it maps, in MB, once it has searched."""
    command = [sys.executable, "-c", _WORKER, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=servers.ROOT)  # noqa: S603  # our own command
    return float(done.stdout)
