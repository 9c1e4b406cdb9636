from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.model.numbers import is_plain, ordered, places, plain, times, total

numbers = some.from_regex(r"-?(0|[1-9][0-9]{0,12})(\.[0-9]{1,12})?", fullmatch=True)


@given(some.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_no_number_is_written_with_an_exponent(value: Decimal) -> None:
    written = plain(value)

    assert "E" not in written
    assert Decimal(written) == value


@given(numbers, numbers)
def test_a_product_is_exact_and_keeps_its_zeros(one: str, other: str) -> None:
    product = times(one, other)

    assert Decimal(product) == Decimal(one) * Decimal(other) or len(one) + len(other) > 28
    assert places(product) == places(one) + places(other)


@pytest.mark.parametrize(
    ("number", "factor", "product"),
    [
        ("1.0000", "1000", "1000.0000"),
        ("0.06", "1000", "60.00"),
        ("497.443", "0.45359237", "225.63634930991"),
        ("1", "0.001", "0.001"),
        ("-2.50", "1000", "-2500.00"),
    ],
)
def test_a_product_is_what_one_writes_by_hand(number: str, factor: str, product: str) -> None:
    assert times(number, factor) == product


@pytest.mark.parametrize(
    "text", ["1e3", "NaN", "", "1,0", "０.5", "01", ".5", "5.", "+1", "1_0", " 1"]
)
def test_what_is_not_in_plain_digits_is_no_number(text: str) -> None:
    assert not is_plain(text)
    with pytest.raises(Invalid):
        times(text, "1")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        plain(Decimal(text))


def test_a_product_too_long_to_be_exact_is_refused() -> None:
    with pytest.raises(Invalid, match="too many digits"):
        times("9" * 300, "9" * 300)


@given(some.lists(numbers, max_size=6))
def test_a_sum_is_exact(each: list[str]) -> None:
    assert Fraction(total(each)) == sum((Fraction(one) for one in each), Fraction(0))


def test_a_sum_too_long_to_be_exact_is_refused() -> None:
    with pytest.raises(Invalid, match="too many digits"):
        total(["9" * 500, "0.1"])


def test_ends_are_ordered_as_numbers_and_not_as_texts() -> None:
    assert ordered("9.5", "10")
    assert ordered("1.0", "1")
    assert ordered(None, "1")
    assert not ordered("10", "9.5")
