"""The UK workbook of 2024 from file to published, beside calamine that only reads its cells."""

import itertools
from pathlib import Path

from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from bench.importing import catalogue
from bench.pairs import paired, told_in_seconds
from bench.servers import ROOT
from factordb.catalogue.importing.intake import Asked, take_in
from factordb.store import engine as engines

_FOLDER = ROOT.parent / "shared" / "data" / "uk-desnz"
_SHEET = "Factors by Category"
_RELEASES = itertools.count(1)


def measure() -> list[str]:
    """Return a line: seconds a workbook; or that the publisher's file is not at hand."""
    files = sorted(_FOLDER.glob("*2024*.xlsx"))
    if not files:
        return [f"{'UK 2024 workbook':<28} the publisher's file is not at hand"]
    with catalogue() as engine:
        found = paired(lambda: _import(engine, files[0]), lambda: _read(files[0]), 5)
    return [told_in_seconds("UK 2024 workbook", found, "calamine alone", "< 4 s")]


def _import(engine: Engine, file: Path) -> int:
    release = f"2024.{next(_RELEASES)}"
    asked = Asked(dataset="uk-ghg-conversion-factors", release=release, publish=True)
    with engines.transaction(engine) as db:
        take_in(db, file, asked)
    return 1


def _read(file: Path) -> int:
    book = CalamineWorkbook.from_path(str(file))
    for _ in book.get_sheet_by_name(_SHEET).iter_rows():
        pass
    return 1
