"""What checks remember: the same groups as a dictionary would give, in little memory."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from factordb.quality.checks.checking import Checking
from factordb.quality.checks.seen import Alike
from tests.examples import a_factor, year_of


@given(st.lists(st.sampled_from("abcdefgh"), max_size=40), st.integers(2, 5))
def test_groups_are_those_of_a_dictionary(words: list[str], least: int) -> None:
    alike: Alike[str] = Alike()
    expected: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        alike.add(("is", word), number, word)
        expected.setdefault(word, []).append(number)

    found = dict(alike.groups(least))

    assert found == {word: there for word, there in expected.items() if len(there) >= least}


def test_a_factor_takes_less_than_a_kilobyte_of_a_check() -> None:
    made = [
        a_factor(
            activity=f"process.kind-{number}",
            name={"en": f"Kind {number}"},
            ids=[f"id-{number}"],
            source={"cells": [{"at": f"line {number}", "printed": "0.5500"}]},
        )
        for number in range(2_000)
    ]
    checking = Checking()
    checking.see(made[0].digest(), made[0])  # what all of them share
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()

    for factor in made[1:]:
        checking.see(factor.digest(), factor)

    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (after - before) / len(made) < 700


def test_findings_name_the_cells_and_documents_they_are_about() -> None:
    twice = [
        a_factor(region=region, dates=year_of(2023), name={"en": "One"}, facets={"class": kind})
        for region, kind in (("CN-SH", "a"), ("CN-BJ", "a"), ("CN-SH", "a"))
    ]
    twice[2] = a_factor(
        region="CN-SH",
        dates=year_of(2023),
        name={"en": "One"},
        facets={"class": "a"},
        boundary=["direct"],
        source={"cells": [{"at": "C9", "printed": "0.5500"}]},
        activity="electricity.grid.of-the-town",
    )
    checking = Checking()
    for factor in twice:
        checking.see(factor.digest(), factor)

    (found,) = [one for one in checking.close() if one.rule == "same-thing-twice"]

    assert [(place.at, place.digest) for place in found.places] == [("C9", twice[2].digest())]
    assert "as at table 3, Shanghai" in found.places[0].told
