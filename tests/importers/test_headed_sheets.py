from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers import headed_sheets
from tests.importers.workbooks import Rows, an_xls, an_xlsx

DATA: Rows = [["A title"], [], ["Fuel", "kg\nCO2", None, "Note"], ["peat", 1.5, None, "x"]]


def a_book(folder: Path, rows: Rows = DATA) -> Path:
    return an_xlsx(folder / "a.xlsx", {"It's notes": [[7, 8]], "It's data": rows})


def test_the_sheet_and_its_header_are_found_by_the_columns(tmp_path: Path) -> None:
    table = headed_sheets.opened(a_book(tmp_path), ["kg CO2", "Fuel"])
    (record,) = table.records()

    assert (record.cells["Fuel"], record.cells["kg CO2"]) == ("peat", "1.5")
    assert record.at("kg CO2") == "'It''s data'!B4"
    assert table.columns == ("Fuel", "kg CO2", "column 3", "Note")


def test_an_old_workbook_is_read_alike(tmp_path: Path) -> None:
    file = an_xls(tmp_path / "a.xls", {"S": DATA})

    assert headed_sheets.has(file, ["Fuel"])
    assert [r.at("Note") for r in headed_sheets.opened(file, ["Fuel"]).records()] == ["'S'!D4"]


def test_numbers_of_other_sheets_are_counted(tmp_path: Path) -> None:
    file = a_book(tmp_path)
    table = headed_sheets.opened(file, ["Fuel"])

    assert list(headed_sheets.numbers_elsewhere(file, table)) == [("It's notes", 2)]


def test_a_workbook_without_the_columns_is_refused_with_its_sheets(tmp_path: Path) -> None:
    file = a_book(tmp_path)

    assert not headed_sheets.has(file, ["Fuel", "kg"])
    with pytest.raises(UnreadableFile, match="no sheet with the columns 'Fuel', 'kg'; its sheets"):
        headed_sheets.opened(file, ["Fuel", "kg"])


def test_a_column_that_stands_twice_is_named_by_its_cell(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="'It''s data'!A1 is the column 'Fuel' again"):
        headed_sheets.opened(a_book(tmp_path, [["Fuel", "Fuel"], [1, 2]]), ["Fuel"])


def test_a_text_has_no_sheets(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Fuel\npeat\n", "utf-8")

    assert not headed_sheets.has(file, ["Fuel"])
