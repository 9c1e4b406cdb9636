"""Where an answer may come from."""

from typing import Any

import pytest

from factordb.catalogue.resolve import reach, rules
from factordb.catalogue.resolve.question import Question
from tests.catalogue.resolve.shelf import Shelf, lost, steps, value, years_of

REST: dict[str, Any] = {"complements": {"RoW": ["CN", "DE-BY"]}}


def levels(region: str, *relative: str, **more: Any) -> tuple[tuple[str, ...], ...]:
    question = Question.model_validate({"activity": "a", "region": region, **more})
    return reach.levels(question, rules.current(), relative)


def test_a_province_lies_in_its_grid_area_its_country_the_world() -> None:
    assert levels("CN-XZ") == (
        ("CN-XZ",),
        ("CN-GRID-SOUTHWEST",),
        ("CN",),
        ("M49-030",),
        ("M49-142",),
        ("GLO",),
    )


def test_the_chain_is_that_of_the_year_asked() -> None:
    assert levels("CN-CQ", year=2014)[1] == ("CN-GRID6-CENTRAL",)
    assert levels("CN-CQ", year=2021)[1] == ("CN-GRID-SOUTHWEST",)
    assert levels("CN-CQ", year="latest")[1] == ("CN-GRID-SOUTHWEST",)


def test_a_fallback_year_does_not_change_where_a_province_lies() -> None:
    shelf = Shelf()
    shelf.put(value="0.9", region="CN-GRID6-CENTRAL", dates=years_of(2014))
    shelf.put(value="0.2", region="CN-GRID-SOUTHWEST", dates=years_of(2021))

    def ask(year: int) -> Any:
        return shelf.ask(
            activity="electricity.grid", region="CN-CQ", year=year, fallback=["year", "region"]
        )

    assert value(ask(2022)) == "0.2"
    assert value(ask(2016)) == "0.9"


def test_a_province_that_two_grid_areas_share_is_given_to_neither() -> None:
    assert levels("CN-NM", year=2023)[1:3] == (("CN-GRID-NORTH", "CN-GRID-NORTHEAST"), ("CN",))
    assert levels("CN-NM", year=2014)[1] == ("CN-GRID6-NORTH",)
    shelf = Shelf()
    shelf.put(value="0.6", region="CN-GRID-NORTH", dates=years_of(2023))
    shelf.put(value="0.5", region="CN-GRID-NORTHEAST", dates=years_of(2023))

    answer = shelf.ask(activity="electricity.grid", region="CN-NM", year=2023, fallback=["region"])

    assert answer.status == "ambiguous"
    assert {hit.region for hit in answer.candidates} == {"CN-GRID-NORTH", "CN-GRID-NORTHEAST"}


def test_the_rest_of_the_world_comes_before_the_world() -> None:
    assert levels("FR", "RoW")[-2:] == (("RoW",), ("GLO",))


def test_rules_say_which_kinds_a_fallback_climbs_to() -> None:
    current = rules.current()
    few = current.model_copy(
        update={"fallback": current.fallback.model_copy(update={"climbs": ("country",)})}
    )
    question = Question.model_validate({"activity": "a", "region": "CN-SH"})

    assert reach.levels(question, few, ["RoW"]) == (("CN-SH",), ("CN",))


def test_what_lies_outside_takes_the_rest_of_the_world_as_a_step() -> None:
    shelf = Shelf()
    shelf.put(value="0.7", region="RoW", manifest=REST)

    def ask(**more: Any) -> Any:
        return shelf.ask(activity="electricity.grid", region="FR", **more)

    assert ask().status == "none"
    assert value(ask(fallback=["region"])) == "0.7"
    assert steps(ask(fallback=["region"]), "region")[-1].endswith("so RoW was tried")


@pytest.mark.parametrize(
    ("region", "why"),
    [
        ("CN", "its RoW leaves out CN, which CN is"),
        ("CN-SH", "its RoW leaves out CN, which CN-SH lies in"),
        ("DE", "its RoW leaves out DE-BY, a part of DE"),
    ],
)
def test_what_a_dataset_knows_by_itself_is_not_of_its_rest(region: str, why: str) -> None:
    shelf = Shelf()
    shelf.put(value="0.7", region="RoW", manifest=REST)

    answer = shelf.ask(
        activity="electricity.grid", region=region, fallback=["region"], explain=True
    )

    assert answer.status == "none"
    assert lost(answer)["0.7"] == why


def test_a_rest_that_does_not_say_of_what_is_not_offered() -> None:
    shelf = Shelf()
    shelf.put(region="RoW")

    answer = shelf.ask(activity="electricity.grid", region="FR", fallback=["region"])

    assert answer.status == "none"
    assert shelf.ask(activity="electricity.grid", region="RoW").status == "found"


def test_the_rests_of_two_datasets_are_equals() -> None:
    shelf = Shelf()
    shelf.put(region="RoW", manifest=REST)
    shelf.put(region="RoW", manifest=REST, dataset="other-office")

    answer = shelf.ask(activity="electricity.grid", region="FR", fallback=["region"])

    assert answer.status == "ambiguous"
