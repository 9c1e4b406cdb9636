import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.model import identity
from tests.examples import a_factor, a_property, a_total


@pytest.mark.parametrize("document", [a_factor(), a_factor(facets=None, dates=None), a_property()])
def test_a_plain_document_is_known_by_what_the_document_itself_says(document: object) -> None:
    assert identity.of(document.plain()) == (document.key(), document.identity())  # type: ignore[attr-defined]  # factor or property


def test_a_number_that_is_not_there_has_the_identity_its_document_would_have() -> None:
    factor = a_factor(boundary=["combustion", "upstream"])
    plain = factor.plain() | {"boundary": ["upstream", "combustion"], "classification": {}}
    del plain["amounts"]

    assert identity.expected(plain) == factor.identity()


@pytest.mark.parametrize("document", [a_factor(), a_factor(facets=None, dates=None), a_property()])
def test_an_identity_tells_the_fields_that_it_was_made_of(document: object) -> None:
    plain = document.plain()  # type: ignore[attr-defined]  # factor or property

    told = identity.told(document.identity())  # type: ignore[attr-defined]  # likewise

    assert identity.of(told)[1] == document.identity()  # type: ignore[attr-defined]  # likewise
    assert told.keys() <= plain.keys()


@pytest.mark.parametrize("lacking", ["activity", "region", "unit"])
def test_where_something_is_not_known_there_is_no_identity(lacking: str) -> None:
    plain = a_factor().plain()
    del plain[lacking]

    assert identity.expected(plain) is None


def test_a_boundary_of_no_vocabulary_has_no_identity() -> None:
    assert identity.expected(a_factor().plain() | {"boundary": ["from-well-to-moon"]}) is None


def test_an_identity_that_is_endless_is_not_kept() -> None:
    assert identity.expected(a_factor().plain() | {"activity": "a" * identity.LONGEST}) is None


def test_a_pick_tells_gas_part_method_and_origin_in_one_order() -> None:
    amount = a_factor(**a_total("1", gwp="AR5", origin="fossil", part="direct")).amounts[0].plain()

    assert identity.pick(amount) == "CO2e, direct, AR5, fossil"
    assert identity.pick(amount, method=False) == "CO2e, direct, fossil"


@given(some.dictionaries(some.text(max_size=9), some.text(max_size=9) | some.none(), max_size=9))
def test_whatever_an_importer_knows_there_is_an_identity_or_none(plain: dict[str, object]) -> None:
    told = identity.expected(plain)

    assert told is None or len(told) <= identity.LONGEST
