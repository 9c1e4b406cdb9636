"""GWP methods by jurisdiction and reporting year: data, each with its citation."""

import pytest

from factordb.errors import RegionNotFound
from factordb.model import gwp, reporting


@pytest.mark.parametrize(
    ("region", "year", "method"),
    [
        ("GB", 2022, "AR4"),
        ("GB", 2023, "AR5"),
        ("US", 2024, "AR4"),
        ("US-CA", 2025, "AR5"),
        ("FR", 2020, "AR4"),
        ("X-EU27", 2021, "AR5"),
        ("CN-SH", 2023, "AR5"),
    ],
)
def test_the_nearest_jurisdiction_says_its_method_for_the_year(
    region: str, year: int, method: str
) -> None:
    (found,) = reporting.defaults(region, year)
    assert found.method == method
    assert found.citation


def test_without_a_year_all_of_it_is_told() -> None:
    assert [(d.since, d.until) for d in reporting.defaults("GB")] == [(None, 2022), (2023, None)]


def test_where_nothing_is_said_there_is_no_default() -> None:
    assert reporting.defaults("CN", 2000) == ()


def test_an_unknown_jurisdiction_is_refused() -> None:
    with pytest.raises(RegionNotFound):
        reporting.defaults("XX-9", 2023)


def test_every_method_named_can_be_weighed_with() -> None:
    said = {entry["method"] for entry in reporting.TODAY.content["defaults"]}
    assert said <= set(gwp.methods())


def test_no_year_of_a_region_has_two_methods_of_one_scheme() -> None:
    for region in ("GB", "US", "DE", "GLO"):
        for year in range(1990, 2040):
            schemes = [d.scheme for d in reporting.defaults(region, year)]
            assert len(schemes) == len(set(schemes))
