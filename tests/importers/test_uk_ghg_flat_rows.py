"""What rows of the flat file say: bounds, blanks, vehicles, places, words."""

from pathlib import Path

import pytest

from factordb.errors import RegionNotFound
from factordb.importers.uk_ghg_flat.activities import Levels, meaning
from factordb.model.headline import headline
from factordb.model.reading import Blank
from tests.importers.flat_files import a_fuel, row
from tests.importers.flat_read import factors, properties, read_rows, the_factor


def test_a_bound_is_a_range_and_no_headline(tmp_path: Path) -> None:
    words = (
        "Scope 1|Refrigerant & other|Other products|R1234yf*||Total emissions including non-Kyoto"
    )
    factor = the_factor(read_rows(tmp_path, row(words, "kg", "kg CO2e", "< 1")))
    amount = factor.amounts[0]
    assert amount.range is not None
    assert amount.range.plain() == {"in": "kg_co2e", "below": "1"}
    assert factor.source.cells[0].printed == "< 1"
    assert headline(factor) is None


def test_blank_cells_are_counted_and_never_zero(tmp_path: Path) -> None:
    rows = a_fuel()
    rows[2][-1], rows[3][-1] = None, "NA"
    items = read_rows(tmp_path, *rows)
    factor = the_factor(items)
    blanks = [item for item in items if isinstance(item, Blank)]
    assert [blank.pick for blank in blanks] == ["CH4", "N2O"]
    assert {(blank.count, blank.identity) for blank in blanks} == {(1, factor.identity())}
    assert [blank.at for blank in blanks] == [
        "'Factors by Category'!J9",
        "'Factors by Category'!J10",
    ]
    assert {blank.id for blank in blanks}.isdisjoint({amount.id for amount in factor.amounts})
    assert len(factor.amounts) == 2


def test_a_printed_zero_is_a_number(tmp_path: Path) -> None:
    words = "Scope 1|Passenger vehicles|Cars (by size)|Average car||Battery Electric Vehicle"
    factor = the_factor(read_rows(tmp_path, row(words, "km", "kg CO2e", 0)))
    assert factor.amounts[0].kg_co2e == "0"


def test_what_is_printed_outside_of_scopes_stands_beside_its_fuel(tmp_path: Path) -> None:
    diesel = "Diesel (average biofuel blend)"
    items = read_rows(
        tmp_path,
        row(f"Scope 1|Fuels|Liquid fuels|{diesel}", "kWh (Net CV)", "kg CO2e", 0.25),
        row(
            f"Outside of Scopes|Outside of scopes|Forecourt fuels containing biofuel|{diesel}",
            "kWh",
            "kg CO2e of CO2 per unit",
            0.02,
        ),
    )
    main, beside = factors(items)
    assert main.activity == beside.activity == "fuel.diesel.average-biofuel-blend"
    assert (main.unit, beside.unit) == ("kWh{NCV}", "kWh")
    assert beside.facets == {"coverage": "outside-of-scopes"}
    assert (beside.region, beside.dates) == (main.region, main.dates)
    amount = beside.amounts[0]
    assert (amount.gas, amount.kg_co2e, amount.origin) == ("CO2", "0.02", "biogenic")
    assert amount.outside
    assert headline(beside) is None


def test_flights_with_radiative_forcing_never_give_a_mass(tmp_path: Path) -> None:
    words = "Scope 3|Business travel- air|Flights|Short-haul, to/from UK|Economy class"
    items = read_rows(
        tmp_path,
        *[
            row(f"{words}|{how}", "passenger.km", f"kg CO2e{gas}", value)
            for how in ("With RF", "Without RF")
            for gas, value in (("", 0.2), (" of CO2 per unit", 0.17))
        ],
    )
    with_rf, without = factors(items)
    assert with_rf.facets == {"cabin": "economy", "haul": "short", "radiative-forcing": "with"}
    assert with_rf.conventions == {"aviation": "with-radiative-forcing"}
    assert without.facets is not None
    assert without.facets["radiative-forcing"] == "without"
    assert not any(amount.kg for factor in (with_rf, without) for amount in factor.amounts)


def test_energy_per_distance_is_a_property_and_no_factor(tmp_path: Path) -> None:
    car = "Cars (by size)|Small car||Battery Electric Vehicle"
    items = read_rows(
        tmp_path,
        row(f"Scope 1|SECR kWh pass & delivery vehs|{car}", "km", "kWh (Net CV)", 0.5, "5_1"),
        row(f"Scope 2|SECR kWh UK electricity for EVs|{car}", "km", "kWh (net)", 0.25, "9_1"),
        row(
            "Scope 1|SECR kWh pass & delivery vehs|HGV (all diesel)|All rigids||50% Laden",
            "tonne.km",
            "kWh (Net CV)",
            1.5,
        ),
    )
    fuel, electricity, freight = properties(items)
    assert factors(items) == []
    assert (fuel.subject, fuel.property) == ("transport.passenger.car", "energy-per-distance")
    assert (fuel.value, fuel.unit, fuel.ids) == ("0.5", "kWh{NCV}/km", ("5_1",))
    assert electricity.unit == "kWh/km"
    assert electricity.facets is not None
    assert electricity.facets["source"] == "electricity"
    assert (freight.property, freight.unit) == ("energy-per-tonne-distance", "kWh{NCV}/tkm")


VEHICLE = "Cars (by size)|Average car||Battery Electric Vehicle"
MEANINGS = {
    "Scope 1|Passenger vehicles|" + VEHICLE: (("combustion",), {"owned": "yes"}),
    "Scope 2|UK electricity for EVs|" + VEHICLE: (("indirect",), {"owned": "yes"}),
    "Scope 3|UK electricity T&D for EVs|" + VEHICLE: (("transmission",), {"owned": "yes"}),
    "Scope 3|WTT- pass vehs & travel- land|WTT- " + VEHICLE.lower(): (("upstream",), {}),
    "Scope 3|Business travel- land|" + VEHICLE: (("indirect", "transmission"), {}),
    "Scope 3|Managed assets- vehicles|Managed " + VEHICLE: (
        ("indirect", "transmission"),
        {"managed": "yes"},
    ),
}


@pytest.mark.parametrize("words", MEANINGS)
def test_who_drives_a_car_and_what_is_counted_are_told_apart(tmp_path: Path, words: str) -> None:
    boundary, facets = MEANINGS[words]
    factor = the_factor(read_rows(tmp_path, row(words, "km", "kg CO2e", 1)))
    assert factor.activity == "transport.passenger.car"
    assert factor.boundary == boundary
    assert factor.facets == {"fuel": "battery-electric", **facets}


def levels(words: str) -> Levels:
    parts = words.split("|")
    return Levels(*parts, *[""] * (6 - len(parts)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Scope 1|Passenger and delivery vehicles- kWh factors|Motorbike|Small",
            "Scope 1|SECR kWh pass & delivery vehs|Motorbike|Small",
        ),
        (
            "Scope 3|WTT- business travel (air)|WTT- flights|Domestic, to/from UK",
            "Scope 3|WTT- business travel- air|WTT- flights|Domestic, to/from UK",
        ),
        (
            "Scope 3|WTT- UK & overseas elec|WTT- UK electricity (T&D)|Electricity: UK|2020",
            "Scope 3|WTT- UK electricity|WTT- UK electricity (T&D)|Electricity: UK|kWh",
        ),
        (
            "Scope 1|Delivery vehicles|HGVs refrigerated (all diesel)|All artics||Average laden",
            "Scope 1|Delivery vehicles|HGV refrigerated (all diesel)|All artics||Average Laden",
        ),
        (
            "Scope 3|Freighting goods|Sea tanker|LPG tanker|200,000+ dwt",
            "Scope 3|Freighting goods|Sea tanker|LPG Tanker |200000+ dwt",
        ),
        (
            "Scope 1|Bioenergy|Biofuel|Biodiesel ME (from tallow)",
            "Scope 1|Bioenergy|Biofuel|Biodiesel ME (from Tallow)",
        ),
    ],
)
def test_a_renamed_level_keeps_its_meaning(one: str, other: str) -> None:
    assert meaning(levels(one)) == meaning(levels(other))


def test_level_1_tells_fuel_from_its_upstream_and_transmission_from_both() -> None:
    fuel = meaning(levels("Scope 1|Fuels|Liquid fuels|Gas oil"))
    upstream = meaning(levels("Scope 3|WTT- fuels|Liquid fuels|Gas oil"))
    assert (fuel.activity, upstream.activity) == ("fuel.gas-oil", "fuel.gas-oil")
    assert (fuel.boundary, upstream.boundary) == (("combustion",), ("upstream",))
    loss = "Transmission and distribution|T&D- UK electricity|Electricity: UK"
    assert meaning(levels(f"Scope 3|{loss}")).boundary == ("transmission",)
    both = "WTT- UK electricity|WTT- UK electricity (T&D)|Electricity: UK"
    assert meaning(levels(f"Scope 3|{both}")).boundary == ("upstream", "transmission")


def test_an_average_or_unknown_is_the_absence_of_a_facet() -> None:
    car = meaning(levels("Scope 3|Business travel- land|Cars (by size)|Average car||Unknown"))
    lorry = meaning(levels("Scope 3|Freighting goods|HGV (all diesel)|All HGVs||Average laden"))
    assert (car.facets, lorry.facets) == ((), ())


def test_hotels_stand_in_their_countries(tmp_path: Path) -> None:
    places = {"UK": "GB", "UK (London)": "X-DESNZ-LONDON", "Korea": "KR", "Hong Kong, China": "HK"}
    rows = [
        row(f"Scope 3|Hotel stay|Hotel stay|{p}", "Room per night", "kg CO2e", 9) for p in places
    ]
    assert [f.region for f in factors(read_rows(tmp_path, *rows))] == list(places.values())


def test_overseas_electricity_stands_in_its_country() -> None:
    words = "Scope 3|Overseas electricity|Electricity generated|Electricity: Australia|2016"
    assert meaning(levels(words)).region == "AU"
    with pytest.raises(RegionNotFound):
        meaning(levels("Scope 3|Hotel stay|Hotel stay|Atlantis"))
