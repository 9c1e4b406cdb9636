"""Reads the U.S. EPA's eGRID summary tables: emission rates of subregions and states.

Layout: a workbook with a sheet a table, named by its first row (``1. Subregion Output Emission
Rates (eGRID2021)``); below it stacked headers: what kind of rate, the unit, the gas. Unit: lb per
MWh of output at the busbar, made kg. Source: https://www.epa.gov/egrid
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from factordb.errors import UnreadableFile
from factordb.importers import containers, gathering, words
from factordb.importers.egrid_summary.inferring import inferred
from factordb.importers.egrid_summary.rates import RATES, Rates, tables
from factordb.importers.gathering import Found
from factordb.importers.grid import Grid
from factordb.importers.protocol import Intake, Item
from factordb.model.dates import year as whole_year
from factordb.model.manifest import Manifest
from factordb.model.reading import Caution, NotOurs

_CREATED = re.compile(r"Created:", re.IGNORECASE)
_DAY = re.compile(r"20\d\d-\d\d-\d\d")


class EgridSummary:
    layout: ClassVar[str] = "egrid-summary"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "U.S. EPA eGRID summary tables: subregions and states"

    def recognises(self, file: Path) -> bool:
        """Say whether a sheet is headed as eGRID's output emission rates."""
        if not containers.is_workbook(file):
            return False
        try:
            return any(table.what == RATES for table in tables(containers.Workbook(file)))
        except UnreadableFile:
            return False

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield the manifest, two factors a subregion, one a state, losses, and the rest."""
        book = containers.Workbook(intake.file)
        rates = [table for table in tables(book) if table.what == RATES]
        if not rates:
            raise UnreadableFile(
                f"{intake.file.name} is no workbook of eGRID summary tables: no sheet begins with "
                "'1. Subregion Output Emission Rates (eGRID…)'.",
                file=intake.file.name,
            )
        readings = [Rates(table) for table in rates]
        manifest = _manifest(intake.dataset, readings)
        yield manifest
        misnamed = containers.misnamed(intake.file)
        if misnamed:
            yield Caution(text=misnamed)
        source = {
            "artifact": intake.artifact,
            "document": f"eGRID{rates[0].year} summary tables",
            "publisher": "U.S. Environmental Protection Agency",
            "url": "https://www.epa.gov/egrid",
        }
        same = {"dataset": manifest.dataset, "source": source, "dates": _dates(book, rates[0].year)}
        found = chain.from_iterable(reading.found(same) for reading in readings)
        yield from gathering.settled(chain(found, _rest(book, readings)))


def _rest(book: containers.Workbook, readings: Sequence[Rates]) -> Iterator[Found]:
    for reading in readings:
        yield from reading.left()
    read = {reading.grid.name for reading in readings}
    for name in book.names:
        if name not in read:
            count = sum(1 for _ in Grid(book.sheet(name)).left())
            if count:
                reason = f"sheet {name[:100]!r}: capacities and shares, no emission rates"
                yield NotOurs(reason=reason, count=count)


def _dates(book: containers.Workbook, year: str) -> dict[str, Any]:
    """Return the year of the data, and when the newest of the sheets says it was made."""
    made = []
    for name in book.names:
        for row in book.sheet(name).rows():
            for label, text in zip(row.cells, row.cells[1:], strict=False):
                if _CREATED.fullmatch(label.strip()) and _DAY.match(text):
                    made.append(text[:10])
    dates: dict[str, Any] = {"data": whole_year(year)}
    return dates | ({"published": max(made)} if made else {})


def _manifest(asked: str | None, readings: Sequence[Rates]) -> Manifest:
    said = words.beside(__file__, "words.json")["manifest"] | ({"dataset": asked} if asked else {})
    return Manifest.model_validate(said | inferred(readings))
