"""Numbers that are too large or too small to be of their kind."""

from typing import Any

import pytest

from factordb.model.factor import Factor
from factordb.quality.checks.finding import Severity
from tests.examples import a_factor
from tests.quality.checked import FUEL, findings, printed


def test_kg_per_mwh_printed_as_per_kwh_is_held() -> None:
    found = findings(a_factor(value="581"))

    assert found["beyond-band"].severity is Severity.HOLD
    assert "581 kg CO2 per kWh, where 0 to 2 is possible" in found["beyond-band"].places[0].told


def test_grams_taken_for_kilograms_are_held() -> None:
    assert "beyond-band" in findings(a_factor(value="550"))
    assert "not-the-printed-unit" in findings(printed("0.55", "gCO2/kWh"))


@pytest.mark.parametrize(
    ("activity", "unit", "co2", "carbon"),
    [
        ("fuel.coal", "t", "2395.29", "653.26"),
        ("fuel.diesel", "L", "2.66", "0.7255"),
        ("fuel.natural-gas", "kWh{NCV}", "0.2027", "0.05528"),
        ("fuel.petrol", "GJ", "69.3", "18.9"),
    ],
)
def test_carbon_printed_as_co2_is_held(activity: str, unit: str, co2: str, carbon: str) -> None:
    fuel: dict[str, Any] = {"activity": activity, "unit": unit, **FUEL}

    assert findings(printed(co2, None, **fuel)) == {}
    assert set(findings(printed(carbon, None, **fuel))) == {"beyond-band"}


def test_a_file_that_lost_its_decimal_points_is_held_as_a_whole() -> None:
    """Coal at 24,618,182, burning oil at 195,723,000,000,000."""
    lost = [
        a_factor(value=value, activity=f"fuel.{fuel}", unit="TJ", **FUEL)
        for fuel, value in (
            ("coal", "24618182"),
            ("kerosene", "195723000000000"),
            ("coke", "27359800000000"),
            ("fuel-oil", "215851000000000"),
            ("gas-oil", "204375000000000"),
        )
    ]

    found = findings(*lost)

    assert found["beyond-band"].count == 5
    assert found["release-beyond-bands"].places[0].told == (
        "5 of 5 numbers that have a band are beyond it"
    )


def test_gases_without_co2_are_held_where_no_mass_could_be_given_off() -> None:
    def soil(kg: str) -> Factor:
        gases = {"amounts": [{"gas": "N2O", "kg": kg, "cell": 0}]}
        cells = {"cells": [{"at": f"G{len(kg)}", "printed": kg}]}
        changes = {"activity": "soil.nitrogen", "unit": "kt{N}", "boundary": ["direct"]}
        return a_factor(**gases, **changes, source=cells, facets=None)

    assert findings(soil("15700")) == {}
    found = findings(soil("117857000000000000000"))["beyond-band"]
    assert found.severity is Severity.HOLD
    assert found.places[0].told.startswith("1.17857e+14 kg N2O per kg, where 100 is possible")


def test_what_a_thing_took_to_make_may_weigh_more_than_it() -> None:
    gold = {"activity": "material.gold", "unit": "kg", "boundary": ["cradle-to-gate"]}
    gases = {"amounts": [{"gas": "CH4", "kg": "9000", "cell": 0}]}
    cells = {"cells": [{"at": "G1", "printed": "9000"}]}

    assert findings(a_factor(**gases, **gold, source=cells, facets=None)) == {}
