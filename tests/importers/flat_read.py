"""What the UK's importer makes of a flat file."""

from pathlib import Path

from factordb.importers import printed
from factordb.importers.containers import Workbook
from factordb.importers.protocol import Intake, Item
from factordb.importers.uk_ghg_flat import UkGhgFlat, sheet
from factordb.model.factor import Factor
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.reading import Caution, NotOurs, Rejection
from tests.importers import flat_files
from tests.importers.flat_files import NEWEST, Shape, Value, write

ARTIFACT = "sha256:" + "0" * 64


def read(file: Path, dataset: str | None = None) -> list[Item]:
    return list(UkGhgFlat().read(Intake(file, ARTIFACT, dataset)))


def read_rows(folder: Path, *rows: list[Value], shape: Shape = NEWEST) -> list[Item]:
    return read(write(folder, rows, shape))


def the_factor(items: list[Item]) -> Factor:
    (factor,) = factors(items)
    return factor


def factors(items: list[Item]) -> list[Factor]:
    return [item for item in items if isinstance(item, Factor)]


def properties(items: list[Item]) -> list[Property]:
    return [item for item in items if isinstance(item, Property)]


def rejections(items: list[Item]) -> list[Rejection]:
    return [item for item in items if isinstance(item, Rejection)]


def cautions(items: list[Item]) -> list[str]:
    return [item.text for item in items if isinstance(item, Caution)]


def the_manifest(items: list[Item]) -> Manifest:
    (manifest,) = (item for item in items if isinstance(item, Manifest))
    return manifest


def accounted(items: list[Item]) -> int:
    """Return how many numbers of the file the items stand for."""
    documents: list[Factor | Property] = [*factors(items), *properties(items)]
    cells = [cell.at for document in documents for cell in document.source.cells]
    return (
        sum(1 if isinstance(at, str) else len(at) for at in cells)
        + sum(rejection.numbers for rejection in rejections(items))
        + sum(item.count for item in items if isinstance(item, NotOurs))
    )


def numbers_in(file: Path) -> int:
    """Count numeric cells of all sheets, and texts in the column of the factors."""
    book, found = Workbook(file), 0
    for name in book.names:
        head = None
        for line in (rows := list(book.sheet(name).rows())):
            found += sum(line.numeric)
        head = sheet.header(rows) if name == flat_files.SHEET else None
        if head is not None:
            column = head.columns["factor"]
            texts = [r.cells[column] for r in rows if r.number > head.row and not r.numeric[column]]
            found += sum(1 for text in texts if not printed.is_blank(text))
    return found
