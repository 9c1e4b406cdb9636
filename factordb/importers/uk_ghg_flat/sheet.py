"""The sheet ``Factors by Category``: its header, wherever it stands, and its rows up to ``END``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from factordb.errors import UnreadableFile
from factordb.importers.containers import Row, Sheet, Workbook
from factordb.importers.uk_ghg_flat.activities import Levels, normal

NAME = "factors by category"
DEEPEST_HEADER = 30
"""The header stands in row 5 or 6; further down there is none to be found."""

_NEEDED = ("scope", "level 1", "level 2", "level 3", "uom", "ghg", "factor")
_OPTIONAL = ("id", "level 4", "column text")
_FACTOR = re.compile(r"ghg conversion factor( (?P<year>(19|20)\d\d))?")
_ALSO = {"ghg unit": "ghg"}


class Header(NamedTuple):
    """Where the columns stand."""

    row: int
    """From 1."""
    columns: Mapping[str, int]
    """From 0, by name: ``scope``, ``level 1`` … ``uom``, ``ghg``, ``factor``, perhaps ``id``."""
    year: str | None
    """The reporting year, where the header of the factors names it."""


class Line(NamedTuple):
    """One row below the header."""

    row: int
    """From 1."""
    id: str
    levels: Levels
    unit: str
    ghg: str
    printed: str
    """What the factor column holds; empty where it is blank."""
    at: str
    """The place of that cell: ``'Factors by Category'!J7``."""


class Body(NamedTuple):
    """What stands below the header."""

    lines: tuple[Line, ...]
    beside: int
    """Numbers in other cells than the factors': years that label rows."""
    below: int
    """Numbers below the row ``END``."""


def of(book: Workbook) -> Sheet | None:
    """Return the sheet of the factors, or nothing where the workbook has none."""
    name = next((name for name in book.names if normal(name) == NAME), None)
    return book.sheet(name) if name is not None else None


def header(rows: Sequence[Row]) -> Header | None:
    """Return the header of the sheet, or nothing where it is not this layout's.

    Raises:
        UnreadableFile: it names one column twice, so two numbers claim to be the factor.
    """
    for row in islice(rows, DEEPEST_HEADER):
        names = [_column(cell) for cell in row.cells]
        if set(_NEEDED) <= set(names):
            return Header(row.number, _columns(names, row.number), _year(row.cells))
    return None


def body(sheet: Sheet, rows: Sequence[Row], head: Header) -> Body:
    """Return the rows below ``head``, and how many numbers stand where no factor does."""
    lines, beside, below = [], 0, 0
    ended = False
    factor = head.columns["factor"]
    letter = sheet.at(1, factor + 1).removesuffix("1")
    for row in rows:
        numbers = sum(row.numeric)
        if ended:
            below += numbers
        elif row.number <= head.row:
            beside += numbers
        elif "END" in row.cells and len(set(row.cells) - {"", "END"}) == 0:
            ended = True
        elif any(row.cells):
            beside += numbers - row.numeric[factor]
            lines.append(_line(row, head.columns, f"{letter}{row.number}"))
    return Body(tuple(lines), beside, below)


def _line(row: Row, columns: Mapping[str, int], at: str) -> Line:
    texts = {name: row.cells[index].strip() for name, index in columns.items()}
    levels = Levels(
        texts["scope"],
        texts["level 1"],
        texts["level 2"],
        texts["level 3"],
        texts.get("level 4", ""),
        texts.get("column text", ""),
    )
    return Line(
        row.number,
        texts.get("id", ""),
        levels,
        texts["uom"],
        texts["ghg"],
        texts["factor"],
        at,
    )


def _column(cell: str) -> str:
    word = normal(cell[:100])
    return "factor" if _FACTOR.fullmatch(word) else _ALSO.get(word, word)


def _columns(names: Sequence[str], row: int) -> dict[str, int]:
    known = [*_NEEDED, *_OPTIONAL]
    twice = sorted(name for name in known if names.count(name) > 1)
    if twice:
        raise UnreadableFile(
            f"Row {row} of 'Factors by Category' has the column {twice[0]!r} twice: "
            "delete the one that is not meant.",
            row=row,
        )
    return {name: names.index(name) for name in known if name in names}


def _year(cells: Sequence[str]) -> str | None:
    return next(_years(cells), None)


def _years(cells: Sequence[str]) -> Iterator[str]:
    for cell in cells:
        found = _FACTOR.fullmatch(normal(cell[:100]))
        if found and found["year"]:
            yield found["year"]
