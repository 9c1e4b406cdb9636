from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from factordb import units
from factordb.errors import Incommensurable
from factordb.units import conversion
from factordb.units.conversion import _registry
from factordb.units.table import TODAY

symbols = some.sampled_from(sorted(TODAY.symbols))


@pytest.mark.parametrize(
    ("unit", "to", "number"),
    [
        ("MWh", "kWh", Fraction(1000)),
        ("万kWh", "kWh", Fraction(10000)),
        ("lb", "kg", Fraction(45359237, 100000000)),
        ("short ton", "kg", Fraction(90718474, 100000)),
        ("tce", "GJ", Fraction(293076, 10000)),
        ("mmBtu", "J", Fraction(105505585262, 100)),
        ("gal (US)", "L", Fraction(3785411784, 10**9)),
        ("bbl", "gal (US)", Fraction(42)),
        ("short ton-mile", "tkm", Fraction(90718474, 10**8) * Fraction(1609344, 10**6)),
        ("TJ/Gg", "MJ/kg", Fraction(1)),
        ("kWh/km", "Wh/m", Fraction(1)),
    ],
)
def test_ratios_are_exact(unit: str, to: str, number: Fraction) -> None:
    assert units.ratio(unit, to).number == number


@given(symbols, symbols)
def test_there_and_back_is_exactly_one(unit: str, other: str) -> None:
    if units.dimension(unit) == units.dimension(other):
        assert units.ratio(unit, other).number * units.ratio(other, unit).number == 1


@given(symbols, symbols)
def test_the_table_and_the_registry_agree_on_what_is_measured(unit: str, other: str) -> None:
    known = TODAY.symbols
    physical = [_registry(TODAY).Quantity(known[s].is_).dimensionality for s in (unit, other)]
    if units.dimension(unit) == units.dimension(other):
        assert physical[0] == physical[1]


def test_a_value_keeps_its_decimals() -> None:
    assert units.convert(Decimal("0.5500"), "MWh", "kWh").value == Decimal(550)
    assert format(units.convert(Decimal("2.5"), "GJ", "MJ").value, "f") == "2500"


def test_per_another_unit_divides() -> None:
    converted = units.convert_per(Decimal(4200), "万kWh", "kWh")

    assert format(converted.value, "f") == "0.42"
    assert converted.unit == "kWh"
    assert converted.steps == ("1 kWh = 0.0001 万kWh, exact",)


def test_what_has_no_end_in_decimals_says_so() -> None:
    converted = units.convert_per(Decimal(1), "kWh", "MJ")

    assert converted.value == Decimal("0.277777777777778")
    assert "rounded" in converted.steps[0]


def test_the_calorific_basis_is_taken_over_and_never_crossed() -> None:
    assert units.convert_per(Decimal(1), "kWh{NCV}", "MWh").unit == "MWh{NCV}"
    with pytest.raises(Incommensurable, match="bases"):
        units.ratio("kWh{NCV}", "MJ{GCV}")
    with pytest.raises(Incommensurable, match="bases"):
        units.convert_per(Decimal(1), "kWh", "MJ{GCV}")


def test_price_years_and_currencies_are_never_converted() -> None:
    with pytest.raises(Incommensurable):
        units.ratio("USD{2021}", "USD{2020}")
    with pytest.raises(Incommensurable):
        units.ratio("USD{2021}", "EUR{2021}")


def test_a_cubic_metre_is_no_normal_cubic_metre() -> None:
    with pytest.raises(Incommensurable, match="must be named"):
        units.ratio("m3", "Nm3")


@settings(deadline=None)
@given(
    some.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-1000, max_value=1000),
    some.sampled_from(
        [("kWh", "MWh"), ("mmBtu", "GJ"), ("GJ", "mmBtu"), ("t", "lb"), ("kWh", "J")]
    ),
)
def test_what_is_kept_of_two_units_gives_what_fractions_give(
    value: Decimal, pair: tuple[str, str]
) -> None:
    unit, to = pair
    number = conversion.ratio(to, unit).number
    meant, exact = conversion.decimal_of(Fraction(value) * number)
    found = units.convert_per(value, unit, to)

    assert format(found.value, "f") == format(meant, "f")
    assert found.steps[0].endswith("exact" if exact else "rounded to 15 digits")
