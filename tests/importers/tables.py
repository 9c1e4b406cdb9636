"""Tables of our own making, with the TOML beside them."""

import csv
from collections.abc import Sequence
from pathlib import Path

from factordb.importers.protocol import Intake, Item
from factordb.importers.table import Table, writer
from factordb.model.base import Document
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.property import Property
from factordb.model.reading import Blank, NotOurs, Rejection
from tests.examples import a_manifest

SOUND = {
    "activity": "electricity.grid",
    "facets.mix": "average",
    "region": "CN-SH",
    "dates.data": "2023",
    "unit": "kWh",
    "name.zh": "上海",
    "amount.gas": "CO2",
    "cell.at": "table 3, Shanghai",
    "cell.printed": "0.5500",
    "cell.unit": "kgCO2/kWh",
}
"""One row: 0.5500 kg CO2 per kWh."""

NO_ARTIFACT = "sha256:" + "0" * 64


def a_row(**changes: str | None) -> dict[str, str]:
    """Return a sound row; ``__`` in a name stands for a dot, nothing leaves the column out."""
    said = SOUND | {path.replace("__", "."): text for path, text in changes.items()}
    return {path: text for path, text in said.items() if text is not None}


def as_csv(rows: Sequence[dict[str, str]]) -> str:
    """Return ``rows`` under the union of their columns."""
    columns = list(dict.fromkeys(path for row in rows for path in row))
    lines = [columns, *([row.get(path, "") for path in columns] for row in rows)]
    return "\n".join(",".join('"' + c.replace('"', '""') + '"' for c in line) for line in lines)


def a_table(folder: Path, content: str | bytes, more: str = "") -> Path:
    """Write a table and the TOML beside it; ``more`` is added to the TOML."""
    file = folder / "factors.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    toml = writer.toml(a_manifest().plain(), "1")
    file.with_suffix(".toml").write_text(f"{toml}\n{more}", "utf-8")
    return file


def read(file: Path, dataset: str | None = None) -> list[Item]:
    """Return what the importer yields, without the manifest."""
    return list(Table().read(Intake(file, NO_ARTIFACT, dataset)))[1:]


def of(folder: Path, *rows: dict[str, str], more: str = "") -> list[Item]:
    """Return what the importer makes of ``rows``."""
    return read(a_table(folder, as_csv(rows), more))


def only(items: list[Item]) -> Factor:
    """Return the one factor that ``items`` are."""
    (factor,) = items
    assert isinstance(factor, Factor), factor
    return factor


def reason(items: list[Item]) -> str:
    """Return why the one rejection that ``items`` are was made."""
    (rejection,) = items
    assert isinstance(rejection, Rejection), rejection
    return rejection.reason


def digests(items: Sequence[Item | Document]) -> list[str]:
    """Return the digests of the documents among ``items``, sorted."""
    kinds = (Factor, Property, Label)
    return sorted(item.digest() for item in items if isinstance(item, kinds))


def numbers(items: Sequence[Item]) -> dict[str, int]:
    """Return where the numbers of a file went."""
    return {
        "in factors": sum(len(i.amounts) for i in items if isinstance(i, Factor)),
        "in properties": sum(isinstance(i, Property) for i in items),
        "rejected": sum(i.numbers for i in items if isinstance(i, Rejection)),
        "not ours": sum(i.count for i in items if isinstance(i, NotOurs)),
        "blank": sum(i.count for i in items if isinstance(i, Blank)),
    }


def lines_of(text: str) -> list[list[str]]:
    """Return the cells of a CSV, line by line."""
    return list(csv.reader(text.splitlines(keepends=True)))
