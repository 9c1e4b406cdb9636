import zipfile
from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers import prescan
from tests.importers.workbooks import a_bomb, an_xlsx, with_a_cell_at


def test_a_sound_workbook_passes(tmp_path: Path) -> None:
    prescan.check(an_xlsx(tmp_path / "a.xlsx", {"Sheet1": [[1, "x"]] * 100}))


def test_a_cell_in_the_last_corner_is_refused_with_its_sheet(tmp_path: Path) -> None:
    file = with_a_cell_at(tmp_path / "a.xlsx", "XFD1048576")

    assert file.stat().st_size < 10_000
    with pytest.raises(UnreadableFile, match=r"sheet1.xml has cells in a box of 16384 columns"):
        prescan.check(file)


def test_an_empty_row_far_down_is_harmless(tmp_path: Path) -> None:
    prescan.check(with_a_cell_at(tmp_path / "a.xlsx", "A1048576"))


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="bomb"):
        prescan.check(a_bomb(tmp_path / "a.xlsx"))


def test_a_directory_that_lies_about_sizes_helps_nobody(tmp_path: Path) -> None:
    file = a_bomb(tmp_path / "a.xlsx", 8)
    content = bytearray(file.read_bytes())
    place = content.rindex(b"PK\x01\x02")
    content[place + 24 : place + 28] = (100).to_bytes(4, "little")
    file.write_bytes(content)

    with pytest.raises(UnreadableFile):
        prescan.check(file)


def test_a_truncated_workbook_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = an_xlsx(tmp_path / "a.xlsx", {"Sheet1": [[1]]})
    file.write_bytes(file.read_bytes()[:-200])

    with pytest.raises(UnreadableFile, match="fetch it again"):
        prescan.check(file)


def test_too_many_parts_and_parts_named_twice_are_refused(tmp_path: Path) -> None:
    many, twice = tmp_path / "many.xlsx", tmp_path / "twice.xlsx"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(prescan.MOST_ENTRIES + 1):
            archive.writestr(str(number), "")
    with zipfile.ZipFile(twice, "w") as archive:
        archive.writestr("a", "1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a", "2")

    for file in (many, twice):
        with pytest.raises(UnreadableFile):
            prescan.check(file)


def test_a_reference_split_between_two_reads_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    tag = b'<c r="XFD1048576">'
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/worksheets/s.xml", b" " * ((1 << 18) - 9) + tag + b" " * 50)

    with pytest.raises(UnreadableFile, match="box"):
        prescan.check(file)
