import pytest
from pydantic import ValidationError

from factordb.model.dates import Applies, Dates, Period, year


def test_a_year_is_its_first_and_last_day() -> None:
    assert Period.model_validate(year("2023")).plain() == {"from": "2023-01-01", "to": "2023-12-31"}


def test_a_period_runs_forward() -> None:
    with pytest.raises(ValidationError, match="before it starts"):
        Period.model_validate({"from": "2023-01-01", "to": "2022-12-31"})


def test_either_end_of_applies_may_be_open() -> None:
    assert Applies.model_validate({"from": "2022-01-01"}).plain() == {"from": "2022-01-01"}
    assert Applies.model_validate({"to": "2021-12-31"}).plain() == {"to": "2021-12-31"}


def test_applies_with_both_ends_open_is_left_out() -> None:
    with pytest.raises(ValidationError, match="leave applies out"):
        Applies.model_validate({})


def test_applies_runs_forward() -> None:
    with pytest.raises(ValidationError, match="before it starts"):
        Applies.model_validate({"from": "2023-01-01", "to": "2022-12-31"})


def test_dates_that_say_nothing_are_left_out() -> None:
    with pytest.raises(ValidationError, match="leave dates out"):
        Dates.model_validate({})


@pytest.mark.parametrize("published", ["2006", "2024-06", "2024-06-05"])
def test_publication_keeps_the_precision_there_is(published: str) -> None:
    assert Dates(published=published).plain() == {"published": published}


@pytest.mark.parametrize("published", ["2024-13", "2024-02-30", "24", "2016/2017", ""])
def test_a_publication_that_is_no_date_is_refused(published: str) -> None:
    with pytest.raises(ValidationError):
        Dates(published=published)


def test_a_day_is_written_in_plain_digits() -> None:
    for day in (
        "２０２３-01-01",
        "2023-1-1",
        "20230101",
        "2023-02-29",
        "0000-01-01",
        "2023-01-01\n",
    ):
        with pytest.raises(ValidationError):
            Period.model_validate({"from": day, "to": "2023-12-31"})
