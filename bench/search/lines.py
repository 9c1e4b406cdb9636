"""Labelled lines: how people write them in lists, and which factors each asks for, or none.

A label is judged by what the line says, in its words and columns, and by what the seeds hold;
never by what an engine returns. It names activities (with facets and a boundary where the line
says so) and regions: every factor of these is right, whichever release it stands in. Where the
line names a region, right is the nearest of its chain that has such a factor in a unit that fits.
Which half a line is in follows from its id; one half fits the model, the other is only reported.
"""

import csv
import fnmatch
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from factordb import units
from factordb.search.item import Item

FILE = Path(__file__).with_name("lines.csv")
COLUMNS = ("id", "text", "region", "year", "unit", "amount", "activity", "where", "basis")
NOTHING = "none"
"""The label of a line that asks for what the seeds do not hold."""

_SUBJECT = {"direct", "combustion", "indirect", "life-cycle", "unknown"}
"""A boundary without any of these is only upstream or only transmission."""
_USUAL = {"mix": "average", "coverage": ""}
"""What a factor may say of these where the line says nothing of them."""

Half = Literal["tuning", "reported"]


class Line(NamedTuple):
    id: str
    given: dict[str, str]
    """Text, region, year, unit and amount, as they were written; absent ones are left out."""
    activity: tuple[str, ...]
    """Patterns ``activity{facet=value;facet=}[boundary]``, ``*`` at the end for all below; an
    empty value means that the factor must not say that facet. Empty where nothing is right."""
    where: tuple[str, ...]
    """Regions that are right; empty where any is."""
    basis: str = ""
    """The calorific value that the line counts by: ``GCV``, ``NCV``; ``unsaid`` where it counts
    fuel in energy and does not say, so that nobody may accept anything unseen."""

    @property
    def half(self) -> Half:
        """The half it counts in."""
        return "reported" if hashlib.sha256(self.id.encode()).digest()[0] % 2 else "tuning"

    @property
    def findable(self) -> bool:
        """Whether the seeds hold what it asks for."""
        return bool(self.activity)

    @property
    def acceptable(self) -> bool:
        """Whether what it asks for may be taken without a look."""
        return self.findable and self.basis != "unsaid"

    def fits(self, item: Item) -> bool:
        """Say whether the factor is what the line asks for."""
        there = not self.where or item.region in self.where
        noted = {"GCV", "NCV"} & set(units.annotations(item.unit))
        counted = self.basis not in ("GCV", "NCV") or noted in (set(), {self.basis})
        return there and counted and any(_is(item, pattern) for pattern in self.activity)


def every() -> list[Line]:
    """Return all labelled lines."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [_line(row) for row in csv.DictReader(lines)]


def written(rows: Iterable[dict[str, str]]) -> None:
    """Write the file."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        lines.writeheader()
        lines.writerows(rows)


def _line(row: dict[str, str]) -> Line:
    given = {name: row[name] for name in ("text", "region", "year", "unit", "amount") if row[name]}
    activity = () if row["activity"] == NOTHING else tuple(row["activity"].split("|"))
    return Line(
        row["id"], given, activity, tuple(filter(None, row["where"].split("|"))), row["basis"]
    )


def _is(item: Item, pattern: str) -> bool:
    pattern, _, boundary = pattern.removesuffix("]").partition("[")
    activity, _, said = pattern.removesuffix("}").partition("{")
    wanted = _USUAL | dict(pair.split("=") for pair in said.split(";") if pair)
    facets = dict(item.facets)
    stages = set(item.boundary)
    return (
        fnmatch.fnmatchcase(item.activity, activity)
        and (stages == set(boundary.split(",")) if boundary else bool(stages & _SUBJECT))
        and all(_agrees(facets, name, value, said) for name, value in wanted.items())
    )


def _agrees(facets: dict[str, str], name: str, value: str, said: str) -> bool:
    """A facet that the label states must be so; a usual one may also be absent."""
    if name in facets:
        return facets[name] == value
    return not value or f"{name}=" not in said
