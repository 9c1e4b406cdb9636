"""The largest publishers' files from file to draft, with all checks, beside what reads cells."""

import csv
import time
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

from bench.pairs import Paired, told_in_seconds
from bench.servers import ROOT
from bench.taking import take

_DATA = ROOT.parent / "shared" / "data"


def measure() -> list[str]:
    """Return two lines a file: seconds to draft, and what they took."""
    return [
        *_of("CBAM defaults", "cbam/cbam_defaults*.csv", "cbam-defaults", _read_csv, "≤ 3 s"),
        *_of("Base Carbone", "base-carbone/*.xlsx", "base-carbone", _read_workbook, "≤ 10 s"),
    ]


def _of(
    name: str, pattern: str, dataset: str, read: Callable[[Path], None], target: str
) -> list[str]:
    files = sorted(_DATA.glob(pattern))
    if not files:
        return [f"{name:<28} the publisher's file is not at hand"]
    start = time.perf_counter()
    read(files[0])
    peer = time.perf_counter() - start
    one = take(files[0], dataset, None, publish=False)
    found = Paired([1 / one.seconds], [1 / peer])
    return [
        told_in_seconds(name, found, "cells alone", target),
        f"{'':<28} {one.documents:>10,} documents   {one.told()}",
    ]


def _read_csv(file: Path) -> None:
    with file.open(encoding="cp1252", newline="") as stream:
        for _ in csv.reader(stream, delimiter=";"):
            pass


def _read_workbook(file: Path) -> None:
    book = CalamineWorkbook.from_path(str(file))
    for _ in book.get_sheet_by_name(book.sheet_names[0]).iter_rows():
        pass
