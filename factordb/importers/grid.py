"""One sheet as texts by place, and which of its numbers are not accounted for yet."""

from collections.abc import Iterator
from typing import NamedTuple

from factordb.importers.containers import Sheet
from factordb.importers.printed import number


class Spot(NamedTuple):
    """A cell, by row and column, both counted from 1."""

    row: int
    column: int


class Grid:
    """The texts of a sheet; readers take each number they account for, once."""

    def __init__(self, sheet: Sheet) -> None:
        self.name = sheet.name
        self._sheet = sheet
        rows = list(sheet.rows())
        self._texts = [row.cells for row in rows]
        self._left = {
            Spot(row.number, column): None
            for row in rows
            for column, text in enumerate(row.cells, start=1)
            if row.numeric[column - 1] or number(text) is not None
        }
        self._typed = {
            Spot(row.number, column)
            for row in rows
            for column, numeric in enumerate(row.numeric, start=1)
            if numeric
        }

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._texts)

    def row(self, row: int) -> tuple[str, ...]:
        """Return the texts of one row, white space within them made plain."""
        return tuple(" ".join(text.split()) for text in self._texts[row - 1])

    def lines(self, spot: Spot) -> list[str]:
        """Return the lines within one cell."""
        return self._texts[spot.row - 1][spot.column - 1].splitlines()

    def at(self, spot: Spot) -> str:
        """Return the place of a cell: ``'Emission Factors Hub'!E336``."""
        return self._sheet.at(*spot)

    def holds_number(self, spot: Spot) -> bool:
        """Say whether a number stands there that nobody has taken."""
        return spot in self._left

    def is_text(self, spot: Spot) -> bool:
        """Say whether the cell is a text in the file, whatever it says."""
        return spot not in self._typed

    def take(self, spot: Spot) -> None:
        """Account for the number in ``spot``, if there is one."""
        self._left.pop(spot, None)

    def left(self) -> Iterator[Spot]:
        """Yield the numbers that nobody took, in reading order."""
        yield from sorted(self._left)
