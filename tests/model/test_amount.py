from typing import Any

import pytest
from pydantic import ValidationError

from factordb.model.amount import Amount


def an_amount(**fields: Any) -> Amount:  # any field of an amount
    return Amount.model_validate({"gas": "CO2", "cell": 0} | fields)


def test_an_amount_is_a_mass_a_weight_or_a_range() -> None:
    assert an_amount(kg="0.5500").value() == "0.5500"
    assert an_amount(kg_co2e="0.55").value() == "0.55"
    assert an_amount(range={"in": "kg", "below": "1"}).value() is None


@pytest.mark.parametrize(
    "numbers", [{}, {"kg": "1", "kg_co2e": "1"}, {"kg": "1", "range": {"in": "kg", "low": "1"}}]
)
def test_it_is_one_of_them(numbers: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="exactly one of kg, kg_co2e and range"):
        an_amount(**numbers)


def test_a_sum_of_gases_has_no_mass() -> None:
    with pytest.raises(ValidationError, match="give kg_co2e, not kg"):
        an_amount(gas="CO2e", kg="1")
    with pytest.raises(ValidationError, match="give kg_co2e, not kg"):
        an_amount(gas="CO2e", range={"in": "kg", "low": "1"})


@pytest.mark.parametrize("number", ["1e-3", "1,5", "", " 1", "01", ".5", "NaN", "１", "1" * 101, 1])
def test_a_number_is_a_text_of_plain_digits(number: object) -> None:
    with pytest.raises(ValidationError):
        an_amount(kg=number)


def test_a_removal_is_negative() -> None:
    assert an_amount(kg="-1.20").value() == "-1.20"


@pytest.mark.parametrize("ends", [{"low": "1"}, {"high": "1"}, {"low": "1", "high": "1.0"}])
def test_a_range_may_be_open(ends: dict[str, str]) -> None:
    assert an_amount(range={"in": "kg", **ends}).range is not None


@pytest.mark.parametrize("ends", [{}, {"low": "1", "below": "2"}])
def test_a_range_is_ends_or_a_bound(ends: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="or else below"):
        an_amount(range={"in": "kg", **ends})


def test_a_range_runs_upwards() -> None:
    with pytest.raises(ValidationError, match="exchange low and high"):
        an_amount(range={"in": "kg", "low": "10", "high": "9.5"})


def test_outside_is_said_or_left_out() -> None:
    assert an_amount(kg="1", outside=True).plain()["outside"] is True
    with pytest.raises(ValidationError):
        an_amount(kg="1", outside=False)


@pytest.mark.parametrize(
    ("field", "nearest"),
    [("gas", "HFC-134a"), ("gwp", "AR5"), ("origin", "biogenic")],
)
def test_words_are_those_of_the_vocabulary(field: str, nearest: str) -> None:
    with pytest.raises(ValidationError, match=f"Did you mean '{nearest}'"):
        an_amount(kg="1", **{field: nearest + "z"})


def test_a_part_is_spelt_one_way() -> None:
    assert an_amount(kg="1", part=" A1-A3 ").part == "A1-A3"
