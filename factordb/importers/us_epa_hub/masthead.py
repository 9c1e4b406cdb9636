"""What stands above the tables, and what the dataset says about itself."""

import re
from datetime import date

from factordb.importers.grid import Grid
from factordb.importers.us_epa_hub.gathering import PUBLISHER, URL
from factordb.model.manifest import Manifest

DATASET = "us-epa-ghg-hub"

_TITLE = "Emission Factors for Greenhouse Gas Inventories"
_TOP = 12
"""Rows in which title and date are looked for."""
_MODIFIED = re.compile(
    r"Last Modified: ((?P<month>[A-Z][a-z]+) (?P<day>\d{1,2}),|"
    r"(?P<day_first>\d{1,2}) (?P<month_second>[A-Z][a-z]+)) (?P<year>20\d\d)"
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def title(grid: Grid) -> str:
    """Return the title of the document, or nothing where it has another one."""
    return _TITLE if _TITLE in _top(grid) else ""


def published(grid: Grid) -> str | None:
    """Return the day on which the sheet was last modified: ``2024-06-05``."""
    for text in _top(grid):
        found = _MODIFIED.fullmatch(text)
        month = found and (found["month"] or found["month_second"])
        if found and month in _MONTHS:
            day = int(found["day"] or found["day_first"])
            return _day(int(found["year"]), _MONTHS.index(month) + 1, day)
    return None


def _day(year: int, month: int, day: int) -> str | None:
    """Return a day as ISO 8601, or nothing where the calendar has none."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _top(grid: Grid) -> list[str]:
    return [text for row in range(1, min(_TOP, len(grid)) + 1) for text in grid.row(row) if text]


def manifest(dataset: str) -> Manifest:
    """Return what the dataset says about itself."""
    return Manifest.model_validate(
        {
            "dataset": dataset,
            "title": {"en": "GHG Emission Factors Hub", "zh": "温室气体排放因子库"},
            "publisher": {"en": PUBLISHER, "zh": "美国国家环境保护局"},
            "description": {
                "en": "Default factors for organisations' inventories: fuels, vehicles, "
                "electricity of the eGRID subregions, steam, transport, waste, travel, GWP."
            },
            "licence": {
                "name": "Public domain: a work of the United States Government (17 U.S.C. § 105)",
                "redistribute": True,
            },
            "attribution": f"{PUBLISHER}, GHG Emission Factors Hub",
            "url": URL,
            "series": [
                {
                    "name": "electricity",
                    "activities": ["electricity.*"],
                    "purpose": ["organisation"],
                    "year": "data",
                },
                {
                    "name": "factors",
                    "activities": ["*"],
                    "purpose": ["organisation"],
                    "year": "carry-forward",
                },
            ],
            "defaults": {"at": "busbar", "mix": "average"},
        }
    )
