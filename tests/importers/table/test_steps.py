from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.importers.table import steps
from tests.documents import numbers


def value(given_: str | None, printed: str, *steps_: tuple[str, str]) -> str:
    cell = {"printed": printed, "steps": [[*step, "why"] for step in steps_]}
    return steps.value(given_, cell, "amount.kg")


@pytest.mark.parametrize(
    ("printed", "made"),
    [("0.5500", "0.5500"), ("7.17e-7", "0.000000717"), ("0 ", "0"), ("-2.50", "-2.50")],
)
def test_without_steps_the_amount_is_what_is_printed(printed: str, made: str) -> None:
    assert value(None, printed) == made
    assert value(made, printed) == made


def test_steps_make_the_amount_with_its_zeros() -> None:
    assert value(None, "0.06", ("*", "1000")) == "60.00"
    assert value(None, "497.443", ("*", "0.45359237")) == "225.63634930991"
    assert value(None, "1.5", ("+", "0.25"), ("-", "1"), ("*", "2")) == "1.50"


def test_a_number_that_is_given_must_be_what_the_steps_make() -> None:
    assert value("60", "0.06", ("*", "1000")) == "60"
    with pytest.raises(Invalid, match=r"amount\.kg: 6 is not what the steps make .* 60\.00"):
        value("6", "0.06", ("*", "1000"))
    with pytest.raises(Invalid, match=r"0\.56 is not what the steps make .* 0\.55"):
        value("0.56", "0.55")


def test_a_quotient_may_be_rounded_to_the_digits_given() -> None:
    assert value("0.333", "1", ("/", "3")) == "0.333"
    assert value("0.277778", "1", ("/", "3.6")) == "0.277778"
    with pytest.raises(Invalid, match="is not what the steps make of 1"):
        value("0.334", "1", ("/", "3"))
    with pytest.raises(Invalid, match="is empty, and no steps make it of '1'"):
        value(None, "1", ("/", "3"))


def test_what_cannot_be_recomputed_is_taken_as_given() -> None:
    calorific = ("*", "sha256:" + "0" * 64)

    assert value("5.5", "24 (16-32)") == "5.5"
    assert value("5.5", "1", calorific) == "5.5"
    with pytest.raises(Invalid, match="is empty"):
        value(None, "24 (16-32)")


@pytest.mark.parametrize("given_", ["1e3", "abc", "NaN", "", "１", "1E+999999999"])
def test_what_is_no_number_is_not_what_the_steps_make(given_: str) -> None:
    with pytest.raises(Invalid, match="is not what the steps make"):
        value(given_, "1000")


def test_nothing_printed_is_named() -> None:
    with pytest.raises(Invalid, match=r"cell\.printed: the number as it is printed is missing"):
        steps.value("1", {}, "value")


@pytest.mark.parametrize("odd", ["abc", {"a": 1}, [1], [["*"]], [["*", 5, "x"]], [[]], [None]])
def test_steps_of_any_shape_do_no_harm(odd: Any) -> None:
    assert steps.value("5", {"printed": "1", "steps": odd}, "value") == "5"


def test_a_number_of_ten_thousand_digits_is_refused_in_few_words() -> None:
    for steps_ in ((), (("*", "1.5"),), (("+", "0.5"),), (("/", "3"),)):
        with pytest.raises(Invalid) as raised:
            value("5", "9" * 10_000, *steps_)
        assert len(str(raised.value)) < 400


@given(numbers, some.lists(some.tuples(some.sampled_from("*+-"), numbers), max_size=3))
def test_what_is_made_is_exact(printed: str, steps_: list[tuple[str, str]]) -> None:
    exact = Fraction(printed)
    for operation, operand in steps_:
        by = Fraction(operand)
        exact = {"*": exact * by, "+": exact + by, "-": exact - by}[operation]

    assert Fraction(value(None, printed, *steps_)) == exact


@given(numbers, numbers, some.integers(0, 6))
def test_a_quotient_agrees_with_itself_rounded(printed: str, operand: str, digits: int) -> None:
    assume(Fraction(operand))
    exact = Fraction(printed) / Fraction(operand)
    rounded = f"{round(exact * 10**digits)}"
    given_ = Fraction(int(rounded), 10**digits)
    text = f"{'-' if given_ < 0 else ''}{abs(int(rounded)) // 10**digits}"
    text += f".{abs(int(rounded)) % 10**digits:0{digits}d}" if digits else ""

    assert value(text, printed, ("/", operand)) == text
