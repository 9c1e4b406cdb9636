"""What comes first of things that all have the words: asked of real searches."""

from pathlib import Path

import pytest

from factordb.search import ranking
from factordb.search.columns import Filters
from factordb.search.item import Item
from tests.search.catalogues import an_item, asked, indexed

GRID = {
    "group": "electricity",
    "activity": "electricity.grid",
    "unit": "kWh",
    "dimension": "energy",
}


def regions_of(folder: Path, text: str, *items: Item, **more: object) -> list[str]:
    index = indexed(folder, *items)
    held = index.columns
    rows = [hit.row for hit in asked(index, text, **more).found]
    return [held.words["region"][held.arrays["region"][row]] for row in rows]


@pytest.mark.parametrize(
    ("text", "better", "worse"),
    [
        ("diesel", {"boundary": ("combustion",)}, {"boundary": ("upstream",)}),
        ("diesel", {"facets": ()}, {"facets": (("load", "50%"),)}),
        ("柴油", {"region": "CN"}, {"region": "FR"}),
        ("diesel 2023", {"years": (2023, 2023)}, {}),
        ("diesel kg", {"unit": "kg"}, {"unit": "t"}),
        ("diesel", {"group": "fuel"}, {"group": "waste"}),
        ("CN", {"group": "electricity"}, {"group": "accommodation"}),
    ],
)
def test_what_is_usually_meant_comes_first(
    tmp_path: Path, text: str, better: dict[str, object], worse: dict[str, object]
) -> None:
    common = {"region": "DE"} if text != "CN" else {"region": "CN"}
    first = an_item("diesel 柴油", **(common | better))
    second = an_item("diesel 柴油", **(common | worse))
    for order in ((first, second), (second, first)):
        index = indexed(tmp_path / str(order.index(first)), *order)
        rows = [hit.row for hit in asked(index, text).found]

        assert index.columns.arrays["ordinal"][rows[0]] == first.ordinal


@pytest.mark.parametrize("text", ["WTT diesel", "upstream diesel", "柴油 上游"])
def test_who_asks_for_upstream_gets_it(tmp_path: Path, text: str) -> None:
    burnt = an_item("diesel 柴油", boundary=("combustion",))
    made = an_item("diesel 柴油 well to tank 上游", boundary=("upstream",))
    index = indexed(tmp_path, burnt, made)

    assert index.columns.arrays["ordinal"][asked(index, text).found[0].row] == made.ordinal


def test_a_place_that_is_named_counts_more_than_the_home_of_a_language(tmp_path: Path) -> None:
    found = regions_of(
        tmp_path, "德国 电网", an_item("grid 电网", region="CN", **GRID),
        an_item("grid 电网", region="DE", **GRID),
    )  # fmt: skip

    assert found[0] == "DE"


def test_a_filter_that_is_stated_counts_more_than_the_home_of_a_language(tmp_path: Path) -> None:
    found = regions_of(
        tmp_path, "电网", an_item("grid 电网", region="CN", **GRID),
        an_item("grid 电网", region="DE", **GRID), filters=Filters(region="DE"),
    )  # fmt: skip

    assert found == ["DE"]


def test_an_activity_itself_comes_before_those_that_begin_so(tmp_path: Path) -> None:
    blend = an_item("blend", activity="fuel.diesel.average-blend")
    itself = an_item("mineral", activity="fuel.diesel")
    other = an_item("other", activity="fuel.petrol")
    index = indexed(tmp_path, blend, itself, other)

    found = [index.columns.arrays["ordinal"][hit.row] for hit in asked(index, "fuel.diesel").found]

    assert found == [itself.ordinal, blend.ordinal]


def test_steps_are_counted_up_and_down() -> None:
    assert ranking.steps("CN", "CN-SH") == ranking.steps("CN-GRID-EAST", "CN-SH") + 1
    assert ranking.steps("CN-SH", "CN") > 0
    assert ranking.steps("FR", "CN-SH") == ranking.FAR


def test_the_same_words_of_many_places_leave_room_for_others(tmp_path: Path) -> None:
    many = [an_item("diesel oil", region=code) for code in ("FR", "DE", "IT", "ES", "PT", "NL")]
    other = an_item("diesel oil, heavy", region="FR")
    index = indexed(tmp_path, *many, other)

    found = [index.columns.arrays["ordinal"][hit.row] for hit in asked(index, "diesel oil").found]

    assert found[0] != other.ordinal
    assert other.ordinal in found[1:5]
    assert sorted(found) == sorted(item.ordinal for item in (*many, other))


def test_pages_of_what_is_said_often_hold_everything_once(tmp_path: Path) -> None:
    items = [
        an_item(f"diesel {kind}", region=code)
        for kind in ("oil", "fuel", "blend")
        for code in ("FR", "DE", "IT", "ES", "PT", "NL", "BE")
    ]
    index = indexed(tmp_path, *items)

    pages = [asked(index, "diesel", limit=4, offset=at).found for at in range(0, len(items), 4)]

    rows = [hit.row for page in pages for hit in page]
    assert sorted(rows) == list(range(len(items)))
    scores = [hit.score for page in pages for hit in page]
    assert scores == sorted(scores, reverse=True)
