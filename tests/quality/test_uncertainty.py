"""Uncertainty: what is stated is kept, what is asked for follows, and two ways agree."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.model.factor import Uncertainty
from factordb.quality import stated, uncertainty
from factordb.quality.uncertainty import Distribution


def _of(value: str, kind: str, **parameters: str) -> Distribution:
    named = {name.replace("_", "-"): number for name, number in parameters.items()}
    return stated.of(value, Uncertainty(distribution=kind, parameters=named))


def test_the_pedigree_vector_as_an_interval() -> None:
    found = _of("100", "lognormal", variance="0.0025")
    assert found.gsd2() == pytest.approx(1.1052, abs=5e-5)
    low, high = found.interval()
    assert (low, high) == pytest.approx((90.664, 110.297), abs=5e-3)


def test_a_uniform_number_loses_a_fortieth_at_each_end() -> None:
    assert _of("5", "uniform", low="0", high="10").interval() == pytest.approx((0.25, 9.75))


def test_a_triangle_has_its_quantiles() -> None:
    low, high = _of("5", "triangular", low="0", high="10").interval()
    assert low == pytest.approx(math.sqrt(0.025 * 10 * 5))
    assert high == pytest.approx(10 - math.sqrt(0.025 * 10 * 5))


def test_a_gsd_of_what_reaches_nought_is_refused() -> None:
    with pytest.raises(Invalid, match="has no GSD²"):
        _of("1", "normal", half_range_percent="120").gsd2()


def test_ipcc_rules_to_the_digit() -> None:
    assert uncertainty.product([0.03, 0.04]) == pytest.approx(0.05)
    assert uncertainty.total([(30.0, 0.1), (40.0, 0.1)]) == pytest.approx(5 / 70)


def test_terms_that_add_to_nought_have_no_share() -> None:
    with pytest.raises(Invalid, match="add to nought"):
        uncertainty.total([(1.0, 0.1), (-1.0, 0.1)])


def test_a_pedigree_widens_the_publishers_own_uncertainty() -> None:
    found = uncertainty.with_variance(_of("1", "lognormal", variance="0.0006"), 0.0019)
    assert found.sigma**2 == pytest.approx(0.0025)


def test_the_same_seed_gives_the_same_samples() -> None:
    found = _of("2", "lognormal", gsd="1.2")
    assert (found.samples(5, 7) == found.samples(5, 7)).all()
    assert (found.samples(5, 7) != found.samples(5, 8)).any()


@pytest.mark.parametrize("count", [0, 1_000_001])
def test_samples_are_bounded(count: int) -> None:
    with pytest.raises(Invalid, match="1 to 1000000"):
        _of("2", "lognormal", gsd="1.2").samples(count, 7)


@pytest.mark.parametrize(
    "found",
    [
        Distribution("lognormal", 2.0, 0.2),
        Distribution("normal", 2.0, 0.2),
        Distribution("triangular", 2.0, low=1.0, high=4.0),
        Distribution("uniform", 2.0, low=1.0, high=3.0),
    ],
    ids=lambda d: d.kind,
)
def test_samples_lie_where_the_interval_says(found: Distribution) -> None:
    assert uncertainty.interval_of(found.samples(200_000, 1)) == pytest.approx(
        found.interval(), rel=0.02
    )


def test_monte_carlo_and_the_ipcc_rule_agree_where_spreads_are_small() -> None:
    inputs = [Distribution("normal", 10.0, 0.2), Distribution("normal", 5.0, 0.15)]
    found = uncertainty.simulated(inputs, lambda s: s[0] * s[1], 200_000, 3)
    low, high = uncertainty.interval_of(found)
    by_rule = uncertainty.product([one.half_range() for one in inputs])
    assert (high - low) / 2 / 50 == pytest.approx(by_rule, rel=0.02)


def test_a_sum_by_monte_carlo_agrees_with_the_rule() -> None:
    inputs = [Distribution("normal", 10.0, 0.5), Distribution("normal", 30.0, 0.5)]
    found = uncertainty.simulated(inputs, lambda s: s[0] + s[1], 200_000, 3)
    low, high = uncertainty.interval_of(found)
    by_rule = uncertainty.total([(one.middle, one.half_range()) for one in inputs])
    assert (high - low) / 2 / 40 == pytest.approx(by_rule, rel=0.02)


def test_inputs_are_drawn_apart() -> None:
    alike = [Distribution("normal", 0.0, 1.0)] * 2
    found = uncertainty.simulated(alike, lambda s: s[0] - s[1], 1000, 3)
    assert np.std(found) > 1


@given(some.floats(1e-6, 1e6), some.floats(1.0001, 4.0))
def test_an_interval_gives_its_gsd_back(median: float, gsd: float) -> None:
    found = Distribution("lognormal", median, math.log(gsd))
    low, high = found.interval()
    assert math.exp(math.log(high / low) / uncertainty.Z95) == pytest.approx(found.gsd2())
