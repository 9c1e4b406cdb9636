"""Flat files of our own making, in the layout of the UK's; every number is invented."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import xlsxwriter
import xlwt

SHEET = "Factors by Category"
HEADER = ("Scope", "Level 1", "Level 2", "Level 3", "Level 4", "Column Text", "UOM")
TITLE = "UK Government GHG Conversion Factors for Company Reporting"

Value = str | float | None


class Shape(NamedTuple):
    """What differs between the layouts of the years."""

    header_row: int = 6
    ids: bool = True
    ghg: str = "GHG/Unit"
    factor: str = "GHG Conversion Factor 2024"
    suffix: str = ".xlsx"
    front: tuple[tuple[Value, ...], ...] = (("Year:", 2024), ("Version:", 1.5))
    more: tuple[str, ...] = ()
    """Further columns."""


NEWEST = Shape()
SHAPES = {
    "2016": Shape(5, False, "GHG", "GHG Conversion Factor 2016", ".xls"),
    "2020": Shape(5, True, "GHG", "GHG Conversion Factor 2020"),
    "2022": Shape(5, False, "GHG/Unit", "GHG Conversion Factor 2022", ".xls"),
    "2024": NEWEST,
    "2025": Shape(6, True, "GHG/Unit", "GHG Conversion Factor 2025"),
}


def row(words: str, unit: str, ghg: str, value: Value, id_: str = "") -> list[Value]:
    """Return one row; ``words`` are scope, levels and column text, parted by bars."""
    levels = [word.strip() for word in words.split("|")]
    return [id_, *levels, *[""] * (6 - len(levels)), unit, ghg, value]


def a_fuel(words: str = "Scope 1|Fuels|Gaseous fuels|Butane") -> list[list[Value]]:
    """Return the four rows of one fuel and unit."""
    gases = {1: ("", 3.5), 2: (" of CO2 per unit", 3.25), 3: (" of CH4 per unit", 0.125)}
    gases[4] = (" of N2O per unit", 0.125)
    return [row(words, "litres", f"kg CO2e{g}", v, f"1_2_3_{n}") for n, (g, v) in gases.items()]


def write(folder: Path, rows: Sequence[Sequence[Value]], shape: Shape = NEWEST) -> Path:
    """Write a flat file of ``shape`` and return it."""
    file = folder / f"flat{shape.suffix}"
    header = ["ID", *HEADER, shape.ghg, shape.factor, *shape.more]
    table = [header, *rows, [None] * 10, [None, "END"]]
    cut = 0 if shape.ids else 1
    grid: list[Sequence[Value]] = [[TITLE], [SHEET]]
    grid += [[]] * (shape.header_row - 1 - len(grid))
    grid += [line[cut:] if len(line) > len("xx") else line for line in table]
    return _save(file, {"Front page": shape.front, SHEET: grid})


def _save(file: Path, sheets: dict[str, Sequence[Sequence[Value]]]) -> Path:
    return (_save_xls if file.suffix == ".xls" else _save_xlsx)(file, sheets)


def _save_xlsx(file: Path, sheets: dict[str, Sequence[Sequence[Value]]]) -> Path:
    with xlsxwriter.Workbook(file) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for r, line in enumerate(lines):
                for c, value in enumerate(line):
                    if value not in (None, ""):
                        sheet.write(r, c, value)
    return file


def _save_xls(file: Path, sheets: dict[str, Sequence[Sequence[Value]]]) -> Path:
    book = xlwt.Workbook()
    for name, lines in sheets.items():
        sheet = book.add_sheet(name)
        for r, line in enumerate(lines):
            for c, value in enumerate(line):
                if value not in (None, ""):
                    sheet.write(r, c, value)
    book.save(str(file))
    return file
