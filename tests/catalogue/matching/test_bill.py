from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.catalogue.matching import bill
from factordb.catalogue.matching.bill import Line
from factordb.errors import Invalid


def line(**fields: Any) -> Line:  # fields of a line
    found = bill.read(fields)
    assert isinstance(found, Line), found
    return found


def test_blank_columns_say_nothing() -> None:
    found = line(text="diesel", region=" ", year="", unit="\t", amount="")

    assert (found.region, found.year, found.unit, found.amount) == (None, None, None, None)


@pytest.mark.parametrize(("amount", "kept"), [(860, "860"), (0.5, "0.5"), ("0.50", "0.50")])
def test_an_amount_keeps_its_digits(amount: object, kept: str) -> None:
    assert line(text="diesel", amount=amount).amount == kept


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({}, "text: "),
        ({"text": None}, "text: "),
        ({"text": "x", "amount": True}, "amount: "),
        ({"text": "x", "year": 1066}, "year: "),
        ({"text": "x", "unit": "k" * 101}, "unit: "),
        ({"text": "x", "colour": "red"}, "colour: "),
        ("diesel", "valid"),
    ],
)
def test_what_is_no_line_says_which_field(item: object, said: str) -> None:
    found = bill.read(item)

    assert isinstance(found, Invalid)
    assert said in found.detail
    assert found.detail.endswith(".")


@pytest.mark.parametrize(
    ("text", "plain", "said"),
    [
        ("860", "860", False),
        (" 1,250.50 ", "1250.50", True),
        ("1,250,000", "1250000", True),
        ("0,5", "0.5", True),
        ("-2", "-2", False),
        ("1e3", "1000", False),
        ("１２", None, True),
        ("about 5", None, True),
        ("NaN", None, True),
    ],
)
def test_amounts_are_plain_numbers_or_said_to_be_none(
    text: str, plain: str | None, *, said: bool
) -> None:
    found, words = bill.amount_of(text)

    assert found == plain
    assert bool(words) == said


@given(some.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_every_plain_decimal_is_read_as_it_is(number: Decimal) -> None:
    found, _ = bill.amount_of(format(number, "f"))

    assert found is not None
    assert Decimal(found) == number
