"""Reads ADEME's Base Carbone: elements with their parts, in French, partly English and Spanish.

Layout: one line an element, below it a line a part (``Poste``); from the workbook, or the
publisher's CSV of Windows-1252 parted by semicolons with decimal commas. Unit: kg CO2e per the
element's own unit, gases weighted by a GWP method that is not named; source data in units of their
own. Source: https://base-empreinte.ademe.fr
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import ClassVar

from factordb.importers import containers, gathering
from factordb.importers.base_carbone import elements, lines, meaning
from factordb.importers.base_carbone.columns import NOT_OURS, VALUES
from factordb.importers.base_carbone.lines import File
from factordb.importers.protocol import Intake, Item
from factordb.model.manifest import Manifest
from factordb.model.reading import Caution, NotOurs


class BaseCarbone:
    layout: ClassVar[str] = "base-carbone"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "ADEME Base Carbone, workbook or CSV"

    def recognises(self, file: Path) -> bool:
        """Say whether a sheet or the first line has the columns of elements and parts."""
        return lines.has_layout(file)

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield the manifest, a document an element, and an account of all other numbers."""
        file = lines.opened(intake.file)
        manifest = Manifest.model_validate(
            meaning.said("manifest") | ({"dataset": intake.dataset} if intake.dataset else {})
        )
        yield manifest
        yield from _cautions(intake.file, file)
        same = {"dataset": manifest.dataset, "source": {"artifact": intake.artifact}}
        yield from gathering.settled(chain(elements.found(file, same), _others(file)))


def _cautions(path: Path, file: File) -> Iterator[Caution]:
    misnamed = containers.misnamed(path)
    if misnamed:
        yield Caution(text=misnamed)
    if file.encoding:
        yield Caution(text=f"{path.name} is not UTF-8; it was read as {file.encoding}.")


def _others(file: File) -> Iterator[NotOurs]:
    """Yield how many numbers stand in columns that hold no amounts, and on other sheets."""
    for column in file.columns:
        count = 0 if column in VALUES else file.count(column)
        if count:
            reason = NOT_OURS.get(column, "a word of a name or code, or no column of this layout")
            yield NotOurs(reason=f"{column[:200]}: {reason}", count=count)
    for sheet, count in file.others.items():
        if count:
            yield NotOurs(reason=f"sheet {sheet[:100]!r}: not of the Base Carbone", count=count)
