from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers.containers import Workbook
from factordb.importers.egrid_summary import EgridSummary
from factordb.model.headline import headline
from tests.importers import accounts
from tests.importers.accounts import accounted, factors, properties, read
from tests.importers.workbooks import Rows, an_xlsx
from tests.publishers import DATA, needs_publishers_files

FILE = DATA / "us-epa-egrid" / "eGRID2021_summary_tables.xlsx"
TOTAL, BASE = "Total output emission rates", "Non-baseload output emission rates"
GASES = ["CO2", "CH4", "N2O", "CO2e", "SO2"]
TITLE = "1. Subregion Output Emission Rates (eGRID2031)"
HEADS: Rows = [
    [None, TITLE],
    [
        None,
        "eGRID subregion acronym",
        "name",
        TOTAL,
        *[None] * 4,
        BASE,
        *[None] * 4,
        "Grid Gross Loss (%)",
    ],
    [None, None, None, "lb/MWh", *[None] * 4, "lb/MWh"],
    [None, None, None, *GASES, *GASES],
]
CAMX = [None, "CAMX", "WECC California", 500.5, 1, 0.1, 555.3, 1, 900.25, 2, 0.2, 1009.85, 2, 0.05]
US = [None, "U.S.", None, 800, 1, 0.1, 854.8, 1, 950, 2, 0.2, 1059.6, 2, None]
STATES: Rows = [
    [None, "3. State Output Emission Rates (eGRID2031)"],
    [None, "State", TOTAL],
    [None, None, "(lb/MWh)"],
    [None, None, *GASES],
    [None, "CA", 480, 1, 0.1, 534.8, 1],
    [None, "U.S.", 800, 1, 0.1, 854.8, 1],
    [None, None, None, None, None, "Created:", "2033-01-30"],
]


def a_book(folder: Path, rows: Rows = (*HEADS, CAMX, US), **more: Rows) -> Path:
    return an_xlsx(folder / "egrid.xlsx", {"Table 1": rows, "Table 3": STATES, **more})


def numbers_in(file: Path) -> int:
    book = Workbook(file)
    return sum(sum(row.numeric) for name in book.names for row in book.sheet(name).rows())


def test_a_subregion_has_its_total_output_and_its_non_baseload_output(tmp_path: Path) -> None:
    total, base = factors(read(EgridSummary(), a_book(tmp_path)))[:2]
    assert (total.region, total.unit, total.boundary) == ("US-EGRID-CAMX", "MWh", ("direct",))
    assert [f.facets for f in (total, base)] == [
        {"at": "busbar", "mix": "average"},
        {"at": "busbar", "mix": "non-baseload"},
    ]
    assert [(a.gas, a.kg or a.kg_co2e) for a in total.amounts][:2] == [
        ("CO2", "227.022981185"),
        ("CH4", "0.45359237"),
    ]
    assert base.source.cells[0].at == "'Table 1'!I5"
    assert base.source.cells[0].unit == "lb CO2/MWh"


def test_states_have_one_and_the_country_is_printed_at_two_places(tmp_path: Path) -> None:
    found = factors(read(EgridSummary(), a_book(tmp_path)))
    assert [f.region for f in found] == ["US-EGRID-CAMX"] * 2 + ["US", "US", "US-CA"]
    country = found[2]
    assert country.source.cells[0].at == ("'Table 1'!D6", "'Table 3'!C6")


def test_the_loss_is_a_property_and_stands_in_no_factor(tmp_path: Path) -> None:
    items = read(EgridSummary(), a_book(tmp_path))
    (loss,) = properties(items)
    assert (loss.subject, loss.property, loss.value) == ("electricity.grid", "loss", "0.05")
    assert accounts.blanks(items) == 1


def test_every_number_is_accounted_for(tmp_path: Path) -> None:
    file = a_book(tmp_path, Notes=[["pages", 7]])
    items = read(EgridSummary(), file)
    assert accounted(items) == numbers_in(file)
    assert accounts.not_ours(items)["SO2: an air pollutant, no greenhouse gas"] == 6


def test_the_gwp_method_is_inferred_from_the_gases(tmp_path: Path) -> None:
    inferred = accounts.the_manifest(read(EgridSummary(), a_book(tmp_path))).inferred
    assert inferred is not None
    assert inferred.gwp == "AR4"
    assert inferred.evidence.startswith("In 6 of 6 rows")


def test_where_the_gases_do_not_add_up_nothing_is_inferred(tmp_path: Path) -> None:
    broken = [*CAMX[:6], 600, *CAMX[7:]]
    items = read(EgridSummary(), a_book(tmp_path, (*HEADS, broken, US)))
    assert accounts.the_manifest(items).inferred is None


def test_data_year_and_day_of_the_tables_are_read(tmp_path: Path) -> None:
    (factor, *_) = factors(read(EgridSummary(), a_book(tmp_path)))
    assert factor.dates is not None
    assert factor.dates.published == "2033-01-30"
    assert factor.dates.data is not None
    assert factor.dates.data.to == "2031-12-31"


def test_a_region_that_nobody_knows_is_rejected_cell_by_cell(tmp_path: Path) -> None:
    items = read(EgridSummary(), a_book(tmp_path, (*HEADS, [None, "ZZZZ", *CAMX[2:]])))
    places = [r.at for r in accounts.rejections(items)]
    assert len(places) == 11 - 2
    assert places[0] == "'Table 1'!D5"


def test_a_cell_that_is_no_number_is_named(tmp_path: Path) -> None:
    items = read(EgridSummary(), a_book(tmp_path, (*HEADS, [*CAMX[:4], "n.d.", *CAMX[5:]])))
    (found,) = accounts.rejections(items)
    assert (found.at, found.printed) == ("'Table 1'!E5", "n.d.")


@pytest.mark.parametrize(
    ("row", "cells", "said"),
    [
        (
            2,
            [None, None, None, "kg/MWh", *[None] * 4, "kg/MWh"],
            "'Table 1'!D4 CO2 is not headed lb/MWh",
        ),
        (
            3,
            [None, None, None, "Carbon", *GASES[1:]],
            "has no row of headers with CO2, CH4 and N2O",
        ),
    ],
)
def test_another_layout_is_refused_by_its_cell(
    tmp_path: Path, row: int, cells: list[object], said: str
) -> None:
    rows = [*HEADS[:row], cells, *HEADS[row + 1 :], CAMX]
    with pytest.raises(UnreadableFile, match=said):
        read(EgridSummary(), a_book(tmp_path, rows))


def test_a_workbook_without_rates_is_not_recognised(tmp_path: Path) -> None:
    file = an_xlsx(
        tmp_path / "a.xlsx", {"Table 1": [[None, "2. Subregion Resource Mix (eGRID2021)"]]}
    )
    assert not EgridSummary().recognises(file)
    with pytest.raises(UnreadableFile, match="no sheet begins with"):
        read(EgridSummary(), file)


@needs_publishers_files
def test_every_number_of_the_published_workbook_is_accounted_for() -> None:
    items = read(EgridSummary(), FILE)
    dates = 5
    assert EgridSummary().recognises(FILE)
    assert accounted(items) == numbers_in(FILE) == 463 + 1384
    assert dates == sum(
        "Created" in str(row.cells)
        for n in Workbook(FILE).names
        for row in Workbook(FILE).sheet(n).rows()
    )
    assert accounts.rejections(items) == []
    assert (len(factors(items)), len(properties(items))) == (2 * 28 + 52, 27)
    inferred = accounts.the_manifest(items).inferred
    assert inferred is not None
    assert inferred.gwp == "AR4"


@needs_publishers_files
def test_the_published_rate_of_alaska_is_in_its_place() -> None:
    alaska = factors(read(EgridSummary(), FILE))[0]
    told = headline(alaska, inferred="AR4")
    assert alaska.source.cells[0].printed == "1067.68"
    assert told is not None
    assert (told.value, told.gas, told.gwp) == ("487.00806630553", "CO2e", "AR4")
