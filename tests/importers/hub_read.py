"""What the hub's importer makes of a file, and the publisher's own files."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
import python_calamine

from factordb.importers.protocol import Intake, Item
from factordb.importers.us_epa_hub import UsEpaHub
from factordb.model.factor import Factor
from factordb.model.property import Property
from factordb.model.reading import Blank, Caution, NotOurs, Rejection
from tests.publishers import DATA

ARTIFACT = "sha256:" + "a" * 64
HUBS = DATA / "us-epa-hub"
YEAR_2023 = HUBS / "ghg-emission-factors-hub-2023.xlsx"
ORIGINAL = HUBS / "ghg-emission-factors-hub-2024_2024-02-13-original.xlsx"
ERRATUM = HUBS / "ghg-emission-factors-hub-2024_2024-06-05-erratum.xlsx"
REAL = pytest.mark.parametrize("file", [YEAR_2023, ORIGINAL, ERRATUM], ids=lambda file: file.stem)

CAR = '["transport.passenger.car",{},["combustion"],"US","vehicle-mile"]'


class Read:
    """All that reading one file yields."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.factors = {i.key(): i for i in items if isinstance(i, Factor)}
        self.properties = {i.key(): i for i in items if isinstance(i, Property)}
        self.rejections = [i for i in items if isinstance(i, Rejection)]
        self.cautions = [i.text for i in items if isinstance(i, Caution)]
        self.blank = sum(i.count for i in items if isinstance(i, Blank))
        self.not_ours = sum(i.count for i in items if isinstance(i, NotOurs))

    def accounted(self) -> int:
        documents = [i for i in self.items if isinstance(i, Factor | Property)]
        cells = [cell.at for document in documents for cell in document.source.cells]
        places = sum(1 if isinstance(at, str) else len(at) for at in cells)
        return places + sum(r.numbers for r in self.rejections) + self.not_ours

    def factor(self, activity: str, unit: str, region: str = "US", **facets: str) -> Factor:
        names = {name.replace("_", "-"): value for name, value in facets.items()}
        (found,) = (
            f
            for f in self.factors.values()
            if (f.activity, f.unit, f.region, f.facets or {}) == (activity, unit, region, names)
        )
        return found

    def property(self, subject: str) -> Property:
        (found,) = (p for p in self.properties.values() if p.subject == subject)
        return found


def read(file: Path) -> Read:
    return Read(list(UsEpaHub().read(Intake(file, ARTIFACT))))


def masses(factor: Factor) -> dict[str, str | None]:
    return {amount.gas: amount.value() for amount in factor.amounts}


def numbers_in(file: Path) -> int:
    """Count the numbers of a workbook without the importer: typed ones, and texts that are one."""
    text = re.compile(r"\s*[<>]?\s*[0-9][0-9,]*(\.[0-9]+)?\s*")
    book = python_calamine.CalamineWorkbook.from_path(str(file))
    cells = [
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    return sum(
        isinstance(cell, float | int) or (isinstance(cell, str) and bool(text.fullmatch(cell)))
        for cell in cells
    )
