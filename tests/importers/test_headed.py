from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers import headed
from tests.importers.accounts import a_csv
from tests.importers.workbooks import an_xlsx


def test_cells_are_found_by_their_column_and_told_by_their_line(tmp_path: Path) -> None:
    file = a_csv(tmp_path / "a.csv", [("b", "a"), ("1", "x\ny"), ("2", "z")])
    first, second = headed.opened(file, ["a"]).records()
    assert (first.cells["a"], second.at("b")) == ("x\ny", "line 4 b")


def test_white_space_in_a_header_is_one_space(tmp_path: Path) -> None:
    file = a_csv(tmp_path / "a.csv", [(" CN \n code ", "b"), ("1", "2")])
    assert headed.columns(file) == ("CN code", "b")


def test_an_encoding_other_than_utf_8_is_told(tmp_path: Path) -> None:
    file = a_csv(tmp_path / "a.csv", [("Désignation",), ("Forêt",)], "cp1252", ";")
    table = headed.opened(file, ["Désignation"], ";")
    assert [c.text for c in table.cautions()] == ["a.csv is not UTF-8; it was read as cp1252."]
    assert [r.cells["Désignation"] for r in table.records()] == ["Forêt"]


def test_lines_that_hold_nothing_are_counted(tmp_path: Path) -> None:
    file = a_csv(tmp_path / "a.csv", [("a", "b"), ("", ""), ("1", ""), ("", "")])
    table = headed.opened(file, [])
    assert (len(list(table.records())), table.empty()) == (1, 2)


def test_numbers_of_other_columns_are_counted_with_the_reason(tmp_path: Path) -> None:
    file = a_csv(tmp_path / "a.csv", [("a", "year", "x"), ("1", "2021", "-"), ("2", "2022", "3")])
    others = headed.opened(file, []).others(["a"], {"year": "years"})
    assert [(n.reason, n.count) for n in others] == [
        ("year: years", 2),
        ("x: no column of this layout", 1),
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "is empty"),
        ([("x",)], "line 1 has no column 'a'; it has x"),
        ([("a", "a")], "line 1 has the column 'a' twice"),
        ([("a", "b"), ("1",)], "line 2 has 1 fields, fewer than the 2"),
        ([("a",), ("1", "2")], "line 2 has 2 fields, more than the 1"),
    ],
)
def test_a_file_of_another_shape_is_refused_with_its_line(
    tmp_path: Path, lines: list[tuple[str, ...]], said: str
) -> None:
    with pytest.raises(UnreadableFile, match=said):
        headed.opened(a_csv(tmp_path / "a.csv", lines), ["a"])


def test_a_workbook_is_no_csv(tmp_path: Path) -> None:
    file = an_xlsx(tmp_path / "a.csv", {"Sheet1": [["a"]]})
    assert headed.columns(file) == ()
    with pytest.raises(UnreadableFile, match="is a xlsx, and this layout is a CSV"):
        headed.opened(file, ["a"])


def test_a_header_may_stand_below_empty_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("\n\na,b\n1,2\n", "utf-8")
    assert headed.columns(file) == ("a", "b")
    assert [r.number for r in headed.opened(file, ["a"]).records()] == [4]
