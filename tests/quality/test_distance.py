"""Distance: regions by the dated chain, years by the calendar."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from factordb.model import regions
from factordb.quality import distance
from factordb.quality.known import Known, Span

DATA = ("2023-01-01", "2023-12-31")


@pytest.mark.parametrize(
    ("region", "asked", "relation", "steps"),
    [
        ("CN-SH", None, "own", 0),
        ("CN-SH", "CN-SH", "same", 0),
        ("CN-GRID-EAST", "CN-SH", "includes", 1),
        ("CN", "CN-SH", "includes", 2),
        ("GLO", "CN-SH", "includes", 5),
        ("CN-SH", "CN", "part", 2),
        ("CN-JS", "CN-SH", "neighbour", 0),
        ("CN-BJ", "CN-SH", "neighbour", 0),
        ("JP", "CN-SH", "near", 0),
        ("FR", "CN-SH", "other", 0),
        ("RoW", "CN-SH", "unknown", 0),
        ("RoW", "RoW", "same", 0),
        ("RoW", None, "unknown", 0),
        ("CN", "RoW", "unknown", 0),
        ("X-EMBER-G20", "CN-SH", "unknown", 0),
        ("GLO", "X-EMBER-G20", "includes", 1),
    ],
)
def test_how_regions_lie_to_each_other(
    region: str, asked: str | None, relation: str, steps: int
) -> None:
    found = distance.place(region, asked, 2023)
    assert (found.relation, found.steps) == (relation, steps)


def test_neighbours_name_the_nearest_region_they_share() -> None:
    assert distance.place("CN-JS", "CN-SH", 2023).shared == "CN-GRID-EAST"
    assert distance.place("CN-BJ", "CN-SH", 2023).shared == "CN"


def test_the_chain_is_that_of_the_year() -> None:
    assert distance.place("CN-GRID-SOUTHWEST", "CN-SC", 2023).relation == "includes"
    assert distance.place("CN-GRID-SOUTHWEST", "CN-SC", 2018).relation != "includes"


@pytest.mark.parametrize(
    ("year", "how", "years", "days"),
    [
        (2023, "inside", 0, 0),
        (2024, "apart", 1, 366),
        (2025, "apart", 2, 731),
        (2026, "apart", 3, 1096),
        (2027, "apart", 4, 1461),
        (2021, "apart", 2, 366),
    ],
)
def test_years_and_days_between_data_and_use(year: int, how: str, years: int, days: int) -> None:
    assert distance.time(DATA, year) == (how, years, days)


def test_the_nearest_end_of_a_long_period_counts() -> None:
    assert distance.time(("2015-01-01", "2019-06-30"), 2021) == ("apart", 2, 915)
    assert distance.time(("2015-01-01", "2019-06-30"), 2017) == ("inside", 0, 0)


@pytest.mark.parametrize(("data", "year"), [(None, 2023), (DATA, None), (DATA, 0), (DATA, 12345)])
def test_what_is_not_known_has_no_distance(data: Span | None, year: int | None) -> None:
    assert distance.time(data, year) is None


def test_years_that_the_publisher_names() -> None:
    known = Known(1, "fuel.diesel", (), "GB", applies=("2024-01-01", "2024-12-31"))
    assert [distance.applies(known, year) for year in (2023, 2024, 2025)] == [False, True, False]
    still = known._replace(applies=("2024-04-01", None))
    assert [distance.applies(still, year) for year in (2023, 2024, 2030)] == [False, True, True]
    assert not distance.applies(known._replace(applies=None), 2024)


_CODES = some.sampled_from([c for c in regions.codes() if c != "RoW"])


@settings(deadline=None)  # the table is read once
@given(_CODES, _CODES)
def test_any_two_regions_lie_to_each_other_somehow_and_the_chain_agrees(a: str, b: str) -> None:
    found = distance.place(a, b, 2023)
    assert (found.relation == "includes") == (a != b and a in regions.chain(b, 2023))
    assert (found.relation == "same") == (a == b)
