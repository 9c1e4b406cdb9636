"""The measurement of match: how often it is right when it says so, and how many lines a second."""

import itertools
import shutil
import time
from collections.abc import Iterator, Sequence

from bench.search import catalogue, invented, lines, matched, peers
from bench.search.matched import Tried
from factordb.search import confidence, likely
from factordb.search.likely import Likely
from factordb.search.shelf import Shelf

SIZES = (300_000,)
_LINES = 2_000
_BINS = (0.0, 0.2, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


def measure(sizes: Sequence[int] = SIZES) -> list[str]:
    """Return what `told` says, as one list."""
    return list(told(sizes))


def told(sizes: Sequence[int] = SIZES) -> Iterator[str]:
    """Yield a line a figure."""
    tried = matched.every()
    model = confidence.model()
    yield (
        f"match: {len(tried)} labelled lines, {sum(t.line.findable for t in tried)} of them "
        f"findable in the seeds; model {model.version}, accept from {model.accept}, "
        f"review from {model.review}"
    )
    for half in ("reported", "tuning"):
        yield from _of_half(half, [one for one in tried if one.line.half == half])
    yield from _reliability([one for one in tried if one.line.half == "reported"])
    for size in sizes:
        yield _speed(size)


def _of_half(half: str, tried: Sequence[Tried]) -> Iterator[str]:
    findable = [one for one in tried if one.line.findable]
    accepted = [one for one in tried if one.decision == "accept"]
    right = [one for one in accepted if one.right[0] and one.line.acceptable]
    acceptable = [one for one in tried if one.line.acceptable]
    unsaid = [one for one in findable if not one.line.acceptable]
    first = sum(bool(one.right) and one.right[0] for one in findable)
    among = sum(any(one.right) for one in findable)
    nothing = [one for one in tried if not one.line.findable]
    quiet = sum(one.decision == "none" for one in nothing)
    yield f"  {half} half: {len(tried)} lines, {len(findable)} findable"
    yield f"    accepted lines that are right    {_share(len(right), len(accepted))}"
    yield f"    findable lines accepted, rightly {_share(len(right), len(acceptable))}"
    taken = sum(one.decision == "accept" for one in unsaid)
    yield f"    basis not said, yet accepted     {_share(taken, len(unsaid))}"
    yield f"    findable lines, first is right   {_share(first, len(findable))}"
    yield f"    findable lines, right among {matched.MOST}    {_share(among, len(findable))}"
    yield f"    not findable, answered with none {_share(quiet, len(nothing))}"


def _share(count: int, of: int) -> str:
    share, low, high = matched.wilson(count, of)
    return f"{count:>4} of {of:<4} {share:.3f} ({low:.3f}–{high:.3f})"


def _reliability(tried: Sequence[Tried]) -> Iterator[str]:
    """Yield how often the first candidate is right, by how sure it was said to be."""
    yield "  reported half    confidence   lines   mean said   right"
    for low, high in itertools.pairwise(_BINS):
        some = [
            one for one in tried if one.candidates and low <= one.probability < high + (high == 1)
        ]
        if some:
            said = sum(one.probability for one in some) / len(some)
            share, least, most = matched.wilson(sum(one.right[0] for one in some), len(some))
            yield (
                f"                  {low:.2f}–{high:.2f}   {len(some):>5}   {said:>9.3f}   "
                f"{share:.3f} ({least:.3f}–{most:.3f})"
            )


def _speed(size: int) -> str:
    items = invented.around([*catalogue.seeds(), *catalogue.publishers()], size)
    folder, edition = peers.folder(), max(item.edition for item in items)
    index = Shelf(folder).extend(edition, "bench", lambda _: items)
    asked = [matched.asked_of(line)[0] for line in lines.every()]
    found = Likely(index, edition, {})
    for line in asked[::7]:  # Files are read and tables made before anything is timed.
        found.of(line, 3)
    some = [
        _varied(line, n) for n, line in enumerate(itertools.islice(itertools.cycle(asked), _LINES))
    ]
    found = Likely(index, edition, {})
    start, cpu, slowest = time.perf_counter(), time.process_time(), []
    for line in some:
        before = time.thread_time()
        found.of(line, 3)
        slowest.append(time.thread_time() - before)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    shutil.rmtree(folder)
    late = sorted(slowest)[int(len(slowest) * 0.99)]
    return (
        f"  {size:,} factors: {_LINES / cpu:,.0f} lines/s of one core ({_LINES / wall:,.0f} by the "
        f"clock), p99 of a line {late * 1e3:.1f} ms"
    )


def _varied(line: likely.Line, number: int) -> likely.Line:
    """Return a line that is no other's twin."""
    return line._replace(text=f"{line.text} {number:05}A")
