"""Labelled queries: what is written, and which factors it asks for.

A label never names a factor. It names activities, and where the query does so a region, facets
and a boundary: every factor of these is right, whichever release it stands in. Lines may be added
to the files by hand; which half a line is in follows from its id.
"""

import csv
import fnmatch
import hashlib
from pathlib import Path
from typing import Literal, NamedTuple

from factordb.search.item import Item

FOLDER = Path(__file__).with_name("queries")
COLUMNS = ("id", "made", "query", "activity", "region", "facets", "boundary")

Half = Literal["tuning", "reported"]


class Label(NamedTuple):
    id: str
    """``typos-017``"""
    kind: str
    made: str
    """``generated``, or ``by hand``."""
    query: str
    activity: tuple[str, ...]
    """Activities, ``*`` at the end for all below; ``{name=value}`` of that facet, ``[stage]``."""
    region: tuple[str, ...]
    facets: tuple[tuple[str, str], ...]
    boundary: tuple[str, ...]

    @property
    def half(self) -> Half:
        """The half it counts in."""
        return "reported" if hashlib.sha256(self.id.encode()).digest()[0] % 2 else "tuning"

    def fits(self, item: Item) -> bool:
        """Say whether the factor is what the query asks for."""
        return (
            any(_is(item, pattern) for pattern in self.activity)
            and (not self.region or item.region in self.region)
            and set(self.facets) <= set(item.facets)
            and (not self.boundary or item.boundary == self.boundary)
        )


def every() -> list[Label]:
    """Return all labels of all files, but those of one publisher's file alone."""
    return _in(FOLDER)


def of_base_carbone() -> list[Label]:
    """Return labels in four languages of what stands in Base Carbone."""
    return _in(FOLDER / "base-carbone")


def _in(folder: Path) -> list[Label]:
    return [label for file in sorted(folder.glob("*.csv")) for label in _of(file)]


def written(kind: str, labels: list[dict[str, str]]) -> None:
    """Write the file of one kind."""
    with (FOLDER / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        lines.writeheader()
        lines.writerows({"id": f"{kind}-{n:03}", **label} for n, label in enumerate(labels, 1))


def _of(file: Path) -> list[Label]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Label(
                line["id"],
                file.stem,
                line["made"],
                line["query"],
                tuple(line["activity"].split("|")),
                tuple(filter(None, line["region"].split("|"))),
                _pairs(line["facets"]),
                tuple(filter(None, line["boundary"].split(","))),
            )
            for line in csv.DictReader(lines)
        ]


def _is(item: Item, pattern: str) -> bool:
    pattern, _, stage = pattern.rstrip("]").partition("[")
    activity, _, facets = pattern.rstrip("}").partition("{")
    return (
        fnmatch.fnmatchcase(item.activity, activity)
        and set(_pairs(facets)) <= set(item.facets)
        and (not stage or stage in item.boundary)
    )


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (pair.partition("=") for pair in text.split(";") if pair)
    return tuple((name, value) for name, _, value in pairs)
