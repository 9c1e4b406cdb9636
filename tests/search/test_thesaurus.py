from pathlib import Path

import orjson
import pytest

from factordb import units
from factordb.model import regions
from factordb.search import folding, thesaurus

FIRST = Path(thesaurus.__file__).with_name("tables") / "thesaurus-1.json"


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("电网", "grid electricity"),
        ("货车", "hgv"),
        ("汽油", "gasoline"),
        ("天然气", "natural gas"),
        ("上游", "wtt"),
    ],
)
def test_a_term_and_its_translation_are_one_concept(chinese: str, english: str) -> None:
    said = {found.concept for found in thesaurus.in_han(chinese)}

    assert said & {found.concept for found in thesaurus.in_words(thesaurus.stemmed(english))}


def test_the_longest_term_is_meant() -> None:
    found = thesaurus.longest(thesaurus.in_han("液化天然气"))

    assert [one.concept for one in found] == ["lng"]


def test_refrigerants_are_known_by_their_number() -> None:
    numbers = [thesaurus.in_words([word])[0].concept for word in ("hfc-134a", "r134a", "r-134a")]

    assert numbers == ["refrigerant 134a"] * 3


def test_no_concept_stands_twice_and_none_is_empty() -> None:
    concepts = thesaurus.content()["concepts"]

    assert len({concept["id"] for concept in concepts}) == len(concepts)
    assert all(concept["en"] or concept["zh"] for concept in concepts)


def test_terms_are_written_as_they_are_compared() -> None:
    terms = [term for concept in thesaurus.content()["concepts"] for term in concept["zh"]]

    assert [term for term in terms if folding.folded(term) != term] == []


def test_regions_and_units_of_the_table_are_known() -> None:
    assert all(regions.exists(one["code"]) for one in thesaurus.content()["regions"])
    assert all(units.canonical(one["unit"]) == one["unit"] for one in thesaurus.content()["units"])


def test_a_thesaurus_that_an_edition_recorded_is_still_here() -> None:
    assert thesaurus.FAMILY.digest("thesaurus-1") == (
        "sha256:e1f210e38624b3db0220680ad222004ef9e45ab588136c26067cd87cc026abec"
    )
    assert thesaurus.FAMILY.digest(thesaurus.TABLE) == thesaurus.digest()


def test_a_new_thesaurus_loses_no_concept() -> None:
    first = orjson.loads(FIRST.read_bytes())["concepts"]

    assert {concept["id"] for concept in first} <= set(thesaurus.concepts())
