from pathlib import Path
from typing import Any

import pytest

from factordb.search.generation import Generation
from factordb.search.likely import Candidate, Likely, Line, merged
from tests.search.catalogues import an_item, indexed


def fuel(name: str, **more: Any) -> Any:  # fields of an item
    activity = f"fuel.{name}"
    return an_item(f"{name}\n{activity} {activity.replace('.', ' ')}", activity=activity, **more)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return indexed(
        Path(tmp_path_factory.mktemp("index")),
        fuel("diesel", region="CN", unit="kg", years=(2020, 2020)),
        fuel("diesel", region="CN", unit="kg", years=(2022, 2022)),
        fuel("diesel", region="GB", unit="L", dimension="volume"),
        fuel("diesel", region="GLO", unit="TJ{NCV}", dimension="energy"),
        fuel("diesel", region="GB", unit="L", dimension="volume", boundary=("upstream",)),
        fuel("petrol", region="GB", unit="L", dimension="volume", archived=True),
        fuel("kerosene", region="GB", unit="L", dimension="volume", edition=2),
        edition=2,
    )


def rows(index: Generation, line: Line, edition: int = 2, **more: Any) -> list[dict[str, Any]]:
    found = Likely(index, edition, more.get("fallen", {})).of(line, 5)
    columns = index.columns
    return [
        {c: columns.words[c][columns.arrays[c][one.row]] for c in ("region", "unit", "boundary")}
        | {"since": int(columns.arrays["since"][one.row])}
        for one in found
    ]


def of(index: Generation, line: Line) -> list[Candidate]:
    return Likely(index, 2, {}).of(line, 5)


def test_a_stated_region_gives_itself_and_what_it_lies_in_and_no_other(index: Generation) -> None:
    assert [one["region"] for one in rows(index, Line("diesel", "CN-SH"))] == ["CN", "GLO"]


def test_a_stated_unit_gives_what_it_can_be_counted_in(index: Generation) -> None:
    assert {one["unit"] for one in rows(index, Line("diesel", None, None, "L"))} == {"L"}
    assert {one["unit"] for one in rows(index, Line("diesel", None, None, "kWh"))} == {"TJ{NCV}"}
    assert rows(index, Line("diesel", None, None, "kWh{GCV}")) == []


def test_words_prefer_a_place_and_keep_the_others(index: Generation) -> None:
    found = rows(index, Line("diesel UK"))

    assert found[0]["region"] == "GB"
    assert {one["region"] for one in found} == {"GB", "CN", "GLO"}


def test_the_nearest_year_stands_for_its_like(index: Generation) -> None:
    assert rows(index, Line("diesel", "CN", 2020))[0]["since"] == 2020
    assert rows(index, Line("diesel", "CN"))[0]["since"] == 2022


def test_what_is_only_upstream_stands_behind(index: Generation) -> None:
    found = rows(index, Line("diesel", "GB", None, "L"))

    assert [one["boundary"] for one in found] == [("combustion",), ("upstream",)]


def test_archived_fallen_and_later_factors_are_no_candidates(index: Generation) -> None:
    assert rows(index, Line("petrol")) == []
    assert rows(index, Line("kerosene"), 1) == []
    assert rows(index, Line("kerosene"))[0]["region"] == "GB"
    (found,) = of(index, Line("kerosene"))
    assert rows(index, Line("kerosene"), fallen={found.row: "withdrawn"}) == []


def test_the_first_candidate_says_what_it_rests_on(index: Generation) -> None:
    first, *others = of(index, Line("diesel"))

    assert first.features["coverage"] == 1.0
    assert 0.0 <= first.features["lead"] <= 1.0
    assert all(not other.features for other in others)
    assert all(one.why for one in (first, *others))
    assert [one.score for one in (first, *others)] == sorted(
        (one.score for one in (first, *others)), reverse=True
    )


@pytest.mark.parametrize("text", ["", "钢板", "12345", "。", "zzzz qqqq"])
def test_what_is_like_nothing_has_no_candidates(index: Generation, text: str) -> None:
    assert of(index, Line(text)) == []


def test_several_indexes_are_one_list_and_how_far_the_next_is_behind_is_told_of_all() -> None:
    def one(score: float, activity: str, lead: float) -> Candidate:
        return Candidate(0, score, {"lead": lead, "head": 1.0}, (), activity)

    open_to_all = [one(60, "fuel.diesel", 0.5), one(40, "fuel.petrol", 0.0)]
    granted = [one(65, "fuel.diesel.mill", 1.0)]

    first, second = merged([open_to_all, granted], 2)

    assert (first.activity, first.part, first.features["lead"]) == ("fuel.diesel.mill", 1, 0.25)
    assert first.features["head"] == 1.0
    assert (second.activity, second.part) == ("fuel.diesel", 0)
    assert merged([[], []], 2) == []
