"""A table of eGRID's output emission rates: its stacked headers, its rows, what its numbers say."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from factordb.errors import UnreadableFile
from factordb.importers import containers, gathering, words
from factordb.importers.gathering import LB_TO_KG, Found, Number, Thing, rejection
from factordb.importers.grid import Grid, Spot
from factordb.model import regions
from factordb.model.reading import NotOurs

RATES = "Output Emission Rates"
_TITLE = re.compile(r"\d+\. (?P<of>Subregion|State) (?P<what>.+) \(eGRID(?P<year>20\d\d)\)")
_UNIT = re.compile(r"\(?lb/MWh\)?")
_LOSS = re.compile(r"Grid Gross Loss\b.*", re.IGNORECASE)
_LONGEST_NAME = 100
_MOST_HEADERS = 12
"""Rows in which the headers must have been."""


class Table(NamedTuple):
    """One sheet and what its first row says."""

    grid: Grid
    of: str
    """``Subregion`` or ``State``."""
    what: str
    year: str


class Column(NamedTuple):
    """One column of numbers, by its stacked headers."""

    place: int
    mix: str
    """What its top header says, in lower case."""
    gas: str


class Row(NamedTuple):
    """One row of a table of rates, still as texts."""

    region: str
    name: str
    row: int


def tables(book: containers.Workbook) -> list[Table]:
    """Return the sheets that are headed as tables of eGRID."""
    found = []
    for name in book.names:
        if len(name) > _LONGEST_NAME or not name.isprintable():  # no publisher's sheet is called so
            continue
        title = _TITLE.fullmatch(_first(Grid(book.sheet(name, 1))))
        if title:
            grid = Grid(book.sheet(name))
            found.append(Table(grid, title["of"], title["what"], title["year"]))
    return found


def _first(grid: Grid) -> str:
    return " ".join(text for text in grid.row(1) if text) if len(grid) else ""


class Rates:
    """One table of rates: its columns, its rows, and what its numbers say."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.grid = table.grid
        self._head = self._header()
        self.columns = self._columns()
        self.loss = self._loss()

    def _header(self) -> int:
        """Return the row that names the gases."""
        for row in range(1, min(len(self.grid), _MOST_HEADERS) + 1):
            if {"CO2", "CH4", "N2O"} <= set(self.grid.row(row)):
                return row
        raise UnreadableFile(
            f"The sheet {self.grid.name!r} has no row of headers with CO2, CH4 and N2O."
        )

    def _above(self, column: int, fits: "re.Pattern[str]") -> str:
        """Return the header over a column that ``fits``, or over one left of it."""
        for row in range(1, self._head):
            texts = self.grid.row(row)
            for place in range(column, 0, -1):
                if texts[place - 1]:
                    if fits.fullmatch(texts[place - 1]):
                        return texts[place - 1]
                    break
        return ""

    def _columns(self) -> list[Column]:
        mixes = words.beside(__file__, "words.json")["mixes"]
        kinds = re.compile("|".join(map(re.escape, mixes)), re.IGNORECASE)
        found = []
        for place, gas in enumerate(self.grid.row(self._head), start=1):
            mix = self._above(place, kinds).casefold()
            if gas and mix:
                if not self._above(place, _UNIT):
                    raise UnreadableFile(
                        f"{self.grid.at(Spot(self._head, place))} {gas} is not headed lb/MWh."
                    )
                found.append(Column(place, mix, gas))
        if not found:
            raise UnreadableFile(
                f"The sheet {self.grid.name!r} has no column headed 'Total output emission rates'."
            )
        return found

    def _loss(self) -> int | None:
        for row in range(1, self._head + 1):
            for place, text in enumerate(self.grid.row(row), start=1):
                if _LOSS.fullmatch(text):
                    return place
        return None

    def rows(self) -> Iterator[Row]:
        """Yield the rows that name a region."""
        first = min(column.place for column in self.columns)
        for row in range(self._head + 1, len(self.grid) + 1):
            told = [text for text in self.grid.row(row)[: first - 1] if text]
            if told and self.grid.holds_number(Spot(row, first)):
                yield Row(told[0], " ".join(told), row)

    def found(self, same: dict[str, Any]) -> Iterator[Found]:
        """Yield what the rows say."""
        for row in self.rows():
            code = self._code(row.region)
            if not regions.exists(code):
                continue
            about = same | {"region": code}
            yield from self._rates(row, about)
            yield from self._losses(row, about)

    def _code(self, printed: str) -> str:
        listed: dict[str, str] = words.beside(__file__, "words.json")["regions"]
        prefix = "US-EGRID-" if self.table.of == "Subregion" else "US-"
        return listed.get(printed, prefix + printed)

    def _rates(self, row: Row, about: dict[str, Any]) -> Iterator[Found]:
        said = words.beside(__file__, "words.json")
        for mix, means in said["mixes"].items():
            mine = [c for c in self.columns if c.mix == mix and c.gas in said["gases"]]
            cells = [self._number(row, c, f"lb {c.gas}/MWh", LB_TO_KG) for c in mine]
            numbers, rest = gathering.read(cells)
            whole = about | {
                "activity": "electricity.grid",
                "facets": {"at": "busbar", "mix": means["mix"]},
                "boundary": ["direct"],
                "unit": "MWh",
                "name": {"en": f"{row.name}, {means['name']}"},
            }
            yield from gathering.of(whole, rest)
            if numbers:
                yield Thing(whole, numbers)

    def _number(self, row: Row, column: Column, unit: str, steps: gathering.Steps) -> Number:
        spot = Spot(row.row, column.place)
        self.grid.take(spot)
        printed = self.grid.row(row.row)[column.place - 1]
        return Number(self.grid.at(spot), printed, {"gas": column.gas}, unit, steps)

    def _losses(self, row: Row, about: dict[str, Any]) -> Iterator[Found]:
        if self.loss is None:
            return
        column = Column(self.loss, "", "")
        cell = self._number(row, column, "share of 1, shown in %", ())._replace(says={})
        numbers, rest = gathering.read([cell])
        whole = about | {
            "subject": "electricity.grid",
            "property": "loss",
            "unit": "1",
            "name": {"en": f"{row.name}, grid gross loss"},
        }
        yield from gathering.of(whole, rest)
        if numbers:
            yield Thing(whole, numbers)

    def left(self) -> Iterator[Found]:
        """Yield the numbers that became nothing: other pollutants, and what nobody knows."""
        gases = set(words.beside(__file__, "words.json")["gases"])
        others = {c.place: c.gas for c in self.columns if c.gas not in gases}
        for spot in list(self.grid.left()):
            if spot.row > self._head and spot.column in others:
                self.grid.take(spot)
                reason = f"{others[spot.column]}: an air pollutant, no greenhouse gas"
                yield NotOurs(reason=reason, count=1)
            else:
                text = self.grid.row(spot.row)[spot.column - 1]
                reason = "stands in no row of a known region and no column of this layout"
                yield rejection(self.grid.at(spot), text, reason)
