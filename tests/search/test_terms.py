from pathlib import Path

import pytest

from factordb.search import hints, terms
from factordb.search.generation import Generation
from tests.search.catalogues import an_item, indexed


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    names = (
        "Diesel, mineral",
        "R-410A 制冷剂",
        "Natural gas 天然气",
        "electricity 上海电网",
        "petrol blend",
    )
    return indexed(Path(tmp_path_factory.mktemp("index")), *map(an_item, names))


def ways(text: str, index: Generation) -> dict[str, list[str]]:
    words, _ = hints.read(text, ())
    return {term.text: [way.says for way in term.ways] for term in terms.of(words, index)}


@pytest.mark.parametrize(
    ("text", "term", "says"),
    [
        ("deisel", "deisel", "'deisel' read as 'diesel'"),
        ("lorry", "lorry", "'lorry' is truck"),
        ("R 410A", "r410a", "'r410a' is refrigerant 410a"),
        ("elec", "elec", "'elec' begins 'electricity'"),
        ("燃气", "燃气", "has '燃气'"),
    ],
)
def test_a_term_may_be_had_in_several_ways(
    text: str, term: str, says: str, index: Generation
) -> None:
    assert says in ways(text, index)[term]


def test_a_concept_of_several_words_is_one_term(index: Generation) -> None:
    assert list(ways("natural gas petrol", index)) == ["natural gas", "petrol"]


def test_words_run_together_are_taken_apart(index: Generation) -> None:
    assert list(ways("petrolblend", index)) == ["petrol", "blend"]
    assert list(ways("naturalgas", index)) == ["natural gas"]


def test_words_that_every_factor_has_are_passed_over(index: Generation) -> None:
    assert list(ways("emission factor of diesel", index)) == ["diesel"]
    assert list(ways("天然气排放因子", index)) == ["天然气"]


def test_where_nothing_else_is_said_they_count(index: Generation) -> None:
    assert list(ways("factor", index)) == ["factor"]


def test_chinese_is_taken_apart_into_concepts(index: Generation) -> None:
    assert list(ways("液化天然气锅炉", index)) == ["液化天然气", "锅炉"]
