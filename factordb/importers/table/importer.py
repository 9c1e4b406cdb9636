"""Reads this project's own layout: CSV or XLSX whose columns are document paths, and a TOML.

One row is an amount or a property. Lists and steps are canonical JSON in one column. Rows that
agree in identity make one factor; an empty cell is an absent field; a row's cell is where its
number is printed in the cited document. The TOML holds the manifest, maps a publisher's headers
to paths, and gives what is the same in every row. This is what curators write by hand, what
`seeds/` holds, and what `factordb export --format table` writes.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import ClassVar

from factordb.errors import UnreadableFile
from factordb.importers import containers
from factordb.importers.containers import Line
from factordb.importers.printed import number
from factordb.importers.protocol import Intake, Item
from factordb.importers.table import mapping as mappings
from factordb.importers.table import paths, reshaping, sheets, shelf
from factordb.importers.table.rows import Builder, grouped
from factordb.model.reading import NotOurs
from factordb.model.text import showable

_NUMBERS = frozenset(
    {"cell.printed", "amount.kg", "amount.kg_co2e", "value", "low", "high"}
    | {f"amount.range.{end}" for end in ("low", "high", "below")}
)
"""Paths of what a table is about; all others say what it is of."""
_NEEDED = (("activity", "subject"), ("region",), ("unit",), ("cell.printed",))
"""Of each at least one must be a column, or a constant."""


class Table:
    layout: ClassVar[str] = "table"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "a table of document paths with a TOML beside it"

    def recognises(self, file: Path) -> bool:
        """Say whether the first line holds the path of what is printed, or a mapping fits."""
        found = containers.kind(file)
        if found == "pdf":
            return False
        header = containers.header(file) if found == "text" else _first_row(file)
        ours = "cell.printed" in {name.strip() for name in header}
        return ours or shelf.fitting(file) is not None

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield the manifest, then the documents in the order of their first rows."""
        file, name = intake.file, showable(intake.file.name)
        toml = intake.mapping or shelf.mapping_of(file)
        if toml is None:
            raise UnreadableFile(
                f"{name} has no mapping: write {file.stem}.toml or release.toml beside it, or "
                "name one with --mapping.",
                file=name,
            )
        mapping = mappings.read(toml)
        if intake.dataset not in (None, mapping.dataset()):
            raise UnreadableFile(
                f"{toml.name} is of {mapping.dataset()!r}, not of {intake.dataset!r}: correct one.",
                file=toml.name,
            )
        yield mapping.whole_manifest()
        table = sheets.found(file, name, mapping.file)
        if table.caution:
            yield table.caution
        _check_headers(table.header, table.lines, mapping)
        columns, lines = _rows(table, mapping)
        constants = {paths.column(path): text for path, text in mapping.constants.items()}
        _check(columns, constants, name)
        yield from _left_out(table.header, table.lines, mapping)
        builder = Builder(mapping.dataset(), columns, constants, name)
        for group in grouped(lines, columns):
            yield from builder.documents(group)


def _rows(
    table: sheets.Found, mapping: mappings.Mapping
) -> tuple[list[paths.Column | None], list[Line]]:
    """Return rows whose columns are paths."""
    if mapping.reshapes():
        return reshaping.reshaped(table.header, table.lines, mapping, table.at)
    columns = [
        None
        if not title or title in mapping.not_ours
        else paths.column(mapping.columns.get(title, title))
        for title in table.header
    ]
    return columns, table.lines


def _first_row(file: Path) -> tuple[str, ...]:
    try:
        book = containers.Workbook(file)
        return next(book.sheet(book.names[0], 1).rows()).cells if book.names else ()
    except (UnreadableFile, StopIteration):
        return ()


def _check_headers(header: tuple[str, ...], lines: list[Line], mapping: mappings.Mapping) -> None:
    """Do nothing where every column that the mapping names is there, and every value is headed.

    Raises:
        UnreadableFile: one is not, or has no name.
    """
    missing = sorted(mapping.headers() - set(header))
    if missing:
        raise UnreadableFile(
            f"The mapping names the column {missing[0]!r}, which is not there: the header is "
            f"{', '.join(map(repr, header))[:300]}."
        )
    for index, title in enumerate(header):
        if not title and any(line.cells[index].strip() for line in lines):
            raise UnreadableFile(
                f"Column {containers.column_letters(index + 1)} has values but no header: name it."
            )


def _check(
    columns: list[paths.Column | None], constants: Mapping[paths.Column, str], name: str
) -> None:
    """Do nothing where every path stands once, and what no document can lack is there.

    Raises:
        UnreadableFile: two columns fill one field, or a needed one is missing.
    """
    there = [column for column in columns if column]
    for one, other in combinations(there, 2):
        shorter, longer = sorted((one.place, other.place), key=len)
        if longer[: len(shorter)] == shorter:
            raise UnreadableFile(
                f"The columns {one.path!r} and {other.path!r} of {name} fill the same field.",
                file=name,
            )
    known = {column.path for column in (*there, *constants)}
    for any_of in _NEEDED:
        if not known & set(any_of):
            raise UnreadableFile(
                f"{name} has no column {' or '.join(map(repr, any_of))}, and [constants] gives "
                "none: name the publisher's column for it under [columns].",
                file=name,
                column=any_of[0],
            )


def _left_out(
    header: tuple[str, ...], lines: list[Line], mapping: mappings.Mapping
) -> Iterator[NotOurs]:
    """Yield how many numbers stand in the columns that are left out, or say what numbers are of."""
    labels = {
        title: f"kept as {path}"
        for title, path in mapping.columns.items()
        if title in header and path not in _NUMBERS
    }
    for name, reason in (labels | dict(mapping.not_ours)).items():
        index = header.index(name)
        count = sum(1 for line in lines if number(line.cells[index]) is not None)
        if count:
            yield NotOurs(reason=f"{name}: {reason}", count=count)
