"""What is printed beside a number, against what was made of it."""

from typing import Any

from factordb.quality.checks.finding import Severity
from tests.examples import a_factor
from tests.quality.checked import FUEL, findings, printed

CO2E = {"gas": "CO2e"}


def test_grams_that_were_multiplied_are_sound() -> None:
    step = [["*", "0.001", "g→kg, exact"]]

    assert findings(printed("550", "g CO2/kWh", "0.550", steps=step)) == {}


def test_a_unit_below_the_line_that_was_not_kept_is_held() -> None:
    found = findings(printed("0.55", "tCO2/MWh", "550.00", steps=[["*", "1000", "t→kg"]]))

    assert set(found) == {"beyond-band", "not-the-printed-unit"}
    assert "is printed per MWh" in found["not-the-printed-unit"].places[0].told


def test_megajoules_taken_for_kilowatt_hours_are_held() -> None:
    heat = printed("0.2", "kg CO2/MJ", activity="heat.purchased", facets=None)

    assert "3.6 times" in findings(heat)["not-the-printed-unit"].places[0].told


def test_carbon_that_says_so_in_its_unit_is_held() -> None:
    fuel: dict[str, Any] = {"activity": "fuel.anthracite", "unit": "TJ", **FUEL}

    assert "carbon-as-co2" in findings(printed("26.8", "kgC/TJ", **fuel))
    made = printed(
        "26.8",
        "t C/TJ",
        "98266.6666666666666667",
        steps=[["*", "1000", "t→kg"], ["*", "3.66666666666666666667", "C→CO2, 44/12"]],
        **fuel,
    )
    assert findings(made) == {}


def test_an_activity_in_a_unit_of_another_kind_is_held() -> None:
    assert "dimension-of-another-kind" in findings(a_factor(unit="kg"))


def test_a_number_that_is_not_the_printed_one_is_held() -> None:
    assert "not-the-printed-number" in findings(printed("0.5500", None, "0.5600"))


def test_a_total_of_all_gases_beside_a_unit_of_co2_is_told() -> None:
    factor = a_factor(
        amounts=[{**CO2E, "kg_co2e": "0.5", "cell": 0}],
        source={"cells": [{"at": "B2", "printed": "0.5", "unit": "kgCO2/kWh"}]},
    )

    assert findings(factor)["co2-as-co2e"].severity is Severity.WARN


def test_co2e_that_is_taken_for_a_mass_of_co2_is_held() -> None:
    assert "co2e-as-co2" in findings(printed("0.55", "kgCO2e/kWh"))
