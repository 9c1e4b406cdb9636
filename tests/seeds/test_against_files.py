"""Seeds against the publishers' files: every number stands where its cell says."""

import csv
import hashlib
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from factordb.importers.containers import Workbook
from factordb.model.source import Cell
from tests.publishers import DATA, needs_publishers_files
from tests.seeds import shelf

pytestmark = needs_publishers_files

OWID = DATA / "owid" / "owid_carbon-intensity-electricity_data-1990-2023.csv"
CITED = {
    "cn-mee-grid-co2@2023": DATA / "cn-mee" / "MEE_NBS_2025-47_2023_power_CO2_factors_annex.pdf",
    "cn-mee-electricity-footprint@2024": DATA
    / "cn-mee"
    / "MEE_2024_electricity_carbon_footprint_factors_annex.pdf",
    "us-epa-egrid-subregions@2021": DATA / "us-epa-egrid" / "eGRID2021_summary_tables.xlsx",
    "us-epa-egrid-subregions@2021.1": DATA / "us-epa-egrid" / "eGRID2021_summary_tables.xlsx",
    "owid-electricity-intensity@2024": OWID,
    "uk-ghg-selected@2023": DATA / "uk-desnz" / "ghg-conversion-factors-2023-flat-file-update.xlsx",
    "uk-ghg-selected@2024": DATA / "uk-desnz" / "ghg-conversion-factors-2024-FlatFormat_v1_1.xlsx",
    "us-epa-hub-selected@2024": DATA
    / "us-epa-hub"
    / "ghg-emission-factors-hub-2024_2024-02-13-original.xlsx",
    "us-epa-hub-selected@2024.1": DATA
    / "us-epa-hub"
    / "ghg-emission-factors-hub-2024_2024-06-05-erratum.xlsx",
}
WORKBOOKS = tuple(reference for reference, file in CITED.items() if file.suffix == ".xlsx")
NO_ISO_CODE = {"OWID_KOS"}
"""Countries that the publisher has a code of his own for."""

_PLACE = re.compile(r"'(?P<sheet>.+)'!(?P<column>[A-Z]+)(?P<row>\d+)")


@cache
def sheet(file: Path, name: str) -> dict[int, tuple[str, ...]]:
    return {row.number: row.cells for row in Workbook(file).sheet(name).rows()}


def text_at(file: Path, place: str) -> str:
    found = _PLACE.fullmatch(place)
    assert found is not None
    column = 0
    for letter in found["column"]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return sheet(file, found["sheet"])[int(found["row"])][column - 1].strip()


def cells(reference: str) -> list[Cell]:
    return [cell for document in shelf.documents(reference) for cell in document.source.cells]


@pytest.mark.parametrize("reference", CITED)
def test_the_cited_file_is_this_one(reference: str) -> None:
    digest = f"sha256:{hashlib.sha256(CITED[reference].read_bytes()).hexdigest()}"

    assert {d.source.artifact for d in shelf.documents(reference)} == {digest}


@pytest.mark.parametrize("reference", WORKBOOKS)
def test_every_cell_of_a_workbook_prints_what_the_seed_says(reference: str) -> None:
    for cell in cells(reference):
        for place in (cell.at,) if isinstance(cell.at, str) else cell.at:
            assert text_at(CITED[reference], place) == cell.printed


def test_every_country_and_aggregate_of_the_latest_three_years() -> None:
    with OWID.open(encoding="utf-8", newline="") as file:
        rows = list(enumerate(csv.reader(file), start=1))
    latest = Counter(
        (f"line {line} {entity} {year}", value)
        for line, (entity, _, year, value) in rows[1:]
        if year in ("2021", "2022", "2023")
    )

    assert Counter((c.at, c.printed) for c in cells("owid-electricity-intensity@2024")) == latest


def test_a_country_has_its_own_code_and_an_aggregate_none_of_a_country() -> None:
    with OWID.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))

    for factor in shelf.factors("owid-electricity-intensity@2024"):
        at = factor.source.cells[0].at
        assert isinstance(at, str)
        code = lines[int(at.split()[1]) - 1][1]
        is_country = len(factor.region) == 2
        assert is_country == (len(code) == 3 or code in NO_ISO_CODE)


def test_all_subregions_of_egrid_with_three_gases() -> None:
    factors = shelf.factors("us-epa-egrid-subregions@2021")

    assert len({f.region for f in factors}) == 28
    assert all([a.gas for a in f.amounts] == ["CO2", "CH4", "N2O"] for f in factors)
