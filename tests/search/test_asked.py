from pathlib import Path

import numpy as np
import pytest

from factordb.search import asked, lines
from factordb.search.asked import Asked
from factordb.search.generation import Generation
from tests.search.catalogues import an_item, indexed


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    folder = Path(tmp_path_factory.mktemp("index"))
    return indexed(
        folder,
        an_item("Diesel\nfuel.diesel fuel diesel"),
        an_item("Petrol\nfuel.petrol fuel petrol", activity="fuel.petrol"),
        an_item("Passenger car, average\ntransport.passenger.car transport car"),
        an_item("Sector report\nprocess.sector process sector"),
    )


def read(index: Generation, text: str) -> Asked | None:
    everything = np.ones(index.facts.names, dtype=np.bool_)
    said = asked.said(index, lines.read(text, ["GLO"]).phrases)
    return asked.weighed(said, everything) if said else None


def weights(index: Generation, text: str) -> dict[str, float]:
    found = read(index, text)
    assert found is not None
    return {t.text: float(w) for t, w in zip(found.had.terms, found.weights, strict=True)}


def head(index: Generation, text: str) -> str | None:
    found = read(index, text)
    assert found is not None
    return None if found.head is None else found.had.terms[found.head].text


def test_a_line_that_says_nothing_asks_nothing(index: Generation) -> None:
    assert read(index, " ，。 ") is None


def test_the_last_word_of_the_phrase_says_what_the_thing_is(index: Generation) -> None:
    assert head(index, "diesel filter") == "filter"
    assert head(index, "diesel, filter") == "diesel"
    assert head(index, "forklift / diesel consumption") == "diesel"


def test_idle_words_and_codes_count_nothing_unless_they_are_all_there_is(
    index: Generation,
) -> None:
    found = weights(index, "diesel bill 88X2301")

    assert found["diesel"] > 0
    assert found["bill"] == found["88x2301"] == 0
    assert weights(index, "bill")["bill"] > 0


def test_what_a_thing_is_for_counts_only_at_the_end(index: Generation) -> None:
    assert weights(index, "boiler diesel")["boiler"] == 0
    assert weights(index, "diesel boiler")["boiler"] > 0


def test_words_behind_a_comma_count_less(index: Generation) -> None:
    assert weights(index, "diesel, filter")["filter"] < weights(index, "diesel filter")["filter"]


def test_a_guess_that_helps_who_searches_is_none_here(index: Generation) -> None:
    found = read(index, "diesel detector")

    assert found is not None
    assert not any(way for term in found.had.terms if term.text == "detector" for way in term.ways)


def test_a_term_that_no_name_has_is_taken_word_by_word(index: Generation) -> None:
    assert "car" in weights(index, "large car")


@pytest.mark.parametrize(
    ("text", "is_one"), [("steel", True), ("钢材", True), ("frobnitz", False), ("阿弥", False)]
)
def test_a_thing_of_the_field_is_one_whether_or_not_there_is_a_factor(
    text: str, *, is_one: bool
) -> None:
    assert asked.is_concept(text) == is_one
