"""Every number of every publisher's file that is at hand is accounted for, by every importer.

Numbers are counted by a plain reader: numeric cells, and texts that are numbers, bounds, or numbers
with a note. In a workbook such a text may be a label (a year in a title), so there the account lies
between the two.
"""

import csv
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from factordb.importers import containers, encodings, registry
from factordb.importers.printed import is_blank, number, point
from factordb.importers.protocol import Item
from tests.importers import accounts
from tests.publishers import DATA, needs_publishers_files

FILES = sorted(
    path
    for kind in ("*.xlsx", "*.xls", "*.csv", "*.json")
    for path in DATA.glob(f"*/{kind}")
    if not path.name.startswith(("MALFORMED", "MISNAMED", "IPCC_GWP"))
)
"""The malformed, the misnamed and the openLCA list have no layout of ours, or are refused."""


_NOTE = re.compile(r"(\s*\([^()]*\))+$")


class Counted(NamedTuple):
    least: int
    most: int


@cache
def read(file: Path) -> tuple[str, tuple[Item, ...]]:
    layout = registry.recognise(file)
    return layout, tuple(accounts.read(registry.load(layout), file))


def counted(file: Path) -> Counted:
    """Return how many numbers a plain reader finds, at least and at most."""
    if containers.is_workbook(file):
        book = containers.Workbook(file)
        rows = [row for name in book.names for row in book.sheet(name).rows()]
        typed = sum(sum(row.numeric) for row in rows)
        texts = sum(_says_a_number(text) for row in rows for text in row.cells)
        return Counted(typed, max(typed, texts))
    content = file.read_bytes()
    text = content.decode(encodings.detected(content)).removeprefix("\ufeff")
    if file.suffix == ".json":
        found = len(list(_numbers(json.loads(text))))
        return Counted(found, found)
    mark = ";" if ";" in text.partition("\n")[0] else ","
    _, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    cells = [cell for line in lines for cell in line if not is_blank(cell)]
    points = sum(number(cell) is not None for cell in cells)
    return Counted(points, sum(_says_a_number(cell) for cell in cells))


def _says_a_number(text: str) -> bool:
    """Say whether a text is a number, with a decimal comma, a bound or a note: ``0,666 (A)``."""
    bare = _NOTE.sub("", text.strip().removeprefix("<").strip())
    return number(point(bare)) is not None


def _numbers(value: object) -> list[object]:
    if isinstance(value, dict):
        return [n for inner in value.values() for n in _numbers(inner)]
    if isinstance(value, list):
        return [n for inner in value for n in _numbers(inner)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


@needs_publishers_files
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name[:40])
def test_numbers_in_the_file_are_in_factors_in_properties_rejected_or_not_ours(file: Path) -> None:
    layout, items = read(file)
    # A table rejects whole lines, and says how many numbers each had; others reject cells.
    told = [r for r in accounts.rejections(items) if layout != "table" and not number(r.printed)]

    found = accounts.accounted(items) - sum(one.numbers for one in told)

    least, most = counted(file)
    assert least <= found <= most, (least, found, most)


@needs_publishers_files
def test_every_importer_has_a_file_here_that_it_reads() -> None:
    assert {read(file)[0] for file in FILES} == set(registry.layouts())
