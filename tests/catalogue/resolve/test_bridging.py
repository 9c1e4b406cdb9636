"""Properties that a caller names: each leads where its unit says, and says which it was."""

import pytest
from sqlmodel import Session

from factordb.catalogue.finding.finding import Query, find
from factordb.catalogue.looking import converting
from factordb.catalogue.resolve import asking, bridging
from factordb.catalogue.resolve.question import Answer
from factordb.errors import DigestNotFound, FactordbError, Incommensurable
from factordb.store import editions, properties

UNKNOWN = "sha256:" + "0" * 64
ASKED = {
    "activity": "fuel.coal.anthracite",
    "region": "GLO",
    "gwp": "AR5",
    "facets": {"sector": "manufacturing-and-construction"},
}


@pytest.fixture
def ncv(seeds: Session) -> str:
    """Return the digest of the calorific value of anthracite."""
    wanted = {"subject": "fuel.coal.anthracite", "property": "net-calorific-value"}
    wanted["dataset"] = "ipcc-2006-fuels"
    (row,) = properties.matching(seeds, editions.NEWEST, wanted, 0, 5)
    return f"sha256:{bytes(row.digest).hex()}"


def _answer(db: Session, **more: object) -> Answer | FactordbError:
    (answer,) = asking.ask(db, [ASKED | more]).answers
    return answer


def test_resolve_crosses_only_by_a_named_property(seeds: Session, ncv: str) -> None:
    without, by_it = _answer(seeds, **{"in": "t"}), _answer(seeds, **{"in": "t", "via": [ncv]})
    assert isinstance(without, Answer)
    assert isinstance(by_it, Answer)
    assert without.hit is None
    assert "cannot be counted in t" in str(without.reason) + str(without.considered)
    assert by_it.hit is not None
    assert by_it.hit.unit == "t"
    assert by_it.hit.steps[0].startswith("26.7 TJ{NCV} in one Gg: net-calorific-value of fuel.coal")
    assert ncv in by_it.hit.steps[0]


def test_an_unknown_property_sinks_its_own_question_only(seeds: Session) -> None:
    wrong, right = asking.ask(seeds, [ASKED | {"via": [UNKNOWN]}, ASKED]).answers
    assert isinstance(wrong, DigestNotFound)
    assert isinstance(right, Answer)


def test_search_shows_values_by_it(seeds: Session, ncv: str) -> None:
    query = {"q": "anthracite", "dataset": "ipcc-2006-fuels", "in": "t"}
    plain = find(seeds, Query.model_validate(query)).hits
    shown = find(seeds, Query.model_validate(query | {"via": [ncv]})).hits
    assert {hit.unit for hit in plain} == {"TJ{NCV}"}
    assert {hit.unit for hit in shown} == {"t"}


def test_an_amount_is_converted_by_it(seeds: Session, ncv: str) -> None:
    related = bridging.relations(seeds, [ncv], editions.NEWEST)
    assert converting.convert("2", "t", "GJ{NCV}", related).value == "53.4"
    with pytest.raises(Incommensurable, match="calorific value, density"):
        converting.convert("2", "t", "GJ{NCV}")
