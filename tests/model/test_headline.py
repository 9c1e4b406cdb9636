"""The number that is meant when none is picked."""

from typing import Any

import pytest
from hypothesis import given

from factordb.model.factor import Factor
from factordb.model.headline import Headline, headline
from factordb.model.pick import Pick
from tests.documents import factors
from tests.examples import a_factor, a_total, gases


def shown(method: str | None = None, inferred: str | None = None, **fields: Any) -> Headline:
    found = headline(a_factor(**fields), method, inferred)
    assert found is not None
    return found


def several(*amounts: dict[str, Any]) -> dict[str, Any]:
    """Return amounts, each with a cell of its own."""
    cells = [{"at": f"B{i}", "printed": "x"} for i in range(len(amounts))]
    numbered = [{**amount, "cell": i} for i, amount in enumerate(amounts)]
    return {"amounts": numbered, "source": {"cells": cells}}


def total(value: str, **more: Any) -> dict[str, Any]:
    return {"gas": "CO2e", "kg_co2e": value, **more}


TWO_TOTALS = several(total("1.0", gwp="AR4"), total("1.1", gwp="AR5"))
WITH_RADIATIVE_FORCING = several(
    total("0.20"), {"gas": "CO2", "kg_co2e": "0.19"}, {"gas": "CH4", "kg_co2e": "0.01"}
)
WOOD = several(
    {"gas": "CO2", "kg": "93.80", "origin": "biogenic"},
    {"gas": "CH4", "kg": "0.0072"},
    {"gas": "N2O", "kg": "0.0036"},
)


def test_the_publishers_own_total_is_meant() -> None:
    assert shown(**a_total("0.20705", gwp="AR5")) == Headline(
        "0.20705", "CO2e", "AR5", computed=False, pick=Pick(gas="CO2e", gwp="AR5")
    )


def test_a_total_without_a_method_is_read_with_the_inferred_one() -> None:
    assert shown(inferred="AR5", **a_total("0.20705")).gwp == "AR5"
    assert shown("AR5", "AR5", **a_total("0.20705")).value == "0.20705"
    assert shown(**a_total("0.20705")).gwp is None


def test_a_total_answers_for_its_own_method_only() -> None:
    assert headline(a_factor(**a_total("0.2", gwp="AR5")), "AR4") is None
    assert headline(a_factor(**a_total("0.2")), "AR5") is None


def test_of_two_totals_the_asked_one_is_meant_and_ar5_by_default() -> None:
    assert shown(**TWO_TOTALS).value == "1.1"
    assert shown("AR4", **TWO_TOTALS).value == "1.0"
    assert headline(a_factor(**TWO_TOTALS), "AR6") is None


def test_several_totals_without_the_default_method_are_none() -> None:
    assert headline(a_factor(**several(total("1", gwp="AR4"), total("2", gwp="AR6")))) is None


def test_masses_of_gases_are_summed_under_ar5_and_marked() -> None:
    gas = shown(**gases(CO2="53.06", CH4="0.001", N2O="0.0001"))

    assert (gas.value, gas.gas, gas.gwp, gas.computed, gas.pick) == (
        "53.1145", "CO2e", "AR5", True, None,
    )  # fmt: skip
    assert gas.steps == ("CO2 53.06 × 1", "CH4 0.001 × 28", "N2O 0.0001 × 265")


@pytest.mark.parametrize(
    ("method", "value"), [("AR4", "53.1148"), ("AR5-ccf", "53.1238"), ("AR6", "53.1152")]
)
def test_a_sum_is_made_under_the_method_asked_for(method: str, value: str) -> None:
    assert shown(method, **gases(CO2="53.06", CH4="0.001", N2O="0.0001")).value == value


def test_a_printed_total_goes_before_a_sum() -> None:
    both = several(
        total("53.11", gwp="AR4"), {"gas": "CO2", "kg": "53.06"}, {"gas": "CH4", "kg": "0.001"}
    )

    assert shown(**both).value == "53.11"
    assert shown("AR4", **both).computed is False
    assert shown("AR5", **both) == Headline(
        "53.088", "CO2e", "AR5", True, None, (), ("CO2 53.06 × 1", "CH4 0.001 × 28"),
    )  # fmt: skip


def test_one_gas_answers_by_its_own_name() -> None:
    assert shown(value="0.5737")[:4] == ("0.5737", "CO2", None, False)
    assert shown("AR5", value="0.5737").gas == "CO2"
    assert shown(**gases(**{"HFC-134a": "1"})).gas == "HFC-134a"


def test_one_other_gas_is_weighed_where_a_method_is_asked_for() -> None:
    assert shown("AR5", **gases(**{"HFC-134a": "0.5"}))[:4] == ("650.0", "CO2e", "AR5", True)


def test_methane_and_nitrous_oxide_without_co2_are_no_headline() -> None:
    lacking = a_factor(**gases(CH4="0.001", N2O="0.0001"))

    assert [headline(lacking, method) for method in (None, "AR4", "AR5", "AR6")] == [None] * 4


@pytest.mark.parametrize("method", [None, "AR5"])
def test_what_stands_outside_is_no_headline(method: str | None) -> None:
    outside = several({"gas": "CO2", "kg": "1.2", "origin": "biogenic", "outside": True})

    assert headline(a_factor(**outside), method) is None
    assert headline(a_factor(**a_total("1.2", outside=True)), method) is None


def test_what_stands_outside_is_in_no_sum() -> None:
    fields = gases(CO2="1", CH4="1", N2O="1")
    fields["amounts"][1]["outside"] = True

    assert shown("AR5", **fields).value == "266"


def test_a_range_is_no_headline() -> None:
    for ends in ({"low": "1", "high": "2"}, {"below": "1"}):
        fields = several({"gas": "CO2e", "range": {"in": "kg_co2e", **ends}})
        assert headline(a_factor(**fields)) is None


def test_a_part_is_not_the_whole() -> None:
    parts = several(total("1", part="A1"), total("2", part="A2"))

    assert headline(a_factor(**parts)) is None
    assert shown(**several(total("1", part="A1"), total("3"))).value == "3"


def test_flights_with_radiative_forcing_give_no_mass_of_co2() -> None:
    flight = a_factor(**WITH_RADIATIVE_FORCING)

    for method in (None, "AR4", "AR5", "AR6"):
        found = headline(flight, method, "AR5")
        assert found is None or found.gas == "CO2e"
    assert shown(inferred="AR5", **WITH_RADIATIVE_FORCING).value == "0.20"


@pytest.mark.parametrize("gas", ["CO2", "CH4"])
@pytest.mark.parametrize("method", [None, "AR5"])
def test_a_weighted_gas_alone_is_neither_mass_nor_total(gas: str, method: str | None) -> None:
    alone = several({"gas": gas, "kg_co2e": "0.19", "gwp": "AR5"})

    assert headline(a_factor(**alone), method) is None


def test_weighted_gases_are_summed_under_their_own_method() -> None:
    weighted = several(
        {"gas": "CO2", "kg_co2e": "0.190"}, {"gas": "CH4", "kg_co2e": "0.01", "gwp": "AR4"}
    )

    assert shown(None, "AR4", **weighted)[:4] == ("0.200", "CO2e", "AR4", True)
    assert headline(a_factor(**weighted), "AR5", "AR4") is None
    assert headline(a_factor(**weighted)) is None


def test_gases_weighted_by_a_method_nobody_names_are_summed_and_not_reweighted() -> None:
    weighted = several({"gas": "CO2", "kg_co2e": "1"}, {"gas": "N2O", "kg_co2e": "2"})

    assert shown(**weighted)[:4] == ("3", "CO2e", None, True)
    assert headline(a_factor(**weighted), "AR5") is None


def test_a_gas_given_as_mass_and_weighted_is_counted_once() -> None:
    fields = several(
        {"gas": "CO2", "kg": "1"}, {"gas": "CH4", "kg": "0.1"},
        {"gas": "CH4", "kg_co2e": "2.8", "gwp": "AR5"},
    )  # fmt: skip

    assert shown(**fields).value == "3.8"


def test_biogenic_co2_stands_apart_and_is_named() -> None:
    wood = shown(**WOOD)

    assert (wood.value, wood.gas, wood.left_out) == ("1.1556", "CO2e", ("CO2 biogenic",))


def test_a_publisher_who_counts_biogenic_co2_has_it_counted() -> None:
    net = shown(conventions={"biogenic-co2": "net"}, **WOOD)

    assert (net.value, net.left_out) == ("94.9556", ())


def test_of_fossil_and_biogenic_co2_the_fossil_is_meant() -> None:
    blend = several(
        {"gas": "CO2", "kg": "2.5", "origin": "fossil"},
        {"gas": "CO2", "kg": "0.2", "origin": "biogenic"},
    )

    assert shown(**blend)[:4] == ("2.5", "CO2", None, False)
    assert shown(**blend).left_out == ("CO2 biogenic",)


def test_land_use_counts_only_where_its_publisher_counts_it() -> None:
    beef = several(
        {"gas": "CO2", "kg": "5"},
        {"gas": "CO2", "kg": "3", "origin": "land-use"},
        {"gas": "CH4", "kg": "1"},
    )

    assert shown(**beef).value == "33"
    assert shown(**beef).left_out == ("CO2 land-use",)
    assert shown(conventions={"land-use": "in"}, **beef).value == "36"


def test_a_gas_the_method_does_not_know_makes_no_sum() -> None:
    assert headline(a_factor(**gases(CO2="1", **{"HFC-41": "1"})), "AR5") is None


def test_gases_that_warm_only_through_others_are_left_out_and_named() -> None:
    found = shown(**gases(CO2="1", CH4="1", NOx="1"))

    assert (found.value, found.left_out) == ("29", ("NOx",))


@given(factors)
def test_a_headline_is_a_printed_amount_or_a_marked_sum(factor: Factor) -> None:
    for method in (None, "AR4", "AR5", "AR6"):
        found = headline(factor, method)
        if found is None:
            continue
        assert "e" not in found.value.lower()
        if found.pick is not None:
            amount = found.pick.choose(factor.amounts)
            assert (amount.value(), amount.gas) == (found.value, found.gas)
            assert amount.outside is None
            assert amount.part is None
            assert not (amount.kg_co2e and amount.gas != "CO2e")
        else:
            assert found.computed
            assert found.gas == "CO2e"
            assert found.steps
