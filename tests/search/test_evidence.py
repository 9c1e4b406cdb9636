from pathlib import Path

import numpy as np
import pytest

from factordb.search import asked, evidence, lines
from factordb.search.evidence import Line, Wanted
from factordb.search.generation import Generation
from factordb.search.hints import Hint
from tests.search.catalogues import an_item, indexed

GRID = "Grid electricity\nelectricity.grid electricity grid"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return indexed(
        Path(tmp_path_factory.mktemp("index")),
        an_item(
            GRID,
            activity="electricity.grid",
            group="electricity",
            region="CN",
            years=(2020, 2021),
            unit="kWh{NCV}",
            dimension="energy",
        ),
    )


def found(index: Generation, line: Line) -> tuple[dict[str, float], tuple[str, ...]]:
    read = lines.read(line.text, ["CN"])
    everything = np.ones(index.facts.names, dtype=np.bool_)
    said = asked.said(index, read.phrases)
    assert said is not None
    one = asked.weighed(said, everything)
    wanted = Wanted.of(line, read.hints)
    return (
        evidence.features(index.columns, wanted, one, 0),
        evidence.why(index.columns, wanted, one, 0),
    )


def test_a_plain_line_has_all_for_it_and_says_so(index: Generation) -> None:
    features, why = found(index, Line("grid electricity", "CN", 2021, "kWh{NCV}"))

    assert features["coverage"] == features["head"] == features["central"] == 1.0
    assert features["away"] == features["late"] == features["local"] == 0.0
    assert why == ("is of 'grid electricity'", "is of CN")


def test_steps_up_count_and_are_told(index: Generation) -> None:
    features, why = found(index, Line("electricity", "CN-SH"))

    assert features["away"] == 0.5
    assert why[-1] == "CN-SH has none that fits: CN, 2 steps up, has"


def test_a_place_that_is_missing_or_another_is_told(index: Generation) -> None:
    without, _ = found(index, Line("electricity"))
    _, other = found(index, Line("electricity Germany"))

    assert without["local"] == 1.0
    assert other[-1] == "is of CN, which the line does not name"


@pytest.mark.parametrize(("year", "late", "said"), [(2021, 0.0, 0), (2023, 0.0, 2), (2030, 1.0, 9)])
def test_years_away_are_told_and_held_when_they_are_many(
    index: Generation, year: int, late: float, said: int
) -> None:
    features, why = found(index, Line("electricity", "CN", year))

    assert features["late"] == late
    assert (why[-1] == f"is {said} years from {year}") == bool(said)


def test_a_basis_that_the_unit_does_not_state_is_told(index: Generation) -> None:
    _, why = found(index, Line("electricity", "CN", None, "kWh"))

    assert why[-1] == ("is per kWh{NCV}; the line does not say by which calorific value it counts")


def test_a_word_that_is_lacking_is_told_and_lowers_coverage(index: Generation) -> None:
    features, why = found(index, Line("electricity meter", "CN"))

    assert features["coverage"] < 1.0
    assert features["head"] == 0.0
    assert "lacks 'meter'" in why


def test_a_column_counts_and_words_beside_it_do_not() -> None:
    said = [Hint("region", "uk", ("GB",)), Hint("year", "2020", ("2020",))]

    assert Wanted.of(Line("x", "CN", None, "kg"), said) == Wanted(("CN",), 2020, "kg", None)
    assert Wanted.of(Line("x"), said).regions == ("GB",)


def test_nearness_falls_by_step_and_other_places_are_worst() -> None:
    near = evidence.nearness(("CN-SH", "CN", "GB"), ("CN-SH",), 0.25).tolist()

    assert near == [1.0, 0.5, -1.0]
