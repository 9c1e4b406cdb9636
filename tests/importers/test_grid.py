from factordb.importers.containers import Sheet
from factordb.importers.grid import Grid, Spot

GRID = Grid(Sheet("A", [["head\nline", 1.0], ["1.5 ", None], ["x", True]]))


def test_numbers_are_left_until_somebody_takes_them() -> None:
    grid = Grid(Sheet("A", [["x", 1.0], ["1.5 ", 2.0]]))
    grid.take(Spot(1, 2))
    assert list(grid.left()) == [Spot(2, 1), Spot(2, 2)]
    assert not grid.holds_number(Spot(1, 2))


def test_a_number_typed_as_text_is_known_as_one() -> None:
    assert GRID.is_text(Spot(2, 1))
    assert GRID.holds_number(Spot(2, 1))
    assert not GRID.is_text(Spot(1, 2))


def test_rows_are_plain_and_lines_are_kept() -> None:
    assert GRID.row(1) == ("head line", "1")
    assert GRID.lines(Spot(1, 1)) == ["head", "line"]
    assert (len(GRID), GRID.at(Spot(2, 1))) == (3, "'A'!A2")
