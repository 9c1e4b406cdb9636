import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from factordb.catalogue.comparing import comparing
from factordb.catalogue.comparing.figures import figures
from factordb.errors import UnreadableFile
from factordb.importers import wire
from factordb.importers.containers import Workbook
from factordb.importers.printed import number
from factordb.importers.protocol import Intake, Item
from factordb.importers.us_epa_hub import UsEpaHub
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.reading import Blank, Caution, NotOurs, Rejection
from tests.importers import hubs
from tests.publishers import DATA, needs_publishers_files

ARTIFACT = "sha256:" + "a" * 64
HUBS = DATA / "us-epa-hub"
YEAR_2023 = HUBS / "ghg-emission-factors-hub-2023.xlsx"
ORIGINAL = HUBS / "ghg-emission-factors-hub-2024_2024-02-13-original.xlsx"
ERRATUM = HUBS / "ghg-emission-factors-hub-2024_2024-06-05-erratum.xlsx"
REAL = pytest.mark.parametrize("file", [YEAR_2023, ORIGINAL, ERRATUM], ids=lambda file: file.stem)

CAR = '["transport.passenger.car",{},["combustion"],"US","vehicle-mile"]'


class Read:
    """All that reading one file yields."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.factors = {i.key(): i for i in items if isinstance(i, Factor)}
        self.properties = {i.key(): i for i in items if isinstance(i, Property)}
        self.rejections = [i for i in items if isinstance(i, Rejection)]
        self.cautions = [i.text for i in items if isinstance(i, Caution)]
        self.blank = sum(i.count for i in items if isinstance(i, Blank))
        self.not_ours = sum(i.count for i in items if isinstance(i, NotOurs))

    def accounted(self) -> int:
        documents = [i for i in self.items if isinstance(i, Factor | Property)]
        cells = [cell.at for document in documents for cell in document.source.cells]
        places = sum(1 if isinstance(at, str) else len(at) for at in cells)
        return places + sum(r.numbers for r in self.rejections) + self.not_ours

    def factor(self, activity: str, unit: str, region: str = "US", **facets: str) -> Factor:
        names = {name.replace("_", "-"): value for name, value in facets.items()}
        (found,) = (
            f
            for f in self.factors.values()
            if (f.activity, f.unit, f.region, f.facets or {}) == (activity, unit, region, names)
        )
        return found

    def property(self, subject: str) -> Property:
        (found,) = (p for p in self.properties.values() if p.subject == subject)
        return found


def read(file: Path) -> Read:
    return Read(list(UsEpaHub().read(Intake(file, ARTIFACT))))


def masses(factor: Factor) -> dict[str, str | None]:
    return {amount.gas: amount.value() for amount in factor.amounts}


def numbers_in(file: Path) -> int:
    """Count the numbers of a workbook without the importer: typed ones, and texts that are one."""
    text = re.compile(r"\s*[<>]?\s*[0-9][0-9,]*(\.[0-9]+)?\s*")
    book = python_calamine.CalamineWorkbook.from_path(str(file))
    cells = [
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    return sum(
        isinstance(cell, float | int) or (isinstance(cell, str) and bool(text.fullmatch(cell)))
        for cell in cells
    )


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read(hubs.write(tmp_path_factory.mktemp("hub") / "hub.xlsx", hubs.lines()))


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    return tmp_path / "hub.xlsx"


def test_a_hub_is_recognised_by_what_stands_in_it(hub: Path, tmp_path: Path) -> None:
    hubs.write(hub, hubs.lines())

    assert UsEpaHub().recognises(hub)
    assert UsEpaHub().recognises(hub.rename(tmp_path / "something-else.dat"))


@pytest.mark.parametrize("lacking", [hubs.TOP, hubs.STATIONARY, hubs.ELECTRICITY], ids=str)
def test_a_sheet_without_its_title_or_tables_is_no_hub(hub: Path, lacking: Any) -> None:
    rows = [line for table in hubs.TABLES if table is not lacking for line in table]
    hubs.write(hub, rows)

    assert not UsEpaHub().recognises(hub)
    with pytest.raises(UnreadableFile, match="is no Emission Factors Hub"):
        read(hub)


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"PK\x03\x04", b"%PDF-1.4"])
def test_other_files_are_not_recognised(hub: Path, content: bytes) -> None:
    hub.write_bytes(content)

    assert not UsEpaHub().recognises(hub)
    with pytest.raises(UnreadableFile):
        read(hub)


def test_a_truncated_hub_is_refused(hub: Path) -> None:
    hubs.write(hub, hubs.lines())
    hub.write_bytes(hub.read_bytes()[:-400])

    assert not UsEpaHub().recognises(hub)
    with pytest.raises(UnreadableFile, match="damaged"):
        read(hub)


def test_every_number_of_the_sample_is_accounted_for(hub: Path, sample: Read) -> None:
    hubs.write(hub, hubs.lines())

    assert sample.accounted() == numbers_in(hub) == hubs.NUMBERS


def test_only_the_bound_of_the_sample_becomes_nothing(sample: Read) -> None:
    (rejection,) = sample.rejections

    assert rejection.printed == ">7,500"
    assert "C10F18" in rejection.reason


def test_blank_and_na_are_absent_and_counted(sample: Read) -> None:
    assert sample.blank == 3 + 4
    assert not any(f.activity == "waste.aluminium-cans" and "composting" in k
                   for k, f in sample.factors.items())  # fmt: skip


def test_model_years_are_labels(sample: Read) -> None:
    car = sample.factor("transport.passenger.car", "vehicle-mile", fuel="petrol", model_year="1975")

    assert sample.not_ours == 2
    assert masses(car) == {"CH4": "0.0001425", "N2O": "0.0000445"}


def test_a_factor_has_its_gases_each_from_its_own_cell(sample: Read) -> None:
    gas = sample.factor("fuel.natural-gas", "mmBtu{GCV}")

    assert masses(gas) == {"CO2": "53.06", "CH4": "0.001", "N2O": "0.0001"}
    assert gas.boundary == ("combustion",)
    ch4 = gas.source.cells[1]
    assert (ch4.at, ch4.printed, ch4.unit) == (
        "'Emission Factors Hub'!F19",
        "1",
        "g CH4 per mmBtu",
    )
    assert ch4.steps == (("*", "0.001", "g→kg, exact"),)


def test_the_headline_of_natural_gas_is_computed(sample: Read) -> None:
    found = headline(sample.factor("fuel.natural-gas", "mmBtu{GCV}"))

    assert found is not None
    assert (found.value, found.gwp, found.computed) == ("53.1145", "AR5", True)


def test_no_number_has_an_exponent(sample: Read) -> None:
    assert masses(sample.factor("fuel.natural-gas", "scf"))["N2O"] == "0.000000092"


def test_heat_contents_are_properties(sample: Read) -> None:
    heat = sample.property("fuel.coal.anthracite")

    assert (heat.property, heat.value, heat.unit) == (
        "gross-calorific-value",
        "25.5",
        "mmBtu/short ton",
    )


def test_co2_of_biomass_is_biogenic_in_both_tables_of_fuels(sample: Read) -> None:
    burnt = sample.factor("fuel.ethanol", "mmBtu{GCV}")
    driven = sample.factor("fuel.ethanol", "gal (US)", application="mobile")
    coal = sample.factor("fuel.coal.anthracite", "short ton")

    assert [a.origin for a in burnt.amounts] == ["biogenic", None, None]
    assert [a.origin for a in driven.amounts] == ["biogenic"]
    assert {a.origin for a in coal.amounts} == {None}


def test_mixed_coal_and_liquor_are_told_apart_by_facets(sample: Read) -> None:
    mixed = sample.factor("fuel.coal.mixed", "short ton", sector="industrial")
    liquor = sample.factor("fuel.black-liquor.kraft", "mmBtu{GCV}", furnish="bagasse")

    assert mixed.name == {"en": "Coal, Mixed (Industrial Sector), stationary combustion"}
    assert liquor.name == {"en": "Kraft Pulping Liquor, Bagasse, stationary combustion"}


def test_fuels_of_vehicles_are_not_those_of_boilers(sample: Read) -> None:
    petrol = sample.factor("fuel.petrol", "gal (US)", application="mobile")

    assert masses(petrol) == {"CO2": "8.5"}
    assert petrol.source.cells[0].unit == "kg CO2 per gallon"


def test_a_note_to_one_fuel_stays_with_it(sample: Read) -> None:
    lng = sample.factor("fuel.lng", "gal (US)", application="mobile")
    petrol = sample.factor("fuel.petrol", "gal (US)", application="mobile")

    assert lng.source.notes == ("LNG: made from another model.", "Combustion emissions only.")
    assert petrol.source.notes == ("Combustion emissions only.",)


def test_the_heading_of_the_next_section_is_no_note(hub: Path) -> None:
    rows = hubs.lines()
    place = next(i for i, row in enumerate(rows) if row[:1] == ["Table 8"])
    section: list[hubs.Line] = [["Scope 3 Emission Factors"], ["Said of all that follows."], []]

    found = read(hubs.write(hub, [*rows[:place], *section, *rows[place:]]))

    notes = found.factor("heat.steam", "mmBtu").source.notes
    assert notes
    assert not {"Scope 3 Emission Factors", "Said of all that follows."} & set(notes)


def test_a_name_goes_on_in_parentheses_below(sample: Read) -> None:
    for year in ("1973-1974", "1975"):
        truck = sample.factor(
            "transport.light-duty-truck", "vehicle-mile", fuel="petrol", model_year=year
        )
        words = "Gasoline Light-Duty Trucks (Vans, Pickup Trucks, SUVs), model year "
        assert truck.name == {"en": words + year}


def test_names_hold_for_the_rows_below_them(sample: Read) -> None:
    old = sample.factor(
        "transport.passenger.car", "vehicle-mile", fuel="diesel", model_year="1983-2006"
    )
    bus = sample.factor("transport.passenger.bus", "vehicle-mile", fuel="cng")

    assert masses(old)["CH4"] == "0.00000055"
    assert masses(bus)["CH4"] == "0.00275"


def test_vehicles_without_co2_have_no_headline(sample: Read) -> None:
    assert headline(sample.factor("transport.passenger.bus", "vehicle-mile", fuel="cng")) is None


def test_engines_are_told_apart(sample: Read) -> None:
    activity = "transport.non-road.agricultural-equipment"
    two = sample.factor(activity, "gal (US)", fuel="petrol", cycle="2-stroke")
    truck = sample.factor(activity, "gal (US)", fuel="diesel", vehicle="off-road-trucks")

    assert two.name == {"en": "Agricultural Equipment, Gasoline (2 stroke)"}
    assert truck.source.notes is not None
    assert truck.source.notes[0] == "Includes tractors, as invented."


def test_a_zero_typed_as_text_is_read_and_told(sample: Read) -> None:
    aircraft = sample.factor("transport.non-road.aircraft", "gal (US)", fuel="jet-kerosene")

    assert masses(aircraft)["CH4"] == "0.000"
    (caution,) = sample.cautions
    assert caution.startswith("3 numbers are typed as text")
    assert "'Emission Factors Hub'!" in caution


def test_pounds_become_kilograms_exactly(sample: Read) -> None:
    grid = sample.factor(
        "electricity.grid", "MWh", region="US-EGRID-CAMX", at="busbar", mix="average"
    )

    assert masses(grid) == {"CO2": "225.662204075", "CH4": "0.0136077711", "N2O": "0.00181436948"}
    assert grid.source.cells[0].steps == (("*", "0.45359237", "lb→kg, exact"),)
    assert grid.name == {"en": "eGRID subregion WECC California, total output"}
    assert grid.dates is not None
    assert grid.dates.data is not None
    assert (grid.dates.data.from_, grid.dates.data.to) == ("2029-01-01", "2029-12-31")
    assert grid.dates.published == "2031-06-05"


def test_non_baseload_serves_reductions_only(sample: Read) -> None:
    average = sample.factor("electricity.grid", "MWh", at="busbar", mix="average")
    other = sample.factor("electricity.grid", "MWh", at="busbar", mix="non-baseload")

    assert average.use is None
    assert other.use == ("offset-baseline",)
    assert masses(other)["CO2"] == "637.524076035"


def test_steam_is_not_of_a_calorific_value(sample: Read) -> None:
    assert masses(sample.factor("heat.steam", "mmBtu"))["CO2"] == "66.5"


def test_a_number_printed_in_two_tables_is_one_cell(sample: Read) -> None:
    car = sample.factors[CAR]

    at = car.source.cells[0].at
    assert isinstance(at, tuple)
    assert len(at) == 2
    assert car.name == {"en": "Passenger Car"}
    assert car.source.notes == ("A passenger car of our invention.",)


def test_two_different_numbers_for_one_thing_are_both_rejected(hub: Path) -> None:
    found = read(hubs.write(hub, hubs.replaced(0.3125, 0.625, nth=1)))

    assert CAR not in found.factors
    reasons = {r.reason for r in found.rejections if r.printed != ">7,500"}
    assert len(found.rejections) == 1 + 6
    assert len(reasons) == 1
    assert re.search(r"'!D\d+ says 0.3125 and .*'!D\d+ says 0.625", reasons.pop())
    assert found.accounted() == hubs.NUMBERS


def test_ton_miles_are_of_short_tons_however_they_are_spelt(hub: Path, sample: Read) -> None:
    found = read(hubs.write(hub, hubs.replaced("ton-mile", "short ton-mile")))

    truck = "transport.freight.truck.medium-and-heavy-duty"
    before = sample.factor(truck, "short ton-mile")
    after = found.factor(truck, "short ton-mile")
    assert before.key() == after.key()
    assert before.source.cells[0].unit == "kg CO2/ton-mile"
    assert after.source.cells[0].unit == "kg CO2/short ton-mile"


def test_waste_is_weighed_as_its_notes_say(sample: Read) -> None:
    cans = sample.factor("waste.aluminium-cans", "short ton", treatment="recycling")

    (amount,) = cans.amounts
    assert (amount.gas, amount.kg_co2e, amount.gwp) == ("CO2e", "60.00", "AR4")
    assert cans.source.cells[0].unit == "Metric Tons CO2e/Short Ton Material"
    assert cans.source.cells[0].steps == (("*", "1000", "t→kg, exact"),)
    assert cans.name == {"en": "Aluminum Cans, Recycled"}
    assert cans.source.notes is not None
    assert cans.source.notes[0] == "Recycling."


def test_waste_without_a_stated_method_has_none(hub: Path) -> None:
    notes = str(hubs.WASTE[-2][1])
    found = read(hubs.write(hub, hubs.replaced(notes, notes.replace("AR4 GWP values", "They"))))

    cans = found.factor("waste.aluminium-cans", "short ton", treatment="recycling")
    assert cans.amounts[0].gwp is None


def test_waste_spans_its_treatment_and_no_life_cycle(sample: Read) -> None:
    cans = sample.factor("waste.aluminium-cans", "short ton", treatment="recycling")

    assert cans.boundary == ("unknown",)


def test_passengers_trains_run_on_fuel_and_electricity(sample: Read) -> None:
    rail = "transport.passenger.rail.intercity.northeast-corridor"

    assert sample.factor(rail, "passenger-mile").boundary == ("direct",)
    assert sample.factor("transport.passenger.car", "vehicle-mile").boundary == ("combustion",)


def test_flights_are_told_apart_by_their_haul(sample: Read) -> None:
    flight = sample.factor("transport.passenger.air", "passenger-mile", haul="short")

    assert flight.name == {"en": "Air Travel - Short Haul (< 300 miles)"}
    assert masses(flight)["CO2"] == "0.205"


def test_potentials_are_properties_of_the_method_their_source_names(sample: Read) -> None:
    methane = sample.property("gas.ch4")
    blend = sample.property("refrigerant.r-404a")

    assert (methane.value, methane.unit, methane.region) == ("28", "kg{CO2e}/kg", "GLO")
    assert methane.facets == {"method": "AR5"}
    assert len(methane.source.cells[0].at) == 2
    assert blend.source.notes == ("Blend composition: 44% HFC-125 , 4% HFC-134a , 52% HFC-143a",)
    assert sample.property("refrigerant.r-406a").value == "0"
    assert sample.property("gas.hfc-134a").value == "1300"


def test_potentials_of_an_unnamed_method_are_rejected(hub: Path) -> None:
    source = "Source: \nFifth Assessment Report (AR5)."
    found = read(hubs.write(hub, hubs.replaced(source, "Source: \nA report.")))

    assert {r.printed for r in found.rejections} == {">7,500", "3943", "0"}
    assert found.accounted() == hubs.NUMBERS


def test_the_manifest_comes_first_and_once(sample: Read) -> None:
    manifests = [i for i in sample.items if isinstance(i, Manifest)]

    assert sample.items[0] is manifests[0]
    assert len(manifests) == 1
    assert manifests[0].dataset == "us-epa-ghg-hub"
    fuels, grid = (manifests[0].series_of(a) for a in ("fuel.petrol", "electricity.grid"))
    assert fuels is not None
    assert grid is not None
    assert (fuels.year, fuels.purpose) == ("carry-forward", ("organisation",))
    assert grid.year == "data"


def test_another_dataset_may_be_asked_for(hub: Path) -> None:
    hubs.write(hub, hubs.lines())

    items = list(UsEpaHub().read(Intake(hub, ARTIFACT, dataset="my-hub")))

    assert {i.dataset for i in items if isinstance(i, Manifest | Factor | Property)} == {"my-hub"}


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("Last Modified: 12 September 2023", "2023-09-12"),
        ("Last Modified: February 3, 2024", "2024-02-03"),
        ("Last Modified: Febuary 30, 2024", None),
        ("Last Modified: yesterday", None),
    ],
)
def test_the_day_of_publication_is_what_the_sheet_says(
    hub: Path, printed: str, day: str | None
) -> None:
    found = read(hubs.write(hub, hubs.replaced("Last Modified: June 5, 2031", printed)))

    assert {f.dates.published if f.dates else None for f in found.properties.values()} == {day}
    assert any("last modified" in caution for caution in found.cautions) == (day is None)


def test_a_day_that_is_none_is_told_and_not_kept(hub: Path) -> None:
    rows = hubs.replaced("Last Modified: June 5, 2031", "Last Modified: February 30, 2024")

    found = read(hubs.write(hub, rows))

    assert any("last modified" in caution for caution in found.cautions)
    assert found.accounted() == hubs.NUMBERS


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.lists(some.integers(0, 3), min_size=len(hubs.TABLES), max_size=len(hubs.TABLES)))
def test_rows_may_shift(
    tmp_path_factory: pytest.TempPathFactory, sample: Read, gaps: list[int]
) -> None:
    empty: hubs.Line = []
    rows = [
        line
        for table, gap in zip(hubs.TABLES, gaps, strict=True)
        for line in [*table, *[empty] * gap]
    ]
    found = read(hubs.write(tmp_path_factory.mktemp("shifted") / "hub.xlsx", rows))

    assert found.accounted() == hubs.NUMBERS
    assert {k: masses(f) for k, f in found.factors.items()} == {
        k: masses(f) for k, f in sample.factors.items()
    }
    assert found.properties.keys() == sample.properties.keys()


def test_a_number_that_stands_anywhere_else_is_rejected_with_its_cell(hub: Path) -> None:
    rows = hubs.lines()
    rows[3] = [*[None] * 8, 42.5]
    anthracite = next(line for line in rows if "Anthracite Coal" in line)
    anthracite.append(7.5)
    rows.append([None, "A table of the future", 1.5])

    found = read(hubs.write(hub, rows))

    strays = [r for r in found.rejections if r.printed != ">7,500"]
    assert Counter(r.printed for r in strays) == {"42.5": 1, "7.5": 1, "1.5": 1}
    assert strays[0].at == "'Emission Factors Hub'!J4"
    assert found.accounted() == hubs.NUMBERS + 3


def test_a_table_of_an_unknown_title_is_rejected_number_by_number(hub: Path) -> None:
    found = read(hubs.write(hub, hubs.replaced("Steam and Heat", "Fog and Mist")))

    assert {"66.5", "1.25", "0.125"} <= {r.printed for r in found.rejections}
    assert found.accounted() == hubs.NUMBERS


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("CAMX", "XMAC", "no region"),
        ("CAMX", "", "region"),
        ("ton-mile", "10**10**10", "not a known unit"),
        ("ton-mile", None, "not a known unit"),
        ("Natural Gas", "", "knows"),
        ("Natural Gas", "天然气", "activity"),
        (53.06, 1e-300, "too_long|at most 100|too many digits"),
        (53.06, "fifty-three", "is no number"),
        (53.06, "5.3.06", "is no number"),
        (497.5, "#REF!", "is no number"),
        (28.0, 29.0, "of the same thing"),
        ("Gasoline Passenger Cars", None, "knows"),
    ],
)
def test_what_cannot_be_meant_is_rejected_and_the_rest_is_read(
    hub: Path, sample: Read, old: hubs.Cell, new: hubs.Cell, reason: str
) -> None:
    nth = 1 if old == "Natural Gas" else 0
    found = read(hubs.write(hub, hubs.replaced(old, new, nth)))

    told = [r for r in found.rejections if r.printed != ">7,500"]
    assert told
    assert any(re.search(reason, r.reason) for r in told), [r.reason for r in told]
    assert len(found.factors) + len(found.properties) >= len(sample.factors) - 4
    lost = 1 if isinstance(new, str) and isinstance(old, float) else 0
    assert found.accounted() in (hubs.NUMBERS, hubs.NUMBERS - lost + 1)


def test_a_row_without_its_vehicle_is_not_given_to_the_one_above(hub: Path) -> None:
    rows = hubs.lines()
    place = next(i for i, line in enumerate(rows) if "Medium- and Heavy-Duty TruckB" in line)
    rows.insert(place, [None, None, 9.5, 9.5, 9.5, "vehicle-mile"])

    found = read(hubs.write(hub, rows))

    assert masses(found.factors[CAR])["CO2"] == "0.3125"
    assert Counter(r.printed for r in found.rejections)["9.5"] == 3


JUNK: tuple[hubs.Cell, ...] = (
    *(None, "", 0.0, -1.5, 1e300, 1e-320, "NA", "(x)", "≤1980", "1,234", "5%", "1.5"),
    *("Table 3", "Source:", "Notes: x", "A", "x" * 5000, "a\x01b", "\u2028"),
    *("CO2 Factor", "(lb CO2 / MWh)", "kg CO2 per unit", "g CO2 / {x}", "mmBtu per {}", "Units"),
    *("Vehicle Type", "Material", "Model Year", "100-Year GWP", "Mixed ()", "US Average"),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.lists(some.tuples(some.integers(0), some.integers(0, 8), some.sampled_from(JUNK))))
def test_whatever_careless_hands_type_every_number_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, typed: list[tuple[int, int, hubs.Cell]]
) -> None:
    rows = hubs.lines()
    top = len(hubs.TOP) + len(hubs.STATIONARY)
    for row, column, value in typed:
        line = rows[top + row % (len(rows) - top)]
        line.extend([None] * (column + 1 - len(line)))
        line[column] = value
    file = hubs.write(tmp_path_factory.mktemp("careless") / "hub.xlsx", rows)
    if not UsEpaHub().recognises(file):
        return

    found = read(file)

    texts = sum(not number(r.printed) for r in found.rejections)
    assert found.accounted() - texts == sum(
        numeric or number(text) is not None
        for row in Workbook(file).sheet("Emission Factors Hub").rows()
        for text, numeric in zip(row.cells, row.numeric, strict=True)
    )
    assert all(wire.decoded(wire.encoded(item).rstrip(b"\n")) for item in found.items)


def test_what_a_list_of_another_unit_holds_is_not_biomass_before_its_heading(hub: Path) -> None:
    rows = [line for line in hubs.lines() if line != [None, "Natural Gas"]]
    place = next(i for i, line in enumerate(rows) if "Natural Gas" in line)
    rows.insert(place - 1, [None, "Biomass Fuels - Solid"])

    gas = read(hubs.write(hub, rows)).factor("fuel.natural-gas", "scf")

    assert {a.origin for a in gas.amounts} == {None}


def test_a_label_may_hold_anything(hub: Path) -> None:
    labels = "A\u2028B\x01 \u202e\ufeffC" + "ü" * 300
    rows = hubs.replaced("Anthracite Coal", labels)
    next(line for line in rows if labels in line)[3] = "five"

    found = read(hubs.write(hub, rows))

    assert found.accounted() == hubs.NUMBERS


def test_numbers_of_further_sheets_are_not_lost(hub: Path) -> None:
    hubs.write(hub, hubs.lines(), Notes=[[None, "of mine", 1.5, 2.5]])

    found = read(hub)

    assert found.accounted() == hubs.NUMBERS + 2
    assert found.not_ours == 2 + 2


def test_a_misnamed_hub_is_read_with_a_caution(tmp_path: Path) -> None:
    file = hubs.write(tmp_path / "hub.xlsx", hubs.lines()).rename(tmp_path / "hub.xls")

    assert any("xlsx workbook by its content" in caution for caution in read(file).cautions)


def test_reading_twice_gives_equal_bytes_that_travel(hub: Path, sample: Read) -> None:
    again = read(hubs.write(hub, hubs.lines()))

    lines = [wire.encoded(item) for item in again.items]
    assert lines == [wire.encoded(item) for item in sample.items]
    assert [wire.decoded(line.rstrip(b"\n")).item for line in lines] == list(again.items)


@needs_publishers_files
@REAL
def test_a_real_hub_is_recognised_and_every_number_accounted_for(file: Path) -> None:
    assert UsEpaHub().recognises(file)
    found = read(file)

    assert found.accounted() == numbers_in(file)
    identities = [i.identity() for i in found.items if isinstance(i, Factor | Property)]
    assert len(identities) == len(set(identities))
    assert all(wire.decoded(wire.encoded(item).rstrip(b"\n")) for item in found.items)


@needs_publishers_files
@pytest.mark.parametrize(
    ("file", "factors", "properties", "blank", "rejected"),
    [
        (YEAR_2023, 563, 125, 205, [">7,500"]),
        (ORIGINAL, 574, 120, 203, []),
        (ERRATUM, 574, 120, 203, []),
    ],
    ids=["2023", "original", "erratum"],
)
def test_real_hubs_give_what_they_hold(
    file: Path, factors: int, properties: int, blank: int, rejected: list[str]
) -> None:
    found = read(file)

    assert (len(found.factors), len(found.properties)) == (factors, properties)
    assert (found.blank, [r.printed for r in found.rejections]) == (blank, rejected)


@needs_publishers_files
def test_known_numbers_stand_in_the_real_hub() -> None:
    found = read(ERRATUM)

    grid = found.factor(
        "electricity.grid", "MWh", region="US-EGRID-CAMX", at="busbar", mix="average"
    )
    assert masses(grid) == {"CO2": "225.63634930991", "CH4": "0.0136077711", "N2O": "0.00181436948"}
    assert [cell.at for cell in grid.source.cells] == [
        f"'Emission Factors Hub'!{column}336" for column in "EFG"
    ]
    assert (grid.source.cells[0].printed, grid.source.cells[0].unit) == ("497.443", "lb CO2/MWh")
    natural = headline(found.factor("fuel.natural-gas", "mmBtu{GCV}"))
    assert natural is not None
    assert (natural.value, natural.gwp) == ("53.1145", "AR5")


@needs_publishers_files
def test_the_erratum_changes_numbers_and_no_keys() -> None:
    before, after = read(ORIGINAL), read(ERRATUM)

    assert before.factors.keys() == after.factors.keys()
    assert before.properties.keys() == after.properties.keys()
    changed = {k for k in after.factors if masses(before.factors[k]) != masses(after.factors[k])}
    assert {(after.factors[k].name["en"], after.factors[k].unit) for k in changed} == {
        ("Passenger Car", "vehicle-mile"),
        ("Light-Duty Truck", "vehicle-mile"),
        ("Medium- and Heavy-Duty Truck", "vehicle-mile"),
        ("Motorcycle", "vehicle-mile"),
        ("Bus", "passenger-mile"),
    }
    assert masses(before.factors[CAR])["CO2"] == "0.17515256410803692"
    assert masses(after.factors[CAR])["CO2"] == "0.30613100729682124"
    assert len(after.factors[CAR].source.cells[0].at) == 2


@needs_publishers_files
def test_the_erratum_shows_as_changes_only() -> None:
    before, after = (
        comparing.Contents(
            tuple(
                figures(
                    [(f.digest(), f) for f in found.factors.values()],
                    [(p.digest(), p) for p in found.properties.values()],
                    None,
                )
            )
        )
        for found in (read(ORIGINAL), read(ERRATUM))
    )

    diff = comparing.compare(before, after, ("original", "erratum"))

    assert diff.counts == {"changed": 12, "unchanged": 1258}
    assert ("0.000", "0.00009064539521392313") in {(d.old, d.new) for d in diff.differences}


@needs_publishers_files
def test_2023_and_2024_share_their_keys_but_for_real_changes() -> None:
    before, after = read(YEAR_2023), read(ORIGINAL)

    gone = before.factors.keys() - after.factors.keys()
    new = after.factors.keys() - before.factors.keys()
    assert {k.split('"')[1] for k in gone} == {
        "transport.passenger.car",  # diesel, model years 2007-2020 are now 2007-2021
        "transport.light-duty-truck",
        "transport.medium-and-heavy-duty-vehicle",
        "waste.dimensional-lumber",  # recycling is NA now
        "waste.medium-density-fibreboard",
    }
    assert (len(gone), len(new), len(before.factors.keys() & after.factors.keys())) == (5, 16, 558)
    methods = ({p.facets["method"] for p in r.properties.values() if p.facets and "method" in
                p.facets} for r in (before, after))  # fmt: skip
    assert list(methods) == [{"AR4"}, {"AR5"}]
