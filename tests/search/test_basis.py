import pytest

from factordb.errors import UnknownUnit
from factordb.search import basis, confidence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("natural gas kWh gross", "GCV"),
        ("Natural Gas (HHV)", "GCV"),
        ("天然气 高位发热量", "GCV"),
        ("gas, net CV", "NCV"),
        ("天然氣 低位熱值", "NCV"),
        ("天然气", None),
        ("network cable", None),
        ("", None),
    ],
)
def test_a_calorific_value_is_read_from_words(text: str, said: str | None) -> None:
    assert basis.stated(text) == said


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        ("kWh (gross CV)", "kWh{GCV}"),
        ("kWh GCV", "kWh{GCV}"),
        ("MJ (LHV)", "MJ{NCV}"),
        ("GJ（低位）", "GJ{NCV}"),
        ("net kWh", "kWh{NCV}"),
        ("kWh{NCV}", "kWh{NCV}"),
        ("kg", "kg"),
    ],
)
def test_a_unit_is_read_with_its_calorific_value(cell: str, unit: str) -> None:
    assert basis.unit(cell) == unit


@pytest.mark.parametrize("cell", ["kg net", "gross", "box", "kWh gross net of tax per bag", ""])
def test_what_is_no_unit_is_none_for_all_that(cell: str) -> None:
    with pytest.raises(UnknownUnit):
        basis.unit(cell)


def test_only_energy_has_a_calorific_value_that_must_be_said() -> None:
    assert basis.unsaid("kWh{NCV}", "energy", None)
    assert basis.unsaid("kWh{NCV}", "energy", "GCV")
    assert not basis.unsaid("kWh{NCV}", "energy", "NCV")
    assert not basis.unsaid("kWh{NCV}", None, None)
    assert not basis.unsaid("kWh", "energy", None)
    assert not basis.unsaid("t{carbonate}", "mass", None)


def test_money_is_of_its_year() -> None:
    assert basis.other_money("USD{2021,purchaser}", 2024)
    assert basis.other_money("USD{2021,purchaser}", None)
    assert not basis.other_money("USD{2021,purchaser}", 2021)
    assert not basis.other_money("kWh{NCV}", None)


def test_no_word_names_two_calorific_values() -> None:
    words = [word for some in confidence.model().basis.values() for word in some]

    assert len(words) == len(set(words))
