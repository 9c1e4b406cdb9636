"""The UK importer on the files as published, where they are at hand."""

import shutil
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from factordb.importers.protocol import Intake, Item
from factordb.importers.uk_ghg_flat import UkGhgFlat
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.reading import Blank, Caution, NotOurs, Rejection
from tests.importers.flat_read import accounted, numbers_in
from tests.publishers import DATA, needs_publishers_files

pytestmark = needs_publishers_files

FOLDER = DATA / "uk-desnz"
FILES = {
    "2022": FOLDER / "ghg-conversion-factors-2022-flat-format.xls",
    "2023": FOLDER / "ghg-conversion-factors-2023-flat-file-update.xlsx",
    "2024": FOLDER / "ghg-conversion-factors-2024-FlatFormat_v1_1.xlsx",
}
YEARS = tuple(FILES)
Documents = list[Factor | Property]


@cache
def items(year: str) -> tuple[Item, ...]:
    return tuple(UkGhgFlat().read(Intake(FILES[year], "sha256:" + "0" * 64)))


def documents(year: str) -> Documents:
    return [item for item in items(year) if isinstance(item, Factor | Property)]


def the_factor(year: str, key: str) -> Factor:
    (found,) = (d for d in documents(year) if d.key() == key)
    assert isinstance(found, Factor)
    return found


def manifest(year: str) -> Manifest:
    (found,) = (item for item in items(year) if isinstance(item, Manifest))
    return found


def keys_by_id(year: str) -> dict[str, str]:
    return {id_: document.key() for document in documents(year) for id_ in document.ids or ()}


@pytest.mark.parametrize("year", YEARS)
def test_every_number_of_the_file_is_accounted_for(year: str) -> None:
    assert accounted(list(items(year))) == numbers_in(FILES[year])


@pytest.mark.parametrize(("year", "rows"), [("2022", 8037), ("2023", 8038), ("2024", 8740)])
def test_every_row_is_a_number_of_a_document_or_blank(year: str, rows: int) -> None:
    blank = sum(item.count for item in items(year) if isinstance(item, Blank))
    assert sum(len(d.source.cells) for d in documents(year)) + blank == rows
    assert [i for i in items(year) if isinstance(i, Rejection | Caution)] == []


@pytest.mark.parametrize("year", YEARS)
def test_no_two_documents_share_an_identity(year: str) -> None:
    identities = [document.identity() for document in documents(year)]
    assert len(set(identities)) == len(identities)
    assert not any("publisher-id" in (document.facets or {}) for document in documents(year))


def test_the_grid_of_the_uk_has_the_published_headlines() -> None:
    key = '["electricity.grid",{"at":"busbar","mix":"average"},["direct"],"GB","kWh"]'
    now, before = (headline(the_factor(year, key)) for year in ("2024", "2023"))
    assert now is not None
    assert before is not None
    assert (now.value, now.gas) == ("0.20705", "CO2e")
    assert round(Decimal(before.value), 6) == Decimal("0.207074")
    assert the_factor("2024", key).source.cells[0].at == "'Factors by Category'!J3066"


def test_an_id_of_2023_has_the_same_key_in_2024() -> None:
    before, now = keys_by_id("2023"), keys_by_id("2024")
    assert len(before) == 6916
    gone = {id_ for id_ in before if id_ not in now}
    assert gone == {"19_500_5051_15_1"}
    assert [id_ for id_ in before if id_ not in gone and before[id_] != now[id_]] == []


def test_from_2022_to_2023_only_fuels_and_cells_that_came_or_went_change_their_key() -> None:
    before, now = ({d.key() for d in documents(year)} for year in ("2022", "2023"))
    assert len(before & now) == 3046
    assert {key.split('"')[1] for key in before - now} == {
        "fuel.bio-petrol",
        "fuel.renewable-petrol",
        "refrigerant.r-431a",
    }
    assert {key.split('"')[1] for key in now - before} == {
        "fuel.development-diesel",
        "fuel.development-petrol",
        "fuel.jet-kerosene.renewable",
        "transport.passenger.car",
        "waste.books",
    }


@pytest.mark.parametrize(("year", "method"), [("2022", "AR4"), ("2023", "AR5"), ("2024", "AR5")])
def test_the_methane_rows_betray_the_gwp_method(year: str, method: str) -> None:
    inferred = manifest(year).inferred
    assert inferred is not None
    assert inferred.gwp == method
    assert "per kg of methane" in inferred.evidence


def test_flights_with_radiative_forcing_never_give_a_mass_of_co2() -> None:
    flights = [d for d in documents("2024") if "radiative-forcing" in (d.facets or {})]
    assert len(flights) == 72
    assert not any(a.kg for d in flights if isinstance(d, Factor) for a in d.amounts)


def test_energy_per_distance_is_properties() -> None:
    energy = [d for d in documents("2024") if isinstance(d, Property)]
    per_tonne = [d for d in energy if d.property == "energy-per-tonne-distance"]
    assert (len(energy), len(per_tonne)) == (451, 71)
    assert {d.unit.split("/")[0] for d in energy} == {"kWh", "kWh{NCV}"}


def test_biogenic_co2_outside_of_scopes_stands_beside_a_factor_of_its_activity() -> None:
    factors = [d for d in documents("2024") if isinstance(d, Factor)]
    outside = [f for f in factors if (f.facets or {}).get("coverage") == "outside-of-scopes"]
    inside = {f.activity for f in factors if f not in outside}
    assert len(outside) == 56
    assert {f.activity for f in outside} <= inside
    assert all(f.amounts[0].outside and f.amounts[0].origin == "biogenic" for f in outside)
    assert all(headline(f) is None for f in outside)


def test_less_than_one_is_a_range() -> None:
    factors = [d for d in documents("2022") if isinstance(d, Factor)]
    bounds = [f for f in factors if any(a.range for a in f.amounts)]
    assert [f.source.cells[0].printed for f in bounds] == ["< 1"] * 4


def test_sheets_that_the_publisher_did_not_write_are_not_ours() -> None:
    reasons = [item.reason for item in items("2024") if isinstance(item, NotOurs)]
    assert [reason for reason in reasons if "Sheet1" in reason or "Sheet2" in reason]
    assert len(reasons) == 3


def test_nothing_stands_in_the_group_of_unlisted_words() -> None:
    activities = {d.activity for y in YEARS for d in documents(y) if isinstance(d, Factor)}
    assert not [activity for activity in activities if activity.startswith("other.")]


def test_the_full_workbook_is_not_this_layout_whatever_its_name() -> None:
    misnamed = FOLDER / "MISNAMED_OLE2xls_conversion-factors-2022.xlsx"
    assert not UkGhgFlat().recognises(misnamed)


def test_an_old_flat_file_under_a_new_name_is_read_with_a_caution(tmp_path: Path) -> None:
    file = tmp_path / "flat.xlsx"
    shutil.copyfile(FILES["2022"], file)
    assert UkGhgFlat().recognises(file)
    found = list(UkGhgFlat().read(Intake(file, "sha256:" + "0" * 64)))
    assert [i for i in found if isinstance(i, Caution)] != []
    assert [i for i in found if not isinstance(i, Caution)] == list(items("2022"))
