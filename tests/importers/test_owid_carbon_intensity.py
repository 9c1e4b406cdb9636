from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers.owid_carbon_intensity import OwidCarbonIntensity
from factordb.model import regions
from factordb.model.headline import headline
from tests.importers import accounts
from tests.importers.accounts import a_csv, accounted, factors, numbers_in, read
from tests.publishers import DATA, needs_publishers_files

HEADER = ("Entity", "Code", "Year", "Carbon intensity of electricity - gCO2/kWh")
FILE = DATA / "owid" / "owid_carbon-intensity-electricity_data-1990-2023.csv"


def a_file(folder: Path, *lines: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Path:
    return a_csv(folder / "intensity.csv", [header, *lines])


def test_a_line_is_a_factor_of_a_country_and_a_year(tmp_path: Path) -> None:
    (factor,) = factors(
        read(OwidCarbonIntensity(), a_file(tmp_path, ("Iceland", "ISL", "2019", "27.50")))
    )
    assert (factor.region, factor.unit, factor.boundary) == ("IS", "kWh", ("life-cycle",))
    assert factor.amounts[0].kg_co2e == "0.02750"
    assert factor.source.cells[0].steps == (("*", "0.001", "g→kg, exact"),)
    assert factor.dates is not None
    assert factor.dates.plain() == {"data": {"from": "2019-01-01", "to": "2019-12-31"}}


def test_the_header_says_co2_and_the_number_is_never_direct_co2(tmp_path: Path) -> None:
    file = a_file(tmp_path, ("Iceland", "ISL", "2019", "27.50"))
    (factor,) = factors(read(OwidCarbonIntensity(), file))
    told = headline(factor)
    assert told is not None
    assert (told.gas, told.gwp, factor.source.cells[0].unit) == ("CO2e", None, "gCO2/kWh")


@pytest.mark.parametrize(
    ("entity", "region"),
    [
        ("ASEAN (Ember)", "X-EMBER-ASEAN"),
        ("European Union (27)", "X-EU27"),
        ("Africa", "X-OWID-AFRICA"),
        ("World", "GLO"),
        ("Turkey", "TR"),
        ("Kosovo", "XK"),
    ],
)
def test_an_aggregate_is_its_publishers_own_area(tmp_path: Path, entity: str, region: str) -> None:
    file = a_file(tmp_path, (entity, "", "2020", "100"))
    assert [f.region for f in factors(read(OwidCarbonIntensity(), file))] == [region]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (("Atlantis", "", "2020", "100"), "Entity: 'Atlantis' is no region"),
        (("Iceland", "ISL", "FY20", "100"), "Year: 'FY20' is no year"),
        (("Iceland", "ISL", "2020", "1,5"), "'1,5' is no number"),
    ],
)
def test_what_cannot_be_meant_is_rejected(
    tmp_path: Path, line: tuple[str, ...], reason: str
) -> None:
    (found,) = accounts.rejections(read(OwidCarbonIntensity(), a_file(tmp_path, line)))
    assert found.at == "line 2 Carbon intensity of electricity - gCO2/kWh"
    assert reason in found.reason


def test_two_numbers_of_one_country_and_year_are_both_rejected(tmp_path: Path) -> None:
    lines = [("Iceland", "ISL", "2020", number) for number in ("27", "28")]
    items = read(OwidCarbonIntensity(), a_file(tmp_path, *lines))
    assert (factors(items), len(accounts.rejections(items))) == ([], 2)


@pytest.mark.parametrize(
    "header", [(*HEADER[:3], "Intensity"), (*HEADER[:3], "Carbon intensity of electricity")]
)
def test_another_unit_or_column_is_refused(tmp_path: Path, header: tuple[str, ...]) -> None:
    file = a_file(tmp_path, ("Iceland", "ISL", "2019", "27.50"), header=header)
    assert not OwidCarbonIntensity().recognises(file)
    with pytest.raises(UnreadableFile, match="has 0 columns of carbon intensity"):
        read(OwidCarbonIntensity(), file)


@needs_publishers_files
def test_every_number_of_the_published_file_is_accounted_for() -> None:
    items = read(OwidCarbonIntensity(), FILE)
    found = factors(items)
    assert accounted(items) == numbers_in(FILE) == 2 * 5835
    assert (len(found), accounts.rejections(items)) == (5835, [])
    assert {f.boundary for f in found} == {("life-cycle",)}
    assert len({f.identity() for f in found}) == 5835
    own = {f.region for f in found if f.region.startswith("X-")}
    assert {regions.region(code).kind for code in own} == {"publisher"}
    assert len(own) == 22


@needs_publishers_files
def test_the_published_number_of_china_is_in_the_right_place() -> None:
    found = factors(read(OwidCarbonIntensity(), FILE))
    (china,) = (f for f in found if f.region == "CN" and "2023" in str(f.dates))
    with FILE.open(encoding="utf-8") as lines:
        (printed,) = (
            line.strip().split(",")[-1] for line in lines if line.startswith("China,CHN,2023")
        )
    assert china.source.cells[0].printed == printed
