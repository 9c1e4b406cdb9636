import pytest

from factordb.errors import Incommensurable, UnknownPick
from factordb.lockfile.values import Value, value
from factordb.model.pick import Pick
from tests.examples import a_factor, a_total, gases

MIXED = a_factor(**gases(CO2="0.9", CH4="0.001"))


def test_the_headline_is_meant_where_none_is_picked() -> None:
    assert value(a_factor(), {}, None, None) == Value("0.5500", "kWh", "CO2", None, False)


def test_a_method_that_is_asked_for_weighs_the_gases() -> None:
    assert value(MIXED, {"gwp": "AR4"}, None, None) == Value("0.925", "kWh", "CO2e", "AR4", True)


def test_a_picked_amount_is_given_as_it_is_printed() -> None:
    assert value(MIXED, {}, Pick(gas="CH4"), None) == Value("0.001", "kWh", "CH4", None, False)
    with pytest.raises(UnknownPick):
        value(MIXED, {}, Pick(gas="N2O"), None)


def test_the_unit_to_answer_in_rescales_exactly() -> None:
    found = value(a_factor(), {"in": "MWh"}, None, None)

    assert found is not None
    assert (found.value, found.unit) == ("550", "MWh")
    assert value(a_factor(), {"in": "kWh"}, None, None) == value(a_factor(), {}, None, None)


def test_another_dimension_is_refused() -> None:
    with pytest.raises(Incommensurable):
        value(a_factor(), {"in": "t"}, None, None)


def test_an_inferred_method_names_a_total_that_names_none() -> None:
    factor = a_factor(**a_total("2.66155"))

    found = value(factor, {}, None, "AR5")
    assert found is not None
    assert found.gwp == "AR5"
    assert value(factor, {}, Pick(gas="CO2e"), "AR5") == found


def test_what_has_no_number_has_none() -> None:
    lacking = a_factor(**gases(CH4="0.001", N2O="0.00002"))

    assert value(lacking, {}, None, None) is None
