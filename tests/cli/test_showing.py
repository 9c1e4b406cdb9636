from typing import Any

from factordb.cli.showing import lines
from tests.examples import a_factor, a_property, a_total


def text(document: Any) -> str:  # a factor or property
    return "\n".join(lines(document.canonical()))


def test_a_weighted_amount_says_its_method_and_that_it_is_weighted() -> None:
    assert "0.2 kg CO2e (AR5) per kWh" in text(a_factor(**a_total("0.2", gwp="AR5")))


def test_a_weighted_gas_is_not_taken_for_its_mass() -> None:
    amount = {"gas": "CH4", "kg_co2e": "0.2", "cell": 0, "origin": "fossil", "outside": True}
    factor = a_factor(amounts=[amount])

    assert "0.2 kg CO2e of CH4 (fossil, outside the total) per kWh" in text(factor)


def test_a_range_and_a_bound_are_shown_as_such() -> None:
    between = {"gas": "CO2", "range": {"in": "kg", "low": "16", "high": "32"}, "cell": 0}
    below = {"gas": "CH4", "range": {"in": "kg", "below": "1"}, "cell": 0}

    said = text(a_factor(amounts=[between, below]))

    assert "16 to 32 kg CO2" in said
    assert "below 1 kg CH4" in said


def test_a_cell_shows_what_was_printed_and_every_step() -> None:
    source = {
        "document": "Hub",
        "cells": [
            {
                "at": ["'a'!B1", "'b'!C2"],
                "printed": "1.000",
                "unit": "lb/MWh",
                "steps": [["*", "0.45359237", "lb→kg, exact"]],
            }
        ],
    }
    said = text(a_factor(source=source))

    assert "printed 1.000 lb/MWh at 'a'!B1 and 'b'!C2  * 0.45359237 (lb→kg, exact)" in said


def test_dates_say_which_they_are() -> None:
    dates = {
        "data": {"from": "2022-01-01", "to": "2022-12-31"},
        "applies": {"from": "2024-01-01"},
        "published": "2024-06-01",
    }

    said = text(a_factor(dates=dates))

    assert "data 2022-01-01/2022-12-31, applies 2024-01-01/, published 2024-06-01" in said


def test_a_property_shows_value_or_range() -> None:
    assert "net-calorific-value: 43.0 TJ/Gg" in text(a_property())
    assert "1 to 2 TJ/Gg" in text(a_property(value=None, low="1", high="2"))
