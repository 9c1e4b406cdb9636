"""Reads the U.S. EPA's Supply Chain GHG Emission Factors: kg per dollar, by NAICS code.

Layout: a CSV of one line per NAICS code and gas, with the factor without margins, the margins, and
both together; one file has all gases as CO2e, another each gas apart. Unit: kg per dollar of
purchaser price, the price year printed in the unit. No column names the GWP method: up to dollars
of 2021 it is AR4, as the publisher's description says; later ones are read with none, unless the
gas is printed with it, ``All GHGs (AR5)``.
Source: https://doi.org/10.23719/1531143
"""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from factordb.importers import gathering, headed, words
from factordb.importers.gathering import Found, Number, Thing, rejected
from factordb.importers.headed import Headed, Record
from factordb.importers.protocol import Intake, Item
from factordb.model.manifest import Manifest
from factordb.model.reading import Caution

WITHOUT = "Supply Chain Emission Factors without Margins"
MARGINS = "Margins of Supply Chain Emission Factors"
WITH = "Supply Chain Emission Factors with Margins"
VALUES = (WITHOUT, MARGINS, WITH)
CODE, NAME, USEEIO = "NAICS Code 2017", "NAICS Title 2017", "Reference USEEIO Code"

_NEEDED = (CODE, NAME, "GHG", "Unit", *VALUES, USEEIO)
_UNIT = re.compile(r"kg(?: CO2e)?/(?P<year>\d{4}) (?P<money>[A-Z]{3}), purchaser price")
_TOTAL = re.compile(r"All GHGs(?:,? \(?(?P<method>AR[4-6])\)?)?")
_KNOWN, _UP_TO = "AR4", "2021"
"""The GWP method of totals, and the last price year that it is known of."""
_KEPT = "a code, kept as classification"
_UNWEIGHABLE = "HFCs and PFCs, unspecified"


class UsEpaSupplyChain:
    layout: ClassVar[str] = "us-epa-supply-chain"
    version: ClassVar[str] = "2"
    title: ClassVar[str] = (
        "U.S. EPA Supply Chain GHG Emission Factors by NAICS code, CO2e or by gas"
    )

    def recognises(self, file: Path) -> bool:
        """Say whether the first line has the columns of factors with and without margins."""
        return set(_NEEDED) <= set(headed.columns(file))

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield the manifest, two factors a NAICS code, and an account of all other numbers."""
        table = headed.opened(intake.file, _NEEDED)
        manifest = _manifest(intake.dataset, table)
        yield manifest
        yield from table.cautions()
        yield from _cautions(table)
        records = (_found(record, manifest.dataset, intake.artifact) for record in table.records())
        codes = table.others(VALUES, {CODE: _KEPT, USEEIO: _KEPT})
        yield from gathering.settled(chain(chain.from_iterable(records), codes))


def _manifest(asked: str | None, table: Headed) -> Manifest:
    """Return the manifest of the file of totals, or of the one by gas."""
    total = any(_is_total(record.cells["GHG"]) for record in table.records())
    said = words.beside(__file__)["manifest"] | ({} if total else words.beside(__file__)["by-gas"])
    return Manifest.model_validate(said | ({"dataset": asked} if asked else {}))


def _cautions(table: Headed) -> Iterator[Caution]:
    if any(record.cells["GHG"] == _UNWEIGHABLE for record in table.records()):
        yield Caution(
            text=f"{_UNWEIGHABLE} are printed in kg of a mixture without a GWP: no CO2e can be "
            "computed of the gases; the total is in the publisher's other file."
        )
    unsaid = {r.cells["Unit"] for r in table.records() if _says(r.cells) == {"gas": "CO2e"}}
    if unsaid:
        yield Caution(
            text=f"Nothing says by which GWP method the totals in {sorted(unsaid)[0][:80]!r} are "
            "weighed: they are kept without one, and compare with no other release."
        )


def _is_total(printed: str) -> bool:
    return _TOTAL.fullmatch(printed.strip()) is not None


def _says(cells: dict[str, str]) -> dict[str, str]:
    """Return which gas is meant; of a total the GWP method, where it is printed or known."""
    total = _TOTAL.fullmatch(cells["GHG"].strip())
    if total is None:
        known: dict[str, str] = words.beside(__file__)["gases"].get(cells["GHG"], {})
        return known or {"gas": cells["GHG"]}
    unit = _UNIT.fullmatch(words.tidy(cells["Unit"]))
    method = total["method"] or (_KNOWN if unit and unit["year"] <= _UP_TO else None)
    return {"gas": "CO2e"} | ({"gwp": method} if method else {})


def _found(record: Record, dataset: str, artifact: str) -> Iterator[Found]:
    """Yield what one line says: the factor with margins, and the one without."""
    cells = record.cells
    unit = _UNIT.fullmatch(words.tidy(cells["Unit"]))
    says = _says(cells)
    with_, margins, without = (
        Number(record.at(column), cells[column], says | part, cells["Unit"] or None)
        for column, part in ((WITH, {}), (MARGINS, {"part": "margins"}), (WITHOUT, {}))
    )
    for which, stage, parts in (
        ("with", "cradle-to-shelf", (with_, margins)),
        ("without", "cradle-to-gate", (without,)),
    ):
        numbers, rest = gathering.read(parts)
        if unit is None:
            yield from rest
            yield from rejected(numbers, f"Unit: {cells['Unit']!r} names no price year")
            continue
        whole = _whole(cells, f"{unit['money']}{{{unit['year']},purchaser}}") | {
            "dataset": dataset,
            "facets": {"margins": which},
            "boundary": [stage],
            "source": _SOURCE | {"artifact": artifact},
        }
        yield from gathering.of(whole, rest)
        if numbers:
            yield Thing(whole, numbers, cells[CODE] or None)


def _whole(cells: dict[str, str], unit: str) -> dict[str, Any]:
    codes = {"naics-2017": cells[CODE], "useeio": cells[USEEIO]}
    return {
        "activity": f"spend.{words.slug(cells[NAME])}",
        "region": "US",
        "unit": unit,
        "name": {"en": cells[NAME]},
        "classification": {scheme: [code] for scheme, code in codes.items() if code.strip()},
    }


_SOURCE = {
    "document": "Supply Chain Greenhouse Gas Emission Factors for US Commodities and Industries",
    "publisher": "U.S. Environmental Protection Agency",
    "url": "https://doi.org/10.23719/1531143",
}
