"""Tables with one header row: tables 2 to 5, 7, 8 and 10.

Names of vehicles and fuels stand once, beside the first of their rows; a name in parentheses
below continues the one above. Model years and fuels are labels that tell numbers apart.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from factordb.importers.grid import Grid, Spot
from factordb.importers.us_epa_hub.blocks import Block
from factordb.importers.us_epa_hub.columns import Column, factor_column
from factordb.model.reading import NotOurs

_LABELS = {
    "fuel type": "fuel",
    "vehicle type": "vehicle",
    "model year": "year",
    "vehicle year": "year",
    "year": "year",
    "unit": "unit",
    "units": "unit",
}
_CARRIED = ("vehicle", "fuel")
"""Labels that hold for the rows below, until the next; a new vehicle begins without a fuel."""


class Line(NamedTuple):
    """One row of numbers, and the labels that hold for it."""

    row: int
    labels: dict[str, str]
    """By ``vehicle``, ``fuel``, ``year``, ``unit``; ``name`` where no header names the column."""


class Listed(NamedTuple):
    """A table taken apart."""

    columns: dict[int, Column]
    lines: list[Line]
    years: int
    """How many model years are numbers of the file."""

    def not_ours(self) -> Iterator[NotOurs]:
        """Yield the labels that look like numbers."""
        if self.years:
            yield NotOurs(reason="model years: they tell numbers apart", count=self.years)


def listed(grid: Grid, block: Block) -> Listed | None:
    """Return the table in ``block``, or nothing where no header is found."""
    for row in block.rows:
        texts = grid.row(row)
        columns = {i: c for i, text in enumerate(texts, start=1) if (c := factor_column(text))}
        if columns:
            labels = {
                i: _LABELS[text.casefold()]
                for i, text in enumerate(texts, start=1)
                if text.casefold() in _LABELS
            }
            return _taken_apart(grid, range(row + 1, block.rows.stop), columns, labels)
    return None


def _taken_apart(
    grid: Grid, rows: range, columns: dict[int, Column], labels: dict[int, str]
) -> Listed:
    beside = min(columns) - 1
    names = labels or ({beside: "name"} if beside else {})
    held = _CARRIED if _has_rows_within_rows(names) else ()
    starts, years, lines = _starts(grid, rows, names, held), 0, list[Line]()
    carried: dict[str, str] = {}
    for row in rows:
        texts = grid.row(row)
        if not any(texts[column - 1] for column in columns):
            continue
        own = {what: texts[i - 1] for i, what in names.items() if what not in held}
        for i, what in names.items():
            if what == "year" and grid.holds_number(Spot(row, i)):
                grid.take(Spot(row, i))
                years += 1
        carried = _below(carried, starts.get(row, {}))
        lines.append(Line(row, {k: v for k, v in (carried | own).items() if v}))
    return Listed(columns, lines, years)


def _has_rows_within_rows(names: dict[int, str]) -> bool:
    """Say whether a vehicle has several rows: without year or fuel, each row has its own name."""
    return "vehicle" in names.values() and bool({"year", "fuel"} & set(names.values()))


def _below(carried: dict[str, str], fresh: dict[str, str]) -> dict[str, str]:
    return fresh if "vehicle" in fresh else carried | fresh


def _starts(
    grid: Grid, rows: range, names: dict[int, str], held: tuple[str, ...]
) -> dict[int, dict[str, str]]:
    """Return the carried labels by the row they begin in, second lines joined on."""
    found: dict[int, dict[str, str]] = {}
    last: dict[str, int] = {}
    for row in rows:
        texts = grid.row(row)
        for i, what in names.items():
            text = texts[i - 1]
            if what not in held or not text:
                continue
            if re.fullmatch(r"\(.*\)", text) and what in last:
                found[last[what]][what] += f" {text}"
            else:
                found.setdefault(row, {})[what] = text
                last[what] = row
    return found
