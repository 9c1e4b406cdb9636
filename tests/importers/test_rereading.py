from pathlib import Path

import pytest
import xlsxwriter

from factordb.errors import UnreadableFile
from factordb.importers import confinement, rereading
from tests.publishers import DATA, needs_publishers_files


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    file = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet("Jane's cars")
    sheet.write("C3", 0.18181)
    sheet.write("AA4", "n/a")
    book.close()
    return file


def test_a_cell_of_a_workbook_is_read_by_its_place(workbook: Path) -> None:
    places = ["'Jane''s cars'!C3", "'Jane''s cars'!AA4", "'Jane''s cars'!A1"]

    assert rereading.texts(workbook, places) == dict(
        zip(places, ["0.18181", "n/a", ""], strict=True)
    )


def test_a_place_that_a_workbook_does_not_have_is_nothing(workbook: Path) -> None:
    places = ["'No sheet'!A1", "'Jane''s cars'!C99", "'Jane''s cars'!ZZ3", "table 3, Shanghai"]

    assert rereading.texts(workbook, places) == dict.fromkeys(places)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_column_of_a_line_is_read_whatever_separates_them(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "f.csv"
    lines = ["a note", delimiter.join(["country", "g kg", "x"]), delimiter.join(["CN", "0.5", "1"])]
    file.write_text("\n".join(lines), "utf-8")

    found = rereading.texts(file, ["line 3 g kg", "line 9 g kg", "line 3 no"])

    assert found == {"line 3 g kg": "0.5", "line 9 g kg": None, "line 3 no": None}


def test_a_line_is_counted_as_the_importer_counts_it(tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_bytes('﻿name,kg\n"two\nlines",1\nplain,2\n'.encode())

    assert rereading.texts(file, ["line 3 kg", "line 4 kg"]) == {"line 3 kg": "1", "line 4 kg": "2"}


def test_a_json_pointer_leads_to_a_number_as_it_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_text('{"a/b": [{"kg": 1.50}], "t": "x", "n": null}', "utf-8")

    found = rereading.texts(file, ["/a~1b/0/kg", "/t", "/n", "/a~1b/1", "/a~1b/0"])

    assert found == {"/a~1b/0/kg": "1.50", "/t": "x", "/n": None, "/a~1b/1": None, "/a~1b/0": None}


def test_what_is_no_json_is_said(tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_text("{", "utf-8")

    with pytest.raises(UnreadableFile, match="no JSON"):
        rereading.texts(file, ["/a"])


def test_a_pdf_has_no_places(tmp_path: Path) -> None:
    file = tmp_path / "f.pdf"
    file.write_bytes(b"%PDF-1.7")

    assert rereading.texts(file, ["附件 表3 上海"]) == {"附件 表3 上海": None}


def test_the_child_reads_and_this_process_does_not(workbook: Path) -> None:
    place = "'Jane''s cars'!C3"

    assert confinement.texts(workbook, [place]) == {place: "0.18181"}


def test_what_the_child_refuses_is_raised_here(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(b"PK\x03\x04 no workbook")

    with pytest.raises(UnreadableFile):
        confinement.texts(file, ["'A'!A1"])


@needs_publishers_files
def test_the_cell_of_a_publishers_workbook() -> None:
    file = DATA / "us-epa-hub" / "ghg-emission-factors-hub-2024_2024-06-05-erratum.xlsx"
    place = "'Emission Factors Hub'!E25"

    assert rereading.texts(file, [place]) == {place: "93.9"}
