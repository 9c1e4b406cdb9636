"""From energy to mass and volume: only by a number that is named, and never from net to gross."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from factordb import units
from factordb.errors import Incommensurable
from factordb.units import Relation

ANTHRACITE = Relation(Decimal("26.7"), "TJ{NCV}", "Gg", "net-calorific-value of anthracite")
DENSITY = Relation(Decimal("0.84"), "kg", "L", "density of diesel")
DIESEL = Relation(Decimal("43.0"), "TJ{NCV}", "Gg", "net-calorific-value of diesel")


def test_anthracite_per_tonne() -> None:
    found = units.per_by(Decimal(98300), "TJ{NCV}", "t", [ANTHRACITE])
    assert found.value == Decimal("2624.61")
    assert found.unit == "t"
    assert found.steps == (
        "26.7 TJ{NCV} in one Gg: net-calorific-value of anthracite",
        "1 t = 0.0267 TJ{NCV} by it, exact",
    )


def test_and_back_again() -> None:
    assert units.per_by(Decimal("2624.61"), "t", "TJ{NCV}", [ANTHRACITE]).value == 98300


def test_an_amount_goes_the_other_way_than_a_value_per_unit() -> None:
    assert units.by(Decimal(2), "t", "GJ{NCV}", [ANTHRACITE]).value == Decimal("53.4")
    assert units.by(Decimal("53.4"), "GJ", "kg", [ANTHRACITE]).value == 2000


def test_two_numbers_lead_from_volume_to_energy() -> None:
    found = units.by(Decimal(1000), "L", "MJ{NCV}", [DENSITY, DIESEL])
    assert found.value == Decimal("36120")
    assert len(found.steps) == 3


def test_what_is_not_needed_is_not_used() -> None:
    assert units.per_by(Decimal(1), "t", "kg", [ANTHRACITE]).value == Decimal("0.001")


@pytest.mark.parametrize(
    ("unit", "to", "relations"),
    [
        ("TJ{GCV}", "t", [ANTHRACITE]),
        ("t", "kWh{GCV}", [ANTHRACITE]),
        ("TJ{NCV}", "L", [ANTHRACITE]),
        ("TJ{NCV}", "t", [DENSITY]),
        ("TJ{NCV}", "t", []),
        ("passenger*km", "t", [ANTHRACITE]),
    ],
)
def test_what_does_not_lead_there_or_crosses_net_and_gross_is_refused(
    unit: str, to: str, relations: list[Relation]
) -> None:
    with pytest.raises(Incommensurable):
        units.per_by(Decimal(1), unit, to, relations)


@settings(deadline=None)
@given(
    some.decimals("0.001", "1000", places=3),
    some.decimals("0.1", "100", places=2),
    some.sampled_from(["kWh{NCV}", "TJ{NCV}", "MJ", "tce{NCV}"]),
    some.sampled_from(["t", "kg", "lb", "short ton"]),
)
def test_there_and_back_is_the_same_number(
    value: Decimal, number: Decimal, energy: str, mass: str
) -> None:
    relation = Relation(number, "TJ{NCV}", "Gg", "x")
    there = units.per_by(value, energy, mass, [relation]).value
    back = units.per_by(there, mass, energy, [relation]).value
    assert abs(back - value) <= value * Decimal("1e-12")
