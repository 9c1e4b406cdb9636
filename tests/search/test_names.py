from pathlib import Path

from factordb.search import names
from factordb.search.names import Names


def test_the_nearest_name_comes_first(tmp_path: Path) -> None:
    names.write(
        tmp_path / "a",
        None,
        [(0, ["wdiesel"], []), (1, ["wpetrol", "wblend"], []), (2, ["wpetrol"], [])],
    )

    found, points = Names(tmp_path / "a").nearest(["wpetrol"], [], 5)

    assert found.tolist() == [2, 1]
    assert points[0] > points[1]


def test_names_are_added_and_what_was_opened_before_stays_as_it_was(tmp_path: Path) -> None:
    names.write(tmp_path / "a", None, [(0, ["wdiesel"], [])])
    before = Names(tmp_path / "a")
    names.write(tmp_path / "b", tmp_path / "a", [(1, ["wdiesel"], [])])

    assert sorted(Names(tmp_path / "b").nearest(["wdiesel"], [], 5)[0].tolist()) == [0, 1]
    assert before.nearest(["wdiesel"], [], 5)[0].tolist() == [0]
    assert Names(tmp_path / "a").nearest(["wdiesel"], [], 5)[0].tolist() == [0]
