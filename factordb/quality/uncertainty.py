"""Uncertainty as it is stated, converted on request, and carried through sums and products.

Stored is what the publisher prints; here it becomes a GSD², a 95 % interval or samples. Two ways
lead through a calculation: the IPCC rules, which add half-ranges in squares, and Monte Carlo.
"""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from factordb.errors import Invalid

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Samples = npt.NDArray[np.float64]

Z95 = 1.959963984540054
"""Standard deviations from the middle of a normal distribution to the ends of 95 % of it."""
MOST = 1_000_000
"""Samples of one call."""


class Interval(NamedTuple):
    low: float
    high: float


class Distribution(NamedTuple):
    """One number with what is known of its spread."""

    kind: str
    """``lognormal``, ``normal``, ``triangular`` or ``uniform``."""
    middle: float
    """Median of a lognormal, mean of a normal, mode of a triangular; centre of a uniform."""
    sigma: float = 0.0
    """Of the logarithm for a lognormal, of the number for a normal."""
    low: float = 0.0
    """First number of a triangular or uniform."""
    high: float = 0.0

    def interval(self) -> Interval:
        """Return the ends of the middle 95 %, 2.5 % lying beyond each."""
        return Interval(self._quantile(0.025), self._quantile(0.975))

    def half_range(self) -> float:
        """Return half the 95 % interval over the middle, as a share: 0.05 for ± 5 %.

        Raises:
            Invalid: the middle is nought, so nothing is a share of it.
        """
        if self.middle == 0:
            raise Invalid("A spread about nought is no share of it: give an interval instead.")
        low, high = self.interval()
        return (high - low) / 2 / abs(self.middle)

    def gsd2(self) -> float:
        """Return the square of the geometric standard deviation.

        Of what is not lognormal it is that of the lognormal with the same ratio of interval ends.

        Raises:
            Invalid: the interval reaches nought or below, where no lognormal does.
        """
        if self.kind == "lognormal":
            return math.exp(2 * self.sigma)
        low, high = self.interval()
        if low <= 0:
            raise Invalid(
                f"An interval from {low:.6g} to {high:.6g} has no GSD²: a lognormal number is "
                "above nought. Ask for the interval or for samples."
            )
        return math.exp(math.log(high / low) / Z95)

    def samples(self, count: int, seed: int) -> "Samples":
        """Return ``count`` samples; the same seed gives the same ones.

        Raises:
            Invalid: fewer than one or more than a million are asked for.
        """
        import numpy as np  # noqa: PLC0415  # a tenth of a second that only samples need

        if not 1 <= count <= MOST:
            raise Invalid(f"Ask for 1 to {MOST} samples, not {count}.")
        given = np.random.default_rng(seed)
        if self.kind == "lognormal":
            return self.middle * np.exp(given.normal(0.0, self.sigma, count))
        if self.kind == "normal":
            return given.normal(self.middle, self.sigma, count)
        if self.kind == "triangular" and self.low < self.high:
            return given.triangular(self.low, self.middle, self.high, count)
        return given.uniform(self.low, self.high, count)

    def _quantile(self, share: float) -> float:
        if self.kind in ("lognormal", "normal"):
            away = self.sigma * (Z95 if share > 0.5 else -Z95)
            return self.middle * math.exp(away) if self.kind == "lognormal" else self.middle + away
        if self.kind == "uniform":
            return self.low + share * (self.high - self.low)
        return self._triangular(share)

    def _triangular(self, share: float) -> float:
        width = self.high - self.low
        if width == 0:
            return self.low
        if share <= (self.middle - self.low) / width:
            return self.low + math.sqrt(share * width * (self.middle - self.low))
        return self.high - math.sqrt((1 - share) * width * (self.high - self.middle))


def sigma_of(found: Distribution) -> float:
    """Return σ of the logarithm: of what is not lognormal, that of the GSD² it is given.

    Raises:
        Invalid: its interval reaches nought or below.
    """
    return math.log(found.gsd2()) / 2


def with_variance(found: Distribution, variance: float) -> Distribution:
    """Return a lognormal number with ``variance`` of its logarithm added, as a pedigree does.

    Raises:
        Invalid: the number is not above nought.
    """
    if found.middle <= 0:
        raise Invalid("A pedigree widens numbers above nought only.")
    return Distribution("lognormal", found.middle, math.sqrt(sigma_of(found) ** 2 + variance))


def product(shares: Sequence[float]) -> float:
    """Return the half-range of a product, by the IPCC: √ΣU², each U a share."""
    return math.sqrt(sum(share**2 for share in shares))


def total(terms: Sequence[tuple[float, float]]) -> float:
    """Return the half-range of a sum, by the IPCC: √Σ(U·x)² / |Σx|; terms are (x, U).

    Raises:
        Invalid: the terms add to nought.
    """
    summed = sum(x for x, _ in terms)
    if summed == 0:
        raise Invalid("These terms add to nought: their uncertainty is no share of it.")
    return math.sqrt(sum((x * share) ** 2 for x, share in terms)) / abs(summed)


def simulated(
    inputs: Sequence[Distribution],
    combine: "Callable[[Sequence[Samples]], Samples]",
    count: int,
    seed: int,
) -> "Samples":
    """Return samples of what ``combine`` makes of independent ``inputs``.

    Each input is drawn with a seed of its own that follows from ``seed``.
    """
    import numpy as np  # noqa: PLC0415  # as above

    seeds = np.random.SeedSequence(seed).generate_state(max(len(inputs), 1))
    return combine([d.samples(count, int(s)) for d, s in zip(inputs, seeds, strict=False)])


def interval_of(samples: "Samples") -> Interval:
    """Return the ends of the middle 95 % of samples."""
    import numpy as np  # noqa: PLC0415  # as above

    low, high = np.quantile(samples, (0.025, 0.975))
    return Interval(float(low), float(high))
