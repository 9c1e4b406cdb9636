import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from factordb.search.columns import Filters
from factordb.search.generation import Generation
from tests.search.catalogues import an_item, asked, indexed, texts


@pytest.fixture(scope="module")
def fuels(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """Return an index of a few fuels and grids."""
    grid = {"group": "electricity", "activity": "electricity.grid", "dimension": "energy"}
    return indexed(
        Path(tmp_path_factory.mktemp("index")),
        an_item("diesel combustion 柴油燃烧", region="GB", dimension="volume"),
        an_item("diesel combustion 柴油燃烧", region="US", dimension="volume"),
        an_item("diesel well to tank 柴油上游", region="GB", dimension="volume"),
        an_item("petrol combustion 汽油燃烧", region="GB", years=(2023, 2023)),
        an_item("grid 上海电网", region="CN-SH", years=(2022, 2022), codes=("12_500_7",), **grid),
        an_item("grid 上海电网", region="CN-SH", years=(2023, 2023), codes=("12_500_8",), **grid),
        an_item("grid 全国电网", region="CN", years=(2023, 2023), **grid),
        an_item("old coal 原煤", archived=True),
        an_item("coal 原煤", region="CN"),
    )


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("petrl", "petrol combustion 汽 油 燃 烧"),
        ("combustion petrol", "petrol combustion 汽 油 燃 烧"),
        ("gasoline", "petrol combustion 汽 油 燃 烧"),
        ("汽油", "petrol combustion 汽 油 燃 烧"),
        ("qiyou", "petrol combustion 汽 油 燃 烧"),
        ("電網 上海", "grid 上 海 电 网"),
        ("coal", "coal 原 煤"),
    ],
)
def test_what_is_meant_comes_first(fuels: Generation, text: str, first: str) -> None:
    assert texts(fuels, asked(fuels, text))[0] == first


def test_words_of_place_and_year_narrow_and_the_answer_says_so(fuels: Generation) -> None:
    result = asked(fuels, "上海电网 2023")

    assert result.total == 1
    assert [(hint.kind, narrowed) for hint, narrowed in result.read] == [
        ("region", True),
        ("year", True),
    ]
    assert "holds 2023" in result.found[0].why


def test_where_nothing_is_left_they_only_rank(fuels: Generation) -> None:
    result = asked(fuels, "上海 coal")

    assert result.total == 2
    assert [narrowed for _, narrowed in result.read] == [False]
    assert "CN is 2 steps from '上海'" in result.found[0].why


def test_a_stated_filter_always_narrows(fuels: Generation) -> None:
    assert asked(fuels, "coal", filters=Filters(region="CN-SH")).total == 0
    assert asked(fuels, "", filters=Filters(group="electricity")).total == 3


def test_counts_are_of_the_whole_result(fuels: Generation) -> None:
    result = asked(fuels, "diesel", limit=1)

    assert (len(result.found), result.total) == (1, 3)
    assert result.counts["region"] == {"GB": 2, "US": 1}


def test_pages_follow_each_other(fuels: Generation) -> None:
    whole = [hit.row for hit in asked(fuels).found]
    pages = [hit.row for offset in (0, 4, 8) for hit in asked(fuels, offset=offset, limit=4).found]

    assert pages == whole
    assert len(whole) == 9


def test_the_publishers_id_finds_its_factor_however_it_is_joined(fuels: Generation) -> None:
    for text in ("12_500_7", "12 500 7", "12-500-7"):
        result = asked(fuels, text)
        assert result.total == 1
        assert result.found[0].why[0] == f"its publisher knows it as {text!r}"
    assert asked(fuels, "12_500").total == 2


def test_what_has_fallen_is_shown_where_it_is_asked_for_and_nowhere_else(fuels: Generation) -> None:
    coal = asked(fuels, "coal").found

    shown = asked(fuels, "coal", fallen={coal[0].row: "withdrawn"})

    assert [hit.row for hit in shown.found] == [coal[1].row]
    assert shown.total == 1


def test_what_has_fallen_takes_nobodys_place(tmp_path: Path) -> None:
    same = [an_item("coal", edition=edition, number=5) for edition in (1, 2)]
    index = indexed(tmp_path, *same, edition=2)
    (newest,) = asked(index, "coal", edition=2).found

    (older,) = asked(index, "coal", edition=2, fallen={newest.row: "withdrawn"}).found

    assert (older.row,) == newest.others


def test_what_is_archived_comes_behind_and_what_has_fallen_last(fuels: Generation) -> None:
    coal = asked(fuels, "coal").found
    fallen = {coal[0].row: "withdrawn"}

    rows = asked(fuels, "coal", fallen=fallen, withdrawn=True).found

    assert "ranks behind: its publisher archived it" in coal[1].why
    assert [hit.row for hit in rows] == [coal[1].row, coal[0].row]
    assert "ranks last: it is withdrawn" in rows[1].why


def test_what_lacks_a_word_follows_where_little_has_all(fuels: Generation) -> None:
    found = asked(fuels, "diesel well combustion").found

    assert any("lacks 'well'" in hit.why for hit in found)


def test_one_number_in_two_releases_is_one_hit(tmp_path: Path) -> None:
    same = [an_item("coal", edition=edition, number=5) for edition in (1, 2)]
    index = indexed(tmp_path, *same, edition=2)

    (newest,) = asked(index, "coal", edition=2).found
    (then,) = asked(index, "coal", edition=1).found

    assert len(newest.others) == 1
    assert (then.row, then.others) == (newest.others[0], ())


NASTY = [
    *(
        "",
        " ",
        "\x00\x01",
        "'; DROP TABLE factor; --",
        ".*(a+)+$",
        "🏭🔥",
        "مصنع الفحم",
        "\u202eleseid",
    ),
    *(
        "%" * 300,
        "a" * 10_000,
        "煤" * 10_000,
        "a b " * 2_500,
        "1.2.3.4.5.6",
        "((((",
        "\\",
        "ﷺ",
        "zh" * 200,
    ),
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_any_text_has_an_answer_soon(fuels: Generation, text: str) -> None:
    asked(fuels, text)
    start = time.thread_time()

    result = asked(fuels, text)

    assert result.total >= 0
    assert time.thread_time() - start < 0.05


@given(some.text(max_size=40))
@settings(max_examples=60)
def test_hits_are_within_the_total(fuels: Generation, text: str) -> None:
    result = asked(fuels, text)

    assert len(result.found) == min(result.total, 20)
    assert sum(result.counts["dataset"].values()) == result.total
