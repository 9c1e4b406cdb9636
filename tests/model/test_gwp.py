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
    assert gwp.weight(method, gas) == Decimal(value)


def test_methane_of_stated_origin_has_its_own_value() -> None:
    assert gwp.weight("AR6", "CH4", "fossil") == Decimal("29.8")
    assert gwp.weight("AR6", "CH4", "biogenic") == Decimal("27.0")
    assert gwp.weight("AR4", "CH4", "fossil") == Decimal(25)


def test_what_the_table_lacks_is_nothing_and_not_zero() -> None:
    assert gwp.weight("AR5", "HFC-41") is None
    assert gwp.weight("EF3.1", "CH4") is None
    assert gwp.methods() == ("AR4", "AR4-20", "AR5", "AR5-20", "AR5-ccf", "AR6", "AR6-20")


def test_gases_that_warm_only_through_others_are_in_no_method() -> None:
    for gas in gwp.PRECURSORS:
        assert [gwp.weight(method, gas) for method in gwp.methods()] == [None] * 7


@pytest.mark.parametrize(
    ("method", "gas", "origin", "value"),
    [
        ("AR4-20", "CH4", None, "72"),
        ("AR5-20", "CH4", None, "84"),
        ("AR6-20", "CH4", None, "81.2"),
        ("AR6-20", "CH4", "fossil", "82.5"),
        ("AR6-20", "CH4", "biogenic", "79.7"),
        ("AR5-20", "N2O", None, "264"),
        ("AR6-20", "HFC-134a", None, "4140"),
        ("AR6-20", "CO2", None, "1"),
    ],
)
def test_over_twenty_years_a_gas_weighs_otherwise(
    method: str, gas: str, origin: str | None, value: str
) -> None:
    assert gwp.weight(method, gas, origin) == Decimal(value)


def test_a_value_that_transcriptions_differ_on_is_not_there() -> None:
    assert gwp.weight("AR4-20", "NF3") is None
    assert gwp.weight("AR4", "NF3") == Decimal(17200)


def test_the_earlier_table_knows_one_horizon_and_the_same_weights() -> None:
    earlier = gwp.named("gwp-1")

    assert earlier.weight("AR6-20", "CH4") is None
    assert all(earlier.of_method(m) == gwp.TODAY.of_method(m) for m in earlier.methods())
    assert gwp.stored_as(gwp.TODAY, "AR5")


def test_a_report_is_told_from_its_horizon() -> None:
    assert [gwp.report(method) for method in ("AR6", "AR6-20")] == ["AR6", "AR6"]
