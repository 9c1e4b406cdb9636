"""Reads the flat files of the UK Government's GHG conversion factors for company reporting.

Layout: a workbook, old or new, with the sheet ``Factors by Category``; its header (row 5 or 6)
reads ``Scope``, ``Level 1`` … ``Level 4``, ``Column Text``, ``UOM``, ``GHG`` or ``GHG/Unit`` and
``GHG Conversion Factor 2024``, with or without ``ID`` before them; one row is one number, in kg
CO2e per unit or kWh per distance; a row ``END`` ends it. Proved on the files of 2022 (.xls,
without ID), 2023 and 2024. Unproved, by samples of our own making only: 2016–2021 and 2025.
Source: https://www.gov.uk/government/collections/government-conversion-factors-for-company-reporting

What is decided here, and why:

- All rows of one activity and unit are one factor. ``amount.id`` is the row's ID; ``ids`` are
  the IDs of all its rows, so that any of them finds the factor.
- Gases are ``kg_co2e``: "kg CO2e of CO2 per unit" is weighted, with radiative forcing even CO2.
- An average ("Average car", "Average laden", "All HGVs") or unknown is the absence of a facet.
- Scope 1 vehicles and the electricity of one's own are ``owned: yes``, leased ones ``managed:
  yes``; vehicles of others have neither, since only their numbers are whole for electric cars.
- The grid's factor is ``at: busbar``, since the publisher counts transmission apart; the
  manifest's defaults name what is plain here, so a question need not.
- A year in Level 4 (2022: "2020") may label the reporting or the data year: it stays in the name.
- Flights carry ``radiative-forcing`` either way; the publisher asks organisations to count it, so
  the manifest's default is ``with``.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from factordb.errors import UnreadableFile
from factordb.importers import containers, printed
from factordb.importers.containers import Workbook
from factordb.importers.protocol import Intake, Item
from factordb.importers.uk_ghg_flat import documents, front, sheet
from factordb.importers.uk_ghg_flat.activities import normal
from factordb.importers.uk_ghg_flat.documents import Said
from factordb.importers.uk_ghg_flat.front import Front
from factordb.importers.uk_ghg_flat.sheet import Line
from factordb.model import dates, gwp
from factordb.model.manifest import Manifest
from factordb.model.reading import Caution, NotOurs

DATASET = "uk-ghg-conversion-factors"
_METHODS = ("SAR", "TAR", "AR4", "AR5", "AR6")
_TELLING = {"methane": "CH4", "nitrous oxide": "N2O"}
"""Released gases, by their words in Level 3; carbon dioxide weighs 1 by every method."""


class UkGhgFlat:
    layout: ClassVar[str] = "uk-ghg-flat"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "UK GHG conversion factors, flat file (2022–2024; 2016–2025 unproved)"

    def recognises(self, file: Path) -> bool:
        """Say whether ``file`` is a workbook whose ``Factors by Category`` has the header."""
        if not containers.is_workbook(file):
            return False
        try:
            found = sheet.of(Workbook(file))
            return found is not None and sheet.header(list(found.rows())) is not None
        except UnreadableFile:
            return False

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield the manifest, then the documents in the order of their first rows.

        Raises:
            UnreadableFile: the sheet, its header, or the year is missing.
        """
        book = Workbook(intake.file)
        factors = sheet.of(book)
        rows = list(factors.rows()) if factors is not None else []
        head = sheet.header(rows)
        if factors is None or head is None:
            raise UnreadableFile(
                f"{intake.file.name} has no sheet 'Factors by Category' with the columns of the "
                "flat file: fetch the flat file, not the full or condensed set.",
                file=intake.file.name,
            )
        page = _front(book)
        year = _year(head.year or page.year, intake.file)
        body = sheet.body(factors, rows, head)
        dataset = intake.dataset or DATASET
        yield _manifest(dataset, page, body.lines)
        yield from _cautions(intake.file, head.year, page, body)
        yield from documents.documents(body.lines, _said(intake, dataset, page, year))
        yield from _not_ours(book, factors.name, body)


def _front(book: Workbook) -> Front:
    name = next((name for name in book.names if normal(name) == "front page"), None)
    return front.read(list(book.sheet(name).rows()) if name is not None else [])


def _year(found: str | None, file: Path) -> str:
    if found is None:
        raise UnreadableFile(
            f"{file.name} names its year neither in the header of the factors nor on the front "
            "page, so nobody can say when they apply.",
            file=file.name,
        )
    return found


def _said(intake: Intake, dataset: str, page: Front, year: str) -> Said:
    when = {"applies": dates.year(year)} | ({"published": page.updated} if page.updated else {})
    source = {
        "artifact": intake.artifact,
        "document": page.document(year),
        "publisher": page.department,
    }
    return Said(dataset, when, source)


def _manifest(dataset: str, page: Front, lines: Sequence[Line]) -> Manifest:
    inferred = _inferred(lines)
    return Manifest.model_validate(
        {
            "dataset": dataset,
            "title": {"en": front.TITLE},
            "publisher": {"en": page.department},
            "licence": {
                "name": "Open Government Licence v3.0",
                "id": "OGL-UK-3.0",
                "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
                "redistribute": True,
            },
            "attribution": "Contains public sector information licensed under the Open Government "
            f"Licence v3.0: {front.TITLE}, {page.department}.",
            "url": "https://www.gov.uk/government/collections/"
            "government-conversion-factors-for-company-reporting",
            "series": [
                {"name": "company-reporting", "activities": ["*"], "purpose": ["organisation"]}
            ],
            "defaults": {"at": "busbar", "mix": "average", "radiative-forcing": "with"},
            **({"inferred": inferred} if inferred else {}),
        }
    )


def _inferred(lines: Sequence[Line]) -> dict[str, str] | None:
    """Return the one GWP method that the rows of released gases fit, and those rows."""
    telling: dict[str, tuple[str, Line]] = {}
    for line in lines:
        gas = _TELLING.get(normal(line.levels.level3))
        value = printed.number(line.printed)
        if gas and value and line.unit == "kg" and line.ghg == "kg CO2e" and _released(line):
            telling.setdefault(gas, (value, line))
    fitting = [m for m in _METHODS if all(_fits(m, g, v) for g, (v, _) in telling.items())]
    if "CH4" not in telling or len(fitting) != 1:
        return None
    told = "; ".join(
        f"{line.at} gives {value} kg CO2e per kg of {line.levels.level3.lower()}"
        for value, line in telling.values()
    )
    return {"gwp": fitting[0], "evidence": told}


def _released(line: Line) -> bool:
    return normal(line.levels.level1) == "refrigerant other"


def _fits(method: str, gas: str, value: str) -> bool:
    return gwp.weight(method, gas) == Decimal(value)


def _cautions(file: Path, named: str | None, page: Front, body: sheet.Body) -> Iterator[Caution]:
    misnamed = containers.misnamed(file)
    if misnamed:
        yield Caution(text=misnamed)
    if named and page.year and named != page.year:
        yield Caution(text=f"The factors are headed {named}, the front page says {page.year}.")
    if body.below:
        yield Caution(text=f"{body.below} numbers stand below the row END, and were not read.")


def _not_ours(book: Workbook, name: str, body: sheet.Body) -> Iterator[NotOurs]:
    if body.beside:
        yield NotOurs(reason="labels of rows and columns, such as years", count=body.beside)
    if body.below:
        yield NotOurs(reason="below the row END", count=body.below)
    for other in book.names:
        if other != name:
            count = sum(sum(row.numeric) for row in book.sheet(other).rows())
            if count:
                yield NotOurs(reason=f"sheet {other!r}: not of the publisher's table", count=count)
