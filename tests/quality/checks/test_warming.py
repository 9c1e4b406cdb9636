"""Released gases against their GWP."""

from typing import Any

import pytest

from factordb.quality.checks import warming
from factordb.quality.checks.finding import Findings
from tests.examples import a_factor, a_property, a_total
from tests.quality.checked import findings


def released(activity: str, value: str, unit: str = "kg", **total: Any) -> dict[str, str]:
    gas = a_factor(
        activity=activity, unit=unit, facets=None, boundary=["direct"], **a_total(value, **total)
    )
    return {rule: found.places[0].told for rule, found in findings(gas).items()}


@pytest.mark.parametrize(
    ("activity", "value", "unit", "method"),
    [
        ("refrigerant.hfc-134a", "1300", "kg", "AR5"),
        ("refrigerant.hfc-134a", "1430000", "t", "AR4"),
        ("refrigerant.fugitive-gas.type-hfc-134a", "1300.4", "kg", "AR5"),
        ("gas.ch4", "28", "kg", "AR5"),
        ("refrigerant.r-410a", "2088", "kg", "AR4"),
        ("refrigerant.sf6", "24300", "kg", "AR6"),
        ("refrigerant.hfc-134a", "0", "kg", "AR5"),
        ("refrigerant.hfc-134a", "1300", "piece", "AR5"),
    ],
)
def test_a_gas_that_weighs_its_gwp_says_nothing(
    activity: str, value: str, unit: str, method: str
) -> None:
    assert released(activity, value, unit, gwp=method) == {}


@pytest.mark.parametrize(
    ("value", "unit", "cause"),
    [
        ("1.3", "kg", "kg for g, or per MWh for per kWh, the other way?"),
        ("1300", "t", "kg for g, or per MWh for per kWh, the other way?"),
        ("1300000", "kg", "kg for g, or per MWh for per kWh?"),
        ("13", "kg", "1300 is known"),
    ],
)
def test_a_gas_that_weighs_nothing_like_it_is_held(value: str, unit: str, cause: str) -> None:
    told = released("refrigerant.hfc-134a", value, unit, gwp="AR5")

    assert told["gas-far-from-its-gwp"].endswith(cause)


def test_the_gwp_of_another_method_than_the_one_that_is_stated_is_held() -> None:
    told = released("gas.ch4", "25", gwp="AR5")["gwp-of-another-method"]

    assert told == "25 for CH4 is of AR4; by AR5, as is stated, 28"
    assert released("gas.ch4", "25", gwp="AR4") == {}
    assert released("gas.ch4", "25") == {}


def test_a_gwp_that_is_a_property_is_held_against_the_same_table() -> None:
    def of(value: str, method: str) -> list[str]:
        found = Findings()
        one = a_property(
            subject="gas.n2o",
            property="gwp-100",
            value=value,
            unit="kg{CO2e}/kg",
            facets={"method": method},
            source={"cells": [{"at": "C9", "printed": value}]},
        )
        warming.see_property(one.digest(), one, found)
        return [finding.rule for finding in found.all()]

    assert of("265", "AR5") == []
    assert of("298", "AR5") == ["gwp-of-another-method"]
    assert of("0.265", "AR5") == ["gas-far-from-its-gwp"]
