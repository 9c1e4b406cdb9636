from tests.catalogue.resolve.shelf import an_entry
from tests.examples import a_factor


def test_an_entry_is_told_from_others_by_where_it_stands_and_its_digest() -> None:
    factor = a_factor()
    first, second = an_entry(factor, release="1"), an_entry(factor, release="2")

    assert first.mark == ("grid-office@1", factor.digest())
    assert first.mark != second.mark
    assert first.reference == "grid-office@1"


def test_the_group_is_the_first_word_of_the_activity() -> None:
    assert an_entry(a_factor(activity="fuel.diesel")).group == "fuel"
