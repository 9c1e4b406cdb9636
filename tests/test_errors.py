import pytest

from factordb import errors
from factordb.errors import Conflict, FactordbError, Invalid, NotAllowed, NotFound, Unavailable


def _descendants(kind: type[FactordbError]) -> list[type[FactordbError]]:
    below = [further for child in kind.__subclasses__() for further in _descendants(child)]
    return [kind, *below]


ALL = _descendants(FactordbError)
BRANCHES = {NotFound, Invalid, Conflict, Unavailable, NotAllowed}


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_error_stands_on_one_branch_of_the_tree(kind: type) -> None:
    if kind is not FactordbError:
        assert len(BRANCHES & set(kind.__mro__)) == 1


@pytest.mark.parametrize("kind", [k for k in ALL if k is not FactordbError], ids=str)
def test_every_error_has_a_title_of_its_own(kind: type[FactordbError]) -> None:
    assert "title" in vars(kind)
    assert [k.title for k in ALL if k is not FactordbError].count(kind.title) == 1


def test_an_error_tells_a_person_and_a_program() -> None:
    error = errors.UnknownUnit("'kWg' is not a known unit.", unit="kWg")

    assert str(error) == error.detail == "'kWg' is not a known unit."
    assert error.facts == {"unit": "kWg"}
    assert isinstance(error, ValueError)
