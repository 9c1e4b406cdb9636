"""Uncertainty as a publisher states it, read as a distribution."""

import math
from collections.abc import Callable, Mapping
from decimal import Decimal

from factordb.errors import Invalid
from factordb.model.factor import Uncertainty
from factordb.quality.uncertainty import Z95, Distribution

Parameters = Mapping[str, str]


def of(value: str, stated: Uncertainty) -> Distribution:
    """Return the distribution of ``value`` as its publisher states it.

    Raises:
        Invalid: parameters are missing, or make no such distribution; the sentence names them.
    """
    make = _KINDS.get(stated.distribution)
    if make is None:
        raise Invalid(
            f"{stated.distribution!r} is no distribution that is converted; there are "
            f"{', '.join(_KINDS)}."
        )
    return make(float(Decimal(value)), stated.parameters)


def _number(given: Parameters, *names: str) -> float | None:
    found = next((given[name] for name in names if name in given), None)
    return None if found is None else float(Decimal(found))


def _lognormal(value: float, given: Parameters) -> Distribution:
    gsd, gsd2 = _number(given, "gsd"), _number(given, "gsd2")
    variance = _number(given, "variance")
    if gsd2 is not None:
        gsd = math.sqrt(gsd2) if gsd2 >= 1 else 0.0
    if (gsd is None) == (variance is None):
        raise _missing("lognormal", "gsd, gsd2 or variance", given)
    if value <= 0 or (gsd is not None and gsd < 1) or (variance is not None and variance < 0):
        raise Invalid("A lognormal number is above nought, its GSD at least 1.")
    sigma = math.log(gsd) if gsd is not None else math.sqrt(variance or 0.0)
    return Distribution("lognormal", value, sigma)


def _normal(value: float, given: Parameters) -> Distribution:
    deviation, percent = _number(given, "standard-deviation"), _number(given, "half-range-percent")
    if (deviation is None) == (percent is None):
        raise _missing("normal", "standard-deviation or half-range-percent", given)
    sigma = deviation if deviation is not None else abs(value) * (percent or 0.0) / 100 / Z95
    if sigma < 0:
        raise Invalid("A standard deviation is not below nought.")
    return Distribution("normal", value, sigma)


def _ends(value: float, given: Parameters, kind: str) -> tuple[float, float]:
    low, high = _number(given, "low"), _number(given, "high")
    percent = _number(given, "half-range-percent")
    if low is None and high is None and percent is not None:
        return value - abs(value) * percent / 100, value + abs(value) * percent / 100
    if low is None or high is None:
        raise _missing(kind, "low and high, or half-range-percent", given)
    if not low <= high:
        raise Invalid(f"It runs from {low:.6g} down to {high:.6g}: exchange low and high.")
    return low, high


def _triangular(value: float, given: Parameters) -> Distribution:
    low, high = _ends(value, given, "triangular")
    mode = _number(given, "mode")
    middle = value if mode is None else mode
    if not low <= middle <= high:
        raise Invalid(f"The mode {middle:.6g} lies outside {low:.6g} to {high:.6g}.")
    return Distribution("triangular", middle, low=low, high=high)


def _uniform(value: float, given: Parameters) -> Distribution:
    low, high = _ends(value, given, "uniform")
    return Distribution("uniform", (low + high) / 2, low=low, high=high)


def _interval(value: float, given: Parameters) -> Distribution:
    """Read a range with its level as a normal number, or lognormal where it lies unevenly.

    A range that reaches further up than down is a lognormal one where value is near the middle of
    the logarithms of its ends; otherwise half its width counts, as the IPCC has it.
    """
    low, high = _ends(value, given, "interval")
    level = _number(given, "level")
    away = _deviations(95.0 if level is None else level)
    if 0 < low < value < high and _nearer_in_logarithms(low, value, high):
        return Distribution("lognormal", value, math.log(high / low) / 2 / away)
    return Distribution("normal", value, (high - low) / 2 / away)


def _nearer_in_logarithms(low: float, value: float, high: float) -> bool:
    geometric, arithmetic = math.sqrt(low * high), (low + high) / 2
    return abs(value - geometric) < abs(value - arithmetic)


def _deviations(level: float) -> float:
    """Return how many standard deviations reach the ends of ``level`` percent about the middle."""
    from statistics import NormalDist  # noqa: PLC0415  # only a range with its level needs it

    if not 0 < level < 100:
        raise Invalid(f"A level lies between 0 and 100 %, not at {level:g}.")
    return NormalDist().inv_cdf(0.5 + level / 200)


def _missing(kind: str, wanted: str, given: Parameters) -> Invalid:
    return Invalid(f"A {kind} number needs {wanted}; given are {', '.join(given)}.")


_KINDS: dict[str, Callable[[float, Parameters], Distribution]] = {
    "lognormal": _lognormal,
    "normal": _normal,
    "triangular": _triangular,
    "uniform": _uniform,
    "interval": _interval,
}
