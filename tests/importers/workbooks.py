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


def a_billion_laughs(file: Path) -> Path:
    """Write a workbook whose texts are entities of entities."""
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10)
    )  # fmt: skip
    texts = f'<?xml version="1.0"?><!DOCTYPE sst [{laughs}]><sst><si><t>&l9;</t></si></sst>'
    return _rewritten(file, "xl/sharedStrings.xml", texts)


def a_million_empty_rows(file: Path) -> Path:
    """Write a workbook whose sheet has every row there is, and nothing in any."""
    rows = "".join(f'<row r="{n}"/>' for n in range(1, 1_048_577))
    return _rewritten(file, "xl/worksheets/sheet1.xml", _SHEET.format(rows))


def formulas_alone(file: Path) -> Path:
    """Write a workbook of formulas that nobody has computed."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><f>1+{n}</f></c></row>' for n in range(1, 30))
    return _rewritten(file, "xl/worksheets/sheet1.xml", _SHEET.format(rows))


def a_password_protected(file: Path) -> Path:
    """Write what a workbook with a password is: an OLE2 file with an encrypted package in it."""
    from xlwt import CompoundDoc

    CompoundDoc.XlsDoc().save(str(file), b"\x00" * 8192)
    content = bytearray(file.read_bytes())
    entry = content.index("Workbook".encode("utf-16-le"))
    name = "EncryptedPackage".encode("utf-16-le")
    content[entry : entry + 66] = name.ljust(64, b"\x00") + (len(name) + 2).to_bytes(2, "little")
    file.write_bytes(content)
    return file


_SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main"><sheetData>{}</sheetData></worksheet>'
)


def _rewritten(file: Path, part: str, content: str) -> Path:
    """Write a sound workbook, one part of which is ``content``."""
    an_xlsx(file, {"Factors by Category": [["a", "b"]]})
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = content.encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return file
