from factordb.search.item import ALWAYS
from tests.search.catalogues import an_item


def test_what_says_no_dates_is_of_every_year() -> None:
    first, last = an_item("coal").years

    assert (first, last) == ALWAYS
    assert all(first <= year <= last for year in (1900, 2023, 2200))
