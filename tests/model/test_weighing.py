from typing import Any

import pytest

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
