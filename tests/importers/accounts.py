"""What an importer made of a file, counted beside what a plain reader finds in it."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from factordb.importers.protocol import Importer, Intake, Item
from factordb.model.factor import Factor
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.reading import Blank, Caution, NotOurs, Rejection

ARTIFACT = "sha256:" + "0" * 64


def read(importer: Importer, file: Path, dataset: str | None = None) -> list[Item]:
    """Return all that ``importer`` makes of ``file``."""
    return list(importer.read(Intake(file, ARTIFACT, dataset)))


def factors(items: Iterable[Item]) -> list[Factor]:
    return [item for item in items if isinstance(item, Factor)]


def properties(items: Iterable[Item]) -> list[Property]:
    return [item for item in items if isinstance(item, Property)]


def documents(items: Iterable[Item]) -> list[Factor | Property]:
    return [item for item in items if isinstance(item, Factor | Property)]


def rejections(items: Iterable[Item]) -> list[Rejection]:
    return [item for item in items if isinstance(item, Rejection)]


def cautions(items: Iterable[Item]) -> list[str]:
    return [item.text for item in items if isinstance(item, Caution)]


def not_ours(items: Iterable[Item]) -> dict[str, int]:
    return {item.reason: item.count for item in items if isinstance(item, NotOurs)}


def blanks(items: Iterable[Item]) -> int:
    return sum(item.count for item in items if isinstance(item, Blank))


def the_manifest(items: Iterable[Item]) -> Manifest:
    (manifest,) = (item for item in items if isinstance(item, Manifest))
    return manifest


def places(document: Factor | Property) -> list[str]:
    """Return every place that a number of ``document`` is printed at."""
    ats = [cell.at for cell in document.source.cells]
    return [place for at in ats for place in ((at,) if isinstance(at, str) else at)]


def accounted(items: Sequence[Item]) -> int:
    """Return how many numbers of the file the items stand for."""
    return (
        sum(len(places(document)) for document in documents(items))
        + sum(rejection.numbers for rejection in rejections(items))
        + sum(not_ours(items).values())
    )


def numbers_in(file: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> int:
    """Count the cells below the header of a CSV that Python takes for a number."""
    text = file.read_bytes().decode(encoding)
    _, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return sum(_is_number(cell) for line in lines for cell in line)


def a_csv(
    file: Path,
    lines: Iterable[Sequence[str]],
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    """Write a CSV of our own making."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(lines)
    file.write_bytes(out.getvalue().encode(encoding))
    return file


def _is_number(cell: str) -> bool:
    try:
        value = float(cell)
    except ValueError:
        return False
    return math.isfinite(value) and "_" not in cell
