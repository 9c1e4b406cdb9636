import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import UnknownWord
from factordb.model import vocabulary

stages = some.sampled_from(list(vocabulary.TODAY.words("boundary")))


@pytest.mark.parametrize("spelling", ["HFC-134a", "HFC134a", "R134a", "R-134a", "hfc 134A"])
def test_a_gas_has_one_spelling(spelling: str) -> None:
    assert vocabulary.gas(spelling) == "HFC-134a"


def test_a_document_must_use_that_spelling() -> None:
    assert vocabulary.check_gas("CO2") == "CO2"
    with pytest.raises(UnknownWord, match="write the gas 'R134a' as 'HFC-134a'"):
        vocabulary.check_gas("R134a")


def test_an_unknown_word_names_the_nearest() -> None:
    with pytest.raises(UnknownWord, match="Did you mean 'radiative-forcing'"):
        vocabulary.check_facets({"radiative-forcng": "with"})
    with pytest.raises(UnknownWord, match="Did you mean 'average'"):
        vocabulary.check_facets({"mix": "averag"})


def test_an_open_facet_takes_any_plain_value() -> None:
    assert vocabulary.check_facets({"technology": "coal"}) == {"technology": "coal"}
    for value in ("", " coal", "co\nal", "x" * 200):
        with pytest.raises(UnknownWord):
            vocabulary.check_facets({"technology": value})


@given(some.lists(stages, min_size=1).map(tuple))
def test_a_boundary_stands_in_the_order_of_the_vocabulary(boundary: tuple[str, ...]) -> None:
    ordered = vocabulary.sorted_boundary(boundary)

    assert set(ordered) == set(boundary)
    assert vocabulary.sorted_boundary(tuple(reversed(boundary))) == ordered


def test_a_life_cycle_contains_what_comes_before_use() -> None:
    assert vocabulary.contains("life-cycle", "upstream")
    assert vocabulary.contains("upstream", "upstream")
    assert not vocabulary.contains("upstream", "life-cycle")


@pytest.mark.parametrize(
    ("check", "good"),
    [
        (vocabulary.check_gwp_method, "AR5-ccf"),
        (vocabulary.check_origin, "biogenic"),
        (vocabulary.check_status, "archived"),
        (vocabulary.check_property, "net-calorific-value"),
        (vocabulary.check_use, "carbon-market"),
    ],
)
def test_closed_words_are_closed(check: object, good: str) -> None:
    assert check(good) == good  # type: ignore[operator]  # one of the functions above
    with pytest.raises(UnknownWord):
        check(good + "x")  # type: ignore[operator]


def test_uses_are_sorted_and_conventions_closed() -> None:
    assert vocabulary.sorted_uses(("product", "cbam", "product")) == ("cbam", "product")
    assert vocabulary.check_conventions({"biogenic-co2": "zero"}) == {"biogenic-co2": "zero"}
    with pytest.raises(UnknownWord):
        vocabulary.check_conventions({"biogenic-co2": "maybe"})


def test_words_have_names_for_people() -> None:
    assert vocabulary.label("facets", "mix", "zh") == "电源组合"
    assert vocabulary.label("facets", "nothing", "zh") == "nothing"
    assert vocabulary.FAMILY.digest("vocabulary-1").startswith("sha256:")


@pytest.mark.parametrize(
    ("name", "said"), [("AR6-100", "AR6 itself is over 100 years"), ("AR6-50", "AR6, AR6-20")]
)
def test_another_horizon_is_never_suggested_for_the_one_that_was_meant(
    name: str, said: str
) -> None:
    with pytest.raises(UnknownWord, match=said) as error:
        vocabulary.check_gwp_method(name)
    assert error.value.facts.get("suggestion") in (None, "AR6")


def test_a_method_over_twenty_years_is_one() -> None:
    assert vocabulary.check_gwp_method("AR6-20") == "AR6-20"
