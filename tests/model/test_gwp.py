from decimal import Decimal

import pytest

from factordb.model import gwp


@pytest.mark.parametrize(
    ("method", "gas", "value"),
    [
        ("AR4", "CH4", "25"),
        ("AR5", "CH4", "28"),
        ("AR6", "CH4", "27.9"),
        ("AR5-ccf", "CH4", "34"),
        ("AR4", "N2O", "298"),
        ("AR5", "N2O", "265"),
        ("AR6", "N2O", "273"),
        ("AR5", "SF6", "23500"),
        ("AR6", "HFC-134a", "1530"),
        ("AR5", "CO2", "1"),
    ],
)
def test_a_method_weighs_a_gas(method: str, gas: str, value: str) -> None:
    assert gwp.gwp100(method, gas) == Decimal(value)


def test_methane_of_stated_origin_has_its_own_value() -> None:
    assert gwp.gwp100("AR6", "CH4", "fossil") == Decimal("29.8")
    assert gwp.gwp100("AR6", "CH4", "biogenic") == Decimal("27.0")
    assert gwp.gwp100("AR4", "CH4", "fossil") == Decimal(25)


def test_what_the_table_lacks_is_nothing_and_not_zero() -> None:
    assert gwp.gwp100("AR5", "HFC-41") is None
    assert gwp.gwp100("EF3.1", "CH4") is None
    assert gwp.methods() == ("AR4", "AR5", "AR5-ccf", "AR6")


def test_gases_that_warm_only_through_others_are_in_no_method() -> None:
    for gas in gwp.PRECURSORS:
        assert [gwp.gwp100(method, gas) for method in gwp.methods()] == [None] * 4
