"""Table files of invented offices: known to the last digit, so that a half release shows."""

from pathlib import Path

ROWS = 40

_MAPPING = """
[manifest]
dataset = "{dataset}"
title = {{en = "Factors of an invented office"}}
publisher = {{en = "{dataset}"}}
licence = {{name = "CC0 1.0", id = "CC0-1.0"}}
attribution = "invented"

[[manifest.series]]
name = "invented"
activities = ["fuel.*"]

[release]
name = "{release}"

[constants]
"activity" = "fuel.invented"
"boundary" = "combustion"
"region" = "GLO"
"unit" = "kg"
"amount.gas" = "CO2"
"""


def table(folder: Path, dataset: str, release: int) -> Path:
    """Write one release into ``folder`` and return its table."""
    place = folder / dataset / str(release)
    place.mkdir(parents=True, exist_ok=True)
    (place / "release.toml").write_text(_MAPPING.format(dataset=dataset, release=release))
    lines = [
        f"{year},year {year},line {year},{value(release, year)}"
        for year in range(1980, 1980 + ROWS)
    ]
    file = place / "factors.csv"
    file.write_text("\n".join(["dates.data,name.en,cell.at,cell.printed", *lines]) + "\n")
    return file


def value(release: int, year: int) -> str:
    """Return the number of one row; every third year has the same in all releases.

    They are plausible for a fuel, so that no check holds a release.
    """
    return f"2.{year}" if year % 3 == 0 else f"2.{year}{release:04d}"
