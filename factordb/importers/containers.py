"""Containers, not formats: workbooks and CSV opened alike, every cell with its place."""

import csv
import datetime
import io
import math
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from factordb.errors import UnreadableFile
from factordb.importers import prescan
from factordb.model.numbers import plain

if TYPE_CHECKING:
    import _csv

    import python_calamine

LONGEST_CELL = 1 << 20
"""Characters; a cell of 10 MB is no cell."""

MOST_ROWS = 3_000_000
"""Of one text; a workbook's sheet has 1,048,576 by its nature."""

_CHINESE = re.compile("[\u4e00-\u9fff]{2}")
_ZIP, _OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind(file: Path) -> str:
    """Return ``xlsx``, ``xls``, ``pdf`` or ``text``: from the first bytes, never from the name."""
    with file.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(_ZIP):
        return "xlsx"
    if head.startswith(_OLE2):
        return "xls"
    return "pdf" if head.startswith(b"%PDF") else "text"


def is_workbook(file: Path) -> bool:
    """Say whether ``file`` is a workbook, old or new."""
    return kind(file) in ("xlsx", "xls")


def misnamed(file: Path) -> str | None:
    """Return a sentence where the name of a workbook promises what its bytes are not."""
    found, named = kind(file), file.suffix.lower().lstrip(".")
    if found in ("xlsx", "xls") and named in ("xlsx", "xls") and found != named:
        return f"{file.name} is an .{found} workbook by its content, and was read as one."
    return None


class Row(NamedTuple):
    """One row of a sheet."""

    number: int
    """From 1."""
    cells: tuple[str, ...]
    """Texts as printed; a number is the shortest decimal that gives the cell's double back."""
    numeric: tuple[bool, ...]
    """Which of them are numbers in the file."""


class Sheet:
    """One sheet of a workbook, cells where they stand in it."""

    def __init__(self, name: str, values: Sequence[Sequence[object]]) -> None:
        self.name = name
        self._values = values

    def at(self, row: int, column: int) -> str:
        """Return the place of a cell, both counted from 1: ``'Factors by Category'!J7``."""
        quoted = self.name.replace("'", "''")
        return f"'{quoted}'!{column_letters(column)}{row}"

    def rows(self) -> Iterator[Row]:
        """Yield all rows.

        Raises:
            UnreadableFile: a cell is longer than any cell should be.
        """
        for number, values in enumerate(self._values, start=1):
            texts = tuple(map(cell_text, values))
            for column, text in enumerate(texts, start=1):
                if len(text) > LONGEST_CELL:
                    raise UnreadableFile(
                        f"{self.at(number, column)} holds {len(text):,} characters; "
                        f"{LONGEST_CELL:,} are the most."
                    )
            numeric = tuple(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
            yield Row(number, texts, numeric)


class Workbook:
    """A workbook, old or new, opened for reading."""

    def __init__(self, file: Path) -> None:
        """Open ``file``; the workbook opened last stays open, since every layout looks into it.

        Raises:
            UnreadableFile: it is damaged, or unsafe to read.
        """
        seen = file.stat()
        self._book = _opened(file, seen.st_mtime_ns, seen.st_size, seen.st_ino)
        self.names: list[str] = self._book.sheet_names

    def sheet(self, name: str, most: int | None = None) -> Sheet:
        """Return one sheet; positions are kept, so leading empty rows count.

        ``most`` reads no more than so many rows.
        """
        found = _sheet(self._book, name)
        return Sheet(name, found.to_python(skip_empty_area=False, nrows=most))


@lru_cache(maxsize=1)
def _opened(file: Path, *seen: int) -> "python_calamine.CalamineWorkbook":
    """Return a workbook that was found safe; ``seen`` tells one file of a name from the next."""
    import python_calamine  # noqa: PLC0415  # only the child that reads workbooks needs it

    if kind(file) == "xlsx":
        prescan.check(file)
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes()))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(
            f"{file.name} is no workbook that can be read ({error}): "
            "fetch it again from its publisher.",
            file=file.name,
        ) from error


@lru_cache(maxsize=1)
def _sheet(book: "python_calamine.CalamineWorkbook", name: str) -> "python_calamine.CalamineSheet":
    return book.get_sheet_by_name(name)


def cell_text(value: object) -> str:
    """Return what a cell prints, as text; a blank cell is empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return shortest(value) if math.isfinite(value) else str(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def shortest(number: float) -> str:
    """Return the shortest decimal that gives ``number`` back, in plain digits: ``0.000092``.

    A workbook's number carries no digits of its own, so ``11.0`` is ``11``.
    """
    text = plain(Decimal(repr(number)))
    return text.removesuffix(".0") if "." in text else text


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 1: ``AA`` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Line(NamedTuple):
    """One line of a CSV."""

    number: int
    """Line of the file on which it ends, from 1."""
    cells: tuple[str, ...]


def csv_lines(
    file: Path,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
    limit: int | None = None,
    first: int = 1,
) -> Iterator[Line]:
    """Yield the lines of a CSV, the header first; each has as many cells as the header.

    ``limit`` reads no more than so many lines; what stands above line ``first`` is left out.

    Raises:
        UnreadableFile: it is not in ``encoding``; a line has more or fewer cells than the header.
    """
    text = _decoded(file.read_bytes(), encoding, file.name)
    old = csv.field_size_limit(LONGEST_CELL)
    try:
        yield from _lines(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True),
            file,
            limit,
            first,
        )
    finally:
        csv.field_size_limit(old)


def _lines(reader: "_csv.Reader", file: Path, limit: int | None, first: int) -> Iterator[Line]:
    width: int | None = None
    try:
        for cells in reader:
            if not cells or reader.line_num < first:
                continue
            if reader.line_num > MOST_ROWS:
                raise UnreadableFile(f"{file.name} has more than {MOST_ROWS:,} lines: split it.")
            width = width or len(cells)
            if len(cells) != width:
                more = "more" if len(cells) > width else "fewer"
                raise UnreadableFile(
                    f"{file.name} line {reader.line_num} has {len(cells)} fields, {more} than the "
                    f"{width} of its header: an unquoted separator, or a line cut short.",
                    file=file.name,
                    line=reader.line_num,
                )
            yield Line(reader.line_num, tuple(cells))
            if limit is not None and reader.line_num >= limit:
                return
    except csv.Error as error:
        raise UnreadableFile(
            f"{file.name} line {reader.line_num}: {error}.", file=file.name, line=reader.line_num
        ) from error


def _decoded(content: bytes, encoding: str, name: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableFile(
            f"{name} is not in {encoding}: byte {error.start} in line {line}. Save it as UTF-8, or "
            f"write encoding = {_likely(content)} under [file] in the mapping.",
            file=name,
            line=line,
        ) from error
    except (LookupError, UnicodeError) as error:
        raise UnreadableFile(f"{encoding!r} is no encoding.", file=name) from error
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise UnreadableFile(
            f"{name} line {line} holds a NUL: it is no text, or it is in utf-16, and then write "
            'encoding = "utf-16" under [file] in the mapping.',
            file=name,
            line=line,
        )
    return text


def _likely(content: bytes) -> str:
    """Return the encodings to try, the likeliest first, as TOML."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return '"utf-16"'
    try:
        chinese = _CHINESE.search(content.decode("gb18030")) is not None
    except UnicodeDecodeError:
        chinese = False
    return '"gb18030" (or "cp1252")' if chinese else '"cp1252" (or "gb18030")'


def header(file: Path) -> tuple[str, ...]:
    """Return the first line of a UTF-8 CSV, or nothing where it is none."""
    try:
        return next(csv_lines(file, limit=1)).cells
    except (UnreadableFile, StopIteration):
        return ()
