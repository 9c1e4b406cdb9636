"""Workbooks of our own making, sound and hostile."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter
import xlwt

Rows = Sequence[Sequence[object]]


def an_xlsx(file: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write a new workbook, texts as texts; ``None`` leaves a cell empty."""
    as_they_are = dict.fromkeys(("strings_to_formulas", "strings_to_urls"), False)
    with xlsxwriter.Workbook(str(file), as_they_are) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if value is not None:
                        sheet.write(r, c, value)
    return file


def an_xls(file: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write an old workbook; ``None`` leaves a cell empty."""
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    sheet.write(r, c, value)
    book.save(str(file))
    return file


def with_a_cell_at(file: Path, reference: str) -> Path:
    """Write a workbook whose one sheet has a second cell at ``reference``."""
    plain = an_xlsx(file.with_suffix(".plain"), {"Sheet1": [["a"]]})
    row = "".join(letter for letter in reference if letter.isdigit())
    stray = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if "worksheets/" in entry.filename:
                content = content.replace(b"</sheetData>", stray.encode())
            new.writestr(entry.filename, content)
    plain.unlink()
    return file


def a_bomb(file: Path, mebibytes: int = 600) -> Path:
    """Write a workbook whose sheet unfolds to very much."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as stream:
            for _ in range(mebibytes):
                stream.write(b" " * (1 << 20))
    return file
