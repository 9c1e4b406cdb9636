from collections.abc import Mapping
from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers.oefdb import Oefdb
from factordb.importers.protocol import Item
from factordb.model.factor import Factor
from factordb.model.headline import headline
from tests.importers import accounts
from tests.importers.accounts import a_csv, accounted, factors, numbers_in, read
from tests.publishers import DATA, needs_publishers_files

FOLDER = DATA / "oefdb"
FILE = FOLDER / "OpenEmissionFactorsDB_2022-04-29_c6717ae543.csv"
MALFORMED = FOLDER / "MALFORMED_OpenEmissionFactorsDB_2022-04-26_fork_ec6ccba3.csv"
BUS = {
    "sector": "Transport",
    "category": "Road Travel",
    "activity_id": "passenger_vehicle-vehicle_type_bus-fuel_source_diesel",
    "name": "Diesel bus",
    "activity_unit": "passenger-km",
    "kgCO2e-AR5": "not-supplied",
    "kgCO2e-AR4": "0.10",
    "kgCO2": "",
    "lca_activity": "fuel_combustion",
    "source": "A Ministry",
    "year_released": "2021",
    "region": "NZ",
}
GRID = BUS | {
    "category": "Electricity",
    "activity_id": "electricity-energy_source_grid_mix",
    "activity_unit": "kWh",
    "lca_activity": "electricity_generation",
}
GASES = {"kgCO2e-AR4": "5.48", "kgCO2": "5", "kgCH4": "0.4", "kgN2O": "0.08"}


def a_file(folder: Path, *lines: Mapping[str, str]) -> Path:
    header = list(dict.fromkeys(name for line in lines for name in line))
    return a_csv(folder / "oefdb.csv", [header, *([x.get(n, "") for n in header] for x in lines)])


def items_of(folder: Path, *lines: Mapping[str, str]) -> list[Item]:
    return read(Oefdb(), a_file(folder, *lines))


def the_factor(folder: Path, line: Mapping[str, str]) -> Factor:
    (factor,) = factors(items_of(folder, line))
    return factor


def test_a_line_is_a_factor_with_its_publisher_and_year_as_facets(tmp_path: Path) -> None:
    factor = the_factor(tmp_path, BUS)
    assert factor.activity == "transport.passenger-vehicle.vehicle-type-bus.fuel-source-diesel"
    assert factor.facets == {"upstream": "A Ministry", "upstream-year": "2021"}
    assert (factor.region, factor.unit, factor.boundary) == ("NZ", "pkm", ("combustion",))
    assert factor.ids == ("passenger_vehicle-vehicle_type_bus-fuel_source_diesel",)
    assert factor.source.upstream == {"publisher": "A Ministry", "year": "2021"}


def test_totals_under_two_gwp_methods_are_two_amounts_of_one_factor(tmp_path: Path) -> None:
    factor = the_factor(tmp_path, BUS | {"kgCO2e-AR5": "0.11", "kgCO2e-AR6": "0.12"})
    assert [(a.gwp, a.kg_co2e) for a in factor.amounts] == [
        ("AR5", "0.11"),
        ("AR4", "0.10"),
        ("AR6", "0.12"),
    ]
    told = headline(factor, "AR4")
    assert told is not None
    assert told.value == "0.10"


def test_not_supplied_is_absent_and_counted_as_blank(tmp_path: Path) -> None:
    assert accounts.blanks(items_of(tmp_path, BUS)) == 2


def test_gases_that_add_up_as_they_stand_are_weighted(tmp_path: Path) -> None:
    items = items_of(tmp_path, BUS | GASES)
    (factor,) = factors(items)
    assert [(a.gas, a.kg, a.kg_co2e) for a in factor.amounts] == [
        ("CO2e", None, "5.48"),
        ("CO2", None, "5"),
        ("CH4", None, "0.4"),
        ("N2O", None, "0.08"),
    ]
    assert accounts.cautions(items)[0].startswith("In 1 lines of A Ministry kgCO2")


def test_gases_that_add_up_under_a_gwp_method_are_masses(tmp_path: Path) -> None:
    masses = {"kgCO2e-AR4": "5.48", "kgCO2": "5", "kgCH4": "0.0192", "kgN2O": "0"}
    items = items_of(tmp_path, BUS | masses)
    assert [a.kg for a in factors(items)[0].amounts] == [None, "5", "0.0192", "0"]
    assert accounts.cautions(items) == []


def test_a_line_without_a_total_is_read_as_its_publishers_other_lines(tmp_path: Path) -> None:
    alone = BUS | GASES | {"kgCO2e-AR4": "", "activity_unit": "km"}
    other = alone | {"source": "Somebody else"}
    _, weighted, masses = factors(items_of(tmp_path, BUS | GASES, alone, other))
    assert [a.kg_co2e for a in weighted.amounts] == ["5", "0.4", "0.08"]
    assert [a.kg for a in masses.amounts] == ["5", "0.4", "0.08"]


def test_other_gases_are_a_part(tmp_path: Path) -> None:
    factor = the_factor(tmp_path, BUS | {"kgCO2e-OtherGHGs-AR4": "0.01"})
    assert [(a.part, a.gwp, a.kg_co2e) for a in factor.amounts] == [
        (None, "AR4", "0.10"),
        ("other-ghgs", "AR4", "0.01"),
    ]


@pytest.mark.parametrize(
    ("printed", "boundary"),
    [
        ("well_to_tank", ("upstream",)),
        ("well_to_propeller", ("combustion", "upstream")),
        (
            "fuel_upstream-manufacturing-fuel_combustion",
            ("combustion", "upstream", "manufacturing"),
        ),
        (
            "fuel_upstream-plant_amortization-fuel_combustion-fugitive_emissions",
            ("combustion", "fugitive", "upstream", "capital-goods"),
        ),
        ("cradle_to_shelf", ("cradle-to-shelf",)),
        ("unknown", ("unknown",)),
        ("", ("unknown",)),
    ],
)
def test_a_set_of_stages_is_the_boundary(
    tmp_path: Path, printed: str, boundary: tuple[str, ...]
) -> None:
    assert the_factor(tmp_path, BUS | {"lca_activity": printed}).boundary == boundary


def test_a_stage_that_nobody_knows_is_told(tmp_path: Path) -> None:
    items = items_of(tmp_path, BUS | {"lca_activity": "polishing-fuel_combustion"})
    assert factors(items)[0].boundary == ("combustion", "unknown")
    assert "'polishing' is no stage" in accounts.cautions(items)[0]


@pytest.mark.parametrize(
    ("stage", "at"),
    [("electricity_generation", "busbar"), ("electricity_consumption", "consumer")],
)
def test_grid_electricity_is_the_activity_of_other_datasets(
    tmp_path: Path, stage: str, at: str
) -> None:
    factor = the_factor(tmp_path, GRID | {"lca_activity": stage})
    assert factor.activity == "electricity.grid"
    assert factor.facets is not None
    assert (factor.facets["at"], factor.facets["mix"]) == (at, "average")


@pytest.mark.parametrize(
    ("printed", "region"),
    [
        ("GLOBAL", "GLO"),
        ("EU", "X-EU27"),
        ("US-CAMX", "US-EGRID-CAMX"),
        ("US-VA", "US-VA"),
        ("JP-TYO", "JP"),
        ("CN-E", "CN-GRID6-EAST"),
    ],
)
def test_a_region_is_a_code_of_the_table_and_the_printed_one_is_kept(
    tmp_path: Path, printed: str, region: str
) -> None:
    factor = the_factor(tmp_path, GRID | {"region": printed})
    assert factor.region == region
    assert factor.classification is not None
    assert factor.classification["oefdb-region"] == (printed,)


def test_biogenic_co2_outside_of_scopes_stays_out_of_the_total(tmp_path: Path) -> None:
    line = {"scope": "Outside of scopes", "kgCO2": "1.5", "kgCO2e-AR4": ""}
    factor = the_factor(tmp_path, BUS | line)
    (amount,) = factor.amounts
    assert (amount.kg, amount.origin, amount.outside) == ("1.5", "biogenic", True)
    assert factor.facets is not None
    assert factor.facets["coverage"] == "outside-of-scopes"


def test_uncertainty_flags_and_years_are_kept(tmp_path: Path) -> None:
    more = {"uncertainty": "30", "data_quality": "o,m", "years_valid": "2016-2022"}
    factor = the_factor(tmp_path, BUS | more | {"years_calculated_from": "2016", "scope": "1|2"})
    assert factor.uncertainty is not None
    assert factor.uncertainty.parameters == {"half-range-percent": "30"}
    assert factor.quality is not None
    assert factor.quality.scores == {"o": "1", "m": "1"}
    assert factor.dates is not None
    assert factor.dates.plain() == {
        "data": {"from": "2016-01-01", "to": "2016-12-31"},
        "applies": {"from": "2016-01-01", "to": "2022-12-31"},
        "published": "2021",
    }
    assert factor.classification is not None
    assert factor.classification["ghg-scope"] == ("1", "2")


def test_money_is_spend(tmp_path: Path) -> None:
    line = {"activity_unit": "USD", "sector": "Equipment", "category": "Machinery"}
    factor = the_factor(tmp_path, BUS | line)
    assert (factor.activity.split(".")[0], factor.unit) == ("spend", "USD")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"region": "Nowhere"}, "region: 'Nowhere' is no region"),
        ({"activity_unit": "parsec"}, "activity_unit: 'parsec'"),
        ({"kgCO2e-AR4": "a lot"}, "'a lot' is no number"),
    ],
)
def test_what_cannot_be_meant_is_rejected(
    tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    (found,) = accounts.rejections(items_of(tmp_path, BUS | change))
    assert found.at == "line 2 kgCO2e-AR4"
    assert reason in found.reason


def test_two_lines_of_one_key_are_told_apart_by_what_else_they_say(tmp_path: Path) -> None:
    other = GRID | {"kgCO2e-AR4": "0.2", "region": "JP-OSA"}
    found = factors(items_of(tmp_path, GRID | {"region": "JP-TYO"}, other))
    assert [f.facets and f.facets["publisher-id"].split()[1] for f in found] == ["JP-TYO", "JP-OSA"]


def test_a_file_without_any_gas_is_refused(tmp_path: Path) -> None:
    file = a_file(tmp_path, {k: v for k, v in BUS.items() if not k.startswith("kg")})
    assert not Oefdb().recognises(file)
    with pytest.raises(UnreadableFile, match="line 1 has no column of a gas"):
        read(Oefdb(), file)


@needs_publishers_files
def test_every_number_of_the_published_file_is_accounted_for() -> None:
    items = read(Oefdb(), FILE)
    found = factors(items)
    assert accounted(items) == numbers_in(FILE)
    assert (len(found), accounts.rejections(items)) == (5266, [])
    assert len({f.identity() for f in found}) == 5266
    assert sum("publisher-id" in (f.facets or {}) for f in found) == 8
    both = [f for f in found if {"AR4", "AR5"} <= {a.gwp for a in f.amounts}]
    assert len(both) == 952
    assert accounts.cautions(items)[0].startswith("In 806 lines of BEIS")


@needs_publishers_files
def test_the_malformed_file_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableFile, match="line 449 has 25 fields, more than the 24"):
        read(Oefdb(), MALFORMED)
