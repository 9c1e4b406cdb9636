"""CSV files with one header: columns found by their names, whatever their order."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from factordb.errors import UnreadableFile
from factordb.importers import containers, encodings
from factordb.importers.printed import is_blank, number
from factordb.model.reading import Caution, NotOurs
from factordb.model.text import showable


class Record(NamedTuple):
    """One line below the header."""

    number: int
    """Line of the file on which it ends, from 1."""
    cells: dict[str, str]
    """Texts by column, as printed."""
    columns: Mapping[str, str] | None = None
    """In a workbook the sheet and letters of each column: ``'Sheet1'!AB``."""

    def at(self, column: str) -> str:
        """Return the place of a cell: ``line 12 kgCO2``, or ``'Sheet1'!AB12``."""
        if self.columns is not None:
            return f"{self.columns[column]}{self.number}"
        return f"line {self.number} {column}"[:300]


class Headed(NamedTuple):
    """A CSV, or a sheet, that was opened."""

    columns: tuple[str, ...]
    lines: tuple[containers.Line, ...]
    """Below the header."""
    encoding: str
    name: str
    letters: Mapping[str, str] | None = None
    """In a workbook the sheet and letters of each column."""

    def records(self) -> Iterator[Record]:
        """Yield every line that is not empty."""
        columns = self.columns
        for line in self.lines:
            if any(line.cells):
                yield Record(line.number, dict(zip(columns, line.cells, strict=True)), self.letters)

    def empty(self) -> int:
        """Return how many lines hold nothing at all."""
        return sum(1 for line in self.lines if not any(line.cells))

    def others(self, values: Collection[str], said: Mapping[str, str]) -> Iterator[NotOurs]:
        """Yield the numbers of all columns but ``values``, and why they are not ours."""
        for place, column in enumerate(self.columns):
            if column not in values:
                reason = said.get(column, "no column of this layout")
                count = sum(1 for line in self.lines if is_number(line.cells[place]))
                if count:
                    yield NotOurs(reason=f"{column[:200]}: {reason}", count=count)

    def cautions(self) -> Iterator[Caution]:
        """Yield what the encoding is, where it is not UTF-8."""
        if self.encoding not in ("utf-8", "utf-8-sig"):
            yield Caution(text=f"{self.name} is not UTF-8; it was read as {self.encoding}.")


def is_number(text: str) -> bool:
    """Say whether a cell holds a number of the file."""
    return not is_blank(text) and number(text) is not None


def columns(file: Path, delimiter: str = ",") -> tuple[str, ...]:
    """Return the header of a CSV, or nothing where ``file`` is no text."""
    if containers.kind(file) != "text":
        return ()
    try:
        start = encodings.head(file)
        lines = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
        found = next((line for line in lines if line), [])
    except (UnreadableFile, csv.Error):
        return ()
    return _names(found)


def opened(file: Path, needed: Collection[str], delimiter: str = ",") -> Headed:
    """Return the lines of ``file``, all of them read.

    Raises:
        UnreadableFile: it is no text, a line has more or fewer cells than the header, or a column
            is missing or stands twice.
    """
    if containers.kind(file) != "text":
        raise UnreadableFile(
            f"{file.name} is a {containers.kind(file)}, and this layout is a CSV: save it as one, "
            "or name another layout.",
            file=file.name,
        )
    codec = encodings.of(file)
    every = list(containers.csv_lines(file, codec, delimiter))
    if not every:
        raise UnreadableFile(f"{file.name} is empty.", file=file.name)
    header, *lines = every
    names = _names(header.cells)
    missing = [name for name in needed if name not in names]
    if missing:
        there = showable(", ".join(names), 500)
        raise UnreadableFile(
            f"{file.name} line {header.number} has no column {missing[0]!r}; it has {there}.",
            file=file.name,
            line=header.number,
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnreadableFile(
            f"{file.name} line {header.number} has the column {twice[0]!r} twice.", file=file.name
        )
    return Headed(names, tuple(lines), codec, file.name)


def _names(cells: Collection[str]) -> tuple[str, ...]:
    return tuple(" ".join(cell.removeprefix("\ufeff").split()) for cell in cells)
