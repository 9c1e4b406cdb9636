"""Properties: unit, band, sign, doubles, peers and what is printed, as for factors."""

from typing import Any

import pytest

from factordb.model.property import Property
from factordb.quality.checks.checking import Checking
from factordb.quality.checks.finding import Finding, Severity
from tests.examples import a_factor, a_property, year_of


def findings(*properties: Property) -> dict[str, Finding]:
    """Return what is found in a release of ``properties``, by rule."""
    checking = Checking()
    for one in properties:
        checking.see_property(one.digest(), one)
    return {finding.rule: finding for finding in checking.close()}


def a_value(value: str, unit: str, property_: str = "net-calorific-value", **more: Any) -> Property:
    cell: dict[str, Any] = {"at": "B2", "printed": value} | more.pop("cell", {})
    return a_property(value=value, unit=unit, property=property_, source={"cells": [cell]}, **more)


@pytest.mark.parametrize(
    ("property_", "value", "unit"),
    [
        ("net-calorific-value", "20908", "kJ/kg"),
        ("gross-calorific-value", "25.09", "mmBtu/short ton"),
        ("gross-calorific-value", "0.001026", "mmBtu/scf"),
        ("net-calorific-value", "38931", "kJ/m3"),
        ("density", "0.84", "kg/L"),
        ("oxidation", "0.98", "1"),
        ("loss", "15.41", "%"),
        ("gwp-100", "23500", "kg{CO2e}/kg"),
        ("energy-per-distance", "0.2", "kWh/km"),
        ("energy-per-tonne-distance", "1.2", "kWh/tkm"),
        ("standard-coal-coefficient", "0.7143", "kgce/kg"),
        ("benchmark", "1.33", "t{CO2e}/t"),
        ("statistic", "-7", "day"),
    ],
)
def test_a_sound_property_says_nothing(property_: str, value: str, unit: str) -> None:
    assert findings(a_value(value, unit, property_)) == {}


@pytest.mark.parametrize(
    ("property_", "value", "unit"),
    [
        ("net-calorific-value", "20908", "MJ/kg"),
        ("net-calorific-value", "0.0209", "MJ/kg"),
        ("density", "0.84", "t/L"),
        ("oxidation", "98", "1"),
        ("loss", "15.41", "1"),
        ("gwp-100", "23500000", "kg{CO2e}/kg"),
        ("energy-per-distance", "200", "kWh/km"),
        ("benchmark", "1330", "t{CO2e}/t"),
    ],
)
def test_a_property_in_another_unit_than_it_says_is_held(
    property_: str, value: str, unit: str
) -> None:
    found = findings(a_value(value, unit, property_))

    assert found["beyond-band"].severity is Severity.HOLD
    assert property_ in found["beyond-band"].places[0].told


def test_a_property_that_is_possible_and_unusual_is_told() -> None:
    assert findings(a_value("51.7", "%", "loss"))["unusual-for-its-kind"].severity is Severity.WARN


def test_both_ends_of_a_range_are_held_against_the_band() -> None:
    cells = [{"at": "B2", "printed": "40"}, {"at": "C2", "printed": "43000"}]
    ends = a_property(value=None, low="40", high="43000", unit="MJ/kg", source={"cells": cells})

    assert [p.at for p in findings(ends)["beyond-band"].places] == ["C2"]


def test_a_property_in_a_unit_of_another_kind_is_held() -> None:
    found = findings(a_value("43.0", "kg/GJ"))["dimension-of-another-kind"]

    assert found.places[0].told == "net-calorific-value in kg/GJ, which is mass/energy"


def test_a_property_below_zero_is_held_where_it_never_is() -> None:
    assert "negative-where-nothing-is-taken-up" in findings(a_value("-43.0", "TJ/Gg"))
    assert "negative-where-nothing-is-taken-up" not in findings(
        a_value("-11", "kg{CO2e}/kg", "gwp-100", subject="gas.nox")
    )


def test_what_is_printed_beside_a_property_and_what_was_made_of_it_must_fit() -> None:
    other_unit, other_number = {"unit": "kJ/kg"}, {"printed": "43.1"}
    step = {"printed": "43000", "unit": "kJ/kg", "steps": [["*", "0.001", "kJ→MJ"]]}

    assert "not-the-printed-unit" in findings(a_value("43.0", "MJ/kg", cell=other_unit))
    assert "not-the-printed-number" in findings(a_value("43.0", "MJ/kg", cell=other_number))
    assert findings(a_value("43.000", "MJ/kg", cell=step)) == {}


def test_one_id_with_two_properties_is_held() -> None:
    pair = [a_value(v, "TJ/Gg", ids=["7"], subject=f"fuel.{s}")
            for v, s in (("43.0", "diesel"), ("44.8", "petrol"))]  # fmt: skip

    assert findings(*pair)["one-id-two-numbers"].severity is Severity.HOLD
    assert "one-id-two-numbers" not in findings(pair[0], a_value("26.8", "TJ/Gg", ids=["8"]))


def test_one_key_with_periods_that_cut_into_each_other_is_told() -> None:
    def between(first: str, last: str, value: str) -> Property:
        return a_value(value, "TJ/Gg", dates={"data": {"from": first, "to": last}})

    found = findings(
        between("2020-01-01", "2021-12-31", "43.0"), between("2021-01-01", "2022-12-31", "42.6")
    )

    assert set(found) == {"one-key-two-numbers"}


def test_the_same_property_under_two_subjects_is_told() -> None:
    twice = findings(a_value("43.0", "TJ/Gg"), a_value("43.0", "TJ/Gg", subject="fuel.gas-oil"))
    nearly = findings(a_value("43.0", "TJ/Gg"), a_value("43.2", "TJ/Gg", subject="fuel.gas-oil"))
    other = findings(a_value("43.0", "TJ/Gg"), a_value("43.0", "TJ/Gg", "gross-calorific-value"))

    assert (set(twice), set(nearly)) == ({"same-thing-twice"}, {"nearly-the-same-twice"})
    assert other == {}


def test_one_property_out_of_all_proportion_to_its_peers_is_held() -> None:
    """Within its band: 1,000 times too small for a coal, and still possible for a gas by volume."""
    years = [
        a_value(value, "MJ/m3", subject="fuel.natural-gas", dates=year_of(2015 + n))
        for n, value in enumerate(("38.9", "38.6", "38.7", "38.4", "38.8", "38900"))
    ]

    (place,) = findings(*years)["far-from-its-peers"].places
    assert place.told.startswith("net-calorific-value of 38900 MJ/m3 is 1004 times the middle of 6")


def test_properties_beyond_their_bands_condemn_a_release_as_factors_do() -> None:
    wrong = [a_value("43000", "MJ/kg", subject=f"fuel.{name}") for name in ("a", "b", "c")]

    assert findings(*wrong)["release-beyond-bands"].severity is Severity.HOLD


def test_factors_and_properties_of_one_release_are_counted_together() -> None:
    checking = Checking()
    for n in range(60):
        factor = a_factor(dates=year_of(1950 + n), value=f"0.55{n:02}")
        checking.see(factor.digest(), factor)
    for name in ("a", "b", "c"):
        one = a_value("43000", "MJ/kg", subject=f"fuel.{name}")
        checking.see_property(one.digest(), one)

    assert "release-beyond-bands" not in {finding.rule for finding in checking.close()}
