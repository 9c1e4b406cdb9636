"""Reads Our World in Data's carbon intensity of electricity by country and year, from Ember.

Layout: a CSV of four columns, one line a country or aggregate and year. Unit: g per kWh of gross
generation. The header prints gCO2; Ember's method aims at the life cycle of all gases, so the
numbers are CO2e of the life cycle and never direct CO2.
Source: https://ourworldindata.org/grapher/carbon-intensity-electricity
"""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from factordb.errors import RegionNotFound, UnreadableFile
from factordb.importers import gathering, headed, words
from factordb.importers.gathering import G_TO_KG, Found, Number, Thing, rejected
from factordb.importers.headed import Headed, Record
from factordb.importers.protocol import Intake, Item
from factordb.model import regions
from factordb.model.dates import year as whole_year
from factordb.model.manifest import Manifest

ENTITY, CODE, YEAR = "Entity", "Code", "Year"
_VALUE = re.compile(r"carbon intensity of electricity\b.*\bgCO2(e|eq)?/kWh.*", re.IGNORECASE)
_DAY = re.compile(r"[12]\d{3}", re.ASCII)
_SOURCE = {
    "document": "Carbon intensity of electricity generation",
    "publisher": "Our World in Data",
    "url": "https://ourworldindata.org/grapher/carbon-intensity-electricity",
    "upstream": {"publisher": "Ember"},
}
_WHAT = "carbon intensity of electricity"
_WHOLE = {
    "activity": "electricity.grid",
    "facets": {"at": "busbar", "mix": "average"},
    "boundary": ["life-cycle"],
    "unit": "kWh",
}


class OwidCarbonIntensity:
    layout: ClassVar[str] = "owid-carbon-intensity"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Our World in Data: carbon intensity of electricity, from Ember"

    def recognises(self, file: Path) -> bool:
        """Say whether the first line is entity, code, year and a carbon intensity."""
        found = headed.columns(file)
        return {ENTITY, CODE, YEAR} <= set(found) and any(map(_VALUE.fullmatch, found))

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield the manifest, a factor a country and year, and an account of the rest."""
        table = headed.opened(intake.file, (ENTITY, CODE, YEAR))
        value = _value_column(table)
        said = words.beside(__file__)["manifest"]
        manifest = Manifest.model_validate(
            said | ({"dataset": intake.dataset} if intake.dataset else {})
        )
        yield manifest
        yield from table.cautions()
        same = {"dataset": manifest.dataset, "source": _SOURCE | {"artifact": intake.artifact}}
        found = (_found(record, value, same) for record in table.records())
        others = table.others([value], {YEAR: "the year, kept as the period of the data"})
        yield from gathering.settled(chain(chain.from_iterable(found), others))


def _value_column(table: Headed) -> str:
    values = [column for column in table.columns if _VALUE.fullmatch(column)]
    if len(values) != 1:
        raise UnreadableFile(
            f"{table.name} line 1 has {len(values)} columns of carbon intensity in gCO2/kWh, and "
            "one is needed.",
            file=table.name,
        )
    return values[0]


def _found(record: Record, column: str, same: dict[str, Any]) -> Iterator[Found]:
    entity, year = words.tidy(record.cells[ENTITY]), record.cells[YEAR].strip()
    cell = Number(
        record.at(column),
        record.cells[column],
        {"gas": "CO2e"},
        column.rpartition(" ")[2],
        G_TO_KG,
    )
    numbers, rest = gathering.read([cell])
    about: dict[str, Any] = {
        "dates": {"data": whole_year(year)},
        "name": {"en": f"{entity}, {_WHAT}"},
    }
    try:
        about["region"] = words.beside(__file__)["regions"].get(entity) or regions.country(entity)
    except RegionNotFound as error:
        yield from rest
        yield from rejected(numbers, f"Entity: {error.detail}")
        return
    whole = _WHOLE | same | about
    yield from gathering.of(whole, rest)
    if numbers and not _DAY.fullmatch(year):
        yield from rejected(numbers, f"Year: {year!r} is no year")
    elif numbers:
        yield Thing(whole, numbers)
