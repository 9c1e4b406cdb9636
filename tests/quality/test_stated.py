"""What publishers state of uncertainty, read for what it says."""

import math

import pytest

from factordb.errors import Invalid
from factordb.model.factor import Uncertainty
from factordb.quality import stated
from factordb.quality.uncertainty import Distribution


def _stated(kind: str, **parameters: str) -> Uncertainty:
    named = {name.replace("_", "-"): value for name, value in parameters.items()}
    return Uncertainty(distribution=kind, parameters=named)


def _of(value: str, kind: str, **parameters: str) -> Distribution:
    return stated.of(value, _stated(kind, **parameters))


def test_a_lognormal_is_stated_by_gsd_by_its_square_or_by_variance() -> None:
    by = {"gsd": "1.05", "gsd2": "1.1025", "variance": str(math.log(1.05) ** 2)}
    found = [_of("2", "lognormal", **{name: value}).sigma for name, value in by.items()]
    assert found == pytest.approx([math.log(1.05)] * 3)


def test_five_percent_stay_five_percent() -> None:
    assert _of("0.5737", "normal", half_range_percent="5").half_range() == pytest.approx(0.05)


def test_a_range_with_its_level_says_how_many_deviations_it_spans() -> None:
    found = _of("10", "interval", low="8", high="12", level="90")
    assert found.sigma == pytest.approx(2 / 1.6448536)
    assert _of("10", "interval", low="8", high="12").interval() == pytest.approx((8, 12))


def test_an_uneven_range_is_lognormal() -> None:
    found = _of("20", "interval", low="10", high="40")
    assert found.kind == "lognormal"
    assert found.interval() == pytest.approx((10, 40))


@pytest.mark.parametrize(
    ("kind", "parameters", "said"),
    [
        ("lognormal", {}, "needs gsd, gsd2 or variance"),
        ("lognormal", {"gsd": "0.9"}, "at least 1"),
        ("lognormal", {"gsd2": "0.9"}, "at least 1"),
        ("normal", {"gsd": "2"}, "needs standard-deviation or half-range-percent"),
        ("uniform", {"low": "2"}, "needs low and high"),
        ("uniform", {"low": "2", "high": "1"}, "exchange low and high"),
        ("triangular", {"low": "2", "high": "3"}, "lies outside"),
        ("interval", {"low": "0", "high": "3", "level": "100"}, "between 0 and 100"),
        ("weibull", {"k": "2"}, "no distribution that is converted"),
    ],
)
def test_what_makes_no_distribution_is_refused(
    kind: str, parameters: dict[str, str], said: str
) -> None:
    given = {"other": "1"} | parameters
    with pytest.raises(Invalid, match=said):
        stated.of("1", Uncertainty(distribution=kind, parameters=given))
