"""The lines of the Base Carbone, alike from the workbook and from the publisher's CSV."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from factordb.errors import UnreadableFile
from factordb.importers import containers, encodings, headed
from factordb.importers.base_carbone.columns import NEEDED
from factordb.importers.printed import is_blank, number, point
from factordb.model.text import showable

_MOST_HEADERS = 10
"""Rows of a sheet in which the header must have been."""
_LONGEST_NAME = 100


class Line(NamedTuple):
    """One line: an element, or a part of the one above it."""

    cells: dict[str, str]
    places: dict[str, str]
    """Where each cell stands."""


class File(NamedTuple):
    columns: tuple[str, ...]
    lines: list[Line]
    comma: bool
    """Whether it has decimal commas."""
    encoding: str | None
    """Of a CSV."""
    others: dict[str, int]
    """Numbers of the other sheets of a workbook, by sheet."""

    def count(self, column: str) -> int:
        """Return how many numbers stand in one column."""
        return sum(1 for line in self.lines if self.is_number(line.cells[column]))

    def is_number(self, text: str) -> bool:
        """Say whether ``text`` is a number, as the file writes them."""
        return not is_blank(text) and number(point(text) if self.comma else text) is not None


def has_layout(file: Path) -> bool:
    """Say whether a sheet or the first line has the columns that make an element."""
    if not containers.is_workbook(file):
        return any(set(NEEDED) <= set(headed.columns(file, mark)) for mark in ";,")
    try:
        return _sheet(containers.Workbook(file)) is not None
    except UnreadableFile:
        return False


def opened(file: Path) -> File:
    """Return the lines of a workbook or CSV.

    Raises:
        UnreadableFile: it has no such columns, or is damaged.
    """
    return _from_workbook(file) if containers.is_workbook(file) else _from_csv(file)


def _from_csv(file: Path) -> File:
    mark = ";" if ";" in _first_line(file) else ","
    table = headed.opened(file, NEEDED, mark)
    lines = [
        Line(record.cells, {column: record.at(column) for column in record.cells})
        for record in table.records()
    ]
    encoding = None if table.encoding.startswith("utf-8") else table.encoding
    return File(table.columns, lines, comma=mark == ";", encoding=encoding, others={})


def _first_line(file: Path) -> str:
    return encodings.head(file).partition("\n")[0] if containers.kind(file) == "text" else ""


def _from_workbook(file: Path) -> File:
    book = containers.Workbook(file)
    found = _sheet(book)
    if found is None:
        raise UnreadableFile(
            f"{file.name} is no Base Carbone: none of its sheets has the columns "
            f"{NEEDED[0]!r}, {NEEDED[1]!r} …",
            file=file.name,
        )
    sheet, header = book.sheet(found.name), found.row
    rows = sheet.rows()
    columns = _names(next(row for row in rows if row.number == header).cells, file.name)
    letters = [containers.column_letters(place) for place in range(1, len(columns) + 1)]
    quoted = sheet.at(1, 1).removesuffix("!A1")
    lines = []
    for row in rows:
        if any(row.cells):
            places = [f"{quoted}!{letter}{row.number}" for letter in letters]
            cells = dict(zip(columns, row.cells, strict=True))
            lines.append(Line(cells, dict(zip(columns, places, strict=True))))
    others = {name: _numbers(book.sheet(name)) for name in book.names if name != sheet.name}
    return File(columns, lines, comma=False, encoding=None, others=others)


def _sheet(book: containers.Workbook) -> "_Header | None":
    """Return the first sheet that has a header of the layout near its top, and its row."""
    for name in book.names:
        if len(name) > _LONGEST_NAME or not name.isprintable():
            continue
        for row in book.sheet(name, _MOST_HEADERS).rows():
            if set(NEEDED) <= {" ".join(cell.split()) for cell in row.cells}:
                return _Header(name, row.number)
    return None


class _Header(NamedTuple):
    name: str
    """Of the sheet."""
    row: int


def _names(cells: Sequence[str], where: str) -> tuple[str, ...]:
    names = tuple(
        " ".join(cell.split()) or f"column {place}" for place, cell in enumerate(cells, 1)
    )
    for name in _twice(names):
        raise UnreadableFile(f"{showable(where, 100)} has the column {name!r} twice.")
    return names


def _twice(names: Sequence[str]) -> Iterator[str]:
    seen = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)


def _numbers(sheet: containers.Sheet) -> int:
    return sum(sum(row.numeric) for row in sheet.rows())
