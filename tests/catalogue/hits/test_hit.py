"""How a factor is shown."""

import pytest

from factordb.catalogue.hits.hit import Load, hit
from factordb.errors import Incommensurable
from factordb.model.factor import Factor
from tests.catalogue.resolve.shelf import an_entry, applies, years_of
from tests.examples import a_factor, a_manifest, a_total, gases


def loading(factor: Factor) -> Load:
    return {factor.digest(): factor}.__getitem__


def test_a_hit_says_where_its_factor_stands_and_what_it_is() -> None:
    factor = a_factor(use=["product"], dates=years_of(2023) | applies("2024-01-01"))

    shown = hit(an_entry(factor, release="2024", standing="superseded"), loading(factor))

    assert (shown.digest, shown.dataset, shown.release) == (factor.digest(), "grid-office", "2024")
    assert (shown.value, shown.gas, shown.unit, shown.group) == (
        "0.5500",
        "CO2",
        "kWh",
        "electricity",
    )
    assert (shown.use, shown.standing, shown.pick) == (("product",), "superseded", None)
    assert shown.dates == {
        "data": {"from": "2023-01-01", "to": "2023-12-31"},
        "applies": {"from": "2024-01-01"},
    }


def test_the_headline_is_under_the_method_asked_for() -> None:
    factor = a_factor(**gases(CO2="1", CH4="0.1"))

    shown = hit(an_entry(factor), loading(factor), "AR4")

    assert (shown.value, shown.gas, shown.gwp, shown.computed) == ("3.5", "CO2e", "AR4", True)


def test_without_a_number_under_a_method_there_is_none() -> None:
    factor = a_factor(**a_total("1", gwp="AR4"))

    shown = hit(an_entry(factor), loading(factor), "AR6")

    assert (shown.value, shown.gas, shown.gwp) == (None, None, None)


def test_a_value_per_another_unit_says_how_it_was_brought_there() -> None:
    factor = a_factor(value="550.0", unit="MWh")

    shown = hit(an_entry(factor), loading(factor), unit="kWh")

    assert (shown.value, shown.unit) == ("0.55", "kWh")
    assert shown.steps == ("1 kWh = 0.001 MWh, exact",)


def test_a_value_per_the_unit_asked_for_keeps_its_digits() -> None:
    factor = a_factor(value="0.5500")

    shown = hit(an_entry(factor), loading(factor), unit="kWh")

    assert (shown.value, shown.steps) == ("0.5500", ())


def test_a_unit_that_measures_something_else_is_refused() -> None:
    factor = a_factor()

    with pytest.raises(Incommensurable):
        hit(an_entry(factor), loading(factor), unit="kg")


def test_an_amount_that_is_picked_is_the_number() -> None:
    factor = a_factor(**gases(CO2="1", CH4="0.1"))

    shown = hit(an_entry(factor), loading(factor), amount=factor.amounts[1])

    assert (shown.value, shown.gas, shown.gwp, shown.computed) == ("0.1", "CH4", None, False)
    assert shown.pick is not None
    assert shown.pick.choose(factor.amounts) == factor.amounts[1]


def test_a_weighed_amount_takes_the_method_that_its_dataset_infers() -> None:
    factor = a_factor(**a_total("1"))
    manifest = a_manifest(inferred={"gwp": "AR5", "evidence": "methane rows are 28 times"})

    shown = hit(an_entry(factor, manifest), loading(factor), amount=factor.amounts[0])

    assert shown.gwp == "AR5"
