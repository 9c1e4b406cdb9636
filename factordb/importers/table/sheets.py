"""The table within a file: which sheet, which row is the header, which encoding."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from factordb.errors import UnreadableFile
from factordb.importers import containers, encodings
from factordb.importers.containers import Line
from factordb.importers.table.mapping import DETECT, File
from factordb.model.reading import Caution
from factordb.model.text import showable

_NEAR_THE_TOP = 100
"""Lines in which a header that is found by its names must be."""


class Found(NamedTuple):
    """A table in a file."""

    header: tuple[str, ...]
    lines: list[Line]
    sheet: containers.Sheet | None
    caution: Caution | None = None
    """What the encoding was found to be."""

    def at(self, line: int, column: int) -> str:
        """Return the place of a cell; the column counts from 0."""
        if self.sheet is not None:
            return self.sheet.at(line, column + 1)
        return f"line {line} {self.header[column]}"[:300]


def found(file: Path, name: str, how: File, most: int | None = None) -> Found:
    """Return the table in ``file``; ``most`` reads no more than so many lines of it.

    Raises:
        UnreadableFile: there is none: no such sheet, no such header, no such encoding.
    """
    sheet, caution = None, None
    if containers.is_workbook(file):
        sheet = _sheet(file, how, most)
        lines: Iterator[Line] = (Line(row.number, row.cells) for row in sheet.rows())
    else:
        codec, caution = _codec(file, how)
        first = 1 if how.header_with else how.header_row
        if how.header_with:
            first = _first_line(file, codec, how)
        lines = containers.csv_lines(file, codec, how.delimiter, most, first)
    every = [line for line in lines if any(line.cells)]
    below = _from_header(every, name, how)
    header = _joined([line.cells for line in below[: how.header_lines]])
    twice = sorted({title for title in header if title and header.count(title) > 1})
    if twice:
        raise UnreadableFile(f"{name} has the column {twice[0]!r} twice.", file=name)
    return Found(header, below[how.header_lines :], sheet, caution)


def _codec(file: Path, how: File) -> tuple[str, Caution | None]:
    if how.encoding != DETECT:
        return how.encoding, None
    codec = encodings.of(file)
    if codec.startswith("utf-8"):
        return "utf-8-sig", None
    return codec, Caution(text=f"{showable(file.name)} is not UTF-8; it was read as {codec}.")


def _sheet(file: Path, how: File, most: int | None) -> containers.Sheet:
    book = containers.Workbook(file)
    name = how.sheet or next(iter(book.names), "")
    if how.sheet_pattern is not None:
        fits = re.compile(how.sheet_pattern).fullmatch
        name = next((one for one in book.names if fits(one[:200])), "")
    if name not in book.names:
        wanted = how.sheet_pattern or name
        raise UnreadableFile(f"{file.name} has no sheet {wanted!r}; it has {book.names}.")
    return book.sheet(name, most)


def _first_line(file: Path, codec: str, how: File) -> int:
    """Return the line of a CSV that has the names of the header; lines above may have any width."""
    text = file.read_bytes()[: 1 << 20].decode(codec, errors="replace")
    lines = text.splitlines()[:_NEAR_THE_TOP]
    cells = [[cell.strip(' "\ufeff') for cell in line.split(how.delimiter)] for line in lines]
    for number in range(len(cells)):
        if set(how.header_with) <= set(_joined(cells[number : number + how.header_lines])):
            return number + 1
    return 1


def _joined(lines: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the names of columns: texts above each other, what spans several said of each."""
    width = max((len(cells) for cells in lines), default=0)
    names: list[list[str]] = [[] for _ in range(width)]
    for place, cells in enumerate(lines, start=1):
        said = ""
        for column, cell in enumerate([*cells, *[""] * (width - len(cells))]):
            tidy = " ".join(cell.split())
            said = tidy or (said if place < len(lines) else "")
            if said and said not in names[column]:
                names[column].append(said)
    return tuple(" ".join(parts) for parts in names)


def _from_header(lines: list[Line], name: str, how: File) -> list[Line]:
    """Return the header and the lines below it."""
    if not how.header_with:
        below = [line for line in lines if line.number >= how.header_row]
        if not below:
            raise UnreadableFile(f"{name} is empty.", file=name)
        return below
    wanted = set(how.header_with)
    top = [line.cells for line in lines[:_NEAR_THE_TOP]]
    for index in range(len(top)):
        if wanted <= set(_joined(top[index : index + how.header_lines])):
            return lines[index:]
    raise UnreadableFile(
        f"{name} has no line with {', '.join(map(repr, how.header_with))} near its top"
        f"{_nearest(top, how)}",
        file=name,
    )


def _nearest(top: Sequence[Sequence[str]], how: File) -> str:
    """Say which lines have most of the names, so that what is spelt otherwise shows."""
    wanted = set(how.header_with)
    has = [len(wanted & set(_joined(top[i : i + how.header_lines]))) for i in range(len(top))]
    best = max(has, default=0)
    if not best:
        return "."
    there = _joined(top[has.index(best) : has.index(best) + how.header_lines])
    shown = showable(", ".join(map(repr, filter(None, there))), 300)
    spans = "" if how.header_lines > 1 else " Where a header spans two lines, say header_lines = 2."
    return f": the nearest has {shown}.{spans}"
