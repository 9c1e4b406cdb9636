"""Table files of an invented office, written into a test's own folder."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlmodel import Session

from factordb.catalogue.importing import intake
from factordb.catalogue.importing.intake import Asked, Imported

DATASET = "grid-office"
MANIFEST = """\
[manifest]
dataset = "{dataset}"
title = {{en = "Grid Office factors", zh = "电网办公室因子"}}
publisher = {{en = "Grid Office"}}
licence = {{name = "CC0 1.0", id = "CC0-1.0"{redistribute}}}
attribution = "Grid Office, invented for tests"
{more}
[[manifest.series]]
name = "grid"
activities = ["*"]

[constants]
"dates.data" = "{year}"
"source.document" = "Grid Office yearbook {year}"
"source.number" = "GO {year}-1"
"source.publisher" = "Grid Office"
"""

Row = Mapping[str, str]


def a_row(region: str = "CN-SH", printed: str = "0.5500", **more: str) -> Row:
    """Return one row of grid electricity; ``more`` says further paths, ``__`` for a dot."""
    return {
        "activity": "electricity.grid",
        "facets.mix": "average",
        "boundary": "direct",
        "region": region,
        "unit": "kWh",
        "name.en": f"Grid {region}",
        "amount.gas": "CO2",
        "cell.at": f"table 3, {region}",
        "cell.printed": printed,
        "cell.unit": "kgCO2/kWh",
    } | {path.replace("__", "."): text for path, text in more.items()}


def a_property_row(printed: str = "43.0", **more: str) -> Row:
    """Return one row that is a calorific value."""
    return {
        "subject": "fuel.diesel",
        "property": "net-calorific-value",
        "region": "GLO",
        "unit": "TJ/Gg",
        "name.en": "Diesel",
        "cell.at": "table 1, diesel",
        "cell.printed": printed,
    } | {path.replace("__", "."): text for path, text in more.items()}


def a_table(
    folder: Path,
    rows: Sequence[Row],
    year: str = "2023",
    dataset: str = DATASET,
    more: str = "",
    *,
    redistribute: bool = False,
) -> Path:
    """Write ``factors.csv`` and ``release.toml`` into ``folder`` and return the first."""
    folder.mkdir(parents=True, exist_ok=True)
    said = MANIFEST.format(
        dataset=dataset,
        year=year,
        more=more,
        redistribute=", redistribute = true" if redistribute else "",
    )
    (folder / "release.toml").write_text(said, "utf-8")
    file = folder / "factors.csv"
    columns = list(dict.fromkeys(path for row in rows for path in row))
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, columns, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    return file


def asked(release: str = "2023", **changes: object) -> Asked:
    """Return the wish to publish a table of the office at once; ``changes`` replace parts."""
    whole = {"dataset": DATASET, "release": release, "layout": "table", "publish": True} | changes
    return Asked.model_validate(whole)


def take_in(db: Session, folder: Path, rows: Sequence[Row], release: str = "2023") -> Imported:
    """Write ``rows`` and publish them as a release whose data are of the year of its name."""
    file = a_table(folder / release, rows, year=release[:4])
    return intake.take_in(db, file, asked(release))
