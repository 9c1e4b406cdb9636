"""Two contenders, alternating rounds, the median of paired ratios: what a noisy machine allows."""

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Paired(NamedTuple):
    """Rates of two contenders over the same rounds, in things done a second."""

    ours: list[float]
    peers: list[float]

    @property
    def ratio(self) -> float:
        """Ours over the peer's, the median of the rounds' own ratios."""
        return statistics.median(o / p for o, p in zip(self.ours, self.peers, strict=True))

    @property
    def spread(self) -> tuple[float, float]:
        """Smallest and largest of the rounds' ratios."""
        ratios = [o / p for o, p in zip(self.ours, self.peers, strict=True)]
        return min(ratios), max(ratios)


def paired(ours: Callable[[], int], peer: Callable[[], int], rounds: int = 7) -> Paired:
    """Run both in turn, each first in every other round; each returns how much it did."""
    rates: tuple[list[float], list[float]] = ([], [])
    contenders = (ours, peer)
    for number in range(rounds):
        for which in (0, 1) if number % 2 else (1, 0):
            start = time.perf_counter()
            done = contenders[which]()
            rates[which].append(done / (time.perf_counter() - start))
    return Paired(*rates)


def told(name: str, found: Paired, unit: str, peer: str, target: str) -> str:
    """Return one line: both medians, the ratio with its spread, and what was aimed at."""
    low, high = found.spread
    return (
        f"{name:<28} {statistics.median(found.ours):>10,.0f} {unit:<10} "
        f"{peer} {statistics.median(found.peers):,.0f}   "
        f"ratio {found.ratio:.2f} ({low:.2f}–{high:.2f})   target {target}"
    )


def told_in_seconds(name: str, found: Paired, peer: str, target: str) -> str:
    """Return one line for what is done once a round: seconds, where less is better."""
    low, high = (1 / ratio for ratio in reversed(found.spread))
    return (
        f"{name:<28} {statistics.median(1 / o for o in found.ours):>10.2f} {'s':<10} "
        f"{peer} {statistics.median(1 / p for p in found.peers):.2f} s   "
        f"ratio {1 / found.ratio:.2f} ({low:.2f}–{high:.2f})   target {target}"
    )
