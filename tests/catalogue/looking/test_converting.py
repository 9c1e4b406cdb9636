import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from factordb.catalogue.looking.converting import convert
from factordb.errors import Incommensurable, Invalid, UnknownUnit


def test_a_conversion_shows_its_step() -> None:
    found = convert("0.5500", "MWh", "kWh")

    assert (found.value, found.unit) == ("550", "kWh")
    assert found.steps


@given(some.decimals(-(10**20), 10**20, allow_nan=False, allow_infinity=False, places=8))
@settings(max_examples=50, deadline=None)
def test_no_answer_has_an_exponent(value: object) -> None:
    for unit in ("kWh", "Mt", "mg"):
        to = "GJ" if unit == "kWh" else "kg"
        assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", convert(f"{value:f}", unit, to).value)


@pytest.mark.parametrize("value", ["", "x", "NaN", "Infinity", "1" * 101, "1,000,5", "10**10**10"])
def test_what_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(Invalid, match="is no number"):
        convert(value, "kWh", "MWh")


def test_units_of_another_kind_or_basis_are_not_converted() -> None:
    with pytest.raises(Incommensurable):
        convert("1", "kWh", "kg")
    with pytest.raises(Incommensurable):
        convert("1", "kWh{NCV}", "kWh{GCV}")
    with pytest.raises(UnknownUnit):
        convert("1", "10**10**10", "kg")
