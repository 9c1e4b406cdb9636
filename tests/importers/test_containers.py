from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import UnreadableFile
from factordb.importers import containers
from tests.importers.workbooks import an_xls, an_xlsx


@given(some.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_the_shortest_decimal_that_gives_the_double_back(number: float) -> None:
    text = containers.shortest(number)

    assert float(text) == number
    assert "e" not in text.lower()


@pytest.mark.parametrize(
    ("number", "text"),
    [(11.0, "11"), (9.2e-05, "0.000092"), (0.20705, "0.20705"), (1e22, "1" + "0" * 22)],
)
def test_a_cell_carries_no_digits_of_its_own(number: float, text: str) -> None:
    assert containers.shortest(number) == text


@pytest.mark.parametrize("write", [an_xls, an_xlsx])
def test_cells_stand_where_they_stand_in_either_kind_of_workbook(
    tmp_path: Path, write: object
) -> None:
    file = write(tmp_path / "a.xlsx", {"It's": [[None, None], [None, "x", 0.5, True, "0.5500"]]})  # type: ignore[operator]
    sheet = containers.Workbook(file).sheet("It's")

    row = list(sheet.rows())[1]

    assert row.number == 2
    assert row.cells == ("", "x", "0.5", "TRUE", "0.5500")
    assert row.numeric == (False, False, True, False, False)
    assert sheet.at(2, 28) == "'It''s'!AB2"


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    file = an_xls(tmp_path / "new.xlsx", {"S": [["x"]]})

    assert containers.kind(file) == "xls"
    assert containers.is_workbook(file)
    assert containers.misnamed(file) == (
        "new.xlsx is an .xls workbook by its content, and was read as one."
    )
    assert containers.misnamed(an_xlsx(tmp_path / "b.xlsx", {"S": [["x"]]})) is None


def test_what_only_looks_like_a_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.xls"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)

    with pytest.raises(UnreadableFile, match="no workbook"):
        containers.Workbook(file)


def test_a_cell_of_ten_megabytes_is_refused_with_its_place(tmp_path: Path) -> None:
    sheet = containers.Sheet("S", [["x"], ["y", "z" * 10_000_000]])

    with pytest.raises(UnreadableFile, match=r"'S'!B2 holds 10,000,000 characters"):
        list(sheet.rows())


def a_csv(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    return file


def test_lines_come_with_their_numbers(tmp_path: Path) -> None:
    file = a_csv(tmp_path, b'\xef\xbb\xbfa,b\n1,"x\ny"\n\n2,z\n')

    assert list(containers.csv_lines(file)) == [
        (1, ("a", "b")),
        (3, ("1", "x\ny")),
        (5, ("2", "z")),
    ]


@pytest.mark.parametrize(("line", "said"), [("1,2,3", "more"), ("1", "fewer")])
def test_a_line_of_another_width_is_refused_by_its_number(
    tmp_path: Path, line: str, said: str
) -> None:
    file = a_csv(tmp_path, f"a,b\n1,2\n{line}\n".encode())

    with pytest.raises(UnreadableFile, match=f"line 3 has . fields, {said} than the 2"):
        list(containers.csv_lines(file))


def test_a_wrong_encoding_is_refused_with_the_line_and_what_to_do(tmp_path: Path) -> None:
    file = a_csv(tmp_path, "a,b\n1,上海\n".encode("gb18030"))

    with pytest.raises(UnreadableFile, match=r"byte 6 in line 2.*gb18030"):
        list(containers.csv_lines(file))
    assert list(containers.csv_lines(file, "gb18030"))[1].cells == ("1", "上海")


@pytest.mark.parametrize("content", [b"a\x00b\n", b'a\n"never closed', b"a\n" + b"x" * 2_000_000])
def test_hostile_text_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        list(containers.csv_lines(a_csv(tmp_path, content)))


def test_an_unknown_encoding_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no encoding"):
        list(containers.csv_lines(a_csv(tmp_path, b"a"), "utf-9"))


def test_the_header_of_what_is_no_text_is_nothing(tmp_path: Path) -> None:
    assert containers.header(a_csv(tmp_path, b"\xff\xfe\x00")) == ()
    assert containers.header(a_csv(tmp_path, b"")) == ()
    assert containers.header(a_csv(tmp_path, b"a,b\n")) == ("a", "b")


def test_a_text_of_more_lines_than_any_has_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "MOST_ROWS", 3)
    file = tmp_path / "a.csv"
    file.write_text("a\n1\n2\n", "utf-8")
    assert len(list(containers.csv_lines(file))) == 3

    file.write_text("a\n1\n2\n3\n", "utf-8")
    with pytest.raises(UnreadableFile, match="more than 3 lines"):
        list(containers.csv_lines(file))
