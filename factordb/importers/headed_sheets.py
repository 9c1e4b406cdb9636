"""Workbooks whose table has one header: the sheet and its columns are found by their names."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from factordb.errors import UnreadableFile
from factordb.importers import containers
from factordb.importers.containers import Line
from factordb.importers.headed import Headed
from factordb.model.text import showable

_NEAR_THE_TOP = 50
"""Rows in which the header must be; what stands above it is not read."""
_LONGEST_NAME = 100


class _Header(NamedTuple):
    sheet: str
    row: int


def has(file: Path, needed: Collection[str]) -> bool:
    """Say whether ``file`` is a workbook with a sheet that has all these columns."""
    if not containers.is_workbook(file):
        return False
    try:
        return _header(containers.Workbook(file), needed) is not None
    except UnreadableFile:
        return False


def opened(file: Path, needed: Collection[str]) -> Headed:
    """Return the first sheet that has all these columns, near its top.

    Raises:
        UnreadableFile: it is no workbook, no sheet has them, or one of them stands twice.
    """
    book = containers.Workbook(file)
    header = _header(book, needed)
    if header is None:
        raise UnreadableFile(
            f"{file.name} has no sheet with the columns {', '.join(map(repr, needed))}; its sheets "
            f"are {showable(', '.join(map(repr, book.names)), 300)}.",
            file=file.name,
        )
    sheet = book.sheet(header.sheet)
    rows = sheet.rows()
    names = _names(next(row for row in rows if row.number == header.row).cells)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnreadableFile(
            f"{sheet.at(header.row, names.index(twice[0]) + 1)} is the column {twice[0]!r} again.",
            file=file.name,
        )
    before = sheet.at(1, 1).removesuffix("A1")
    letters = {n: f"{before}{containers.column_letters(i)}" for i, n in enumerate(names, 1)}
    lines = tuple(Line(row.number, row.cells) for row in rows)
    return Headed(names, lines, "utf-8", file.name, letters)


def numbers_elsewhere(file: Path, table: Headed) -> Iterator[tuple[str, int]]:
    """Yield the other sheets of the workbook, and how many numbers stand on each."""
    book = containers.Workbook(file)
    mine = next(iter((table.letters or {"": ""}).values()))
    for name in book.names:
        sheet = book.sheet(name)
        if not mine.startswith(sheet.at(1, 1).removesuffix("A1")):
            count = sum(sum(row.numeric) for row in sheet.rows())
            if count:
                yield name, count


def _header(book: containers.Workbook, needed: Collection[str]) -> _Header | None:
    for name in book.names:
        if len(name) > _LONGEST_NAME or not name.isprintable():
            continue
        for row in book.sheet(name, _NEAR_THE_TOP).rows():
            if set(needed) <= set(_names(row.cells)):
                return _Header(name, row.number)
    return None


def _names(cells: Collection[str]) -> tuple[str, ...]:
    """Return the names of columns; one without a name is called by its place."""
    tidy = (" ".join(cell.split()) for cell in cells)
    return tuple(name or f"column {place}" for place, name in enumerate(tidy, start=1))
