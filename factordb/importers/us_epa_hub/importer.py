"""Reads the U.S. EPA's GHG Emission Factors Hub: one sheet, twelve tables stacked on it.

Layout: an XLSX of one sheet; each table has a heading ``Table n`` with its title, header and unit
rows, and sources and notes below. Rows shift from edition to edition, so tables are found by
their headings, columns by what their headers say. Units: kg and g per mmBtu (HHV), short ton, scf,
US gallon, mile; lb per MWh; metric tons of CO2e per short ton of waste. Masses become kg.
Source: https://www.epa.gov/climateleadership/ghg-emission-factors-hub
"""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import ClassVar

from factordb.errors import UnreadableFile
from factordb.importers import containers
from factordb.importers.grid import Grid
from factordb.importers.protocol import Intake, Item
from factordb.importers.us_epa_hub import electricity, fuels, vehicles, warming, waste
from factordb.importers.us_epa_hub.blocks import blocks
from factordb.importers.us_epa_hub.gathering import Reading, Release, documents, rejection
from factordb.importers.us_epa_hub.masthead import DATASET, manifest, published, title
from factordb.importers.us_epa_hub.rows import Read
from factordb.model.reading import Caution, NotOurs, Rejection

_LONGEST_NAME = 100
_LISTED = 10
"""How many places a caution names."""


class UsEpaHub:
    layout: ClassVar[str] = "us-epa-hub"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "U.S. EPA GHG Emission Factors Hub, 2023 and 2024"

    def recognises(self, file: Path) -> bool:
        """Say whether a sheet has the hub's title and its tables of fuels and of electricity."""
        if not containers.is_workbook(file):
            return False
        try:
            return _sheet(containers.Workbook(file)) is not None
        except UnreadableFile:
            return False

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield the manifest, the documents, and an account of all other numbers of the sheet."""
        book = containers.Workbook(intake.file)
        grid = _sheet(book)
        if grid is None:
            raise UnreadableFile(
                f"{intake.file.name} is no Emission Factors Hub: no sheet has its title and the "
                "tables 'Stationary Combustion' and 'Electricity'.",
                file=intake.file.name,
            )
        dataset = intake.dataset or DATASET
        yield manifest(dataset)
        texts = {grid.at(spot) for spot in grid.left() if grid.is_text(spot)}
        found = list(_found(grid))
        readings = [read for read in found if isinstance(read, Reading)]
        yield from _cautions(intake.file, grid, _typed(readings, texts))
        yield from documents(
            readings, Release(dataset, intake.artifact, title(grid), published(grid))
        )
        yield from (read for read in found if isinstance(read, Rejection | NotOurs))
        for spot in grid.left():
            text = grid.row(spot.row)[spot.column - 1]
            reason = "stands in no row and column that this layout knows"
            yield rejection(grid.at(spot), text, reason)
        yield from _other_sheets(book, grid.name)


def _typed(readings: Iterable[Reading], texts: Collection[str]) -> list[str]:
    """Return where numbers are typed as text."""
    return [r.at for r in readings if r.at in texts and not r.is_blank()]


def _sheet(book: containers.Workbook) -> Grid | None:
    """Return the first sheet that is a hub; only a sheet called so, or the only one, is opened."""
    named = [name for name in book.names if "emission factors hub" in name.casefold()]
    for name in named or (book.names if len(book.names) == 1 else []):
        if len(name) > _LONGEST_NAME or not name.isprintable():
            continue
        grid = Grid(book.sheet(name))
        titles = {found.title for found in blocks(grid)}
        if title(grid) and {"Stationary Combustion", "Electricity"} <= titles:
            return grid
    return None


def _found(grid: Grid) -> Iterator[Read | NotOurs]:
    """Yield what every table says; a table of unknown title says nothing."""
    tables = blocks(grid)
    stationary = next((t for t in tables if t.title == "Stationary Combustion"), tables[0])
    biomass = fuels.biomass(grid, stationary)
    for table in tables:
        if table.title == "Mobile Combustion CO2":
            yield from vehicles.mobile_co2(grid, table, biomass)
            continue
        for words, read in _READERS:
            if re.search(words, table.title):
                yield from read(grid, table)
                break


_READERS = (
    (r"^$", warming.gases),
    (r"^Stationary Combustion", fuels.stationary),
    (r"^Mobile Combustion CH4 and N2O for On-Road", vehicles.on_road),
    (r"^Mobile Combustion CH4 and N2O for Non-Road", vehicles.non_road),
    (r"^Electricity$", electricity.electricity),
    (r"^Steam and Heat$", vehicles.steam),
    (r"Upstream Transportation", vehicles.travel),
    (r"Waste Generated", waste.waste),
    (r"Business Travel", vehicles.travel),
    (r"^Global Warming Potentials? .*Blended", warming.blends),
    (r"^Global Warming Potentials?\b", warming.gases),
)
"""Words of a table's title, and what reads it; the first that fits."""


def _other_sheets(book: containers.Workbook, name: str) -> Iterator[NotOurs]:
    for other in book.names:
        count = 0 if other == name else sum(1 for _ in Grid(book.sheet(other)).left())
        if count:
            yield NotOurs(reason=f"sheet {other[:100]!r}: not of the hub", count=count)


def _cautions(file: Path, grid: Grid, texts: list[str]) -> Iterator[Caution]:
    misnamed = containers.misnamed(file)
    if misnamed:
        yield Caution(text=misnamed)
    if published(grid) is None:
        yield Caution(text="The sheet does not say when it was last modified; no date is kept.")
    if texts:
        listed = ", ".join(texts[:_LISTED]) + (" …" if len(texts) > _LISTED else "")
        yield Caution(
            text=f"{len(texts)} numbers are typed as text and were read for what they say: {listed}"
        )
