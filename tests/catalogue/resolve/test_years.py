"""Which number an activity year means."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.catalogue.resolve import years
from tests.catalogue.resolve.shelf import Shelf, an_entry, applies, steps, value, values, years_of
from tests.examples import a_factor

CARRIES = {"series": [{"name": "grid", "activities": ["*"], "year": "carry-forward"}]}


def test_a_year_is_matched_against_the_dates_of_application_first() -> None:
    shelf = Shelf()
    shelf.put(value="0.1", dates=years_of(2023))
    shelf.put(value="0.2", dates=years_of(2021) | applies("2023-01-01", "2023-12-31"))

    answer = shelf.ask(year=2023)

    assert value(answer) == "0.2"
    assert steps(answer, "year") == [
        "activity year 2023: 2023 of grid-office, by the rule 'applies'"
    ]


def test_data_that_state_an_application_are_not_matched_by_their_period() -> None:
    shelf = Shelf()
    shelf.put(dates=years_of(2021) | applies("2023-01-01"))

    assert shelf.ask(year=2021).status == "none"


@pytest.mark.parametrize(
    ("year", "found"), [(2011, "none"), (2012, "found"), (2014, "found"), (2015, "none")]
)
def test_a_period_of_several_years_holds_each_of_them(year: int, found: str) -> None:
    shelf = Shelf()
    shelf.put(dates=years_of(2012, 2014))

    assert shelf.ask(year=year).status == found


def test_a_year_and_a_mean_over_it_are_both_candidates() -> None:
    shelf = Shelf()
    shelf.put(value="0.8", dates=years_of(2013))
    shelf.put(value="0.7", dates=years_of(2012, 2014))

    answer = shelf.ask(year=2013)

    assert answer.status == "ambiguous"
    assert sorted(map(str, values(answer))) == ["0.7", "0.8"]
    assert "period" in str(answer.reason)


def test_a_year_of_account_that_is_no_calendar_year_says_its_days() -> None:
    shelf = Shelf()
    shelf.put(dates={"data": {"from": "2022-04-01", "to": "2023-03-31"}})

    assert "2022-04-01/2023-03-31" in steps(shelf.ask(year=2023), "year")[0]


def test_an_earlier_year_is_not_offered_in_silence() -> None:
    shelf = Shelf()
    shelf.put(value="0.3", dates=years_of(2021))
    shelf.put(value="0.2", dates=years_of(2022))

    strict, wide = shelf.ask(year=2024), shelf.ask(year=2024, fallback=["year"])

    assert strict.status == "none"
    assert "A fallback by year would give: CN-SH 2022 0.2." in str(strict.reason)
    assert value(wide) == "0.2"
    assert steps(wide, "year") == ["activity year 2024: 2022 of grid-office, by the rule 'earlier'"]


def test_a_later_year_is_never_given() -> None:
    shelf = Shelf()
    shelf.put(dates=years_of(2023))

    answer = shelf.ask(year=2022, fallback=["year"])

    assert answer.status == "none"
    assert answer.candidates == ()


def test_a_series_that_carries_forward_needs_no_fallback() -> None:
    shelf = Shelf()
    shelf.put(value="0.3", dates=years_of(2016), manifest=CARRIES)
    shelf.put(value="0.2", dates=years_of(2019), manifest=CARRIES)

    assert value(shelf.ask(year=2018)) == "0.3"
    assert "carry-forward" in steps(shelf.ask(year=2024), "year")[0]
    assert value(shelf.ask(year=2024)) == "0.2"
    assert shelf.ask(year=2015).status == "none"


def test_what_carries_forward_is_the_last_published_where_no_period_is_stated() -> None:
    shelf = Shelf()
    shelf.put(value="1", dates={"published": "2006"}, manifest=CARRIES, release="b", edition=2)
    shelf.put(value="2", dates={"published": "2019-05-01"}, manifest=CARRIES)

    assert value(shelf.ask(year=2018)) == "1"
    assert value(shelf.ask(year=2020)) == "2"


def test_an_application_that_ended_is_not_carried_on() -> None:
    shelf = Shelf()
    shelf.put(dates=applies("2012-01-01", "2021-12-31"), manifest=CARRIES)

    assert shelf.ask(year=2023).status == "none"


@pytest.mark.parametrize("dates", [{"published": "2020"}, None], ids=["published", "undated"])
def test_what_states_no_period_answers_a_year_by_fallback_only(
    dates: dict[str, str] | None,
) -> None:
    shelf = Shelf()
    shelf.put(dates=dates)

    assert shelf.ask(year=2023).status == "none"
    assert shelf.ask(year=2023, fallback=["year"]).status == "found"
    assert shelf.ask().status == "found"


def test_what_was_published_later_is_no_earlier_number() -> None:
    shelf = Shelf()
    shelf.put(dates={"published": "2024"})

    assert shelf.ask(year=2023, fallback=["year"]).status == "none"


def test_latest_takes_the_newest_period() -> None:
    shelf = Shelf()
    shelf.put(value="0.2", dates=years_of(2023), edition=1)
    shelf.put(value="0.3", dates=years_of(2022), edition=2, release="2")

    assert value(shelf.ask(year="latest")) == "0.2"


def test_latest_takes_what_is_newest_whatever_unit_it_is_told_in() -> None:
    shelf = Shelf()
    shelf.put(value="0.2", dates=years_of(2022))
    shelf.put(value="200", dates=years_of(2023), unit="MWh", release="2")

    assert value(shelf.ask(year="latest")) == "200"


def test_without_a_year_the_years_are_candidates() -> None:
    shelf = Shelf()
    shelf.put(value="0.2", dates=years_of(2023))
    shelf.put(value="0.3", dates=years_of(2022))

    answer = shelf.ask()

    assert answer.status == "ambiguous"
    assert not steps(answer, "year")


def test_an_open_end_ends_where_a_later_release_begins() -> None:
    shelf = Shelf()
    shelf.put(value="0.7", dates=applies("2012-01-01"), release="2012")
    shelf.put(value="0.4", dates=applies("2022-01-01"), release="2022")

    assert value(shelf.ask(year=2021)) == "0.7"
    assert value(shelf.ask(year=2023)) == "0.4"
    assert value(shelf.ask(year="latest")) == "0.4"


def test_in_the_year_of_the_change_both_hold() -> None:
    shelf = Shelf()
    shelf.put(value="0.7", dates=applies("2012-01-01"), release="2012")
    shelf.put(value="0.4", dates=applies("2022-07-01"), release="2022")

    assert shelf.ask(year=2022).status == "ambiguous"


def test_two_open_ends_of_one_release_are_not_ours_to_close() -> None:
    shelf = Shelf()
    shelf.put(value="0.7", dates=applies("2012-01-01"))
    shelf.put(value="0.4", dates=applies("2022-01-01"))

    assert shelf.ask(year=2023).status == "ambiguous"


@given(
    some.lists(some.tuples(some.integers(2000, 2030), some.integers(0, 3)), min_size=1, max_size=6),
    some.integers(1999, 2034),
)
def test_a_match_by_data_holds_the_year_and_an_earlier_one_ended_before(
    spans: list[tuple[int, int]], year: int
) -> None:
    group = [
        an_entry(a_factor(dates=years_of(a, a + n), value=str(i))) for i, (a, n) in enumerate(spans)
    ]

    exact = years.choose(group, year, ["data"])
    earlier = years.choose(group, year, ["earlier"])

    holding = {i for i, (a, n) in enumerate(spans) if a <= year <= a + n}
    ended = [a + n for a, n in spans if a + n < year]
    assert {int(str(e.value)) for e in (exact.entries if exact else ())} == holding
    assert {e.data[1][:4] for e in (earlier.entries if earlier else ()) if e.data} == (
        {str(max(ended))} if ended else set()
    )
