from decimal import Decimal
from typing import Any

import pytest

from factordb.model import gwp
from factordb.model.weighing import weighed
from tests.examples import a_factor, gases


def steps(method: str, origin: str | None = None, **fields: Any) -> tuple[str, ...]:
    """Return the terms of CO2 and CH4, the methane of ``origin``."""
    two = gases(CO2="1", CH4="1")
    if origin:
        two["amounts"][1]["origin"] = origin
    factor = a_factor(**two, **fields)
    found = weighed(factor, factor.amounts, method, None)
    assert found is not None
    return found.steps


@pytest.mark.parametrize("origin", [None, "fossil", "biogenic"])
def test_the_methane_of_combustion_takes_the_non_fossil_value(origin: str | None) -> None:
    assert steps("AR6", origin, boundary=["combustion"])[1].endswith("1 × 27.0")


def test_fugitive_fossil_methane_counts_its_later_oxidation() -> None:
    fugitive = {"facets": {"process": "fugitive"}}

    assert steps("AR6", "fossil", **fugitive)[1] == "CH4 fossil 1 × 29.8"
    assert steps("AR6", "biogenic", **fugitive)[1] == "CH4 biogenic 1 × 27.0"


@pytest.mark.parametrize("boundary", [["direct"], ["upstream"], ["life-cycle"], None])
def test_a_fossil_origin_alone_does_not_mean_the_higher_value(boundary: list[str] | None) -> None:
    assert steps("AR6", "fossil", boundary=boundary)[1] == "CH4 fossil 1 × 27.9"


@pytest.mark.parametrize(("method", "value"), [("AR4", "25"), ("AR5", "28"), ("AR5-ccf", "34")])
def test_other_methods_have_one_methane(method: str, value: str) -> None:
    for origin in (None, "fossil", "biogenic"):
        for facets in ({"process": "fugitive"}, {"mix": "average"}):
            assert steps(method, origin, facets=facets)[1].endswith(f"1 × {value}")


def test_a_sum_has_every_digit() -> None:
    long = "0." + "1" * 60
    factor = a_factor(**gases(CO2=long, CH4=long))

    found = weighed(factor, factor.amounts, "AR5", None)

    assert found is not None
    assert found.value == "3." + "2" * 58 + "19"


def test_nothing_is_no_sum() -> None:
    assert weighed(a_factor(), (), "AR5", None) is None


@pytest.mark.parametrize(
    ("origin", "fields", "said"),
    [
        (None, {"boundary": ["combustion"]}, "27.0: it is of combustion"),
        ("biogenic", {}, "27.0: it is of biogenic origin"),
        ("fossil", {"facets": {"process": "fugitive"}}, "29.8: it is fossil and fugitive"),
        ("fossil", {}, "27.9: origin and process do not both tell"),
    ],
)
def test_the_rule_that_methane_took_is_said(
    origin: str | None, fields: dict[str, Any], said: str
) -> None:
    two = gases(CO2="1", CH4="1")
    if origin:
        two["amounts"][1]["origin"] = origin
    factor = a_factor(**two, **fields)
    under = {method: weighed(factor, factor.amounts, method, None) for method in ("AR5", "AR6")}

    assert under["AR6"] is not None
    assert under["AR5"] is not None
    (rule,) = under["AR6"].rules
    assert said in rule
    assert under["AR5"].rules == ()


@pytest.mark.parametrize(
    ("origin", "fields", "said"),
    [
        (None, {"boundary": ["combustion"]}, "79.7: it is of combustion"),
        ("biogenic", {}, "79.7: it is of biogenic origin"),
        ("fossil", {"facets": {"process": "fugitive"}}, "82.5: it is fossil and fugitive"),
        ("fossil", {}, "81.2: origin and process do not both tell"),
    ],
)
def test_over_twenty_years_the_same_rule_holds(
    origin: str | None, fields: dict[str, Any], said: str
) -> None:
    two = gases(CO2="1", CH4="1")
    if origin:
        two["amounts"][1]["origin"] = origin
    factor = a_factor(**two, **fields)

    found = weighed(factor, factor.amounts, "AR6-20", None)

    assert found is not None
    (rule,) = found.rules
    assert said in rule
    assert found.value == str(1 + Decimal(said.partition(":")[0]))


def test_what_was_weighed_over_a_hundred_years_enters_no_sum_over_twenty() -> None:
    two = gases(CO2="1", CH4="0.1")
    two["amounts"][1] = {"gas": "CH4", "kg_co2e": "2.79", "gwp": "AR6", "cell": 1}
    factor = a_factor(**two)

    assert weighed(factor, factor.amounts, "AR6-20", None) is None
    assert weighed(factor, factor.amounts, "AR6", None) is not None


@pytest.mark.parametrize(("mass", "reported"), [("0.0049", True), ("0.0051", False)])
def test_gases_without_a_gwp_below_half_a_percent_of_the_mass_are_reported(
    mass: str, reported: bool
) -> None:
    factor = a_factor(**gases(CO2="0.9", N2O="0.1", **{"PFC-116": mass}))
    for method, known in (("AR5-ccf", False), ("AR4", True)):
        found = weighed(factor, factor.amounts, method, None)
        assert (found is not None) is (reported or known)
        if found is not None:
            left = () if known else (f"PFC-116 {mass}, without a GWP",)
            assert found.left_out == left


def test_what_is_weighed_by_others_and_not_known_here_is_never_negligible() -> None:
    three = gases(CO2="1", CH4="0.1", N2O="0.001")
    three["amounts"][2] = {"gas": "N2O", "kg_co2e": "0.001", "gwp": "AR4", "cell": 2}
    factor = a_factor(**three)

    assert weighed(factor, factor.amounts, "AR5", None) is None


def test_under_a_method_without_weights_nothing_is_negligible() -> None:
    """A sum of CO2 alone is no total under a method that could have weighed the rest."""
    factor = a_factor(**gases(CO2="1000", CH4="0.01"))

    assert weighed(factor, factor.amounts, "EF3.1", None) is None
    assert weighed(factor, factor.amounts, "AR6-20", None, gwp.named("gwp-1")) is None
    assert weighed(factor, factor.amounts, "AR6-20", None) is not None
