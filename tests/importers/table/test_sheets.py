"""The table within a file: sheets and headers by name or pattern, encodings told and stated."""

from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers.table import sheets
from factordb.importers.table.mapping import DETECT, File
from tests.importers.workbooks import Rows, an_xlsx

LINES = "电网,区域\n华东,0.57\n"


def of(file: Path, **how: object) -> sheets.Found:
    return sheets.found(file, file.name, File.model_validate(how))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8", "utf-8-sig"])
def test_an_encoding_is_detected_and_stated(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(LINES.encode(encoding))
    found = of(file, encoding=DETECT)

    assert found.header == ("电网", "区域")
    stated = found.caution.text if found.caution else ""
    assert stated == (
        "" if encoding.startswith("utf-8") else f"a.csv is not UTF-8; it was read as {encoding}."
    )


TWO_LINES = [
    ["某省2023年排放因子"],
    ["名称", "地区", "排放因子", "", "备注"],
    ["", "", "数值", "单位", ""],
    ["热力", "全省", "0.11", "tCO₂/GJ", "注1"],
]
JOINED = ("名称", "地区", "排放因子 数值", "排放因子 单位", "备注")


@pytest.mark.parametrize("how", [{"header_row": 2}, {"header_with": ["名称", "排放因子 数值"]}])
def test_a_header_of_two_lines_is_joined_from_top_to_bottom(
    tmp_path: Path, how: dict[str, object]
) -> None:
    book = an_xlsx(tmp_path / "a.xlsx", {"表1": TWO_LINES})
    twin = tmp_path / "a.csv"
    padded = [[*row, *[""] * (5 - len(row))] for row in TWO_LINES]
    twin.write_text("\n".join(",".join(row) for row in padded), "gb18030")

    for file in (book, twin):
        found = of(file, encoding=DETECT, header_lines=2, **how)
        assert found.header == JOINED
        assert [line.cells[:3] for line in found.lines] == [("热力", "全省", "0.11")]
        assert found.lines[0].number == 4


def test_a_header_that_is_not_found_shows_the_nearest_and_what_to_say(tmp_path: Path) -> None:
    file = an_xlsx(tmp_path / "a.xlsx", {"表1": TWO_LINES})

    with pytest.raises(UnreadableFile, match=r"the nearest has '名称', '地区'.*header_lines = 2"):
        of(file, header_with=["名称", "数值"])
    with pytest.raises(UnreadableFile, match=r"near its top\.$"):
        of(file, header_with=["Fuel"])


def test_an_encoding_that_is_named_is_taken_at_its_word(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(LINES.encode("gb18030"))

    assert of(file, encoding="gb18030").caution is None
    with pytest.raises(UnreadableFile, match="is not in utf-8"):
        of(file)


def test_a_sheet_is_chosen_by_the_pattern_of_its_name(tmp_path: Path) -> None:
    book: dict[str, Rows] = {
        "Notes": [["x"]],
        "Factors 2031": [["a"], [1]],
        "Factors 2030": [["b"]],
    }
    found = of(an_xlsx(tmp_path / "a.xlsx", book), sheet_pattern=r"Factors \d+")

    assert (found.header, found.at(2, 0)) == (("a",), "'Factors 2031'!A2")


def test_a_sheet_that_is_not_there_is_told_beside_those_that_are(tmp_path: Path) -> None:
    file = an_xlsx(tmp_path / "a.xlsx", {"Notes": [["x"]]})

    with pytest.raises(UnreadableFile, match=r"no sheet 'Factors\.\*'; it has \['Notes'\]"):
        of(file, sheet_pattern="Factors.*")


def test_a_header_is_found_by_its_names_in_a_workbook(tmp_path: Path) -> None:
    rows: Rows = [["A title"], [], ["Made by", "x"], ["Fuel ", "kg\nCO2"], ["peat", 1]]
    found = of(an_xlsx(tmp_path / "a.xlsx", {"S": rows}), header_with=["Fuel", "kg CO2"])

    assert found.header == ("Fuel", "kg CO2")
    assert [(line.number, line.cells) for line in found.lines] == [(5, ("peat", "1"))]


def test_a_header_is_found_by_its_names_in_a_csv_below_lines_of_other_width(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('A title\nmade by,x,y\n"Fuel",kg CO2\npeat,1\n', "utf-8")
    found = of(file, header_with=["Fuel", "kg CO2"])

    assert (found.header, found.lines[0].number) == (("Fuel", "kg CO2"), 4)


def test_a_header_that_is_nowhere_near_the_top_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n1,2\n", "utf-8")

    with pytest.raises(UnreadableFile, match="no line with 'Fuel' near its top"):
        of(file, header_with=["Fuel"])
