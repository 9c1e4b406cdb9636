"""What each table of the hub says."""

import re
from pathlib import Path

from factordb.model.headline import headline
from tests.importers import hubs
from tests.importers.hub_read import (
    CAR,
    Read,
    masses,
    read,
)


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
