"""Reads this project's own layout: CSV or XLSX whose columns are document paths, and a TOML.

One row is an amount or a property. Lists and steps are canonical JSON in one column. Rows that
agree in identity make one factor; an empty cell is an absent field; a row's cell is where its
number is printed in the cited document. The TOML holds the manifest, maps a publisher's headers
to paths, and gives what is the same in every row. This is what curators write by hand, what
`seeds/` holds, and what `factordb export --format table` writes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from factordb.errors import UnreadableFile
from factordb.importers import containers
from factordb.importers.containers import Line
from factordb.importers.protocol import Intake, Item
from factordb.importers.table import mapping as mappings
from factordb.importers.table import paths
from factordb.importers.table.mapping import Mapping
from factordb.importers.table.rows import Builder, grouped
from factordb.model.reading import NotOurs


class Table:
    layout: ClassVar[str] = "table"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "a table of document paths with a TOML beside it"

    def recognises(self, file: Path) -> bool:
        """Say whether the first line holds paths that only this layout has."""
        found = containers.kind(file)
        if found == "pdf":
            return False
        if found == "text":
            return _is_ours(containers.header(file))
        return _is_ours(_first_row(file))

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield the manifest, then the documents in the order of their first rows."""
        file = intake.file
        toml = intake.mapping or mappings.beside(file)
        if toml is None:
            raise UnreadableFile(
                f"{file.name} has no mapping: write {file.stem}.toml or release.toml beside it, or "
                "name one with --mapping.",
                file=file.name,
            )
        mapping = mappings.read(toml)
        if intake.dataset not in (None, mapping.dataset()):
            raise UnreadableFile(
                f"{toml.name} is of {mapping.dataset()!r}, not of {intake.dataset!r}: correct one."
            )
        yield mapping.whole_manifest()
        header, lines = _table(file, mapping)
        columns = _columns(header, mapping)
        yield from _left_out(header, lines, mapping)
        constants = {paths.column(path): text for path, text in mapping.constants.items()}
        builder = Builder(mapping.dataset(), columns, constants, file.name)
        for group in grouped(lines, columns):
            yield from builder.documents(group)


def _is_ours(header: tuple[str, ...]) -> bool:
    return "cell.printed" in header and bool({"activity", "subject"} & set(header))


def _first_row(file: Path) -> tuple[str, ...]:
    try:
        book = containers.Workbook(file)
        return next(book.sheet(book.names[0]).rows()).cells if book.names else ()
    except (UnreadableFile, StopIteration):
        return ()


def _table(file: Path, mapping: Mapping) -> tuple[tuple[str, ...], list[Line]]:
    """Return the header and the lines below it."""
    how = mapping.file
    if containers.is_workbook(file):
        lines = _sheet_lines(file, mapping)
    else:
        lines = containers.csv_lines(file, how.encoding, how.delimiter)
    below = [line for line in lines if line.number >= how.header_row]
    if not below:
        raise UnreadableFile(f"{file.name} is empty.", file=file.name)
    header = tuple(cell.strip() for cell in below[0].cells)
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise UnreadableFile(f"{file.name} has the column {twice[0]!r} twice.", file=file.name)
    return header, [line for line in below[1:] if any(line.cells)]


def _sheet_lines(file: Path, mapping: Mapping) -> Iterator[Line]:
    book = containers.Workbook(file)
    name = mapping.file.sheet or book.names[0]
    if name not in book.names:
        raise UnreadableFile(f"{file.name} has no sheet {name!r}; it has {book.names}.")
    for row in book.sheet(name).rows():
        yield Line(row.number, row.cells)


def _columns(header: tuple[str, ...], mapping: Mapping) -> list[paths.Column | None]:
    missing = sorted({*mapping.columns, *mapping.not_ours} - set(header))
    if missing:
        raise UnreadableFile(f"The mapping names the column {missing[0]!r}, which is not there.")
    return [
        None if name in mapping.not_ours else paths.column(mapping.columns.get(name, name))
        for name in header
    ]


def _left_out(header: tuple[str, ...], lines: list[Line], mapping: Mapping) -> Iterator[NotOurs]:
    for name, reason in mapping.not_ours.items():
        index = header.index(name)
        count = sum(1 for line in lines if line.cells[index].strip())
        if count:
            yield NotOurs(reason=f"{name}: {reason}", count=count)
