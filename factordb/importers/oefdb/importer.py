"""Reads the Open Emission Factors Database: a compilation of many publishers' factors.

Layout: a CSV, one line a factor; its columns grew from release to release, so only those that make
a factor are needed. CO2e under AR4, AR5 and AR6 stand side by side; gases in kg, but for publishers
who weigh them (see ``weighing``). Unit: kg per the line's own unit.
Source: https://github.com/climatiq/Open-Emission-Factors-DB
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import ClassVar

from factordb.errors import UnreadableFile
from factordb.importers import gathering, headed, words
from factordb.importers.headed import Headed
from factordb.importers.oefdb.columns import NEEDED, gas_columns
from factordb.importers.oefdb.documents import Lines
from factordb.importers.oefdb.weighing import Weighing
from factordb.importers.protocol import Intake, Item
from factordb.model.manifest import Manifest
from factordb.model.reading import Caution

_NOT_OURS = {
    "uncertainty": "kept as the factor's uncertainty, in percent",
    "year_released": "the year of the publisher's release, kept as a facet",
    "years_valid": "a year, kept as the dates it applies to",
    "years_calculated_from": "a year, kept as the period of the data",
    "scope": "the scope, kept as classification",
}


class Oefdb:
    layout: ClassVar[str] = "oefdb"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Open Emission Factors Database, all column sets"

    def recognises(self, file: Path) -> bool:
        """Say whether the first line has the columns that make a factor."""
        found = headed.columns(file)
        return set(NEEDED) <= set(found) and bool(gas_columns(found))

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield the manifest, a factor a line, and an account of all other numbers."""
        table = headed.opened(intake.file, NEEDED)
        gases = gas_columns(table.columns)
        if not gases:
            raise UnreadableFile(
                f"{table.name} line 1 has no column of a gas: kgCO2e-AR5, kgCO2e-AR4, kgCO2 …",
                file=table.name,
            )
        said = words.beside(__file__, "words.json")["manifest"]
        manifest = Manifest.model_validate(
            said | ({"dataset": intake.dataset} if intake.dataset else {})
        )
        yield manifest
        yield from table.cautions()
        weighing = Weighing(table)
        yield from weighing.cautions()
        yield from _unknown_stages(table)
        lines = Lines(manifest.dataset, intake.artifact, gases, weighing)
        found = chain.from_iterable(lines.found(record) for record in table.records())
        others = table.others([column.name for column in gases], _NOT_OURS)
        yield from gathering.settled(chain(found, others))


def _unknown_stages(table: Headed) -> Iterator[Caution]:
    known = words.beside(__file__, "words.json")["stages"]
    said = {stage for r in table.records() for stage in r.cells["lca_activity"].split("-")}
    for stage in sorted(said - set(known) - {"", "not", "supplied"}):
        yield Caution(
            text=f"lca_activity {stage!r} is no stage that is known: its boundary is unknown."
        )
