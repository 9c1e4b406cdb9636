from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.importers.printed import below, is_blank, number, point
from factordb.model.numbers import is_plain


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("0.5500", "0.5500"),
        ("0 ", "0"),
        ("7.17e-7", "0.000000717"),
        ("1E+3", "1000"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+1.50", "1.50"),
        ("-0.0", "0.0"),
        ("007.50", "7.50"),
        ("-2.5", "-2.5"),
    ],
)
def test_a_number_is_read_with_all_its_digits(printed: str, read: str) -> None:
    assert number(printed) == read


@pytest.mark.parametrize(
    "printed",
    ["", "NaN", "Infinity", "1_000", "1,000", "０.5", "٣", "24 (16-32)", "< 1", "1e999", "x"],
)
def test_what_is_no_number_is_not_read_as_one(printed: str) -> None:
    assert number(printed) is None


@given(some.from_regex(r"[+-]?[0-9]{1,9}(\.[0-9]{0,9})?([eE][+-]?[0-9]{1,2})?", fullmatch=True))
def test_what_is_read_is_plain_and_the_same_number(printed: str) -> None:
    read = number(printed)

    assert read is not None
    assert is_plain(read)
    assert Decimal(read) == Decimal(printed)


def test_a_bound_and_a_blank_are_told_from_numbers() -> None:
    assert below("< 1") == "1"
    assert below("1") is None
    assert all(is_blank(text) for text in ("", " ", "NA", "n/a", "–"))
    assert not is_blank("0")


@pytest.mark.parametrize(
    ("text", "pointed"),
    [
        ("0,666", "0.666"),
        (" -1,5e-3", " -1.5e-3"),
        ("1.234,5", "1.234,5"),
        ("0,666 (A)", "0,666 (A)"),
    ],
)
def test_a_decimal_comma_is_a_point_and_nothing_else_is(text: str, pointed: str) -> None:
    assert point(text) == pointed
