"""Cells read again by their places, without the importer that read them first."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factordb.errors import UnreadableFile
from factordb.importers import containers, encodings

if TYPE_CHECKING:
    import _csv

_CELL = re.compile(r"'((?:[^']|'')+)'!([A-Z]{1,3})([1-9][0-9]{0,6})")
_LINE = re.compile(r"line ([1-9][0-9]*) (.+)", re.DOTALL)
_DELIMITERS = ",;\t|"


def texts(file: Path, places: Sequence[str]) -> dict[str, str | None]:
    """Return what stands at each of ``places``; nothing where the file has no such place.

    Places are cells of a workbook (``'UK electricity'!F23``), columns of a line (``line 12 kgCO2``)
    and JSON pointers (``/factors/3/value``).

    Raises:
        UnreadableFile: the file is damaged, or unsafe to read.
    """
    if containers.is_workbook(file):
        return _of_workbook(file, places)
    if containers.kind(file) != "text":
        return dict.fromkeys(places)
    content = file.read_bytes()
    text = content.decode(encodings.detected(content), "replace").removeprefix("\ufeff")
    if any(place.startswith("/") for place in places):
        return _of_json(text, places)
    return _of_lines(text, places)


def _of_workbook(file: Path, places: Iterable[str]) -> dict[str, str | None]:
    book = containers.Workbook(file)
    asked: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    found: dict[str, str | None] = dict.fromkeys(places)
    for place in found:
        cell = _CELL.fullmatch(place)
        if cell is not None:
            name = cell[1].replace("''", "'")
            asked[name].append((place, int(cell[3]), _column(cell[2])))
    for name in asked.keys() & set(book.names):
        rows = [row.cells for row in book.sheet(name).rows()]
        for place, row, column in asked[name]:
            if row <= len(rows) and column <= len(rows[row - 1]):
                found[place] = rows[row - 1][column - 1]
    return found


def _of_lines(text: str, places: Iterable[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = dict.fromkeys(places)
    asked = {p: (int(line[1]), line[2]) for p in found if (line := _LINE.fullmatch(p))}
    columns = {column for _, column in asked.values()}
    for delimiter in _DELIMITERS:
        lines = _lines(text, delimiter)
        head = next((cells for cells in lines.values() if columns.intersection(cells)), None)
        if head is None:
            continue
        for place, (number, column) in asked.items():
            cells = lines.get(number, [])
            if column in head and head.index(column) < len(cells):
                found[place] = cells[head.index(column)]
        break
    return found


def _lines(text: str, delimiter: str) -> dict[int, list[str]]:
    """Return the cells of every line by the number of the line that they end on."""
    old = csv.field_size_limit(containers.LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return dict(_numbered(reader))
    except csv.Error as error:
        raise UnreadableFile(f"This is no CSV: {error}.") from error
    finally:
        csv.field_size_limit(old)


def _numbered(reader: "_csv.Reader") -> Iterator[tuple[int, list[str]]]:
    for cells in reader:
        yield reader.line_num, [cell.strip() for cell in cells]


def _of_json(text: str, places: Iterable[str]) -> dict[str, str | None]:
    try:
        whole = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"This is no JSON: {error}.") from error
    return {place: _at(whole, place) for place in places}


def _at(whole: Any, pointer: str) -> str | None:  # any JSON
    """Return what a JSON pointer (RFC 6901) leads to, where it is a text or a number."""
    value = whole
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            return None
    return value if isinstance(value, str) else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
